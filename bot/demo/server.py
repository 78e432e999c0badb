"""The demo server's HTTP side: Mastodon's paths, paging, limits and refusals.

https://docs.joinmastodon.org/api/
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from bot.demo import entities
from bot.demo.fediverse import Failure, Fediverse, Item, Person, Status, tags_of

GONE = {404: "Record not found", 410: "Gone"}
_PAGE_MOST = 40


@asynccontextmanager
async def serving(fediverse: Fediverse) -> AsyncIterator[str]:
    """Serve on a free port of 127.0.0.1; gives the origin, which is also set on `fediverse`."""
    runner = web.AppRunner(application(fediverse), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        fediverse.origin = f"http://{host}:{port}"
        yield fediverse.origin
    finally:
        await runner.cleanup()


def application(fediverse: Fediverse) -> web.Application:
    app = web.Application(middlewares=[_door(fediverse)])
    pages = _Pages(fediverse)
    app.router.add_get("/api/v2/instance", pages.instance)
    app.router.add_get("/api/v2/search", pages.search)
    app.router.add_get("/api/v1/accounts", pages.accounts)
    app.router.add_get("/api/v1/accounts/lookup", pages.lookup)
    app.router.add_get("/api/v1/accounts/{id}", pages.account)
    app.router.add_get("/api/v1/accounts/{id}/statuses", pages.statuses)
    app.router.add_get("/api/v1/statuses/{id}", pages.status)
    app.router.add_get("/api/v1/timelines/tag/{tag}", pages.tag)
    app.router.add_get("/api/v1/trends/tags", pages.trends)
    app.router.add_get("/{path:.*}", pages.feed)
    return app


def _door(fediverse: Fediverse) -> Any:
    """Every request passes here: counted, failed on demand, refused to guests, given headers."""

    @web.middleware
    async def door(request: web.Request, handler: Any) -> web.StreamResponse:
        fediverse.requests[request.path] += 1
        try:
            if failure := fediverse.failures.get(None) or fediverse.failures.get(request.path):
                answer = _failed(failure)
            elif fediverse.closed and request.path.startswith("/api/"):
                answer = _error(401, "This API requires an authenticated user")
            else:
                answer = await handler(request)
        except _Refused as refused:
            answer = refused.answer
        return _finished(fediverse, request, answer)

    return door


class _Refused(Exception):
    def __init__(self, answer: web.Response) -> None:
        self.answer = answer


def _error(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


def _failed(failure: Failure) -> web.Response:
    if failure.status == 200:
        page = "<!doctype html><html><body>One moment, please…</body></html>"
        return web.Response(text=page, content_type="text/html", headers=failure.headers)
    answer = _error(failure.status, GONE.get(failure.status, "Try again later"))
    answer.headers.update(failure.headers)
    return answer


def _finished(
    fediverse: Fediverse, request: web.Request, answer: web.Response
) -> web.StreamResponse:
    """Limits and ETag as Mastodon sends them."""
    etag = f'W/"{hashlib.sha256(bytes(answer.body or b"")).hexdigest()[:32]}"'  # type: ignore[arg-type]
    if answer.status == 200 and request.headers.get("If-None-Match") == etag:
        answer = web.Response(status=304)
    answer.headers["ETag"] = etag
    answer.headers["Date"] = format_datetime(fediverse.now, usegmt=True)
    answer.headers.setdefault("X-RateLimit-Limit", "300")
    answer.headers.setdefault("X-RateLimit-Remaining", "299")
    reset = fediverse.now + timedelta(minutes=5)
    answer.headers.setdefault("X-RateLimit-Reset", reset.isoformat().replace("+00:00", "Z"))
    return answer


class _Pages:
    def __init__(self, fediverse: Fediverse) -> None:
        self._all = fediverse

    async def instance(self, request: web.Request) -> web.Response:
        return web.json_response(entities.instance(self._all))

    async def lookup(self, request: web.Request) -> web.Response:
        handle = request.query.get("acct", "").partition("@")[0].lower()
        known = {name.lower(): one for name, one in self._all.people.items()}
        return web.json_response(entities.account(self._all, self._there(known.get(handle))))

    async def account(self, request: web.Request) -> web.Response:
        person = self._there(self._all.by_id(request.match_info["id"]))
        return web.json_response(entities.account(self._all, person))

    async def accounts(self, request: web.Request) -> web.Response:
        if not self._all.detector:
            return _error(404, "Record not found")
        wanted = request.query.getall("id[]", [])
        known = [one for one in map(self._all.by_id, wanted) if one and not one.gone]
        people = [one for one in known if one.username not in self._all.failures]
        return web.json_response([entities.account(self._all, one) for one in people])

    async def statuses(self, request: web.Request) -> web.Response:
        person = self._there(self._all.by_id(request.match_info["id"]))
        shown = [
            one
            for one in self._all.of(person.username)
            if one.visibility in ("public", "unlisted")
            and not (one.boosts and _set(request, "exclude_reblogs"))
            and not (one.replies_to and _set(request, "exclude_replies"))
            and (one.pinned or not _set(request, "pinned"))
        ]
        return self._page(request, shown)

    async def status(self, request: web.Request) -> web.Response:
        one = self._all.statuses.get(request.match_info["id"])
        if one is None or one.visibility not in ("public", "unlisted"):
            return _error(404, GONE[404])
        return web.json_response(entities.status(self._all, one))

    async def tag(self, request: web.Request) -> web.Response:
        return self._page(request, self._all.tagged(request.match_info["tag"]))

    async def trends(self, request: web.Request) -> web.Response:
        names = {tag for one in self._all.statuses.values() for tag in tags_of(one.text)}
        ranked = sorted(names, key=lambda name: (-len(self._all.tagged(name)), name))
        return web.json_response([entities.tag(self._all, name) for name in ranked[:20]])

    async def search(self, request: web.Request) -> web.Response:
        words = request.query.get("q", "").lstrip("#@").casefold()
        kind = request.query.get("type")
        limit = min(int(request.query.get("limit", "20")), _PAGE_MOST)
        names = {tag for one in self._all.statuses.values() for tag in tags_of(one.text)}
        found = {
            "accounts": [
                entities.account(self._all, one)
                for one in self._all.people.values()
                if words in f"{one.username} {one.name}".casefold() and not one.gone
            ],
            "statuses": [],
            "hashtags": [
                entities.tag(self._all, tag) for tag in sorted(names) if words in tag.casefold()
            ],
        }
        kept = {
            name: items[:limit] if kind in (None, name) else [] for name, items in found.items()
        }
        return web.json_response(kept)

    async def feed(self, request: web.Request) -> web.Response:
        """Feeds that were put there, and the RSS of every account and hashtag."""
        path = request.path
        title, items = self._all.feeds.get(path) or self._rss(path)
        page = entities.rss(title, f"{self._all.origin}{path}", items)
        return web.Response(text=page, content_type="application/rss+xml")

    def _rss(self, path: str) -> tuple[str, Sequence[Item]]:
        name = path.removesuffix(".rss")
        if name.startswith("/@") and (person := self._all.people.get(name[2:])):
            return person.name, self._items(self._all.of(self._there(person).username))
        if name.startswith("/tags/"):
            return f"#{name[6:]}", self._items(self._all.tagged(name[6:]))
        raise _Refused(_error(404, GONE[404]))

    def _items(self, statuses: Sequence[Status]) -> list[Item]:
        rendered = [entities.status(self._all, one) for one in statuses if not one.boosts]
        pairs = zip(rendered, (one for one in statuses if not one.boosts), strict=True)
        return [Item(it["url"], "", one.at, it["content"], it["url"]) for it, one in pairs][:20]

    def _there(self, person: Person | None) -> Person:
        if person is None:
            raise _Refused(_error(404, GONE[404]))
        if failure := self._all.failures.get(person.username):
            raise _Refused(_failed(failure))
        if person.gone:
            raise _Refused(_error(person.gone, GONE.get(person.gone, "Gone")))
        return person

    def _page(self, request: web.Request, statuses: Sequence[Status]) -> web.Response:
        """min_id gives the oldest that are newer, since_id the newest; both newest first."""
        limit = max(1, min(int(request.query.get("limit", "20")), _PAGE_MOST))
        above = max(int(request.query.get(name, "0")) for name in ("since_id", "min_id"))
        below = int(request.query["max_id"]) if "max_id" in request.query else None
        kept = [
            one
            for one in statuses
            if int(one.id) > above and (below is None or int(one.id) < below)
        ]
        page = kept[-limit:] if "min_id" in request.query else kept[:limit]
        answer = web.json_response([entities.status(self._all, one) for one in page])
        if page:
            here = f"{self._all.origin}{request.path}?limit={limit}"
            older, newer = f"{here}&max_id={page[-1].id}", f"{here}&min_id={page[0].id}"
            answer.headers["Link"] = f'<{older}>; rel="next", <{newer}>; rel="prev"'
        return answer


def _set(request: web.Request, name: str) -> bool:
    return request.query.get(name, "").lower() in ("true", "1")
