"""veilleur slack-manifest."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.app import EVENTS
from bot.cli.preparing import say
from bot.front.manifest import EXAMPLE, to_json
from bot.front.manifest import manifest as make
from bot.front.slack import REDIRECT
from bot.settings import load


def manifest(env_file: Path, language: str, *, grid: bool, socket: bool, oauth: bool) -> None:
    settings = load(env_file)
    base = (settings.public_url or EXAMPLE).rstrip("/")
    made = make(
        language,
        prefix=settings.slack_command_prefix,
        grid=grid,
        socket=socket,
        address=f"{base}{EVENTS}",
        redirect=f"{base}{REDIRECT}" if oauth else "",
    )
    say(to_json(made), sys.stdout)
