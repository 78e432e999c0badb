"""What people type, and Threads' profiles and posts -> our values.

https://developers.facebook.com/docs/threads/threads-media
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from connectors.elsewhere import network_of, recognise
from connectors.graph.api import Id
from connectors.payload import instant
from connectors.profile import profile_of
from connectors.text import clean, hashtags_in, links_in, one_line, short_key, unique, web_url
from connectors.types import Account, Kind, Lead, Media, Post, PostKind

NETWORK = "threads"
SITE = "https://www.threads.com"
POST_FIELDS = (
    "id,media_type,permalink,username,text,timestamp,is_quote_post,topic_tag,"
    "link_attachment_url,alt_text"
)
FOUND_FIELDS = f"{POST_FIELDS},is_reply"
POST_ID = re.compile(r"\d{1,40}")

_NAME = re.compile(r"[A-Za-z0-9._]{1,30}")
_TAG = re.compile(r"(?:threads\s{0,3}:\s{0,3})?[#＃](\w{1,50})", re.IGNORECASE)
_MEDIA = {
    "IMAGE": "image",
    "CAROUSEL_ALBUM": "image",
    "VIDEO": "video",
    "AUDIO": "audio",
}


class Profile(msgspec.Struct, frozen=True):
    """No id: a profile is known by its name alone."""

    username: str
    name: str | None = None
    follower_count: int | None = None
    is_verified: bool | None = None
    biography: Any = None


class Item(msgspec.Struct, frozen=True):
    """One post. `topic_tag`: the one topic that Threads lets a post have, without #."""

    id: Id
    timestamp: str
    username: str
    media_type: str | None = None
    permalink: str | None = None
    text: str | None = None
    topic_tag: str | None = None
    link_attachment_url: str | None = None
    alt_text: str | None = None
    is_quote_post: bool | None = None
    is_reply: bool | None = None


def parse(text: str) -> Lead | None:
    """@name, #tag, threads:name or an address."""
    text = text.strip()
    tag = _TAG.fullmatch(text)
    if tag or (linked := _linked_tag(text)):
        name = tag[1] if tag else linked
        return None if name.isdigit() else Lead(NETWORK, Kind.HASHTAG, name)
    known = recognise(text)
    name = known.name if known and known.network == NETWORK else text.removeprefix("@")
    if not _NAME.fullmatch(name) or not (known or text.startswith("@")):
        return None
    return Lead(NETWORK, Kind.ACCOUNT, name.lower(), exact=known is not None)


def account_of(profile: Profile, host: str) -> Account:
    handle = one_line(profile.username).lower()
    return Account(
        network=NETWORK,
        key=short_key(handle),
        handle=handle,
        name=one_line(profile.name or "") or handle,
        url=f"{SITE}/@{quote(handle)}",
        host=host,
        ref=handle,
        followers=profile.follower_count,
        proof="verified" if profile.is_verified else "exact",
        profile=profile_of(profile.name, profile.biography),
    )


def hashtag_of(tag: str, host: str) -> Account:
    return Account(
        network=NETWORK,
        key=short_key(f"#{tag.casefold()}"),
        handle=tag,
        name=f"#{tag}",
        url=f"{SITE}/search?q={quote(tag)}&serp_type=tags",
        host=host,
        ref=tag,
        kind=Kind.HASHTAG,
        proof="exact",
    )


def post_of(item: Item, name: str = "") -> Post:
    """`name`: the author's, where it is known beside the handle."""
    text, handle = clean(item.text or ""), one_line(item.username).lower()
    url, link = web_url(item.permalink), web_url(item.link_attachment_url)
    topic = one_line(item.topic_tag or "", 100).lstrip("#")
    return Post(
        network=NETWORK,
        key=short_key(item.id),
        url=url or f"{SITE}/@{quote(handle)}",
        author_key=short_key(handle),
        author_handle=handle,
        author_name=name or handle,
        text=text,
        published_at=instant(item.timestamp),
        kind=_kind(item),
        media=_media(item, url, link),
        hashtags=unique((*hashtags_in(text), *([topic] if topic else [])), ignore_case=True),
        links=unique((*links_in(text), *([link] if link else []))),
    )


def voices(items: Sequence[Post]) -> int:
    """How many people are heard."""
    return len({item.author_key for item in items})


def _kind(item: Item) -> PostKind:
    if item.media_type == "REPOST_FACADE":
        return PostKind.REPOST
    if item.is_reply:
        return PostKind.REPLY
    return PostKind.QUOTE if item.is_quote_post else PostKind.ORIGINAL


def _media(item: Item, url: str, link: str) -> tuple[Media, ...]:
    """Shown at the post's own address: those of the files expire and change."""
    kind = _MEDIA.get(item.media_type or "")
    shown = (Media(kind, url, clean(item.alt_text or "", 2000)),) if kind else ()
    return (*shown, Media("link", link)) if link else shown


def _linked_tag(text: str) -> str:
    """The topic in threads.com/search?q=topic&serp_type=tags, else ""."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, asked = parts.hostname or "", parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return ""
    if network_of(host) != NETWORK or parts.path.strip("/") != "search":
        return ""
    tag = asked.get("q", [""])[0].lstrip("#")
    return tag if asked.get("serp_type") == ["tags"] and re.fullmatch(r"\w{1,50}", tag) else ""
