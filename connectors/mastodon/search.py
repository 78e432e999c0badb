"""Searches and trends at the operator's chosen server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from connectors.errors import ConnectorError, NotPossible, UnexpectedPayload
from connectors.mastodon.pages import Site, check_gone, tag_path
from connectors.mastodon.payload import AccountEntity, StatusEntity, TagEntity
from connectors.mastodon.posts import Home, account_of, netloc, posts_of, tag_of
from connectors.payload import many
from connectors.query import (
    Asked,
    Dialect,
    Expr,
    MediaKind,
    Tagged,
    compiled,
    plain,
    required_tag,
)
from connectors.searches import in_turn, reached
from connectors.types import Account, Conversation, Query, SearchPage, Tag

MOST = 40
# As Mastodon reads searches since version 4.2; a hashtag has its own timeline:
# https://github.com/mastodon/mastodon/blob/main/app/lib/search_query_transformer.rb
DIALECT = Dialect(
    tag="#{}",
    author="from:{}",
    language="language:{}",
    media={
        MediaKind.MEDIA: "has:media",
        MediaKind.IMAGE: "has:image",
        MediaKind.VIDEO: "has:media",  # has:video leaves out moving pictures
    },
    negation="-{}",
    handle=r"[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+",
    alone=True,
    tag_too=True,
)


def search(site: Site, query: Query) -> Conversation[SearchPage]:
    """Accounts, hashtags and posts. Posts come mostly by hashtag: few servers search texts.

    https://docs.joinmastodon.org/methods/search/#v2
    """
    name, found = _name(query.wanted), SearchPage()
    if query.page is None and name:
        found = yield from _everything(site, query, name)
    asked = _asked(query.wanted)
    texts = tuple(one for one in asked.texts if _is_tag(one) or (site.signed and one != name))
    try:
        page = yield from in_turn(replace(asked, texts=texts), partial(_posts, site, query))
    except ConnectorError:
        if required_tag(query.wanted) and not (found.accounts or found.tags):
            raise
        page = SearchPage(notes=("mastodon_hashtag_failed",), complete=False)
    posts = tuple({post.key: post for post in (*found.posts, *page.posts)}.values())
    if not (posts or page.notes or any(map(_is_tag, texts))):
        page = replace(page, notes=("mastodon_posts_by_hashtag_only",))
    return replace(page, posts=posts, accounts=found.accounts, tags=found.tags)


def trends(site: Site, place: str | None) -> Conversation[Sequence[Tag]]:
    """https://docs.joinmastodon.org/methods/trends/#tags. Mastodon knows no places."""
    if place:
        raise NotPossible("trends_by_place")
    answer = yield site.request("/api/v1/trends/tags", ("limit", "20"))
    check_gone(answer)
    return [tag_of(tag, site.origin) for tag in many(answer.json(), TagEntity)[0]]


def _asked(wanted: Expr) -> Asked:
    """Without anything to ask, accounts may still be found."""
    try:
        return compiled(wanted, DIALECT)
    except NotPossible:
        return Asked((), complete=False)


def _name(wanted: Expr) -> str:
    return f"#{wanted.name}" if isinstance(wanted, Tagged) else plain(wanted)


def _is_tag(text: str) -> bool:
    return text.startswith("#")


def _limit(query: Query) -> int:
    return max(1, min(query.limit, MOST))


def _everything(site: Site, query: Query, name: str) -> Conversation[SearchPage]:
    payload = yield from _searched(site, ("q", name), ("limit", str(_limit(query))))
    home = Home(site.origin, netloc(site.origin))
    return SearchPage(
        posts=posts_of(many(payload.get("statuses", []), StatusEntity)[0], home),
        accounts=tuple(
            _found(entity, name, home)
            for entity in many(payload.get("accounts", []), AccountEntity)[0]
        ),
        tags=tuple(
            tag_of(tag, site.origin) for tag in many(payload.get("hashtags", []), TagEntity)[0]
        ),
    )


def _searched(site: Site, *params: tuple[str, str]) -> Conversation[dict[str, Any]]:
    answer = yield site.request("/api/v2/search", *params)
    check_gone(answer)
    payload = answer.json()
    if not isinstance(payload, dict):
        raise UnexpectedPayload("a search result is no object")
    return payload


def _found(entity: AccountEntity, name: str, home: Home) -> Account:
    exact = entity.username.lower() == name.lower().removeprefix("#")
    return account_of(entity, home, "exact" if exact else "similar")


def _posts(site: Site, query: Query, text: str) -> Conversation[SearchPage]:
    """A hashtag's own timeline, or what the search finds in texts."""
    limit = _limit(query)
    if _is_tag(text):
        page = yield from _tagged(site, query, text[1:])
    else:
        asked = (("q", text), ("type", "statuses"), ("limit", str(limit)))
        payload = yield from _searched(site, *asked)
        page = many(payload.get("statuses", []), StatusEntity)[0]
    posts, full = posts_of(page, Home(site.origin, netloc(site.origin))), len(page) >= limit
    return SearchPage(
        posts=posts,
        next_page=page[-1].id if full and _is_tag(text) else None,
        since=reached(posts, query.since, more=full),
    )


def _tagged(site: Site, query: Query, tag: str) -> Conversation[Sequence[StatusEntity]]:
    """https://docs.joinmastodon.org/methods/timelines/#tag"""
    after = (("max_id", query.page),) if query.page else ()
    answer = yield site.request(tag_path(tag), ("limit", str(_limit(query))), *after)
    check_gone(answer)
    return many(answer.json(), StatusEntity)[0]
