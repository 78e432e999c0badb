"""A small X, speaking version 2 of its HTTP interface under either set of names.

https://docs.x.com/x-api/introduction
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from tests.fakes.x_spec import complaints
from tests.fakes.x_world import EPOCH, Query, World, Written, moment, stamp

WEEK = timedelta(days=7)
_PART = re.compile(r'"([^"]+)"|(#?\w+)')
_PROBLEMS = "https://api.x.com/2/problems/"


@dataclass(slots=True)
class FakeX(World):
    """`failing`: (status, body) by call. `wrong`: what a real X would refuse; fails the test.

    `counted`: posts by their time, for counts. `job`: status that a new compliance job gets.
    `polls`: until it is done. `noncompliant`: why each id is to be deleted.
    """

    token: str = "app-token"
    origin: str = ""
    failing: dict[str, tuple[int, Any]] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, Query]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    counted: dict[datetime, int] = field(default_factory=dict)
    job: int = 200
    polls: int = 1
    uploaded: list[str] = field(default_factory=list)
    noncompliant: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve on a free port of 127.0.0.1; gives the origin. Fails on what X would refuse."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._door)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self.origin
        finally:
            await runner.cleanup()
        assert self.wrong == []

    async def _door(self, request: web.Request) -> web.Response:
        path, query = request.path, dict(request.query)
        if path.startswith("/storage/"):
            return await self._storage(request)
        call = re.sub(r"(?<=.)/\d+(?=/|$)", "/:id", path)
        self.requests[call] += 1
        self.asked.append((path, query))
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return self._problem(401, "about:blank", "Unauthorized")
        if call in self.failing:
            status, body = self.failing[call]
            return self._json(body, status)
        if refused := self._refused(request.method, path, query):
            return refused
        return await self._answer(call, request, query)

    def _refused(self, method: str, path: str, query: Query) -> web.Response | None:
        wrong = complaints(self.family, method, path, query)
        other = "post" if self.family == "tweet" else "tweet"
        foreign = [name for name in query if name == f"{other}.fields"]
        if not wrong and not foreign:
            return None
        if complaints(other, method, path, query) or not (foreign or "user.fields" in query):
            self.wrong += wrong
        about = foreign or ["user.fields"]
        return self._invalid(about[0], f"The query parameter [{about[0]}] is unknown")

    async def _answer(self, call: str, request: web.Request, query: Query) -> web.Response:
        calls: dict[str, Callable[[str, Query], web.Response]] = {
            "/2/users/by": self._users,
            "/2/users": self._users,
            "/2/users/:id/tweets": self._timeline,
            "/2/tweets/search/recent": self._search,
            "/2/tweets": self._lookup,
            "/2/tweets/counts/recent": self._counts,
            "/2/trends/by/woeid/:id": self._trends,
            "/2/usage/tweets": self._usage,
            "/2/compliance/jobs/:id": self._poll,
        }
        if call == "/2/compliance/jobs":
            return self._create(await request.json())
        return calls[call](request.path, query)

    def _users(self, path: str, query: Query) -> web.Response:
        by = "username" if path.endswith("/by") else "id"
        wanted = query.get("usernames", query.get("ids", "")).split(",")
        found, errors = [], []
        for value in wanted:
            known = next((one for one in self.people.values()
                          if str(getattr(one, by)).lower() == value.lower()), None)  # fmt: skip
            if known and known.state != "suspended":
                found.append(known)
            else:
                detail = f"User has been suspended: [{value}]." if known else "Could not find user"
                errors.append(self._missing("user", value, detail))
        views = [self.user_view(one, query.get("user.fields", "")) for one in found]
        latest = f"most_recent_{self.family}_id"
        samples = []
        if latest in query.get("expansions", ""):
            for one, view in zip(found, views, strict=True):
                own = [post for post in self.written if post.author == one.id]
                if own:
                    view[latest] = own[-1].id
                    samples.append(self.view(own[-1], query))
        self.billed["user"] += len(views)
        return self._page(views, samples=samples, errors=errors)

    def _timeline(self, path: str, query: Query) -> web.Response:
        known = self.people.get(path.split("/")[3])
        if known is None or known.state:
            kind = "not-authorized-for-resource" if known and known.state == "protected" else ""
            detail = f"User has been {known.state}" if known else "Could not find user"
            return self._page([], errors=[self._missing("user", path, detail, kind)])
        own = [one for one in self.written if one.author == known.id]
        own = [one for one in own if "retweeted" not in one.references]
        return self._posts(own, query, "pagination_token")

    def _search(self, path: str, query: Query) -> web.Response:
        words = query["query"]
        if len(words) > 512:
            self.wrong.append(f"a query of {len(words)} characters")
            return self._invalid("query", "query: too long")
        floor = self.now - WEEK
        for name in ("since_id", "start_time"):
            if name in query and moment(query[name]) < floor:
                return self._invalid(name, f"'{name}' must be of the last 7 days")
        if "end_time" in query and moment(query["end_time"]) > self.now - timedelta(seconds=10):
            self.wrong.append("end_time is too near to now")
        found = [one for one in self.written if one.at >= floor and self._matches(one, words)]
        return self._posts(found, query, "next_token")

    def _matches(self, post: Written, words: str) -> bool:
        author = self.people[post.author]
        if author.hidden or author.state or ("-is:retweet" in words and
                                             "retweeted" in post.references):  # fmt: skip
            return False
        names = [name.lower() for name in re.findall(r"from:(\w+)", words)]
        if names:
            return author.username.lower() in names
        either = words.partition(" -")[0].strip("()").split(" OR ")
        return any(_says(post.text, alternative) for alternative in either)

    def _lookup(self, path: str, query: Query) -> web.Response:
        wanted = query["ids"].split(",")
        found = {one.id: one for one in self.written}
        errors = [self._missing("tweet", one, "gone") for one in wanted if one not in found]
        views = [self.view(found[one], query) for one in wanted if one in found]
        return self._page(views, errors=errors)

    def _posts(self, found: list[Written], query: Query, token: str) -> web.Response:
        since = int(query.get("since_id", "0"))
        start = moment(query["start_time"]) if "start_time" in query else EPOCH
        end = moment(query["end_time"]) if "end_time" in query else self.now
        kept = [one for one in found if int(one.id) > since and start <= one.at <= end]
        kept.sort(key=lambda one: int(one.id), reverse=True)
        size, place = int(query.get("max_results", "10")), int(query.get(token, "0"))
        page = kept[place : place + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
        if place + size < len(kept):
            meta["next_token"] = str(place + size)
        authors = {one.author: self.people[one.author] for one in page}
        named = "author_id" in query.get("expansions", "")
        users = [self.user_view(one, query.get("user.fields", "")) for one in authors.values()]
        self.billed["user"] += len(users) if named else 0
        views = [self.view(one, query) for one in page]
        return self._page(views, meta=meta, users=users if named else [])

    def _counts(self, path: str, query: Query) -> web.Response:
        self.billed["counts"] += 1
        step = timedelta(hours=1 if query["granularity"] == "hour" else 24)
        start, buckets = self.now - WEEK, []
        while start < self.now:
            top = start.replace(minute=0, second=0, microsecond=0)
            end = min(top + step, self.now)
            posts = sum(count for at, count in self.counted.items() if start <= at < end)
            buckets.append(
                {"start": stamp(start), "end": stamp(end), f"{self.family}_count": posts}
            )
            start = end
        return self._json({"data": buckets, "meta": {f"total_{self.family}_count": 0}})

    def _trends(self, path: str, query: Query) -> web.Response:
        self.billed["trends"] += 1
        named = [{"trend_name": "#TVA", "tweet_count": 120}, {"trend_name": "Bercy"}]
        return self._json({"data": named if path.endswith("/23424819") else named[:1]})

    def _usage(self, path: str, query: Query) -> web.Response:
        days = [
            {"date": stamp(self.now - timedelta(days=back)), "usage": str(10 + back)}
            for back in (0, 1, 40)
        ]
        usage = {"project_usage": "777", "daily_project_usage": {"project_id": "1", "usage": days}}
        return self._json({"data": usage})

    def _create(self, asked: Any) -> web.Response:
        if asked != {"type": "tweets"}:
            self.wrong.append(f"a compliance job of {asked}")
        if self.job != 200:
            return self._problem(self.job, "client-forbidden", "no compliance jobs")
        return self._json({"data": self._job("created")})

    def _job(self, status: str) -> dict[str, Any]:
        away = self.origin.replace("127.0.0.1", "localhost")
        return {
            "id": "17",
            "type": "tweets",
            "status": status,
            "upload_url": f"{away}/storage/up?signature=a%2Fb",
            "download_url": f"{away}/storage/down?signature=c%2Fd",
        }

    def _poll(self, path: str, query: Query) -> web.Response:
        self.polls -= 1
        return self._json({"data": self._job("in_progress" if self.polls > 0 else "complete")})

    async def _storage(self, request: web.Request) -> web.Response:
        if "Authorization" in request.headers:
            self.wrong.append("the token was sent elsewhere")
        if request.method == "PUT" and request.path == "/storage/up":
            if request.headers.get("Content-Type") != "text/plain":
                self.wrong.append("ids that aren't plain text")
            self.uploaded = (await request.text()).split("\n")
            return web.Response(status=200)
        lines = [
            json.dumps({"id": number, "action": "delete", "reason": self.noncompliant[number]})
            for number in self.uploaded
            if number in self.noncompliant
        ]
        return web.Response(text="\n".join(lines) + "\n")

    def _page(
        self,
        data: list[dict[str, Any]],
        *,
        meta: dict[str, Any] | None = None,
        users: list[dict[str, Any]] | None = None,
        samples: list[dict[str, Any]] | None = None,
        errors: list[dict[str, Any]] | None = None,
    ) -> web.Response:
        """As X does, without any part that would be empty."""
        more = {"users": users, f"{self.family}s": samples}
        parts = {
            "data": data,
            "includes": {name: items for name, items in more.items() if items},
            "errors": errors,
            "meta": meta,
        }
        return self._json({name: part for name, part in parts.items() if part})

    def _missing(self, what: str, value: str, detail: str, kind: str = "") -> dict[str, Any]:
        return {
            "type": _PROBLEMS + (kind or "resource-not-found"),
            "title": "Not Found Error",
            "detail": detail,
            "resource_type": what,
            "resource_id": value,
            "parameter": "ids",
            "value": value,
        }

    def _invalid(self, name: str, message: str) -> web.Response:
        errors = [{"parameters": {name: ["x"]}, "message": message}]
        body = {"title": "Invalid Request", "detail": "One or more parameters was invalid."}
        return self._json({**body, "errors": errors, "type": f"{_PROBLEMS}invalid-request"}, 400)

    def _problem(self, status: int, kind: str, title: str) -> web.Response:
        return self._json({"title": title, "type": _PROBLEMS + kind, "status": status}, status)

    def _json(self, body: Any, status: int = 200) -> web.Response:
        return web.json_response(
            body, status=status, headers={"Date": format_datetime(self.now, usegmt=True)}
        )


def _says(text: str, words: str) -> bool:
    """Has it all of these words, phrases and hashtags?"""
    return all((phrase or word).lower() in text.lower() for phrase, word in _PART.findall(words))
