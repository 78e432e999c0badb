"""News that was told both on networks and by the press: where it was first, and by how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.core.lead.telling import Said, tells
from bot.core.match import published
from bot.core.model import StoredPost, StoryId
from bot.core.stories import WINDOW
from connectors.types import Post

DAY = timedelta(days=1)
# Google's feeds give what has a date only the midnight of where Google is.
_MIDNIGHTS = {"news": ("America/Los_Angeles",)}


class Why(StrEnum):
    """What keeps the two from being compared."""

    DATE_ONLY = "date_only"
    UNDATED = "undated"
    BEFORE = "before"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class NotComparable:
    why: Why


@dataclass(frozen=True, slots=True)
class Told:
    """An article (`news`) or a publication on a network, as a channel's watches found it.

    `seen`: when they did. `since`: since when its source is watched. `story`: the announcement of
    a firm that it is part of.
    """

    post: StoredPost
    news: bool
    seen: datetime
    since: datetime
    story: StoryId | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Since when a source that may tell anything can't be read; None: all can."""

    social: datetime | None = None
    news: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """`social`, `news`: the first of each side. `ahead`: by how long the network was first, less
    than nothing where the press was. `known_at`: when both sides had been seen.
    """

    social: Told
    news: Told
    ahead: timedelta | NotComparable
    known_at: datetime


@dataclass(frozen=True, slots=True)
class _Item:
    told: Told
    said: Said

    @property
    def day(self) -> int:
        return published(self.told.post.post, self.told.post.first_seen_at).toordinal()


_Name: TypeAlias = tuple[str, str]


def coverages(
    told: Iterable[Told],
    zone: str,
    unread: Unread = Unread(),
) -> tuple[Coverage, ...]:
    """Each piece of news once, in the order in which it became known from both sides.

    `zone`: the channel's; a midnight there is taken for a date without a time.
    """
    items = [_Item(one, _said(one)) for one in told]
    groups = _groups(items, _pairs(items))
    found = [_coverage([items[number].told for number in group], zone, unread) for group in groups]
    return tuple(sorted(found, key=lambda one: (one.known_at, one.news.post.id)))


def _said(one: Told) -> Said:
    post = one.post.post
    of = Said.headed if one.news else Said.of
    return of(
        text=post.text,
        title=post.title or "",
        by=post.author_name or post.author_handle,
        links=post.links,
        url=post.url,
        at=published(post, one.post.first_seen_at),
    )


# --- what belongs together


def _pairs(items: Sequence[_Item]) -> Iterator[tuple[int, int]]:
    """Articles with the publications that tell the same."""
    index: defaultdict[tuple[int, _Name], list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        if item.told.news:
            for name in _article_names(item.said):
                index[item.day, name].append(number)
    for number, item in enumerate(items):
        if not item.told.news:
            days = range(item.day - WINDOW.days, item.day + WINDOW.days + 1)
            names = [*_post_names(item.said)]
            found = (index.get((day, name), ()) for day in days for name in names)
            near = {one for some in found for one in some}
            yield from ((one, number) for one in near if tells(items[one].said, item.said))


def _article_names(said: Said) -> Iterator[_Name]:
    """Under what an article is found: a pair has a link, or a name or amount, in common."""
    yield from (("page", page) for page in {said.page, *said.what.pages} if page)
    yield from (("word", word) for word in said.words)
    yield from (("name", word) for word in said.rare)


def _post_names(said: Said) -> Iterator[_Name]:
    yield from (("page", page) for page in {said.page, *said.what.pages} if page)
    yield from (("word", word) for word in said.rare)
    yield from (("name", word) for word in said.words)


def _groups(items: Sequence[_Item], pairs: Iterable[tuple[int, int]]) -> Iterable[Sequence[int]]:
    """Whatever pairs bring together, with all that a firm told of the same announcement."""
    leader = list(range(len(items)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    told_twice = [*pairs]
    paired = {number for pair in told_twice for number in pair}
    first: dict[StoryId, int] = {}
    for number, item in enumerate(items):
        if item.told.story is not None and not item.told.news:
            told_twice.append((first.setdefault(item.told.story, number), number))
    for one, other in told_twice:
        leader[lead(other)] = lead(one)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(items)):
        groups[lead(number)].append(number)
    return [group for group in groups.values() if paired.intersection(group)]


# --- who was first


def _coverage(group: Sequence[Told], zone: str, unread: Unread) -> Coverage:
    social = [one for one in group if not one.news]
    news = [one for one in group if one.news]
    first = _first(social, zone), _first(news, zone)
    known_at = max(min(one.seen for one in side) for side in (social, news))
    since = max(min(one.since for one in side) for side in (social, news))
    ahead = _ahead(*first, since, unread)
    return Coverage(first[0].told, first[1].told, ahead, known_at)


@dataclass(frozen=True, slots=True)
class _First:
    told: Told
    at: datetime
    vague: Why | None


def _first(side: Sequence[Told], zone: str) -> _First:
    """The earliest; vague where one without a time may be earlier still."""
    dated = [_First(one, *_when(one.post, zone)) for one in side]
    exact = min((one for one in dated if one.vague is None), key=_order, default=None)
    if exact is None:
        return min(dated, key=_order)
    earlier = (one.vague for one in dated if one.vague and one.at <= exact.at)
    return _First(exact.told, exact.at, next(earlier, None))


def _order(one: _First) -> tuple[datetime, int]:
    return one.at, one.told.post.id


def _when(one: StoredPost, zone: str) -> tuple[datetime, Why | None]:
    """When it came out, at the earliest, and what that lacks."""
    if one.post.published_at is None:
        return datetime.min.replace(tzinfo=UTC), Why.UNDATED
    bare = is_bare_day(one.post, zone)
    return published(one.post, one.first_seen_at), Why.DATE_ONLY if bare else None


def is_bare_day(post: Post, zone: str) -> bool:
    """Is its time the midnight that stands for a date without one?"""
    at = post.published_at
    if at is None:
        return False
    zones = ("UTC", zone, *_MIDNIGHTS.get(post.network, ()))
    return any(_is_midnight(at.astimezone(ZoneInfo(one))) for one in zones)


def _is_midnight(at: datetime) -> bool:
    return not (at.hour or at.minute or at.second or at.microsecond)


def _ahead(
    social: _First, news: _First, since: datetime, unread: Unread
) -> timedelta | NotComparable:
    if (vague := social.vague or news.vague) is not None:
        return NotComparable(vague)
    if min(social.at, news.at) < since:
        return NotComparable(Why.BEFORE)
    later, blind = (news, unread.news) if social.at < news.at else (social, unread.social)
    if blind is not None and blind <= later.at:
        return NotComparable(Why.GAP)
    return news.at - social.at
