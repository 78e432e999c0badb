"""The parts of a search, and what can be told of a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class MediaKind(StrEnum):
    """`MEDIA`: an image, a video or a sound."""

    MEDIA = "media"
    IMAGE = "image"
    VIDEO = "video"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Word:
    """A single word in any of its forms; `begins`: every word that begins so (`factur*`)."""

    text: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other."""

    text: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A hashtag, without #."""

    name: str


@dataclass(frozen=True, slots=True)
class From:
    """By this author: a handle without @, maybe with its server."""

    handle: str


@dataclass(frozen=True, slots=True)
class Language:
    """In this language: ISO 639-1, lower case."""

    code: str


@dataclass(frozen=True, slots=True)
class Has:
    kind: MediaKind


@dataclass(frozen=True, slots=True)
class Least:
    """With at least so many reactions."""

    reactions: int


@dataclass(frozen=True, slots=True)
class Not:
    of: Expr


@dataclass(frozen=True, slots=True)
class All:
    """Each of two or more."""

    of: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of two or more."""

    of: tuple[Expr, ...]


MOST_LEAVES = 50
DEEPEST = 10

Expr: TypeAlias = Word | Phrase | Tagged | From | Language | Has | Least | Not | All | Some


def checked(wanted: Expr) -> Expr:
    """`wanted` itself. Raises ValueError for more than 50 parts, or 10 levels of combinations."""
    if _counted(wanted, 0) > MOST_LEAVES:
        raise ValueError("too many parts")
    return wanted


def _counted(wanted: Expr, depth: int) -> int:
    if depth > DEEPEST:
        raise ValueError("too many levels")
    match wanted:
        case Not(of=inner):
            return _counted(inner, depth + 1)
        case All(of=parts) | Some(of=parts):
            if not 0 < len(parts) <= MOST_LEAVES:
                raise ValueError("no parts, or too many")
            return sum(_counted(part, depth + 1) for part in parts)
        case _:
            return 1


def leaves(wanted: Expr, *, positive: bool = True) -> Iterator[tuple[Expr, bool]]:
    """Every part that is no combination, and whether it is wanted (True) or unwanted."""
    match wanted:
        case Not(of=inner):
            yield from leaves(inner, positive=not positive)
        case All(of=parts) | Some(of=parts):
            for part in parts:
                yield from leaves(part, positive=positive)
        case _:
            yield wanted, positive


def required(wanted: Expr) -> tuple[Expr, ...]:
    """The parts that everything that matches must have."""
    return wanted.of if isinstance(wanted, All) else (wanted,)


def required_tag(wanted: Expr) -> str | None:
    """The first hashtag that everything that matches carries, without #."""
    return next((part.name for part in required(wanted) if isinstance(part, Tagged)), None)


def required_author(wanted: Expr) -> str | None:
    """The handle of the author that everything that matches must have."""
    return next((part.handle for part in required(wanted) if isinstance(part, From)), None)


def required_language(wanted: Expr) -> str | None:
    return next((part.code for part in required(wanted) if isinstance(part, Language)), None)


def plain(wanted: Expr) -> str:
    """The wanted words alone, as one types the name of an account."""
    words: list[str] = []
    for leaf, positive in leaves(wanted):
        match leaf:
            case Word(text=text) | Phrase(text=text) | Tagged(name=text) if positive:
                words.append(text)
    return " ".join(words)
