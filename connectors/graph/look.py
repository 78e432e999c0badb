"""Reading a timeline of the Graph back to what was seen before, and posts by their id.

Timelines are asked for without `since`: the newest page shows edits too, and an empty one where
there were posts is told from "nothing new".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypeAlias

import msgspec

from connectors.errors import ConnectorError, TargetGone
from connectors.frequency import with_posts
from connectors.graph.api import Asking
from connectors.types import Account, Batch, Conversation, Coverage, Due, Look, Post

MOST_PAGES = 10
KEPT = 1000  # keys in the cursor; one is at most 60 characters long
KEY_CAP = 60
TOGETHER = 10


@dataclass(frozen=True, slots=True)
class Page:
    """`complete`: every item could be read. `after`: where the next page starts, "": nowhere."""

    posts: Sequence[Post]
    complete: bool
    after: str


Aware: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
More: TypeAlias = Callable[[str], Conversation[Page]]


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`newest`: time of the newest post up to which nothing is missing. `seen`: keys around it.

    `count`: how many posts the network said there are. `mark`: fingerprint of its newest page.
    `at`: when that was.
    """

    newest: Aware | None = None
    seen: tuple[str, ...] = ()
    count: int | None = None
    mark: str = ""
    at: Aware | None = None

    def text(self) -> str:
        return msgspec.json.encode(self).decode()


def packed(due: Sequence[Due]) -> Iterator[Batch]:
    """Some targets together, so that the usage headers of one stop us before the next."""
    for start in range(0, len(due), TOGETHER):
        yield Batch(tuple(due[start : start + TOGETHER]))


def read(text: str | None) -> Cursor:
    """A cursor that can't be read is none: the next look is a baseline."""
    try:
        return msgspec.json.decode(text or "{}", type=Cursor)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return Cursor()


@dataclass(slots=True)
class Walk:
    """What was read, newest first. `moves`: the next look starts from here."""

    posts: dict[str, Post] = field(default_factory=dict)
    coverage: Coverage = Coverage.COMPLETE
    error: ConnectorError | None = None
    moves: bool = True

    def take(self, page: Page) -> bool:
        """Was there anything on it that isn't here yet?"""
        before = len(self.posts)
        self.posts.update((post.key, post) for post in page.posts)
        if not page.complete:
            self.coverage = Coverage.PARTIAL
        return len(self.posts) > before


def walk(
    first: Page, more: More, cursor: Cursor, *, ordered: bool = True, owed: int = 0
) -> Conversation[Walk]:
    """Pages down to what is known. A first look is one page.

    `ordered`: one known post ends it; else only a page of which all is known. `owed`: how many
    unknown posts there must be. Later errors leave a gap that the next look will close.
    """
    seen, page = Walk(), first
    known = _Known(frozenset(cursor.seen), cursor.newest if ordered else None)
    for left in reversed(range(MOST_PAGES)):
        fresh = seen.take(page)
        if not (fresh and page.after and cursor.seen) or known.reached(page, ordered, owed):
            break
        if not left:
            seen.coverage = Coverage.PARTIAL
            break
        owed -= sum(post not in known for post in page.posts)
        try:
            page = yield from more(page.after)
        except ConnectorError as error:
            seen.coverage, seen.error, seen.moves = Coverage.PARTIAL, error, False
            break
    if not seen.posts and cursor.seen:
        seen.coverage = Coverage.SUSPECT
    return seen


def after(seen: Walk, before: Cursor) -> Cursor:
    """Where the next look starts."""
    times = [post.published_at for post in seen.posts.values() if post.published_at]
    newest = max([*times, *([before.newest] if before.newest else [])], default=None)
    keys = tuple(dict.fromkeys((*(key[:KEY_CAP] for key in seen.posts), *before.seen)))[:KEPT]
    return Cursor(newest, keys, before.count, before.mark, before.at)


def to_look(seen: Walk, following: Cursor, fresh: Account | None = None) -> Look:
    """The cursor stays where it is as long as there is a gap that can still be closed."""
    moves = seen.moves and seen.coverage is not Coverage.SUSPECT
    return Look(
        posts=tuple(seen.posts.values()),
        cursor=following.text() if moves else None,
        coverage=seen.coverage,
        error=seen.error,
        account=fresh,
    )


def sampled(account: Account, posts: Sequence[Post]) -> Account:
    """`account` with its newest post and how much it publishes."""
    dated = [(post.published_at, number) for number, post in enumerate(posts) if post.published_at]
    sample = posts[max(dated)[1]] if dated else None
    return with_posts(account, posts, sample)


def reread(
    asking: Asking, ids: Mapping[str, str], fields: str, of: Callable[[dict[str, Any]], Post]
) -> Conversation[Mapping[str, Post | None]]:
    """Posts as they are now by key, from their ids by key: one question each.

    One that can't be read is left out. Raises errors of the whole lane if nothing was read yet.
    """
    found: dict[str, Post | None] = {}
    for key, number in ids.items():
        try:
            found[key] = of((yield from asking.get(f"/{number}", ("fields", fields))))
        except TargetGone:
            found[key] = None
        except ConnectorError as error:
            if error.lane_wide:
                if not found:
                    raise
                break
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """Posts seen, or older than what was seen: the newest may have been deleted since."""

    keys: frozenset[str]
    newest: datetime | None

    def __contains__(self, post: Post) -> bool:
        at = post.published_at
        older = bool(at and self.newest and at < self.newest)
        return older or post.key[:KEY_CAP] in self.keys

    def reached(self, page: Page, ordered: bool, owed: int) -> bool:
        unknown = sum(post not in self for post in page.posts)
        return not unknown or (ordered and owed <= unknown < len(page.posts))
