"""What is usual for a tag, and how many accounts are clearly more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.trends.values import DAY, HOUR, MEMORY, WEEK, WINDOW, Rule

_DAY, _WEEK, _MEMORY, _HALF_DAY = (span // HOUR for span in (DAY, WEEK, MEMORY, WINDOW))
_WEEKS, _DAYS = _MEMORY // _WEEK, _WEEK // _DAY
_LARGEST = 700.0  # e ** -_LARGEST is still more than nothing


@dataclass(frozen=True, slots=True)
class Usual:
    """Accounts a day that use a tag when nothing happens.

    `mean`: over four weeks. `habit`: the median day of the last week (a daily habit), or of the
    days around this hour of the week (a weekly one). Of an even number the larger median counts:
    what came in two of four weeks is a habit.
    """

    mean: float
    habit: int

    @property
    def accounts(self) -> float:
        return max(self.mean, self.habit)

    def enough(self, rule: Rule) -> int:
        """The fewest accounts that are clearly more: at least the rule's smaller number.

        What is likely is judged by the mean alone: a median of few small days says little.
        """
        accounts = max(math.ceil(rule.times * self.accounts), rule.sudden)
        while _at_least(accounts, self.mean) > rule.chance:
            accounts += 1
        return accounts


def usual(hours: Mapping[int, int], hour: int, since: int) -> Usual:
    """What is usual at an hour, the 24 h before it left out.

    `hours`: accounts by hour since 1970, each once a day. `since`: the hour in which watching
    began, at least a week ago.
    """
    past = {at: count for at, count in hours.items() if hour - _MEMORY <= at < hour - _DAY}
    observed = min(hour - since, _WEEKS * _WEEK)
    days = range(2, min(observed // _DAY, _DAYS + 1) + 1)
    weeks = range(1, observed // _WEEK + 1)
    return Usual(
        sum(past.values()) * _DAY / (observed - _DAY),
        max(
            _median_day(past, [hour - day * _DAY for day in days]),
            _median_day(past, [hour - week * _WEEK - _HALF_DAY for week in weeks]),
        ),
    )


def _median_day(past: Mapping[int, int], starts: Sequence[int]) -> int:
    days = [sum(past.get(start + hour, 0) for hour in range(_DAY)) for start in starts]
    return sorted(days)[len(days) // 2]


def _at_least(accounts: int, usual: float) -> float:
    """How likely so many are where `usual` are the mean (Poisson)."""
    term = math.exp(-min(usual, _LARGEST))
    fewer = 0.0
    for count in range(accounts):
        fewer += term
        term *= usual / (count + 1)
    return 1 - fewer
