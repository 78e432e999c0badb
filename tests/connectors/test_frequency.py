from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.frequency import monthly

AT = datetime(2026, 3, 1, tzinfo=UTC)


@given(st.permutations([0, 1, 2, 3, 4]))
def test_one_a_day_is_thirty_a_month_in_whatever_order(days: list[int]) -> None:
    assert monthly(AT + timedelta(days=day) for day in days) == pytest.approx(30.0)


def test_a_burst_of_one_hour_promises_no_more_than_a_day_of_it() -> None:
    assert monthly(AT + timedelta(minutes=number) for number in range(5)) == pytest.approx(120.0)


@pytest.mark.parametrize("times", [[], [AT], [None, None], [AT, None]])
def test_fewer_than_two_dates_promise_nothing(times: list[datetime | None]) -> None:
    assert monthly(times) is None
