"""Searches by people: posts of the last 7 days. Accounts can't be searched with an app's token.

https://docs.x.com/x-api/posts/search/integrate/operators
"""

from __future__ import annotations

from datetime import UTC, timedelta

from connectors.query import compiled
from connectors.searches import reached
from connectors.types import Conversation, Query, SearchPage
from connectors.x.api import Api, Params
from connectors.x.pages import Walk
from connectors.x.payload import BadRequest, Page
from connectors.x.query import DIALECT

REACH = timedelta(days=7)
# The least that X gives at once: a person reads five at a time, and each is paid for.
PAGE = 10


def search(api: Api, query: Query) -> Conversation[SearchPage]:
    """Raises NotPossible for words that say nothing."""
    asked_for = compiled(query.wanted, DIALECT)
    words = asked_for.texts[0]
    more: Params = (("next_token", query.page),) if query.page else ()
    asked = (*_since(query), ("sort_order", "recency"), *more)
    try:
        page = yield from api.search(words, *asked, most=PAGE, authors="named")
    except BadRequest as refusal:
        if not query.since or "start_time" not in refusal.about:
            raise
        asked = (("sort_order", "recency"), *more)
        page = yield from api.search(words, *asked, most=PAGE, authors="named")
    return _shown(page, query, asked_for.complete)


def _since(query: Query) -> Params:
    if query.since is None:
        return ()
    return (("start_time", query.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),)


def _shown(page: Page, query: Query, complete: bool) -> SearchPage:
    posts = Walk(views=list(page.posts), users=dict(page.users)).posts()
    told = page.at - REACH if page.at else None
    since = max(told, query.since) if told and query.since else told
    more = page.following or None
    return SearchPage(
        posts=posts,
        next_page=more,
        since=reached(posts, since, more=more is not None),
        complete=complete,
    )
