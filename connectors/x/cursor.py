"""What is remembered of an account between two looks."""

from __future__ import annotations

from datetime import datetime

import msgspec

from connectors.x.ids import is_id


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`since`: an id up to which nothing is missing, "" before the first look.

    `seen`: when it was last known to be there under its name: a search had a post of it, or its
    timeline was read. `hidden`: X's search doesn't show it.
    """

    since: str = ""
    seen: datetime | None = None
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.since and not is_id(self.since):
            raise ValueError("not an id")
        if self.seen is not None and self.seen.tzinfo is None:
            raise ValueError("no time zone")


def read(text: str | None) -> Cursor:
    """A cursor that can't be read is none: the next look is a baseline."""
    try:
        return msgspec.json.decode(text or "{}", type=Cursor)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return Cursor()


def write(cursor: Cursor) -> str:
    return msgspec.json.encode(cursor).decode()
