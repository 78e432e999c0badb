"""Pages of submissions, from feeds or from the API: the same questions, the same answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.errors import ConnectorError, NeedsApproval, TargetGone
from connectors.feeds.look import certain
from connectors.parsing.feed import parse_feed
from connectors.payload import many, one
from connectors.reddit.posts import Submission, Thing, of_entry, of_thing
from connectors.types import Answer, Conversation, Post, Request

LIMIT = 100
# What a listing holds when the limit isn't heeded: a page shorter than this is the whole of it.
LEAST = 25


class _Child(msgspec.Struct, frozen=True):
    data: Thing
    kind: str = ""


class _Data(msgspec.Struct, frozen=True):
    children: object
    after: str | None = None


class _Listing(msgspec.Struct, frozen=True):
    data: _Data


class About(msgspec.Struct, frozen=True):
    """A subreddit's title, members, and what it says of itself beside its posts."""

    title: str = ""
    subscribers: int | None = None
    public_description: Any = None


class _Subreddit(msgspec.Struct, frozen=True):
    data: About


@dataclass(frozen=True, slots=True)
class Page:
    """`whole`: nothing older exists. `after`: from where the next page goes on, "" for none.

    `readable`: all that was answered could be read.
    """

    items: tuple[Submission, ...]
    whole: bool
    after: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """`origin`: where to ask. `site`: where people read. `api`: JSON with a token, else feeds.

    `more`: how many further pages one look may ask for.
    """

    origin: str
    site: str
    api: bool = False
    auth: bool = False
    more: int = 0

    def page(self, path: str, *params: tuple[str, str]) -> Conversation[Page]:
        """`path`: /r/name/new, /user/name/submitted or /search; newest first."""
        asked = (("sort", "new"), ("limit", str(LIMIT)), *params)
        if self.api:
            answer = yield self._ask(path, *asked)
            return self._listing(answer)
        answer = yield Request(
            f"{self.origin}{path}.rss", params=asked, parse=parse_feed, auth=self.auth
        )
        feed = certain(answer)
        entries, everything = feed.entries, feed.whole and len(feed.entries) < LEAST
        found = [submission for submission in map(of_entry, entries) if submission]
        last = found[-1].post.key if found else ""
        return Page(tuple(found), everything, "" if everything else last, feed.whole)

    def about(self, name: str) -> Conversation[About]:
        answer = yield self._ask(f"/r/{name}/about")
        return one(answer.json(), _Subreddit).data

    def now(self, keys: Sequence[str]) -> Conversation[Mapping[str, Post | None]]:
        """At most 100 submissions as they are now, None for those that are gone."""
        answer = yield self._ask("/api/info", ("id", ",".join(keys)))
        children, readable = many(one(answer.json(), _Listing).data.children, _Child)
        things = [child.data for child in children]
        told = {
            thing.name: None if thing.gone else of_thing(thing, self.site).post for thing in things
        }
        return {key: told.get(key) for key in keys if readable or key in told}

    def _listing(self, answer: Answer) -> Page:
        listing = one(answer.json(), _Listing)
        children, readable = many(listing.data.children, _Child)
        found = tuple(of_thing(child.data, self.site) for child in children)
        whole = readable and len(found) < LEAST
        return Page(found, whole, "" if whole else listing.data.after or "", readable)

    def _ask(self, path: str, *params: tuple[str, str]) -> Request:
        """https://www.reddit.com/dev/api"""
        return Request(f"{self.origin}{path}", params=(*params, ("raw_json", "1")), auth=True)


def refusal(answer: Answer) -> ConnectorError | None:
    """What Reddit says of subreddits that can't be read, and of addresses that it blocks."""
    body = answer.body[:20_000].lower()
    if answer.status in (301, 302) and "/subreddits/search" in answer.headers.get("location", ""):
        return TargetGone("not_found")
    if answer.status == 403:
        if b'"reason"' in body:  # private, quarantined, gold_only
            return TargetGone("private")
        return NeedsApproval("reddit_blocked")
    if answer.status == 404 and b'"banned"' in body:
        return TargetGone("gone")
    return None
