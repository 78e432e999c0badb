"""What a status means, for networks that don't say it better themselves (Connector.refusal)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    RateLimited,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.types import Answer

DEFAULT_BAN = timedelta(minutes=1)
LONGEST_BAN = timedelta(hours=24)

# In order of trust. The last three count seconds from now or from 1970, or are an ISO time.
_RESETS = ("retry-after", "x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?")
_EPOCHS = 100_000_000  # a smaller number is a length of time


def error_of(answer: Answer, *, network: str, signed: bool, now: datetime) -> ConnectorError:
    """The error that a status stands for. `signed`: the request carried a credential."""
    status, detail = answer.status, f"HTTP {answer.status}"
    until = reset_at(answer.headers, now)
    if status == 429 or (status == 503 and until):
        return RateLimited(until or now + DEFAULT_BAN, detail)
    if status == 401 and signed:
        return CredentialRejected(network, detail)
    if status == 401 or (status == 403 and signed):
        return NeedsApproval(network, detail)
    if status in (404, 410):
        return TargetGone("not_found" if status == 404 else "gone", detail)
    if status in (403, 408, 425) or status >= 500:
        return Transient(detail)
    return UnexpectedPayload(detail)


def reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the network lets us ask again: never before `now`, at most a day ahead.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    https://docs.x.com/x-api/fundamentals/rate-limits
    https://docs.joinmastodon.org/api/rate-limits/
    """
    for name in _RESETS:
        at = _moment(headers.get(name, "").strip(), now)
        if at is not None:
            return min(max(at, now), now + LONGEST_BAN)
    return None


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        if not _NUMBER.fullmatch(text):
            return _date(text)
        seconds = float(text)
        if seconds < _EPOCHS:
            return now + timedelta(seconds=seconds)
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _date(text: str) -> datetime:
    """An ISO time or an HTTP date; UTC where it names no zone. Raises ValueError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
