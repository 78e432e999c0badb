"""compare: firms and accounts side by side, or one firm across its networks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.core.grammar.commands import Bad, Ok, Result
from bot.core.grammar.comparison import MAX_DAYS, MOST_COMPARED, USUAL_DAYS, Compare
from bot.core.grammar.lex import Args, Shape, Token, shown
from bot.core.grammar.options import REF_OPTIONS, Options, read_options
from bot.core.grammar.terms import read_term, write_term
from bot.core.grammar.times import read_duration
from bot.core.grammar.values import Term, TermKind, Verb
from bot.core.grammar.words import EVERYTHING, words_of

_EXAMPLE = "compare durand, martin 30d"
_AGAINST = words_of("vs versus contre against avec with")
_JOINTS = words_of("and et")
_DAY = timedelta(days=1)
# "over the last 30 days", "sur les 30 derniers jours".
_BEFORE_PERIOD = words_of("over for in the last past sur pendant depuis les ces")
_NOT_COUNTED = words_of("derniers dernieres last past")
_YEARS = re.compile(r"(?:\d{1,3} ?|an? |une? )(?:years?|ans?)")
_LONGEST_PERIOD = 6  # words


def read_compare(args: Args) -> Result:
    """Ok(Compare). Bad: too_many_compared, compare_tag, compare_period, and those of read_term."""
    tokens, days = _period(args.tokens)
    if isinstance(days, Bad):
        return days
    rest, options = read_options(tokens, Options(), REF_OPTIONS)
    if {token.folded for token in rest} <= EVERYTHING:
        return Ok(Compare(days=days, on=options.on))
    subjects = tuple(dict.fromkeys(_subjects(rest)))
    bad = next((one for one in subjects if isinstance(one, Bad)), None)
    if bad is not None:
        return bad
    if len(subjects) > MOST_COMPARED:
        return Bad("too_many_compared", args.start, example=_EXAMPLE)
    named = tuple(one for one in subjects if isinstance(one, Term))
    return Ok(Compare(named, days, options.on))


def _subjects(tokens: Sequence[Token]) -> Iterator[Term | Bad]:
    """Words belong together up to a comma, "vs", or something that stands for itself."""
    loose: list[Token] = []
    for token in tokens:
        found = None if token.shape is Shape.SEP or token.folded in _AGAINST else read_term(token)
        if found is None and token.shape is not Shape.SEP and token.folded not in _AGAINST:
            loose.append(token)
            continue
        yield from _words(loose)
        loose = []
        yield from _named(token, found)
    yield from _words(loose)


def _named(token: Token, found: list[Term] | Bad | None) -> Iterator[Term | Bad]:
    if isinstance(found, Bad):
        yield found
    for term in () if found is None or isinstance(found, Bad) else found:
        if term.kind is TermKind.TAG:
            yield Bad("compare_tag", token.start, shown(token.text), example=_EXAMPLE)
        else:
            yield term


def _words(loose: Sequence[Token]) -> Iterator[Term]:
    """Without an "and" at either end, where it stood between two subjects."""
    kept = list(loose)
    while kept and kept[0].folded in _JOINTS:
        del kept[0]
    while kept and kept[-1].folded in _JOINTS:
        del kept[-1]
    if kept:
        yield Term(TermKind.WORDS, " ".join(token.text for token in kept))


def _period(tokens: Sequence[Token]) -> tuple[Sequence[Token], int | Bad]:
    """What is not the period, and its days: "30d", "2 semaines", "les 30 derniers jours"."""
    for at in range(max(0, len(tokens) - _LONGEST_PERIOD), len(tokens)):
        last = tokens[at:]
        if any(token.shape is not Shape.WORD for token in last):
            continue
        said = _counted([token.folded for token in last])
        duration = 366 * _DAY if _YEARS.fullmatch(said) else read_duration(said)
        if duration is not None:
            return tokens[:at], _days(duration, last)
    return tokens, USUAL_DAYS


def _counted(words: Sequence[str]) -> str:
    left = list(words)
    while left and left[0] in _BEFORE_PERIOD:
        del left[0]
    return " ".join(word for word in left if word not in _NOT_COUNTED)


def _days(duration: timedelta, said: Sequence[Token]) -> int | Bad:
    if duration % _DAY or not _DAY <= duration <= MAX_DAYS * _DAY:
        text = " ".join(token.text for token in said)
        return Bad("compare_period", said[0].start, shown(text), example=_EXAMPLE)
    return duration // _DAY


def write_compare(compare: Compare, *, quoted: bool) -> list[str]:
    """The pieces of the command, to be joined by spaces."""
    named = ", ".join(write_term(one, quoted=quoted) for one in compare.subjects)
    on = f"on {','.join(compare.on)}" if compare.on else ""
    return [Verb.COMPARE, named, on, "" if compare.days == USUAL_DAYS else f"{compare.days}d"]
