"""Servers that speak feeds, in memory: Lemmy, PeerTube, Pixelfed, Google News and a bridge.

What a real one would not be asked is written down and fails the test at the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Written:
    """One item, as whoever writes the feed means it."""

    ident: str
    link: str
    title: str
    html: str
    at: datetime


def rss(title: str, items: list[Written], language: str = "") -> str:
    listed = "".join(
        f"<item><guid isPermaLink='false'>{escape(one.ident)}</guid>"
        f"<link>{escape(one.link)}</link><title>{escape(one.title)}</title>"
        f"<description>{escape(one.html)}</description>"
        f"<pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in items
    )
    told = f"<language>{language}</language>" if language else ""
    head = (
        f"<title>{escape(title)}</title><link>https://x.example</link><description>d</description>"
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{told}{listed}</channel></rss>'


def atom(title: str, items: list[Written], extra: str = "") -> str:
    """`extra`: of each entry, as XML; {ident} stands for the item's id."""
    listed = "".join(
        f"<entry><id>{escape(one.ident)}</id><link rel='alternate' href='{escape(one.link)}'/>"
        f"<title>{escape(one.title)}</title><published>{one.at.isoformat()}</published>"
        f"<updated>{one.at.isoformat()}</updated>"
        f"<content type='html'>{escape(one.html)}</content>{extra}</entry>"
        for one in items
    )
    head = f"<id>urn:f</id><title>{escape(title)}</title><updated>2026-03-01T00:00:00Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{listed}</feed>'


def json_feed(title: str, items: list[Written]) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1",
        "title": title,
        "items": [
            {
                "id": one.ident,
                "url": one.link,
                "title": one.title,
                "content_html": one.html,
                "date_modified": one.at.isoformat(),
            }
            for one in items
        ],
    }


@dataclass(slots=True)
class Feeds:
    """`items`: by the feed's name, as "c/name", "u/name", "videos/name" or a question or path.

    `status`: answered instead of everything. `asked`: paths with queries. `faults`: what no
    vendor would have been asked.
    """

    origin: str = ""
    items: dict[str, list[Written]] = field(default_factory=dict)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    atoms_off: bool = False

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Feeds]:
        app = web.Application()
        app.router.add_get("/feeds/{kind:[cu]}/{name}.xml", self._lemmy)
        app.router.add_get("/feeds/videos.json", self._peertube)
        app.router.add_get("/users/{name}.atom", self._pixelfed)
        app.router.add_get("/rss/search", self._news)
        app.router.add_get("/hub{path:/.*}", self._bridge)
        app.middlewares.append(self._door)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()
        assert self.faults == []

    @web.middleware
    async def _door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        if "Authorization" in request.headers or "Cookie" in request.headers:
            self.faults.append("a credential for a public feed")
        if self.status:
            return web.Response(status=self.status, headers=self.headers, text="<html>no</html>")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _lemmy(self, request: web.Request) -> web.Response:
        kind, name = request.match_info["kind"], request.match_info["name"]
        if request.query.get("sort", "New") not in ("New", "Hot", "Active"):
            self.faults.append(f"sort={request.query['sort']}")
        items = self.items.get(f"{kind}/{name}")
        if items is None:
            return web.json_response({"error": "couldnt_find_community"}, status=400)
        return web.Response(text=rss(f"Lemmy - {name}", items), content_type="application/rss+xml")

    async def _peertube(self, request: web.Request) -> web.Response:
        known = {"videoChannelName", "accountName"}
        if len(request.query) != 1 or set(request.query) - known:
            self.faults.append(request.path_qs)
        kind, name = next(iter(request.query.items()))
        items = self.items.get(f"{'c' if kind == 'videoChannelName' else 'a'}/{name}")
        if items is None:
            problem = {"type": "about:blank", "status": 404, "detail": "not found"}
            return web.json_response(problem, status=404, content_type="application/problem+json")
        return web.json_response(json_feed(name.title(), items))

    async def _pixelfed(self, request: web.Request) -> web.Response:
        items = self.items.get(f"u/{request.match_info['name']}")
        if items is None or self.atoms_off:
            return web.Response(status=404, text="<html>404</html>", content_type="text/html")
        return web.Response(text=atom("Photos", items), content_type="application/atom+xml")

    async def _news(self, request: web.Request) -> web.Response:
        asked = request.query
        edition = f"{asked.get('gl')}:{asked.get('hl', '')[:2]}"
        if set(asked) != {"q", "hl", "gl", "ceid"} or asked["ceid"] != edition:
            self.faults.append(request.path_qs)
        items = self.items.get(asked["q"], [])
        title = f"{asked['q']} - Google"
        return web.Response(text=rss(title, items, asked["hl"]), content_type="application/xml")

    async def _bridge(self, request: web.Request) -> web.Response:
        path = request.path_qs.removeprefix("/hub")
        if path == "/":
            return web.Response(text="<html>Welcome</html>", content_type="text/html")
        items = self.items.get(path)
        if items is None:
            return web.Response(status=503, text="<html>Error</html>", content_type="text/html")
        return web.Response(text=rss(f"Hub {path}", items), content_type="application/rss+xml")
