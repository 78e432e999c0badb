"""A publication as it is compared with others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.core.match import published
from bot.core.stories.cleaning import cleaned, without_site
from bot.core.stories.lexicon import ADDRESS, PARTS, ROMANS, SMALL, STAGES
from bot.core.stories.links import pages
from bot.core.stories.tokens import NUMBER, ORDINAL, PART, PLACE, REFERENCE, WORD, Token, tokens
from connectors.text import links_in
from connectors.types import Post

PostKey: TypeAlias = tuple[str, str]
_HEAD = 12  # words in which an announcement says that it is a reminder, a correction, …
_WORDS_CAP = 400
_STEM = 7
_PLURAL = re.compile(r"(?<=\w{3})[sx]\Z")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a publication says, without what its network hangs on it.

    `words`: those that tell, in order and in one spelling, the title's included; figures are
    among them. `title`: the title's. `names`: words that are written as names are. `figures`: by
    kind, "number" or "place" for example. `head`: the stages (reminder, correction …) that its
    first words name; `stages`: those that it names at all. `pages`: where it links to. `at`: when
    it came out. `key`: the publication's own, (network, key).
    """

    words: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    figures: Mapping[str, frozenset[str]] = field(default_factory=dict)
    head: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    at: datetime | None = None
    key: PostKey = ("", "")

    @staticmethod
    def of(post: Post, first_seen: datetime) -> Announcement:
        """Of what a network showed; `first_seen` dates it where the network doesn't."""
        return Announcement.told(
            post.text,
            title=post.title or "",
            links=post.links,
            at=published(post, first_seen),
            key=(post.network, post.key),
        )

    @staticmethod
    def told(
        text: str,
        *,
        title: str = "",
        links: Iterable[str] = (),
        at: datetime | None = None,
        key: PostKey = ("", ""),
    ) -> Announcement:
        """Of a plain text."""
        head, found = _parted(cleaned(without_site(title))), _parted(cleaned(text))
        if not text.casefold().startswith(title.casefold()):
            found = [*head, *found]
        telling = [token for token in found if _tells(token)][:_WORDS_CAP]
        stages = _stages(found)
        return Announcement(
            words=tuple(map(_spelt, telling)),
            title=tuple(_spelt(token) for token in head if _tells(token)),
            names=frozenset(_spelt(token) for token in telling if token.named),
            handles=frozenset(_spelt(token) for token in telling if token.handle),
            figures=_figures(found),
            head=frozenset(stage for place, stage in stages if place < _HEAD),
            stages=frozenset(stage for _, stage in stages),
            pages=pages([*links, *links_in(text)]),
            at=at,
            key=key,
        )


def _parted(text: str) -> list[Token]:
    """Its tokens; a number is a part's where it numbers one: "épisode 3", "deuxième partie"."""
    found = tokens(text)
    for place, token in enumerate(found):
        if token.kind != WORD or token.value not in PARTS:
            continue
        following = found[place + 1] if place + 1 < len(found) else None
        before = found[place - 1] if place else None
        if following and (number := _number_of(following)):
            found[place + 1] = Token(PART, number, named=True)
        elif before and before.kind == ORDINAL:
            found[place - 1] = Token(PART, before.value, named=True)
    return found


def _number_of(token: Token) -> str:
    if token.kind in (NUMBER, ORDINAL, REFERENCE):
        return token.value
    return ROMANS.get(token.value, "") if token.kind == WORD else ""


def _stages(found: Iterable[Token]) -> list[tuple[int, str]]:
    """Each with the number of words that stand before it."""
    said = (token.value for token in found if token.kind == WORD)
    return [(place, STAGES[word]) for place, word in enumerate(said) if word in STAGES]


def _figures(found: Iterable[Token]) -> dict[str, frozenset[str]]:
    figures: defaultdict[str, set[str]] = defaultdict(set)
    for kind, value in (pair for token in found for pair in _counted(token)):
        figures[kind].add(value)
    return {kind: frozenset(values) for kind, values in figures.items()}


def _counted(token: Token) -> Iterator[tuple[str, str]]:
    if token.kind in (PART, REFERENCE, ORDINAL):
        yield NUMBER, token.value
    if token.kind not in (WORD, ORDINAL):
        yield token.kind, token.value


def _tells(token: Token) -> bool:
    if token.kind != WORD:
        return True
    return len(token.value) > 1 and token.value not in SMALL and token.value not in ADDRESS


def _spelt(token: Token) -> str:
    """One word for singular and plural; figures of several kinds stay apart."""
    if token.kind == WORD:
        return _PLURAL.sub("", token.value)[:_STEM]
    if token.kind in (NUMBER, ORDINAL, REFERENCE, PART, PLACE):
        return token.value
    return f"{token.value} {token.kind}"
