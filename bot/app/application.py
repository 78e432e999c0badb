"""One process of Veilleur, put together."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

import structlog
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot import __version__
from bot.app.configs import (
    load_configs,
    load_connectors,
)
from bot.app.doors import (
    claim_seed,
    public_url,
    slack_oauth,
    slack_settings,
    slack_teams,
    telegram_hook,
)
from bot.clock import Clock, SystemClock
from bot.core.model import Platform
from bot.engine.embedded import Chore, EmbeddedEngine
from bot.front.feeds import ROUTE as FEED
from bot.front.feeds import FeedDoor
from bot.front.slack import INSTALL, REDIRECT, OAuth, SlackFront, SlackTeams
from bot.front.slack import Hooks as SlackHooks
from bot.front.telegram import PATH as TELEGRAM_UPDATES
from bot.front.telegram import Hooks, TelegramFront
from bot.front.terminal import TerminalFront
from bot.front.web import Handler, WebServer
from bot.render.charts import Painter
from bot.render.texts import spoken
from bot.service import workspaces
from bot.service.budgets import Budgets
from bot.service.commands import Commands
from bot.service.commands.context import Defaults, House
from bot.service.connectors import Networks
from bot.service.deliver import USUAL, Deliverer, Times
from bot.service.digests import Digests
from bot.service.feeds import Feeds
from bot.service.home import Homes
from bot.service.housekeeping import Housekeeping
from bot.service.inline import Inline
from bot.service.live import Lives
from bot.service.look import Looker
from bot.service.messages import Messages
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.service.operators import claim_code
from bot.service.outsiders import Outsiders
from bot.service.partings import Partings
from bot.service.pictures import PlacePictures
from bot.service.places import Places
from bot.service.ports import Front
from bot.service.rereads import Rereads
from bot.service.rhythms import Rhythms
from bot.service.trends import Trends
from bot.settings import Settings
from bot.store import lanes, status, targets
from bot.store.engine import Store
from bot.store.lock import ProcessLock
from bot.store.schema import Upgrade, upgrade
from bot.store.status import Totals
from bot.store.urls import normalise_url, sqlite_path
from connectors.guard import Allowed, Guard
from connectors.http import Http

log = structlog.get_logger(__name__)
BUTTON_ID_BYTES = 6
SETTLE_SECONDS = 4  # with the front-ends' own 5 s, SIGTERM is obeyed within 10 s
EVENTS = "/slack/events"  # where Slack posts, in HTTP mode
EXPORTS = "exports"  # beside the database: where the terminal's files go


@dataclass(frozen=True, slots=True)
class Terminal:
    """How the terminal front-end is wanted, where it is."""

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    as_json: bool = False


class App:
    """One process of Veilleur. `start()` builds and opens, `run()` serves, `stop()` closes."""

    def __init__(
        self,
        settings: Settings,
        env_file: Path,
        *,
        terminal: Terminal | None = None,
        clock: Clock | None = None,
        times: Times = USUAL,
        configs: Mapping[str, BaseSettings] | None = None,
    ) -> None:
        """`terminal` None: the front-ends whose tokens are set.

        `configs`: each network's settings; None: as the environment and the file say.
        """
        self.settings = settings
        beside = env_file.resolve().parent
        self.url = normalise_url(settings.database_url, beside)
        database = sqlite_path(self.url)
        self._folder = database.parent if database is not None else beside
        self.upgraded: Upgrade | None = None
        self.claim_code: str | None = None
        self.fronts: dict[Platform, Front] = {}
        self._clock = clock or SystemClock()
        self._times = times
        self._configs = load_configs(env_file) if configs is None else configs
        self._terminal = terminal
        self._lock = ProcessLock(self.url)
        self._web: WebServer | None = None
        self._posts: dict[str, Handler] = {}
        self._pages: dict[str, Handler] = {}

    # --- building

    async def start(self) -> None:
        """Raises AlreadyRunning, SchemaNewer, StoreUnavailable, SettingsError or FrontError."""
        await self._lock.acquire()
        self.upgraded = await upgrade(self.url)
        self.store = Store(self.url)
        await self._first_things()
        self._build()
        async with self.store.begin() as tx:
            await targets.rehome(tx, self.networks.lane_of)
        try:
            for front in self.fronts.values():
                await front.start()
            if self._web is not None:
                await self._web.start()
        except BaseException:
            await self.stop()
            raise
        self.engine.start()

    async def _first_things(self) -> None:
        """What was under way when the last process ended is settled afresh."""
        async with self.store.begin() as tx:
            await lanes.clear_leases(tx)
            if _defaults(self.settings).open_workspaces:
                await workspaces.reopen(tx)
            seed = claim_seed(self.settings)
            self.claim_code = await claim_code(tx, seed, self._clock.now())

    def _build(self) -> None:
        settings, clock, store = self.settings, self._clock, self.store
        meter = StoreMeter(store, clock)
        guard = Guard(Allowed.parse(settings.allowed_private_hosts))
        self.http = Http(meter, now=clock.now, guard=guard, sleep=clock.sleep)
        every = settings.min_poll_seconds
        min_poll = timedelta(seconds=every) if every else None
        connectors = load_connectors(self._configs)
        self.networks = Networks(connectors, self.http, min_poll, settings.networks)
        messages = Messages(_button_id)
        self.digests = Digests(store, self.networks, clock)
        house = House(
            store,
            self.networks,
            self.digests,
            messages,
            clock,
            _defaults(settings),
            __version__,
            public_url=public_url(settings),
        )
        self.commands = Commands(house)
        self.pictures = PlacePictures(store, Painter())
        self.places = Places(house)
        self.homes = Homes(house)
        self.inline = Inline(house)
        self.fronts = self._fronts()
        house.doors.update(self.fronts)
        if isinstance(slack := self.fronts.get(Platform.SLACK), SlackFront | SlackTeams):
            house.crowds[Platform.SLACK] = slack
        self.outsiders = Outsiders(store, house.crowds, clock)
        if settings.http_bind is not None:
            self._web = WebServer(
                settings.http_bind, posts=self._posts, health=self.health, gets=self._gets()
            )
        self.looker = Looker(store, self.networks, Notices(), clock, _owner())
        self.trends = Trends(store, clock)
        self.lives = Lives(store, self.networks, clock)
        self.deliverer = Deliverer(store, self.fronts, messages, clock, self._times)
        self.housekeeping = Housekeeping(store, self.networks, clock, settings.retention_days)
        self.partings = Partings(store, house.crowds, clock)
        self.rereads = Rereads(store, self.networks, clock)
        self.rhythms = Rhythms(store, clock)
        self.budgets = Budgets(store, self.networks, clock)
        self.engine = EmbeddedEngine(self._chores())

    def _gets(self) -> dict[str, Handler]:
        url = public_url(self.settings)
        if url is None:
            return {}
        return self._pages | {FEED: FeedDoor(Feeds(self.store, self._clock, url).document).answer}

    def _chores(self) -> Sequence[Chore]:
        every = self.settings.min_poll_seconds or 1.0
        return (
            Chore("looks", min(1.0, every), self.looker.tick),
            Chore("hashtags", 2.0, self.trends.tick),
            Chore("deliveries", 0.5, self.deliverer.tick),
            Chore("lives", 1.0, self.lives.tick),
            Chore("outsiders", 5, self.outsiders.tick),
            Chore("digests", 10, self.digests.tick),
            Chore("rereads", 600, self.rereads.tick),
            Chore("rhythms", 600, self.rhythms.tick),
            Chore("budgets", 60, self.budgets.tick),
            Chore("partings", 10, self.partings.tick),
            Chore("housekeeping", 3600, self.housekeeping.tick),
        )

    def _fronts(self) -> dict[Platform, Front]:
        if self._terminal is not None:
            return {Platform.TERMINAL: self._terminal_front(self._terminal)}
        fronts: dict[Platform, Front] = {}
        if (oauth := slack_oauth(self.settings)) is not None:
            fronts[Platform.SLACK] = self._slack_teams(oauth)
        elif self.settings.slack_bot_token is not None:
            fronts[Platform.SLACK] = self._slack_front()
        if self.settings.telegram_bot_token is not None:
            fronts[Platform.TELEGRAM] = self._telegram_front(self.settings.telegram_bot_token)
        return fronts or {Platform.TERMINAL: self._terminal_front(Terminal())}

    def _terminal_front(self, terminal: Terminal) -> TerminalFront:
        return TerminalFront(
            self.commands.handle,
            log,
            drain=self.drain,
            stdin=terminal.stdin,
            stdout=terminal.stdout,
            exports=self._folder / EXPORTS,
            as_json=terminal.as_json,
            language=spoken(self.settings.language),
        )

    def _slack_front(self) -> SlackFront:
        settings = slack_settings(self.settings)
        hooks = SlackHooks(self.places, self.homes)
        front = SlackFront(settings, self.commands.handle, self._clock, log, self.pictures, hooks)
        self._posts[EVENTS] = front.http
        return front

    def _slack_teams(self, oauth: OAuth) -> SlackTeams:
        front = slack_teams(
            self.settings,
            oauth,
            self.store,
            self._clock,
            self.commands.handle,
            self.pictures,
            SlackHooks(self.places, self.homes),
        )
        self._posts[EVENTS] = front.http
        self._pages |= {INSTALL: front.installing.begin, REDIRECT: front.installing.end}
        return front

    def _telegram_front(self, token: SecretStr) -> TelegramFront:
        hooks = Hooks(
            joined=self.places.joined,
            left=self.places.left,
            moved=self.places.moved,
            button_labels=self.places.button_labels,
            suggest=self.inline.suggest,
        )
        hook = telegram_hook(self.settings)
        front = TelegramFront(
            token.get_secret_value(),
            self.settings.telegram_api_url.rstrip("/"),
            self.commands.handle,
            self._clock,
            log,
            hooks=hooks,
            pictures=self.pictures,
            hook=hook,
        )
        if hook is not None:
            self._posts[TELEGRAM_UPDATES] = front.posted
        return front

    # --- running

    async def drain(self) -> None:
        """Let what is under way end: looks, then what they brought."""
        await self.looker.settle()
        await self.deliverer.tick()
        await self.deliverer.settle()

    async def totals(self) -> Totals:
        async with self.store.read() as tx:
            return await status.totals(tx)

    def where(self) -> str:
        """The database, without any password."""
        path = sqlite_path(self.url)
        return str(path) if path is not None else "PostgreSQL"

    def in_terminal(self) -> bool:
        return Platform.TERMINAL in self.fronts

    async def health(self) -> Mapping[str, Any]:
        totals = await self.totals()
        facts = {"ok": True, "version": __version__, "watches": totals.watches}
        telegram = self.fronts.get(Platform.TELEGRAM)
        if isinstance(telegram, TelegramFront):
            facts["telegram"] = telegram.health()
        return facts

    async def run(self) -> None:
        """Until cancelled; with the terminal, until its input ends."""
        front = self.fronts.get(Platform.TERMINAL)
        if isinstance(front, TerminalFront):
            await front.run()
        else:
            await asyncio.Event().wait()

    async def stop(self) -> None:
        """Nothing in flight is lost: looks and sends end, then doors and store close."""
        await _quietly(self._settle)
        closing = [front.stop for front in self.fronts.values()]
        if self._web is not None:
            closing.append(self._web.stop)
        await asyncio.gather(*(_quietly(close) for close in closing))
        await _quietly(self.http.aclose)
        await _quietly(self.store.close)
        await self._lock.release()

    async def _settle(self) -> None:
        """Sends end while the ways out are still open; what doesn't is in the outbox."""
        ending = asyncio.create_task(self._end_work())
        # Not cancelled when it takes longer: a transaction cut in two would hold its connection.
        _, late = await asyncio.wait({ending}, timeout=SETTLE_SECONDS)
        if late:
            log.warning("not everything ended in time; it goes on at the next start")

    async def _end_work(self) -> None:
        await self.engine.stop()
        await self.looker.settle()
        await self.lives.settle()
        await self.deliverer.settle()


async def _quietly(close: Callable[[], Awaitable[None]]) -> None:
    """One thing that closes badly must not keep the others open."""
    try:
        await close()
    except Exception:
        log.exception("closing failed")


def _defaults(settings: Settings) -> Defaults:
    return Defaults(
        spoken(settings.language),
        settings.timezone,
        settings.digest_time,
        settings.digest_days,
        open_access=settings.telegram_access == "open",
        open_workspaces=settings.slack_client_id is None or settings.slack_access == "open",
    )


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def _button_id() -> str:
    return secrets.token_urlsafe(BUTTON_ID_BYTES)
