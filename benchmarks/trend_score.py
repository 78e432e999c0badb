"""What truly took off in a trace, and how well alerts tell it.

A true event is a tag on a day with at least 5 accounts, and at least 5 times as many as on the
mean of the other days; following days are one event. The first 7 days are for learning.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

DAY = 86_400
LEARNING = 7 * DAY
LEAST_ACCOUNTS = 5
LEAST_TIMES = 5


@dataclass(frozen=True, slots=True)
class Event:
    """`days`: numbers of days since 1970, each with the accounts that used the tag."""

    tag: str
    days: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Alert:
    """`reached`: the accounts that had used the tag that day by then."""

    tag: str
    at: float
    day: int
    reached: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """`share`: median over the events told: accounts reached at the alert, of all in the end."""

    alerts: int
    events: int
    precision: float
    recall: float
    share: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Days:
    """Counts a trace by day, keeping who used a tag only for today and for the busy days."""

    def __init__(self, utc_offset: int) -> None:
        """`utc_offset`: seconds that the trace's days are ahead of UTC's."""
        self._offset = utc_offset
        self._first: float | None = None
        self._today: dict[str, set[str]] = {}
        self._day = 0
        self._totals: dict[str, int] = {}
        self._busy: dict[str, dict[int, frozenset[str]]] = {}

    def add(self, at: float, author: str, tags: Iterable[str]) -> None:
        if self._first is None:
            self._first = at
        if (day := self._day_of(at)) != self._day:
            self._close()
            self._day = day
        for tag in tags:
            self._today.setdefault(tag, set()).add(author)

    def learnt(self, at: float) -> bool:
        return self._first is not None and at >= self._first + LEARNING

    def alert(self, tag: str, at: float) -> Alert:
        return Alert(tag, at, self._day, frozenset(self._today[tag]))

    def events(self) -> list[Event]:
        """Of all that was added; those that began while learning are left out."""
        self._close()
        if self._first is None:
            return []
        begins = math.ceil((self._first + LEARNING + self._offset) / DAY)
        others = self._day - self._day_of(self._first)
        events = (event for tag in self._busy for event in self._of(tag, others))
        return [event for event in events if min(event.days) >= begins]

    def _of(self, tag: str, others: int) -> Iterator[Event]:
        event: dict[int, frozenset[str]] = {}
        for day, authors in sorted(self._busy[tag].items()):
            elsewhere = self._totals[tag] - len(authors)
            if len(authors) * others < LEAST_TIMES * elsewhere:
                continue
            if event and day - 1 not in event:
                yield Event(tag, event)
                event = {}
            event[day] = authors
        if event:
            yield Event(tag, event)

    def _close(self) -> None:
        for tag, authors in self._today.items():
            self._totals[tag] = self._totals.get(tag, 0) + len(authors)
            if len(authors) >= LEAST_ACCOUNTS:
                self._busy.setdefault(tag, {})[self._day] = frozenset(authors)
        self._today = {}

    def _day_of(self, at: float) -> int:
        return int((at + self._offset) // DAY)


def score(alerts: Sequence[Alert], events: Sequence[Event]) -> Score:
    """A hit is an alert on a day of its event. Nothing told is precise, nothing true complete."""
    first: dict[tuple[str, int], Alert] = {}
    hits = 0
    by_day = {(event.tag, day): event for event in events for day in event.days}
    for alert in alerts:
        event = by_day.get((alert.tag, alert.day))
        if event is not None:
            hits += 1
            first.setdefault((event.tag, min(event.days)), alert)
    shares = [_share(alert, by_day[alert.tag, alert.day]) for alert in first.values()]
    return Score(
        len(alerts),
        len(events),
        hits / len(alerts) if alerts else 1.0,
        len(first) / len(events) if events else 1.0,
        median(shares) if shares else math.nan,
    )


def _share(alert: Alert, event: Event) -> float:
    before = [authors for day, authors in event.days.items() if day < alert.day]
    return len(alert.reached.union(*before)) / len(frozenset().union(*event.days.values()))
