"""What a digest says once in a channel's life."""

from __future__ import annotations

from datetime import date, timedelta

TALLY_AFTER = timedelta(days=7)
OFFER_AFTER = timedelta(days=10)


def reached(after: timedelta, first: date, last: date | None, today: date) -> bool:
    """Is this the first digest so long after the first watch? `last`: the one before."""
    return today - first >= after and (last is None or last - first < after)
