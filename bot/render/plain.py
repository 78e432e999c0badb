"""What the platforms share: foreign text made harmless, and a Message laid out in plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.core.message import (
    Aside,
    Block,
    Details,
    Fixed,
    Items,
    Line,
    Message,
    Paragraph,
    Span,
    plain,
)
from bot.render.texts import spoken
from bot.render.words import sentence

LINE_LIMIT = 1000
LINK_LIMIT = 2000
NOTE_ROOM = 64
ELLIPSIS = "…"
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# C0, C1, lone surrogates, and the controls that turn the writing direction of what follows.
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """One line without control characters: no escape sequence and no turned text survives."""
    return _HARMFUL.sub("", _BREAKS.sub(" ", text))


def safe_link(url: str | None) -> str | None:
    """The address if a person may be sent there (http, https), else None."""
    if url is None or len(url) > LINK_LIMIT or clean(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if known else None


def repeat_mark(message: Message) -> str:
    """The sentence that marks a message which may have arrived before."""
    return sentence(spoken(message.language), "alert.repeat")


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, cut at a word if one ends near, marked with an ellipsis."""
    if units(text) <= limit:
        return text
    cut = text[: limit - 1]
    while units(cut) >= limit:
        cut = cut[:-1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > len(cut) * 2 // 3 else cut).rstrip() + ELLIPSIS


@dataclass(frozen=True, slots=True)
class Part:
    """A block as it is laid out: `marks` are the bullets or numbers before each line.

    `fixed`: in letters of one width.
    """

    lines: tuple[Line, ...]
    marks: tuple[str, ...]
    folded: bool = False
    small: bool = False
    tight: bool = False
    fixed: bool = False

    def rows(self) -> Iterator[tuple[str, Line]]:
        return zip(self.marks, self.lines, strict=True)

    def size(self) -> int:
        """In UTF-16 units, with a break after each line and an empty line before the part."""
        return 1 + sum(units(mark) + units(plain(line)) + 1 for mark, line in self.rows())

    def without_last(self) -> Part:
        return replace(self, lines=self.lines[:-1], marks=self.marks[:-1])


def fitted(message: Message, limit: int, *, repeat: bool = False) -> tuple[Part, ...]:
    """The message's parts in at most `limit` UTF-16 units; lines left out are counted at the end.

    Lines are taken from the end of the longest list, so that the small print (what could not be
    looked at, the period) stays.
    """
    parts = _parts(message, repeat=repeat)
    total, hidden = sum(part.size() for part in parts), 0
    while total > limit - (NOTE_ROOM if hidden else 0):
        at = max(range(len(parts)), key=lambda at: _weight(parts[at]))
        left = parts[at].without_last()
        total -= parts[at].size() - left.size()
        parts[at : at + 1] = [left] if left.lines else []
        hidden += 1
    if hidden:
        note = sentence(spoken(message.language), "message.hidden", n=hidden)
        parts.append(_single(note, small=True))
    return tuple(parts)


def to_plain(parts: tuple[Part, ...]) -> str:
    """The text that a person reads, without any markup."""
    return "".join(gap + body for gap, body in zip(gaps(parts), map(_body, parts), strict=True))


def gaps(parts: tuple[Part, ...]) -> Iterator[str]:
    """What stands before each part: nothing, a line break, or an empty line."""
    for before, part in zip((None, *parts), parts, strict=False):
        if before is None:
            yield ""
        else:
            yield "\n" if part.tight or part.folded or before.folded else "\n\n"


def _body(part: Part) -> str:
    return "\n".join(mark + plain(line) for mark, line in part.rows())


def _weight(part: Part) -> tuple[bool, int]:
    return len(part.lines) > 1, part.size()


def _single(text: str, *, strong: bool = False, small: bool = False) -> Part:
    return Part((_line((Span(text, strong=strong),)),), ("",), small=small)


def _parts(message: Message, *, repeat: bool) -> list[Part]:
    said = [_single(message.title, strong=True)] if message.title else []
    before: Block | None = None
    for block in message.blocks:
        said.append(_part(block, after_paragraph=isinstance(before, Paragraph)))
        before = block
    said = [part for part in said if any(readable(plain(line)) for line in part.lines)]
    if not said:
        said = [_single(message.summary if readable(clean(message.summary)) else ELLIPSIS)]
    return [_single(repeat_mark(message), small=True), *said] if repeat else said


def readable(text: str) -> bool:
    """Is there anything to see? Platforms refuse texts of spaces and invisible characters."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def _part(block: Block, *, after_paragraph: bool) -> Part:
    match block:
        case Paragraph(lines=lines):
            return _listed(lines, ("",) * len(lines))
        case Items(lines=lines, numbered=True, start=start):
            marks = tuple(f"{start + at}. " for at in range(len(lines)))
            return _listed(lines, marks, tight=after_paragraph)
        case Items(lines=lines):
            return _listed(lines, ("• ",) * len(lines), tight=after_paragraph)
        case Details(title=title, lines=lines):
            strong = tuple(replace(span, strong=True) for span in title)
            return _listed((strong, *lines), ("",) * (len(lines) + 1), folded=True)
        case Fixed(lines=lines):
            return replace(_listed(lines, ("",) * len(lines)), fixed=True)
        case Aside(line=of):
            return replace(_listed((of,), ("",)), small=True)


def _listed(
    lines: tuple[Line, ...], marks: tuple[str, ...], *, tight: bool = False, folded: bool = False
) -> Part:
    return Part(tuple(map(_line, lines)), marks, folded=folded, tight=tight)


def _line(of: Line) -> Line:
    """The line cleaned, and cut where it is longer than anyone reads."""
    spans, room = [], LINE_LIMIT
    for span in of:
        text = shorten(clean(span.text), room)
        if text:
            spans.append(replace(span, text=text, link=safe_link(span.link)))
            room -= units(text)
        if room < 2:
            break
    return tuple(spans)
