"""Searches and trends. Posts can be searched with an app password only, on the public hosts."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.bluesky.host import Host
from connectors.bluesky.look import search_page
from connectors.bluesky.payload import Actor, Item, body
from connectors.bluesky.posts import SITE, account_of, post_of, proof_of
from connectors.errors import ConnectorError, NeedsApproval, NotPossible, UnexpectedPayload
from connectors.payload import many
from connectors.text import one_line
from connectors.types import Conversation, Post, Query, SearchPage, Tag


def search(appview: Host, posts_at: Host, query: Query) -> Conversation[SearchPage]:
    """Accounts and posts; with `hashtag` posts alone.

    Raises NeedsApproval for a hashtag without an app password; otherwise a note says it.
    """
    if query.hashtag or query.page:
        return (yield from _posts(posts_at, query))
    found = yield from actors(appview, query.text, min(query.limit, 25))
    accounts = tuple(account_of(one, appview.host, _proof(one.handle, query.text)) for one in found)
    try:
        page = yield from _posts(posts_at, query)
    except NeedsApproval as refusal:
        return SearchPage(accounts=accounts, notes=(refusal.what,))
    return SearchPage(posts=page.posts, accounts=accounts, next_page=page.next_page)


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
    words = f'"{query.text}"' if query.exact else query.text
    filters = [("q", f"#{query.text}" if query.hashtag else words)]
    if query.hashtag:
        filters.append(("tag", query.text))
    if query.since:
        filters.append(("since", query.since.isoformat().replace("+00:00", "Z")))
    found, _, following = yield from search_page(
        host, *filters, after=query.page or "", limit=str(max(1, min(query.limit, 100)))
    )
    posts = {post.key: post for post in (post_of(Item(view)) for view in found)}
    kept = tuple(post for post in posts.values() if _matches(post, query))
    return SearchPage(posts=kept, next_page=following or None)


def _matches(post: Post, query: Query) -> bool:
    """Once more here: an AppView may ignore any of the filters."""
    text = post.text.casefold()
    if any(word.casefold() in text for word in query.exclude):
        return False
    if query.hashtag and query.text.casefold() not in map(str.casefold, post.hashtags):
        return False
    if query.exact and not query.hashtag and query.text.casefold() not in text:
        return False
    return not (query.since and post.published_at and post.published_at < query.since)


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
