"""A small AppView and PDS in memory, speaking the AT Protocol's HTTP interface.

https://docs.bsky.app/docs/api
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(slots=True)
class Actor:
    """`state`: "" or the error that its profile answers, AccountDeactivated for one."""

    did: str
    handle: str
    name: str = ""
    followers: int = 0
    state: str = ""
    bio: str = ""


@dataclass(slots=True)
class Entry:
    """One place in an author's feed. `by`: who reposted it, `at` being when."""

    uri: str
    author: str
    record: dict[str, Any]
    at: datetime
    by: str = ""
    embed: dict[str, Any] | None = None
    pinned: bool = False


@dataclass(slots=True)
class Sky:
    """What the servers know. `failing`: status by method. `ignores_filters`: of the search.

    `lagging`: posts that are counted, but not in the feeds yet. `lives`: how many requests an
    access token lasts. `logins`, `refreshes`: sessions asked for.
    """

    origin: str = ""
    actors: dict[str, Actor] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    failing: dict[str, int] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    password: str = "app-pass-word-1234"
    ignores_filters: bool = False
    lagging: set[str] = field(default_factory=set)
    lives: int = 1000
    logins: int = 0
    refreshes: int = 0
    revoked: bool = False
    _access: dict[str, int] = field(default_factory=dict)

    def actor(self, handle: str, name: str = "", followers: int = 0) -> Actor:
        did = f"did:plc:{len(self.actors) + 1:024d}"
        self.actors[did] = Actor(did, handle, name or handle, followers)
        return self.actors[did]

    def post(self, actor: Actor, text: str, at: datetime, **record: Any) -> str:
        """A post, its URI returned. `record`: more fields of it, `embed` its view."""
        embed = record.pop("embed", None)
        uri = f"at://{actor.did}/app.bsky.feed.post/{len(self.entries):013d}"
        written = {"$type": "app.bsky.feed.post", "text": text, "createdAt": stamp(at), **record}
        self.entries.append(Entry(uri, actor.did, written, at, embed=embed))
        return uri

    def repost(self, actor: Actor, uri: str, at: datetime) -> None:
        original = next(entry for entry in self.entries if entry.uri == uri)
        self.entries.append(Entry(uri, original.author, original.record, at, by=actor.did))

    def pin(self, uri: str) -> None:
        next(entry for entry in self.entries if entry.uri == uri).pinned = True

    def delete(self, uri: str) -> None:
        self.entries = [entry for entry in self.entries if entry.uri != uri]

    def feed_of(self, did: str) -> list[Entry]:
        """Newest first, a repost by its own time."""
        own = [one for one in self.entries if (one.by or one.author) == did]
        own = [one for one in own if one.uri not in self.lagging]
        return sorted(own, key=lambda one: one.at, reverse=True)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve both roles on a free port of 127.0.0.1; gives the origin."""
        app = web.Application()
        app.router.add_route("*", "/xrpc/{method}", self._door)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self.origin
        finally:
            await runner.cleanup()

    async def _door(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.requests[method] += 1
        if status := self.failing.get(method):
            return error(status, "InternalServerError", "Internal Server Error")
        handlers: dict[str, Handler] = {
            "app.bsky.actor.getProfile": self._profile,
            "app.bsky.actor.getProfiles": self._profiles,
            "app.bsky.actor.searchActors": self._search_actors,
            "app.bsky.feed.getAuthorFeed": self._author_feed,
            "app.bsky.feed.getPosts": self._posts,
            "app.bsky.feed.searchPosts": self._search_posts,
            "app.bsky.unspecced.getTrends": self._trends,
            "app.bsky.unspecced.getTrendingTopics": self._topics,
            "com.atproto.server.createSession": self._login,
            "com.atproto.server.refreshSession": self._renew,
        }
        if method not in handlers:
            return error(501, "MethodNotImplemented", "Method Not Implemented")
        return await handlers[method](request)

    def _find(self, name: str) -> Actor | web.Response:
        known = self.actors.get(name) or next(
            (one for one in self.actors.values() if one.handle == name.lower()), None
        )
        if known is None:
            return error(400, "InvalidRequest", "Profile not found")
        if known.state:
            return error(400, known.state, "Account is deactivated")
        return known

    async def _profile(self, request: web.Request) -> web.Response:
        found = self._find(request.query.get("actor", ""))
        if isinstance(found, web.Response):
            return found
        return web.json_response(self._detailed(found))

    async def _profiles(self, request: web.Request) -> web.Response:
        """Who isn't known or doesn't show is left out, as the AppView does."""
        wanted = request.query.getall("actors", [])
        if not 0 < len(wanted) <= 25:
            return error(400, "InvalidRequest", "actors must have from 1 to 25 items")
        found = [one for name in wanted if isinstance(one := self._find(name), Actor)]
        return web.json_response({"profiles": [self._detailed(one) for one in found]})

    def _detailed(self, actor: Actor) -> dict[str, Any]:
        posts = [one for one in self.entries if one.author == actor.did and not one.by]
        return {**self._view(actor), "postsCount": len(posts), "description": actor.bio}

    async def _search_actors(self, request: web.Request) -> web.Response:
        words = request.query.get("q", "").lower()
        found = [one for one in self.actors.values() if words in f"{one.handle} {one.name}".lower()]
        actors = [
            {name: value for name, value in self._view(one).items() if name != "followersCount"}
            for one in found
            if not one.state
        ]
        return web.json_response({"actors": actors[: int(request.query.get("limit", "25"))]})

    async def _author_feed(self, request: web.Request) -> web.Response:
        found = self._find(request.query.get("actor", ""))
        if isinstance(found, web.Response):
            return error(400, "InvalidRequest", "Profile not found")
        limit = int(request.query.get("limit", "50"))
        if limit > 100:
            return error(400, "InvalidRequest", "limit may be at most 100")
        entries = self.feed_of(found.did)
        start = int(request.query.get("cursor") or "0")
        page = [self._item(one) for one in entries[start : start + limit]]
        if request.query.get("includePins") == "true" and start == 0:
            pins = [self._item(one, pin=True) for one in entries if one.pinned]
            page = pins + page
        more = {"cursor": str(start + limit)} if start + limit < len(entries) else {}
        return web.json_response({"feed": page, **more})

    async def _posts(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("uris")
        if len(wanted) > 25:
            return error(400, "InvalidRequest", "uris may be at most 25")
        found = [one for one in self.entries if one.uri in wanted and not one.by]
        return web.json_response({"posts": [self._post_view(one) for one in found]})

    async def _search_posts(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            return web.Response(status=403, text="<html>Forbidden</html>", content_type="text/html")
        if self._access.get(token, 0) <= 0:
            return error(400, "ExpiredToken", "Token has expired")
        self._access[token] -= 1
        words, tag = request.query.get("q", "").strip('"').lower(), request.query.get("tag")
        found = [one for one in self.entries if not one.by]
        if not self.ignores_filters:
            found = [one for one in found if words in str(one.record["text"]).lower()]
            found = [one for one in found if tag is None or f"#{tag}" in str(one.record["text"])]
        newest = sorted(found, key=lambda one: one.at, reverse=True)
        start, limit = (
            int(request.query.get("cursor") or "0"),
            int(request.query.get("limit", "25")),
        )
        more = {"cursor": str(start + limit)} if start + limit < len(newest) else {}
        page = [self._post_view(one) for one in newest[start : start + limit]]
        return web.json_response({"posts": page, **more})

    async def _trends(self, request: web.Request) -> web.Response:
        trend = {"topic": "tax", "displayName": "Tax", "link": "/topic/tax", "postCount": 12}
        return web.json_response({"trends": [trend]})

    async def _topics(self, request: web.Request) -> web.Response:
        return web.json_response({"topics": [{"topic": "Audit", "link": "/topic/audit"}]})

    async def _login(self, request: web.Request) -> web.Response:
        self.logins += 1
        asked = await request.json()
        if asked.get("password") != self.password:
            return error(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._tokens()

    async def _renew(self, request: web.Request) -> web.Response:
        self.refreshes += 1
        if self.revoked or not request.headers.get("Authorization", "").startswith(
            "Bearer refresh"
        ):
            return error(400, "ExpiredToken", "Token has been revoked")
        return self._tokens()

    def _tokens(self) -> web.Response:
        number = len(self._access) + 1
        self._access[f"access-{number}"] = self.lives
        tokens = {"accessJwt": f"access-{number}", "refreshJwt": f"refresh-{number}"}
        return web.json_response({**tokens, "handle": "me.example", "did": "did:plc:me"})

    def _view(self, actor: Actor) -> dict[str, Any]:
        return {
            "did": actor.did,
            "handle": actor.handle,
            "displayName": actor.name,
            "followersCount": actor.followers,
        }

    def _item(self, entry: Entry, *, pin: bool = False) -> dict[str, Any]:
        item: dict[str, Any] = {"post": self._post_view(entry)}
        if pin:
            item["reason"] = {"$type": "app.bsky.feed.defs#reasonPin"}
        elif entry.by:
            item["reason"] = {
                "$type": "app.bsky.feed.defs#reasonRepost",
                "by": self._view(self.actors[entry.by]),
                "indexedAt": stamp(entry.at),
            }
        return item

    def _post_view(self, entry: Entry) -> dict[str, Any]:
        view = {
            "uri": entry.uri,
            "cid": "bafy",
            "author": self._view(self.actors[entry.author]),
            "record": entry.record,
            "indexedAt": entry.record["createdAt"] if entry.by else stamp(entry.at),
            "likeCount": 1,
            "repostCount": 0,
            "replyCount": 2,
        }
        return {**view, "embed": entry.embed} if entry.embed else view


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def error(status: int, name: str, message: str) -> web.Response:
    return web.json_response({"error": name, "message": message}, status=status)
