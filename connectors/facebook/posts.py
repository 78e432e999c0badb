"""What people type, and the Graph's pages and posts -> our values.

https://developers.facebook.com/docs/graph-api/reference/page
https://developers.facebook.com/docs/graph-api/reference/pagepost
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from connectors.elsewhere import Elsewhere, recognise
from connectors.graph.api import Id
from connectors.payload import instant
from connectors.profile import profile_of, websites
from connectors.text import clean, hashtags_in, links_in, one_line, short_key, unique, web_url
from connectors.types import Account, Kind, Lead, Media, Post, PostKind

NETWORK = "facebook"
SITE = "https://www.facebook.com"
PAGE_FIELDS = "id,name,username,link,fan_count,followers_count,about,website"
SEARCH_FIELDS = "id,name,link"
POST_FIELDS = (
    "id,from{id,name},message,story,created_time,permalink_url,parent_id,"
    "attachments{media_type,title,url,description}"
)
POST_ID = re.compile(r"[A-Za-z0-9_]{1,60}")

_ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,79}")
_BARE = re.compile(r"@([A-Za-z0-9][A-Za-z0-9.]{1,49})")
# Addresses of pages without a name of their own end in their id.
_NUMBERED = re.compile(r"(?:[^/]*-)?(\d{8,20})")
_ID_LAST = frozenset({"pages", "people", "p"})
_KINDS = {"photo": "image", "album": "image", "video": "video", "video_inline": "video"}


class Page(msgspec.Struct, frozen=True):
    id: Id
    name: str | None = None
    username: str | None = None
    link: str | None = None
    fan_count: int | None = None
    followers_count: int | None = None
    about: Any = None
    website: Any = None


class Author(msgspec.Struct, frozen=True):
    id: str
    name: str | None = None


class PagePost(msgspec.Struct, frozen=True):
    """`author`: the page. `parent_id`: the post that it shares."""

    id: Id
    created_time: str
    author: Author | None = msgspec.field(name="from", default=None)
    message: str | None = None
    story: str | None = None
    permalink_url: str | None = None
    parent_id: str | None = None
    attachments: dict[str, Any] | None = None


def parse(text: str) -> Lead | None:
    """@name, facebook:name or a page's address."""
    text = text.strip()
    if bare := _BARE.fullmatch(text):
        return Lead(NETWORK, Kind.ACCOUNT, bare[1].lower())
    known = recognise(text)
    if known is None or known.network != NETWORK:
        return None
    name = one_line(_numbered(known) or known.name, 100)
    return Lead(NETWORK, Kind.ACCOUNT, name, exact=is_alias(name)) if name else None


def is_alias(name: str) -> bool:
    """Could it be a page's name in addresses, or its id?"""
    return bool(_ALIAS.fullmatch(name))


def account_of(page: Page, host: str, proof: str) -> Account:
    handle = one_line(page.username or "") or page.id
    return Account(
        network=NETWORK,
        key=short_key(page.id),
        handle=handle,
        name=one_line(page.name or "") or handle,
        url=web_url(page.link) or f"{SITE}/{page.id}",
        host=host,
        ref=page.id,
        followers=page.followers_count if page.followers_count is not None else page.fan_count,
        proof=proof,
        profile=profile_of(page.name, page.about, websites(page.website) or None),
    )


def found_of(page: Page, host: str, words: str) -> Account:
    """A search result: its name in addresses is only in its link."""
    known = recognise(page.link or "")
    alias = known.name if known and known.network == NETWORK and is_alias(known.name) else ""
    names = {alias.lower(), one_line(page.name or "").lower()}
    proof = "exact" if words.strip().lstrip("@").lower() in names else "similar"
    named = Page(page.id, page.name, alias, page.link)
    return account_of(named, host, proof)


def post_of(post: PagePost, key: str, handle: str, name: str) -> Post:
    """`key`, `handle`, `name`: the page's. The time of the last change isn't read: a comment is
    a change too.
    """
    attached = list(_attached(post.attachments))
    text = clean(post.message or post.story or _titles(attached))
    media = tuple(_media(attached))
    return Post(
        network=NETWORK,
        key=short_key(post.id),
        url=web_url(post.permalink_url) or f"{SITE}/{post.id}",
        author_key=key,
        author_handle=handle,
        author_name=one_line((post.author and post.author.name) or "") or name,
        text=text,
        published_at=instant(post.created_time),
        kind=_kind(post),
        media=media,
        hashtags=hashtags_in(text),
        links=unique((*links_in(text), *(one.url for one in media if one.kind == "link"))),
    )


def _numbered(known: Elsewhere) -> str:
    """The id in an address such as /pages/Name/123456789012 or /Name-123456789012/."""
    pieces = [unquote(piece) for piece in urlsplit(known.url).path.split("/") if piece]
    last = pieces[1:] if pieces[:1] and pieces[0].lower() in _ID_LAST else []
    for piece in (*reversed(last), known.name):
        if match := _NUMBERED.fullmatch(piece):
            return match[1]
    return ""


def _kind(post: PagePost) -> PostKind:
    if not post.parent_id:
        return PostKind.ORIGINAL
    return PostKind.QUOTE if post.message else PostKind.REPOST


def _attached(attachments: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    data = attachments.get("data") if attachments else None
    if isinstance(data, list):
        yield from (one for one in data[:20] if isinstance(one, dict))


def _titles(attached: list[Mapping[str, Any]]) -> str:
    words = [one.get(name) for one in attached for name in ("title", "description")]
    return "\n".join(word for word in words if isinstance(word, str))


def _media(attached: list[Mapping[str, Any]]) -> Iterator[Media]:
    for one in attached:
        kind = _KINDS.get(str(one.get("media_type")), "link")
        if url := _direct(web_url(one.get("url"))):
            yield Media(kind, url, one_line(str(one.get("title") or "")))


def _direct(url: str) -> str:
    """Where a link leads: Facebook wraps it, with a mark that changes at each answer."""
    parts = urlsplit(url)
    if (parts.hostname or "").endswith("facebook.com") and parts.path == "/l.php":
        return web_url(parse_qs(parts.query).get("u", [""])[0])
    return url
