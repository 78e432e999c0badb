"""Which names a person has written one after the other."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.words.fold import fold

_JOINTS = frozenset({"and", "et", "&", "+"})
_LONGEST = 8  # words of one name
_MOST = 40  # words that are looked at


def divided(text: str, known: Callable[[str], bool]) -> list[str]:
    """ "Durand et Associés et Martin" -> the names, the longest that are `known` first.

    What isn't known stays together up to the next "and" or known name.
    """
    words, found, strange = text.split()[:_MOST], list[str](), list[str]()
    at = 0
    while at < len(words):
        end = _end_of_name(words, at, known)
        joint = fold(words[at]) in _JOINTS
        if end is None and not joint:
            strange.append(words[at])
            at += 1
            continue
        if strange:
            found.append(" ".join(strange))
            strange = []
        if end is not None:
            found.append(" ".join(words[at:end]))
        at = end or at + 1
    return [*found, " ".join(strange)] if strange else found


def _end_of_name(words: list[str], at: int, known: Callable[[str], bool]) -> int | None:
    last = min(len(words), at + _LONGEST)
    ends = range(last, at, -1)
    # "and" alone is no name, though a firm may have it in its own.
    some = (end for end in ends if end > at + 1 or fold(words[at]) not in _JOINTS)
    return next((end for end in some if known(" ".join(words[at:end]))), None)
