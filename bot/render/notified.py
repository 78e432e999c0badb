"""What a phone shows of a message: who and the first words, within the first sixty characters."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render.plain import clean, shorten
from bot.render.words import Words

WHO, WHERE, SAID = 24, 20, 100
"""Room for a name and for a network, so that words begin within sixty; and for the words."""
HEAD = 48
"""Of a first line, where a platform shows no other text than the message's own beginning."""


def who(name: str) -> str:
    return shorten(clean(name), WHO)


def one(words: Words, name: str, network: str, said: str) -> str:
    """ "Cabinet Durand (Bluesky): the first words"."""
    where = shorten(network, WHERE)
    return words("alert.summary", name=who(name), network=where, words=clean(said))


def several(words: Words, names: Sequence[str], count: int, said: str) -> str:
    """ "Cabinet Durand +2: 12 posts. The first words of one"."""
    room = WHO if len(names) == 1 else WHO - len(f" +{len(names)}")
    them = words.names([shorten(clean(name), room) for name in names], 1)
    return words("alert.several", name=them, n=count, words=clean(said))
