"""A Telegram on loopback that speaks the Bot API, and refuses what Telegram refuses.

Everything goes through sockets, so the bot may be in this event loop or in another process:
give it `telegram.url` and `telegram.token`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from bot.clock import Clock
from tests.fakes.http import Arguments, Call, FakeServer, Fault, json_fault, read_arguments
from tests.fakes.telegram_html import Entity, units
from tests.fakes.telegram_methods import decode, run
from tests.fakes.telegram_model import (
    BOT_ID,
    BOT_NAME,
    Chat,
    Message,
    TelegramError,
    User,
    World,
    shown,
)
from tests.fakes.telegram_rules import check_names

__all__ = [
    "Chat",
    "Exchange",
    "FakeTelegram",
    "Message",
    "User",
    "flood",
    "in_chat",
    "refusal",
    "shown",
]

JANE, JEANNE = User(1001, "Jane"), User(1002, "Jeanne", language="fr")
MARKED = re.compile(
    r"(?P<bot_command>(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<url>https?://\S+)"
    r"|(?P<mention>(?<!\w)@\w{3,})|(?P<hashtag>(?<!\w)#\w+)"
)
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)


def refusal(code: int, text: str, **parameters: Any) -> Fault:
    """Telegram's refusal of a call, for example (400, "Bad Request: not enough rights")."""
    return json_fault(code, _failure(TelegramError(code, text, **parameters)), {})


def flood(retry_after: int) -> Fault:
    """429; the call may be repeated after that many seconds."""
    return refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def in_chat(chat: int) -> Callable[[Arguments], bool]:
    """For fail(…, when=…): only calls about this chat."""
    return lambda arguments: str(arguments.get("chat_id")) == str(chat)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person did and what the bot showed since. `query`: id of a pressed button."""

    telegram: FakeTelegram
    chat: int
    since: int
    query: str | None = None

    def seen(self) -> list[Message]:
        """Answers so far in this chat, in order: each new or edited message counts."""
        arrivals = self.telegram.world.arrivals[self.since :]
        return [one for one in arrivals if one.chat == self.chat and one.verb != "deleted"]

    async def replies(self, n: int = 1, within: float = 5.0) -> list[Message]:
        """At least `n` answers, waited for."""
        await self.telegram.wait_for(lambda: len(self.seen()) >= n, within)
        return self.seen()

    async def reply(self, containing: str, within: float = 5.0) -> Message:
        """The first answer on which a person reads these words."""

        def found() -> Message | None:
            return next((one for one in self.seen() if containing in shown(one)), None)

        reply = await self.telegram.wait_for(found, within)
        assert reply is not None
        return reply

    async def answer(self, within: float = 5.0) -> str:
        """What answerCallbackQuery said, "" when it only stopped the clock on the button."""
        queries = self.telegram.world.queries
        await self.telegram.wait_for(lambda: queries.get(self.query or "") is not None, within)
        return queries[self.query or ""] or ""


class FakeTelegram(FakeServer):
    """Knows Jane (1001, English) and Jeanne (1002, French), each with a private chat.

    `privacy`: in groups the bot only sees commands and replies to it, as new bots do.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.token = "1:T"
        self.privacy = True
        self.world = World(self.clock, self.changed)
        self._updates: list[Mapping[str, Any]] = []
        self._confirmed: list[Mapping[str, Any]] = []
        self._last_update = 0
        self._allowed: frozenset[str] = frozenset()
        self._poll: asyncio.Future[None] | None = None
        self.add(JANE)
        self.add(JEANNE)

    def add(self, one: User | Chat) -> None:
        """A user (with their private chat) or a chat, new or replaced."""
        if isinstance(one, Chat):
            self.world.chats[one.id] = one
            return
        self.world.users[one.id] = one
        roles = {one.id: "member", BOT_ID: "member"}
        self.world.chats[one.id] = Chat(one.id, "private", one.name, roles)

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/bot{token}/{method}", self._api)]

    # What people see and do

    def messages(self, chat: int, topic: int | None = None) -> list[Message]:
        """What stands in a chat now, oldest first."""
        here = [m for m in self.world.messages.values() if m.chat == chat]
        return [m for m in here if topic is None or m.topic == topic]

    def posts(self, chat: int) -> list[Message]:
        """What the bot wrote there, as it stands now."""
        return [message for message in self.messages(chat) if message.author.is_bot]

    async def message(
        self,
        chat: int,
        user: int,
        text: str,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Exchange:
        """A person writes."""
        author, reply = self.world.users[user], reply_to.id if reply_to else None
        said = Message(chat, self.world.new_id(), author, text, entities=_entities(text))
        since = len(self.world.arrivals)
        self.world.put(replace(said, topic=topic, reply_to=reply))
        said = self.world.messages[chat, said.id]
        if self._visible(said, reply_to):
            kind = "channel_post" if self.world.chats[chat].type == "channel" else "message"
            self.push({kind: self.world.message_wire(said)})
        return Exchange(self, chat, since)

    async def press(self, message: Message, label: str, user: int | None = None) -> Exchange:
        """Press the button of this label on a message, as it stands there now."""
        now = self.world.messages[message.chat, message.id]
        labels = [button["text"] for button in now.buttons]
        assert label in labels, f"no button {label!r}, only {labels}"
        data = now.buttons[labels.index(label)].get("callback_data")
        assert data is not None, f"{label!r} opens a link, it tells the bot nothing"
        return await self.call_back(now, data, user)

    async def call_back(self, message: Message, data: str, user: int | None = None) -> Exchange:
        """A callback query with any data, as from a button that is no longer shown."""
        person = self.world.users[user or (message.chat if message.chat > 0 else JANE.id)]
        query = str(10_000 + self.world.new_id())
        self.world.queries[query] = None
        since = len(self.world.arrivals)
        asked = {"id": query, "from": person.wire(), "chat_instance": "1", "data": data}
        self.push({"callback_query": asked | {"message": self.world.message_wire(message)}})
        return Exchange(self, message.chat, since, query)

    async def my_chat_member(self, chat: int, status: str, user: int = JANE.id) -> Exchange:
        """Somebody makes the bot member, administrator, left, kicked (in private: blocks it)."""
        place = self.world.chats[chat]
        old = self.world.member_wire(place, BOT_ID)
        place.roles[BOT_ID] = status
        since = len(self.world.arrivals)
        change = {"chat": place.wire(), "from": self.world.users[user].wire(), "date": self._now()}
        change |= {"old_chat_member": old, "new_chat_member": self.world.member_wire(place, BOT_ID)}
        self.push({"my_chat_member": change})
        return Exchange(self, chat, since)

    async def migrate(self, chat: int, to: int, announce: bool = True) -> None:
        """A group becomes a supergroup with another id; `announce`: the bot is told."""
        old = self.world.chats[chat]
        self.world.chats[to] = Chat(to, "supergroup", old.title, dict(old.roles))
        old.moved_to = to
        if announce:
            said = Message(chat, self.world.new_id(), JANE, "")
            wire = self.world.message_wire(said)
            del wire["text"], wire["entities"]
            self.push({"message": wire | {"migrate_to_chat_id": to}})

    def push(self, update: Mapping[str, Any]) -> None:
        """Any update; dropped where the poller didn't ask for its kind."""
        kind = next(iter(update))
        wanted = kind in self._allowed if self._allowed else kind not in UNASKED
        if wanted:
            self._last_update += 1
            self._updates.append({"update_id": self._last_update, **update})
            self.changed()

    @property
    def unconfirmed(self) -> int:
        """How many updates wait for the bot to say that it has them."""
        return len(self._updates)

    def unconfirm(self, n: int = 1) -> None:
        """Forget the confirmation of the last `n` updates: a restarted bot gets them again."""
        kept = len(self._confirmed) - n
        self._updates[:0] = self._confirmed[kept:]
        del self._confirmed[kept:]
        self.changed()

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    def _visible(self, said: Message, reply_to: Message | None) -> bool:
        chat = self.world.chats[said.chat]
        if chat.roles.get(BOT_ID) in (None, "left", "kicked"):
            return False
        if chat.type in ("private", "channel") or chat.bot_is_admin or not self.privacy:
            return True
        if reply_to is not None and reply_to.author.is_bot:
            return True
        first = re.match(r"/\w+(@\w+)?", said.text)
        return first is not None and first[1] in (None, f"@{BOT_NAME}")

    # What the bot asks

    async def _api(self, request: web.Request) -> web.Response:
        arguments = await read_arguments(request)
        call = Call(request.match_info["method"], arguments, self.clock.monotonic())

        async def work() -> web.Response:
            try:
                result = await self._answer(call, request.match_info["token"])
            except TelegramError as error:
                if error.broken:
                    self.violations.append(f"{call.method}: {error.text}")
                return web.json_response(_failure(error), status=error.code)
            return web.json_response({"ok": True, "result": result})

        return await self.serve(request, call, work)

    async def _answer(self, call: Call, token: str) -> Any:
        if token != self.token:
            raise TelegramError(401, "Unauthorized")
        arguments = decode(call.arguments)
        call.arguments.update(arguments)
        if call.method == "getUpdates":
            self.violations += [f"getUpdates: {why}" for why in check_names(call.method, arguments)]
            return await self._get_updates(arguments)
        return run(self.world, call.method, arguments)

    async def _get_updates(self, arguments: Arguments) -> Sequence[Mapping[str, Any]]:
        """Long polling. A second poller ends the first one's request with 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(TelegramError(409, OTHER_POLLER))
        self._poll = mine = asyncio.get_running_loop().create_future()
        if "allowed_updates" in arguments:
            self._allowed = frozenset(arguments["allowed_updates"])
        offset = int(arguments.get("offset") or 0)
        self._confirmed += [one for one in self._updates if one["update_id"] < offset]
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        waiting = asyncio.create_task(self._arrival(float(arguments.get("timeout") or 0)))
        await asyncio.wait({waiting, mine}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if mine.done():
            mine.result()
        mine.cancel()
        return self._updates[: int(arguments.get("limit") or 100)]

    async def _arrival(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not self._updates and not self._closing.is_set():
                    await self._event.wait()
        except TimeoutError:
            return


def _failure(error: TelegramError) -> Mapping[str, Any]:
    failure: Arguments = {"ok": False, "error_code": error.code, "description": error.text}
    return failure | ({"parameters": error.parameters} if error.parameters else {})


def _entities(text: str) -> list[Entity]:
    return [
        Entity(str(found.lastgroup), units(text[: found.start()]), units(found.group()))
        for found in MARKED.finditer(text)
    ]
