"""When two names are one firm's: legal forms, accents, order and punctuation don't count."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.core.words.fold import fold

SAME = 90.0  # of 100: one letter in ten may differ
SLUG_CAP = 60
LONGEST = 200

_WORD = re.compile(r"[^\W_]+")
_FORMS_AND_FILLERS = """
    sarl sas sasu eurl selarl selas selasu selafa sa sca scp sci snc scop aarpi earl gie ei eirl
    ltd limited llc llp lp inc incorporated corp corporation plc gmbh ag kg ug bv nv srl spa sprl
    cabinet etude groupe group societe company co associes associe associees associee associates
    expertise et and the le la les l de du des d by
    officiel officielle official france
"""
_UNSAID = frozenset(_FORMS_AND_FILLERS.split())


def plain(name: str) -> str:
    """The words that tell a firm apart, folded; all of its words where it has no others."""
    words = _words(name)
    return " ".join([word for word in words if word not in _UNSAID] or words)


def similarity(one: str, other: str) -> float:
    """How alike two firms' names are, from 0 to 100."""
    first, second = plain(one), plain(other)
    if not first or not second:
        return 0.0
    words = fuzz.token_sort_ratio(first, second)
    return max(words, fuzz.ratio(_joined(first), _joined(second)))


def same_name(one: str, other: str) -> bool:
    return similarity(one, other) >= SAME


def named_so(handle: str, name: str) -> bool:
    """Is a handle's own part the name, all its words written together?"""
    own = re.split(r"[@.]", handle.lstrip("@"), maxsplit=1)[0]
    letters = _joined(" ".join(_words(own)))
    return len(letters) > 1 and letters in (_joined(" ".join(_words(name))), _joined(plain(name)))


def slug(name: str) -> str:
    """A short name for addresses and commands: "cabinet-durand". Never empty."""
    return "-".join(_words(name))[:SLUG_CAP].strip("-") or "firm"


def _words(name: str) -> list[str]:
    return _WORD.findall(fold(name[:LONGEST]))


def _joined(words: str) -> str:
    return words.replace(" ", "")
