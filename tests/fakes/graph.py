"""A small Graph in memory: Facebook's pages, Instagram's accounts and hashtags, Threads.

It speaks the published shapes and notes as violations what Meta would refuse.
https://developers.facebook.com/docs/graph-api
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NoReturn, TypeAlias

from aiohttp import web

from tests.fakes.graph_world import Entity, World

Handler: TypeAlias = Callable[[str, Mapping[str, str]], Entity]

TOKEN = "graph-token-1234"
OWN_ID = "17841400000000001"
PAGING = {"limit", "after"}
PAGE_FIELDS = {
    "id", "name", "username", "link", "fan_count", "followers_count", "about", "website",
}  # fmt: skip
PERSON_FIELDS = {
    "id", "name", "username", "followers_count", "media_count", "biography", "website",
}  # fmt: skip
POST_FIELDS = {
    "id", "from", "message", "story", "created_time", "permalink_url", "parent_id", "attachments",
}  # fmt: skip
MEDIA_FIELDS = {
    "id", "caption", "media_type", "permalink", "timestamp", "like_count", "comments_count",
}  # fmt: skip
THREAD_FIELDS = {
    "id", "media_type", "permalink", "username", "text", "timestamp", "is_quote_post",
    "topic_tag", "link_attachment_url", "alt_text",
}  # fmt: skip

_DISCOVERY = re.compile(
    r"business_discovery\.username\(([^()]*)\)"
    r"\{([^{}]*),media(?:\.after\(([^()]*)\))?\.limit\((\d+)\)\{([^{}]*)\}\}"
)


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, code: int, subcode: int = 0, message: str = "") -> None:
        super().__init__(message)
        told = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
        self.body = {"error": told | ({"error_subcode": subcode} if subcode else {})}


@dataclass(slots=True)
class FakeGraph(World):
    """`usage`: headers added to every answer. `failing`: the error of the next request of a path.

    `approved`: without it only what is one's own can be read.
    """

    origin: str = ""
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    approved: bool = True
    usage: dict[str, str] = field(default_factory=dict)
    failing: dict[str, Refused] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    _shown: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve on a free port of 127.0.0.1. At the end nothing may have been refused."""
        app = web.Application()
        app.router.add_get("/{version}/{path:.*}", self._door)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self.origin
        finally:
            await runner.cleanup()
        assert not self.violations, "\n".join(self.violations)

    async def _door(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.requests[path] += 1
        try:
            return self._said(self._answer(request, path), 200)
        except Refused as refused:
            return self._said(refused.body, 400)

    def _said(self, body: Entity, status: int) -> web.Response:
        headers = {"Date": format_datetime(self.now, usegmt=True), **self.usage}
        return web.json_response(body, status=status, headers=headers)

    def _answer(self, request: web.Request, path: str) -> Entity:
        if "access_token" in request.query:
            self.violations.append(f"{path}: the token stands in the address")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(190, 463, "Invalid OAuth access token")
        if path in self.failing:
            raise self.failing.pop(path)
        return self._handler(request.match_info["version"], path)(path, request.query)

    def _handler(self, version: str, path: str) -> Handler:
        if version == "v1.0":
            known = {
                "profile_lookup": self._lookup,
                "profile_posts": self._profile_posts,
                "keyword_search": self._keyword_search,
            }
            return known.get(path, self._thread)
        if version != "v26.0":
            raise Refused(2635, 0, "You are calling a deprecated version")
        graph = {
            "pages/search": self._pages_search,
            "ig_hashtag_search": self._hashtag_search,
            OWN_ID: self._discovery,
        }
        if path.endswith("/recent_media"):
            return self._recent_media
        return graph.get(path, self._feed if path.endswith("/posts") else self._node)

    # Facebook

    def _page_of(self, name: str) -> Entity:
        found = [one for one in self.pages.values() if name in (one["id"], one["username"])]
        if not self.approved:
            raise Refused(10, 0, "(#10) This endpoint requires Page Public Content Access")
        if not found:
            raise Refused(803, 0, "(#803) Some of the aliases you requested do not exist")
        return found[0]

    def _node(self, path: str, query: Mapping[str, str]) -> Entity:
        owner, _, number = path.partition("_")
        if not number:
            self._check(path, query, {"fields"}, PAGE_FIELDS)
            return self._page_of(path)
        self._check(path, query, {"fields"}, POST_FIELDS)
        found = [post for post in self.feeds.get(owner, []) if post["id"] == path]
        if not found:
            raise Refused(100, 33, "Unsupported get request. Object does not exist")
        return self._shown_post(owner, found[0])

    def _feed(self, path: str, query: Mapping[str, str]) -> Entity:
        page = self._page_of(path.removesuffix("/posts"))
        self._check(path, query, {"fields", *PAGING}, POST_FIELDS, most=100)
        posts = [self._shown_post(page["id"], post) for post in self.feeds[page["id"]]]
        return paged(posts, query, self.origin)

    def _shown_post(self, owner: str, post: Entity) -> Entity:
        return {"from": {"id": owner, "name": self.pages[owner]["name"]}, **post}

    def _pages_search(self, path: str, query: Mapping[str, str]) -> Entity:
        self._check(path, query, {"q", "fields", *PAGING}, {"id", "name", "link", "location"})
        if not self.approved:
            raise Refused(10, 0, "(#10) This endpoint requires Page Public Content Access")
        words = query["q"].lower()
        found = [
            {name: page[name] for name in ("id", "name", "link")}
            for page in self.pages.values()
            if words in page["name"].lower()
        ]
        return paged(found, query, self.origin)

    # Instagram

    def _discovery(self, path: str, query: Mapping[str, str]) -> Entity:
        match = _DISCOVERY.fullmatch(query.get("fields", ""))
        if match is None:
            self._refuse(path, f"fields={query.get('fields')}")
        name, facts, after, limit, media = match.groups()
        self._fields(path, facts, PERSON_FIELDS)
        self._fields(path, media, MEDIA_FIELDS)
        if not self.approved:
            raise Refused(10, 0, "(#10) Application does not have permission for this action")
        if name not in self.accounts:
            raise Refused(110, 2207013, "Invalid user id")
        account = self.accounts[name]
        page = paged(account["media"], {"after": after or "", "limit": limit}, self.origin)
        counted = {"media_count": len(account["media"])}
        return {"business_discovery": counted | account | {"media": page}, "id": OWN_ID}

    def _hashtag_search(self, path: str, query: Mapping[str, str]) -> Entity:
        self._check(path, query, {"user_id", "q"}, set())
        if not self.approved:
            raise Refused(10, 0, "(#10) Instagram Public Content Access is required")
        if query["q"] not in self.hashtags:
            raise Refused(24, 2207024, "The requested resource does not exist")
        return {"data": [{"id": f"178{list(self.hashtags).index(query['q'])}"}]}

    def _recent_media(self, path: str, query: Mapping[str, str]) -> Entity:
        """Its cursor is the same for every page, and pages aren't in order of time."""
        self._check(path, query, {"user_id", "fields", *PAGING}, MEDIA_FIELDS, most=50)
        tag = list(self.hashtags)[int(path.split("/")[0].removeprefix("178"))]
        start = self._shown[tag] if query.get("after") else 0
        self._shown[tag] = start + int(query["limit"])
        page = self.hashtags[tag][start : self._shown[tag]]
        return {"data": sorted(page, key=str), "paging": {"cursors": {"after": "same"}}}

    # Threads

    def _lookup(self, path: str, query: Mapping[str, str]) -> Entity:
        self._check(path, query, {"username"}, set())
        return self._profile(query["username"])

    def _profile(self, name: str) -> Entity:
        if not self.approved and name not in ("meta", "threads", "instagram", "facebook"):
            raise Refused(10, 0, "Application does not have permission for this action")
        if name not in self.profiles:
            raise Refused(24, 0, "The requested resource does not exist")
        return self.profiles[name]

    def _profile_posts(self, path: str, query: Mapping[str, str]) -> Entity:
        self._check(path, query, {"username", "fields", *PAGING}, THREAD_FIELDS, most=100)
        name = self._profile(query["username"])["username"]
        return paged([one for one in self.threads if one["username"] == name], query)

    def _keyword_search(self, path: str, query: Mapping[str, str]) -> Entity:
        known = {"q", "search_type", "search_mode", "since", "fields", *PAGING}
        self._check(path, query, known, {*THREAD_FIELDS, "is_reply"}, most=100)
        words, tag = query["q"].lower(), query.get("search_mode") == "TAG"
        found = [
            one
            for one in self.threads
            if (
                str(one.get("topic_tag", "")).lower() == words
                if tag
                else words in one["text"].lower()
            )
            and (self.approved or one["username"] == "me")
        ]
        return paged(found, query)

    def _thread(self, path: str, query: Mapping[str, str]) -> Entity:
        self._check(path, query, {"fields"}, THREAD_FIELDS)
        found = [one for one in self.threads if one["id"] == path]
        if not found:
            raise Refused(100, 33, "Unsupported get request. Object does not exist")
        return found[0]

    # What Meta refuses

    def _check(
        self, path: str, query: Mapping[str, str], known: set[str], fields: set[str], most: int = 50
    ) -> None:
        if unknown := set(query) - known:
            self._refuse(path, f"unknown parameters {unknown}")
        if not 0 < int(query.get("limit", "1")) <= most:
            self._refuse(path, f"limit={query['limit']}")
        self._fields(path, query.get("fields", ""), fields)

    def _fields(self, path: str, asked: str, known: set[str]) -> None:
        flat = re.sub(r"\{[^{}]*\}", "", asked)
        if unknown := {name for name in flat.split(",") if name} - known:
            self._refuse(path, f"unknown fields {unknown}")

    def _refuse(self, path: str, what: str) -> NoReturn:
        self.violations.append(f"{path}: {what}")
        raise Refused(100, 0, what)


def paged(found: Sequence[Entity], query: Mapping[str, str], origin: str = "") -> Entity:
    """One page, with the cursors of its ends; `next` only where the Graph gives it."""
    start, limit = int(query.get("after") or "0"), int(query.get("limit", "25"))
    page = list(found[start : start + limit])
    if not page:
        return {"data": []}
    paging: Entity = {"cursors": {"before": str(start), "after": str(start + len(page))}}
    if origin and start + limit < len(found):
        paging["next"] = f"{origin}/next?access_token={TOKEN}"
    return {"data": page, "paging": paging}


def usage(percent: float, regain: int = 0) -> dict[str, str]:
    """The header of a business's use."""
    counts = {"call_count": percent, "total_time": 1, "total_cputime": 1}
    entry = {"type": "pages", **counts, "estimated_time_to_regain_access": regain}
    return {"X-Business-Use-Case-Usage": json.dumps({"123": [entry]})}
