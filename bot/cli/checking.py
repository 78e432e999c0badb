"""veilleur check: one real question to each configured network and chat."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import structlog

from bot.app import (
    load_configs,
    load_connectors,
    slack_oauth,
    slack_settings,
    slack_teams,
    telegram_hook,
)
from bot.cli.preparing import (
    Unready,
    database_url,
    prepare,
    say,
    sentence,
    warnings,
    words_for,
)
from bot.clock import SystemClock
from bot.core.message import Reply
from bot.core.reactions import react
from bot.front.errors import FrontError
from bot.front.slack import INSTALL, SlackFront
from bot.front.telegram import NO_HOOKS, TelegramFront
from bot.render.words import Words
from bot.service.excuses import excuse, told
from bot.service.ports import Inbound
from bot.settings import Settings
from bot.store.engine import Store
from bot.store.errors import SchemaNewer, StoreUnavailable
from bot.store.schema import upgrade
from bot.store.urls import sqlite_path
from connectors.base import Connector
from connectors.errors import ConnectorError, CredentialRejected, NotPossible
from connectors.guard import Allowed, Guard
from connectors.http import Http
from connectors.types import FREE, Answer, Bill, LaneKey, Pace, Priority


@dataclass(frozen=True, slots=True)
class Finding:
    """`what`: a network, a chat, the database or the settings. `text`: right or wrong, why."""

    what: str
    ok: bool
    text: str


async def check(env_file: Path, *, as_json: bool) -> int:
    """0 when all is right, 1 when something is wrong."""
    failed = False
    words = words_for(env_file)
    async for one in _findings(env_file, words):
        failed |= not one.ok
        text = json.dumps(asdict(one), ensure_ascii=False)
        say(
            text if as_json else _row(words, one),
            sys.stdout,
        )
    return 1 if failed else 0


def _row(words: Words, one: Finding) -> str:
    mark = words("cli.check.ok" if one.ok else "cli.check.wrong")
    return f"{mark:<6} {one.what}: {one.text}"


async def _findings(env_file: Path, words: Words) -> AsyncIterator[Finding]:
    try:
        settings = prepare(env_file)
    except Unready as error:
        yield Finding(words("cli.check.settings"), False, str(error))
        return
    odd = warnings(words, env_file)
    for text in odd:
        yield Finding(words("cli.check.settings"), False, text)
    if not odd:
        yield Finding(words("cli.check.settings"), True, str(env_file))
    yield await _database(words, database_url(settings, env_file))
    async for one in _networks(words, settings, env_file):
        yield one
    async for one in _chats(words, settings):
        yield one
    async for one in _workspaces(words, settings, database_url(settings, env_file)):
        yield one


async def _database(words: Words, url: str) -> Finding:
    try:
        await upgrade(url)
        store = Store(url)
        try:
            async with store.begin():
                pass
        finally:
            await store.close()
    except (StoreUnavailable, SchemaNewer, ValueError) as error:
        return Finding(words("cli.check.database"), False, sentence(words, error))
    return Finding(words("cli.check.database"), True, str(sqlite_path(url) or "PostgreSQL"))


class _Unmetered:
    """One question each: no budget is touched."""

    async def take(
        self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float, bill: Bill = FREE
    ) -> None:
        return

    async def observe(self, lane: LaneKey, answer: Answer) -> None:
        return

    async def settle(self, lane: LaneKey, bill: Bill, cost: int | None, *, counted: bool) -> None:
        return None


async def _networks(words: Words, settings: Settings, env_file: Path) -> AsyncIterator[Finding]:
    """Each network that is switched on."""
    async with asking(settings) as http:
        for connector in load_connectors(load_configs(env_file)).values():
            if not connector.missing() and _wanted(settings, connector):
                yield await _ask(words, http, connector)
                if (key := connector.warning(SystemClock().now())) is not None:
                    yield Finding(connector.display_name, False, words(f"note.{key}"))


@asynccontextmanager
async def asking(settings: Settings) -> AsyncIterator[Http]:
    """How networks are asked one question each."""
    clock = SystemClock()
    guard = Guard(Allowed.parse(settings.allowed_private_hosts))
    http = Http(_Unmetered(), now=clock.now, guard=guard, sleep=clock.sleep)
    try:
        yield http
    finally:
        await http.aclose()


async def probe(http: Http, connector: Connector) -> None:
    """Raises ConnectorError where a look would."""
    host = connector.search_host()
    lane = LaneKey(connector.network, host, connector.credential(host))
    await http.run(connector.probe(), connector=connector, lane=lane, priority=Priority.PERSON)


def _wanted(settings: Settings, connector: Connector) -> bool:
    return not settings.networks or connector.network in settings.networks


async def _ask(words: Words, http: Http, connector: Connector) -> Finding:
    host, name = connector.search_host(), connector.display_name
    try:
        await probe(http, connector)
    except NotPossible:
        return Finding(name, True, words("cli.check.feed"))
    except ConnectorError as error:
        return Finding(name, False, _fault(words, connector.network, host, error))
    return Finding(name, True, words("cli.check.answers", host=host))


def _fault(words: Words, network: str, host: str, error: ConnectorError) -> str:
    """What is wrong; for a token, the setting that holds it."""
    note = excuse(network, error)
    if isinstance(error, CredentialRejected):
        return words("cli.check.needs", host=host, what=error.setting)
    if note is not None:
        return told(words, note)
    key = react(error, 1, timedelta(minutes=1), words.now).error_key
    return words("cli.check.silent", host=host, fault=words(f"error.{key}"))


class Verifiable(Protocol):
    async def verify(self) -> str: ...


async def _nobody(inbound: Inbound) -> AsyncIterator[Reply]:
    """Nothing is listened to during a check."""
    replies: tuple[Reply, ...] = ()
    for reply in replies:
        yield reply


def fronts(settings: Settings) -> dict[str, Callable[[], Verifiable]]:
    """How to build each chat front-end whose token is set."""
    log, clock = structlog.get_logger(__name__), SystemClock()
    built: dict[str, Callable[[], Verifiable]] = {}
    if settings.slack_bot_token is not None and settings.slack_client_id is None:
        built["Slack"] = lambda: SlackFront(slack_settings(settings), _nobody, clock, log)
    if (token := settings.telegram_bot_token) is not None:
        built["Telegram"] = lambda: TelegramFront(
            token.get_secret_value(),
            settings.telegram_api_url.rstrip("/"),
            _nobody,
            clock,
            log,
            hooks=NO_HOOKS,
            hook=telegram_hook(settings),
        )
    return built


async def _workspaces(words: Words, settings: Settings, url: str) -> AsyncIterator[Finding]:
    """The Slack workspaces in which a browser installed it."""
    store = Store(url)
    try:
        oauth = slack_oauth(settings)
        if oauth is None:
            return
        names = await slack_teams(settings, oauth, store, SystemClock(), _nobody).verify()
        address = oauth.public_url + INSTALL
        yield Finding("Slack", True, names or words("cli.check.no_workspace", address=address))
    except (FrontError, StoreUnavailable) as error:
        yield Finding("Slack", False, sentence(words, error))
    finally:
        await store.close()


async def _chats(words: Words, settings: Settings) -> AsyncIterator[Finding]:
    for name, build in fronts(settings).items():
        try:
            front = build()
            yield Finding(name, True, await front.verify())
        except FrontError as error:
            yield Finding(name, False, sentence(words, error))
        else:
            for key in front.remarks() if isinstance(front, TelegramFront) else ():
                yield Finding(name, True, words(key))
    chats = settings.slack_bot_token, settings.slack_client_id, settings.telegram_bot_token
    if not any(chats):
        text = words("cli.check.no_chat")
        yield Finding(words("cli.check.chats"), True, text)
