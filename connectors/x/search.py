"""Searches by people: posts of the last 7 days. Accounts can't be searched with an app's token.

https://docs.x.com/x-api/posts/search/integrate/operators
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta

from connectors.errors import NotPossible
from connectors.types import Conversation, Query, SearchPage
from connectors.x.api import Api, Params
from connectors.x.pack import LONGEST
from connectors.x.pages import Walk
from connectors.x.payload import BadRequest, Page

REACH = timedelta(days=7)
# The least that X gives at once: a person reads five at a time, and each is paid for.
PAGE = 10
_WORD = re.compile(r"[^\W_]+")


def search(api: Api, query: Query) -> Conversation[SearchPage]:
    """Raises NotPossible for words that say nothing or are longer than X's searches."""
    words = words_for(query)
    more: Params = (("next_token", query.page),) if query.page else ()
    asked = (*_since(query), ("sort_order", "recency"), *more)
    try:
        page = yield from api.search(words, *asked, most=PAGE, authors="named")
    except BadRequest as refusal:
        if not query.since or "start_time" not in refusal.about:
            raise
        asked = (("sort_order", "recency"), *more)
        page = yield from api.search(words, *asked, most=PAGE, authors="named")
    return _shown(page, query)


def words_for(query: Query) -> str:
    """The search in X's words. What a person typed can't become an operator."""
    text = " ".join(query.text.replace('"', " ").split())
    wanted = [f"#{text}"] if query.hashtag else [f'"{text}"'] if query.exact else list(_safe(text))
    unwanted = [f"-{word}" for one in query.exclude for word in _safe(one)]
    if not text or not wanted:
        raise NotPossible("x_query_empty")
    words = " ".join([*wanted, *unwanted, "-is:retweet"])
    if len(words) > LONGEST:
        raise NotPossible("x_query_too_long")
    return words


def _safe(text: str) -> Iterator[str]:
    for word in text.replace('"', " ").split():
        plain = _WORD.fullmatch(word) and word not in ("AND", "OR", "NOT")
        if _WORD.search(word):
            yield word if plain else f'"{word}"'


def _since(query: Query) -> Params:
    if query.since is None:
        return ()
    return (("start_time", query.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),)


def _shown(page: Page, query: Query) -> SearchPage:
    found = Walk(views=list(page.posts), users=dict(page.users))
    reach = page.at - REACH if page.at else None
    wanted = tuple(
        post
        for post in found.posts()
        if not (query.since and post.published_at and post.published_at < query.since)
    )
    since = max(reach, query.since) if reach and query.since else reach
    return SearchPage(posts=wanted, next_page=page.following or None, since=since)
