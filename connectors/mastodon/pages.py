"""Reading a timeline without missing a post, and without asking more than needed.

https://docs.joinmastodon.org/methods/accounts/#statuses and .../methods/timelines/#tag
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from connectors.errors import ConnectorError, TargetGone, UnexpectedPayload
from connectors.mastodon.cursor import Cursor, order
from connectors.mastodon.payload import StatusEntity, statuses
from connectors.types import Answer, Conversation, Coverage, Request

PAGE = "40"  # the most that Mastodon gives at once
MOST_PAGES = 20  # of one look; what is left is for the next one
ASKED = frozenset({200, 404, 410})


@dataclass(frozen=True, slots=True)
class Site:
    """One server. `signed`: our token is for it."""

    origin: str
    signed: bool = False

    def request(
        self,
        path: str,
        *params: tuple[str, str],
        accept: frozenset[int] = ASKED,
        etag: str = "",
    ) -> Request:
        headers = {"Accept": "application/json"} | ({"If-None-Match": etag} if etag else {})
        return Request(
            f"{self.origin}{path}",
            headers=headers,
            params=params,
            accept=accept,
            auth=self.signed,
        )


@dataclass(slots=True)
class Read:
    """What was read of a timeline. `newest`: id up to which nothing is missing."""

    statuses: dict[str, StatusEntity] = field(default_factory=dict)
    newest: str = ""
    etag: str = ""
    coverage: Coverage = Coverage.COMPLETE
    error: ConnectorError | None = None
    unchanged: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def add(self, page: Sequence[StatusEntity], readable: bool) -> None:
        self.statuses.update((status.id, status) for status in page)
        if not readable:
            self.coverage = Coverage.PARTIAL

    def in_order(self) -> list[StatusEntity]:
        """Newest first."""
        return sorted(self.statuses.values(), key=lambda status: order(status.id), reverse=True)


def account_path(ref: str) -> str:
    return f"/api/v1/accounts/{quote(ref, safe='')}/statuses"


def tag_path(tag: str) -> str:
    return f"/api/v1/timelines/tag/{quote(tag, safe='')}"


def timeline(site: Site, path: str, cursor: Cursor) -> Conversation[Read]:
    """Everything since the cursor. Raises TargetGone, and what the first request raises.

    The first page is asked without a marker: requests with one are throttled much harder.
    """
    answer = yield site.request(
        path, ("limit", PAGE), accept=ASKED | {304}, etag=cursor.etag if cursor.newest else ""
    )
    check_gone(answer)
    read = Read(newest=cursor.newest, headers=dict(answer.headers), etag=cursor.etag)
    if answer.status == 304:
        read.unchanged = True
        return read
    page, readable = statuses(answer)
    read.add(page, readable)
    ids = sorted((status.id for status in page if not status.pinned), key=order)
    if not ids:
        read.coverage = Coverage.SUSPECT if cursor.newest else Coverage.COMPLETE
    elif not cursor.newest or order(ids[0]) <= order(cursor.newest):
        read.newest = max(cursor.newest, ids[-1], key=order)
    else:
        yield from _close_gap(site, path, read, first=ids[0], last=ids[-1])
    read.etag = answer.headers.get("etag", "")[:200] if read.coverage is Coverage.COMPLETE else ""
    return read


def _close_gap(site: Site, path: str, read: Read, *, first: str, last: str) -> Conversation[None]:
    """Walk up from the cursor until the newest page (`first` to `last`) is reached."""
    for _ in range(MOST_PAGES):
        try:
            answer = yield site.request(path, ("limit", PAGE), ("min_id", read.newest))
            check_gone(answer)
            page, readable = statuses(answer)
            reached = max((one.id for one in page), key=order, default="")
            if order(reached) <= order(read.newest):
                raise UnexpectedPayload("nothing after the marker, though there are newer ones")
        except ConnectorError as error:
            read.coverage, read.error = Coverage.PARTIAL, error
            return
        read.add(page, readable)
        if order(reached) >= order(first):
            read.newest = last
            return
        read.newest = reached
    read.coverage = Coverage.PARTIAL


def check_gone(answer: Answer) -> None:
    """Raises TargetGone: suspended accounts answer 410 or 404, deleted ones 404."""
    if answer.status in (404, 410):
        raise TargetGone("suspended" if answer.status == 410 else "gone")
