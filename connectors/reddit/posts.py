"""Submissions as posts, read from feeds and from the API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from connectors.parsing.feed import Entry
from connectors.reddit.leads import NETWORK
from connectors.text import clean, links_in, one_line, short_key, unique, web_url
from connectors.types import Post

_FULLNAME = re.compile(r"t3_[a-z0-9]{1,16}")
_COMMENTS = re.compile(r"/(?:r|user)/([\w-]{2,24})/comments/([a-z0-9]{1,16})\b")
# What its feeds add to every text.
_TRAILER = re.compile(
    r"\s*submitted by\s+/u/(?P<who>[\w-]{1,24})(?:\s+to\s+\S{1,40})?\s*"
    r"(?:\[link\]\s*)?(?:\[comments\])?\s*\Z"
)
_GONE = frozenset({"[removed]", "[deleted]"})


@dataclass(frozen=True, slots=True)
class Submission:
    """`subreddit`: in lower case, "" where the answer doesn't tell."""

    post: Post
    subreddit: str

    @property
    def at(self) -> int:
        """Seconds since 1970, 0 undated."""
        return int(self.post.published_at.timestamp()) if self.post.published_at else 0


class Thing(msgspec.Struct, frozen=True):
    """https://www.reddit.com/dev/api#GET_new"""

    name: str
    subreddit: str
    permalink: str
    title: str = ""
    author: str = ""
    selftext: str = ""
    url: str = ""
    created_utc: float = 0.0
    is_self: bool = True
    edited: Any = False
    stickied: bool = False
    over_18: bool = False
    score: int = 0
    num_comments: int = 0
    removed_by_category: str | None = None

    @property
    def gone(self) -> bool:
        """Removed by moderators or deleted by its author."""
        return bool(self.removed_by_category) or self.selftext in _GONE or self.author in _GONE


def of_thing(thing: Thing, site: str) -> Submission:
    shared = "" if thing.is_self else web_url(thing.url)
    text = clean(thing.selftext)
    post = Post(
        network=NETWORK,
        key=short_key(thing.name),
        url=f"{site}{thing.permalink.partition('?')[0]}"[:2000],
        author_key=f"u/{thing.author.lower()}",
        author_handle=f"u/{thing.author}",
        author_name=f"u/{thing.author}",
        title=one_line(thing.title, 500) or None,
        text=text,
        published_at=_moment(thing.created_utc),
        links=unique(filter(None, (shared, *links_in(text)))),
        warning="NSFW" if thing.over_18 else None,
        reactions=max(0, thing.score) + max(0, thing.num_comments),
        edited_at=_moment(thing.edited),
        pinned=thing.stickied,
    )
    return Submission(post, thing.subreddit.lower())


def of_entry(entry: Entry) -> Submission | None:
    """None for what is no submission: a feed of a user may hold comments."""
    path = urlsplit(entry.link).path if web_url(entry.link) else ""
    place = _COMMENTS.match(path)
    if place is None:
        return None
    fullname = _FULLNAME.fullmatch(entry.id)
    trailer = _TRAILER.search(entry.text[-300:])
    who = f"u/{trailer['who']}" if trailer else ""
    text = entry.text[: len(entry.text) - len(trailer[0])] if trailer else entry.text
    post = Post(
        network=NETWORK,
        key=fullname[0] if fullname else f"t3_{place[2]}",
        url=entry.link,
        author_key=who.lower(),
        author_handle=who,
        author_name=who,
        title=entry.title or None,
        text=text,
        published_at=entry.published,
        links=tuple(link for link in entry.links if not _is_own(link, path)),
    )
    return Submission(post, place[1].lower())


def _is_own(link: str, path: str) -> bool:
    """One of the links that the feed adds: to the author, the subreddit, the submission."""
    parts = urlsplit(link)
    ours = (parts.hostname or "").endswith("reddit.com")
    folder = re.fullmatch(r"/(?:user|u|r)/[\w-]+/?", parts.path)
    return ours and (folder is not None or parts.path.rstrip("/") == path.rstrip("/"))


def _moment(seconds: Any) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
