"""A single part of what posts must match: a word, a phrase, a tag, or a filter such as lang:fr."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rapidfuzz.distance import OSA

from bot.core.grammar.commands import Bad
from bot.core.grammar.lex import Shape, Token, grouped, shown
from bot.core.grammar.terms import read_term
from bot.core.grammar.values import Term, TermKind
from bot.core.grammar.words import FIELDS, LANGUAGE_CODES, MEDIA, NETWORKS, SIGNS, SPOKEN, fold
from connectors.query import (
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    Phrase,
    Tagged,
    Word,
)

FILTERS = (From, Language, Has, Least)
MOST_REACTIONS = 10**9
_SHORTEST_BEGINNING = 3
_HANDLE = re.compile(r"(?=.*\w)[\w.+-]+(?:@[\w.-]+(?::\d{1,5})?)?")
_BEGINS = re.compile(r"(\w(?:[\w'-]*\w)?)\*")


class Wrong(Exception):
    """Not understood."""

    def __init__(self, bad: Bad) -> None:
        super().__init__(bad.reason)
        self.bad = bad


def read_leaf(token: Token) -> tuple[Term, ...] | Expr | None:
    """The accounts that a piece names, or what posts must match. None: nothing.

    Raises Wrong: bad_author, bad_language, bad_media, bad_least, unknown_network, short_beginning,
    and those of read_term.
    """
    phrase = token.shape is Shape.PHRASE
    typed = token.prefix if phrase else token.text
    prefix, colon, rest = typed.partition(":")
    field = FIELDS.get(fold(prefix)) if colon else None
    if field is not None:
        return _FIELDS[field](token, token.text if phrase else rest)
    if not phrase and (begins := _BEGINS.fullmatch(token.text)):
        return _beginning(begins[1], token)
    found = read_term(token)
    if isinstance(found, Bad):
        raise Wrong(found)
    return Word(token.text) if found is None else _meant(found)


def _meant(terms: list[Term]) -> tuple[Term, ...] | Expr | None:
    if not terms:
        return None
    first = terms[0]
    match first.kind:
        case TermKind.PHRASE:
            return Phrase(first.text)
        case TermKind.WORDS:
            return _both(*map(Word, first.text.split()))
        case TermKind.TAG if first.network is None:
            return _both(*(Tagged(term.text) for term in dict.fromkeys(terms)))
    return tuple(terms)


def _both(*parts: Word | Tagged) -> Expr:
    return All(parts) if len(parts) > 1 else parts[0]


def _beginning(text: str, token: Token) -> Expr:
    if sum(map(str.isalnum, text)) < _SHORTEST_BEGINNING:
        raise Wrong(_bad("short_beginning", token, example="search factur*"))
    return Word(text, begins=True)


def _author(token: Token, value: str) -> Expr:
    handle = value.removeprefix("@")
    if token.shape is Shape.PHRASE or not _HANDLE.fullmatch(handle):
        raise Wrong(_bad("bad_author", token, example="search facture from:durand"))
    return From(handle)


def _language(token: Token, value: str) -> Expr:
    code = fold(value)
    code = SPOKEN.get(code, code)
    if code not in LANGUAGE_CODES:
        better = _closest(code, [*SPOKEN, *SPOKEN.values()])
        raise Wrong(_bad("bad_language", token, better and f"lang:{SPOKEN.get(better, better)}"))
    return Language(code)


def _media(token: Token, value: str) -> Expr:
    kind = MEDIA.get(fold(value))
    if kind is None:
        better = _closest(fold(value), MEDIA)
        found = better and f"has:{MEDIA[better]}"
        raise Wrong(_bad("bad_media", token, found, example="search facture has:image"))
    return Has(kind)


def _least(token: Token, value: str) -> Expr:
    known = value.isascii() and value.isdecimal() and len(value) < len(str(MOST_REACTIONS))
    if not known or int(value) < 1:
        raise Wrong(_bad("bad_least", token, example="search facture min:20"))
    return Least(int(value))


def _network(token: Token, value: str) -> Expr:
    """Those that exist were read as options."""
    better = _closest(fold(value), NETWORKS)
    found = better and f"on {NETWORKS[better]}"
    raise Wrong(
        Bad("unknown_network", token.start, shown(value), found, "search facture on mastodon")
    )


_FIELDS: Mapping[str, Callable[[Token, str], Expr]] = MappingProxyType(
    {"from": _author, "lang": _language, "has": _media, "min": _least, "on": _network}
)


def _closest(typed: str, known: Mapping[str, object] | list[str]) -> str | None:
    near = [(OSA.distance(typed, one, score_cutoff=2), one) for one in known if len(one) > 2]
    distance, name = min(near)
    return name if distance <= 2 < len(typed) else None


def _bad(
    reason: str,
    token: Token,
    did_you_mean: str | None = None,
    example: str = "search facture lang:fr",
) -> Bad:
    return Bad(reason, token.start, shown(token.text), did_you_mean, example)


def write_leaf(leaf: Expr, *, quoted: bool) -> str:
    match leaf:
        case Word(text=text, begins=True):
            return f"{text}*"
        case Word(text=text):
            return text if not quoted and _is_bare(text) else f'words:"{text}"'
        case Phrase(text=text):
            return f'"{text}"'
        case Tagged(name=name):
            return f"#{name}"
        case From(handle=handle):
            return f"from:{handle}"
        case Language(code=code):
            return f"lang:{code}"
        case Has(kind=kind):
            return f"has:{kind}"
        case Least(reactions=reactions):
            return f"min:{reactions}"
        case _:
            raise TypeError(f"no single part: {type(leaf).__name__}")


def _is_bare(text: str) -> bool:
    """Is it read back as the same word, whatever parentheses stand around it?"""
    if "(" in text or ")" in text or text[:1] in SIGNS or not any(map(str.isalnum, text)):
        return False
    try:
        found = [read_leaf(token) for token in grouped(text)]
    except Wrong:
        return False
    return found == [Word(text)]
