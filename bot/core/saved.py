"""A channel's board: publications that people keep as examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.core.grammar.links import page
from bot.core.model import Person, PostId, StoredPost
from connectors.types import Post

SavedId = NewType("SavedId", int)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person keeps. `place`: what makes it one. `author`, `network`: "" where unknown.

    `post_id` None: a link whose publication was never seen.
    """

    place: str
    url: str
    network: str
    author: str
    note: str
    by: Person
    at: datetime
    post_id: PostId | None = None

    @property
    def named(self) -> str:
        """Whose it is; of a link alone, its site."""
        return self.author or self.place.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry of a board. `post`: as it is now; None: a link alone."""

    id: SavedId
    entry: Entry
    post: StoredPost | None = None


def entry_of(post: StoredPost, note: str, by: Person, at: datetime) -> Entry:
    one = post.post
    author = one.author_name or one.author_handle
    return Entry(place_of(one), one.url, one.network, author, note, by, at, post.id)


def place_of(post: Post) -> str:
    """Two publications at one address (an original and who shares it) are one entry."""
    return page(post.url) if post.url else f"{post.network} {post.key}"
