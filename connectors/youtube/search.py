"""Searches and the state of known videos: what only the Data API tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.payload import many
from connectors.query import Dialect, Word, compiled, plain
from connectors.searches import in_turn, reached
from connectors.text import one_line
from connectors.types import Account, Conversation, Post, Query, SearchPage
from connectors.youtube.api import PAGE, SEARCHES, Api, Result
from connectors.youtube.posts import Site, video_post

# - and |, of words: https://developers.google.com/youtube/v3/docs/search/list#q
DIALECT = Dialect(tag="#{}", negation="-{}", either="|", negates=frozenset({Word}), branches=2)


def search(api: Api, site: Site, query: Query) -> Conversation[SearchPage]:
    """Videos, and channels too where nothing narrows the search: each page is one of the day's 100.

    https://developers.google.com/youtube/v3/docs/search/list
    """
    name = plain(query.wanted).strip().lstrip("@").casefold()

    def one(text: str) -> Conversation[SearchPage]:
        page = yield from api.list("search", *_asked(text, query), quota=SEARCHES)
        results, _ = many(page.items, Result)
        videos = [video_post(one.id.video_id, one.readable()) for one in results if one.id.video_id]
        more = page.next_page_token or None
        return SearchPage(
            posts=tuple(videos),
            accounts=_channels(results, site, name),
            next_page=more,
            since=reached(videos, query.since, more=more is not None) if query.since else None,
        )

    return (yield from in_turn(compiled(query.wanted, DIALECT), one))


def _channels(results: Sequence[Result], site: Site, name: str) -> tuple[Account, ...]:
    channels = []
    for one in results:
        if one.id.video_id or not one.id.channel_id:
            continue
        title = one_line(one.readable().title)
        proof = "exact" if title.casefold() == name else "similar"
        channels.append(site.account(one.id.channel_id, title, title, proof))
    return tuple(channels)


def reread(api: Api, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
    """One unit for 50 videos; None for those that are no longer public.

    https://developers.google.com/youtube/v3/docs/videos/list
    """
    found: dict[str, Post | None] = {}
    keys = [post.key for post in posts]
    for start in range(0, len(keys), PAGE):
        asked = keys[start : start + PAGE]
        there, readable = yield from api.videos(asked)
        told = {video.id: video_post(video.id, video.snippet) for video in there}
        found |= {key: told.get(key) for key in asked if readable or key in told}
    return found


def _asked(text: str, query: Query) -> list[tuple[str, str]]:
    asked = [("part", "snippet"), ("q", text)]
    if query.since or query.page or text != plain(query.wanted):
        asked += [("type", "video"), ("order", "date")]
    else:
        asked.append(("type", "video,channel"))
    if query.since:
        asked.append(("publishedAfter", f"{query.since:%Y-%m-%dT%H:%M:%SZ}"))
    if query.page:
        asked.append(("pageToken", query.page))
    return [*asked, ("maxResults", str(max(1, min(query.limit, PAGE))))]
