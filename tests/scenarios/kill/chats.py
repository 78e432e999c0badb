"""The two platforms as the kill test needs them: where to post, what to break, what is read."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.core.model import ChannelKey, Platform
from tests.fakes.http import Arguments, FakeServer, Fault
from tests.fakes.slack import Channel as SlackChannel
from tests.fakes.slack import FakeSlack
from tests.fakes.slack import shown as on_slack
from tests.fakes.telegram import JANE, JEANNE, FakeTelegram
from tests.fakes.telegram import shown as on_telegram

REPEAT_MARK: Final = "May repeat an earlier message"


@dataclass(frozen=True, slots=True)
class Chat:
    """A fake platform with the places where the bot posts. `methods`: by step.

    `names_chat`: the argument of a request that says where.
    """

    name: str
    fake: FakeServer
    settings: Mapping[str, str] = field(repr=False)
    places: tuple[ChannelKey, ...]
    methods: Mapping[str, str]
    names_chat: str

    def meet(
        self, step: str, fault: Fault, then: Callable[[], None], *, nth: int = 1, place: int = 0
    ) -> None:
        """The nth request of that kind in a place meets the fault; then `then` is called."""
        numbers, loop = itertools.count(1), asyncio.get_running_loop()

        def here(arguments: Arguments) -> bool:
            chat = str(arguments[self.names_chat])
            if chat != self.places[place].chat or next(numbers) != nth:
                return False
            # Soon, not now: the platform first does with the request what it has to do.
            loop.call_soon(then)
            return True

        self.fake.fail(self.methods[step], fault, when=here)

    def texts(self, place: int = 0) -> Sequence[str]:
        """What the bot wrote in a place, as it stands there now."""
        chat = self.places[place].chat
        if isinstance(self.fake, FakeSlack):
            return [on_slack(one) for one in self.fake.posts(chat) if one.author == "UBOT"]
        assert isinstance(self.fake, FakeTelegram)
        return [on_telegram(one) for one in self.fake.posts(int(chat))]


@asynccontextmanager
async def slack(places: int = 1, *, socket: bool = False) -> AsyncIterator[Chat]:
    """`socket`: requests come by Socket Mode, else by HTTP, which nobody uses here."""
    async with FakeSlack() as fake:
        fake.add(SlackChannel("C1", "veille", member=True))
        fake.add(SlackChannel("C2", "autres", member=True))
        settings = {"SLACK_BOT_TOKEN": fake.bot_token, "SLACK_API_URL": fake.api_url}
        settings |= {"SLACK_APP_TOKEN": fake.app_token} if socket else {}
        settings |= {"SLACK_SIGNING_SECRET": "not used"}
        keys = tuple(ChannelKey(Platform.SLACK, "T1", one) for one in ("C1", "C2"))
        methods = {"send": "chat.postMessage", "edit": "chat.update"}
        yield Chat("slack", fake, settings, keys[:places], methods, "channel")


@asynccontextmanager
async def telegram(places: int = 1) -> AsyncIterator[Chat]:
    async with FakeTelegram() as fake:
        settings = {"TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_API_URL": fake.url}
        keys = tuple(ChannelKey(Platform.TELEGRAM, "1", str(one.id)) for one in (JANE, JEANNE))
        methods = {"send": "sendMessage", "edit": "editMessageText"}
        yield Chat("telegram", fake, settings, keys[:places], methods, "chat_id")


CHATS: Final = {"slack": slack, "telegram": telegram}
