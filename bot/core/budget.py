"""A month's money for a network: how it is shared, spread and told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil

SEARCHES, PERSON = 2, 4  # a half of the budget at most, and a quarter
TOLD_AT = (50, 80, 100)
MOST_SLOWER = 24
_SETTLED = 0.05  # of the month: too little to judge by
DOLLAR = 1_000_000


def month_of(now: datetime) -> str:
    """ "2026-11": budgets are counted in months of UTC, as the networks' bills are."""
    return now.astimezone(UTC).strftime("%Y-%m")


def month_starts(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(now: datetime) -> datetime:
    """When the next month's budget begins."""
    return month_starts(month_starts(now) + timedelta(days=32))


def slower(spent: int, budget: int, now: datetime) -> float:
    """By how much looks are spread further apart: 1.0 as long as the month's money will do.

    What was spent so far is taken to go on as it did; `spent` and `budget` in the same unit.
    In steps of a half: a target's moments follow from the interval, and an interval that always
    changed a little would let them fall anywhere.
    """
    starts, ends = month_starts(now), next_month(now)
    gone = max((now - starts) / (ends - starts), _SETTLED)
    if budget <= 0:
        return float(MOST_SLOWER)
    return min(max(ceil(spent / gone / budget * 2) / 2, 1.0), float(MOST_SLOWER))


def crossed(told: int, spent: int, budget: int) -> int | None:
    """The highest percentage of TOLD_AT that was reached and not yet told."""
    reached = [step for step in TOLD_AT if spent * 100 >= budget * step and step > told]
    return max(reached, default=None)
