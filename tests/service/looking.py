"""A network whose looks are set beforehand, and a looker that reads it."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import select

from bot.service.look import Looker
from bot.service.notices import Notices
from bot.store import targets
from bot.store.engine import Store
from bot.store.tables import delivery, lane
from connectors.errors import ConnectorError
from connectors.types import (
    Answer,
    Batch,
    Coverage,
    Due,
    Look,
    Post,
    Request,
    Target,
    TargetId,
)
from tests.connectors.web import Toy
from tests.service.world import SetClock, networks


def page(*posts: Post, cursor: str | None = "c1") -> Look:
    return Look(posts, cursor, Coverage.COMPLETE)


SUSPECT = Look((), "lost", Coverage.SUSPECT)


class Scripted(Toy):
    """Each look is the next of its script; after the last, pages without anything new."""

    network = "mastodon"

    def __init__(self) -> None:
        super().__init__()
        self.script: deque[Look | ConnectorError] = deque()
        self.cursors: list[str | None] = []

    def look(self, batch: Batch) -> Generator[Request, Answer, Mapping[TargetId, Look]]:
        yield from ()
        return {due.target.id: self._next(due) for due in batch.dues}

    def _next(self, due: Due) -> Look:
        self.cursors.append(due.cursor)
        seen = self.script.popleft() if self.script else Look((), None, Coverage.COMPLETE)
        if isinstance(seen, ConnectorError):
            raise seen
        return seen


class Watchtower:
    """A looker on a real store, a clock that is moved by hand and a scripted network."""

    def __init__(self, store: Store, owner: str = "me") -> None:
        self.store = store
        self.clock = SetClock()
        self.network = Scripted()
        asked = networks(store, self.clock, self.network)
        self.looker = Looker(store, asked, Notices(), self.clock, owner)

    async def look(self, *script: Look | ConnectorError, minutes: float = 10.0) -> None:
        """Each of these in turn, `minutes` after the one before."""
        for seen in script:
            self.network.script.append(seen)
            self.clock.move(minutes=minutes)
            await self.looker.tick()
            await self.looker.settle()

    async def state(self, target: Target) -> Any:
        async with self.store.read() as tx:
            return await targets.state(tx, target.id)

    async def notices(self) -> list[Any]:
        """(channel, key) of every notice so far, oldest first."""
        found = select(delivery.c.channel_id, delivery.c.payload).order_by(delivery.c.id)
        async with self.store.read() as tx:
            rows = (await tx.execute(found)).all()
        return [(row.channel_id, row.payload["key"]) for row in rows if row.payload]

    async def leases(self) -> list[str | None]:
        async with self.store.read() as tx:
            return [row.owner for row in (await tx.execute(select(lane.c.owner))).all()]
