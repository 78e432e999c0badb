"""Searches and trends at the operator's chosen server."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.errors import ConnectorError, NotPossible, UnexpectedPayload
from connectors.mastodon.pages import Site, check_gone, tag_path
from connectors.mastodon.payload import AccountEntity, StatusEntity, TagEntity
from connectors.mastodon.posts import Home, account_of, netloc, posts_of, tag_of
from connectors.payload import many
from connectors.text import clean
from connectors.types import Account, Conversation, Post, Query, SearchPage, Tag


def search(site: Site, query: Query) -> Conversation[SearchPage]:
    """Accounts, hashtags and posts. Posts come mostly by hashtag: few servers search texts.

    https://docs.joinmastodon.org/methods/search/#v2
    """
    notes: list[str] = []
    found = SearchPage()
    if query.page is None:
        found = yield from _everything(site, query)
    posts, next_page = list(found.posts), None
    if query.hashtag or _is_tag(query.text):
        try:
            tagged, next_page = yield from _tagged(site, query)
            posts.extend(tagged)
        except ConnectorError:
            if query.hashtag and not (found.accounts or found.tags):
                raise
            notes.append("mastodon_hashtag_failed")
    elif not posts:
        notes.append("mastodon_posts_by_hashtag_only")
    return SearchPage(
        posts=_matching(posts, query),
        accounts=found.accounts,
        tags=found.tags,
        next_page=next_page,
        notes=tuple(notes),
    )


def trends(site: Site, place: str | None) -> Conversation[Sequence[Tag]]:
    """https://docs.joinmastodon.org/methods/trends/#tags. Mastodon knows no places."""
    if place:
        raise NotPossible("trends_by_place")
    answer = yield site.request("/api/v1/trends/tags", ("limit", "20"))
    check_gone(answer)
    return [tag_of(tag, site.origin) for tag in many(answer.json(), TagEntity)[0]]


def _is_tag(text: str) -> bool:
    return text.replace("_", "a").isalnum() and not text.isdigit()


def _limit(query: Query) -> str:
    return str(max(1, min(query.limit, 40)))


def _everything(site: Site, query: Query) -> Conversation[SearchPage]:
    words = f"#{query.text}" if query.hashtag else query.text
    answer = yield site.request("/api/v2/search", ("q", words), ("limit", _limit(query)))
    check_gone(answer)
    payload = answer.json()
    if not isinstance(payload, dict):
        raise UnexpectedPayload("a search result is no object")
    home = Home(site.origin, netloc(site.origin))
    return SearchPage(
        posts=posts_of(many(payload.get("statuses", []), StatusEntity)[0], home),
        accounts=tuple(
            _found(entity, query, home)
            for entity in many(payload.get("accounts", []), AccountEntity)[0]
        ),
        tags=tuple(
            tag_of(tag, site.origin) for tag in many(payload.get("hashtags", []), TagEntity)[0]
        ),
    )


def _found(entity: AccountEntity, query: Query, home: Home) -> Account:
    exact = entity.username.lower() == query.text.lower()
    return account_of(entity, home, "exact" if exact else "similar")


def _tagged(site: Site, query: Query) -> Conversation[tuple[Sequence[Post], str | None]]:
    """https://docs.joinmastodon.org/methods/timelines/#tag"""
    after = (("max_id", query.page),) if query.page else ()
    answer = yield site.request(tag_path(query.text), ("limit", _limit(query)), *after)
    check_gone(answer)
    page = many(answer.json(), StatusEntity)[0]
    more = page[-1].id if len(page) >= min(query.limit, 40) else None
    return posts_of(page, Home(site.origin, netloc(site.origin))), more


def _matching(posts: Sequence[Post], query: Query) -> tuple[Post, ...]:
    """Once each, and only what was asked for: not every server honours a phrase or a date."""
    return tuple({post.key: post for post in posts if _matches(post, query)}.values())


def _matches(post: Post, query: Query) -> bool:
    text = clean(f"{post.text} {post.warning or ''}").casefold()
    if any(word.casefold() in text for word in query.exclude):
        return False
    if query.exact and query.text.casefold() not in text:
        return False
    return not (query.since and post.published_at and post.published_at < query.since)
