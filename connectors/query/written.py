"""A search as text: to keep, to tell apart, and to read."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.query.values import (
    DEEPEST,
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    MediaKind,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
    checked,
)
from connectors.text import one_line

LONGEST = 4000
_SHOWN = 200
_SIGNS = {"least": "min"}


def encode(wanted: Expr) -> str:
    """The one text of a search, which begins with "[". Raises ValueError for one too large."""
    text = msgspec.json.encode(_listed(checked(wanted))).decode()
    if len(text) > LONGEST:
        raise ValueError("too long")
    return text


def decode(text: str) -> Expr:
    """What encode() gave; a text that doesn't begin with "[" is a phrase. Raises ValueError."""
    if not text.startswith("["):
        return Phrase(text)
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        return checked(_read(msgspec.json.decode(text), 0))
    except (msgspec.DecodeError, RecursionError):
        raise ValueError("not a search") from None


def stored(wanted: Expr) -> str:
    """As leads and targets keep it: a phrase by its words, all else encoded."""
    if isinstance(wanted, Phrase) and not wanted.text.startswith("["):
        return wanted.text
    return encode(wanted)


def key_of(wanted: Expr) -> str:
    """The same for two searches that differ by upper and lower case alone."""
    quoted = isinstance(wanted, Phrase)
    return (shown(wanted, limit=LONGEST) if quoted else encode(wanted)).casefold()


def shown(wanted: Expr, limit: int = _SHOWN) -> str:
    """For people, on one line: words, "phrases" and #hashtags, with OR, - and parentheses."""
    return one_line(_shown(wanted), limit)


def _listed(wanted: Expr) -> list[Any]:
    match wanted:
        case Word(text=text, begins=begins):
            return ["word*" if begins else "word", text]
        case Phrase(text=text):
            return ["phrase", text]
        case Tagged(name=name):
            return ["tag", name]
        case From(handle=handle):
            return ["from", handle]
        case Language(code=code):
            return ["lang", code]
        case Has(kind=kind):
            return ["has", kind.value]
        case Least(reactions=reactions):
            return ["least", reactions]
        case _:
            return _combined(wanted)


def _combined(wanted: Not | All | Some) -> list[Any]:
    if isinstance(wanted, Not):
        return ["not", _listed(wanted.of)]
    return ["all" if isinstance(wanted, All) else "some", *map(_listed, wanted.of)]


def _read(value: Any, depth: int) -> Expr:
    if depth > DEEPEST or not isinstance(value, list) or len(value) < 2:
        raise ValueError("not a search")
    name, *rest = value
    if name in ("all", "some"):
        parts = tuple(_read(one, depth + 1) for one in rest)
        return All(parts) if name == "all" else Some(parts)
    if len(rest) != 1:
        raise ValueError("not a search")
    return Not(_read(rest[0], depth + 1)) if name == "not" else _leaf(name, rest[0])


def _leaf(name: Any, value: Any) -> Expr:
    if name == "least" and isinstance(value, int) and not isinstance(value, bool):
        return Least(value)
    if not isinstance(value, str):
        raise ValueError("not a search")
    match name:
        case "word" | "word*":
            return Word(value, begins=name == "word*")
        case "phrase":
            return Phrase(value)
        case "tag":
            return Tagged(value)
        case "from":
            return From(value)
        case "lang":
            return Language(value)
        case "has":
            return Has(MediaKind(value))
        case _:
            raise ValueError("not a search")


def _shown(wanted: Expr) -> str:
    match wanted:
        case Not(of=inner):
            return f"-{_grouped(inner)}"
        case All(of=parts):
            return " ".join(map(_grouped, parts))
        case Some(of=parts):
            return " OR ".join(map(_grouped, parts))
        case _:
            return _shown_leaf(wanted)


def _shown_leaf(leaf: Expr) -> str:
    match leaf:
        case Word(text=text, begins=begins):
            return f"{text}*" if begins else text
        case Phrase(text=text):
            return f'"{text}"'
        case Tagged(name=name):
            return f"#{name}"
        case _:
            name, value = _listed(leaf)
            return f"{_SIGNS.get(name, name)}:{value}"


def _grouped(wanted: Expr) -> str:
    return f"({_shown(wanted)})" if isinstance(wanted, All | Some) else _shown(wanted)
