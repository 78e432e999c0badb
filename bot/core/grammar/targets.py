"""watch: accounts, tags, phrases and queries to watch, and what filters them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.core.grammar.commands import Ask, Bad, Ok, Result, Watch
from bot.core.grammar.expression import (
    EXAMPLE,
    Group,
    Piece,
    all_of,
    has_words,
    is_anchored,
    kept,
    level,
    write,
)
from bot.core.grammar.leaves import Wrong
from bot.core.grammar.lex import Args, Shape
from bot.core.grammar.options import WATCH_OPTIONS, Options
from bot.core.grammar.subjects import Typed, is_tag, read
from bot.core.grammar.values import Term, TermKind, Verb
from connectors.query import All, Expr, Phrase, Tagged, Word

_ABOUT_WORDS = (TermKind.TAG, TermKind.PHRASE)


@dataclass(slots=True)
class _Wanted:
    """`terms`: an expression stands for a query. `loose`: what may filter, or be watched too."""

    terms: list[Term | Expr] = field(default_factory=list)
    filters: list[Expr] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)


def read_watch(args: Args) -> Result:
    """Ok(Watch); Ask watch_what, words_filter_or_target.

    Bad: too_wide, unknown_network, and those of read_groups.
    """
    return read(args, Verb.WATCH, WATCH_OPTIONS, _watch)


def _watch(typed: Typed) -> Result:
    """Raises Wrong."""
    wanted = _Wanted()
    alone = len(typed.groups) == 1
    for group in typed.groups:
        branches = (tuple(p for p in branch if not p.sign) for branch in group)
        _sort(wanted, tuple(filter(None, branches)), alone=alone)
    wanted.filters += [piece.expr for piece in typed.pieces if piece.sign]
    if not wanted.terms:
        return Ask(Verb.WATCH, "watch_what", before=Verb.WATCH)
    if len(wanted.terms) == 1 and not isinstance(wanted.terms[0], Term):
        whole = level(typed.groups[0]) if alone else all_of([wanted.terms[0], *wanted.filters])
        assert whole is not None
        return Ok(_command([_queried(whole)], None, typed.options))
    terms = [one if isinstance(one, Term) else _queried(one) for one in wanted.terms]
    filtered = all_of([*wanted.filters, *(piece.expr for piece in wanted.loose)])
    command = _command(terms, filtered, typed.options)
    if not wanted.loose or all(term.kind in _ABOUT_WORDS for term in terms):
        return Ok(command)
    # A filter that nobody meant would hide posts without a trace, so it is asked for.
    also = _command([*terms, *_as_terms(wanted.loose)], all_of(wanted.filters), typed.options)
    return Ask(None, "words_filter_or_target", choices=(command, also))


def _command(terms: Iterable[Term], query: Expr | None, options: Options) -> Watch:
    return Watch(
        tuple(dict.fromkeys(terms)),
        only=options.only,
        query=kept(query),
        on=options.on,
        label=options.label,
        to=options.to,
        agreed=options.agreed,
        firm=options.firm,
    )


def _queried(wanted: Expr) -> Term:
    if not is_anchored(wanted):
        raise Wrong(Bad("too_wide", example=EXAMPLE))
    kept(wanted)
    return Term(TermKind.QUERY, write(wanted))


def _sort(wanted: _Wanted, branches: Group, *, alone: bool) -> None:
    """One group without its signed pieces: targets, filters, and what may be either."""
    accounts = [piece for branch in branches for piece in branch if piece.terms]
    if not accounts:
        _sort_words(wanted, branches, alone=alone)
    elif len(branches) > 1 and all(len({bool(p.terms) for p in b}) == 1 for b in branches):
        for branch in branches:
            _sort(wanted, (branch,), alone=False)
    else:
        rest = [tuple(p for p in b if not p.terms) for b in branches]
        if len(branches) > 1 or not all(map(_is_simple, rest[0])):
            wanted.terms += [term for piece in accounts for term in piece.terms]
            wanted.filters += filter(None, [level(rest)])
            return
        for piece in branches[0]:
            target = piece.terms or _named(piece, about=(Tagged,))
            wanted.terms += target
            wanted.loose += [] if target else [piece]


def _sort_words(wanted: _Wanted, branches: Group, *, alone: bool) -> None:
    """A group without accounts."""
    pieces = [piece for branch in branches for piece in branch]
    whole = level(branches)
    if whole is None:
        return
    if not has_words(whole):
        wanted.filters.append(whole)
    elif _is_nested(pieces):
        wanted.terms.append(whole)
    elif all(len(branch) == 1 and is_tag(branch[0]) for branch in branches):
        wanted.terms += [term for piece in pieces for term in _named(piece, about=(Tagged,))]
    elif len(branches) > 1:
        wanted.terms.append(whole)
    elif all(map(_is_simple, pieces)):
        _sort_simple(wanted, pieces, alone=alone)
    elif all(is_tag(piece) or piece.is_filter for piece in pieces):
        wanted.terms += [term for piece in pieces for term in _named(piece, about=(Tagged,))]
        wanted.filters += [piece.expr for piece in pieces if piece.is_filter]
    else:
        wanted.terms.append(whole)


def _sort_simple(wanted: _Wanted, pieces: Sequence[Piece], *, alone: bool) -> None:
    """Words, phrases and tags: words beside the others filter them."""
    loose: list[Piece] = []
    for token, found in groupby(pieces, key=lambda piece: piece.token):
        some = list(found)
        named = [term for piece in some for term in _named(piece, about=(Tagged, Phrase))]
        if not named and token.shape is Shape.PHRASE:
            named = [_words(some)]
        wanted.terms += named
        loose += [] if named else some
    if loose and (not alone or not wanted.terms):
        wanted.terms.append(_words(loose))
    else:
        wanted.loose += loose


def _is_nested(pieces: Sequence[Piece]) -> bool:
    """One pair of parentheses around all: a query, whatever is in it."""
    return len(pieces) == 1 and pieces[0].token.shape is Shape.OPEN


def _is_simple(piece: Piece) -> bool:
    parts = piece.of.of if isinstance(piece.of, All) else (piece.of,)
    return all(
        isinstance(part, Phrase | Tagged) or (isinstance(part, Word) and not part.begins)
        for part in parts
    )


def _named(piece: Piece, about: tuple[type[Tagged | Phrase], ...]) -> tuple[Term, ...]:
    match piece.of:
        case Tagged(name=name) if Tagged in about:
            return (Term(TermKind.TAG, name),)
        case Phrase(text=text) if Phrase in about:
            return (Term(TermKind.PHRASE, text),)
    return ()


def _words(pieces: Iterable[Piece]) -> Term:
    return Term(TermKind.WORDS, " ".join(text for piece in pieces for text in _texts(piece.expr)))


def _texts(part: Expr) -> list[str]:
    match part:
        case Word(text=text) | Phrase(text=text) | Tagged(name=text):
            return [text]
        case All(of=parts):
            return [text for one in parts for text in _texts(one)]
    return []


def _as_terms(loose: Sequence[Piece]) -> list[Term]:
    """Phrases by themselves, words together."""
    phrases = [term for piece in loose for term in _named(piece, about=(Phrase,))]
    words = [piece for piece in loose if not isinstance(piece.of, Phrase)]
    return [*phrases, *([_words(words)] if words else [])]
