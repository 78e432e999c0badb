"""Reading page after page, a small one first: what a quiet look sets aside stays small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from connectors.errors import ConnectorError
from connectors.types import Conversation, Coverage, Post
from connectors.x.ids import newest
from connectors.x.payload import Page, PostView, User
from connectors.x.posts import post_of

FIRST = 25
MORE = 100
MOST_PAGES = 20

Ask: TypeAlias = Callable[[int, str], Conversation[Page]]


@dataclass(slots=True)
class Walk:
    """What was read. `newest`: the first page's marker. `whole`: all of it could be understood.

    `more`: older ones were left unread. `error`: what a later page failed with: then no marker
    may move. `at`: when X answered, where it says so.
    """

    views: list[PostView] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    newest: str = ""
    whole: bool = True
    more: bool = False
    error: ConnectorError | None = None
    at: datetime | None = None

    @property
    def coverage(self) -> Coverage:
        complete = self.whole and not self.more and self.error is None
        return Coverage.COMPLETE if complete else Coverage.PARTIAL

    def posts(self, author: User | None = None) -> tuple[Post, ...]:
        """The last version of each post, newest first. `author`: who wrote them all, if known."""
        last: dict[str, PostView] = {}
        for view in self.views:
            known = last.get(view.versions[0])
            if known is None or newest(known.id, view.id) == view.id:
                last[view.versions[0]] = view
        return tuple(
            post_of(view, author or self.users.get(view.author_id or "")) for view in last.values()
        )


def walk(ask: Ask, *, first: int = FIRST, pages: int = MOST_PAGES) -> Conversation[Walk]:
    """`ask`: the page of a size that a token leads to ("": the newest).

    Raises what the first page raises; with a later error what was read is kept.
    """
    found, token = Walk(), ""
    for count in range(pages):
        try:
            page = yield from ask(MORE if count else first, token)
        except ConnectorError as error:
            if not count:
                raise
            found.error = error
            return found
        found.newest = found.newest or page.newest
        found.at = page.at
        found.views += page.posts
        found.users |= page.users
        found.whole = found.whole and page.whole
        token = page.following
        if not token:
            return found
    found.more = True
    return found
