"""What Slack may be shown: harmless, and short enough. The model is cut, never marked-up text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.core.message import Aside, Block, Details, Fixed, Items, Line, Paragraph, Span
from bot.render.texts import spoken
from bot.render.words import sentence

URL, CONTEXT, ROW, SHORTEST, LABEL = 3000, 2000, 2900, 20, 75

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_NOT_IN_URL = re.compile(r"[\s<>|\"\\^`{}]")


def escape(text: str) -> str:
    """Inert in every Slack text: https://docs.slack.dev/messaging/formatting-message-text"""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clean(text: str) -> str:
    """Without what is invisible or turns the reading direction of what follows."""
    kept = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        char for char in kept if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs")
    )


def size(text: str) -> int:
    """Length as the strictest reader counts it: escaped, in UTF-16 units."""
    return len(escape(text).encode("utf-16-le")) // 2


def shorten(text: str, most: int) -> str:
    """Whole if it fits, else cut at a word, ending with an ellipsis."""
    text = clean(text)
    if size(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) < most else (low, middle - 1)
    head = text[:low]
    word = head.rsplit(None, 1)[0] if " " in head[low // 2 :] else head
    return f"{word.rstrip()}…"


def safe_url(url: str | None) -> str | None:
    """The address if it is plain http(s) with a host, and short enough for Slack; else None."""
    if not url or len(url) > URL or _NOT_IN_URL.search(url) or clean(url) != url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def of(block: Block) -> tuple[Line, ...]:
    """A block's lines, a title first."""
    match block:
        case Aside(line):
            return (line,)
        case Details(title, lines):
            return (title, *lines)
        case Paragraph(lines) | Items(lines) | Fixed(lines):
            return lines


def cut(blocks: Sequence[Block], most: int, count: int, language: str) -> list[Block]:
    """The first blocks and lines that fit `most` characters, then how many lines don't."""
    kept: list[Block] = []
    left, hidden, used = most, 0, 0
    for block in blocks:
        fits: list[Line] = []
        for line in of(block):
            full = used + _height(block, len(fits) + 1) > count
            added = _added(line, block, len(fits))
            fitted = None if hidden or full else _fit(line, left, block, added)
            if fitted is None:
                hidden += 1
                continue
            left -= max(_weight(fitted) + added, SHORTEST)
            fits.append(fitted)
        if any(_weight(line) for line in fits):
            kept.append(_with(block, tuple(fits)))
            used += _height(block, len(fits))
    if not hidden:
        return kept
    note = sentence(spoken(language), "message.hidden", n=hidden)
    return [*kept, Aside((Span(note),))]


def _with(block: Block, lines: tuple[Line, ...]) -> Block:
    match block:
        case Aside():
            return Aside(lines[0])
        case Details():
            return Details(lines[0], lines[1:])
        case Paragraph() | Items() | Fixed():
            return replace(block, lines=lines)


def _height(block: Block, lines: int) -> int:
    """How many of Slack's blocks so many lines of it take."""
    return lines if _has_menus(block) else min(lines, 1)


def _has_menus(block: Block) -> bool:
    return isinstance(block, Items) and bool(block.menus)


def _fit(line: Line, left: int, block: Block, added: int) -> Line | None:
    """The line, its last piece shortened if need be; None when there is no room for a start."""
    most = CONTEXT if isinstance(block, Aside) else ROW if _has_menus(block) else left
    room = min(left, most) - added
    fitted: list[Span] = []
    for span in line:
        if room < SHORTEST:
            return tuple(fitted) or None
        short = replace(span, text=shorten(span.text, room))
        fitted.append(short)
        room -= size(short.text)
    return tuple(fitted)


def _weight(line: Line) -> int:
    return sum(size(span.text) for span in line)


def _added(line: Line, block: Block, at: int) -> int:
    """What small print and rows add to their words: there a link, a date and weight are part of
    the text, and beside a row (`at`: which one) stands its menu."""
    if not isinstance(block, Aside) and not _has_menus(block):
        return 0
    marks = sum(size(one.link or "") + 50 for one in line if one.link or one.at or one.strong)
    menu = block.menu(at) if isinstance(block, Items) else ()
    return marks + sum(min(size(one.label), LABEL) for one in menu)
