"""A Telegram on loopback that speaks the Bot API, and refuses what Telegram refuses.

Everything goes through sockets, so the bot may be in this event loop or in another process:
give it `telegram.url` and `telegram.token`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from tests.fakes.http import Arguments
from tests.fakes.telegram_html import Entity, units
from tests.fakes.telegram_model import (
    BOT_ID,
    BOT_NAME,
    Chat,
    Message,
    User,
    shown,
)
from tests.fakes.telegram_server import TelegramServer, flood, refusal

__all__ = [
    "CHANNEL",
    "FORUM",
    "GROUP",
    "JANE",
    "JEANNE",
    "Chat",
    "Exchange",
    "FakeTelegram",
    "Message",
    "User",
    "flood",
    "in_chat",
    "members",
    "refusal",
    "shown",
]

JANE, JEANNE = User(1001, "Jane"), User(1002, "Jeanne", language="fr")
GROUP, FORUM, CHANNEL = -200, -1001, -1002
MARKED = re.compile(
    r"(?P<bot_command>(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<url>https?://\S+)"
    r"|(?P<mention>(?<!\w)@\w{3,})|(?P<hashtag>(?<!\w)#\w+)"
)


def members(bot: str = "member") -> dict[int, str]:
    """Roles in a chat of Jane, who made it, Jeanne and the bot."""
    return {JANE.id: "creator", JEANNE.id: "member", BOT_ID: bot}


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


class FakeTelegram(TelegramServer):
    """Knows Jane (English) and Jeanne (French), each with a private chat, and places of theirs:
    a group, a forum with topic 7 open and 8 closed, a channel where the bot may post.

    `privacy`: in groups the bot only sees commands and replies to it, as new bots do.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.privacy = True
        self.add(JANE)
        self.add(JEANNE)
        self.add(Chat(GROUP, "group", "Cabinet Martin", members()))
        self.add(Chat(FORUM, "supergroup", "Forum", members(), topics={7: True, 8: False}))
        self.add(Chat(CHANNEL, "channel", "News", members("administrator")))

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

    async def type_inline(self, user: int, text: str) -> Mapping[str, Any]:
        """What a person is offered while they type "@VeilleurBot text" in any conversation."""
        assert self.world.inline_mode, "BotFather has not switched inline mode on"
        query = str(20_000 + self.world.new_id())
        self.world.inline[query] = None
        asked = {"id": query, "from": self.world.users[user].wire(), "query": text, "offset": ""}
        self.push({"inline_query": asked})
        await self.wait_for(lambda: self.world.inline[query] is not None)
        return self.world.inline[query] or {}

    async def share(self, message: Message, label: str, chat: int, user: int) -> Exchange:
        """A person presses a button that asks for a chat of theirs, and chooses that one.

        Telegram only offers where the person has the rights that the bot asks for.
        """
        buttons = [one for row in (message.markup or {}).get("keyboard", ()) for one in row]
        (button,) = [one for one in buttons if one["text"] == label]
        wanted, place = button["request_chat"], self.world.chats[chat]
        assert place.roles.get(user) in ("creator", "administrator"), "not offered to this person"
        assert wanted["chat_is_channel"] == (place.type == "channel"), "not offered"
        since = len(self.world.arrivals)
        if wanted.get("bot_administrator_rights") and not place.bot_is_admin:
            await self.my_chat_member(chat, "administrator", user)
        said = Message(message.chat, self.world.new_id(), self.world.users[user], "")
        wire = self.world.message_wire(said)
        del wire["text"], wire["entities"]
        title = {"title": place.title} if wanted.get("request_title") else {}
        shared = {"request_id": wanted["request_id"], "chat_id": chat, **title}
        self.push({"message": wire | {"chat_shared": shared}})
        return Exchange(self, message.chat, since)

    async def edit(self, message: Message, text: str) -> None:
        """A person changes what they wrote."""
        changed = replace(message, text=text, entities=_entities(text))
        self.world.put(changed)
        self.push({"edited_message": self.world.message_wire(changed) | {"edit_date": self._now()}})

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


def _entities(text: str) -> list[Entity]:
    return [
        Entity(str(found.lastgroup), units(text[: found.start()]), units(found.group()))
        for found in MARKED.finditer(text)
    ]
