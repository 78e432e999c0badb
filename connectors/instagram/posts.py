"""What people type, and Instagram's profiles and media -> our values.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import msgspec

from connectors.elsewhere import network_of, recognise
from connectors.graph.api import Id
from connectors.payload import instant
from connectors.profile import profile_of, websites
from connectors.text import clean, hashtags_in, links_in, one_line, short_key, unique, web_url
from connectors.types import Account, Kind, Lead, Media, Post
from connectors.types import Profile as Told

NETWORK = "instagram"
SITE = "https://www.instagram.com"
MEDIA_FIELDS = "id,caption,media_type,permalink,timestamp,like_count,comments_count"
PROFILE_FIELDS = "id,username,name,biography,website,followers_count,media_count"
NAME = re.compile(r"[a-z0-9._]{1,30}")

_BARE = re.compile(r"@([A-Za-z0-9._]{1,30})")
_TAG = re.compile(r"(?:(?:instagram|insta|ig)\s{0,3}:\s{0,3})?[#＃](\w{1,100})", re.IGNORECASE)


class Item(msgspec.Struct, frozen=True):
    """One publication. Who published it isn't told where a hashtag found it."""

    id: Id
    timestamp: str
    caption: str | None = None
    media_type: str | None = None
    permalink: str | None = None
    like_count: int | None = None
    comments_count: int | None = None


class Profile(msgspec.Struct, frozen=True):
    id: Id
    username: str
    name: str | None = None
    followers_count: int | None = None
    media_count: int | None = None
    media: dict[str, Any] | None = None
    biography: Any = None
    website: Any = None


def parse(text: str) -> Lead | None:
    """@name, #tag, instagram:name or an address."""
    text = text.strip()
    tag = _TAG.fullmatch(text)
    if tag or (linked := _linked_tag(text)):
        name = tag[1] if tag else linked
        return None if name.isdigit() else Lead(NETWORK, Kind.HASHTAG, name)
    if bare := _BARE.fullmatch(text):
        return Lead(NETWORK, Kind.ACCOUNT, bare[1].lower())
    known = recognise(text)
    if known is None or known.network != NETWORK or not NAME.fullmatch(known.name.lower()):
        return None
    return Lead(NETWORK, Kind.ACCOUNT, known.name.lower(), exact=True)


def account_of(profile: Profile, host: str) -> Account:
    handle = profile.username.lower()
    return Account(
        network=NETWORK,
        key=short_key(profile.id),
        handle=handle,
        name=one_line(profile.name or "") or handle,
        url=f"{SITE}/{quote(handle)}/",
        host=host,
        ref=handle,
        followers=profile.followers_count,
        proof="exact",
        profile=told_by(profile),
    )


def told_by(profile: Profile) -> Told:
    """Its picture's address is signed anew for each answer, so it tells nothing.

    https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user
    """
    sites = websites(profile.website) or None
    return profile_of(profile.name, profile.biography, sites)


def hashtag_of(tag: str, number: str, host: str) -> Account:
    """`number`: its id, which never changes."""
    return Account(
        network=NETWORK,
        key=short_key(f"#{tag.casefold()}"),
        handle=tag,
        name=f"#{tag}",
        url=f"{SITE}/explore/tags/{quote(tag)}/",
        host=host,
        ref=number,
        kind=Kind.HASHTAG,
        proof="exact",
    )


def post_of(item: Item, key: str, handle: str, name: str) -> Post:
    """`key`, `handle`, `name`: the author's."""
    text, url = clean(item.caption or ""), web_url(item.permalink)
    kind = "video" if item.media_type in ("VIDEO", "REELS") else "image"
    counts = [count for count in (item.like_count, item.comments_count) if count is not None]
    return Post(
        network=NETWORK,
        key=short_key(item.id),
        url=url or SITE,
        author_key=key,
        author_handle=handle,
        author_name=name,
        text=text,
        published_at=instant(item.timestamp),
        media=(Media(kind, url),),
        hashtags=hashtags_in(text),
        links=links_in(text),
        reactions=sum(counts) if counts else None,
    )


def tagged_of(item: Item, tag: str) -> Post:
    """Found by a hashtag: Instagram names no author then, so that only its own name can be said."""
    post = post_of(item, "", "", "Instagram")
    tags = unique((*post.hashtags, tag), ignore_case=True)
    return replace(post, hashtags=tags)


def _linked_tag(text: str) -> str:
    """The tag in instagram.com/explore/tags/tag/, else ""."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece]
    if network_of(host) != NETWORK or pieces[:2] != ["explore", "tags"] or len(pieces) < 3:
        return ""
    return pieces[2] if re.fullmatch(r"\w{1,100}", pieces[2]) else ""
