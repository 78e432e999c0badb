"""What a period's coverages add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.core.lead.covering import Coverage, NotComparable, Why
from bot.core.model import StoredPost

ENOUGH = 3
EXAMPLES = 3
# Feeds give minutes: what is closer was told at the same time.
TIE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Example:
    """`ahead`: as Coverage has it."""

    social: StoredPost
    news: StoredPost
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Tally:
    """`first`: how often a network was, of `compared`. `median`: by how long then, None: never.

    `left_out`: how many can't be compared, by what they lack.
    """

    first: int
    compared: int
    median: timedelta | None
    left_out: tuple[tuple[Why, int], ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def enough(self) -> bool:
        """Is it more than chance?"""
        return self.compared >= ENOUGH


def tally(found: Iterable[Coverage]) -> Tally:
    """Examples: where networks were ahead the longest; what was told at once is none."""
    every = list(found)
    lacks = Counter(one.ahead.why for one in every if isinstance(one.ahead, NotComparable))
    known = [
        Example(one.social.post, one.news.post, one.ahead)
        for one in every
        if not isinstance(one.ahead, NotComparable)
    ]
    leads = [one.ahead.total_seconds() for one in known if one.ahead >= TIE]
    apart = sorted((one for one in known if abs(one.ahead) >= TIE), key=lambda one: -one.ahead)
    return Tally(
        len(leads),
        len(known),
        timedelta(seconds=median(leads)) if leads else None,
        tuple((why, lacks[why]) for why in Why if lacks[why]),
        tuple(apart[:EXAMPLES]),
    )
