"""A Slack workspace as data: people, channels, messages and views."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.clock import Clock

TEAM, APP, BOT, BOT_USER = "T1", "A1", "B1", "UBOT"
SCOPES = frozenset(
    {"commands", "chat:write", "chat:write.public", "users:read", "app_mentions:read"}
    | {"channels:read", "groups:read", "im:read", "im:write", "files:write", "channels:join"}
    | {"channels:history", "groups:history", "im:history"}
)
TRIGGER_SECONDS = 3.0
RESPONSE_USES, RESPONSE_SECONDS = 5, 30 * 60.0


class SlackError(Exception):
    """An answer `ok: false`. `broken`: the payload breaks a rule, so a test should fail."""

    def __init__(self, error: str, broken: str = "", **extra: Any) -> None:
        super().__init__(error)
        self.error, self.broken, self.extra = error, broken, extra


@dataclass(frozen=True, slots=True)
class Person:
    """`team` differs from the workspace's for somebody of another company. `admin`: of theirs.
    `guest`: of a few channels only."""

    id: str
    name: str
    locale: str = "en-US"
    tz: str = "Europe/Paris"
    team: str = TEAM
    admin: bool = False
    guest: bool = False


@dataclass(slots=True)
class Channel:
    """`member`: the bot is in it. `shared`: with another company (Slack Connect).

    `people`: who is in it, None: the whole team.
    """

    id: str
    name: str
    private: bool = False
    member: bool = False
    archived: bool = False
    shared: bool = False
    im_with: str | None = None
    people: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class File:
    """`alt`: what readers of the screen hear of a picture."""

    name: str
    title: str
    content: bytes = field(repr=False)
    alt: str = ""


@dataclass(slots=True)
class Waiting:
    """An upload that was asked for. `content` None: nothing has arrived."""

    name: str
    length: int
    alt: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stood at one moment. `only`: the one person who sees it, None everybody.

    `verb`: what happened to it then (posted, edited or deleted). `via`: response_url used.
    """

    channel: str
    ts: str
    author: str
    text: str
    blocks: Sequence[Mapping[str, Any]] = ()
    thread_ts: str | None = None
    metadata: Mapping[str, Any] | None = None
    only: str | None = None
    verb: str = "posted"
    via: str | None = None
    files: Sequence[File] = ()

    def wire(self, *, metadata: bool = True) -> dict[str, Any]:
        """As the Web API shows it."""
        shown: dict[str, Any] = {"type": "message", "ts": self.ts, "text": self.text}
        shown |= {"user": self.author, "team": TEAM, "blocks": list(self.blocks)}
        if self.author == BOT_USER:
            shown |= {"bot_id": BOT, "app_id": APP}
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass(frozen=True, slots=True)
class View:
    """A modal or Home tab as it stood at one moment. `user`: who sees it."""

    id: str
    user: str
    payload: Mapping[str, Any]
    hash: str

    @property
    def blocks(self) -> Sequence[Mapping[str, Any]]:
        return list(self.payload["blocks"])

    def wire(self) -> dict[str, Any]:
        """As interactions and views.* show it."""
        known = {"id": self.id, "hash": self.hash, "team_id": TEAM, "app_id": APP, "bot_id": BOT}
        return {**self.payload, **known, "state": {"values": {}}}


@dataclass(slots=True)
class ResponseUrl:
    """Where an interaction may be answered. `origin`: the message that held the button."""

    user: str
    channel: str
    issued: float
    origin: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class Workspace:
    """All state. `arrivals`: everything that people got to see, in order.

    `url`: of the server. `charts`: are its own charts rolled out here already? `enterprise`: the
    organisation that the team belongs to; `whole`: the app is installed in all of it at once.
    """

    clock: Clock
    changed: Callable[[], None]
    scopes: frozenset[str] = SCOPES
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    arrivals: list[Message | View] = field(default_factory=list)
    triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)
    uploads: dict[str, Waiting] = field(default_factory=dict)
    url: Callable[[], str] = lambda: ""
    charts: bool = True
    team: str = TEAM
    enterprise: str = ""
    whole: bool = False
    _last: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def wire(self) -> dict[str, Any]:
        """Who the team is, as commands and events say it."""
        org = {"enterprise_id": self.enterprise} if self.enterprise else {}
        return {"team_id": self.team, **org}

    def new_id(self, prefix: str) -> str:
        """Unlike in any other team."""
        return f"{prefix}{self.team.removeprefix(TEAM)}{next(self._ids)}"

    def new_ts(self) -> str:
        """Unique and rising, also when the clock stands still."""
        self._last = max(self._last + 1, int(self.clock.now().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def person(self, user: str) -> Person:
        if user not in self.people:
            raise SlackError("user_not_found")
        return self.people[user]

    def channel(self, channel: str) -> Channel:
        """Of an id; a person's id opens the private conversation with them."""
        if channel in self.people:
            return self.im(channel)
        found = self.channels.get(channel)
        if found is None or (found.private and not found.member):
            raise SlackError("channel_not_found")
        return found

    def im(self, user: str) -> Channel:
        person = self.person(user)
        known = Channel(f"D{user}", person.name, private=True, member=True, im_with=user)
        return self.channels.setdefault(known.id, known)

    def put(self, message: Message) -> Message:
        """Show a message, new or changed, with the block ids that Slack fills in."""
        blocks = [{"block_id": self.new_id("b"), **block} for block in message.blocks]
        message = replace(message, blocks=blocks)
        self.messages[message.channel, message.ts] = message
        self._arrive(message)
        return message

    def remove(self, message: Message) -> None:
        del self.messages[message.channel, message.ts]
        self._arrive(replace(message, verb="deleted"))

    def put_view(self, user: str, payload: Mapping[str, Any], view_id: str | None = None) -> View:
        blocks = [{"block_id": self.new_id("b"), **block} for block in payload["blocks"]]
        shown = {**payload, "blocks": blocks}
        view = View(view_id or self.new_id("V"), user, shown, hash=self.new_ts())
        self.views[view.id] = view
        self._arrive(view)
        return view

    def _arrive(self, item: Message | View) -> None:
        self.arrivals.append(item)
        self.changed()

    def posts(self, channel: str) -> list[Message]:
        """What everybody sees in a channel now, threads included, oldest first."""
        here = [m for m in self.messages.values() if m.channel == channel and m.only is None]
        return sorted(here, key=lambda message: message.ts)

    def new_trigger(self, user: str) -> str:
        trigger = self.new_id("trigger.")
        self.triggers[trigger] = (user, self.clock.monotonic())
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """Whose it is. Good once, for three seconds."""
        if trigger not in self.triggers:
            raise SlackError("invalid_trigger_id")
        user, issued = self.triggers[trigger]
        if not user:
            raise SlackError("exchanged_trigger_id")
        if self.clock.monotonic() - issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        self.triggers[trigger] = ("", issued)
        return user

    def new_response(self, user: str, channel: str, origin: Message | None = None) -> str:
        name = self.new_id("r")
        self.responses[name] = ResponseUrl(user, channel, self.clock.monotonic(), origin)
        return name

    def use_response(self, name: str) -> ResponseUrl:
        known = self.responses.get(name)
        if known is None or self.clock.monotonic() - known.issued > RESPONSE_SECONDS:
            raise SlackError("expired_url", broken="response_url after 30 minutes")
        known.uses += 1
        if known.uses > RESPONSE_USES:
            raise SlackError("used_url", broken="response_url used more than 5 times")
        return known

    def respond(self, name: str, body: Mapping[str, Any]) -> None:
        """What a response_url or an acknowledgement with a text does.

        `replace_original` replaces the message of the button, else the last one that came
        this way; without one it posts.
        """
        known = self.responses[name]
        if body.get("delete_original"):
            if known.origin is not None:
                self.remove(known.origin)
                known.origin = None
            return
        everybody = body.get("response_type") == "in_channel"
        only = None if everybody else known.user
        message = Message(known.channel, self.new_ts(), BOT_USER, str(body.get("text") or ""))
        message = replace(message, blocks=body.get("blocks") or (), only=only, via=name)
        if body.get("replace_original") and known.origin is not None:
            old = known.origin
            message = replace(message, ts=old.ts, only=old.only, verb="edited")
            message = replace(message, thread_ts=old.thread_ts, metadata=old.metadata)
        known.origin = self.put(message)
