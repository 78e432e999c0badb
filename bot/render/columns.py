"""A small table as lines of one width, narrow enough for a telephone."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.core.message import Fixed, line

WIDTH = 34
"""Letters that a telephone shows side by side in a chat."""
_SHORTEST_NAME = 8
_ELLIPSIS = "…"


def columns(headers: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> Fixed:
    """`rows`: a name, and a short value under each header. Names are cut, values never are."""
    every = [headers, *(values for _, values in rows)]
    widths = [max(map(_width, column)) for column in zip(*every, strict=True)]
    room = max(WIDTH - sum(widths) - len(widths), _SHORTEST_NAME)
    room = min(room, max(_width(name) for name, _ in rows))
    told = [("", headers), *((_cut(name, room), values) for name, values in rows)]
    return Fixed(tuple(line(_row(name, room, values, widths)) for name, values in told))


def _row(name: str, room: int, values: Sequence[str], widths: Sequence[int]) -> str:
    right = (
        " " * (width - _width(value)) + value for value, width in zip(values, widths, strict=True)
    )
    return " ".join([name + " " * (room - _width(name)), *right])


def _cut(name: str, room: int) -> str:
    if _width(name) <= room:
        return name
    kept = name
    while _width(kept) > room - 1:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def _width(text: str) -> int:
    """Columns that it takes: signs of East Asia take two, marks none."""
    return sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
