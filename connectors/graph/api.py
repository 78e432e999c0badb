"""What Meta's networks share: how the Graph is asked, refuses, counts its use and pages.

https://developers.facebook.com/docs/graph-api/guides/error-handling
https://developers.facebook.com/docs/graph-api/overview/rate-limiting
https://developers.facebook.com/docs/graph-api/results
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit

import msgspec

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    RateLimited,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.payload import one
from connectors.types import Answer, Conversation, Quota, Request

# Ids become part of addresses and keys.
Id: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_.-]{1,100}\Z")]

FULL = 95  # percent of a count at which asking stops, before Meta stops it
WINDOW = 60  # minutes over which Meta counts
LONGEST = 24 * 60  # minutes

_USAGE = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_COUNTS = ("call_count", "total_time", "total_cputime")
_REGAIN = "estimated_time_to_regain_access"

_THROTTLES = frozenset({4, 17, 32, 613, *range(80_000, 80_015)})
_TOKENS = frozenset({102, 104, 190, 2500})
_PERMISSIONS = frozenset({3, 10, *range(200, 300)})
_PASSING = frozenset({-2, -1, 1, 2})
_UNKNOWN = frozenset({24, 803})
_NO_SUCH_OBJECT = (100, 33)
_NOT_PROFESSIONAL = 110


class Refusal(msgspec.Struct, frozen=True):
    """The part of an error body that tells what is wrong."""

    code: int
    error_subcode: int = 0
    is_transient: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """One Graph. `base`: with its version. `setting`: its token's. `approval`: what it takes."""

    base: str
    setting: str
    approval: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]

    def body(self, answer: Answer) -> dict[str, Any]:
        """The answer's object. Raises what an error in it stands for."""
        payload = answer.json()
        if not isinstance(payload, dict):
            raise UnexpectedPayload("the answer is no object")
        if "error" in payload:
            raise self.refusal(answer) or UnexpectedPayload("an error of unknown form")
        return payload

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """What is wrong, by the error's code: nearly all come as HTTP 400."""
        refused = _refused(answer)
        if refused is not None:
            return self._meaning(refused, answer)
        if answer.status == 401:
            return CredentialRejected(self.setting, "HTTP 401")
        return NeedsApproval(self.approval, "HTTP 403") if answer.status == 403 else None

    def _meaning(self, refused: Refusal, answer: Answer) -> ConnectorError:
        code, detail = refused.code, f"code {refused.code}, subcode {refused.error_subcode}"
        if code in _THROTTLES:
            return _throttle(answer, detail)
        if code in _TOKENS:
            return CredentialRejected(self.setting, detail)
        if code in _PERMISSIONS:
            return NeedsApproval(self.approval, detail)
        if code in _UNKNOWN or (code, refused.error_subcode) == _NO_SUCH_OBJECT:
            return TargetGone("not_found", detail)
        if code == _NOT_PROFESSIONAL:
            return TargetGone("not_professional", detail)
        passing = code in _PASSING or refused.is_transient or answer.status >= 500
        return Transient(detail) if passing else UnexpectedPayload(detail)


@dataclass(slots=True)
class Asking:
    """One conversation with a Graph. `at`: its clock at the last answer.

    Once its headers say that the use is nearly full, nothing more is asked before `full_until`:
    what was read so far is kept.
    """

    graph: Graph
    at: datetime | None = None
    full_until: datetime | None = None

    def get(
        self, path: str, *params: tuple[str, str], quota: Quota | None = None
    ) -> Conversation[dict[str, Any]]:
        """The object at `path`. Raises RateLimited without asking once the use is full."""
        if self.full_until is not None:
            raise RateLimited(self.full_until, "the use is nearly full")
        answer = yield Request(
            f"{self.graph.base}{path}",
            headers={"Accept": "application/json"},
            params=params,
            auth=True,
            quota=quota,
        )
        self.at = told_at(answer.headers)
        minutes = throttled(answer.headers)
        if minutes is not None and self.at is not None:
            self.full_until = self.at + timedelta(minutes=minutes)
        return self.graph.body(answer)


def throttled(headers: Mapping[str, str]) -> int | None:
    """Minutes to stay away, where a count of the use is nearly full; None: go on.

    The headers come only once enough calls were made.
    """
    uses = [use for name in _USAGE for use in _uses(headers.get(name, ""))]
    return max((_regained(use) for use in uses if _is_full(use)), default=None)


def told_at(headers: Mapping[str, str]) -> datetime | None:
    """The server's own clock."""
    try:
        moment = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def listed(payload: Mapping[str, Any]) -> tuple[Any, str]:
    """A list's items and where its next page starts ("": nowhere).

    The address of the next page isn't followed: it may hold the token.
    """
    paging = payload.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) else None
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return payload.get("data"), after if isinstance(after, str) and len(after) < 2000 else ""


def _refused(answer: Answer) -> Refusal | None:
    try:
        payload = answer.json()
        return one(payload.get("error"), Refusal) if isinstance(payload, dict) else None
    except UnexpectedPayload:
        return None


def _throttle(answer: Answer, detail: str) -> ConnectorError:
    at = told_at(answer.headers)
    if at is None:
        return Transient(detail, lane_wide=True)
    minutes = throttled(answer.headers)
    return RateLimited(at + timedelta(minutes=WINDOW if minutes is None else minutes), detail)


def _uses(text: str) -> Iterator[Mapping[str, Any]]:
    """The app's or page's use is one object; a business has a list of them for each asset."""
    try:
        payload = msgspec.json.decode(text or "{}")
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return
    if not isinstance(payload, dict):
        return
    yield payload
    for value in payload.values():
        if isinstance(value, list):
            yield from (use for use in value if isinstance(use, dict))


def _is_full(use: Mapping[str, Any]) -> bool:
    return max(_number(use.get(name)) for name in _COUNTS) >= FULL or _number(use.get(_REGAIN)) > 0


def _regained(use: Mapping[str, Any]) -> int:
    return int(min(_number(use.get(_REGAIN)) or WINDOW, LONGEST))


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) and value > 0 else 0
