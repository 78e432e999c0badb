"""The first words of a text, cut where a reader would."""

from __future__ import annotations

import re
import unicodedata

# No-break spaces stay: French puts them before : ; ! ? and inside « ».
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\u00a0\u202f]?[»”\"')]*+(?= )|[。！？]")
_DANGLING = " \u00a0\u202f,;:–—-"
_JOINER = "\u200d"


def first_words(text: str, limit: int) -> str:
    """The text on one line, of at most `limit` characters.

    Cut, if need be, after a sentence that fills half of it, else at a word, else between two
    graphemes; "…" is added only when something was cut.
    """
    line = _SPACES.sub(" ", text).strip()
    if len(line) <= limit:
        return line
    ends = [match.end() for match in _SENTENCE_END.finditer(line, 0, limit)]
    sentence = max((end for end in ends if limit // 2 <= end <= limit - 2), default=0)
    if sentence:
        return f"{line[:sentence]} …"
    head = line[: _border(line, max(limit - 1, 0))]
    if line[len(head)] != " ":
        head = head.rpartition(" ")[0] or head
    return head.rstrip(_DANGLING) + "…"


def _border(text: str, index: int) -> int:
    """The last border between two graphemes at or before `index`."""
    while 0 < index < len(text) and _joined(text, index):
        index -= 1
    return index


def _joined(text: str, index: int) -> bool:
    """Are the characters around `index` one sign to a reader? https://unicode.org/reports/tr29"""
    before, after = text[index - 1], text[index]
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _flag_letters_before(text, index) % 2 == 1
    return _JOINER in (before, after) or _extends(after)


def _extends(char: str) -> bool:
    """Accents, variation selectors, skin tones, tags, vowels and finals of Hangul."""
    return (
        unicodedata.category(char).startswith("M")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, index: int) -> int:
    start = index
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return index - start
