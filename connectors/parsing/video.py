"""Reads YouTube's pages and feeds of channels. Runs in the limited process.

Like connectors.parsing.feed, it imports no client and no connector.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectors.parsing.feed import ITEMS, ParsedFeed, parse_feed
from connectors.text import clean, links_in

ID = r"UC[A-Za-z0-9_-]{22}"
# In order of trust: what a page says of itself comes before what it holds for its programs.
_MARKS = tuple(
    re.compile(mark.replace("ID", f"({ID})").encode())
    for mark in (
        r'<link rel="canonical" href="https?://(?:www\.)?youtube\.com/channel/ID"',
        r'<link rel="alternate" type="application/rss\+xml"[^>]{0,200}[?&;]channel_id=ID"',
        r'<meta itemprop="(?:identifier|channelId)" content="ID"',
        r'"externalId":"ID"',
    )
)


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """`id`: of the channel whose page it is, "" where the page doesn't say."""

    id: str = ""


def parse_channel(body: bytes, headers: Mapping[str, str]) -> ChannelPage:
    """Whose page it is."""
    for mark in _MARKS:
        if found := mark.search(body):
            return ChannelPage(found[1].decode())
    return ChannelPage()


def parse_videos(body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
    """A channel's feed with the videos' descriptions, which stand in elements of Media RSS.

    The only address that it names is the channel's own.
    https://www.rssboard.org/media-rss
    """
    feed = replace(parse_feed(body, headers), links=())
    if not feed.entries:
        return feed
    described = _descriptions(body)
    entries = (
        replace(entry, text=text, links=links_in(text))
        for entry in feed.entries
        for text in [clean(described.get(entry.id, ""))]
    )
    return replace(feed, entries=tuple(entries))


def _descriptions(body: bytes) -> dict[str, str]:
    import fastfeedparser

    try:
        items: list[dict[str, Any]] = fastfeedparser.parse(body, include_content=False).entries
    except (ValueError, LookupError, TypeError, AttributeError):
        return {}
    found = {}
    for item in items[:ITEMS]:
        media: Any = next(iter(item.get("media_content") or ()), None)
        text = media.get("description") if isinstance(media, dict) else None
        if isinstance(item.get("id"), str) and isinstance(text, str):
            found[item["id"]] = text
    return found
