"""References to what is watched: targets and words, between commas and new lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.grammar.commands import Bad
from bot.core.grammar.lex import Shape, Token
from bot.core.grammar.terms import read_term
from bot.core.grammar.values import Term

MAX_TERMS = 50


@dataclass(frozen=True, slots=True)
class Group:
    """What stood between two separators: targets, and the bare words beside them."""

    targets: tuple[Term, ...]
    words: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def read_groups(tokens: Sequence[Token]) -> tuple[Group, ...] | Bad:
    """Cut at the separators; empty groups left out."""
    groups: list[Group] = []
    targets: list[Term] = []
    words: list[Token] = []
    for token in (*tokens, Token(Shape.SEP, "", 0)):
        if token.shape is Shape.SEP:
            if targets or words:
                groups.append(Group(tuple(dict.fromkeys(targets)), tuple(words)))
            targets, words = [], []
            continue
        found = read_term(token)
        if isinstance(found, Bad):
            return found
        if found is None:
            words.append(token)
        else:
            targets.extend(found)
    if sum(len(group.targets) or 1 for group in groups) > MAX_TERMS:
        return Bad("too_many_targets")
    return tuple(groups)
