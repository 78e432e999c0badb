"""What a watch's posts must match, as a file holds it: the way it is typed."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.grammar import Bad
from bot.core.grammar.expression import all_of, read, unwanted, write
from connectors.query import Expr, Phrase, Word


def write_filter(query: Expr | None) -> str:
    return "" if query is None else write(query)


def read_filter(text: str) -> Expr | None:
    """Raises ValueError."""
    wanted = read(text)
    if isinstance(wanted, Bad):
        raise ValueError(f"no such filter: {text[:100]!r} ({wanted.reason})")
    return wanted


def of_lists(include: Iterable[str], exclude: Iterable[str]) -> str:
    """The two lists of words that earlier versions wrote."""
    parts = ([_part(text) for text in texts if text.strip()] for texts in (include, exclude))
    wanted, others = parts
    return write_filter(all_of([*wanted, *map(unwanted, others)]))


def _part(text: str) -> Expr:
    words = text.split()
    return Phrase(" ".join(words)) if len(words) > 1 else Word(words[0])
