"""Searches and trends. Posts can be searched with an app password only, on the public hosts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connectors.bluesky.host import Host
from connectors.bluesky.look import search_page
from connectors.bluesky.payload import Actor, Item, body
from connectors.bluesky.posts import SITE, account_of, post_of, proof_of
from connectors.bluesky.query import DIALECT, params_for
from connectors.errors import ConnectorError, NeedsApproval, NotPossible, UnexpectedPayload
from connectors.payload import many
from connectors.query import compiled, plain, required_tag
from connectors.searches import in_turn, reached
from connectors.text import one_line
from connectors.types import Conversation, Query, SearchPage, Tag

MOST = 100


def search(appview: Host, posts_at: Host, query: Query) -> Conversation[SearchPage]:
    """Accounts and posts; for a hashtag posts alone.

    Raises NeedsApproval for a hashtag without an app password; otherwise a note says it.
    """
    name = plain(query.wanted)
    if query.page or not name or required_tag(query.wanted):
        return (yield from _posts(posts_at, query))
    found = yield from actors(appview, name, min(query.limit, 25))
    accounts = tuple(account_of(one, appview.host, _proof(one.handle, name)) for one in found)
    try:
        page = yield from _posts(posts_at, query)
    except NeedsApproval as refusal:
        return SearchPage(accounts=accounts, notes=(refusal.what,))
    return replace(page, accounts=accounts)


def actors(host: Host, words: str, limit: int) -> Conversation[Sequence[Actor]]:
    """https://docs.bsky.app/docs/api/app-bsky-actor-search-actors"""
    asked = (("q", words), ("limit", str(max(1, limit))))
    answer = yield host.request("app.bsky.actor.searchActors", *asked)
    return many(body(answer).get("actors"), Actor)[0]


def trends(host: Host, place: str | None) -> Conversation[Sequence[Tag]]:
    """What the AppView calls trends: unspecified, changing, and sometimes a 500."""
    if place:
        raise NotPossible("trends_by_place")
    try:
        answer = yield host.request("app.bsky.unspecced.getTrends", ("limit", "25"))
        return _tags(body(answer).get("trends"))
    except ConnectorError:
        answer = yield host.request("app.bsky.unspecced.getTrendingTopics", ("limit", "25"))
        return _tags(body(answer).get("topics"))


def _proof(handle: str, words: str) -> str:
    wanted = words.strip().lstrip("@").lower()
    return proof_of(handle) if wanted in (handle, handle.partition(".")[0]) else "similar"


def _posts(host: Host, query: Query) -> Conversation[SearchPage]:
    def one(text: str) -> Conversation[SearchPage]:
        found, _, following = yield from search_page(
            host,
            *params_for(text, query.wanted),
            *since,
            after=query.page or "",
            limit=str(max(1, min(query.limit, MOST))),
        )
        posts = tuple({post.key: post for post in (post_of(Item(view)) for view in found)}.values())
        back = reached(posts, query.since, more=bool(following))
        return SearchPage(posts=posts, next_page=following or None, since=back)

    stamp = query.since.isoformat().replace("+00:00", "Z") if query.since else ""
    since = (("since", stamp),) if stamp else ()
    return (yield from in_turn(compiled(query.wanted, DIALECT), one))


def _tags(trends: object) -> Sequence[Tag]:
    if not isinstance(trends, list):
        raise UnexpectedPayload("no list of trends")
    found = []
    for trend in trends:
        name = (trend.get("displayName") or trend.get("topic")) if isinstance(trend, dict) else None
        if not isinstance(name, str) or not one_line(name):
            continue
        link, uses = trend.get("link"), trend.get("postCount")
        url = f"{SITE}{link}" if isinstance(link, str) and link.startswith("/") else SITE
        found.append(Tag(one_line(name, 100), url[:2000], uses if isinstance(uses, int) else None))
    return found
