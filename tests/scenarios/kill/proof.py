"""One death in mid-send with production's waits: settled within 30 s, and nobody else waits."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.http import Fault
from tests.scenarios.kill.chats import Chat
from tests.scenarios.kill.child import Spec
from tests.scenarios.kill.process import Bot
from tests.scenarios.kill.world import World, world

FIRST, SECOND = "First publication", "Second publication"
SETTLED_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Proof:
    """`other_in`, `settled_in`: seconds since the restart until the other channel had got all, and
    until the broken one had. `meanwhile`: what stood there when the other had all.
    """

    other_in: float
    settled_in: float
    meanwhile: list[str]
    broken: list[str]
    other: list[str]


async def prove(
    opened: AbstractAsyncContextManager[Chat], fault: Fault, template: Path, folder: Path
) -> Proof:
    """The first channel's first message meets the fault and the bot dies. It is started again,
    and both accounts publish.
    """
    async with opened as chat:
        spec = Spec(chat.name, folder, {}, quick=False)
        async with world(chat, spec, template) as around:
            return await _prove(chat, around, fault)


async def _prove(chat: Chat, around: World, fault: Fault) -> Proof:
    clock = SystemClock()
    around.publish(FIRST)
    bot = Bot(around.spec)
    chat.meet("send", fault, lambda: bot.kill())
    async with asyncio.timeout(30):
        await bot.ended()
    assert bot.killed
    since = clock.monotonic()
    around.publish(SECOND)
    around.publish(SECOND, place=1)
    bot = Bot(around.spec)
    try:
        await chat.fake.wait_for(lambda: _has(chat, 1, SECOND), SETTLED_WITHIN)
        other_in, meanwhile = clock.monotonic() - since, list(chat.texts(0))
        await chat.fake.wait_for(lambda: _has(chat, 0, FIRST, SECOND), SETTLED_WITHIN)
        settled_in = clock.monotonic() - since
        async with asyncio.timeout(10):
            while await bot.news() not in (3, None):
                pass
    finally:
        bot.kill()
        await bot.ended()
    return Proof(other_in, settled_in, meanwhile, list(chat.texts(0)), list(chat.texts(1)))


def _has(chat: Chat, place: int, *publications: str) -> bool:
    texts = "".join(chat.texts(place))
    return all(one in texts for one in publications)
