"""What is remembered about a target between two looks, and how long counts are trusted.

They stay the same when a status is deleted and redrafted between two looks. So timelines are
read without a reason now and then: soon after news, and every hour.
"""

from __future__ import annotations

import msgspec

FULL_EVERY = 3600  # seconds between two looks that don't trust the counts
AFTER_NEWS = 900  # the same, when the last of them found something new
ROUND = 300  # seconds, where nobody tells the time
RECHECKS = 3  # looks after a count changed and nothing new was found yet (caches lag behind)


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`newest`: id up to which no post is missing. `ref`: account id where the target has none.

    `count`, `last`: what the change detector said at the last full look. `full_at`: when that
    was (epoch seconds). `rounds`: looks since, where nobody told the time. `recheck`: full looks
    still owed. `news`: the last one found something new. `entries`: what its RSS page showed,
    where that is what we read.
    """

    newest: str = ""
    etag: str = ""
    ref: str = ""
    count: int | None = None
    last: str | None = None
    full_at: int = 0
    rounds: int = 0
    recheck: int = 0
    news: bool = False
    entries: tuple[str, ...] = ()

    def text(self) -> str:
        return msgspec.json.encode(self).decode()


def read(text: str | None) -> Cursor:
    """A cursor that can't be read is none: the next look is a baseline."""
    try:
        return msgspec.json.decode(text or "{}", type=Cursor)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return Cursor()


def order(status_id: str) -> tuple[int, str]:
    """Ids are ordered as numbers are, but aren't all numbers (GoToSocial's are ULIDs)."""
    return len(status_id), status_id
