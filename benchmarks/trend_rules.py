"""Other ways to find hashtags that take off: what ours is measured against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

DAY = 86_400
_HALF_LIFE_DAYS = 7
_FADE = 0.5 ** (1 / _HALF_LIFE_DAYS)
_LEAST = 1e-3


class Rule(Protocol):
    def use(self, tag: str, author: str, at: float) -> bool:
        """Count one use, oldest first. Is the tag above the rule's threshold with it?"""
        ...


class AtLeast:
    """So many accounts within 24 h, whatever is usual."""

    def __init__(self, accounts: int) -> None:
        self._needed = accounts
        self._recent: dict[str, dict[str, float]] = {}
        self._swept = -math.inf

    def use(self, tag: str, author: str, at: float) -> bool:
        return self.count(tag, author, at) >= self._needed

    def count(self, tag: str, author: str, at: float) -> int:
        """Accounts that used the tag in the 24 h before, this one included."""
        self._sweep(at)
        authors = self._recent.setdefault(tag, {})
        authors.pop(author, None)
        authors[author] = at
        while authors[first := next(iter(authors))] <= at - DAY:
            del authors[first]
        return len(authors)

    def _sweep(self, at: float) -> None:
        if at - self._swept < DAY:
            return
        self._swept = at
        self._recent = {
            tag: authors
            for tag, authors in self._recent.items()
            if max(authors.values()) > at - DAY
        }


class Mastodon:
    """Accounts of the day (UTC) against those of the day before, as Mastodon's own trends.

    https://github.com/mastodon/mastodon/blob/main/app/models/trends/tags.rb
    """

    def __init__(self, threshold: int) -> None:
        self._threshold = threshold
        self._day = 0
        self._today: dict[str, set[str]] = {}
        self._yesterday: dict[str, int] = {}

    def use(self, tag: str, author: str, at: float) -> bool:
        day = int(at // DAY)
        if day != self._day:
            counts = {tag: len(authors) for tag, authors in self._today.items()}
            self._yesterday = counts if day == self._day + 1 else {}
            self._day, self._today = day, {}
        authors = self._today.setdefault(tag, set())
        authors.add(author)
        observed, expected = len(authors), max(self._yesterday.get(tag, 0), 1)
        if expected > observed or observed < self._threshold:
            return False
        return (observed - expected) ** 2 / expected >= 1


@dataclass(slots=True)
class _Moments:
    """Mean and variance of a day's accounts, the older days counting less."""

    mean: float
    variance: float
    day: int

    def faded(self, day: int) -> None:
        """To the morning of `day`: the days between had no use."""
        for _ in range(min(day - self.day, 10 * _HALF_LIFE_DAYS)):
            self.add(0)
        self.day = day

    def add(self, accounts: int) -> None:
        apart = accounts - self.mean
        self.mean += (1 - _FADE) * apart
        self.variance = _FADE * (self.variance + (1 - _FADE) * apart**2)


class ZScore:
    """Standard deviations above a fading mean, with a bias for rare tags, as in SigniTrend.

    https://doi.org/10.1145/2623330.2623740
    """

    def __init__(self, deviations: float, accounts: int, bias: float = 0.5) -> None:
        self._deviations, self._needed, self._bias = deviations, accounts, bias
        self._counter = AtLeast(accounts)
        self._day = 0
        self._today: dict[str, set[str]] = {}
        self._past: dict[str, _Moments] = {}

    def use(self, tag: str, author: str, at: float) -> bool:
        day = int(at // DAY)
        if day != self._day:
            self._close()
            self._day = day
        self._today.setdefault(tag, set()).add(author)
        count = self._counter.count(tag, author, at)
        return count >= self._needed and self._score(tag, count) >= self._deviations

    def _score(self, tag: str, count: int) -> float:
        past = self._past.get(tag)
        if past is None:
            return count / self._bias - 1
        past.faded(self._day)
        return (count - max(past.mean, self._bias)) / (math.sqrt(past.variance) + self._bias)

    def _close(self) -> None:
        for tag, authors in self._today.items():
            past = self._past.setdefault(tag, _Moments(0.0, 0.0, self._day))
            past.faded(self._day)
            past.add(len(authors))
            past.day = self._day + 1
        self._today = {}
        faint = [tag for tag, past in self._past.items() if self._faint(past)]
        for tag in faint:
            del self._past[tag]

    def _faint(self, past: _Moments) -> bool:
        return past.mean * math.pow(_FADE, self._day - past.day) < _LEAST
