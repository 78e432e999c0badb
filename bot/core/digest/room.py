"""How much of a digest stands up front: what a person reads in a minute."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.digest.content import SHOWN_IN_ALL
from bot.core.excerpt import first_words

MOST_WORDS = 200
_TOKEN = re.compile(r"\S+")
_DANGLING = " \u00a0\u202f,;:–—-"


@dataclass(frozen=True, slots=True)
class Room:
    """`items`: publications. `words`: of each that is quoted. `short`: lines of "In short".

    `names`: accounts named in one sentence, the others are counted. `reasons`: sentences about
    what could not be looked at. `name`: words of a name.
    """

    items: int
    words: int
    short: int
    names: int
    reasons: int
    name: int = 6


ROOMS = (
    Room(SHOWN_IN_ALL, 14, 3, 12, 6),
    Room(SHOWN_IN_ALL, 10, 3, 12, 6),
    Room(SHOWN_IN_ALL, 8, 3, 8, 4),
    Room(9, 8, 3, 8, 4),
    Room(8, 6, 3, 5, 3),
    Room(6, 6, 3, 4, 2),
    Room(4, 6, 2, 3, 1, 4),
    Room(2, 5, 1, 1, 1, 3),
    Room(1, 4, 0, 1, 1, 2),
)


def roomiest(said: Callable[[Room], str]) -> Room:
    """The first in which the digest has at most 200 words. `said`: the whole front in it."""
    return next((room for room in ROOMS if count_words(said(room)) <= MOST_WORDS), ROOMS[-1])


def count_words(text: str) -> int:
    """As a reader counts them: signs that stand alone are none."""
    return sum(any(map(str.isalnum, token)) for token in _TOKEN.findall(text))


def few_words(text: str, limit: int, most: int) -> str:
    """The first words, at most `limit` characters and `most` words; "…" where it was cut."""
    line = first_words(text, limit)
    ends = [token.end() for token in _TOKEN.finditer(line)]
    return line if len(ends) <= most else line[: ends[most - 1]].rstrip(_DANGLING) + "…"
