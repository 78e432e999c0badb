"""Where the words of a hashtag begin and end: at capitals, digits, underscores, known words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from bot.core.words.fold import unaccented, unaccented_key
from bot.core.words.known import KNOWN, LINKS, LONGEST

_PLACES_CAP = 12


@lru_cache(1 << 13)
def spans(tag: str) -> tuple[tuple[tuple[str, int, int], ...], int]:
    """(key, from, to) of every word that the tag may hold, and the number of its places.

    A word is one only where what stands before and after it is made of words too: invincible
    holds no cible, expertcomptable holds both.
    """
    parts = _parts(tag)
    letters = "".join(parts)
    before, after = _cuts(parts)
    places = sorted(before | after)
    if len(places) > _PLACES_CAP:
        before, after, places = {0}, {len(letters)}, [0, len(letters)]
    number = {at: place for place, at in enumerate(places)}
    found = (
        (unaccented_key(letters[start:end]), number[start], number[end])
        for start in before
        for end in after
        if start < end
    )
    return tuple(found), len(places) - 1


def split(tag: str) -> tuple[str, ...]:
    """The words of a tag that a person typed; what isn't made of known words stays whole."""
    return tuple(word for part in _parts(tag) for word in _known_words(part) or (part,))


def _parts(tag: str) -> list[str]:
    return [
        part for piece in re.split(r"[\W_]+", unaccented(tag)) if piece for part in _cased(piece)
    ]


def _cased(piece: str) -> Iterator[str]:
    """expertComptable: expert, Comptable; PMEFrance: PME, France; Budget2027: Budget, 2027."""
    pending = ""
    for kind, run in groupby(piece, _kind):
        letters = "".join(run)
        if kind == "upper":
            yield from filter(None, (pending, letters[:-1]))
            pending = letters[-1]
        elif kind == "lower":
            yield pending + letters
            pending = ""
        else:
            yield from filter(None, (pending, letters))
            pending = ""
    if pending:
        yield pending


def _kind(char: str) -> str:
    if char.isdigit():
        return "digit"
    return "upper" if char.isupper() else "lower"


def _cuts(parts: list[str]) -> tuple[set[int], set[int]]:
    """Where only words stand before, and where only words follow."""
    before, after, at = {0}, {0}, 0
    for part in parts:
        whole = part.lower()
        inner = (_read(whole), _read_backwards(whole)) if whole not in KNOWN else ((), ())
        before.update(at + cut for cut in (*inner[0], len(part)))
        after.update(at + cut for cut in (*inner[1], len(part)))
        at += len(part)
    return before, after


def _read(part: str) -> set[int]:
    reached = {0}
    for start in range(len(part)):
        if start in reached:
            ends = range(start + 2, min(start + LONGEST, len(part)) + 1)
            reached.update(end for end in ends if _is_word(part, start, end))
    return reached


def _read_backwards(part: str) -> set[int]:
    reached = {len(part)}
    for end in range(len(part), 0, -1):
        if end in reached:
            starts = range(max(end - LONGEST, 0), end - 1)
            reached.update(start for start in starts if _is_word(part, start, end))
    return reached


def _is_word(part: str, start: int, end: int) -> bool:
    word = part[start:end]
    return word in KNOWN or (word in LINKS and start > 0 and end < len(part))


def _known_words(part: str) -> tuple[str, ...]:
    """The fewest known words that make up the part, () if none do."""
    whole = part.lower()
    best: dict[int, tuple[str, ...]] = {0: ()}
    if whole in KNOWN:
        return (part,)
    for end in range(2, len(whole) + 1):
        ways = [
            (*best[start], part[start:end])
            for start in range(max(end - LONGEST, 0), end - 1)
            if start in best and _is_word(whole, start, end)
        ]
        if ways:
            best[end] = min(ways, key=len)
    return best.get(len(whole), ())
