"""The App with real client libraries, fake platforms, and a clock in the test's hand.

Nothing runs by itself: a test says what was published, what time it is, and when to send.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.app import App
from bot.clock import SystemClock
from bot.core.model import Channel, Person, Platform, Watch
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.service.look import Observation
from bot.settings import load
from bot.store import channels, operators
from connectors.errors import ConnectorError
from connectors.types import Coverage, Look, Post, Target
from tests.clock import VirtualClock
from tests.fakes.slack import Channel as SlackChannel
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack import shown as on_slack
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram import shown as on_telegram
from tests.scenarios import habits
from tests.store.world import World, a_post

QUIET, EDIT_EVERY = 16, 61  # a second more than the bot waits
SHORT = 0.05  # seconds


class DeskClock(VirtualClock):
    """The moment in which more commands might arrive really passes: no test is about it."""

    async def sleep(self, seconds: float) -> None:
        if seconds < SHORT:
            await SystemClock().sleep(seconds)
        else:
            await super().sleep(seconds)


@dataclass(slots=True)
class Desk:
    app: App
    clock: VirtualClock
    slack: FakeSlack
    telegram: FakeTelegram
    fediverse: Fediverse
    _published: int = field(default=0)

    # Who watches what

    async def watching(
        self, chat: str = "C1", name: str = "sage", *, tag: bool = False, private: bool = False
    ) -> Watch:
        """A watch whose target has been looked at once. A chat with a number is Telegram's."""
        here = Platform.TELEGRAM if chat.lstrip("-").isdigit() else Platform.SLACK
        async with self.app.store.begin() as tx:
            world = World(tx, bot="1" if here is Platform.TELEGRAM else "T1")
            workspace = chat if here is Platform.TELEGRAM else "T1"
            channel = await world.channel(chat, workspace=workspace, platform=here, private=private)
            await channels.update(tx, channel.id, digest_on=False)
            target = await (world.hashtag(name) if tag else world.target(name))
            watch = await world.watch(channel, target, self.clock.now())
        await self.see(watch.target)
        return watch

    async def operator(self) -> None:
        """Jane runs the installation and has written to the bot in private."""
        self.slack.state.im("U1")
        async with self.app.store.begin() as tx:
            await World(tx).channel("DU1", private=True)
            jane = Person("U1", "Jane")
            await operators.add_operator(
                tx, Platform.SLACK, "T1", jane, self.clock.now(), chat="DU1"
            )

    async def channel(self, watch: Watch) -> Channel:
        async with self.app.store.read() as tx:
            return await channels.get(tx, watch.channel_id)

    # What the networks show

    async def see(
        self,
        target: Target,
        *posts: Post,
        coverage: Coverage = Coverage.COMPLETE,
        error: ConnectorError | None = None,
    ) -> None:
        """A look brings these."""
        cursor = None if error else "cursor"
        look = Look(tuple(posts), cursor, coverage, error)
        assert await self.app.looker.record(Observation(target, look))

    async def look(self) -> None:
        """Ask the networks about whatever is due."""
        await self.app.looker.tick()
        await self.app.looker.settle()

    async def publish(self, watch: Watch, *texts: str) -> list[Post]:
        """Publications that a look sees at once."""
        posts = [self._post(words) for words in texts]
        await self.see(watch.target, *posts)
        return posts

    async def edit(self, watch: Watch, post: Post, words: str) -> None:
        """The author changes a publication."""
        await self.see(watch.target, replace(post, text=words, edited_at=self.clock.now()))

    def _post(self, words: str) -> Post:
        self._published += 1
        at = self.clock.now() + timedelta(milliseconds=self._published)
        return a_post(f"p{self._published}", words, published_at=min(at, self.clock.now()))

    # Time and sending

    async def send(self) -> None:
        """Send what may go now, once."""
        await self.app.deliverer.tick()
        await self.app.deliverer.settle()

    async def pass_by(self, seconds: int, step: int = 1) -> None:
        """Time passes; whatever falls due is sent."""
        for _ in range(0, seconds, step):
            self.clock.move(step)
            await self.send()

    async def pass_to(self, instant: datetime) -> None:
        """It is that time now; what falls due then is sent."""
        self.clock.move_to(instant)
        await self.pass_by(10)

    # What stands where

    def posts(self, chat: str = "C1") -> list[Message]:
        return [one for one in self.slack.posts(chat) if one.author == "UBOT"]

    def texts(self, chat: str = "C1") -> list[str]:
        if chat.lstrip("-").isdigit():
            return [on_telegram(one) for one in self.telegram.posts(int(chat))]
        return [on_slack(one) for one in self.posts(chat)]

    def holding(self, words: str, chat: str = "C1") -> int:
        """How many messages show these words."""
        return sum(words in one for one in self.texts(chat))

    async def rows(self, query: str) -> Sequence[Any]:
        async with self.app.store.read() as tx:
            return [tuple(row) for row in (await tx.execute(text(query))).all()]


@asynccontextmanager
async def open_desk(folder: Path, database_url: str) -> AsyncIterator[Desk]:
    clock = DeskClock()
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack(clock))
        telegram = await stack.enter_async_context(FakeTelegram(clock))
        fediverse = Fediverse()
        await stack.enter_async_context(serving(fediverse))
        for name in ("C1", "C2"):
            slack.add(SlackChannel(name, name.lower(), member=True))
        env_file = folder / ".env"
        lines = {
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "NETWORKS": "mastodon,bluesky,feed",
            "MASTODON_URL": fediverse.origin,
            "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
        }
        env_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        app = App(load(env_file), env_file, clock=clock)
        await app.start()
        await app.engine.stop()  # the test wakes what it wants awake
        stack.push_async_callback(app.stop)
        yield Desk(app, clock, slack, telegram, fediverse)
        habits.hold(slack, telegram)
