"""search and find: what posts must match, and accounts by name."""

from __future__ import annotations

from dataclasses import replace

from bot.core.grammar.commands import Ask, Bad, Ok, Result
from bot.core.grammar.expression import (
    EXAMPLE,
    Branch,
    all_of,
    has_words,
    is_anchored,
    kept,
    level,
)
from bot.core.grammar.leaves import Wrong
from bot.core.grammar.lex import Args
from bot.core.grammar.options import SEARCH_OPTIONS
from bot.core.grammar.searched import Category, Search, Task
from bot.core.grammar.subjects import Typed, read
from bot.core.grammar.values import TermKind, Verb
from connectors.query import Tagged


def read_search(args: Args) -> Result:
    """Ok(Search); Ask search_what. Bad: too_wide, unknown_network, and those of read_groups."""
    return read(args, Verb.SEARCH, SEARCH_OPTIONS, _search)


def read_find(args: Args) -> Result:
    """Ok(Search with accounts first); Ask find_what."""
    return read(args, Verb.FIND, SEARCH_OPTIONS, _find)


def _find(typed: Typed) -> Result:
    return _search(replace(typed, options=replace(typed.options, first=Category.ACCOUNTS)))


def _search(typed: Typed) -> Result:
    """Raises Wrong."""
    options = typed.options
    verb = Verb.FIND if options.first is Category.ACCOUNTS else Verb.SEARCH
    every = [term for piece in typed.pieces for term in piece.terms]
    tags = [term.network for term in every if term.kind is TermKind.TAG and term.network]
    terms = tuple(dict.fromkeys(term for term in every if term.kind is not TermKind.TAG))
    query = kept(level(_searched(branch) for branch in typed.branches))
    if options.task is Task.STOP:
        return Ok(Search(task=Task.STOP))
    if not terms and (query is None or not has_words(query)):
        return Ask(verb, f"{verb}_what", before=verb)
    if not terms and query is not None and not is_anchored(query):
        raise Wrong(Bad("too_wide", typed.pieces[0].token.start, example=EXAMPLE))
    return Ok(
        Search(
            query,
            terms,
            on=tuple(dict.fromkeys((*options.on, *tags))),
            first=options.first,
            page=options.page,
            days=options.days,
            agreed=options.agreed,
            task=options.task,
            drop=options.drop,
        )
    )


def _searched(branch: Branch) -> Branch:
    """Without the accounts; bluesky:#tva is the tag, on Bluesky."""
    pieces = []
    for piece in branch:
        names = [term.text for term in piece.terms if term.kind is TermKind.TAG]
        found = all_of(map(Tagged, names)) if names else None
        if found is not None:
            pieces.append(replace(piece, of=found))
        elif not piece.terms:
            pieces.append(piece)
    return tuple(pieces)
