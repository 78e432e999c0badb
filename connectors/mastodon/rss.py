"""The RSS pages that every account and hashtag has: the way in where the API wants a token.

https://docs.joinmastodon.org/user/network/#rss
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard
from urllib.parse import urlsplit

from msgspec.structs import replace as with_fields

from connectors.errors import ConnectorError, UnexpectedPayload
from connectors.mastodon.cursor import Cursor
from connectors.mastodon.pages import ASKED, Site, check_gone
from connectors.mastodon.posts import NETWORK
from connectors.parsing.feed import Entry, ParsedFeed, parse_feed
from connectors.profile import profile_of
from connectors.text import hashtags_in, short_key, web_url
from connectors.types import (
    Account,
    Conversation,
    Coverage,
    Kind,
    Look,
    Post,
    Profile,
    Request,
    Target,
)

PREFIX = "rss:"
_KEPT = 40  # entries of a page, and ids of them in the cursor


def account_paths(user: str) -> tuple[str, ...]:
    """Where Mastodon and GoToSocial have an account's RSS."""
    return f"/@{user}.rss", f"/@{user}/feed.rss"


def tag_paths(tag: str) -> tuple[str, ...]:
    return (f"/tags/{tag}.rss",)


def find(site: Site, account: Account, paths: Sequence[str]) -> Conversation[Account | None]:
    """`account`, to be read by the first of `paths` that is a feed; None where none is."""
    for path in paths:
        try:
            answer = yield _request(site, path)
        except ConnectorError:
            continue
        if answer.status != 200 or not _is_feed(answer.parsed):
            continue
        posts = _posts(account, answer.parsed)
        return Account(
            network=NETWORK,
            key=account.key,
            handle=account.handle,
            name=account.name if account.kind is Kind.HASHTAG else _title(account, answer.parsed),
            url=account.url,
            host=account.host,
            ref=f"{PREFIX}{path}",
            kind=account.kind,
            last_post_at=posts[0].published_at if posts else None,
            sample=posts[0] if posts else None,
            proof=account.proof,
            note="needs_token_rss_used",
            profile=_profile(account, answer.parsed),
        )
    return None


def look(site: Site, target: Target, cursor: Cursor) -> Conversation[Look]:
    """The page as it is now. Partial when nothing of what was seen before is on it any more."""
    path = (target.ref or cursor.ref).removeprefix(PREFIX)
    answer = yield _request(site, path, cursor.etag)
    check_gone(answer)
    if answer.status == 304:
        return Look((), None, Coverage.COMPLETE, unchanged=True)
    if not _is_feed(answer.parsed):
        raise UnexpectedPayload("the RSS page is no feed")
    posts = _posts(target, answer.parsed)
    if not posts and cursor.entries:
        return Look((), None, Coverage.SUSPECT)
    keys = tuple(post.key[:300] for post in posts)
    if not answer.parsed.whole:  # what was cut off comes with the next look, if none is forgotten
        known = tuple(dict.fromkeys((*keys, *cursor.entries)))[:_KEPT]
        return Look(posts, with_fields(cursor, entries=known).text(), Coverage.PARTIAL)
    joined = not cursor.entries or not set(cursor.entries).isdisjoint(keys)
    after = with_fields(cursor, entries=keys, etag=answer.headers.get("etag", "")[:200])
    told = _profile(target, answer.parsed)
    return Look(
        posts,
        after.text(),
        Coverage.COMPLETE if joined else Coverage.PARTIAL,
        account=_renamed(target, told),
        profile=told,
    )


def _request(site: Site, path: str, etag: str = "") -> Request:
    return Request(
        f"{site.origin}{path}",
        headers={"If-None-Match": etag} if etag else {},
        accept=ASKED | {304},
        parse=parse_feed,
    )


def _is_feed(parsed: object) -> TypeGuard[ParsedFeed]:
    return isinstance(parsed, ParsedFeed) and bool(parsed)


def _title(account: Account, feed: ParsedFeed) -> str:
    return (feed.title or account.name)[:200]


def _profile(owner: Account | Target, feed: ParsedFeed) -> Profile | None:
    """Its name: the description is the server's. One that holds the handle is the page's title."""
    own = owner.kind is Kind.ACCOUNT and feed.whole and owner.handle not in feed.title
    return profile_of(feed.title) if own and feed.title else None


def _renamed(target: Target, told: Profile | None) -> Account | None:
    """Fresh facts where the name shown is another."""
    if told is None or not told.name or told.name == target.name:
        return None
    return replace(target.called(told.name), note="needs_token_rss_used")


def _posts(owner: Account | Target, feed: ParsedFeed) -> tuple[Post, ...]:
    return tuple(_post(owner, entry) for entry in feed.entries[:_KEPT])


def _post(owner: Account | Target, entry: Entry) -> Post:
    text = entry.text or entry.title
    url = web_url(entry.link) or owner.url
    author = _author(owner, url)
    return Post(
        network=NETWORK,
        key=short_key(entry.id or url),
        url=url,
        author_key=owner.key if owner.kind is Kind.ACCOUNT else author,
        author_handle=author,
        author_name=owner.name if owner.kind is Kind.ACCOUNT else author,
        text=text,
        published_at=entry.published,
        hashtags=hashtags_in(text),
        links=entry.links,
    )


def _author(owner: Account | Target, url: str) -> str:
    """A hashtag's feed names its authors only in the links, as /@user or /@user@host."""
    if owner.kind is Kind.ACCOUNT:
        return owner.handle
    first = urlsplit(url).path.lstrip("/").partition("/")[0].removeprefix("@")
    return first if "@" in first else f"{first}@{owner.host}"
