"""What posts must match, as people type it: to a value, and back to text.

AND is the default and binds more tightly than OR. Beside an OR without parentheses, what has a
sign (+word, -word, NOT word) holds for all alternatives, and so do filters (lang:fr) where they
stand beside words in one alternative alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.grammar.commands import Bad
from bot.core.grammar.leaves import FILTERS, Wrong, read_leaf, write_leaf
from bot.core.grammar.lex import Shape, Token, clean, grouped
from bot.core.grammar.values import Term, TermKind
from bot.core.grammar.words import AND, MINUS, NOT, OPERATORS, OR, SIGNS
from connectors.query import (
    All,
    Expr,
    From,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
    decode,
    encode,
    leaves,
)

MOST_PARTS, DEEPEST = 50, 10
EXAMPLE = 'search (facture OR "e-invoicing") -TVA'


@dataclass(frozen=True, slots=True)
class Piece:
    """One part as it was typed. `of`: accounts that it names, or what posts must match.

    `sign`: "+", "-" or "". `token`: where it begins.
    """

    of: tuple[Term, ...] | Expr
    token: Token
    sign: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """The accounts that are meant; signed, they are authors."""
        return self.of if isinstance(self.of, tuple) and not self.sign else ()

    @property
    def expr(self) -> Expr:
        """As posts must match it, whatever its sign."""
        of = self.of
        found = some_of(map(author, of)) if isinstance(of, tuple) else all_of([of])
        assert found is not None  # a piece names something
        return unwanted(found) if self.sign == "-" else found

    @property
    def is_loose(self) -> bool:
        """A bare word, whose meaning depends on what stands beside it."""
        bare = self.token.shape is Shape.WORD and not self.sign
        return bare and isinstance(self.of, Word) and not self.of.begins

    @property
    def is_filter(self) -> bool:
        return self.token.shape is Shape.WORD and isinstance(self.of, FILTERS)


Branch = tuple[Piece, ...]
Group = tuple[Branch, ...]
"""What stands between two commas or lines: alternatives, between which OR was typed."""


def all_of(parts: Iterable[Expr]) -> Expr | None:
    """Each of them: flat, none twice. None where there are none."""
    flat = (one for part in parts for one in (part.of if isinstance(part, All) else (part,)))
    found = tuple(dict.fromkeys(flat))
    return All(found) if len(found) > 1 else next(iter(found), None)


def some_of(parts: Iterable[Expr]) -> Expr | None:
    """At least one of them: flat, none twice. None where there are none."""
    flat = (one for part in parts for one in (part.of if isinstance(part, Some) else (part,)))
    found = tuple(dict.fromkeys(flat))
    return Some(found) if len(found) > 1 else next(iter(found), None)


def unwanted(part: Expr) -> Expr:
    return part.of if isinstance(part, Not) else Not(part)


def author(term: Term) -> Expr:
    """What an account stands for where posts must match it: its author, or its name in words."""
    if term.kind in (TermKind.HANDLE, TermKind.ADDRESS) and term.network is None:
        return From(term.text)
    found = all_of(map(Word, term.text.split()))
    assert found is not None  # no term is empty
    return found


def is_anchored(wanted: Expr) -> bool:
    """Does all that matches have a word, a tag or an author in common? Else nearly all would."""
    match wanted:
        case All(of=parts):
            return any(map(is_anchored, parts))
        case Some(of=parts):
            return all(map(is_anchored, parts))
        case From():
            return True
        case _:
            return not isinstance(wanted, (Not, *FILTERS))


def has_words(wanted: Expr) -> bool:
    """Does it want any word, tag or author at all?"""
    return any(
        positive and isinstance(leaf, (Word, Phrase, Tagged, From))
        for leaf, positive in leaves(wanted)
    )


def read(text: str) -> Expr | Bad | None:
    """A whole text that `write` gave, or that somebody typed in its place; None: it is empty.

    Accounts are authors, commas stand for OR. Bad: those of read_groups.
    """
    cleaned = clean(text, slack=False)
    if isinstance(cleaned, Bad):
        return cleaned
    try:
        groups = read_groups(grouped(cleaned))
        return kept(level(branch for group in groups for branch in group))
    except Wrong as wrong:
        return wrong.bad


def read_groups(tokens: Sequence[Token]) -> tuple[Group, ...]:
    """Groups without anything in them are left out.

    Raises Wrong: unbalanced, too_deep, too_many_parts, too_many_targets, and those of read_leaf.
    """
    return _Reader(tokens).groups(None)


def kept(wanted: Expr | None) -> Expr | None:
    """The same. Raises Wrong, too_deep, for what can't be stored."""
    try:
        return wanted and decode(encode(wanted))
    except ValueError:
        raise Wrong(Bad("too_deep", example=EXAMPLE)) from None


def level(branches: Iterable[Branch]) -> Expr | None:
    """What alternatives amount to. See the module for what holds for all of them."""
    found = [branch for branch in branches if branch]
    if len(found) < 2:
        return all_of(piece.expr for branch in found for piece in branch)
    shared = _shared(found)
    kept = (tuple(piece for piece in branch if piece not in shared) for branch in found)
    either = some_of(one for branch in kept if (one := all_of(p.expr for p in branch)) is not None)
    return all_of([*([either] if either else []), *(piece.expr for piece in shared)])


def _shared(branches: Sequence[Branch]) -> list[Piece]:
    signed = [piece for branch in branches for piece in branch if piece.sign]
    filtered = [branch for branch in branches if any(piece.is_filter for piece in branch)]
    if len(filtered) != 1 or all(piece.is_filter or piece.sign for piece in filtered[0]):
        return signed
    return [*signed, *(p for p in filtered[0] if p.is_filter and not p.sign)]


class _Reader:
    """Recursive descent over tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._parts = 0
        self._depth = 0

    def groups(self, opened: Token | None) -> tuple[Group, ...]:
        """Until the parenthesis closes that `opened`; None: to the end."""
        groups: list[list[list[Piece]]] = [[[]]]
        negated = False
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.shape is Shape.CLOSE:
                if opened is None:
                    raise Wrong(Bad("unbalanced", token.start, ")", example=EXAMPLE))
                return _filled(groups)
            self._at += 1
            if token.shape is Shape.SEP:
                groups.append([[]])
            elif self._joins(OR):
                groups[-1].append([])
            elif token.shape is Shape.WORD and token.text in NOT:
                negated = True
                continue
            elif not self._joins(AND):
                groups[-1][-1] += self._pieces(token, "-" if negated else "")
            negated = False
        if opened is not None:
            raise Wrong(Bad("unbalanced", opened.start, opened.text, example=EXAMPLE))
        return _filled(groups)

    def _joins(self, names: frozenset[str]) -> bool:
        """AND and OR count between two pieces; elsewhere ET and OU are words like others."""
        at = self._at - 1
        token = self._tokens[at]
        if token.shape is not Shape.WORD or token.text not in names:
            return False
        around = (self._tokens[at - 1].shape if at else Shape.SEP, self._next_shape())
        return (
            Shape.SEP not in around and around[0] is not Shape.OPEN and around[1] is not Shape.CLOSE
        )

    def _next_shape(self) -> Shape:
        return self._tokens[self._at].shape if self._at < len(self._tokens) else Shape.SEP

    def _pieces(self, token: Token, negation: str) -> Iterable[Piece]:
        if token.shape is Shape.OPEN:
            return self._nested(token, negation or _plain_sign(token.text[:-1]))
        sign, bare = _unsigned(token)
        found = read_leaf(bare) if bare.text else None
        if found is None:
            return ()
        self._count(token, found)
        return _leaf_pieces(found, token, negation or sign)

    def _nested(self, token: Token, sign: str) -> Iterable[Piece]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Wrong(Bad("too_deep", token.start, "(", example=EXAMPLE))
        groups = self.groups(token)
        self._at += 1
        self._depth -= 1
        branches = [branch for group in groups for branch in group]
        pieces = [piece for branch in branches for piece in branch]
        if not sign and all(piece.terms for piece in pieces):
            return pieces
        wanted = level(branches)
        return () if wanted is None else (Piece(wanted, token, sign),)

    def _count(self, token: Token, found: tuple[Term, ...] | Expr) -> None:
        self._parts += len(found if isinstance(found, tuple) else getattr(found, "of", "1"))
        if self._parts > MOST_PARTS:
            reason = "too_many_targets" if isinstance(found, tuple) else "too_many_parts"
            raise Wrong(Bad(reason, token.start, example=EXAMPLE))


def _filled(groups: Iterable[Iterable[Iterable[Piece]]]) -> tuple[Group, ...]:
    found = (tuple(tuple(branch) for branch in group if branch) for group in groups)
    return tuple(group for group in found if group)


def _unsigned(token: Token) -> tuple[str, Token]:
    """("+", "-" or "", the token without it)."""
    quoted = token.shape is Shape.PHRASE
    typed = token.prefix if quoted else token.text
    if typed[:1] not in SIGNS:
        return "", token
    rest = typed.lstrip(MINUS + "+")
    bare = replace(token, prefix=rest) if quoted else replace(token, text=rest)
    return _plain_sign(typed[:1]), bare


def _plain_sign(typed: str) -> str:
    return "-" if typed in MINUS and typed else typed


def _leaf_pieces(found: tuple[Term, ...] | Expr, token: Token, sign: str) -> Iterable[Piece]:
    """Beside others, the words of words:"…" and the tags of #a#b are pieces like others."""
    if sign or not isinstance(found, All):
        return (Piece(found, token, sign),)
    return [Piece(one, token) for one in found.of]


def write(wanted: Expr, *, quoted: bool = False) -> str:
    """As it is typed: `read(write(x)) == x`. `quoted`: no bare word that could be an option."""
    match wanted:
        case All(of=parts):
            return " ".join(_member(part, quoted) for part in parts)
        case Some(of=parts):
            return " OR ".join(_alternative(part, quoted) for part in parts)
        case _:
            return _member(wanted, quoted)


def write_filter(wanted: Expr, *, quoted: bool = False) -> str:
    """The same beside what is watched: each part with its sign."""
    parts = wanted.of if isinstance(wanted, All) else (wanted,)
    written = (_member(part, quoted) for part in parts)
    return " ".join(one if one.startswith("-") else f"+{one}" for one in written)


def _member(part: Expr, quoted: bool) -> str:
    match part:
        case Not(of=inner):
            return f"-{_member(inner, quoted)}"
        case All() | Some():
            return f"({write(part, quoted=quoted)})"
        case _:
            return write_leaf(part, quoted=quoted or getattr(part, "text", "") in OPERATORS)


def _alternative(part: Expr, quoted: bool) -> str:
    written = _member(part, quoted)
    return f"({written})" if isinstance(part, Not) else written
