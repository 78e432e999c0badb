"""What was understood of a search, in a reader's words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.grammar.expression import all_of
from bot.render.words import Words
from bot.service.commands.filters import described, quoted
from connectors.query import Expr, Not, Phrase, Some, Tagged, Word, plain, required


def understood(words: Words, wanted: Expr, *, posts: bool = True) -> str:
    """What is looked for, what isn't, then what else posts must be.

    `posts`: among them a single word is looked for as a hashtag too.
    """
    parts = [one for one in required(wanted) if not isinstance(one, Not)]
    unwanted = [one.of for one in required(wanted) if isinstance(one, Not)]
    what = _named(words, parts)
    rest = [described(words, one) for one in parts if not _is_bare(one) and not _is_said(one)]
    if not what:
        what, rest = words("search.posts", what=", ".join(rest)), []
    if posts and (word := one_word(wanted)):
        what = words("search.and_tag", what=what, tag=word)
    if unwanted:
        names = words.joined([quoted(words, one) for one in unwanted], "nor")
        what = words("search.without", what=what, words=names)
    return ", ".join([what, *rest])


def one_word(wanted: Expr) -> str:
    """The word that is wanted alone, whatever is unwanted; "": it is something else."""
    parts = [one for one in required(wanted) if not isinstance(one, Not)]
    match parts:
        case [Word(text=text, begins=False)]:
            return text
    return ""


def _named(words: Words, parts: Sequence[Expr]) -> str:
    """Words, phrases and hashtags; "": there are none."""
    bare = all_of(filter(_is_bare, parts))
    said = [words.quote(plain(bare))] if bare is not None else []
    alone = bare is None and sum(map(_is_said, parts)) == 1
    said += [_one(words, one, alone=alone) for one in parts if _is_said(one)]
    return words.joined(said, "and") if said else ""


def _is_bare(part: Expr) -> bool:
    return isinstance(part, Word) and not part.begins


def _is_said(part: Expr) -> bool:
    """By its own words: a phrase, a hashtag, or alternatives of those."""
    if isinstance(part, Some):
        return all(_is_bare(one) or isinstance(one, Phrase | Tagged) for one in part.of)
    return isinstance(part, Phrase | Tagged)


def _one(words: Words, part: Expr, *, alone: bool) -> str:
    if not isinstance(part, Some):
        return quoted(words, part)
    text = words.joined([quoted(words, one) for one in part.of], "or")
    return text if alone else f"({text})"
