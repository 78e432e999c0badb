"""What every command needs: who asks, where, in which words, and the way to the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Protocol

from bot.clock import Clock
from bot.core.grammar.words import VERBS, fold, verb_name
from bot.core.message import Audience, Block, Button, Line, Message, Paragraph, Reply, Span, line
from bot.core.model import Changers, Channel, ChannelKey, Person, Platform
from bot.render.first import slash_of
from bot.render.words import Words
from bot.service.connectors import Networks
from bot.service.digests import Digests
from bot.service.messages import Messages
from bot.service.ports import Crowd, Inbound, Rights
from bot.service.searches import Searches
from bot.store import inbox
from bot.store.engine import Store, Tx


class Doorway(Protocol):
    """What commands ask of a front-end (ports.Front offers it)."""

    async def rights(
        self, channel: ChannelKey, person: Person, changers: Changers | None, *, present: bool
    ) -> Rights: ...

    def private_link(self) -> str | None: ...

    async def can_post(self, channel: ChannelKey) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new channel starts with. `open_access`: TELEGRAM_ACCESS=open.

    `open_workspaces`: no Slack workspace has to be let in, as there is one or SLACK_ACCESS=open.
    """

    language: str
    zone: str
    digest_time: time
    digest_days: frozenset[int]
    open_access: bool = False
    open_workspaces: bool = True


@dataclass(frozen=True, slots=True)
class House:
    """The installation, as commands see it.

    `public_url`: where its web server is reached, None: nowhere. `exports`: one file at a time.
    """

    store: Store
    networks: Networks
    digests: Digests
    messages: Messages
    clock: Clock
    defaults: Defaults
    version: str
    doors: dict[Platform, Doorway] = field(default_factory=dict)
    crowds: dict[Platform, Crowd] = field(default_factory=dict)
    searches: Searches = field(default_factory=Searches)
    public_url: str | None = None
    exports: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))


class AlreadyDone(Exception):
    """This event has had its effect before, or wasn't meant for us: say nothing."""


@dataclass(frozen=True, slots=True)
class Context:
    """One command under way. `part`: which of its targets, each having its own effect.

    `change`: what its targets before this one changed, as Undo knows it.
    `home`: the conversation where the person writes, where that isn't the channel that is meant.
    """

    house: House
    inbound: Inbound
    channel: Channel
    words: Words
    part: int = 0
    change: int | None = None
    home: Channel | None = None

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    @property
    def asker(self) -> str:
        """Who asks, as the shares of a paid budget count people."""
        key = self.channel.key
        return f"{key.platform}:{key.bot}:{self.inbound.person.id}"

    @property
    def door(self) -> Doorway:
        return self.house.doors[self.channel.key.platform]

    @asynccontextmanager
    async def effect(self) -> AsyncIterator[Tx]:
        """A transaction that happens once per event: a redelivery raises AlreadyDone."""
        event = f"{self.inbound.event_id}/{self.part}" if self.part else self.inbound.event_id
        async with self.house.store.begin() as tx:
            first = await inbox.first_time(tx, self.channel.key.platform, event, self.now)
            if not first:
                raise AlreadyDone
            yield tx

    async def denial(self, channel: Channel | None = None) -> Reply | None:
        """None when this person may change that channel, else the sentence that says who can."""
        where = channel or self.channel
        present = where.id == self.channel.id and self.home is None
        rights = await self.door.rights(
            where.key, self.inbound.person, where.changers, present=present
        )
        if rights.allowed:
            return None
        # Who pressed is told in passing, where there is no room for a button.
        link = self.door.private_link() if self.inbound.button is None else None
        buttons = (Button(self.words("button.open_private"), url=link),) if link else ()
        if rights.inside:
            return self.say("denied.inside", *buttons, channel=where.name)
        if not rights.who:
            key = "denied.admins" if where.changers is Changers.ADMINS else "denied.members"
            return self.say(key, *buttons, channel=where.name)
        who = self.words.joined(rights.who, "or")
        return self.say("denied", *buttons, channel=where.name, who=who)

    @property
    def slash(self) -> str:
        """What comes before a verb here."""
        return slash_of(self.channel.key.platform)

    def spelled(self, command: str) -> str:
        """A canonical command as a person would type it here, in their language."""
        verb, _, rest = command.partition(" ")
        if verb not in VERBS:
            return command
        name = fold(verb_name(VERBS[verb], self.words.language))
        return f"{self.slash}{name} {rest}".strip()

    def say(self, key: str, *buttons: Button, **facts: object) -> Reply:
        """A reply of one sentence, to the person."""
        return reply(self.words, self.words(key, **facts), buttons=buttons)

    def button(self, key: str, command: str, **facts: object) -> Button:
        return Button(self.words(key, **facts), command=command)


def reply(
    words: Words,
    text: str,
    *,
    blocks: tuple[Block, ...] = (),
    buttons: tuple[Button, ...] = (),
    more: tuple[Button, ...] = (),
    audience: Audience = Audience.PERSON,
    asks: str | None = None,
    modal: str | None = None,
) -> Reply:
    """A reply whose first paragraph is `text`, which is also its summary."""
    message = Message(
        summary=text,
        blocks=(Paragraph(tuple(line(part) for part in text.split("\n"))), *blocks),
        language=words.language,
    ).offering(buttons, more)
    return Reply(message, audience=audience, asks=asks, modal=modal)


def bold(text: str) -> Span:
    return Span(text, strong=True)


def lines(*texts: str | Line) -> Paragraph:
    return Paragraph(tuple(line(text) if isinstance(text, str) else text for text in texts))
