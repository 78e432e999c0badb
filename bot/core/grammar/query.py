"""What is watched or looked for: targets, words and options, in any order.

AND is the default. OR, commas and new lines separate alternatives: `Query.groups`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.grammar.commands import Bad, Term
from bot.core.grammar.lex import Args, Shape, Token
from bot.core.grammar.options import Options, Reader, read_options
from bot.core.grammar.terms import read_term
from bot.core.grammar.words import AND, MINUS, NOT, OR, SIGNS

MAX_TERMS = 50


@dataclass(frozen=True, slots=True)
class Group:
    """What stood between two separators: targets, and the bare words beside them."""

    targets: tuple[Term, ...]
    words: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Query:
    groups: tuple[Group, ...] = ()
    options: Options = field(default_factory=Options)


def read_query(args: Args, readers: Sequence[Reader]) -> Query | Bad:
    """`readers`: the options that the verb has.

    Bad: nested_query, too_many_targets, and those of read_term.
    """
    if "(" in args.text and any(_joins(args.tokens, i, OR) for i in range(len(args.tokens))):
        where = args.text.index("(")
        return Bad("nested_query", where, "(", example="search facture OR #tva -auto")
    rest, options = _signs(args.tokens)
    rest, options = read_options(rest, options, readers)
    groups = read_groups(rest)
    return groups if isinstance(groups, Bad) else Query(groups, options)


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


def _signs(tokens: Sequence[Token]) -> tuple[list[Token], Options]:
    """Takes out +word, -word, NOT word and AND; makes OR a separator."""
    rest: list[Token] = []
    signed: dict[str, list[str]] = {"+": [], "-": []}
    negated = False
    for index, token in enumerate(tokens):
        sign, text = _sign(token)
        if negated and token.shape is not Shape.SEP:
            sign = "-"
        negated = token.shape is Shape.WORD and token.text in NOT
        if sign and not negated:
            signed[sign].extend([text] if text else [])
        elif _joins(tokens, index, OR):
            rest.append(replace(token, shape=Shape.SEP))
        elif not negated and not _joins(tokens, index, AND):
            rest.append(token)
    include, exclude = (tuple(dict.fromkeys(signed[sign])) for sign in "+-")
    return rest, Options(include=include, exclude=exclude)


def _sign(token: Token) -> tuple[str, str]:
    """("+", "-" or "", the text without it)."""
    mark = token.prefix if token.shape is Shape.PHRASE else token.text[:1]
    if token.shape is Shape.SEP or mark not in SIGNS:
        return "", token.text
    text = token.text if token.shape is Shape.PHRASE else token.text.lstrip(MINUS + "+")
    return "+" if mark == "+" else "-", text


def _joins(tokens: Sequence[Token], index: int, names: frozenset[str]) -> bool:
    """AND and OR count between two pieces; elsewhere ET and OU are words like others."""
    if not 0 < index < len(tokens) - 1 or tokens[index].text not in names:
        return False
    around = (tokens[index - 1], tokens[index + 1])
    return tokens[index].shape is Shape.WORD and all(t.shape is not Shape.SEP for t in around)
