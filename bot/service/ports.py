"""What the use cases need from a chat platform. Implemented by bot.front, wired in bot.app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.charts import Chart
from bot.core.message import Message
from bot.core.model import Changers, Channel, ChannelKey, DeliveryId, DeliveryKind, Person, Platform


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something a person typed or pressed. Exactly one of `text` and `button` is set.

    `event_id`: the platform's own id, so that a redelivery acts once.
    `workspace`: Slack team, Telegram chat, or "local". `language`, `zone`: the platform's hints.
    `private`: a conversation of this person alone with the bot. `chat_name`: as people know it.
    `bare`: plain words, not a command (only in private chats or as the answer to a question).
    `about`: a button of the message that is answered, which tells what that was about.
    `slack`: text uses Slack's entities.
    """

    channel: ChannelKey
    workspace: str
    person: Person
    event_id: str
    text: str | None = None
    button: str | None = None
    chat_name: str = ""
    private: bool = False
    language: str | None = None
    zone: str | None = None
    bare: bool = False
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """May this person change the channel's watchlist? If not, `who` can (names).

    `inside`: only somebody who is in the channel can.
    """

    allowed: bool
    who: tuple[str, ...] = ()
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. `repeat`: it may have arrived before: mark it.

    `follows`: message id that it answers in a thread. `delivery_id`: opaque id to find it by.
    """

    delivery_id: DeliveryId
    kind: DeliveryKind
    channel: Channel
    message: Message
    follows: str | None = None
    repeat: bool = False
    silent: bool = False


class SendError(Exception):
    """Base. The text never holds a token, a header or a body."""


class NotSent(SendError):
    """Surely not sent: try again after `retry_after` seconds. Uses up no tries."""

    def __init__(self, retry_after: float = 5.0, detail: str = "") -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unknown(SendError):
    """Sent or not: nobody knows."""


class ChannelClosed(SendError):
    """Nothing can be sent there until a person acts. `reason`: a key of the texts."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


class ChannelMoved(SendError):
    """The chat has a new id (Telegram: a group became a supergroup)."""

    def __init__(self, chat: str) -> None:
        super().__init__(chat)
        self.chat = chat


class ContentRefused(SendError):
    """The platform refuses this content, even as plain text."""


class CantEdit(SendError):
    """The message is gone or too old to edit."""


class CantRead(SendError):
    """This platform or place gives no history."""


class Crowd(Protocol):
    """Who reads along, on a platform where people of other firms can. All raise SendError only."""

    async def outsiders(self, channel: ChannelKey) -> bool:
        """Does anybody from outside read what is posted there? A few minutes old at most."""

    async def stranger(self, channel: ChannelKey, person: Person) -> bool:
        """Is this somebody of another firm, who may not ask anything?"""

    async def private_chat(self, channel: ChannelKey, person: Person) -> ChannelKey | None:
        """This person's conversation with the bot of that channel; None: there can be none."""


class Sender(Protocol):
    """One platform's way out. All raise SendError only."""

    platform: Platform

    async def send(self, outgoing: Outgoing) -> str:
        """Post it; the message id. At most 10 s, then Unknown."""

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        """Show the new content; "not modified" is success."""

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        """Message id of a send whose outcome is unknown; None: surely absent. CantRead."""


class Front(Sender, Protocol):
    """A running chat front-end."""

    async def rights(
        self, channel: ChannelKey, person: Person, changers: Changers | None, *, present: bool
    ) -> Rights:
        """Asked at each change, cached 60 s at most. `changers` None: as is usual there.

        `present`: the person writes or presses in that very channel.
        """

    def private_link(self) -> str | None:
        """Where a person begins a private conversation with the bot; None: there is no address."""

    async def can_post(self, channel: ChannelKey) -> str | None:
        """None, or the key of the sentence that says why not (joins public Slack channels)."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Pictures(Protocol):
    """Draws the charts of messages."""

    async def drawn(self, chart: Chart, place: ChannelKey) -> bytes | None:
        """A PNG in the colours that the place wants; None: there is none, the words must do."""
