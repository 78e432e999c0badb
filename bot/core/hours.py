"""Days and hours of the week in which a channel wants alerts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class AlertHours:
    """Alerts come on `days` (Monday is 0) from `start` to `end`, local; else they are held.

    Hours that span midnight belong to the day on which they start. Equal ends: the whole day.
    """

    days: frozenset[int]
    start: time
    end: time

    def open(self, local: datetime) -> bool:
        """`local`: the channel's own date and time."""
        at, today = local.time(), local.weekday() in self.days
        if self.start < self.end:
            return today and self.start <= at < self.end
        before = (local.weekday() - 1) % 7 in self.days
        return (today and at >= self.start) or (before and at < self.end)

    def opening(self, local: datetime) -> datetime:
        """The next instant from `local` on at which alerts come."""
        if self.open(local):
            return local
        return next(at for at in self._starts(local) if at > local)

    def _starts(self, local: datetime) -> Iterator[datetime]:
        for ahead in range(9):
            day = local.date() + timedelta(days=ahead)
            if day.weekday() in self.days:
                yield datetime.combine(day, self.start, local.tzinfo)
