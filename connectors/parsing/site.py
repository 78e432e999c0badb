"""Reads a page of a firm's web site. Runs in the limited process.

The page is read as it was sent: frames, heads and feet are where firms name their profiles.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from connectors.parsing.parked import MOST_TEXT, says_parked
from connectors.parsing.placing import place_of, within_text
from connectors.parsing.structured import firms
from connectors.text import one_line, unique
from connectors.website.profiles import any_link, profile
from connectors.website.types import Place

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

ANCHORS = 3_000  # read from the page's start, and as many from its end
LINKS = 200
FEEDS = 10
SCRIPTS = 10
NAME_CAP = 200
TITLE_CAP = 300
DESCRIPTION_CAP = 500
LINK_TEXT_CAP = 100
URL_CAP = 1_000

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})""", re.I)
_CHARSET_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_REFRESH = re.compile(r"""\s*([0-9]{1,3})[\d.]*\s*[;,]\s*url\s*=\s*["']?([^"'>]{1,1000})""", re.I)
_JSON_LD = 'script[type="application/ld+json" i]'
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_CONTACT = re.compile(r"contact|kontakt", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:a|à)[-_ ]?propos|about|qui[-_ ]sommes|notre[-_ ](?:cabinet|entreprise|agence|histoire)"
    r"|le[-_ ]cabinet|ueber[-_ ]uns|über uns",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"mentions?[-_ ]?l[ée]gales|legal|impressum|imprint", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedLink:
    """`url`: absolute, or as `//host/…`."""

    url: str
    place: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class ParsedSite:
    """One page. Addresses other than its links' are as written: `base` says from where they count.

    `name`: as the page's own data give it, "" for none. `contact`, `about`: pages of the same site,
    likeliest first. `refresh`: where it sends its reader at once, "" nowhere.
    """

    base: str = ""
    name: str = ""
    title: str = ""
    description: str = ""
    types: tuple[str, ...] = ()
    language: str = ""
    links: tuple[ParsedLink, ...] = ()
    feeds: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    refresh: str = ""
    parked: bool = False


def parse_site(body: bytes, headers: Mapping[str, str]) -> ParsedSite:
    """What a page says of the firm that it belongs to."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(_decoded(body, headers.get("content-type", "")))
    title = one_line(_text_of(page.css_first("title")), TITLE_CAP)
    data = firms(script.text() for script in page.css(_JSON_LD)[:SCRIPTS])
    anchors = _anchors(page)
    links = [*_named(data.same_as), *_linked(page, anchors)]
    root = page.css_first("html")
    return ParsedSite(
        base=_value(page.css_first("base[href]"), "href"),
        name=data.name or one_line(_meta(page, "og:site_name"), NAME_CAP),
        title=title,
        description=one_line(_meta(page, "description"), DESCRIPTION_CAP)
        or one_line(_meta(page, "og:description"), DESCRIPTION_CAP),
        types=data.types,
        language=_value(root, "lang").lower().partition("-")[0][:8],
        links=tuple(links),
        feeds=_feeds(page),
        contact=_pages(anchors, _CONTACT),
        about=(*_pages(anchors, _ABOUT), *_pages(anchors, _LEGAL)),
        refresh=_refresh(page),
        parked=_is_parked(page, title),
    )


def _decoded(body: bytes, content_type: str) -> str:
    """As the page is really written: what it says of itself is often wrong."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    said = _CHARSET_HEADER.search(content_type)
    meta = _CHARSET.search(body, 0, 4_096)
    names = ("utf-8", said[1] if said else "", meta[1].decode("ascii", "ignore") if meta else "")
    for name in filter(None, names):
        try:
            return body.decode(name)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def _anchors(page: LexborHTMLParser) -> list[LexborNode]:
    """The feet of a page stand at its end, however long it is."""
    every = page.css("a[href]")
    return every if len(every) <= 2 * ANCHORS else [*every[:ANCHORS], *every[-ANCHORS:]]


def _named(addresses: tuple[str, ...]) -> Iterator[ParsedLink]:
    return (ParsedLink(url, Place.JSON_LD) for url in addresses if any_link(url))


def _linked(page: LexborHTMLParser, anchors: list[LexborNode]) -> list[ParsedLink]:
    heads = (ParsedLink(url, Place.REL_ME) for url in _rel_me(page) if any_link(url))
    placed = [link for link in map(_link, _likely(anchors)) if link is not None]
    return [*islice(heads, LINKS), *placed]


def _rel_me(page: LexborHTMLParser) -> Iterator[str]:
    return (_value(node, "href") for node in page.css("link[rel~=me i][href]"))


def _likely(anchors: list[LexborNode]) -> list[LexborNode]:
    found = [node for node in anchors if _leads_out(node)]
    return found if len(found) <= LINKS else [*found[: LINKS // 2], *found[-LINKS // 2 :]]


def _leads_out(anchor: LexborNode) -> bool:
    address = _value(anchor, "href")
    if not address.startswith(("http://", "https://", "//")):
        return False
    return (any_link if _is_me(anchor) else profile)(address) is not None


def _is_me(anchor: LexborNode) -> bool:
    return "me" in _value(anchor, "rel").lower().split()


def _link(anchor: LexborNode) -> ParsedLink | None:
    """https://microformats.org/wiki/rel-me"""
    me = _is_me(anchor) and not within_text(anchor)
    place = Place.REL_ME if me else place_of(anchor)
    if place is None:
        return None
    picture = anchor.css_first("img[alt]")
    words = (
        anchor.text(),
        _value(anchor, "aria-label"),
        _value(anchor, "title"),
        _value(picture, "alt"),
    )
    shown = (one_line(" ".join(text.split()), LINK_TEXT_CAP) for text in words)
    return ParsedLink(_value(anchor, "href"), place, next(filter(None, shown), ""))


def _feeds(page: LexborHTMLParser) -> tuple[str, ...]:
    """A site's own feeds before the feeds of its comments.

    https://www.rssboard.org/rss-autodiscovery
    """
    announced = page.css("link[rel~=alternate i][href]")[: FEEDS * 10]
    kinds = ((node, _value(node, "type").split(";")[0].lower()) for node in announced)
    links = unique(_value(node, "href") for node, kind in kinds if kind in _FEED_TYPES)
    return tuple(sorted(links, key=lambda link: "comment" in link.lower())[:FEEDS])


def _pages(anchors: list[LexborNode], subject: re.Pattern[str]) -> tuple[str, ...]:
    """By their address or by a short text, relative ones and absolute ones."""
    found = (
        _value(anchor, "href")
        for anchor in anchors
        if subject.search(_value(anchor, "href")) or subject.search(anchor.text()[:40])
    )
    return unique((link for link in found if _is_page(link)), FEEDS)


def _is_page(link: str) -> bool:
    if not link or link.startswith("#"):
        return False
    return ":" not in link.partition("/")[0] or link.startswith(("http://", "https://"))


def _refresh(page: LexborHTMLParser) -> str:
    """Where the page goes within five seconds."""
    node = page.css_first('meta[http-equiv="refresh" i][content]')
    match = _REFRESH.match(_value(node, "content"))
    return match[2].strip() if match and int(match[1]) <= 5 else ""


def _is_parked(page: LexborHTMLParser, title: str) -> bool:
    """Reads what a reader sees: scripts and styles are taken out, so it comes last."""
    sources = [_value(node, "src") for node in page.css("script[src], iframe[src], frame[src]")]
    page.strip_tags(["script", "style", "template"])
    shown = page.body.text(separator=" ") if page.body else ""
    return says_parked(title, " ".join(shown[: MOST_TEXT * 10].split()), sources)


def _meta(page: LexborHTMLParser, name: str) -> str:
    node = page.css_first(f'meta[name="{name}" i][content], meta[property="{name}" i][content]')
    return _value(node, "content")


def _text_of(node: LexborNode | None) -> str:
    return node.text() if node else ""


def _value(node: LexborNode | None, attribute: str) -> str:
    return (node.attributes.get(attribute) or "").strip()[:URL_CAP] if node else ""
