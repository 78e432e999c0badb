"""Which hashtags stand above their own past now, told or not: for those who ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.core.trends.detector import lately, rise_of
from bot.core.trends.memory import Memory, counted, hour_of
from bot.core.trends.usual import usual
from bot.core.trends.values import RULES, WEEK, Rise, Sensitivity

_KEENEST = RULES[Sensitivity.KEEN]


def learnt_at(since: datetime) -> datetime:
    """When it is known what is usual, where counting began at `since`."""
    return since + WEEK


def rising(
    tags: Mapping[str, Memory], since: datetime, now: datetime, most: int
) -> tuple[Rise, ...]:
    """The tags furthest above their usual in the last half day, the furthest first.

    `since`: when counting began; empty for the first week. A few accounts are needed, but fewer
    than for a rise that is told, and no surprise: who asks wants to see what stirs.
    """
    if now < learnt_at(since):
        return ()
    found = sorted(_above(tags, since, now), key=_rank)
    return tuple(found[:most])


def _above(tags: Mapping[str, Memory], since: datetime, now: datetime) -> Iterator[Rise]:
    for tag, memory in tags.items():
        authors = counted(lately(memory, now))
        if authors < _KEENEST.sudden:
            continue
        often = usual(memory.hours, hour_of(now), hour_of(since)).accounts
        if authors >= _KEENEST.times * often:
            yield rise_of(tag, now, memory, authors, often)


def _rank(rise: Rise) -> tuple[float, int, str]:
    return -rise.authors / max(rise.usual, 1.0), -rise.authors, rise.tag
