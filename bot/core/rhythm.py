"""How often and when an account publishes, and when it clearly departs from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.core.compare.tallies import median
from bot.core.compare.values import DAY, WEEK, Known, Seen, Unknown, Why

YEAR = 365 * DAY
LEAST_SPAN, LEAST_POSTS = 4 * WEEK, 8
# A record alone is broken about once a year by pure chance, however often an account publishes.
BEYOND_RECORD = 1.5
TIMES_USUAL = 3
LEAST_SILENCE, LEAST_BURST = 10 * DAY, 5
_MOST_HOURS = 6


@dataclass(frozen=True, slots=True)
class Usual:
    """An account's habits over the year to its last post, today's left out.

    `weekly`: posts a week. `daily`: on a median day that has any. `hours`: the fewest local hours
    that hold half of its posts, busiest first; empty where that takes more than six. `gap`: the
    mean time between days with posts, `longest` the longest between posts. `busiest`: most posts
    on one local day.
    """

    weekly: float
    daily: float
    hours: tuple[int, ...]
    gap: timedelta
    longest: timedelta
    busiest: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing since `since`, where `weekly` posts a week are usual. `since` names the silence."""

    since: datetime
    lasts: timedelta
    weekly: float


@dataclass(frozen=True, slots=True)
class Burst:
    """So many posts on a local day, where `daily` are usual."""

    day: date
    posts: int
    daily: float


Break: TypeAlias = Silence | Burst


def usual(account: Seen, now: datetime, zone: str) -> Known[Usual]:
    """Its habits; unknown under 8 posts or 4 weeks. Pass its dates as published() tells them."""
    instants = _instants(account, now)
    if isinstance(instants, Unknown):
        return instants
    today = now.astimezone(ZoneInfo(zone)).date()
    past = [one for one in instants if one.astimezone(ZoneInfo(zone)).date() < today]
    past = [one for one in past if past[-1] - one < YEAR]
    assert account.since is not None
    if len(past) < LEAST_POSTS:
        return Unknown(Why.TOO_FEW)
    span = past[-1] - max(account.since, past[-1] - YEAR)
    if span < LEAST_SPAN:
        return Unknown(Why.UNCOVERED)
    return _habits(past, span, zone)


def break_(account: Seen, now: datetime, zone: str) -> Known[Break | None]:
    """Is it silent, or loud, as it hasn't been for a year? None: as usual.

    A silence is at least 10 days, 3 usual gaps and half as long again as any other; a burst at
    least 5 posts today, 3 usual days and half as many again as on any other day. Unknown where
    the account hasn't been read for a day: what nobody looked at isn't silent.
    """
    habits = usual(account, now, zone)
    instants = _instants(account, now)
    if isinstance(habits, Unknown):
        return habits
    if isinstance(instants, Unknown):
        return instants
    return _burst(instants, habits, now, zone) or _silence(instants, habits, account)


def _instants(account: Seen, now: datetime) -> Known[list[datetime]]:
    if account.since is None or account.until is None or account.until < now - DAY:
        return Unknown(Why.UNREAD)
    dates = [post.published_at for post in account.own]
    if None in dates:
        return Unknown(Why.UNDATED)
    return sorted(one for one in dates if one and account.since <= one <= now)


def _habits(past: Sequence[datetime], span: timedelta, zone: str) -> Usual:
    local = [one.astimezone(ZoneInfo(zone)) for one in past]
    days = Counter(one.date() for one in local).values()
    gaps = [after - before for before, after in pairwise(past)]
    return Usual(
        weekly=len(past) / (span / WEEK),
        daily=median(days),
        hours=_half(Counter(one.hour for one in local)),
        gap=span / len(days),
        longest=max(gaps),
        busiest=max(days),
    )


def _half(hours: Counter[int]) -> tuple[int, ...]:
    found: list[int] = []
    held = 0
    for hour, count in sorted(hours.items(), key=lambda one: (-one[1], one[0])):
        if 2 * held >= hours.total():
            break
        found.append(hour)
        held += count
    return tuple(found) if len(found) <= _MOST_HOURS else ()


def _silence(instants: Sequence[datetime], habits: Usual, account: Seen) -> Silence | None:
    assert account.until is not None
    lasts = account.until - instants[-1]
    least = max(LEAST_SILENCE, TIMES_USUAL * habits.gap, BEYOND_RECORD * habits.longest)
    return Silence(instants[-1], lasts, habits.weekly) if lasts >= least else None


def _burst(instants: Sequence[datetime], habits: Usual, now: datetime, zone: str) -> Burst | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    posts = sum(one.astimezone(ZoneInfo(zone)).date() == today for one in instants)
    least = max(LEAST_BURST, TIMES_USUAL * habits.daily, BEYOND_RECORD * habits.busiest)
    return Burst(today, posts, habits.daily) if posts >= least else None
