"""How often and when an account publishes, and when it clearly departs from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
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
    on one local day. `last`: when it published last before today.
    """

    weekly: float
    daily: float
    hours: tuple[int, ...]
    gap: timedelta
    longest: timedelta
    busiest: int
    last: datetime

    @property
    def silent_after(self) -> timedelta:
        """So long without a post is a silence: 10 days, 3 gaps, half as long again as any other."""
        return max(LEAST_SILENCE, TIMES_USUAL * self.gap, BEYOND_RECORD * self.longest)

    @property
    def loud_from(self) -> float:
        """So many posts on a day are a burst: 5, 3 usual days, half as many again as ever."""
        return max(LEAST_BURST, TIMES_USUAL * self.daily, BEYOND_RECORD * self.busiest)


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

    Unknown where the account hasn't been read for a day: what nobody looked at isn't silent.
    """
    habits = usual(account, now, zone)
    instants = _instants(account, now)
    if isinstance(habits, Unknown):
        return habits
    if isinstance(instants, Unknown):
        return instants
    assert account.until is not None
    return broken(habits, instants, account.until, now, zone)


def broken(
    habits: Usual, lately: Collection[datetime], until: datetime, now: datetime, zone: str
) -> Break | None:
    """The same of habits that were worked out today.

    `lately`: when it published since then, and maybe before. `until`: when it was last read.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    posts = sum(one.astimezone(ZoneInfo(zone)).date() == today for one in lately)
    if posts >= habits.loud_from:
        return Burst(today, posts, habits.daily)
    last = max(habits.last, *lately) if lately else habits.last
    lasts = until - last
    return Silence(last, lasts, habits.weekly) if lasts >= habits.silent_after else None


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
        last=past[-1],
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
