"""Reads RSS, Atom, JSON Feed and the HTML pages that announce them. Runs in the limited process.

So that this process stays small, nothing here imports a client or a connector, and each parser is
loaded by the first document that needs it.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import msgspec

from connectors.text import clean, html_links, html_to_text, one_line

ITEMS = 200
HTML_CAP = 60_000
ID_CAP = 2_000
TITLE_CAP = 500
ABOUT_CAP = 2_000
LINKS = 10
HEAD = 300_000  # bytes of a page in which it announces its feeds

FAST, TOLERANT, JSON = "fast", "tolerant", "json"

_LANGUAGE = re.compile(rb"<language>\s*([A-Za-z-]{2,35})\s*<")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b")
_ROOT = re.compile(rb"<(?:[\w.-]{1,30}:)?(rss|feed|rdf)[\s>]")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. `id`: its guid as written, "" for none; `link`: as written, may be relative.

    `title`, `text`: plain text; `links`: web addresses in the text. `published`: aware UTC.
    """

    id: str
    link: str
    title: str
    text: str
    published: datetime | None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """`parser`: which one read it; "" when the document is no feed at all.

    `about`: its description, as plain text. `links`: addresses that it names, as written: its
    site's, and those in the description.
    `whole`: False where entries are missing: the document breaks off, or they can't be read.
    """

    parser: str = ""
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    whole: bool = True
    about: str = ""
    links: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parser)


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page that a person named: itself a feed, or one that announces feeds at `links`."""

    feed: ParsedFeed
    links: tuple[str, ...] = ()


def parse_feed(body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
    """By the fast parser, by the tolerant one what the fast one refuses or finds empty.

    Raises ValueError for a document that declares entities of its own.
    """
    return _read(body, headers, _by_either)


def parse_tolerant(body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
    """By the tolerant parser alone: the ids of a feed that it read once stay the same."""
    return _read(body, headers, _tolerant)


def parse_page(body: bytes, headers: Mapping[str, str]) -> ParsedPage:
    """The feed itself, or the feeds that an HTML page announces, as absolute as it writes them.

    https://www.rssboard.org/rss-autodiscovery
    """
    feed = parse_feed(body, headers)
    return ParsedPage(feed) if feed else ParsedPage(feed, _announced(body))


def _read(
    body: bytes,
    headers: Mapping[str, str],
    parse: Callable[[bytes, Mapping[str, str]], ParsedFeed],
) -> ParsedFeed:
    # Zeros are dropped so that the two- and four-byte encodings are read too.
    text = body.replace(b"\0", b"").lower()
    if b"<!entity" in text:
        raise ValueError("declares entities")
    if _is_json(body):
        return _json(body)
    if not _breaks_off(text):
        return parse(body, headers)
    # Half a character at the end would make the tolerant parser take all for another encoding.
    found = parse(body[: body.rfind(b"<")], headers)
    return replace(found, entries=found.entries[:-1], whole=False) if found else found


def _breaks_off(text: bytes) -> bool:
    """Is its root never closed? Then its last entry may be half of one.

    `text`: in lower case. What follows the closing tag doesn't matter, nor does its last sign.
    """
    root = _ROOT.search(text, 0, HEAD)
    if root is None:
        return False
    ends = re.finditer(rb"</(?:[\w.-]{1,30}:)?" + root[1] + rb"\s{0,20}(?:>|\Z)", text)
    end = max((match.start() for match in ends), default=-1)
    return end < 0 or text.rfind(b"<![cdata[", 0, end) > text.rfind(b"]]>", 0, end)


def _by_either(body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
    found = _fast(body)
    if found.entries or not body.strip() or _is_html(body):
        return found
    tolerant = _tolerant(body, headers)
    return tolerant if tolerant.entries or not found else found


def _is_json(body: bytes) -> bool:
    return body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _is_html(body: bytes) -> bool:
    return _HTML.match(body[:2000].lower()) is not None


def _announced(body: bytes) -> tuple[str, ...]:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(body[:HEAD])
    base = page.css_first("base[href]")
    start = (base.attributes.get("href") or "") if base else ""
    links = []
    for link in page.css("link[rel~=alternate i][href]"):
        kind = (link.attributes.get("type") or "").split(";")[0].strip().lower()
        if kind in _FEED_TYPES:
            links.append(_joined(start, link.attributes.get("href") or ""))
    return tuple(dict.fromkeys(filter(None, links)))[:LINKS]


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())[:ID_CAP]
    except ValueError:
        return ""


def _fast(body: bytes) -> ParsedFeed:
    import fastfeedparser

    def read(content: bool) -> Any:
        return fastfeedparser.parse(
            body,
            include_content=content,
            include_tags=False,
            include_media=False,
            include_enclosures=False,
        )

    try:
        feed = read(content=False)
        items = feed.entries[:ITEMS]
        whole = items if all(item.get("description") for item in items) else read(True).entries
    except (ValueError, LookupError, TypeError, AttributeError):
        return ParsedFeed()
    pairs = zip(items, whole, strict=False)
    entries = (_entry(item, item.get("description") or _content(more)) for item, more in pairs)
    found = _feed(FAST, feed.feed, entries)
    written = None if found.language else _LANGUAGE.search(body, 0, HEAD)
    return replace(found, language=written[1].decode()) if written else found


def _tolerant(body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
    import feedparser

    found = feedparser.parse(
        io.BytesIO(body),  # a stream: text would be tried as an address and as a file name
        response_headers={"content-type": headers.get("content-type", "")},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.version:
        return ParsedFeed()
    items = found.entries[:ITEMS]
    return _feed(TOLERANT, found.feed, map(_tolerant_entry, items))


def _tolerant_entry(item: Mapping[str, Any]) -> Entry:
    fields = {key: item.get(key) for key in ("id", "link", "title")}
    entry = _entry(fields, item.get("summary") or _content(item))
    moment = item.get("published_parsed") or item.get("updated_parsed")
    try:
        stamp = calendar.timegm(moment) if moment else None
        return (
            entry if stamp is None else replace(entry, published=datetime.fromtimestamp(stamp, UTC))
        )
    except (ValueError, OverflowError, TypeError, OSError):
        return entry


def _json(body: bytes) -> ParsedFeed:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ParsedFeed()
    if not isinstance(document, dict) or "jsonfeed.org" not in _word(document.get("version")):
        return ParsedFeed()
    listed = document.get("items")
    if not isinstance(listed, list):
        return ParsedFeed()
    items = [one for one in listed if isinstance(one, dict)]
    found = _feed(JSON, document, map(_json_entry, items[:ITEMS]))
    return replace(found, whole=len(items) == len(listed))


def _json_entry(item: dict[str, Any]) -> Entry:
    date = item.get("date_published") or item.get("date_modified")
    text = item.get("summary") or item.get("content_text")
    fields = {
        "id": item.get("id"),
        "link": item.get("url") or item.get("external_url"),
        "title": item.get("title"),
        "published": date,
    }
    return _entry(fields, text or item.get("content_html"), clean if text else html_to_text)


def _feed(parser: str, facts: Mapping[str, Any], entries: Iterable[Entry]) -> ParsedFeed:
    title = one_line(html_to_text(_word(facts.get("title"))), TITLE_CAP)
    language = _word(facts.get("language")).strip()[:35]
    about = _word(facts.get("subtitle") or facts.get("description"))[:HTML_CAP]
    site = _word(facts.get("link") or facts.get("home_page_url")).strip()[:ID_CAP]
    return ParsedFeed(
        parser,
        title,
        language,
        tuple(entries),
        about=html_to_text(about, ABOUT_CAP),
        links=(*((site,) if site else ()), *html_links(about)),
    )


def _entry(
    item: Mapping[str, Any], html: Any, to_text: Callable[[str], str] = html_to_text
) -> Entry:
    body = _word(html)[:HTML_CAP]
    return Entry(
        id=_word(item.get("id")).strip()[:ID_CAP],
        link=_word(item.get("link")).strip()[:ID_CAP],
        title=one_line(html_to_text(_word(item.get("title"))[:HTML_CAP]), TITLE_CAP),
        text=to_text(body),
        published=_date(item.get("published")) or _date(item.get("updated")),
        links=html_links(body),
    )


def _content(item: Mapping[str, Any]) -> Any:
    contents = item.get("content") or [{}]
    return contents[0].get("value")


def _word(value: Any) -> str:
    """Text as it is, a number as JSON Feed's readers must take it, "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _date(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(_word(value).strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
