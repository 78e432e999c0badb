"""What a file of a channel may hold, and the publications that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.core.model import StoredPost, StoryId, Watch

MOST_ROWS = 20_000
"""Publications in one file, the newest ones."""


class Subject(StrEnum):
    """`COUNTS`: by firm, account, network and hashtag, week by week."""

    POSTS = "posts"
    COUNTS = "counts"
    WATCHLIST = "watchlist"


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    OPML = "opml"


USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Export:
    """A file of `subject`. `days`: how far back; None: the whole last month.

    A watchlist has no period: `days` stays as usual.
    """

    subject: Subject = Subject.POSTS
    format: Format = Format.XLSX
    days: int | None = USUAL_DAYS


Cell: TypeAlias = str | int | float | date | datetime | None


class Said(StrEnum):
    """How tables for people write a column's values, which JSON keeps as they are."""

    PLAIN = ""
    NETWORK = "network"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: in characters of a spreadsheet."""

    key: str
    width: int = 14
    said: Said = Said.PLAIN


COLUMNS: Mapping[Subject, tuple[Column, ...]] = {
    Subject.POSTS: (
        Column("date", 17),
        Column("network", said=Said.NETWORK),
        Column("firm", 22),
        Column("account", 22),
        Column("handle", 24),
        Column("words", 70),
        Column("link", 40),
        Column("kind", said=Said.VALUE),
        Column("reactions", 11),
        Column("hashtags", 24),
        Column("watch", 24),
        Column("told", 17),
        Column("told_in", said=Said.VALUE),
        Column("story", 9),
    ),
    Subject.COUNTS: (
        Column("week", 12),
        Column("by", 12, Said.VALUE),
        Column("name", 30),
        Column("network", said=Said.NETWORK),
        Column("posts", 13),
        Column("accounts", 11),
        Column("median", 12),
        Column("best", 12),
        Column("link", 40),
    ),
    Subject.WATCHLIST: (
        Column("network", said=Said.NETWORK),
        Column("kind", said=Said.VALUE),
        Column("name", 30),
        Column("handle", 24),
        Column("link", 40),
        Column("firm", 22),
        Column("relation", said=Said.VALUE),
        Column("filter", 30),
        Column("mode", 20, Said.VALUE),
        Column("since", 17),
        Column("by_whom", 20),
        Column("read", 17),
        Column("failing", 17),
    ),
}


@dataclass(frozen=True, slots=True)
class Find:
    """A publication as one channel found it.

    `watches`: those that brought it. `firm`: whose it is here, "" for nobody's. `story`: the
    announcement that it belongs to. `told_at`: when the message with it was sent, None: not yet;
    `told_in`: "alert", "digest" or "" for neither.
    """

    stored: StoredPost
    watches: tuple[Watch, ...]
    firm: str = ""
    story: StoryId | None = None
    told_at: datetime | None = None
    told_in: str = ""

    @property
    def at(self) -> datetime:
        return came_out(self.stored)

    @property
    def wordless(self) -> bool:
        """Its words were here and aren't kept any more, or it never had any."""
        post = self.stored.post
        return not (post.text or post.title)


def came_out(stored: StoredPost) -> datetime:
    """When it was published; where nobody says so, or it is in the future, when it was seen."""
    said, seen = stored.post.published_at, stored.first_seen_at
    return min(said, seen) if said else seen


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which what is called `name` could not be read. `end` None: it lasts."""

    network: str
    name: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file about the time from `start` until before `end` (a watchlist: as it is at `end`)."""

    subject: Subject
    format: Format
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """`posts`: publications that the file is made of, from `first` to `last`; `rows`: its rows.

    `wordless`: those of them without words. `cut`: there were more, older ones. `outages`: when
    something that is watched could not be read.
    """

    content: bytes
    rows: int
    posts: int = 0
    first: datetime | None = None
    last: datetime | None = None
    wordless: int = 0
    cut: bool = False
    outages: tuple[Outage, ...] = ()


def last_month(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The last whole month of that time zone, in UTC; its end belongs to the next."""
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    start, end = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (before, first))
    return start.astimezone(UTC), end.astimezone(UTC)
