"""What is remembered about a target between two looks, and how long counts are trusted.

The number of an account's posts stays the same when one is deleted and another written between
two looks, and reposts don't change it. So feeds are read without a reason now and then: soon
after news, because corrections are made by deleting and writing again, and every hour.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from connectors.bluesky.payload import Actor

FULL_EVERY = 3600  # seconds between two looks that don't trust the count
AFTER_NEWS = 600  # the same, when the last of them found something new
ROUND = 120  # seconds, where nobody tells the time
RECHECKS = 3  # looks after the count grew by more than was found (feeds may lag behind)


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`newest`: time of the newest item up to which nothing is missing. `seen`: keys around it.

    `count`: of posts, at the last reading of the feed; None: nobody asked. `full_at`: when that
    was (epoch seconds). `rounds`: looks since, where nobody told the time. `recheck`: readings
    still owed. `news`: the last one found something new.
    """

    newest: datetime | None = None
    seen: tuple[str, ...] = ()
    count: int | None = None
    full_at: int = 0
    rounds: int = 0
    recheck: int = 0
    news: bool = False

    def text(self) -> str:
        return msgspec.json.encode(self).decode()


def read(text: str | None) -> Cursor:
    """A cursor that can't be read is none: the next look is a baseline."""
    try:
        return msgspec.json.decode(text or "{}", type=Cursor)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return Cursor()


def is_quiet(cursor: Cursor, facts: Actor, at: datetime | None) -> bool:
    """Nothing changed by the count, and the count has not been trusted for too long."""
    if cursor.count is None or cursor.recheck or facts.posts_count != cursor.count:
        return False
    trusted = AFTER_NEWS if cursor.news else FULL_EVERY
    if at and cursor.full_at:
        return abs(at.timestamp() - cursor.full_at) < trusted
    return (cursor.rounds + 1) * ROUND < trusted


def settled(
    after: Cursor, before: Cursor, facts: Actor | None, found: int, at: datetime | None
) -> Cursor:
    """The count as it is now; `found`: posts that were new. Look again soon if some are missing."""
    count = facts.posts_count if facts else None
    grown = count - before.count if count is not None and before.count is not None else 0
    owed = 0 if found else max(before.recheck - 1, 0)
    return replace(
        after,
        count=count,
        full_at=int(at.timestamp()) if at else 0,
        recheck=RECHECKS if grown > found else owed,
        news=before.count is not None and after.newest != before.newest,
    )
