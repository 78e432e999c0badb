"""Ids of X are numbers that hold the moment they were given (snowflakes).

https://docs.x.com/fundamentals/x-ids
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ID = re.compile(r"[0-9]{1,19}")


def is_id(text: object) -> bool:
    return isinstance(text, str) and bool(_ID.fullmatch(text))


def moment(post_id: str) -> datetime:
    """When an id was given. Any number of up to 19 digits has a moment."""
    return _EPOCH + (int(post_id) >> 22) * _MILLISECOND


def id_at(at: datetime) -> str:
    """The smallest id that can be given at that moment: a marker, not a post's."""
    return str(max((at - _EPOCH) // _MILLISECOND, 0) << 22)


def newest(*ids: str) -> str:
    """The greatest; "" counts as none."""
    return max(ids, key=lambda one: int(one or 0), default="")
