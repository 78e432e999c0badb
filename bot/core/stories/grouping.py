"""Which story each new publication of a firm belongs to: chosen once, never changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from heapq import nlargest
from typing import Generic, TypeVar

from bot.core.stories.announcement import Announcement, PostKey
from bot.core.stories.comparing import WINDOW, contradict, likeness, same

Name = TypeVar("Name", bound=Hashable)
RECENT_CAP = 200
_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story(Generic[Name]):
    """What a firm announced once. `told`: its publications so far, at least one."""

    name: Name
    told: tuple[Announcement, ...]

    @property
    def first(self) -> Announcement:
        return min(self.told, key=_order)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new story, named after the publication that opens it: (network, key)."""

    key: PostKey


def assign(announcement: Announcement, recent: Iterable[Story[Name]]) -> Name | None:
    """The story of a publication among its firm's of the last 72 hours; None: a new one.

    A story takes what one of its publications says, if none of them contradicts it: a text cut
    before its date must not bring two dates together.
    """
    taking = [story for story in recent if _takes(story, announcement)]
    if not taking:
        return None
    return min(taking, key=lambda story: (-_nearest(story, announcement), _order(story.first))).name


def clusters(
    new: Iterable[Announcement], recent: Iterable[Story[Name]]
) -> dict[PostKey, Name | Opened]:
    """The stories of all new publications of a firm, whatever the order in which they are given.

    The 200 latest stories count.
    """
    known: list[Story[Name | Opened]] = [
        Story(story.name, story.told)
        for story in nlargest(RECENT_CAP, recent, key=lambda story: _order(story.first))
    ]
    chosen: dict[PostKey, Name | Opened] = {}
    for announcement in sorted(new, key=_order):
        name = assign(announcement, known)
        if name is None:
            name = Opened(announcement.key)
            known.append(Story(name, (announcement,)))
        else:
            known = [_with(story, name, announcement) for story in known]
        chosen[announcement.key] = name
    return chosen


def _takes(story: Story[Name], announcement: Announcement) -> bool:
    first = story.first
    if first.at and announcement.at and abs(announcement.at - first.at) > WINDOW:
        return False
    return any(same(told, announcement) for told in story.told) and not any(
        contradict(told, announcement) for told in story.told
    )


def _nearest(story: Story[Name], announcement: Announcement) -> float:
    return max(likeness(told, announcement) for told in story.told)


def _with(story: Story[Name], name: Name, announcement: Announcement) -> Story[Name]:
    return replace(story, told=(*story.told, announcement)) if story.name == name else story


def _order(announcement: Announcement) -> tuple[datetime, PostKey]:
    return announcement.at or _UNDATED, announcement.key
