"""What posts must match, in a reader's words."""

from __future__ import annotations

from babel.core import Locale

from bot.core.grammar import Bad
from bot.core.grammar.expression import read
from bot.render.words import Words
from connectors.query import (
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
    leaves,
    shown,
)


def told(words: Words, query: Expr | None) -> list[str]:
    """What is left out, one sentence for each kind of condition."""
    parts = query.of if isinstance(query, All) else () if query is None else (query,)
    wanted = [quoted(words, one) for one in parts if _is_words(one)]
    negated = [one.of for one in parts if isinstance(one, Not)]
    unwanted = [quoted(words, one) for one in negated if _is_words(one)]
    others = [one for one in parts if not _is_words(one.of if isinstance(one, Not) else one)]
    said = [words("watch.with", words=words.joined(wanted, "and"))] if wanted else []
    said += [words("query.only", what=described(words, one)) for one in others]
    if unwanted:
        said.append(words("watch.without", words=words.joined(unwanted, "nor")))
    return said


def is_of_words(query: Expr) -> bool:
    """Is it made of words, phrases and tags alone?"""
    return all(isinstance(leaf, Word | Phrase | Tagged) for leaf, _ in leaves(query))


def _is_words(part: Expr) -> bool:
    return isinstance(part, Phrase | Tagged) or (isinstance(part, Word) and not part.begins)


def quoted(words: Words, part: Expr) -> str:
    """A word or a phrase in quotation marks, a hashtag with its sign."""
    if isinstance(part, Tagged):
        return f"#{part.name}"
    return words.quote(part.text) if isinstance(part, Word | Phrase) else described(words, part)


def named(words: Words, query: Expr) -> str:
    """A whole query, as it was typed."""
    return quoted(words, query) if _is_words(query) else shown(query)


def described(words: Words, wanted: Expr) -> str:
    """As it follows "posts": with “TVA”, in French, by @durand or with an image."""
    match wanted:
        case All(of=parts):
            return words.joined([_within(words, part) for part in parts], "and")
        case Some(of=parts) if all(map(_is_words, parts)):
            return words("query.with", what=_either(words, parts))
        case Some(of=parts):
            return words.joined([_within(words, part) for part in parts], "or")
        case Not(of=Some(of=parts)) if all(map(_is_words, parts)):
            return words("query.without", what=_either(words, parts))
        case Not(of=inner) if isinstance(inner, All | Some):
            return words("query.not", what=described(words, inner))
        case Not(of=inner):
            return _leaf(words, inner, "not.")
        case _:
            return _leaf(words, wanted, "")


def _either(words: Words, parts: tuple[Expr, ...]) -> str:
    return words.joined([quoted(words, part) for part in parts], "or")


def _within(words: Words, part: Expr) -> str:
    """Alternatives within conditions, or the reverse, in parentheses."""
    plain = isinstance(part, Some) and all(map(_is_words, part.of))
    text = described(words, part)
    return f"({text})" if isinstance(part, All | Some) and not plain else text


def _leaf(words: Words, leaf: Expr, sign: str) -> str:
    with_key = "query.without" if sign else "query.with"
    match leaf:
        case Word(text=text, begins=True):
            return words(with_key, what=words("query.begins", what=words.quote(text)))
        case From(handle=handle):
            return words(f"query.{sign}from", who=f"@{handle}")
        case Language(code=code):
            name = Locale(words.language).languages.get(code, code)
            return words(f"query.{sign}language", language=name)
        case Has(kind=kind):
            return words(f"query.{sign}has.{kind}")
        case Least(reactions=n):
            return words(f"query.{sign}least", n=n)
        case _:
            return words(with_key, what=quoted(words, leaf))


def typed_part(text: str | None) -> Expr | None:
    """The part that a judgement named, unless it is a plain word or phrase."""
    part = read(text) if text else None
    plain = part is None or isinstance(part, Bad | Word | Phrase)
    words_only = isinstance(part, All) and all(isinstance(one, Word) for one in part.of)
    begins = isinstance(part, Word) and part.begins
    return None if (plain and not begins) or words_only or isinstance(part, Bad) else part
