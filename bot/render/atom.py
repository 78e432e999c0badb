"""What a channel found as an Atom feed (https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from bot.core.excerpt import first_words
from bot.core.exporting import Find
from bot.core.model import Channel
from bot.render.export_rows import all_words
from bot.render.words import Words

NAMESPACE = "http://www.w3.org/2005/Atom"
TITLE = 120
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def atom(
    words: Words, channel: Channel, found: Sequence[Find], address: str, since: datetime
) -> bytes:
    """`address`: where this is served; `since`: when that began."""
    root = Element("feed", {"xmlns": NAMESPACE, _XML_LANG: words.language})
    name = channel.name or words("settings.here")
    _text(root, "id", _urn(f"channel {channel.id} of {address.rpartition('/feed/')[0]}"))
    _text(root, "title", words("feed.title", channel=name))
    _text(root, "updated", _at(updated(found, since)))
    SubElement(root, "link", {"rel": "self", "href": _clean(address)})
    _text(root, "generator", "Veilleur")
    for one in found:
        root.append(_entry(words, one))
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def updated(found: Sequence[Find], since: datetime) -> datetime:
    """When anything in the feed last changed."""
    return max([since, *(_changed(one) for one in found)])


def _changed(one: Find) -> datetime:
    edited = one.stored.post.edited_at
    return max(one.at, min(edited, one.stored.first_seen_at)) if edited else one.at


def _entry(words: Words, one: Find) -> Element:
    post, entry = one.stored.post, Element("entry")
    said, warning = _clean(all_words(post)), _clean(post.warning or "")
    author = _clean(post.author_name or post.author_handle).strip() or words.network(post.network)
    untitled = words("feed.untitled", author=author)
    _text(entry, "id", _urn(f"{post.network} {post.key}"))
    _text(entry, "title", first_words(warning or said, TITLE) or untitled)
    _text(entry, "updated", _at(_changed(one)))
    _text(entry, "published", _at(one.at))
    _text(SubElement(entry, "author"), "name", author)
    if _WEB.fullmatch(post.url):
        SubElement(entry, "link", {"rel": "alternate", "href": _clean(post.url)})
    for tag in dict.fromkeys(post.hashtags):
        SubElement(entry, "category", {"term": _clean(tag)})
    _text(entry, "content", (said.strip() and said) or untitled)
    return entry


def _text(parent: Element, name: str, text: str) -> None:
    """Plain text by Atom's own default: a reader shows markup in it as it was typed."""
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"veilleur {name}".encode(errors="replace").decode()).urn


def _at(instant: datetime) -> str:
    """https://www.rfc-editor.org/rfc/rfc3339"""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
