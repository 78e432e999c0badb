"""Bluesky's views -> our values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from connectors.bluesky.leads import HOME, NETWORK
from connectors.bluesky.payload import Actor, Item, PostView
from connectors.payload import instant
from connectors.profile import profile_of, websites
from connectors.text import clean, hashtags_in, links_in, one_line, short_key, unique, web_url
from connectors.types import Account, Media, Post, PostKind, Profile

SITE = "https://bsky.app"


def item_key(item: Item) -> str:
    """A repost has a key of its own, so that it isn't the post it repeats."""
    if item.reposted and item.reason and item.reason.by:
        return f"{item.post.uri}#repost:{item.reason.by.did}"
    return item.post.uri


def sort_time(item: Item) -> datetime | None:
    """What feeds are ordered by: a repost's own time, else `published`."""
    if item.reposted and item.reason:
        return instant(item.reason.indexed_at)
    return published(item.post)


def published(post: PostView) -> datetime | None:
    """The author's own date, which may lie in the future, or when the network saw it."""
    said, seen = instant(post.record.get("createdAt")), instant(post.indexed_at)
    return min(said, seen) if said and seen else said or seen


def post_of(item: Item) -> Post:
    view, record = item.post, item.post.record
    text = clean(str(record.get("text", "")))
    features = list(_features(record))
    media = tuple(_media(view.embed))
    return Post(
        network=NETWORK,
        key=short_key(item_key(item)),
        url=_permalink(view),
        author_key=view.author.did,
        author_handle=view.author.handle,
        author_name=one_line(view.author.display_name or "") or view.author.handle,
        text=text,
        published_at=sort_time(item),
        kind=_kind(item),
        language=_language(record),
        warning=_warning(view),
        media=media,
        hashtags=unique((*_tags(record, features), *hashtags_in(text)), ignore_case=True),
        links=unique((*_uris(features), *links_in(_without_links(text, record)), *_cards(media))),
        reactions=_reactions(view),
        pinned=item.pinned,
        bot=_is_bot(view.author),
    )


def account_of(actor: Actor, host: str, proof: str) -> Account:
    return Account(
        network=NETWORK,
        key=short_key(actor.did),
        handle=actor.handle,
        name=one_line(actor.display_name or "") or actor.handle,
        url=f"{SITE}/profile/{actor.did if actor.handle == 'handle.invalid' else actor.handle}",
        host=host,
        ref=actor.did,
        followers=actor.followers_count,
        proof=proof,
        profile=profile(actor),
    )


def profile(actor: Actor) -> Profile | None:
    """What an account says of itself; None where its posts alone named it.

    https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles
    """
    if not actor.whole and actor.description is None:
        return None
    empty = "" if actor.whole else None
    return profile_of(
        empty if actor.display_name is None else actor.display_name,
        empty if actor.description is None else actor.description,
        websites(actor.website) if actor.whole else None,
        picture=actor.avatar,
        pinned=_pinned(actor.pinned_post) if actor.whole else None,
    )


def _pinned(told: Any) -> str:
    uri = told.get("uri") if isinstance(told, dict) else None
    return short_key(one_line(uri, 2000)) if isinstance(uri, str) else ""


def proof_of(handle: str) -> str:
    """Who owns a domain proves it; a name under the provider's own domain proves only itself."""
    return "exact" if handle.endswith(f".{HOME}") else "domain"


def _permalink(view: PostView) -> str:
    rkey = one_line(view.uri.rpartition("/")[2], 100)
    return f"{SITE}/profile/{view.author.did}/post/{rkey}"


def _is_bot(author: Actor) -> bool:
    """Does it say so itself? Others' labels are opinions.

    https://docs.bsky.app/docs/starter-templates/bots#labeling-your-bot
    """
    said = (label for label in _dicts(author.labels) if label.get("src") == author.did)
    return any(label.get("val") == "bot" and not label.get("neg") for label in said)


def _kind(item: Item) -> PostKind:
    """A reply to oneself goes on with one's own thread: it is original."""
    if item.reposted:
        return PostKind.REPOST
    parent = _at(item.post.record, "reply", "parent").get("uri")
    if isinstance(parent, str) and not parent.startswith(f"at://{item.post.author.did}/"):
        return PostKind.REPLY
    kind = str((item.post.embed or {}).get("$type", ""))
    quotes = kind.startswith(("app.bsky.embed.record#", "app.bsky.embed.recordWithMedia#"))
    return PostKind.QUOTE if quotes else PostKind.ORIGINAL


def _at(value: Any, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value[:100] if isinstance(item, dict))


def _features(record: dict[str, Any]) -> Iterator[tuple[slice, dict[str, Any]]]:
    """Links, tags and mentions, with the bytes of the UTF-8 text that each covers.

    https://docs.bsky.app/docs/advanced-guides/post-richtext
    """
    for facet in _dicts(record.get("facets")):
        start, end = (_at(facet, "index").get(name) for name in ("byteStart", "byteEnd"))
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            for feature in _dicts(facet.get("features")):
                yield slice(start, end), feature


def _uris(features: Iterable[tuple[slice, dict[str, Any]]]) -> list[str]:
    """Whole addresses: the text shows most of them shortened."""
    return [uri for _, feature in features if (uri := web_url(feature.get("uri")))]


def _tags(record: dict[str, Any], features: Iterable[tuple[slice, dict[str, Any]]]) -> list[str]:
    marked = [feature.get("tag") for _, feature in features]
    outside = record.get("tags")
    added = outside[:20] if isinstance(outside, list) else []
    return [one_line(tag, 100).lstrip("#") for tag in (*marked, *added) if isinstance(tag, str)]


def _without_links(text: str, record: dict[str, Any]) -> str:
    """The text less what a facet links: what shows there may be cut."""
    raw = str(record.get("text", "")).encode("utf-8", "replace")
    linked = [place for place, feature in _features(record) if "uri" in feature]
    for place in sorted(linked, key=lambda one: one.start, reverse=True):
        raw = raw[: place.start] + b" " + raw[place.stop :]
    return raw.decode("utf-8", "replace") if linked else text


def _media(embed: dict[str, Any] | None) -> Iterator[Media]:
    if embed is None:
        return
    kind = str(embed.get("$type", ""))
    if kind.startswith("app.bsky.embed.recordWithMedia#"):
        inner = _at(embed, "media")
        if not str(inner.get("$type", "")).startswith("app.bsky.embed.recordWithMedia#"):
            yield from _media(inner)
    for image in (*_dicts(embed.get("images")), *_dicts(embed.get("items"))):
        yield Media("image", web_url(image.get("fullsize")), clean(str(image.get("alt", "")), 2000))
    if kind.startswith("app.bsky.embed.video#"):
        yield Media("video", web_url(embed.get("playlist")), clean(str(embed.get("alt", "")), 2000))
    external = _at(embed, "external")
    if uri := web_url(external.get("uri")):
        yield Media("link", uri, one_line(str(external.get("title", ""))))


def _cards(media: Iterable[Media]) -> list[str]:
    return [one.url for one in media if one.kind == "link"]


def _language(record: dict[str, Any]) -> str | None:
    languages = record.get("langs")
    first = languages[0] if isinstance(languages, list) and languages else None
    return first[:20] if isinstance(first, str) and first else None


def _warning(view: PostView) -> str | None:
    """The author's own labels: porn, graphic-media …"""
    values = [
        str(label.get("val", ""))
        for label in _dicts(view.labels)
        if label.get("src") == view.author.did
    ]
    return one_line(", ".join(value for value in values if not value.startswith("!"))) or None


def _reactions(view: PostView) -> int | None:
    counts = (view.like_count, view.repost_count, view.reply_count, view.quote_count)
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
