"""Kill the bot at a point, start it again, and count what was lost and what came twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.fakes.http import HANG, TAKE_AND_HANG
from tests.scenarios.kill.chats import CHATS, REPEAT_MARK, Chat
from tests.scenarios.kill.child import Spec
from tests.scenarios.kill.points import THE_POST_IS_TAKEN, Point, When, number
from tests.scenarios.kill.process import Bot
from tests.scenarios.kill.world import World, world

POSTS: Final = ("First publication", "Second publication", "Third publication")
AT_ONCE: Final = 16
DEADLINE: Final = 40.0
_FAULTS: Final = {When.UNSEEN: HANG, When.TAKEN: TAKE_AND_HANG}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kills`: how many there were. `copies`: messages with each post; `marked`: of these, those
    that say that they may repeat another.
    """

    point: Point
    kills: int
    copies: Sequence[int]
    marked: Sequence[int]

    @property
    def lost(self) -> int:
        return sum(not one for one in self.copies)

    @property
    def doubled(self) -> int:
        """Messages too many that don't say that they may repeat another."""
        unmarked = (copies - marks for copies, marks in zip(self.copies, self.marked, strict=True))
        return sum(max(one - 1, 0) for one in unmarked)

    @property
    def repeated(self) -> int:
        """Messages too many that say so."""
        return sum(max(one - 1, 0) for one in self.copies) - self.doubled

    def __str__(self) -> str:
        killed = "killed" if self.kills else "NOT KILLED"
        return f"{number(self.point):2}. {self.point.name}: {killed}, {_sums([self])}"


def _sums(outcomes: Sequence[Outcome]) -> str:
    lost, doubled, repeated = (
        sum(getattr(one, name) for one in outcomes) for name in ("lost", "doubled", "repeated")
    )
    return f"lost {lost}, doubled {doubled}" + (f", marked repeats {repeated}" if repeated else "")


async def run_all(
    platform: str, points: Iterable[Point], template: Path, folder: Path, design: str = "outbox"
) -> list[Outcome]:
    """Each point on a fresh bot, several at once."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(point: Point) -> Outcome:
        async with room:
            spec = Spec(platform, folder / f"{platform} {number(point)}", {}, design, point)
            async with CHATS[platform]() as chat, world(chat, spec, template) as around:
                return await Run(chat, around, point).outcome()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(point)) for point in points]
    return [task.result() for task in tasks]


def check(outcomes: Sequence[Outcome], *, repeats: int) -> None:
    """Every point was hit, nothing is lost or doubled, and nothing was repeated more than
    `repeats` times, saying so. AssertionError.
    """
    for one in outcomes:
        assert one.kills == 1 + one.point.recovering, f"not killed as it should: {one}"
        assert not one.lost, f"lost: {one}"
        assert not one.doubled, f"doubled: {one}"
        assert max(one.copies) <= 1 + repeats, f"repeated too often: {one}"


def report(title: str, outcomes: Sequence[Outcome]) -> str:
    killed = sum(bool(one.kills) for one in outcomes)
    sums = f"{title}: killed at {killed} of {len(outcomes)} points: {_sums(outcomes)}"
    return "\n".join([*map(str, outcomes), sums])


class Run:
    """One bot: three publications, the third once two are told, and at least one death."""

    def __init__(self, chat: Chat, around: World, point: Point) -> None:
        self._chat, self._world, self._point = chat, around, point
        self._kills = 0
        self._bot = self._first()

    def _first(self) -> Bot:
        spec, point = self._world.spec, self._point
        if point.recovering:
            point = THE_POST_IS_TAKEN
        self._world.publish(*POSTS[:2])
        bot = Bot(replace(spec, point=point))
        if point.when in _FAULTS:
            fault = _FAULTS[point.when]
            self._chat.meet(point.step, fault, lambda: self._bot.kill(), nth=point.nth)
        return bot

    async def outcome(self) -> Outcome:
        try:
            async with asyncio.timeout(DEADLINE):
                await self._until_told(2)
                self._world.publish(POSTS[2])
                await self._until_told(3)
        except TimeoutError:
            log = (self._world.spec.folder / "log").read_text()[-3000:]
            raise AssertionError(f"not settled: {self._point.name}\n{log}") from None
        finally:
            self._bot.kill()
            await self._bot.ended()
        _check_file(self._world.spec.folder / "veilleur.db")
        return self._count()

    async def _until_told(self, alerts: int) -> None:
        told = 0
        while told < alerts:
            news = await self._bot.news()
            if news is None:
                self._restart()
            told = news or 0

    def _restart(self) -> None:
        assert self._bot.killed, "the bot ended by itself"
        self._kills += 1
        again = self._point if self._point.recovering and self._kills == 1 else None
        self._bot = Bot(replace(self._world.spec, point=again))

    def _count(self) -> Outcome:
        texts = self._chat.texts()
        holding = [[text for text in texts if post in text] for post in POSTS]
        marked = [sum(REPEAT_MARK in text for text in ones) for ones in holding]
        return Outcome(self._point, self._kills, [len(ones) for ones in holding], marked)


def _check_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
