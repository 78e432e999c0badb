"""A small LinkedIn API in memory, of a token's member who administers some pages.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management. What the real one
refuses or doesn't document is a violation and fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.fakes.http import Call, FakeServer, Fault, json_fault

TOKEN = "AQX-secret-token-of-a-member"
URN = "urn:li:organization:"
_PAGING = frozenset({"start", "count"})


@dataclass(slots=True)
class Organization:
    id: int
    vanity: str
    name: str
    followers: int = 0
    role: str = ""


@dataclass(slots=True)
class Post:
    """`more`: further fields of the element."""

    urn: str
    author: str
    text: str
    created: datetime
    modified: datetime
    more: dict[str, Any] = field(default_factory=dict)


class LinkedInApi(FakeServer):
    """`active`: versions served. `old_edges`: only the former spelling of the edge is known.

    `rights`: the token may ask which pages it administers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.organizations: dict[int, Organization] = {}
        self.posts: dict[str, Post] = {}
        self.active = {"202607"}
        self.old_edges = False
        self.rights = True
        self.blank = False

    def organization(self, vanity: str, name: str = "", **more: Any) -> Organization:
        made = Organization(1000 + len(self.organizations), vanity, name or vanity, **more)
        self.organizations[made.id] = made
        return made

    def post(self, by: Organization, text: str, at: datetime, **more: Any) -> Post:
        urn = f"urn:li:share:{7_000_000 + len(self.posts)}"
        self.posts[urn] = Post(urn, f"{URN}{by.id}", text, at, at, more)
        return self.posts[urn]

    def routes(self) -> list[web.RouteDef]:
        doors: list[tuple[str, str, frozenset[str], Callable[[web.Request], web.Response]]] = [
            ("/rest/organizations", "lookup", frozenset({"q", "vanityName"}), self._lookup),
            ("/rest/organizationsLookup", "by_id", frozenset({"ids"}), self._by_id),
            ("/rest/organizationAcls", "rights", _PAGING | {"q", "role", "state"}, self._rights),
            ("/rest/networkSizes/{urn}", "size", frozenset({"edgeType"}), self._size),
            ("/rest/posts", "posts", _PAGING | {"q", "author", "sortBy"}, self._posts),
            ("/rest/posts/{urn}", "post", frozenset(), self._post),
        ]
        return [web.get(path, self._door(name, known, work)) for path, name, known, work in doors]

    def _door(
        self, method: str, params: frozenset[str], answer: Callable[[web.Request], web.Response]
    ) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            if unknown := request.query.keys() - params:
                self.violations.append(f"{method}: unknown parameters {sorted(unknown)}")
            if TOKEN in request.path_qs:
                self.violations.append(f"{method}: the token stands in the address")
            if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
                self.violations.append(f"{method}: the protocol version is missing")

            async def work() -> web.Response:
                return self._refusal(request) or answer(request)

            told = {**request.match_info, **request.query}
            return await self.serve(request, Call(method, told, 0.0), work)

        return handle

    def _refusal(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, "INVALID_ACCESS_TOKEN", "Invalid access token")
        version = request.headers.get("LinkedIn-Version", "")
        if not version:
            return _error(400, "VERSION_MISSING", "A version must be present")
        if version not in self.active:
            message = f"Requested version {version}01 is not active"
            return _error(426, "NONEXISTENT_VERSION", message)
        return None

    def _lookup(self, request: web.Request) -> web.Response:
        if request.query.get("q") != "vanityName":
            return _error(400, "ILLEGAL_ARGUMENT", "No such finder")
        wanted = request.query["vanityName"].lower()
        found = [one for one in self.organizations.values() if one.vanity == wanted]
        return _listing([_organization(one) for one in found])

    def _by_id(self, request: web.Request) -> web.Response:
        if "ids=List(" not in request.path_qs:
            self.violations.append("by_id: the list's parentheses must not be encoded")
        wanted = request.query["ids"].removeprefix("List(").removesuffix(")").split(",")
        found = {one: self.organizations.get(int(one)) for one in wanted}
        results = {one: _organization(has) for one, has in found.items() if has}
        return web.json_response({"results": results, "statuses": {}, "errors": {}})

    def _rights(self, request: web.Request) -> web.Response:
        if not self.rights:
            return _forbidden("organizationAcls.FINDER-roleAssignee")
        held = [
            {"role": one.role, "organization": f"{URN}{one.id}", "state": "APPROVED"}
            for one in self.organizations.values()
            if one.role
        ]
        return _listing(held[: int(request.query.get("count", "10"))])

    def _size(self, request: web.Request) -> web.Response:
        edge = "CompanyFollowedByMember" if self.old_edges else "COMPANY_FOLLOWED_BY_MEMBER"
        if request.query.get("edgeType") != edge:
            return _error(400, "ILLEGAL_ARGUMENT", "edgeType is no such thing")
        found = self._named(request.match_info["urn"])
        return web.json_response({"firstDegreeSize": found.followers if found else 0})

    def _posts(self, request: web.Request) -> web.Response:
        asked = request.query
        if asked.get("q") != "author" or request.headers.get("X-RestLi-Method") != "FINDER":
            self.violations.append("posts: no such finder")
        count, start = int(asked.get("count", "10")), int(asked.get("start", "0"))
        if not 1 <= count <= 100:
            self.violations.append(f"posts: {count} in a page")
        author = self._named(asked["author"])
        if author is None or not author.role:
            return _forbidden(asked["author"])
        own = [one for one in self.posts.values() if one.author == asked["author"]]
        by_change = sorted(own, key=lambda one: one.modified, reverse=True)
        shown = [] if self.blank else by_change[start : start + count]
        return _listing([_element(one) for one in shown])

    def _post(self, request: web.Request) -> web.Response:
        found = self.posts.get(request.match_info["urn"])
        if found is None:
            return _error(404, "NOT_FOUND", "Could not find entity")
        author = self._named(found.author)
        if author is None or not author.role:
            return _forbidden(found.urn)
        return web.json_response(_element(found))

    def _named(self, urn: str) -> Organization | None:
        return self.organizations.get(int(urn.removeprefix(URN)))


def day_limit(at: datetime) -> Fault:
    """What is answered once a day's count is used up. `at`: the server's clock."""
    body = {"status": 429, "message": "Resource level throttle APPLICATION DAY limit is reached"}
    return json_fault(429, body, {"Date": at.strftime("%a, %d %b %Y %H:%M:%S GMT")})


def _organization(one: Organization) -> dict[str, Any]:
    return {
        "id": one.id,
        "vanityName": one.vanity,
        "localizedName": one.name,
        "name": {"localized": {"en_US": one.name}},
        "primaryOrganizationType": "NONE",
    }


def _element(post: Post) -> dict[str, Any]:
    return {
        "id": post.urn,
        "author": post.author,
        "commentary": post.text,
        "lifecycleState": "PUBLISHED",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
        "createdAt": _stamp(post.created),
        "publishedAt": _stamp(post.created),
        "lastModifiedAt": _stamp(post.modified),
        "isReshareDisabledByAuthor": False,
        **post.more,
    }


def _stamp(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp() * 1000)


def _listing(elements: list[dict[str, Any]]) -> web.Response:
    return web.json_response({"elements": elements, "paging": {"start": 0, "links": []}})


def _forbidden(what: str) -> web.Response:
    return _error(403, "ACCESS_DENIED", f"Not enough permissions to access {what}")


def _error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"status": status, "code": code, "message": message}, status=status)
