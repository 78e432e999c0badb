"""When each account's turn comes: at the usual interval, or by its rhythm where that is too often.

Looks are too many where a month's money goes too fast, and where more is watched on a lane than
its limits let be asked about in one interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.budget import month_of, slower
from bot.core.pacing import next_look
from bot.core.spread import share_out, turn
from bot.service.connectors import Networks
from bot.store import lanes, rhythms, spending
from bot.store.engine import Tx
from bot.store.lanes import Lane, LaneId
from connectors.base import Connector
from connectors.types import Due, LaneKey, Target, TargetId

# What is watched and what is usual changes slowly; looks come up every second.
PLANNED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Turns:
    """A lane's next looks: one every `fair` at each target in the mean, `every` where it can be.

    `often`: looks a second at an account, by hour; those of which too little is known aren't in it.
    """

    every: timedelta
    fair: timedelta
    made_at: datetime
    often: Mapping[TargetId, Sequence[float]] = field(default_factory=dict)

    def after(self, now: datetime, target: TargetId, phase: int) -> datetime:
        often = self.often.get(target)
        if often is None:
            return next_look(now, self.fair, phase=phase)
        return turn(now, often, self.every, phase=phase)


class Planner:
    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self._made: dict[LaneId, Turns] = {}

    async def turns(self, tx: Tx, connector: Connector, lane: Lane, now: datetime) -> Turns:
        made = self._made.get(lane.id)
        if made is None or not timedelta(0) <= now - made.made_at < PLANNED_FOR:
            made = self._made[lane.id] = await self._plan(tx, connector, lane, now)
        return made

    async def _plan(self, tx: Tx, connector: Connector, lane: Lane, now: datetime) -> Turns:
        every = self._networks.interval(connector.network)
        targets = await lanes.watched(tx, lane.id)
        limited = 1.0 if self._networks.fixed else crowded(connector, targets, every)
        factor = max(limited, await dear(tx, connector, now))
        if factor == 1.0:
            return Turns(every, every, now)
        known = await rhythms.hours(tx, [one.id for one in targets])
        fair = every * factor
        return Turns(every, fair, now, share_out(known, every, fair, movable=factor > limited))


async def slowed(tx: Tx, networks: Networks, now: datetime) -> dict[LaneKey, timedelta]:
    """The mean time between two looks at a target of each lane where it isn't the usual one."""
    slow: dict[LaneKey, timedelta] = {}
    for lane, watched in await lanes.busy(tx):
        if lane.key.network not in networks:
            continue
        connector = networks.get(lane.key.network)
        every = networks.interval(connector.network)
        factor = await dear(tx, connector, now)
        if not networks.fixed and watched > room(connector, every):
            targets = await lanes.watched(tx, lane.id)
            factor = max(factor, crowded(connector, targets, every))
        if factor > 1.0:
            slow[lane.key] = every * factor
    return slow


async def dear(tx: Tx, connector: Connector, now: datetime) -> float:
    """How much further apart looks are so that the month's money lasts."""
    budget = connector.budget()
    if budget is None:
        return 1.0
    spent = await spending.spent(tx, connector.network, month_of(now))
    return slower(spent.micros, budget, now)


def crowded(connector: Connector, targets: Sequence[Target], every: timedelta) -> float:
    """The same for a lane's limits. What can be asked about together counts as one question."""
    most = room(connector, every)
    if len(targets) <= most:
        return 1.0
    asked = sum(1 for _ in connector.pack([Due(one, None) for one in targets], ()))
    return max(asked / most, 1.0)


def room(connector: Connector, every: timedelta) -> float:
    """Requests that a lane's limits allow in one interval."""
    return connector.pace.per_second * every.total_seconds()
