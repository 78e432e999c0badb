"""Plain text out of what networks send: HTML bodies, hashtags and links. Linear and bounded."""

from __future__ import annotations

import hashlib
import html as entities
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

INPUT_CAP = 200_000
TEXT_CAP = 20_000
ITEMS_CAP = 50
KEY_CAP = 1000  # bytes; PostgreSQL indexes at most 2,700

_LINES = frozenset({"div", "li", "ul", "ol", "tr", "table", "dt", "dd", "figure", "section"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "article"})
_SILENT = frozenset({"script", "style", "template", "title", "textarea", "noscript", "iframe"})
_HIDDEN_CLASSES = frozenset({"invisible", "quote-inline"})

_SPACES = re.compile(r"[ \t\r\n\f]+")
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_CLASS = re.compile(r"""\sclass\s?=\s?["']?([^"'>]{0,300})""", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s?=\s?["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff]")
_HASHTAG = re.compile("(?<![\\w&/#＃])[#＃](?![\ufe0f\u20e3])([^\\s#＃]{1,101})")
_HASHTAG_CAP = 100
# No letters, and yet within words of Hebrew, Persian, Tibetan, Catalan or Japanese.
_WITHIN_WORDS = frozenset("_·־׳״་༌\u200c\u200d〃〜゛゜゠・～꙾")
_MENTION = re.compile(
    r"(?:(?<![A-Za-z0-9_!#$%&*@＠/])|(?<=\b[Rr][Tt]))"
    r"[@＠]([A-Za-z0-9_]{1,30}+(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,61}+){0,5}+)"
    r"(?![A-Za-z0-9_@＠À-ɏḀ-ỿ]|://)"
)
_LINK = re.compile(r"https?://[^\s<>\"'`{}|\\^]{1,2000}", re.IGNORECASE)


def html_to_text(html: str, limit: int = TEXT_CAP) -> str:
    """What a reader would see of `html`: blocks as lines, entities decoded, at most `limit`.

    Paragraphs are kept apart by an empty line; parts that Mastodon hides from readers
    (`class="invisible"`) are left out. Never raises, whatever the input.
    """
    page = _Page()
    for tag, text in _tokens(html[:INPUT_CAP]):
        page.take(tag, text)
    return clean("".join(page.parts), limit)


def html_links(html: str) -> tuple[str, ...]:
    """Addresses that `html` links to, without mentions and hashtags, in order, no doubles."""
    found: list[str] = []
    for tag, _ in _tokens(html[:INPUT_CAP]):
        if tag[:2].lower() not in ("a", "a "):
            continue
        if not {"mention", "hashtag"} & _classes(tag) and (href := _HREF.search(tag)):
            found.append(entities.unescape(href[1]))
    return unique(link for link in found if web_url(link))


def clean(text: str, limit: int = TEXT_CAP) -> str:
    """`text` without control characters and trailing spaces, at most one empty line in a row."""
    lines: list[str] = []
    for raw in _CONTROL.sub("", text[:INPUT_CAP]).replace("\r", "\n").split("\n"):
        line = _SPACES.sub(" ", raw).strip(" ")
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")[:limit].rstrip()


def one_line(text: str, limit: int = 200) -> str:
    """`text` cleaned and on one line: names and titles."""
    return " ".join(clean(text[: limit * 4]).split("\n")).replace("  ", " ")[:limit].strip()


def hashtags_in(text: str) -> tuple[str, ...]:
    """Hashtags of plain text, without #, in order, no doubles. One without a letter is none."""
    tags = (_tag(match[1]) for match in _HASHTAG.finditer(text[:INPUT_CAP]))
    return unique((tag for tag in tags if tag), ignore_case=True)


def mentions_in(text: str) -> tuple[str, ...]:
    """Accounts of the same network that plain text names: handles without @, no doubles.

    A handle may have dots (name.bsky.social); what looks like an e-mail address is left out.
    """
    found = (match[1] for match in _MENTION.finditer(text[:INPUT_CAP]))
    return unique(found, ignore_case=True)


def links_in(text: str) -> tuple[str, ...]:
    """Web addresses written in plain text, without the punctuation that follows them."""
    found = (_trimmed(match[0]) for match in _LINK.finditer(text[:INPUT_CAP]))
    return unique(link for link in found if web_url(link))


def web_url(value: Any) -> str:
    """`value` if it is a web address that can be shown and linked, else ""."""
    if not isinstance(value, str) or len(value) > 2000 or _CONTROL.search(value):
        return ""
    try:
        parts = urlsplit(value)
        named = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return value if named and not any(char.isspace() for char in value) else ""


def short_key(key: str) -> str:
    """A stable key that a database can index: a long one ends in the hash of the whole."""
    raw = key.encode(errors="surrogatepass")
    if len(raw) <= KEY_CAP:
        return key
    tail = f"#{hashlib.sha256(raw).hexdigest()}"
    return raw[: KEY_CAP - len(tail)].decode(errors="ignore") + tail


def unique(
    values: Iterable[str], cap: int = ITEMS_CAP, *, ignore_case: bool = False
) -> tuple[str, ...]:
    """The first `cap` different values, in order."""
    kept: dict[str, str] = {}
    for value in values:
        if len(kept) == cap:
            break
        kept.setdefault(value.casefold() if ignore_case else value, value)
    return tuple(kept.values())


def _tag(run: str) -> str:
    """The hashtag that a run of characters after # begins with, "" if it is none."""
    tag = "".join(takewhile(_is_of_words, run))
    if len(tag) > _HASHTAG_CAP or run.startswith("://", len(tag)):
        return ""
    tag = tag.rstrip("\u200c\u200d")
    return tag if any(map(str.isalpha, tag)) else ""


def _is_of_words(char: str) -> bool:
    return char.isalnum() or char in _WITHIN_WORDS or unicodedata.category(char)[0] == "M"


def _trimmed(link: str) -> str:
    while link and (link[-1] in ".,;:!?…»”’*_~" or (link[-1] == ")" and "(" not in link)):
        link = link[:-1]
    return link


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """(tag, text after it), the first tag empty. One pass, no character is looked at twice."""
    finder = _Finder(html)
    start, tag = 0, ""
    while True:
        opening = html.find("<", start)
        if opening < 0 or (closing := finder.tag_end(opening)) < 0:
            yield tag, html[start:]
            return
        if not _opens_tag(html, opening):
            following = html.find("<", opening + 1)
            following = following if following >= 0 else len(html)
            yield tag, html[start:following]
            start, tag = following, ""
            continue
        yield tag, html[start:opening]
        start, tag = closing + 1, html[opening + 1 : closing]


def _opens_tag(html: str, opening: int) -> bool:
    following = html[opening + 1 : opening + 2]
    return following.isalpha() or following in ("/", "!", "?")


@dataclass(slots=True)
class _Finder:
    """Where tags end. Remembers what no longer occurs, so that it is searched for only once."""

    html: str
    missing: set[str] = field(default_factory=set)

    def find(self, what: str, start: int) -> int:
        if what in self.missing:
            return -1
        found = self.html.find(what, start)
        if found < 0:
            self.missing.add(what)
        return found

    def tag_end(self, opening: int) -> int:
        """Index of the > that ends the tag; a quoted value may hold one itself."""
        if self.html.startswith("<!--", opening):
            end = self.find("-->", opening)
            return end + 2 if end >= 0 else len(self.html)
        end = self.find(">", opening)
        if end >= 0 and self.html.count('"', opening, end) % 2:
            quoted = self.find('">', end)
            end = quoted + 1 if quoted >= 0 else end
        return end


@dataclass(slots=True)
class _Page:
    """The text so far. `gap`: line breaks owed before the next text. `hidden`: (tag, depth)."""

    parts: list[str] = field(default_factory=list)
    gap: int = 0
    hidden: str = ""
    depth: int = 0
    preformatted: bool = False

    def take(self, tag: str, text: str) -> None:
        if match := _TAG_NAME.match(tag):
            self._tag(match[1].lower(), tag)
        if not self.hidden:
            self._text(text)

    def _tag(self, name: str, tag: str) -> None:
        closes = tag.startswith("/")
        if self.hidden:
            self._inside_hidden(name, closes)
        elif not closes and (name in _SILENT or _HIDDEN_CLASSES & _classes(tag)):
            self.hidden, self.depth = name, 1
        elif name == "br":
            self.gap = min(self.gap + 1, 2)
        elif name in _PARAGRAPHS:
            self.gap = 2
            self.preformatted = name == "pre" and not closes
        elif name in _LINES:
            self.gap = max(self.gap, 1)

    def _inside_hidden(self, name: str, closes: bool) -> None:
        if name == self.hidden:
            self.depth += -1 if closes else 1
        if self.depth == 0:
            self.hidden = ""

    def _text(self, text: str) -> None:
        decoded = entities.unescape(text)
        shown = decoded if self.preformatted else _SPACES.sub(" ", decoded)
        if not shown or (self.gap and shown == " "):
            return
        if self.gap and self.parts:
            self.parts.append("\n" * self.gap)
        self.gap = 0
        self.parts.append(shown)


def _classes(tag: str) -> set[str]:
    match = _CLASS.search(tag)
    return set(match[1].lower().split()) if match else set()
