"""Reddit in memory: its feeds for guests and readers, and its API for an approved application.

https://www.reddit.com/dev/api. What it would not be asked fails the test at the end.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from aiohttp import web

CLIENT, SECRET = "client-id", "client-secret"
READER, TOKEN = "ana", "feed-token-of-ana"
SITE = "https://www.reddit.com"


@dataclass(slots=True)
class Told:
    """A submission. `state`: "" or what it is removed by."""

    id: str
    subreddit: str
    author: str
    title: str
    text: str
    at: datetime
    link: str = ""
    state: str = ""

    @property
    def path(self) -> str:
        return f"/r/{self.subreddit}/comments/{self.id}/sujet/"


@dataclass(slots=True)
class Front:
    """`states`: of subreddits: banned, private. `lives`: how many requests a token lasts.

    `status`: answered to everything instead, with `body`. `asked`: paths, without tokens.
    """

    origin: str = ""
    submissions: list[Told] = field(default_factory=list)
    subreddits: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=dict)
    status: int = 0
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    expects_token: bool = False
    omits_spoilt: bool = True
    page: int = 100
    lives: int = 1000
    opened: int = 0
    _left: dict[str, int] = field(default_factory=dict)

    def tell(self, told: Told) -> Told:
        self.submissions.insert(0, told)
        self.subreddits.add(told.subreddit.lower())
        self.users.add(told.author.lower())
        return told

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Front]:
        app = web.Application()
        app.router.add_post("/api/v1/access_token", self._access)
        app.router.add_get("/r/{names}/new.rss", self._feed)
        app.router.add_get("/user/{user}/submitted.rss", self._feed)
        app.router.add_get("/search.rss", self._feed)
        app.router.add_get("/r/{names}/new", self._json)
        app.router.add_get("/user/{user}/submitted", self._json)
        app.router.add_get("/search", self._json)
        app.router.add_get("/r/{about}/about", self._about)
        app.router.add_get("/api/info", self._info)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()
        assert self.faults == []

    async def _access(self, request: web.Request) -> web.Response:
        pair = request.headers.get("Authorization", "").removeprefix("Basic ")
        form = await request.post()
        if base64.b64decode(pair).decode() != f"{CLIENT}:{SECRET}":
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        if form.get("grant_type") != "client_credentials":
            return web.json_response({"error": "unsupported_grant_type"})
        self.opened += 1
        token = f"app-token-{self.opened}"
        self._left[token] = self.lives
        return web.json_response(
            {"access_token": token, "token_type": "bearer", "expires_in": 86400, "scope": "*"}
        )

    def _refused(self, request: web.Request) -> web.Response | None:
        self.asked.append(f"{request.path}?{request.query.get('after', '')}".rstrip("?"))
        if self.status:
            return web.Response(status=self.status, text=self.body, headers=self.headers)
        return None

    async def _feed(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        tokens = (request.query.get("feed"), request.query.get("user"))
        if tokens != ((TOKEN, READER) if self.expects_token else (None, None)):
            self.faults.append(f"feed asked by {tokens}")
        if "Authorization" in request.headers:
            self.faults.append("a feed takes no bearer")
        found = self._listed(request)
        if isinstance(found, web.Response):
            return found
        text = _atom("newest submissions", found[: self.page])
        return web.Response(text=text, content_type="application/atom+xml")

    async def _json(self, request: web.Request) -> web.Response:
        if refused := self._refused(request) or self._unsigned(request):
            return refused
        if request.query.get("raw_json") != "1":
            self.faults.append("without raw_json its texts are escaped")
        found = self._listed(request)
        if isinstance(found, web.Response):
            return found
        page = found[: self.page]
        after = f"t3_{page[-1].id}" if len(found) > len(page) else None
        return web.json_response(_listing(page, after))

    async def _about(self, request: web.Request) -> web.Response:
        if refused := self._refused(request) or self._unsigned(request):
            return refused
        about = {"title": "La compta", "subscribers": 4321, "display_name": "compta"}
        return web.json_response({"kind": "t5", "data": about})

    async def _info(self, request: web.Request) -> web.Response:
        if refused := self._refused(request) or self._unsigned(request):
            return refused
        wanted = request.query["id"].split(",")
        if len(wanted) > 100:
            self.faults.append("more than 100 ids")
        found = [one for one in self.submissions if f"t3_{one.id}" in wanted]
        return web.json_response(_listing(found, None))

    def _unsigned(self, request: web.Request) -> web.Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self._left[token] = self._left.get(token, 0) - 1
        if self._left[token] < 0:
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        return None

    def _listed(self, request: web.Request) -> list[Told] | web.Response:
        """After the marker, newest first, as the parameters say."""
        if set(request.query) - {"sort", "limit", "after", "q", "raw_json", "feed", "user"}:
            self.faults.append(request.query_string)
        if int(request.query.get("limit", "25")) > 100:
            self.faults.append("limit over 100")
        found = self._of(request)
        after = request.query.get("after")
        if isinstance(found, web.Response) or not after:
            return found
        places = [index for index, one in enumerate(found) if f"t3_{one.id}" == after]
        return found[places[0] + 1 :] if places else []

    def _of(self, request: web.Request) -> list[Told] | web.Response:
        if (user := request.match_info.get("user")) is not None:
            if user.lower() not in self.users:
                return _error(404)
            return [one for one in self.submissions if one.author.lower() == user.lower()]
        if (names := request.match_info.get("names")) is None:
            words = request.query["q"].strip('"').lower()
            return [one for one in self.submissions if words in one.title.lower()]
        wanted = {name.lower() for name in names.split("+")}
        spoilt = {name: self.states[name] for name in wanted if name in self.states}
        if spoilt and (len(wanted) == 1 or not self.omits_spoilt):
            state = next(iter(spoilt.values()))
            return _error(404 if state == "banned" else 403, state)
        if not wanted & self.subreddits:
            raise web.HTTPFound("/subreddits/search?q=nothing")
        readable = wanted - set(spoilt)
        return [one for one in self.submissions if one.subreddit.lower() in readable]


def _error(status: int, reason: str = "") -> web.Response:
    body = {"message": "no", "error": status} | ({"reason": reason} if reason else {})
    return web.json_response(body, status=status)


def _listing(told: list[Told], after: str | None) -> dict[str, Any]:
    children = [{"kind": "t3", "data": _thing(one)} for one in told]
    return {"kind": "Listing", "data": {"after": after, "before": None, "children": children}}


def _thing(one: Told) -> dict[str, Any]:
    return {
        "name": f"t3_{one.id}",
        "id": one.id,
        "subreddit": one.subreddit,
        "author": "[deleted]" if one.state == "deleted" else one.author,
        "title": one.title,
        "selftext": "[removed]" if one.state else one.text,
        "url": one.link or f"{SITE}{one.path}",
        "permalink": one.path,
        "created_utc": one.at.timestamp(),
        "is_self": not one.link,
        "edited": False,
        "over_18": False,
        "stickied": False,
        "score": 7,
        "num_comments": 3,
        "removed_by_category": one.state or None,
    }


def _atom(title: str, told: list[Told]) -> str:
    head = f"<id>/r/x</id><title>{title}</title><updated>2026-03-01T00:00:00+00:00</updated>"
    entries = "".join(map(_entry, told))
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def _entry(one: Told) -> str:
    link = one.link or f"{SITE}{one.path}"
    body = f'<!-- SC_OFF --><div class="md"><p>{escape(one.text)}</p></div><!-- SC_ON -->'
    html = (
        f"{body if one.text else ''} &#32; submitted by &#32; "
        f'<a href="{SITE}/user/{one.author}"> /u/{one.author} </a> &#32; to &#32; '
        f'<a href="{SITE}/r/{one.subreddit}/"> r/{one.subreddit} </a> <br/> '
        f'<span><a href="{link}">[link]</a></span> &#32; '
        f'<span><a href="{SITE}{one.path}">[comments]</a></span>'
    )
    return (
        f"<entry><author><name>/u/{one.author}</name></author>"
        f'<category term="{one.subreddit}" label="r/{one.subreddit}"/>'
        f'<content type="html">{escape(html)}</content><id>t3_{one.id}</id>'
        f'<link href="{SITE}{one.path}"/><published>{one.at.isoformat()}</published>'
        f"<updated>{one.at.isoformat()}</updated><title>{escape(one.title)}</title></entry>"
    )
