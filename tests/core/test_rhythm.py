"""An account's habits, and when it clearly departs from them."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.compare import Seen, Unknown, Why
from bot.core.rhythm import Break, Burst, Silence, Usual, break_, broken, usual
from connectors.types import Post, PostKind

START = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
PARIS = "Europe/Paris"
YEARS = 2


def account(instants: Sequence[datetime], until: datetime, since: datetime = START) -> Seen:
    posts = (Post("m", str(at), "", "a", "a", "a", "", at) for at in instants)
    return Seen("m", "key", "Durand", tuple(posts), since, until)


def regular(weeks: int, days: Sequence[int] = (0, 1, 3, 4), hour: int = 8) -> list[datetime]:
    """Four a week, at nine in Paris in winter."""
    return [START + week * WEEK + day * DAY + hour * HOUR for week in range(weeks) for day in days]


def found(instants: Sequence[datetime], now: datetime) -> Break | None:
    answer = break_(account(instants, now), now, PARIS)
    assert not isinstance(answer, Unknown)
    return answer


# --- what is usual


def test_habits_are_posts_a_week_and_the_hours_that_hold_half_of_them() -> None:
    now = START + 8 * WEEK
    habits = usual(account(regular(8), now), now, PARIS)
    assert isinstance(habits, Usual)
    assert habits.weekly == pytest.approx(4, abs=0.3)
    assert (habits.hours, habits.daily, habits.busiest) == ((9,), 1, 1)
    assert habits.longest == 3 * DAY


def test_posts_at_all_hours_have_no_usual_ones() -> None:
    now = START + 8 * WEEK
    habits = usual(account([START + n * 25 * HOUR for n in range(53)], now), now, PARIS)
    assert isinstance(habits, Usual)
    assert habits.hours == ()


@pytest.mark.parametrize(
    ("instants", "since", "until", "why"),
    [
        (regular(2)[:7], START, WEEK * 9, Why.TOO_FEW),
        (regular(3), START, WEEK * 3, Why.UNCOVERED),
        (regular(9), START + 6 * WEEK, WEEK * 9, Why.UNCOVERED),
        (regular(9), START, WEEK * 8, Why.UNREAD),
    ],
)
def test_habits_need_four_weeks_and_eight_posts_and_an_account_that_is_read(
    instants: Sequence[datetime], since: datetime, until: timedelta, why: Why
) -> None:
    now = START + 9 * WEEK
    late = account(instants, START + until, since)
    if why is not Why.UNREAD:
        late = replace(late, until=now)
    assert usual(late, now, PARIS) == Unknown(why)
    assert break_(late, now, PARIS) == Unknown(why)


def test_what_it_passes_on_is_no_habit() -> None:
    now = START + 8 * WEEK
    seen = account(regular(8), now)
    shared = tuple(replace(post, kind=PostKind.REPOST) for post in seen.posts)
    assert usual(replace(seen, posts=shared), now, PARIS) == Unknown(Why.TOO_FEW)


# --- silence


def test_three_weeks_without_a_word_from_one_that_speaks_four_times_a_week_is_a_break() -> None:
    instants = regular(20)
    silence = found(instants, instants[-1] + 3 * WEEK)
    assert isinstance(silence, Silence)
    assert (silence.since, silence.lasts) == (instants[-1], 3 * WEEK)
    assert silence.weekly == pytest.approx(4, abs=0.2)


def test_a_silence_is_told_from_ten_days_on_not_before() -> None:
    instants = regular(20)
    assert found(instants, instants[-1] + 10 * DAY - HOUR) is None
    assert isinstance(found(instants, instants[-1] + 10 * DAY), Silence)


def test_a_silence_no_longer_than_last_summers_is_none() -> None:
    weeks = [*range(10), *range(13, 30)]
    instants = [START + week * WEEK + day * DAY for week in weeks for day in (0, 2, 4)]
    assert found(instants, instants[-1] + 4 * WEEK) is None
    assert isinstance(found(instants, instants[-1] + 6 * WEEK), Silence)


def test_one_that_writes_once_a_month_is_not_silent_after_two() -> None:
    instants = [START + n * 30 * DAY for n in range(12)]
    assert found(instants, instants[-1] + 60 * DAY) is None
    assert isinstance(found(instants, instants[-1] + 91 * DAY), Silence)


def test_nobody_is_called_silent_whom_nobody_looked_at() -> None:
    instants = regular(20)
    now = instants[-1] + 3 * WEEK
    assert break_(account(instants, now - 2 * DAY), now, PARIS) == Unknown(Why.UNREAD)


# --- bursts


def test_five_posts_today_where_one_is_usual_are_a_burst() -> None:
    today = START + 20 * WEEK + 7 * HOUR
    instants = [*regular(20), *(today + n * HOUR for n in range(5))]
    assert found(instants, today + 5 * HOUR) == Burst(date(2025, 5, 26), 5, 1)
    assert found(instants[:-1], today + 5 * HOUR) is None


def test_a_burst_as_it_has_every_month_is_none() -> None:
    busy = [START + week * WEEK + 2 * DAY + n * HOUR for week in (3, 7, 11) for n in range(4)]
    today = START + 20 * WEEK
    instants = [*regular(20), *busy, *(today + n * HOUR / 2 for n in range(5))]
    assert found(sorted(instants), today + 12 * HOUR) is None


def test_today_is_the_channels_today() -> None:
    before_midnight = START + 20 * WEEK + 22 * HOUR  # 00:00 in Paris in summer
    instants = [*regular(20), *(before_midnight + n * HOUR / 10 - HOUR / 4 for n in range(5))]
    assert found(instants, before_midnight + HOUR) is None


# --- habits that are kept for a day


@pytest.mark.parametrize("hours", [0, 5, 12, 23])
@pytest.mark.parametrize(
    "today", [[], [START + 20 * WEEK + n * HOUR / 9 for n in range(7)]], ids=["calm", "loud"]
)
@pytest.mark.parametrize("weeks", [18, 20])
def test_the_morning_s_habits_and_the_day_s_posts_tell_what_the_whole_past_does(
    weeks: int, today: list[datetime], hours: int
) -> None:
    morning = START + 20 * WEEK
    instants = [*regular(weeks), *today]
    habits = usual(account(instants, morning), morning, "UTC")
    assert isinstance(habits, Usual)
    now = morning + hours * HOUR
    lately = [one for one in instants if now - DAY < one <= now]
    assert broken(habits, lately, now, now, "UTC") == break_(account(instants, now), now, "UTC")


# --- chance


def _waits(draw: random.Random, weekly: float) -> Iterator[float]:
    while True:
        yield draw.expovariate(weekly / 7)


def poisson(draw: random.Random, weekly: float) -> list[float]:
    days: list[float] = []
    at = 0.0
    for wait in _waits(draw, weekly):
        at += wait
        if at >= YEARS * 365:
            return days
        days.append(at)
    raise AssertionError


def in_clusters(draw: random.Random, weekly: float) -> list[float]:
    """One to five posts a day, on days that fall as they like."""
    starts = poisson(draw, weekly / 3)
    every = [at + draw.random() for at in starts for _ in range(draw.randint(1, 5))]
    return sorted(at for at in every if at < YEARS * 365)


def breaks(days: Sequence[float]) -> int:
    """Different breaks told to one who asks every evening."""
    seen = account([START + at * DAY for at in days], START)
    told: set[object] = set()
    for day in range(28, YEARS * 365):
        now = START + (day + 0.9) * DAY
        known = seen.posts[: bisect_right(days, day + 0.9)]
        answer = break_(replace(seen, posts=known, until=now), now, "UTC")
        if isinstance(answer, Silence):
            told.add(answer.since)
        elif isinstance(answer, Burst):
            told.add(answer.day)
    return len(told)


@pytest.mark.parametrize("weekly", [0.5, 1, 4])
@pytest.mark.parametrize("draw", [poisson, in_clusters])
def test_an_irregular_account_breaks_its_habits_less_than_once_a_year_by_chance(
    draw: Callable[[random.Random, float], list[float]],
    weekly: float,
) -> None:
    accounts = 6
    told = sum(breaks(draw(random.Random(seed), weekly)) for seed in range(accounts))
    rate = told / (accounts * YEARS)
    # Shown by pytest -s.
    print(f"{draw.__name__}, {weekly} posts a week: {rate:.2f} false breaks a year")  # noqa: T201
    assert rate <= 1
