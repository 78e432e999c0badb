"""Telegram's chats as data, and what the bot may do in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.clock import Clock
from tests.fakes.telegram_html import Entity

BOT_ID, BOT_NAME = 1, "VeilleurBot"
INSIDE = ("creator", "administrator", "member", "restricted")
RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
    " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories"
    " can_delete_stories"
)


class TelegramError(Exception):
    """An answer `ok: false`. `broken`: the payload breaks a rule, so a test should fail."""

    def __init__(self, code: int, text: str, *, broken: bool = False, **parameters: Any) -> None:
        super().__init__(text)
        self.code, self.text, self.broken, self.parameters = code, text, broken, parameters


def bad_request(text: str, *, broken: bool = False, **parameters: Any) -> TelegramError:
    return TelegramError(400, f"Bad Request: {text}", broken=broken, **parameters)


@dataclass(frozen=True, slots=True)
class User:
    """`started`: a private chat with the bot exists, so that it may write to them."""

    id: int
    name: str
    language: str = "en"
    is_bot: bool = False
    username: str | None = None
    started: bool = True

    def wire(self) -> dict[str, Any]:
        known = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        return (
            known
            | {"language_code": self.language}
            | ({"username": self.username} if self.username else {})
        )


BOT = User(BOT_ID, "Veilleur", is_bot=True, username=BOT_NAME)


@dataclass(slots=True)
class Chat:
    """`roles`: user id -> status, the bot's own under BOT_ID. `topics`: thread id -> open.

    `moved_to`: the supergroup that this group became.
    """

    id: int
    type: str
    title: str = ""
    roles: dict[int, str] = field(default_factory=dict)
    topics: dict[int, bool] = field(default_factory=dict)
    moved_to: int | None = None

    def wire(self) -> dict[str, Any]:
        named = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        known = {"id": self.id, "type": self.type, **named}
        return known | ({"is_forum": True} if self.topics else {})

    @property
    def bot_is_admin(self) -> bool:
        return self.roles.get(BOT_ID) in ("administrator", "creator")


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or a document. `name`: of the file, as it was sent."""

    kind: str
    name: str
    content: bytes = field(repr=False)

    def wire(self, number: int) -> dict[str, Any]:
        known = {"file_id": f"f{number}", "file_unique_id": f"u{number}"}
        known |= {"file_size": len(self.content)}
        if self.kind == "document":
            return {"document": known | {"file_name": self.name}}
        return {"photo": [known | {"width": 90, "height": 90}]}


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stood at one moment. `text` is what people read (of media the caption),
    `source` what was sent. `album`: what its messages have in common.
    """

    chat: int
    id: int
    author: User
    text: str
    source: str = ""
    entities: Sequence[Entity] = ()
    markup: Mapping[str, Any] | None = None
    topic: int | None = None
    reply_to: int | None = None
    silent: bool = False
    verb: str = "posted"
    media: Media | None = None
    album: str | None = None

    @property
    def buttons(self) -> list[Mapping[str, Any]]:
        rows = (self.markup or {}).get("inline_keyboard", ())
        return [button for row in rows for button in row]


def shown(message: Message) -> str:
    """The text that a person reads, then a line of [label] for each row of buttons."""
    rows = (message.markup or {}).get("inline_keyboard", ())
    return "\n".join([message.text, *(" ".join(f"[{b['text']}]" for b in row) for row in rows)])


@dataclass(slots=True)
class Hook:
    """Where updates are posted. `kinds`: of updates, empty: the usual ones."""

    url: str
    secret: str | None
    kinds: frozenset[str]
    failed_at: int = 0
    failure: str = ""


@dataclass(slots=True)
class World:
    """All state. `arrivals`: everything that the bot showed, in order.

    `pending`: how many updates wait. `reactions`: the bot's, by message. `inline`: answers to
    inline queries, None as long as there is none; `inline_mode`: did BotFather switch it on?
    """

    clock: Clock
    changed: Callable[[], None]
    users: dict[int, User] = field(default_factory=lambda: {BOT_ID: BOT})
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    arrivals: list[Message] = field(default_factory=list)
    queries: dict[str, str | None] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Mapping[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    hook: Hook | None = None
    pending: int = 0
    reactions: dict[tuple[int, int], str] = field(default_factory=dict)
    inline: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    inline_mode: bool = True
    _last_id: int = 0

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def chat(self, chat_id: Any) -> Chat:
        """Of a call's chat_id. Raises where there is none, or it moved."""
        found = self.chats.get(int(chat_id)) if str(chat_id).lstrip("-").isdigit() else None
        if found is None:
            raise bad_request("chat not found")
        if found.moved_to is not None:
            why = "group chat was upgraded to a supergroup chat"
            raise bad_request(why, migrate_to_chat_id=found.moved_to)
        return found

    def writable(self, chat_id: Any) -> Chat:
        """A chat where the bot may write. Raises TelegramError 403 or 400."""
        chat = self.chat(chat_id)
        role = chat.roles.get(BOT_ID, "left")
        if chat.type == "private":
            self._private(chat, role)
        elif role == "kicked":
            raise TelegramError(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        elif role not in INSIDE:
            raise TelegramError(403, f"Forbidden: bot is not a member of the {chat.type} chat")
        elif role == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        elif chat.type == "channel" and not chat.bot_is_admin:
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def _private(self, chat: Chat, role: str) -> None:
        if role == "kicked":
            raise TelegramError(403, "Forbidden: bot was blocked by the user")
        if not self.users[chat.id].started:
            raise TelegramError(403, "Forbidden: bot can't initiate conversation with a user")

    def put(self, message: Message) -> Message:
        self.messages[message.chat, message.id] = message
        if message.author.is_bot:
            self.arrivals.append(message)
        self.changed()
        return message

    def remove(self, message: Message) -> None:
        del self.messages[message.chat, message.id]
        self.arrivals.append(replace(message, verb="deleted"))
        self.changed()

    def role(self, chat: Chat, user: int) -> str:
        return chat.roles.get(user, "left")

    def member_wire(self, chat: Chat, user: int) -> dict[str, Any]:
        """A ChatMember."""
        status = self.role(chat, user)
        known: dict[str, Any] = {"user": self.users[user].wire(), "status": status}
        if status in ("creator", "administrator"):
            known["is_anonymous"] = False
        if status == "administrator":
            known |= {"can_be_edited": False, **dict.fromkeys(RIGHTS.split(), True)}
            known |= {"can_post_messages": True} if chat.type == "channel" else {}
        if status == "kicked":
            known["until_date"] = 0
        return known

    def message_wire(self, message: Message) -> dict[str, Any]:
        """A Message."""
        chat = self.chats[message.chat]
        now = int(self.clock.now().timestamp())
        wire: dict[str, Any] = {"message_id": message.id, "date": now, "chat": chat.wire()}
        wire |= _content(message)
        if chat.type == "channel":
            wire["sender_chat"] = chat.wire()
        else:
            wire["from"] = message.author.wire()
        if message.markup and "inline_keyboard" in message.markup:
            wire["reply_markup"] = message.markup
        if message.topic is not None:
            wire |= {"message_thread_id": message.topic, "is_topic_message": True}
        replied = self.messages.get((message.chat, message.reply_to or 0))
        if replied is not None:
            wire["reply_to_message"] = self.message_wire(replace(replied, reply_to=None))
        return wire


def _content(message: Message) -> dict[str, Any]:
    entities = [one.wire() for one in message.entities]
    if message.media is None:
        return {"text": message.text, "entities": entities}
    album = {"media_group_id": message.album} if message.album else {}
    caption = {"caption": message.text, "caption_entities": entities} if message.text else {}
    return message.media.wire(message.id) | caption | album
