"""How much there is, how that compares, and how far back that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.found.merging import Found, Reach
from bot.core.match import published
from connectors.types import Post

BEFORE = 3
"""Periods before the one that is asked for, of which the usual is the mean."""

MARKED = 8
"""With fewer posts than that, now and usually, a rise or a fall is chance."""

MUCH = 1.5
"""So many times as much is a rise; so many times less is a fall."""

# Clocks differ, and some networks count in whole minutes.
_CLOCKS = timedelta(hours=1)
_MEDIA = frozenset({"image", "video", "audio"})


class Trend(StrEnum):
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Volume:
    """Posts of a period. `at_least`: some network may have more.

    `since`: from when on they were counted, where that is later than the period began everywhere.
    `usual`: the mean of the three periods before, None: not known. `trend` None: too few to say.
    """

    n: int
    at_least: bool = False
    since: datetime | None = None
    usual: float | None = None
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class Short:
    """A network whose answer goes back to `since` only (None: it can't tell), of `read` posts."""

    network: str
    since: datetime | None
    read: int


def within(posts: Sequence[Post], since: datetime, now: datetime) -> tuple[Post, ...]:
    """Those that came out after `since`, in the same order."""
    return tuple(post for post in posts if published(post, now) >= since)


def top(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Most reactions first, those that aren't told last; of equal ones in the order given."""
    return tuple(sorted(posts, key=_told, reverse=True))


def with_media(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Those with a picture, a video or a sound."""
    return tuple(post for post in posts if any(one.kind in _MEDIA for one in post.media))


def volume(found: Found, days: int, now: datetime) -> Volume:
    """How much there is in the last `days`, of what `found` holds for four times as long."""
    period = timedelta(days=days)
    since = now - period
    n = len(within(found.posts, since, now))
    counted = [found.reach[name] for name in {post.network for post in found.posts}]
    if all(_covers(reach, now - (1 + BEFORE) * period) for reach in counted):
        usual = (len(found.posts) - n) / BEFORE
        return Volume(n, usual=usual, trend=_trend(n, usual))
    if all(_covers(reach, since) for reach in counted):
        return Volume(n)
    known = [reach.since for reach in counted if reach.since is not None]
    oldest = min(known, default=None) if len(known) == len(counted) else None
    late = oldest if oldest is not None and oldest > since + _CLOCKS else None
    return Volume(n, at_least=True, since=late)


def shortfalls(found: Found, days: int, now: datetime) -> tuple[Short, ...]:
    """The networks whose posts weren't searched for the whole period."""
    since = now - timedelta(days=days)
    giving = {post.network for post in found.posts}
    return tuple(
        Short(network, reach.since, reach.read)
        for network, reach in found.reach.items()
        if (network in giving if reach.since is None else reach.since > since + _CLOCKS)
    )


def _covers(reach: Reach, since: datetime) -> bool:
    return reach.whole and reach.since is not None and reach.since <= since + _CLOCKS


def _trend(n: int, usual: float) -> Trend | None:
    if max(n, usual) < MARKED:
        return None
    if n >= MUCH * usual:
        return Trend.RISING
    return Trend.FALLING if n * MUCH <= usual else Trend.STEADY


def _told(post: Post) -> int:
    return -1 if post.reactions is None else post.reactions
