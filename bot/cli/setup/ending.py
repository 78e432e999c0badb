"""What is written, what works now, how to start, and the code that makes somebody its operator."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.app import claim_seed, load_configs, load_connectors
from bot.cli.preparing import database_url, sentence
from bot.cli.setup import envfile, slack
from bot.cli.setup.console import Quit
from bot.cli.setup.session import Session
from bot.clock import SystemClock
from bot.service.operators import claim_code
from bot.settings import Settings, SettingsError, load
from bot.store.engine import Store
from bot.store.errors import AlreadyRunning, SchemaNewer, StoreUnavailable
from bot.store.lock import ProcessLock
from bot.store.schema import upgrade


def review(session: Session) -> None:
    """All that will be written, without any secret. No: nothing is."""
    console = session.console
    console.heading("setup.review.title")
    for text in _rows(session):
        console.show(f"- {text}", indent="  ")
    if not console.yes("setup.write", default=True, file=session.env_file):
        raise Quit


def _rows(session: Session) -> Sequence[str]:
    words, changes = session.words, session.changes
    rows = [words("setup.review.language")]
    if session.city:
        rows.append(words("setup.review.city", city=session.city))
    if hour := changes.get("DIGEST_TIME"):
        rows.append(words("setup.review.hour", hour=hour))
    for chat, ready in _chats(session):
        key = "setup.review.chat" if ready else "setup.review.no_chat"
        rows.append(words(key, chat=chat, whose=session.whose.get(chat) or words("setup.set")))
    more = [words.network(_OTHERS[name]) for name in sorted(changes.keys() & _OTHERS.keys())]
    return [*rows, *(words("setup.review.network", network=name) for name in more)]


_OTHERS = {
    "BLUESKY_APP_PASSWORD": "bluesky",
    "MASTODON_TOKEN": "mastodon",
    "YOUTUBE_API_KEY": "youtube",
}


def _chats(session: Session) -> Sequence[tuple[str, bool]]:
    telegram = bool(session.value("TELEGRAM_BOT_TOKEN"))
    return ("Slack", slack.ready(session)), ("Telegram", telegram)


def save(session: Session) -> None:
    """Raises OSError: then nothing is written."""
    text = envfile.read(session.env_file)
    text = text or session.words("setup.file") + "\n\n"
    envfile.write(session.env_file, envfile.changed(text, session.changes))
    session.console.heading("setup.written", file=session.env_file)
    for name, value in session.changes.items():
        if name != "LANGUAGE" and os.environ.get(name, value) != value:
            session.console.wrong(session.words("setup.environment", name=name))


async def finish(session: Session) -> int:
    """The database, the code, and what to do next. 1 when the database can't be used."""
    console, words = session.console, session.words
    try:
        settings = load(session.env_file)
        url = database_url(settings, session.env_file)
        running = await _running(url)
        await upgrade(url)
        code = await _code(url, settings)
    except SettingsError as error:
        console.wrong(words("setup.settings", names=", ".join(name for name, _ in error.problems)))
        return 1
    except (StoreUnavailable, SchemaNewer, ValueError) as error:
        console.wrong(sentence(words, error))
        return 1
    _next(session, settings, code, running=running)
    return 0


async def _running(url: str) -> bool:
    try:
        async with ProcessLock(url):
            return False
    except AlreadyRunning:
        return True


async def _code(url: str, settings: Settings) -> str | None:
    store = Store(url)
    try:
        async with store.begin() as tx:
            return await claim_code(tx, claim_seed(settings), SystemClock().now())
    finally:
        await store.close()


def _next(session: Session, settings: Settings, code: str | None, *, running: bool) -> None:
    console, words = session.console, session.words
    console.say("setup.networks.now", networks=words.joined(_networks(session), "and"))
    chats = any(ready for _, ready in _chats(session))
    if not chats:
        console.say("setup.terminal")
    console.heading("setup.restart" if running else "setup.start")
    console.show(f"    {_command(session.env_file)}")
    if code is None:
        console.say("setup.claimed")
    elif chats:
        console.heading("setup.claim.title")
        _claim(session, settings, code)
        console.say("setup.claim.life")


def _networks(session: Session) -> list[str]:
    only = session.settings.networks
    every = load_connectors(load_configs(session.env_file)).values()
    on = [one.network for one in every if not one.missing()]
    return [session.words.network(name) for name in on if not only or name in only]


def _claim(session: Session, settings: Settings, code: str) -> None:
    console = session.console
    if session.value("TELEGRAM_BOT_TOKEN"):
        name = session.whose.get("Telegram", "").lstrip("@")
        if name:
            console.say("setup.claim.telegram.link", link=f"https://t.me/{name}?start={code}")
        else:
            console.say("setup.claim.telegram", command=f"/start {code}")
    if slack.ready(session):
        command = f"/{settings.slack_command_prefix}veille claim {code}"
        console.say("setup.claim.slack", command=command)


def _command(env_file: Path) -> str:
    """`veilleur run` as it was typed here."""
    typed = Path(sys.argv[0])
    words = ["python", "-m", "bot"] if typed.name == "__main__.py" else [sys.argv[0]]
    where = [] if env_file == Path(".env") else ["--env-file", str(env_file)]
    return shlex.join([*words, "run", *where])
