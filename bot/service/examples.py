"""Gathers what accounts published, to find what worked for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.compare import Period, Seen
from bot.core.firms.kinds import Relation
from bot.core.inspire import Find, Inspiration, inspire
from bot.core.model import Channel
from bot.service import subjects
from bot.service.subjects import Subject
from bot.store import comparisons, watches
from bot.store.comparisons import Followed, Said
from bot.store.engine import Tx
from connectors.types import TargetId

HISTORY = timedelta(days=120)
"""How far back an account's usual reactions are taken from."""


@dataclass(frozen=True, slots=True)
class Examples:
    """`said`: the publications by network and key."""

    inspiration: Inspiration
    said: Mapping[tuple[str, str], Said]

    def of(self, find: Find) -> Said:
        return self.said[find.network, find.key]


async def models(tx: Tx, here: subjects.Known, now: datetime) -> list[Subject]:
    """The firms to take an example from."""
    marked = [one for one in here.firms if one.relation is Relation.MODEL]
    return [await subjects.of_firm(tx, here, one, now) for one in marked]


async def everyone(tx: Tx, channel: Channel, here: subjects.Known, now: datetime) -> list[Subject]:
    """All accounts that the channel watches, under the names of their firms."""
    watched = {one.target.id for one in await watches.of_channel(tx, channel.id)}
    mine = {one.state.target.id: one for one in here.followed if one.state.target.id in watched}
    found = []
    for firm in [await subjects.of_firm(tx, here, one, now) for one in here.firms]:
        own = tuple(one for one in firm.accounts if mine.pop(one.state.target.id, None))
        if own:
            found.append(Subject(firm.name, firm.firm, own))
    return [*found, *(_alone(one) for one in mine.values())]


def _alone(one: Followed) -> Subject:
    target = one.state.target
    return Subject(target.name or f"@{target.handle}", None, (one,))


async def examples(
    tx: Tx, wanted: Sequence[Subject], days: int, zone: str, now: datetime
) -> Examples:
    """What stood out in the last days, each by its own account's measure."""
    ids = [one.state.target.id for _, one in _accounts(wanted)]
    said = await comparisons.said(tx, ids, now - HISTORY, now)
    told: dict[TargetId, list[Said]] = {one: [] for one in ids}
    for one in said:
        told[one.target_id].append(one)
    every = [_seen(name, one, told[one.state.target.id]) for name, one in _accounts(wanted)]
    period = Period(now - timedelta(days=days), now)
    by_post = {(one.post.network, one.post.key): one for one in said}
    return Examples(inspire(every, period, zone), by_post)


def _accounts(wanted: Sequence[Subject]) -> Iterator[tuple[str, Followed]]:
    """Each once, with the name that it is told under."""
    told = {each.state.target.id: (one.name, each) for one in wanted for each in one.accounts}
    yield from told.values()


def _seen(name: str, account: Followed, said: Sequence[Said]) -> Seen:
    state = account.state
    return Seen(
        state.target.network,
        state.target.key,
        name,
        tuple(one.post for one in said),
        state.baseline_at,
        state.last_good_at,
        frozenset(one.post.key for one in said if not one.kept),
    )
