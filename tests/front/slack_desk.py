"""A Slack front-end on the fake Slack, with a scripted desk in place of the use cases."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

import structlog

from bot.clock import SystemClock
from bot.core.message import Audience, Button, Message, Paragraph, Reply, line
from bot.core.model import (
    Channel,
    ChannelId,
    ChannelKey,
    DeliveryId,
    DeliveryKind,
    Platform,
    WorkspaceId,
)
from bot.front.slack import SlackFront, SlackSettings
from bot.service.ports import Inbound, Outgoing, Pictures
from tests.fakes.slack import FakeSlack

Script = Callable[[Inbound], Sequence[Reply]]


def message(words: str, *buttons: Button, language: str = "en") -> Message:
    body = (Paragraph((line(words),)),)
    return Message(words, blocks=body, buttons=buttons, language=language)


def privately(words: str, *buttons: Button, language: str = "en") -> Reply:
    return Reply(message(words, *buttons, language=language))


def publicly(words: str, *buttons: Button, language: str = "en") -> Reply:
    return Reply(message(words, *buttons, language=language), Audience.CHANNEL)


@dataclass(slots=True)
class Desk:
    """Answers each question with its script; `waits`: holds the answer to that text back."""

    script: Script = lambda inbound: ()
    asked: list[Inbound] = field(default_factory=list)
    waits: dict[str, asyncio.Event] = field(default_factory=dict)
    changed: Callable[[], None] = lambda: None

    async def handle(self, inbound: Inbound) -> AsyncIterator[Reply]:
        self.asked.append(inbound)
        self.changed()
        if (gate := self.waits.get(inbound.text or "")) is not None:
            await gate.wait()
        for reply in self.script(inbound):
            yield reply


class TickingClock(SystemClock):
    """Sleeps until the test says that the time has come. `short`: sleeps that really pass."""

    def __init__(self, changed: Callable[[], None], short: float = 1.0) -> None:
        self.sleeping = 0
        self._short = short
        self._changed = changed
        self._sleepers: deque[asyncio.Future[None]] = deque()
        self._spare = 0

    async def sleep(self, seconds: float) -> None:
        if seconds < self._short:
            await super().sleep(seconds)
        else:
            self.sleeping += 1
            self._changed()
            if self._spare:
                self._spare -= 1
                return
            self._sleepers.append(asyncio.get_running_loop().create_future())
            await self._sleepers[-1]

    def tick(self) -> None:
        """Wakes who has slept longest; the next to sleep, where nobody does."""
        if self._sleepers:
            self._sleepers.popleft().set_result(None)
        else:
            self._spare += 1


def front_of(
    slack: FakeSlack,
    desk: Desk,
    clock: SystemClock | None = None,
    pictures: Pictures | None = None,
    **settings: Any,
) -> SlackFront:
    known = {"bot_token": slack.bot_token, "app_token": slack.app_token}
    wanted = SlackSettings(**{**known, "api_url": slack.api_url, "ping_seconds": 1.0, **settings})
    desk.changed = slack.changed
    log = structlog.get_logger()
    return SlackFront(wanted, desk.handle, clock or SystemClock(), log, pictures)


def outgoing(
    words: str = "Durand: new post",
    chat: str = "C1",
    follows: str | None = None,
    number: int = 7,
    *,
    repeat: bool = False,
    agreed: bool = False,
) -> Outgoing:
    channel = Channel(
        ChannelId(1),
        WorkspaceId(1),
        ChannelKey(Platform.SLACK, "T1", chat),
        "veille",
        "en",
        "Europe/Paris",
        digest_on=True,
        digest_time=time(8, 30),
        digest_days=frozenset(range(5)),
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        for_outsiders=agreed,
    )
    return Outgoing(
        DeliveryId(number), DeliveryKind.ALERT, channel, message(words), follows, repeat
    )
