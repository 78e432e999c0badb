"""YouTube in memory: channels' pages and feeds, and the Data API v3 of its published description.

https://developers.google.com/youtube/v3/docs. What the API's description doesn't know is refused
as the API would, and fails the test at the end.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "youtube"
KEY = "the-api-key-of-this-test"


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    title: str
    description: str
    at: datetime


@dataclass(slots=True)
class Owner:
    """`uploads`: newest first. `hidden`: its count of followers is.

    `silent_page`: its page leads to one that asks for consent. `unlisted`: it has no list of
    uploads.
    """

    id: str
    handle: str
    title: str
    uploads: list[Upload] = field(default_factory=list)
    followers: int = 1200
    hidden: bool = False
    silent_page: bool = False
    unlisted: bool = False


@dataclass(slots=True)
class Tube:
    """`feeds`: the status that feeds answer instead. `error`: (status, reason) of the API.

    `calls`: methods asked of the API. `faults`: what it would not have been asked.
    """

    origin: str = ""
    owners: dict[str, Owner] = field(default_factory=dict)
    feeds: int = 0
    error: tuple[int, str] | None = None
    calls: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def owner(self, number: int, handle: str, title: str) -> Owner:
        ident = f"UC{number:022d}"
        self.owners[ident] = Owner(ident, handle, title)
        return self.owners[ident]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Tube]:
        app = web.Application()
        app.router.add_get("/feeds/videos.xml", self._feed)
        app.router.add_get("/youtube/v3/{method}", self._api)
        app.router.add_get("/{page:.*}", self._page)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()
        assert self.faults == []

    async def _feed(self, request: web.Request) -> web.Response:
        if "X-Goog-Api-Key" in request.headers or set(request.query) != {"channel_id"}:
            self.faults.append(f"feed asked with {request.query_string}")
        owner = self.owners.get(request.query.get("channel_id", ""))
        if self.feeds or owner is None:
            return web.Response(status=self.feeds or 404, text="<html>Error</html>")
        return web.Response(text=feed(owner), content_type="application/xml")

    async def _page(self, request: web.Request) -> web.Response:
        self.pages.append(request.path)
        name = request.path.strip("/").lower()
        named = (one for one in self.owners.values() if name in _pages(one))
        owner = next(named, None)
        if owner is None:
            return web.Response(status=404, text="<html>404</html>", content_type="text/html")
        if owner.silent_page:
            raise web.HTTPFound("https://consent.youtube.com/m")
        return web.Response(text=page(owner), content_type="text/html")

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if request.headers.get("X-Goog-Api-Key") != KEY:
            return _error(400, "badRequest", "API_KEY_INVALID")
        self._check(method, request.query)
        if self.error:
            return _error(*self.error)
        answers = {
            "channels": self._channels,
            "playlistItems": self._playlist,
            "search": self._search,
            "videos": self._videos,
        }
        return answers[method](request.query)

    def _check(self, method: str, asked: Mapping[str, str]) -> None:
        """Against Google's own description, where it lies beside the checkout."""
        if "key" in asked:
            self.faults.append("the key stands in an address")
        if not SPEC.exists():
            return
        spec = json.loads((SPEC / "youtube.v3.discovery.json").read_text("utf-8"))
        known = spec["resources"][method]["methods"]["list"]["parameters"]
        self.faults += [
            f"{method}: {name}={value}"
            for name, value in asked.items()
            if not _allowed(known.get(name), value)
        ]

    def _channels(self, asked: Mapping[str, str]) -> web.Response:
        wanted = asked.get("id") or asked.get("forHandle") or asked.get("forUsername") or ""
        found = [
            one
            for one in self.owners.values()
            if wanted.lower().lstrip("@") in (one.id.lower(), one.handle.lower())
        ]
        items = [
            {
                "kind": "youtube#channel",
                "id": one.id,
                "snippet": {
                    "title": one.title,
                    "description": "",
                    "customUrl": f"@{one.handle}",
                    "publishedAt": "2015-01-01T00:00:00Z",
                },
                "statistics": {
                    "subscriberCount": str(one.followers),
                    "hiddenSubscriberCount": one.hidden,
                    "videoCount": str(len(one.uploads)),
                },
            }
            for one in found
        ]
        listed = {"items": items} if items else {}
        return web.json_response({"kind": "youtube#channelListResponse", **listed})

    def _playlist(self, asked: Mapping[str, str]) -> web.Response:
        owner = self.owners.get("UC" + asked["playlistId"].removeprefix("UU"))
        if owner is None or owner.unlisted:
            return _error(404, "playlistNotFound")
        items = [
            {
                "kind": "youtube#playlistItem",
                "snippet": {
                    "title": one.title,
                    "description": one.description,
                    "channelId": owner.id,
                    "channelTitle": owner.title,
                    "publishedAt": one.at.isoformat(),
                },
                "contentDetails": {"videoId": one.id, "videoPublishedAt": one.at.isoformat()},
            }
            for one in owner.uploads[: int(asked["maxResults"])]
        ]
        return web.json_response({"kind": "youtube#playlistItemListResponse", "items": items})

    def _search(self, asked: Mapping[str, str]) -> web.Response:
        words = asked["q"].strip('"').lower()
        items: list[dict[str, Any]] = []
        for owner in self.owners.values():
            about = {"channelId": owner.id, "channelTitle": escape(owner.title, quote=True)}
            if "channel" in asked["type"].split(",") and words in owner.title.lower():
                told = {**about, "title": escape(owner.title), "description": ""}
                items.append({"id": {"channelId": owner.id}, "snippet": told})
            for one in owner.uploads:
                if words in one.title.lower():
                    told = {**about, "title": escape(one.title), "description": one.description}
                    told["publishedAt"] = one.at.isoformat()
                    items.append({"id": {"videoId": one.id}, "snippet": told})
        start = int(asked.get("pageToken", "0"))
        size = int(asked["maxResults"])
        more = {"nextPageToken": str(start + size)} if start + size < len(items) else {}
        listed = {"items": items[start : start + size], **more}
        return web.json_response({"kind": "youtube#searchListResponse", **listed})

    def _videos(self, asked: Mapping[str, str]) -> web.Response:
        wanted = asked["id"].split(",")
        if len(wanted) > 50:
            self.faults.append("more than 50 ids")
        items = [
            {
                "id": one.id,
                "snippet": {
                    "title": one.title,
                    "description": one.description,
                    "channelId": owner.id,
                    "channelTitle": owner.title,
                    "publishedAt": one.at.isoformat(),
                },
            }
            for owner in self.owners.values()
            for one in owner.uploads
            if one.id in wanted
        ]
        return web.json_response({"kind": "youtube#videoListResponse", "items": items})


def _allowed(rule: Mapping[str, Any] | None, value: str) -> bool:
    """`rule`: of a parameter, as the description has it; None: it knows none of that name."""
    if rule is None or (rule.get("enum") and value not in rule["enum"]):
        return False
    return "maximum" not in rule or int(rule["minimum"]) <= int(value) <= int(rule["maximum"])


def feed(owner: Owner) -> str:
    listed = "".join(
        f"<entry><id>yt:video:{one.id}</id><yt:videoId>{one.id}</yt:videoId>"
        f"<title>{escape(one.title)}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/watch?v={one.id}"/>'
        f"<author><name>{escape(owner.title)}</name></author>"
        f"<published>{one.at.isoformat()}</published><updated>{one.at.isoformat()}</updated>"
        f"<media:group><media:title>{escape(one.title)}</media:title>"
        f'<media:content url="https://www.youtube.com/v/{one.id}" type="x"/>'
        f"<media:description>{escape(one.description)}</media:description></media:group></entry>"
        for one in owner.uploads[:15]
    )
    spaces = (
        'xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"'
    )
    head = f"<id>yt:channel:{owner.id[2:]}</id><title>{escape(owner.title)}</title>"
    return f'<?xml version="1.0" encoding="UTF-8"?><feed {spaces}>{head}{listed}</feed>'


def page(owner: Owner) -> str:
    """A channel's page holds other channels' ids too."""
    other = "https://www.youtube.com/channel/UC" + "x" * 22
    return (
        f'<!DOCTYPE html><html><head><script>var a = {{"browseId":"{other}"}}</script>'
        '<link rel="alternate" type="application/rss+xml" title="RSS" '
        f'href="https://www.youtube.com/feeds/videos.xml?channel_id={owner.id}">'
        f'</head><body><a href="{other}">Suivre</a></body></html>'
    )


def _pages(owner: Owner) -> set[str]:
    handle = owner.handle.lower()
    return {f"@{handle}", f"c/{handle}", f"user/{handle}", f"channel/{owner.id}".lower()}


def _error(status: int, reason: str, detail: str = "") -> web.Response:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": detail}]
    error = {
        "code": status,
        "message": "no",
        "errors": [{"message": "no", "domain": "youtube", "reason": reason}],
        **({"details": details} if detail else {}),
    }
    return web.json_response({"error": error}, status=status)
