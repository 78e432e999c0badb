"""The whole bot on fake chats and fake networks: everything real but the far end of each socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.app import App
from bot.clock import Clock, SystemClock
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.settings import load
from bot.store.engine import Tx
from tests.fakes.bluesky import Sky
from tests.fakes.slack import FakeSlack
from tests.fakes.slack import Message as SlackMessage
from tests.fakes.slack import View as SlackView
from tests.fakes.slack import shown as shown_on_slack
from tests.fakes.telegram import JANE, JEANNE, FakeTelegram
from tests.fakes.telegram import Message as TelegramMessage
from tests.fakes.telegram import shown as shown_on_telegram

PEOPLE = {"en": ("U1", JANE.id), "fr": ("U2", JEANNE.id)}
# What of the store must stay as it was where a command is refused.
KEPT = ("watch", "target", "delivery", "alert", "change")


def now() -> datetime:
    return SystemClock().now()


def ago(**parts: float) -> datetime:
    return now() - timedelta(**parts)


def visible(text: str) -> str:
    """No-break spaces as ~ (wide) and ¬ (narrow), so that a test shows where they stand."""
    return text.replace("\u00a0", "~").replace("\u202f", "¬")


@dataclass(slots=True)
class House:
    """A running bot and the world around it."""

    app: App
    env_file: Path
    slack: FakeSlack
    telegram: FakeTelegram
    fediverse: Fediverse
    sky: Sky

    @property
    def host(self) -> str:
        """The fake Mastodon server, as it stands in a handle."""
        return self.fediverse.origin.removeprefix("http://")

    def seat(self, platform: str, language: str = "en") -> Seat:
        slack_user, telegram_user = PEOPLE[language]
        if platform == "slack":
            return SlackSeat(self.slack, slack_user, "C1")
        return TelegramSeat(self.telegram, telegram_user, telegram_user)

    async def until(
        self, condition: Callable[[], Awaitable[Any]], within: float = 10.0, what: str = ""
    ) -> Any:
        """The first true value of a question to the store."""
        deadline = self.app._clock.monotonic() + within
        while not (value := await condition()):
            assert self.app._clock.monotonic() < deadline, f"not within {within} s: {what}"
            await asyncio.wait_for(_breath(), 1)
        return value

    async def rows(self, sql: str, **values: object) -> list[Any]:
        async with self.app.store.read() as tx:
            return await rows(tx, sql, **values)

    async def kept(self) -> dict[str, list[Any]]:
        """Watches, cursors and outbox, to be compared before and after."""
        return {name: await self.rows(f"SELECT * FROM {name} ORDER BY 1") for name in KEPT}

    async def baseline(self, watches: int = 1) -> None:
        """All targets have been looked at: what is published from now on is news."""

        async def looked() -> bool:
            found = await self.rows("SELECT last_good_at FROM target WHERE last_good_at IS NOT NULL")
            return len(found) >= watches

        await self.until(looked, what="first looks")


async def _breath() -> None:
    """One turn of the loop and a little more, as a database leaves it."""
    await asyncio.sleep(0.02)  # noqa: TID251 - polled with a deadline


async def rows(tx: Tx, sql: str, **values: object) -> list[Any]:
    from sqlalchemy import text

    return [tuple(row) for row in (await tx.execute(text(sql), values)).all()]



# --- people

INTERIM = ("Looking for ", "Je cherche ")
SLACK_OWN = {"watch": "/watch", "unwatch": "/unwatch", "list": "/watchlist", "find": "/find"}


@dataclass(frozen=True, slots=True)
class Read:
    """A message as its reader sees it, with the item to press on."""

    item: Any
    text: str

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Seat(Protocol):
    """A person in a chat: what they type and press, and what they read."""

    async def say(self, text: str, within: float = 5.0) -> Read:
        """Type a command as everywhere ("watch @durand"); the answer that stays."""
        ...

    async def hear(self, text: str, containing: str, within: float = 5.0) -> Read:
        """Type a command; the first answer with these words."""
        ...

    async def press(self, read: Read, label: str, containing: str = "") -> Read:
        """Press a button; the first answer with these words."""
        ...

    async def reads(self, containing: str, within: float = 10.0) -> Read:
        """What stands in the chat with these words, waited for."""
        ...

    def chat(self) -> list[Read]:
        """All that the bot wrote here for everybody, oldest first, as it stands now."""
        ...


@dataclass(frozen=True, slots=True)
class SlackSeat:
    slack: FakeSlack
    user: str
    channel: str

    async def say(self, text: str, within: float = 5.0) -> Read:
        exchange = await self._command(text)
        return await self._read(exchange, _final, within)

    async def hear(self, text: str, containing: str, within: float = 5.0) -> Read:
        exchange = await self._command(text)
        return await self._read(exchange, lambda read: containing in read, within)

    async def press(self, read: Read, label: str, containing: str = "") -> Read:
        exchange = await self.slack.click(read.item, label, user=self.user)
        return await self._read(exchange, lambda one: containing in one, 5.0)

    async def reads(self, containing: str, within: float = 10.0) -> Read:
        def found() -> Read | None:
            return next((one for one in self.chat() if containing in one), None)

        read = await self.slack.wait_for(found, within)
        assert read is not None
        return read

    def chat(self) -> list[Read]:
        posts = self.slack.posts(self.channel)
        return [_of_slack(one) for one in posts if one.author == "UBOT"]

    async def _command(self, text: str) -> Any:
        verb, _, rest = text.partition(" ")
        name = SLACK_OWN.get(verb)
        if name:
            return await self.slack.command(name, rest, user=self.user, channel=self.channel)
        return await self.slack.command("/veille", text, user=self.user, channel=self.channel)

    async def _read(self, exchange: Any, wanted: Callable[[Read], bool], within: float) -> Read:
        def found() -> Read | None:
            return next((one for one in map(_of_slack, exchange.seen()) if wanted(one)), None)

        read = await self.slack.wait_for(found, within)
        assert read is not None
        return read


@dataclass(frozen=True, slots=True)
class TelegramSeat:
    telegram: FakeTelegram
    user: int
    channel: int
    topic: int | None = None

    async def say(self, text: str, within: float = 5.0) -> Read:
        return await self._read(await self._command(text), _final, within)

    async def hear(self, text: str, containing: str, within: float = 5.0) -> Read:
        exchange = await self._command(text)
        return await self._read(exchange, lambda read: containing in read, within)

    async def press(self, read: Read, label: str, containing: str = "") -> Read:
        exchange = await self.telegram.press(read.item, label, self.user)
        return await self._read(exchange, lambda one: containing in one, 5.0)

    async def reads(self, containing: str, within: float = 10.0) -> Read:
        def found() -> Read | None:
            return next((one for one in self.chat() if containing in one), None)

        read = await self.telegram.wait_for(found, within)
        assert read is not None
        return read

    def chat(self) -> list[Read]:
        return [_of_telegram(one) for one in self.telegram.posts(self.channel)]

    async def _command(self, text: str) -> Any:
        return await self.telegram.message(self.channel, self.user, f"/{text}", self.topic)

    async def _read(self, exchange: Any, wanted: Callable[[Read], bool], within: float) -> Read:
        def found() -> Read | None:
            return next((one for one in map(_of_telegram, exchange.seen()) if wanted(one)), None)

        read = await self.telegram.wait_for(found, within)
        assert read is not None
        return read


def _final(read: Read) -> bool:
    return not read.text.startswith(INTERIM)


def _of_slack(item: SlackMessage | SlackView) -> Read:
    return Read(item, visible(shown_on_slack(item)))


def _of_telegram(item: TelegramMessage) -> Read:
    return Read(item, visible(shown_on_telegram(item)))


# --- the bot

Start = Callable[..., Awaitable[House]]


@asynccontextmanager
async def running_bot(
    folder: Path, database_url: str, *, clock: Clock | None = None, **settings: str
) -> AsyncIterator[House]:
    """The real App between fake chats and fake networks. `settings`: lines of its `.env`."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        telegram = await stack.enter_async_context(FakeTelegram())
        fediverse, sky = Fediverse(), Sky()
        await stack.enter_async_context(serving(fediverse))
        await stack.enter_async_context(sky.serving())
        written = {
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "MASTODON_URL": fediverse.origin,
            "BLUESKY_APPVIEW_URL": sky.origin,
            "BLUESKY_PDS_URL": sky.origin,
            "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            "MIN_POLL_SECONDS": "1",
            "LANGUAGE": "en",
            **settings,
        }
        env_file = write_env(folder, written)
        app = App(load(env_file), env_file, clock=clock)
        await app.start()
        stack.push_async_callback(app.stop)
        yield House(app, env_file, slack, telegram, fediverse, sky)


def write_env(folder: Path, lines: Mapping[str, str]) -> Path:
    env_file = folder / ".env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    env_file.chmod(0o600)
    return env_file
