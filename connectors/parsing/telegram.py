"""Reads the pages that t.me shows of public channels. Runs in the limited process.

The vendor describes the previews at https://telegram.org/blog/privacy-discussions-web-bots and
publishes no grammar of them: the class names are those of its post widget,
https://core.telegram.org/widgets/post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from connectors.payload import instant
from connectors.text import clean, html_links, html_to_text, one_line, unique, web_url
from connectors.types import Media

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST = 100  # messages of a page; the vendor shows about 20
HTML_CAP = 60_000
ALT_CAP = 2_000
ABOUT_CAP = 2_000

_POST = re.compile(r"([A-Za-z]\w{3,31})/(\d{1,12})", re.ASCII)
_ORIGIN = re.compile(r"https?://t\.me/([A-Za-z]\w{3,31})(?:/\d{1,12})?/?", re.ASCII)
_STYLE_URL = re.compile(r"background-image:\s?url\(['\"]?([^'\")]{1,2000})['\"]?\)")
_COUNT = re.compile(r"(\d[\d\s.,]{0,15})([KMB]?)")
_PEOPLE = re.compile(r"(\d[\d\s.,]{0,15}[KMB]?)\s?(?:subscriber|member)", re.IGNORECASE)
_SCALES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `name`: the channel as the page writes it; `owner`: its title, "" for none.

    `text`: plain text: the caption of media, the question of a poll. `origin`: whom a forwarded
    one is from, as shown; `origin_name`: the channel of that, "" where it is hidden. `service`:
    the channel's own acts (a new picture, a pin), which nobody wrote.
    """

    name: str
    number: int
    owner: str
    text: str
    links: tuple[str, ...]
    published: datetime | None
    media: tuple[Media, ...] = ()
    origin: str = ""
    origin_name: str = ""
    reactions: int | None = None
    service: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`channel`: it is the preview of a channel. `name`: its address, as the page writes it.

    `about`, `links`: its description as plain text, and the addresses in it. `people`: subscribers
    or members, None where it doesn't say. `error`: what the page of one message says instead of
    it. `messages`: oldest first.
    """

    channel: bool = False
    name: str = ""
    title: str = ""
    people: int | None = None
    error: str = ""
    messages: tuple[Message, ...] = ()
    about: str = ""
    links: tuple[str, ...] = ()


def parse_page(body: bytes, headers: Mapping[str, str]) -> Page:
    """A channel's preview, the card that stands in its place, or the page of one message."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(body)
    _without_quotes(page)
    messages = tuple(_messages(page))
    described = page.css_first(".tgme_channel_info_description")
    about = ((described.html or "") if described else "")[:HTML_CAP]
    return Page(
        channel=bool(messages or page.css_first(".tgme_channel_info, .tgme_channel_history")),
        name=_shown(page, ".tgme_channel_info_header_username").removeprefix("@"),
        title=_shown(page, ".tgme_channel_info_header_title, .tgme_page_title"),
        people=_people(page),
        error=_shown(page, ".tgme_widget_message_error"),
        messages=messages,
        about=html_to_text(about, ABOUT_CAP),
        links=html_links(about),
    )


def _without_quotes(page: LexborHTMLParser) -> None:
    """A quoted message carries the same class names as the one that quotes it."""
    for _ in range(MOST):
        # One by one: what stands inside a removed one must not be touched any more.
        quoted = page.css_first(".tgme_widget_message_reply")
        if quoted is None:
            return
        quoted.decompose()


def _people(page: LexborHTMLParser) -> int | None:
    """The first counter of a preview, or the line below a card's title."""
    counter = page.css_first(".tgme_channel_info_counter .counter_value")
    if counter is not None:
        return _number(counter.text())
    found = _PEOPLE.search(_shown(page, ".tgme_page_extra"))
    return _number(found[1]) if found else None


def _messages(page: LexborHTMLParser) -> Iterator[Message]:
    for node in page.css(".tgme_widget_message[data-post]")[:MOST]:
        post = _POST.fullmatch(node.attributes.get("data-post") or "")
        if post is not None:
            yield _message(node, post[1], int(post[2]))


def _message(node: LexborNode, name: str, number: int) -> Message:
    written = node.css_first(".tgme_widget_message_text, .tgme_widget_message_poll_question")
    html = ((written.html or "") if written else "")[:HTML_CAP]
    time = node.css_first(".tgme_widget_message_date time[datetime]") or node.css_first(
        "time[datetime]"
    )
    media = tuple(_media(node))
    cards = (one.url for one in media if one.kind == "link")
    return Message(
        name=name,
        number=number,
        owner=_shown(node, ".tgme_widget_message_owner_name"),
        text=html_to_text(html),
        links=unique((*html_links(html), *cards)),
        published=instant(time.attributes.get("datetime")) if time else None,
        media=media,
        origin=_shown(node, ".tgme_widget_message_forwarded_from_name"),
        origin_name=_origin_name(node),
        reactions=_reactions(node),
        service="service_message" in (node.attributes.get("class") or "").split(),
    )


def _origin_name(node: LexborNode) -> str:
    link = node.css_first("a.tgme_widget_message_forwarded_from_name[href]")
    match = _ORIGIN.fullmatch((link.attributes.get("href") or "") if link else "")
    return match[1] if match else ""


def _media(node: LexborNode) -> Iterator[Media]:
    for photo in node.css(".tgme_widget_message_photo_wrap[style]"):
        if match := _STYLE_URL.search(photo.attributes.get("style") or ""):
            yield Media("image", web_url(match[1]))
    for kind, selector in (("video", "video[src]"), ("audio", "audio[src]")):
        for player in node.css(selector):
            yield Media(kind, web_url(player.attributes.get("src")))
    for file in node.css(".tgme_widget_message_document_wrap[href]"):
        title = _shown(file, ".tgme_widget_message_document_title")
        yield Media("file", web_url(file.attributes.get("href")), title)
    for card in node.css("a.tgme_widget_message_link_preview[href]"):
        if url := web_url(card.attributes.get("href")):
            yield Media("link", url, _shown(card, ".link_preview_title"))


def _reactions(node: LexborNode) -> int | None:
    counts = [_number(one.text(deep=False)) for one in node.css(".tgme_reaction")]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _number(text: str) -> int | None:
    """ "12.3K" and "1 234" as numbers: decimals stand only where a letter follows."""
    match = _COUNT.search(text)
    if match is None:
        return None
    digits = re.sub(r"\s", "", match[1]).replace(",", ".")
    digits = digits if match[2] else digits.replace(".", "")
    try:
        return round(float(digits) * _SCALES[match[2]])
    except ValueError:
        return None


def _shown(node: LexborHTMLParser | LexborNode, selector: str) -> str:
    found = node.css_first(selector)
    return one_line(clean(found.text(), ALT_CAP)) if found is not None else ""
