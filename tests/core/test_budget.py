"""A month's money: when it begins, how it is spread, what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import MOST_SLOWER, crossed, month_of, month_starts, next_month, slower

START = datetime(2000, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 100 * 365 * 86_400).map(lambda n: START + timedelta(seconds=n))


@pytest.mark.parametrize(
    ("at", "month", "then"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "2026-11", datetime(2026, 12, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), "2028-02", datetime(2028, 3, 1, tzinfo=UTC)),
        # 1 December in Paris, still November where bills are counted.
        (
            datetime(2026, 12, 1, 0, 30, tzinfo=ZoneInfo("Europe/Paris")),
            "2026-11",
            datetime(2026, 12, 1, tzinfo=UTC),
        ),
    ],
)
def test_months_are_those_of_utc(at: datetime, month: str, then: datetime) -> None:
    assert (month_of(at), next_month(at)) == (month, then)


@given(INSTANTS)
def test_every_instant_lies_in_its_month(at: datetime) -> None:
    assert month_starts(at) <= at < next_month(at)
    assert next_month(at) - month_starts(at) <= timedelta(days=31)


@pytest.mark.parametrize(
    ("day", "spent", "factor"),
    [
        (15, 0, 1.0),
        (16, 5_000_000, 1.0),  # half of it after half of the month
        (16, 6_000_000, 1.5),
        (16, 10_000_000, 2.0),  # all of it after half of the month: it would be twice too much
        (1, 100_000, 1.0),  # too early to tell
        (16, 10**9, float(MOST_SLOWER)),
    ],
)
def test_looks_are_spread_so_that_the_money_lasts(day: int, spent: int, factor: float) -> None:
    now = datetime(2026, 11, day, tzinfo=UTC)
    assert slower(spent, 10_000_000, now) == pytest.approx(factor)


@given(INSTANTS, st.integers(0, 10**9), st.integers(0, 10**9))
def test_looks_never_come_faster_nor_stop_altogether(at: datetime, spent: int, budget: int) -> None:
    assert 1.0 <= slower(spent, budget, at) <= MOST_SLOWER


@given(st.lists(st.integers(0, 150), max_size=30))
def test_each_threshold_is_told_once_and_in_order(spends: list[int]) -> None:
    told, heard, total = 0, [], 0
    for spend in spends:
        total += spend
        step = crossed(told, total, 400)
        if step is not None:
            told = step
            heard.append(step)
    assert heard == sorted(set(heard))
    assert (100 in heard) is (total >= 400)
    assert (told >= 50) is (total >= 200)
