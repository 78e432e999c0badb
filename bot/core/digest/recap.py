"""The recap of a week or a month: when it comes, and what a period's posts add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.core.digest.values import AccountState, DigestPost, Source
from bot.core.inspire import STANDS_OUT
from bot.core.lead import Tally
from bot.core.model import WatchId

BEST, BEST_OF_ONE = 3, 2
DISCOVERIES, LEAST_CITERS = 3, 2


class RecapKind(StrEnum):
    """How often it comes; names its rows beside the daily digest's."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


_SPAN = {RecapKind.WEEKLY: timedelta(days=7), RecapKind.MONTHLY: timedelta(days=30)}


def period_of(kind: RecapKind, day: date) -> date:
    """The week's Monday or the month's first: a recap is made once for each."""
    if kind is RecapKind.MONTHLY:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday())


def recap_due(kind: RecapKind, today: date, last: date | None) -> bool:
    """Does it come with today's digest? `last`: the channel's digest before, if there was one."""
    return last is not None and period_of(kind, last) < period_of(kind, today)


def recap_start(
    kind: RecapKind, end: datetime, last_end: datetime | None, first_watch_at: datetime
) -> datetime:
    """Where the last one ended; after a break, one week or month before."""
    if last_end is not None and end - last_end < 2 * _SPAN[kind]:
        return last_end
    return max(first_watch_at, end - _SPAN[kind])


@dataclass(frozen=True, slots=True)
class Presence:
    """One network: publications of the period, the accounts that made them, those watched there,
    and how many of these can't be looked at now."""

    network: str
    posts: int
    active: int
    accounts: int
    unread: int


@dataclass(frozen=True, slots=True)
class Citation:
    """An account that a watched one mentions, links to or passes on. `by`: who does."""

    by: Source
    name: str
    network: str
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """An account that isn't watched and that several firms cite. `by`: their names."""

    network: str
    handle: str
    url: str
    by: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What was saved to the board. `network`: "" where it isn't known; `name`: then the site's."""

    name: str
    network: str
    url: str


@dataclass(frozen=True, slots=True)
class RecapContent:
    """`posts`: publications told, each announcement once. `best`: best first. `lead`: networks or
    the press first, None where the press isn't watched. `finds`: publications that stood out
    against their account's own median. `saved`: newest first.
    """

    kind: RecapKind
    posts: int
    active: int
    accounts: int
    best: tuple[DigestPost, ...]
    presence: tuple[Presence, ...]
    discoveries: tuple[Discovery, ...]
    start: datetime
    end: datetime
    lead: Tally | None = None
    finds: int = 0
    saved: tuple[Kept, ...] = ()


def best_of(posts: Sequence[DigestPost]) -> tuple[DigestPost, ...]:
    """What stands out against its account's own median, then what was reacted to most.

    At most two of one firm.
    """
    reacted = [one for one in posts if one.reactions and not one.post.deleted]
    chosen: list[DigestPost] = []
    for one in sorted(reacted, key=lambda one: (-one.ratio, -one.reactions, one.post.id)):
        if sum(other.source == one.source for other in chosen) < BEST_OF_ONE:
            chosen.append(one)
    return tuple(chosen[:BEST])


def finds_among(posts: Iterable[DigestPost]) -> int:
    """How many are worth a look for how well they did."""
    return sum(one.ratio >= STANDS_OUT for one in posts)


def presence(posts: Sequence[DigestPost], accounts: Sequence[AccountState]) -> tuple[Presence, ...]:
    """The networks that are watched, the liveliest first."""
    used = Counter(one.network for one in posts)
    active: dict[str, set[WatchId]] = {}
    for one in posts:
        active.setdefault(one.network, set()).add(one.watch_id)
    found = [
        Presence(
            network,
            used[network],
            len(active.get(network, ())),
            len(mine := [one for one in accounts if one.network == network]),
            sum(one.state == "unread" for one in mine),
        )
        for network in {one.network for one in accounts}
    ]
    return tuple(sorted(found, key=lambda one: (-one.posts, -one.accounts, one.network)))


def discoveries(
    citations: Iterable[Citation], known: Collection[tuple[str, str]]
) -> tuple[Discovery, ...]:
    """The accounts that two or more cite, the most cited first. `known`: (network, handle) of
    those that are watched, folded."""
    cited: dict[tuple[str, str], list[Citation]] = {}
    for one in citations:
        place = (one.network, one.handle.casefold())
        if place not in known:
            cited.setdefault(place, []).append(one)
    found = [_discovery(mine) for mine in cited.values()]
    wide = [one for one in found if len(one.by) >= LEAST_CITERS]
    wide.sort(key=lambda one: (-len(one.by), -one.times, one.network, one.handle))
    return tuple(wide[:DISCOVERIES])


def _discovery(mine: Sequence[Citation]) -> Discovery:
    by = {one.by: one.name for one in mine}
    first = mine[0]
    return Discovery(first.network, first.handle, first.url, tuple(by.values()), len(mine))
