"""GET /feed/SECRET.xml: the web feed of a channel. Whatever isn't one is a plain 404."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import ETag, web

from bot.service.feeds import Document
from bot.store.errors import StoreUnavailable

ROUTE = "/feed/{secret:[A-Za-z0-9_-]{43}}.xml"
AT_ONCE, IN_LINE = 1, 20
"""Feed readers wait for each other: watching and telling go first."""
FRESH = 300  # seconds for which a reader needs not ask again
_HEADERS = {
    "Cache-Control": f"private, max-age={FRESH}",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
log = structlog.get_logger(__name__)


class FeedDoor:
    def __init__(self, document: Callable[[str], Awaitable[Document | None]]) -> None:
        self._document = document
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self._waiting >= IN_LINE:
            return _later()
        self._waiting += 1
        try:
            async with self._turn:
                found = await self._document(request.match_info["secret"])
        except StoreUnavailable as error:
            log.warning("store unavailable for a feed", error=str(error))
            return _later()
        finally:
            self._waiting -= 1
        if found is None:
            raise web.HTTPNotFound
        return _answer(request, found)


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": "60"})


def _answer(request: web.Request, found: Document) -> web.Response:
    known = _knows(request, found)
    answer = web.Response(status=304) if known else web.Response(body=found.content)
    answer.headers.update(_HEADERS)
    answer.last_modified = found.modified
    answer.etag = ETag(found.tag)
    if not known:
        answer.content_type, answer.charset = "application/atom+xml", "utf-8"
    return answer


def _knows(request: web.Request, found: Document) -> bool:
    """By its tag only: no date tells that a publication was deleted and has left the feed."""
    return any(one.value in (found.tag, "*") for one in request.if_none_match or ())
