"""What is remembered about a target between two looks."""

from __future__ import annotations

import msgspec

FULL_EVERY = 900  # seconds of the server's clock between two looks that don't trust the counts
FULL_ROUNDS = 3  # the same in rounds, where the server tells no time
RECHECKS = 3  # looks after a count changed and nothing new was found yet (caches lag behind)


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`newest`: id up to which no post is missing. `ref`: account id where the target has none.

    `count`, `last`: what the change detector said at the last full look. `full_at`: when that
    was, by the server's clock. `rounds`: detections since. `recheck`: full looks still owed.
    `entries`: what its RSS page showed, where that is what we read.
    """

    newest: str = ""
    etag: str = ""
    ref: str = ""
    count: int | None = None
    last: str | None = None
    full_at: int = 0
    rounds: int = 0
    recheck: int = 0
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
