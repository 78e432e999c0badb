"""A small search of Hacker News in memory: https://hn.algolia.com/api.

What the real one doesn't document is a violation and fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.fakes.http import Call, FakeServer

MOST_RESULTS = 1_000
_FILTER = re.compile(r"created_at_i>(\d+)")
_PARAMS = frozenset({"query", "tags", "numericFilters", "page", "hitsPerPage"})


@dataclass(slots=True)
class Item:
    """`text`: HTML. `parent`: of a comment. `gone`: deleted on the site, its number stays."""

    id: int
    author: str
    at: datetime
    title: str = ""
    url: str = ""
    text: str = ""
    parent: int | None = None
    gone: bool = False

    @property
    def stamp(self) -> int:
        return int(self.at.timestamp())


class HackerNewsSearch(FakeServer):
    """`sloppy`: quotation marks are ignored, any one word is enough. `blind`: nothing is found."""

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[int, Item] = {}
        self.users: set[str] = set()
        self.sloppy = False
        self.blind = False

    def story(self, author: str, title: str, at: datetime, **more: Any) -> Item:
        return self._add(Item(len(self.items) + 1, author, at, title=title, **more))

    def comment(self, author: str, text: str, at: datetime, parent: int = 1) -> Item:
        return self._add(Item(len(self.items) + 1, author, at, text=text, parent=parent))

    def _add(self, item: Item) -> Item:
        self.users.add(item.author)
        self.items[item.id] = item
        return item

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v1/search_by_date", self._door("search", _PARAMS, self._search)),
            web.get("/api/v1/items/{id}", self._door("item", frozenset(), self._item)),
            web.get("/api/v1/users/{name}", self._door("user", frozenset(), self._user)),
        ]

    def _door(
        self, method: str, params: frozenset[str], answer: Callable[[web.Request], web.Response]
    ) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            if unknown := request.query.keys() - params:
                self.violations.append(f"{method}: unknown parameters {sorted(unknown)}")
            if "Authorization" in request.headers:
                self.violations.append(f"{method}: there is no credential here")

            async def work() -> web.Response:
                return answer(request)

            told = {**request.match_info, **request.query}
            return await self.serve(request, Call(method, told, 0.0), work)

        return handle

    def _search(self, request: web.Request) -> web.Response:
        asked = request.query
        size, page = int(asked.get("hitsPerPage", "20")), int(asked.get("page", "0"))
        if not 1 <= size <= MOST_RESULTS:
            self.violations.append(f"search: {size} hits in a page")
        younger = _FILTER.fullmatch(asked.get("numericFilters", "created_at_i>0"))
        if younger is None:
            return web.json_response({"message": "invalid numeric filter"}, status=400)
        found = [one for one in self.items.values() if self._found(one, asked.get("query", ""))]
        found = [one for one in found if _tagged(one, asked.get("tags", ""))]
        found = [one for one in found if one.stamp > int(younger[1])]
        newest = sorted(found, key=lambda one: one.stamp, reverse=True)[:MOST_RESULTS]
        hits = [_hit(one) for one in newest[page * size : (page + 1) * size]]
        counts = {"nbHits": len(found), "nbPages": -(-len(newest) // size)}
        return web.json_response({"hits": hits, "page": page, "hitsPerPage": size, **counts})

    def _found(self, item: Item, query: str) -> bool:
        if item.gone or self.blind:
            return False
        told = f"{item.title} {item.text} {item.url}".lower()
        words = query.lower()
        if words.startswith('"') and not self.sloppy:
            return words.strip('"') in told
        wanted = words.replace('"', "").split()
        return not wanted or (any if self.sloppy else all)(word in told for word in wanted)

    def _item(self, request: web.Request) -> web.Response:
        item = self.items.get(int(request.match_info["id"]))
        if item is None:
            return _missing()
        return web.json_response(
            {
                "id": item.id,
                "author": None if item.gone else item.author,
                "text": None if item.gone else item.text or None,
                "title": item.title or None,
                "url": item.url or None,
                "created_at_i": item.stamp,
                "parent_id": item.parent,
                "points": None if item.parent else 5,
                "type": "comment" if item.parent else "story",
                "children": [],
            }
        )

    def _user(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self.users:
            return _missing()
        return web.json_response({"username": name, "about": "", "karma": 7})


def _tagged(item: Item, tags: str) -> bool:
    """Tags are all wanted; those in parentheses, one of them."""
    own = {f"author_{item.author}", "comment" if item.parent else "story"}
    groups = re.findall(r"\(([^)]*)\)|([^,()]+)", tags)
    return all(own & set((either or single).split(",")) for either, single in groups)


def _hit(item: Item) -> dict[str, Any]:
    common = {
        "objectID": str(item.id),
        "author": item.author,
        "created_at_i": item.stamp,
        "created_at": item.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if item.parent:
        about = {"comment_text": item.text, "parent_id": item.parent, "story_title": "A story"}
        return {**common, **about, "story_id": item.parent}
    story: dict[str, Any] = {"title": item.title, "points": 5, "num_comments": 2}
    story |= {"url": item.url} if item.url else {}
    story |= {"story_text": item.text} if item.text else {}
    return {**common, **story}


def _missing() -> web.Response:
    return web.json_response({"status": 404, "error": "Not Found"}, status=404)
