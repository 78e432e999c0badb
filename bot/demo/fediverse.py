"""A small Mastodon server in memory, for the offline tour and for tests.

Times are given, never taken from a clock, so that every run tells the same story.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

_TAG = re.compile(r"#(\w{1,100})")
_LINK = re.compile(r"https?://[^\s<]{1,500}")


@dataclass(slots=True)
class Person:
    """An account of this server. `gone`: 404 or 410 once it is deleted or suspended.

    `site`: the address in its profile, which the server has found to link back.
    `note`: what it says of itself.
    """

    id: str
    username: str
    name: str
    followers: int = 0
    bot: bool = False
    locked: bool = False
    moved_to: str = ""
    gone: int = 0
    site: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """`boosts`, `replies_to`: ids of other statuses. `media`: (kind, url, description)."""

    id: str
    author: str
    text: str
    at: datetime
    visibility: str = "public"
    warning: str = ""
    language: str = "fr"
    replies_to: str | None = None
    boosts: str | None = None
    edited_at: datetime | None = None
    pinned: bool = False
    media: tuple[tuple[str, str, str], ...] = ()
    poll: tuple[str, ...] = ()
    likes: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed page."""

    id: str
    title: str
    at: datetime
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is answered instead. Status 200 is a web page where data was asked for."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Fediverse:
    """What the server knows. Serve it with `bot.demo.server.serving`.

    `closed`: answers guests with 401. `detector`: knows `GET /api/v1/accounts?id[]=` (4.3+).
    `requests`: how often each path was asked. `now`: the server's Date, newest time given so far.
    """

    origin: str = "http://127.0.0.1"
    people: dict[str, Person] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    feeds: dict[str, tuple[str, tuple[Item, ...]]] = field(default_factory=dict)
    failures: dict[str | None, Failure] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    closed: bool = False
    detector: bool = True
    hashtag_feeds: str = "public"
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def add(self, handle: str, name: str = "", followers: int = 0, **more: Any) -> Person:
        """A new account `handle` of this server. Returns it; its fields may be changed."""
        person = Person(str(len(self.people) + 101), handle, name or handle, followers, **more)
        self.people[handle] = person
        return person

    def post(self, handle: str, text: str, at: datetime, **options: Any) -> str:
        """A new status, its id returned. `options`: fields of Status. Creates the account."""
        if handle not in self.people:
            self.add(handle)
        status_id = self._next_id(at)
        self.statuses[status_id] = Status(status_id, handle, text, at, **options)
        return status_id

    def boost(self, handle: str, status_id: str, at: datetime) -> str:
        return self.post(handle, "", at, boosts=status_id)

    def edit(self, status_id: str, text: str, at: datetime) -> None:
        self.now = max(self.now, at)
        self.statuses[status_id] = replace(self.statuses[status_id], text=text, edited_at=at)

    def delete(self, status_id: str) -> None:
        del self.statuses[status_id]

    def pin(self, status_id: str) -> None:
        self.statuses[status_id] = replace(self.statuses[status_id], pinned=True)

    def rename(self, handle: str, name: str) -> None:
        """Only the name shown changes: Mastodon's handles can't."""
        self.people[handle].name = name

    def feed(self, path: str, title: str, items: Iterable[Item]) -> None:
        """Serve an RSS page at `path`, in place of what was there."""
        self.feeds[path] = (title, tuple(items))

    def fail(self, handle: str | None, status: int, **headers: str) -> None:
        """Answer `status` for one account, a feed's path or (None) everything."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.failures[handle] = Failure(status, named)

    def recover(self, handle: str | None = None) -> None:
        """No more failures: of one account, or at all."""
        if handle is None:
            self.failures.clear()
        self.failures.pop(handle, None)

    def of(self, handle: str) -> list[Status]:
        """An account's statuses, newest first."""
        return [status for status in self.newest_first() if status.author == handle]

    def newest_first(self) -> list[Status]:
        return sorted(self.statuses.values(), key=lambda status: int(status.id), reverse=True)

    def tagged(self, tag: str) -> list[Status]:
        wanted = tag.casefold()
        return [
            status
            for status in self.newest_first()
            if status.visibility == "public" and wanted in map(str.casefold, tags_of(status.text))
        ]

    def by_id(self, account_id: str) -> Person | None:
        return next((one for one in self.people.values() if one.id == account_id), None)

    def _next_id(self, at: datetime) -> str:
        """As Mastodon's: the time in milliseconds and a number, never given twice."""
        self.now = max(self.now, at)
        number = int(at.timestamp() * 1000) << 16
        while str(number) in self.statuses:
            number += 1
        return str(number)


def tags_of(text: str) -> list[str]:
    return list(dict.fromkeys(_TAG.findall(text)))


def to_html(text: str, origin: str) -> str:
    """As Mastodon renders: paragraphs, hashtags as links, long links shortened by hiding."""
    marked = _LINK.sub(lambda match: _shortened(match[0]), html.escape(text, quote=False))
    link = f'<a href="{origin}/tags/\\1" class="mention hashtag">#<span>\\1</span></a>'
    tagged = _TAG.sub(link, marked)
    paragraphs = tagged.split("\n\n")
    return "".join(f"<p>{part}</p>".replace("\n", "<br />") for part in paragraphs if part)


def _shortened(link: str) -> str:
    scheme, _, rest = link.partition("://")
    shown = f'<span class="ellipsis">{rest[:30]}</span><span class="invisible">{rest[30:]}</span>'
    return f'<a href="{link}"><span class="invisible">{scheme}://</span>{shown}</a>'
