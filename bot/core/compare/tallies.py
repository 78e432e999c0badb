"""Counts over posts: forms, lengths, hours, middles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectors.types import Post


class Format(StrEnum):
    """What a post is made of. The richest counts: a video with a link is a video."""

    VIDEO = "video"
    IMAGE = "image"
    LINK = "link"
    TEXT = "text"
    OTHER = "other"  # sound, a file


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Posts by local weekday (Monday first) and hour: 7 rows of 24."""

    counts: tuple[tuple[int, ...], ...]

    @property
    def posts(self) -> int:
        return sum(map(sum, self.counts))


@dataclass(frozen=True, slots=True)
class Formats:
    """Posts by format, none left out; every post counts once."""

    counts: tuple[tuple[Format, int], ...]

    @property
    def posts(self) -> int:
        return sum(count for _, count in self.counts)

    def share(self, one: Format) -> float:
        return dict(self.counts)[one] / self.posts


def median(values: Iterable[float]) -> float:
    """The middle, or halfway between the two middles. Of nothing: ValueError."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no median of nothing")
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def mean(posts: Sequence[Post], measure: Callable[[Post], int]) -> float:
    return sum(map(measure, posts)) / len(posts)


def format_of(post: Post) -> Format:
    kinds = {media.kind for media in post.media}
    for kind, found in (("video", Format.VIDEO), ("image", Format.IMAGE)):
        if kind in kinds:
            return found
    if kinds & {"audio", "file"}:
        return Format.OTHER
    return Format.LINK if post.links or "link" in kinds else Format.TEXT


def formats(posts: Iterable[Post]) -> Formats:
    found = Counter(map(format_of, posts))
    return Formats(tuple((one, found[one]) for one in Format))


def length(post: Post) -> int:
    """Characters of its text; of an article that shows none, of its title."""
    return len(post.text or post.title or "")


def hashtags(post: Post) -> int:
    return len({tag.casefold() for tag in post.hashtags})


def links(post: Post) -> int:
    return len(set(post.links))


def rhythm(instants: Iterable[datetime], zone: str) -> Rhythm:
    local = (instant.astimezone(ZoneInfo(zone)) for instant in instants)
    found = Counter((at.weekday(), at.hour) for at in local)
    return Rhythm(tuple(tuple(found[day, hour] for hour in range(24)) for day in range(7)))
