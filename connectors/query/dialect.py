"""How a network writes what is looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from connectors.query.values import (
    Expr,
    From,
    Has,
    Language,
    Least,
    MediaKind,
    Phrase,
    Tagged,
    Word,
)

_PLAIN = re.compile(r"[^\W_]+")
_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "TO"})
_TAG = re.compile(r"\w{1,100}")
_CODE = re.compile(r"[a-z]{2}")
_UNQUOTABLE = re.compile(r'["“”«»\\\x00-\x1f\x7f]')
_RARE = 1000  # a phrase, a hashtag or an author tells more than any word

Leaf: TypeAlias = type[Word | Phrase | Tagged | From | Language | Has | Least]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Each operator with {} for the value. None: it can't be asked, or nobody documents how.

    `prefix`: of words that begin so. `either`: what stands between alternatives; `group`: around
    parts that belong together; without it `either` joins single things only, and more tightly
    than the space that stands between what is all wanted. `handle`: the handles that can be
    asked, whole. `languages`: their codes, empty for any. `negates`: what can be unwanted, as its
    negation leaves out nothing more. `alone`: nothing can be asked beside a hashtag. `tag_too`: a
    single word is looked for as a hashtag too. `tail`: what ends each text. `most`: characters of a
    text, its tail among them. `branches`: texts.
    """

    word: str | None = "{}"
    phrase: str | None = '"{}"'
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    media: Mapping[MediaKind, str] = field(default_factory=dict)
    least: str | None = None
    prefix: str | None = None
    negation: str | None = None
    either: str | None = None
    group: str | None = None
    handle: str = r"[A-Za-z0-9_]+"
    languages: frozenset[str] = frozenset()
    negates: frozenset[Leaf] = frozenset({Word, Phrase, Tagged, From, Language})
    alone: bool = False
    tag_too: bool = False
    tail: str = ""
    most: int = 500
    branches: int = 3


@dataclass(frozen=True, slots=True)
class One:
    """A single thing. `weight`: how much it tells; 0: it only narrows; less: it is unwanted."""

    text: str
    weight: int
    tag: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    of: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Either:
    of: tuple[Part, ...]


Part: TypeAlias = One | Each | Either


def is_taggable(word: str) -> bool:
    return bool(_TAG.fullmatch(word)) and not word.isdigit()


def wanted_part(leaf: Expr, dialect: Dialect) -> Part | None:
    """None: it can't be asked. No value can become an operator."""
    match leaf:
        case Word(text=text, begins=begins):
            return _beginning(text, dialect) if begins else _word(text, dialect)
        case Phrase(text=text):
            return _phrase(text, dialect)
        case Tagged(name=name) if dialect.tag and _TAG.fullmatch(name):
            return One(dialect.tag.format(name), _RARE + len(name), tag=True)
        case From(handle=handle) if dialect.author and re.fullmatch(dialect.handle, handle):
            return One(dialect.author.format(handle), _RARE)
    narrowing = _filter(leaf, dialect)
    return One(narrowing, 0) if narrowing else None


def unwanted_part(leaf: Expr, dialect: Dialect) -> One | None:
    """None: it can't be asked, or only together with what may be wanted."""
    if dialect.negation is None or _inexact(leaf, dialect):
        return None
    written = wanted_part(leaf, dialect)
    return One(dialect.negation.format(written.text), -1) if isinstance(written, One) else None


def _inexact(leaf: Expr, dialect: Dialect) -> bool:
    if type(leaf) not in dialect.negates:
        return True
    if isinstance(leaf, Word) and not is_plain(leaf.text):
        return Phrase not in dialect.negates or leaf.begins or _quotable(leaf.text) != leaf.text
    return isinstance(leaf, Phrase) and _quotable(leaf.text) != leaf.text


def is_plain(text: str) -> bool:
    """Is it a word that no network takes for anything else?"""
    return bool(_PLAIN.fullmatch(text)) and text.upper() not in _OPERATORS


def _word(text: str, dialect: Dialect) -> Part | None:
    if dialect.word is None:
        return None
    return One(dialect.word.format(text), len(text)) if is_plain(text) else _phrase(text, dialect)


def _beginning(text: str, dialect: Dialect) -> Part | None:
    form = dialect.prefix
    return One(form.format(text), len(text)) if form and is_plain(text) else None


def _phrase(text: str, dialect: Dialect) -> Part | None:
    """In quotation marks, or its words one by one where the network knows no phrases."""
    words = _PLAIN.findall(text)
    if not words:
        return None
    if dialect.phrase is not None:
        return One(dialect.phrase.format(_quotable(text)), _RARE + len(text))
    form = dialect.word
    parts = tuple(One(form.format(word), len(word)) for word in words) if form else ()
    return (parts[0] if len(parts) == 1 else Each(parts)) if parts else None


def _quotable(text: str) -> str:
    return " ".join(_UNQUOTABLE.sub(" ", text).split())


def _filter(leaf: Expr, dialect: Dialect) -> str | None:
    match leaf:
        case Language(code=code) if dialect.language and _CODE.fullmatch(code):
            known = not dialect.languages or code in dialect.languages
            return dialect.language.format(code) if known else None
        case Has(kind=kind):
            return dialect.media.get(kind)
        case Least(reactions=reactions) if dialect.least:
            return dialect.least.format(int(reactions))
    return None
