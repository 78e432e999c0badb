"""veilleur run."""

from __future__ import annotations

import sys
from pathlib import Path

from bot import __version__
from bot.app import App, Terminal
from bot.cli.preparing import Unready, prepare, say, sentence
from bot.front.errors import FrontError
from bot.store.errors import AlreadyRunning, SchemaNewer, StoreUnavailable


async def run(env_file: Path, *, terminal: bool, as_json: bool) -> int:
    """0 at the end of input or on SIGTERM, 1 when it can't start; says why in words."""
    try:
        settings = prepare(env_file, interactive=terminal)
        app = App(settings, env_file, terminal=Terminal(as_json=as_json) if terminal else None)
        await app.start()
    except (Unready, FrontError, AlreadyRunning, SchemaNewer, StoreUnavailable) as error:
        say(sentence(error))
        return 1
    try:
        await _first_line(app, to_stderr=as_json)
        await app.run()
    finally:
        await app.stop()
    return 0


async def _first_line(app: App, *, to_stderr: bool) -> None:
    totals = await app.totals()
    networks = ", ".join(one.network for one in app.networks)
    out = sys.stderr if to_stderr else sys.stdout
    say(
        f"Veilleur {__version__} · database {app.where()} · {totals.channels} channels · "
        f"{totals.watches} watches · networks: {networks}",
        out,
    )
    if app.claim_code is not None and not to_stderr and not app.in_terminal():
        say(
            f"To run this Veilleur from a chat, send it in private: /start {app.claim_code} "
            f"(Telegram) or /veille claim {app.claim_code} (Slack).",
            out,
        )
