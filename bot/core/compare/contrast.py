"""In what the sides of a comparison differ most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.compare.figures import SideFigures
from bot.core.compare.reactions import ENOUGH
from bot.core.compare.tallies import Format
from bot.core.compare.values import Known, Unknown

CLEAR = 1.5
"""Times that the one is more than the other, below which they are alike."""
# How much a firm publishes is what readers ask first.
_FIRST = 1.5


class Measure(StrEnum):
    POSTS = "posts"
    REACTIONS = "reactions"
    VIDEO = "video"
    IMAGE = "image"
    LENGTH = "length"
    HASHTAGS = "hashtags"


# Added on both sides, so that little beside nothing is no difference.
_GROUND = {
    Measure.POSTS: 1.0,
    Measure.REACTIONS: 0.2,
    Measure.VIDEO: 0.25,
    Measure.IMAGE: 0.25,
    Measure.LENGTH: 40.0,
    Measure.HASHTAGS: 0.5,
}


@dataclass(frozen=True, slots=True)
class Contrast:
    """`times`: how much more `most` has than `least`, both raised by what is next to nothing."""

    measure: Measure
    most: SideFigures
    least: SideFigures
    times: float


def contrast(sides: Sequence[SideFigures]) -> Contrast | None:
    """The most telling difference; None: they are alike in all that is known of two or more."""
    clear = [one for one in _every(sides) if one.times >= CLEAR]
    return max(clear, key=_weight, default=None)


def _weight(one: Contrast) -> float:
    return one.times * (_FIRST if one.measure is Measure.POSTS else 1)


def _every(sides: Sequence[SideFigures]) -> Iterator[Contrast]:
    for measure, ground in _GROUND.items():
        values = [(value_of(one, measure), one) for one in sides]
        known = [
            (value, one)
            for value, one in values
            if not isinstance(value, Unknown) and _enough(one, measure)
        ]
        if len(known) < 2:
            continue
        high = max(known, key=lambda pair: pair[0])
        low = min(known, key=lambda pair: pair[0])
        yield Contrast(measure, high[1], low[1], (high[0] + ground) / (low[0] + ground))


def _enough(side: SideFigures, measure: Measure) -> bool:
    """Posts to say how a firm writes, not only how much."""
    return measure is Measure.POSTS or (isinstance(side.posts, int) and side.posts >= ENOUGH)


def value_of(side: SideFigures, measure: Measure) -> Known[float]:
    """Of a format its share."""
    match measure:
        case Measure.POSTS:
            return side.posts
        case Measure.REACTIONS:
            return side.reactions
        case Measure.LENGTH:
            return side.length
        case Measure.HASHTAGS:
            return side.hashtags
        case Measure.VIDEO | Measure.IMAGE:
            made_of = side.formats
            return made_of if isinstance(made_of, Unknown) else made_of.share(Format(measure))
