"""Who is looked at how often, where there aren't enough looks for everybody's usual interval.

The delay of an account's posts is least for all together where the looks at it go with the root
of how much it publishes; and within its day, with the root of how much it publishes in that hour.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

from bot.core.pacing import next_look

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LEARNT_FROM, LEAST_LEARNT = 8 * WEEK, WEEK
# Nobody waits longer than that many fair intervals, nor longer than a day where a day will do.
LONGEST = 4
_HOURS, _SATURDAY = 24, 5
_DAYS = (5.0,) * _HOURS + (2.0,) * _HOURS  # in a week, of the day that an hour belongs to
# As many posts' worth of belief that an account is like the others.
_LIKE_OTHERS, _RATE_LIKE_OTHERS = 24.0, 0.5
_HALVINGS = 24

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hours:
    """Posts by hour (UTC) of a working day, then of a weekend's, in so many `weeks`."""

    weeks: float
    posts: tuple[int, ...]


def hours(instants: Iterable[datetime], since: datetime, until: datetime) -> Hours | None:
    """From all that was published between two instants; None: under a week isn't enough."""
    begins = max(since, until - LEARNT_FROM)
    if until - begins < LEAST_LEARNT:
        return None
    posts = [0] * len(_DAYS)
    for one in instants:
        if begins <= one <= until:
            posts[hour_of(one)] += 1
    return Hours((until - begins) / WEEK, tuple(posts))


def hour_of(at: datetime) -> int:
    """Which of the hours an instant belongs to."""
    utc = at.astimezone(UTC)
    return utc.hour + (_HOURS if utc.weekday() >= _SATURDAY else 0)


def share_out(
    known: Mapping[T, Hours], every: timedelta, fair: timedelta, *, movable: bool
) -> dict[T, tuple[float, ...]]:
    """Looks a second at each account, by hour: as many in all as one every `fair` for each.

    `every`: the usual interval, at most `fair`; nobody is looked at more often. `movable`: looks
    may be moved from one hour to another, as a budget of money allows and a limit doesn't.
    """
    if not known:
        return {}
    roots = {one: _roots(rates) for one, rates in _rates(known).items()}
    most, least = 1 / every.total_seconds(), 1 / longest(fair).total_seconds()
    mean = 1 / fair.total_seconds()
    if movable:
        cells = [cell for one in roots.values() for cell in zip(one, _DAYS, strict=True)]
        factors = [_factor(cells, mean, least, most)] * len(_DAYS)
    else:
        columns = zip(*roots.values(), strict=True)
        factors = [_factor([(root, 1.0) for root in one], mean, least, most) for one in columns]
    return {
        one: tuple(_within(f * root, least, most) for f, root in zip(factors, of, strict=True))
        for one, of in roots.items()
    }


def evenly(fair: timedelta) -> tuple[float, ...]:
    """One look every `fair` at any hour: an account of which nothing is known."""
    return (1 / fair.total_seconds(),) * len(_DAYS)


def longest(fair: timedelta) -> timedelta:
    """The most that lies between two looks at an account, where `fair` is the mean."""
    return min(LONGEST * fair, max(DAY, fair))


def turn(now: datetime, often: Sequence[float], every: timedelta, *, phase: int) -> datetime:
    """The next look at an account that is looked at `often` (a second, by hour).

    One of the moments that bot.core.pacing.next_look gives with `every`, so that who is asked
    about together stays together; in the mean as far ahead as `often` says.
    """
    first = next_look(now, every, phase=phase)
    ahead = _ahead(now, often) / every + _chance(phase, int(first.timestamp()))
    return first + (max(int(ahead), 1) - 1) * every


def _chance(*of: int) -> float:
    """From 0 to 1, always the same of the same numbers, and as if thrown with dice."""
    thrown = blake2b(repr(of).encode(), digest_size=4).digest()
    return int.from_bytes(thrown) / 2**32


def _ahead(now: datetime, often: Sequence[float]) -> timedelta:
    """Until one whole look has come together."""
    at, left = now, 1.0
    while True:
        rate = often[hour_of(at)]
        next_hour = at.replace(minute=0, second=0, microsecond=0) + HOUR
        held = rate * (next_hour - at).total_seconds()
        if held >= left:
            return at + timedelta(seconds=left / rate) - now
        at, left = next_hour, left - held


def _roots(rates: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(math.sqrt, rates))


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def _factor(
    cells: Collection[tuple[float, float]], mean: float, least: float, most: float
) -> float:
    """By what the roots are multiplied so that their mean, kept within bounds, is `mean`.

    `cells`: roots, each with its weight. Rounded down: the mean is never above.
    """
    total = mean * sum(weight for _, weight in cells)
    low, high = 0.0, most / min(root for root, _ in cells)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        spent = sum(_within(middle * root, least, most) * weight for root, weight in cells)
        low, high = (middle, high) if spent <= total else (low, middle)
    return low


def _rates(known: Mapping[T, Hours]) -> dict[T, tuple[float, ...]]:
    """Posts an hour to be expected of each, by hour; never none.

    What is known of an account counts with what is known of all: two posts make no habit.
    """
    every = [sum(column) for column in zip(*(one.posts for one in known.values()), strict=True)]
    posts, weeks = sum(every), sum(one.weeks for one in known.values())
    typical = max(posts, 1) / weeks if weeks else 1.0
    shares = [
        (count + days / 7) / (posts + _HOURS) for count, days in zip(every, _DAYS, strict=True)
    ]
    return {name: _expected(one, typical, shares) for name, one in known.items()}


def _expected(one: Hours, typical: float, shares: Sequence[float]) -> tuple[float, ...]:
    posts = sum(one.posts)
    weekly = (posts + _RATE_LIKE_OTHERS) / (one.weeks + _RATE_LIKE_OTHERS / typical)
    return tuple(
        weekly * (count + _LIKE_OTHERS * share) / (posts + _LIKE_OTHERS) / days
        for count, share, days in zip(one.posts, shares, _DAYS, strict=True)
    )
