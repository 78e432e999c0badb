"""What the front-ends' tests share: a scripted handler, and messages to deliver."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

from bot.core.message import Audience, Message, Reply
from bot.core.model import (
    Channel,
    ChannelId,
    ChannelKey,
    DeliveryId,
    DeliveryKind,
    WorkspaceId,
)
from bot.service.ports import Inbound, Outgoing


def said(text: str, audience: Audience = Audience.CHANNEL, asks: str | None = None) -> Reply:
    return Reply(Message(summary=text), audience, asks=asks)


class Pause:
    """A place in a script. `reached`: what came before it is shown; it goes on after `go`."""

    def __init__(self) -> None:
        self.reached, self.go = asyncio.Event(), asyncio.Event()


Answer = Reply | Pause | Exception


class Script:
    """A handler: answers each input with what `on` says, else echoes it. `heard`: the inputs."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self._answers: dict[str, list[Answer]] = {}

    def on(self, text: str, *answers: Answer) -> None:
        self._answers[text] = list(answers)

    async def __call__(self, asked: Inbound) -> AsyncIterator[Reply]:
        self.heard.append(asked)
        text = asked.text or asked.button or ""
        for answer in self._answers.get(text, [said(f"echo {text}")]):
            match answer:
                case Pause():
                    answer.reached.set()
                    await answer.go.wait()
                case Exception():
                    raise answer
                case Reply():
                    yield answer


def outgoing(
    key: ChannelKey,
    message: Message,
    *,
    kind: DeliveryKind = DeliveryKind.ALERT,
    follows: str | None = None,
    repeat: bool = False,
    silent: bool = False,
) -> Outgoing:
    channel = Channel(
        id=ChannelId(1),
        workspace_id=WorkspaceId(1),
        key=key,
        name="veille",
        language="en",
        zone="Europe/Paris",
        digest_on=True,
        digest_time=time(8, 30),
        digest_days=frozenset(range(5)),
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return Outgoing(DeliveryId(1), kind, channel, message, follows, repeat, silent)
