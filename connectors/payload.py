"""Reading what strangers' servers answered as the shapes that we expect, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from connectors.errors import UnexpectedPayload

T = TypeVar("T")


def one(value: Any, kind: type[T]) -> T:
    """`value` as `kind`. Raises UnexpectedPayload."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except (msgspec.ValidationError, RecursionError, ValueError, OverflowError) as error:
        raise UnexpectedPayload(f"not a {kind.__name__}: {type(error).__name__}") from None


def many(value: Any, kind: type[T]) -> tuple[Sequence[T], bool]:
    """The readable items of a list, and whether that was all of them.

    Raises UnexpectedPayload when `value` is no list, or one of which nothing can be read.
    """
    if not isinstance(value, list):
        raise UnexpectedPayload(f"no list of {kind.__name__}")
    items = []
    for item in value:
        try:
            items.append(one(item, kind))
        except UnexpectedPayload:
            continue
    if value and not items:
        raise UnexpectedPayload(f"nothing in the list is a {kind.__name__}")
    return items, len(items) == len(value)


def instant(text: Any) -> datetime | None:
    """An ISO time or date as aware UTC; None where there is none or it makes no sense."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        if moment is None:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
