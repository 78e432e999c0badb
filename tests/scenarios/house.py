"""The whole bot on fake chats and fake networks: everything real but the far end of each socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import text as statement

from bot.app import App
from bot.clock import SystemClock
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.settings import load
from tests.fakes.bluesky import Sky
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.scenarios import habits
from tests.scenarios.seats import PEOPLE, Seat, SlackSeat, TelegramSeat

# Monday, 10:00 in Paris.
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What of the store must stay as it was where a command is refused.
KEPT = ("watch", "target", "delivery", "alert", "change", "saved")
# A look that finds nothing writes these down: they are no change.
_LOOKED = ("next_look_at", "last_look_at", "last_good_at")


class HouseClock(SystemClock):
    """Begins at START and goes on as real time does; the wall clock can be put forward."""

    def __init__(self) -> None:
        self._ahead = START - super().now()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def move(self, by: timedelta) -> None:
        self._ahead += by


def ago(**parts: float) -> datetime:
    """Before the scene begins."""
    return START - timedelta(**parts)


class SlowSky(Sky):
    """A Bluesky that can be made to keep everyone waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.awake = asyncio.Event()
        self.awake.set()

    async def _door(self, request: web.Request) -> web.Response:
        await self.awake.wait()
        return await super()._door(request)


@dataclass(slots=True)
class Site:
    """A firm's web site: HTML pages by path, changed at will. `moved`: where paths lead to."""

    pages: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    origin: str = ""

    async def _page(self, request: web.Request) -> web.Response:
        if (elsewhere := self.moved.get(request.path)) is not None:
            return web.Response(status=302, headers={"Location": elsewhere})
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404, text="Not here")
        return web.Response(text=page, content_type="text/html")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._page)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield
        finally:
            await runner.cleanup()


@dataclass(slots=True)
class House:
    """A running bot and the world around it."""

    app: App
    clock: HouseClock
    env_file: Path
    slack: FakeSlack
    telegram: FakeTelegram
    fediverse: Fediverse
    sky: SlowSky
    site: Site

    @property
    def host(self) -> str:
        """The fake Mastodon server, as it stands in a handle."""
        return self.fediverse.origin.removeprefix("http://")

    def named(self, text: str) -> str:
        """HOST and SITE stand for the servers, which have another port in each run."""
        return text.replace(self.host, "HOST").replace(self.site.origin, "SITE")

    def seat(self, platform: str, language: str = "en", chat: int | str | None = None) -> Seat:
        """Jane (en) or Jeanne (fr): in #veille on Slack, in private on Telegram, or in `chat`."""
        slack_user, telegram_user = PEOPLE[language]
        if platform == "slack":
            return SlackSeat(self.slack, slack_user, str(chat or "C1"))
        return TelegramSeat(self.telegram, telegram_user, int(chat or telegram_user))

    def durand(self) -> None:
        """A firm that posts on Mastodon."""
        if "durand" in self.fediverse.people:
            return
        self.fediverse.add("durand", "Cabinet Durand", 1204)
        words = "Facture électronique : 5 pièges à éviter"
        self.fediverse.post("durand", words, ago(hours=2, minutes=48))

    async def until(
        self, condition: Callable[[], Awaitable[Any]], what: str, within: float = 10.0
    ) -> Any:
        """The first true value of a question to the store."""
        deadline = self.clock.monotonic() + within
        while not (value := await condition()):
            assert self.clock.monotonic() < deadline, f"not within {within} s: {what}"
            await self.clock.sleep(0.02)
        return value

    async def rows(self, sql: str, **values: object) -> list[Any]:
        async with self.app.store.read() as tx:
            found = (await tx.execute(statement(sql), values)).mappings().all()
        return [dict(row) for row in found]

    async def on_its_way(self) -> bool:
        """Is there a message that is due and that its chat doesn't hold for sure yet?"""
        sql = "SELECT id FROM delivery WHERE state IN ('pending', 'sending') AND not_before IS NULL"
        return bool(await self.rows(sql))

    async def all_sent(self) -> None:
        """All that is due arrived, and is known to have."""

        async def none_left() -> bool:
            return not await self.on_its_way()

        await self.until(none_left, "all messages")

    async def kept(self) -> Mapping[str, list[Any]]:
        """Watches, cursors and outbox once all is calm, to be compared before and after."""

        async def calm() -> bool:
            await self.app.looker.settle()
            new = await self.rows(
                "SELECT target.id FROM target JOIN watch ON watch.target_id = target.id "
                "WHERE ended_at IS NULL AND last_look_at IS NULL"
            )
            return not (new or await self.on_its_way())

        await self.until(calm, "first looks, and all messages")
        every = {name: await self.rows(f"SELECT * FROM {name} ORDER BY 1") for name in KEPT}
        for row in every["target"]:
            for name in _LOOKED:
                row.pop(name)
        return every

    async def looked(self, targets: int = 1) -> None:
        """All targets have their baseline: what is published from now on is news."""

        async def done() -> bool:
            sql = "SELECT id FROM target WHERE baseline_at IS NOT NULL"
            return len(await self.rows(sql)) >= targets

        await self.until(done, "first looks")


@asynccontextmanager
async def running_bot(folder: Path, database_url: str, **settings: str) -> AsyncIterator[House]:
    """The real App between fake chats and fake networks. `settings`: lines of its `.env`."""
    clock = HouseClock()
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack(clock))
        telegram = await stack.enter_async_context(FakeTelegram(clock))
        fediverse, sky, site = Fediverse(), SlowSky(), Site()
        await stack.enter_async_context(serving(fediverse))
        await stack.enter_async_context(sky.serving())
        await stack.enter_async_context(site.serving())
        written = {
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "NETWORKS": "mastodon,bluesky,feed",
            "MASTODON_URL": fediverse.origin,
            "BLUESKY_APPVIEW_URL": sky.origin,
            "BLUESKY_PDS_URL": sky.origin,
            "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            "MIN_POLL_SECONDS": "0.2",
            **settings,
        }
        env_file = write_env(folder, written)
        app = App(load(env_file), env_file, clock=clock)
        await app.start()
        stack.push_async_callback(app.stop)
        yield House(app, clock, env_file, slack, telegram, fediverse, sky, site)
        habits.hold(slack, telegram)


def write_env(folder: Path, lines: Mapping[str, str]) -> Path:
    env_file = folder / ".env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    env_file.chmod(0o600)
    return env_file
