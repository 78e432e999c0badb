"""veilleur slack-manifest."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, cast

from bot.app import EVENTS
from bot.cli.preparing import say
from bot.front.manifest import manifest as make
from bot.front.manifest import to_json
from bot.settings import load


def manifest(env_file: Path, language: str, *, grid: bool, socket: bool) -> None:
    settings = load(env_file)
    chosen = cast("Literal['fr', 'en', 'both']", language)
    base = (settings.public_url or "").rstrip("/")
    options = {"address": f"{base}{EVENTS}"} if base and not socket else {}
    made = make(chosen, prefix=settings.slack_command_prefix, grid=grid, socket=socket, **options)
    say(to_json(made), sys.stdout)
