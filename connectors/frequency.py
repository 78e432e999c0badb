"""How much an account publishes, told from its newest publications."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

MONTH = timedelta(days=30)
SHORTEST = timedelta(days=1)


def monthly(times: Iterable[datetime | None]) -> float | None:
    """Publications in 30 days, by the time between the first and the last of `times`.

    None for fewer than two. Those of one day count as a day's, so that a burst promises no more.
    """
    dated = sorted(time for time in times if time is not None)
    if len(dated) < 2:
        return None
    return (len(dated) - 1) * (MONTH / max(dated[-1] - dated[0], SHORTEST))
