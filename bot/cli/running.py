"""veilleur run."""

from __future__ import annotations

import sys
from pathlib import Path

from bot import __version__
from bot.app import App, Terminal, slack_oauth
from bot.cli.preparing import Unready, prepare, say, sentence, words_for
from bot.core.model import Platform
from bot.front.errors import FrontError
from bot.front.slack import INSTALL
from bot.render.words import Words
from bot.store.errors import AlreadyRunning, SchemaNewer, StoreUnavailable


async def run(env_file: Path, *, terminal: bool, as_json: bool) -> int:
    """0 at the end of input or on SIGTERM, 1 when it can't start; says why in words."""
    try:
        settings = prepare(env_file, interactive=terminal)
        app = App(settings, env_file, terminal=Terminal(as_json=as_json) if terminal else None)
        await app.start()
    except (Unready, FrontError, AlreadyRunning, SchemaNewer, StoreUnavailable) as error:
        say(sentence(words_for(env_file), error))
        return 1
    try:
        await _first_line(app, words_for(env_file), to_stderr=as_json)
        await app.run()
    finally:
        await app.stop()
    return 0


async def _first_line(app: App, words: Words, *, to_stderr: bool) -> None:
    totals = await app.totals()
    out = sys.stderr if to_stderr else sys.stdout
    say(
        words(
            "cli.first",
            version=__version__,
            database=app.where(),
            channels=words("cli.channels", n=totals.channels),
            watches=words("cli.watches", n=totals.watches),
            networks=", ".join(one.network for one in app.networks),
        ),
        out,
    )
    if (oauth := slack_oauth(app.settings)) is not None and Platform.SLACK in app.fronts:
        say(words("cli.install", address=oauth.public_url + INSTALL), out)
    if app.claim_code is not None and not to_stderr and not app.in_terminal():
        say(words("cli.claim", code=app.claim_code), out)
