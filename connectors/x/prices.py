"""What X charges, in millionths of a US dollar, and what an answer did cost.

Prices of 2026-08-22: https://docs.x.com/x-api/getting-started/pricing. X charges for each
resource that it returns and nothing for a request that fails. It doesn't say whether what an
expansion adds is charged: it is counted here as if it were.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import UnexpectedPayload
from connectors.types import Answer, Request

AS_OF = date(2026, 8, 22)
SOURCE = "https://docs.x.com/x-api/getting-started/pricing"

DOLLAR = 1_000_000
POST = 5_000
USER = 10_000
COUNTS = 5_000
TRENDS = 10_000

_USERS = frozenset({"/2/users", "/2/users/by"})


def cost(request: Request, answer: Answer) -> int:
    """What an answer did cost. Never raises: one that can't be read costs the ceiling."""
    if answer.status != 200 or not request.ceiling:
        return 0
    path = urlsplit(request.url).path
    if path.startswith("/2/tweets/counts/"):
        return COUNTS
    if path.startswith("/2/trends/"):
        return TRENDS
    try:
        return _resources(path, answer.json())
    except UnexpectedPayload:
        return request.ceiling


def _resources(path: str, payload: Any) -> int:
    """Raises UnexpectedPayload where it can't be told how much came."""
    answer = _object(payload)
    more = _object(answer.get("includes", {}))
    posts = _length(more.get("tweets")) + _length(more.get("posts"))
    users = _length(more.get("users"))
    if path in _USERS:
        users += _length(answer.get("data"))
    else:
        posts += _length(answer.get("data"))
    return posts * POST + users * USER


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnexpectedPayload("no object")
    return value


def _length(items: Any) -> int:
    if items is None:
        return 0
    if not isinstance(items, list):
        raise UnexpectedPayload("no list")
    return len(items)
