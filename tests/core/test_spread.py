"""Who is looked at how often, where there aren't looks enough for all."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pacing import next_look
from bot.core.spread import DAY, Hours, hour_of, hours, longest, share_out, turn

START = datetime(2026, 9, 7, tzinfo=UTC)  # a Monday
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
EVERY = 5 * MINUTE
HOURS = 48
COUNTS = st.lists(st.integers(0, 60), min_size=HOURS, max_size=HOURS).map(tuple)
KNOWN = st.dictionaries(
    st.integers(1, 30), st.builds(Hours, st.floats(1, 8), COUNTS), min_size=1, max_size=12
)
FACTORS = st.floats(1, 60)


def in_a_week(often: Sequence[float]) -> float:
    """Looks, of an account that is looked at so often by hour."""
    days = [5] * 24 + [2] * 24
    return sum(a * b for a, b in zip(often, days, strict=True)) * HOUR.total_seconds()


def an_account(weekly: int, hour: int = 9, weeks: float = 8) -> Hours:
    posts = [0] * HOURS
    posts[hour] = round(weekly * weeks)
    return Hours(weeks, tuple(posts))


# --- what is known of an account


def test_posts_are_counted_by_hour_of_working_days_and_of_weekends() -> None:
    instants = [START + 9 * HOUR, START + DAY + 9.5 * HOUR, START + 5 * DAY + 9 * HOUR]
    known = hours(instants, START, START + 14 * DAY)
    assert known is not None
    assert (known.weeks, known.posts[9], known.posts[24 + 9], sum(known.posts)) == (2, 2, 1, 3)


def test_only_the_last_eight_weeks_count_and_under_one_nothing_is_known() -> None:
    old = START + HOUR
    known = hours([old], START, START + 100 * DAY)
    assert known is not None
    assert (known.weeks, sum(known.posts)) == (8, 0)
    assert hours([old], START, START + 6 * DAY) is None


# --- what is shared out


@given(KNOWN, FACTORS, st.booleans())
def test_never_more_looks_than_the_fair_interval_allows(
    known: Mapping[int, Hours], factor: float, movable: bool
) -> None:
    fair = EVERY * factor
    shared = share_out(known, EVERY, fair, movable=movable)
    most = len(known) / fair.total_seconds() * (1 + 1e-9)
    if movable:
        week = timedelta(weeks=1).total_seconds()
        assert sum(map(in_a_week, shared.values())) <= most * week
    else:
        for hour in range(HOURS):
            assert sum(often[hour] for often in shared.values()) <= most


@given(KNOWN, FACTORS, st.booleans())
def test_what_is_allowed_is_used(known: Mapping[int, Hours], factor: float, movable: bool) -> None:
    shared = share_out(known, EVERY, EVERY * factor, movable=movable)
    week = timedelta(weeks=1).total_seconds()
    allowed = len(known) * week / (EVERY * factor).total_seconds()
    assert sum(map(in_a_week, shared.values())) >= allowed * 0.99


@given(KNOWN, FACTORS, st.booleans())
def test_nobody_is_left_out_and_nobody_asked_more_than_usual(
    known: Mapping[int, Hours], factor: float, movable: bool
) -> None:
    fair = EVERY * factor
    for often in share_out(known, EVERY, fair, movable=movable).values():
        assert min(often) >= 1 / longest(fair).total_seconds() * (1 - 1e-9)
        assert max(often) <= 1 / EVERY.total_seconds() * (1 + 1e-9)


def test_the_longest_wait_is_four_fair_intervals_and_a_day_where_a_day_will_do() -> None:
    assert longest(HOUR) == 4 * HOUR
    assert longest(10 * HOUR) == DAY
    assert longest(2 * DAY) == 2 * DAY


@given(st.integers(0, 40), st.integers(0, 40), FACTORS, st.booleans())
def test_who_publishes_more_is_looked_at_no_less_often(
    one: int, other: int, factor: float, movable: bool
) -> None:
    known = {1: an_account(min(one, other)), 2: an_account(max(one, other)), 3: an_account(5)}
    shared = share_out(known, EVERY, EVERY * factor, movable=movable)
    assert in_a_week(shared[2]) >= in_a_week(shared[1]) * (1 - 1e-9)


def test_the_usual_hours_of_an_account_are_looked_at_more_often_than_its_others() -> None:
    known = {1: an_account(10, hour=8), 2: an_account(10, hour=15)}
    shared = share_out(known, EVERY, 6 * EVERY, movable=False)
    assert shared[1][8] > 1.5 * shared[1][15]
    assert shared[2][15] > 1.5 * shared[2][8]


def test_where_the_usual_interval_can_be_kept_it_is_kept_for_all() -> None:
    known = {1: an_account(0), 2: an_account(40)}
    for movable in (True, False):
        for often in share_out(known, EVERY, EVERY, movable=movable).values():
            assert often == pytest.approx([1 / EVERY.total_seconds()] * HOURS)


def test_of_nobody_nothing_is_shared_out() -> None:
    assert share_out({}, EVERY, HOUR, movable=True) == {}


# --- whose turn comes when


@given(st.integers(0, 10**7), st.integers(1, 10**9), st.floats(1, 40))
def test_a_turn_is_one_of_the_moments_of_the_usual_interval(
    seconds: int, phase: int, factor: float
) -> None:
    now = START + seconds * SECOND
    fair = EVERY * factor
    at = turn(now, (1 / fair.total_seconds(),) * HOURS, EVERY, phase=phase)
    assert now < at <= now + fair + EVERY
    assert next_look(at - SECOND, EVERY, phase=phase) == at


@pytest.mark.parametrize("factor", [1.0, 1.3, 2.5, 7.0])
def test_in_the_mean_turns_come_as_often_as_was_shared_out(factor: float) -> None:
    fair, at, turns = EVERY * factor, START, 0
    while at < START + 20 * DAY:
        at = turn(at, (1 / fair.total_seconds(),) * HOURS, EVERY, phase=7)
        turns += 1
    assert turns * fair / (20 * DAY) == pytest.approx(1, abs=0.02)


def test_a_long_wait_ends_when_the_usual_hours_begin() -> None:
    busy = 1 / EVERY.total_seconds()
    often = [1 / (8 * HOUR).total_seconds()] * HOURS
    often[9] = busy
    at = turn(START + 7 * HOUR, often, EVERY, phase=3)
    assert START + 9 * HOUR <= at <= START + 9 * HOUR + 2 * EVERY


# --- what it is for


def _published(draw: random.Random) -> list[datetime]:
    """Ten weeks of one that publishes in its own morning, and hardly at weekends."""
    weekly, begins = math.exp(draw.gauss(1.2, 1.2)), draw.choice([7, 8, 9, 13])
    every: list[datetime] = []
    for day in (START + n * DAY for n in range(70)):
        chance = weekly / (50 if day.weekday() < 5 else 400)
        many = sum(draw.random() < chance for _ in range(10))
        every += [day + HOUR * (begins + 3 * draw.random()) for _ in range(many)]
    return sorted(every)


LEARNT, END = START + 56 * DAY, START + 70 * DAY


def _looks(next_turn: Callable[[datetime], datetime]) -> list[datetime]:
    found = [LEARNT]
    while found[-1] < END:
        found.append(next_turn(found[-1]))
    return found


def _delays(looks: Sequence[datetime], posts: Sequence[datetime]) -> list[float]:
    """Minutes until the next look; what came last may have none."""
    told = [one for one in posts if LEARNT <= one < END - DAY]
    return [(looks[bisect_left(looks, one)] - one) / MINUTE for one in told]


@pytest.mark.parametrize(("movable", "at_most"), [(False, 0.75), (True, 0.5)])
def test_posts_are_seen_sooner_than_with_equal_intervals_at_no_more_looks(
    movable: bool, at_most: float
) -> None:
    draw, fair = random.Random(1), 6 * EVERY
    posts = {number: _published(draw) for number in range(1, 81)}
    known = {one: hours(every, START, LEARNT) for one, every in posts.items()}
    shared = share_out(
        {one: its for one, its in known.items() if its}, EVERY, fair, movable=movable
    )
    equal = {one: _looks(lambda at, n=one: next_look(at, fair, phase=n)) for one in posts}  # type: ignore[misc]
    by_rhythm = {
        one: _looks(lambda at, n=one: turn(at, shared[n], EVERY, phase=n))  # type: ignore[misc]
        for one in posts
    }
    means = []
    for looks in (equal, by_rhythm):
        delays = [late for one in posts for late in _delays(looks[one], posts[one])]
        means.append(sum(delays) / len(delays))
    spent = [sum(map(len, looks.values())) for looks in (equal, by_rhythm)]
    # Shown by pytest -s.
    print(  # noqa: T201
        f"mean delay {means[0]:.1f} min with equal intervals, {means[1]:.1f} by rhythm "
        f"({means[1] / means[0]:.2f}), looks {spent[0]} and {spent[1]}"
    )
    assert means[1] <= at_most * means[0]
    assert spent[1] <= 1.01 * spent[0]
    assert max(b - a for looks in by_rhythm.values() for a, b in pairwise(looks)) <= (
        longest(fair) + EVERY
    )


def test_an_instant_s_hour_is_that_of_utc() -> None:
    assert hour_of(START + 9 * HOUR) == 9
    assert hour_of(START - HOUR) == 24 + 23
