"""Searches and the state of known videos: what only the Data API tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.payload import many
from connectors.text import one_line
from connectors.types import Conversation, Post, Query, SearchPage
from connectors.youtube.api import PAGE, SEARCHES, Api, Result
from connectors.youtube.posts import Site, video_post


def search(api: Api, site: Site, query: Query) -> Conversation[SearchPage]:
    """Videos, and channels too where nothing narrows the search: each page is one of the day's 100.

    https://developers.google.com/youtube/v3/docs/search/list
    """
    page = yield from api.list("search", *_asked(query), quota=SEARCHES)
    results, _ = many(page.items, Result)
    wanted = query.text.strip().lstrip("@").casefold()
    videos = [video_post(one.id.video_id, one.readable()) for one in results if one.id.video_id]
    channels = []
    for one in results:
        if one.id.video_id or not one.id.channel_id:
            continue
        name = one_line(one.readable().title)
        proof = "exact" if name.casefold() == wanted else "similar"
        channels.append(site.account(one.id.channel_id, name, name, proof))
    return SearchPage(
        posts=tuple(post for post in videos if _matches(post, query)),
        accounts=tuple(channels),
        next_page=page.next_page_token or None,
    )


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


def _asked(query: Query) -> list[tuple[str, str]]:
    words = f'"{query.text}"' if query.exact else query.text
    words = f"#{query.text}" if query.hashtag else words
    without = (f"-{word}" for word in query.exclude)
    asked = [("part", "snippet"), ("q", " ".join((words, *without)))]
    if query.since or query.page or query.hashtag or query.exact:
        asked += [("type", "video"), ("order", "date")]
    else:
        asked.append(("type", "video,channel"))
    if query.since:
        asked.append(("publishedAfter", f"{query.since:%Y-%m-%dT%H:%M:%SZ}"))
    if query.page:
        asked.append(("pageToken", query.page))
    return [*asked, ("maxResults", str(max(1, min(query.limit, PAGE))))]


def _matches(post: Post, query: Query) -> bool:
    """Once more here: the search ranks by meaning and takes its filters lightly."""
    words = f"{post.title}\n{post.text}".casefold()
    if any(word.casefold() in words for word in query.exclude):
        return False
    return not (query.since and post.published_at and post.published_at < query.since)
