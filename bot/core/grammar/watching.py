"""The verbs about what is watched already: unwatch, mute, unmute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.grammar.commands import Ask, Bad, Mute, Ok, Result, Unmute, Until, Unwatch
from bot.core.grammar.lex import Args, Shape, Token, shown
from bot.core.grammar.options import (
    REF_OPTIONS,
    Options,
    read_options,
)
from bot.core.grammar.query import Group, read_groups
from bot.core.grammar.running import read_quiet_hours
from bot.core.grammar.times import MAX_DURATION, read_duration, read_until
from bot.core.grammar.values import Ref, Term, TermKind, Verb
from bot.core.grammar.words import EVERYTHING, FILLERS, QUIET, UNTIL

_NUMBER = re.compile(r"(?:#|n°)?0*([1-9][0-9]{0,2})")
_ABOUT_WORDS = (TermKind.TAG, TermKind.PHRASE)
_MUTE_CHOICES = (
    Mute(duration=timedelta(days=1)),
    Mute(duration=timedelta(days=7)),
    Mute(until=Until(weekday=0)),
)


def read_unwatch(args: Args) -> Result:
    """Ok(Unwatch); Ask unwatch_what."""
    if _everything(args.tokens):
        return Ok(Unwatch(all=True))
    refs = _refs(args.tokens)
    if isinstance(refs, Bad):
        return refs
    return Ok(Unwatch(refs)) if refs else Ask(Verb.UNWATCH, "unwatch_what", before=Verb.UNWATCH)


def read_mute(args: Args) -> Result:
    """Ok(Mute), or Ok(Settings) for quiet hours; Ask mute_how_long.

    Bad: bad_until, bad_duration, one_at_a_time.
    """
    if args.tokens and args.tokens[0].folded in QUIET:
        return read_quiet_hours(args.rest(1))
    timed = _until(args) or _duration(args)
    if isinstance(timed, Bad):
        return timed
    refs = _named_by_id(timed.rest)
    ref = refs[0] if refs else _one_ref(timed.rest)
    if isinstance(ref, Bad):
        return ref
    if ref is None and timed.duration is None and timed.until is None:
        return Ask(Verb.MUTE, "mute_how_long", choices=_MUTE_CHOICES, before=Verb.MUTE)
    return Ok(Mute(ref, timed.duration, timed.until, refs[1:]))


def read_unmute(args: Args) -> Result:
    """Ok(Unmute). Bad: one_at_a_time."""
    ref = _one_ref(args.tokens)
    return ref if isinstance(ref, Bad) else Ok(Unmute(ref))


def _terms(group: Group) -> tuple[Term, ...]:
    if not group.words or (group.targets and _only_fillers(group.words)):
        return group.targets
    return (*group.targets, Term(TermKind.WORDS, group.text))


def _only_fillers(words: Sequence[Token]) -> bool:
    return all(word.folded in FILLERS for word in words)


def _everything(tokens: Sequence[Token]) -> bool:
    words = {token.folded for token in tokens}
    return bool(words & EVERYTHING) and words <= EVERYTHING | FILLERS


def _refs(tokens: Sequence[Token]) -> tuple[Ref, ...] | Bad:
    rest, options = read_options(tokens, Options(), REF_OPTIONS)
    groups = read_groups(rest)
    if isinstance(groups, Bad):
        return groups
    network = options.on[0] if len(options.on) == 1 else None
    refs: list[Ref] = []
    for group in groups:
        numbers = _numbers(group.words)
        named = group if numbers is None else replace(group, words=())
        refs.extend((*(numbers or ()), *(_on_network(term, network) for term in _terms(named))))
    return tuple(dict.fromkeys(refs))


def _numbers(words: Sequence[Token]) -> list[int] | None:
    """ "le 3 et le 5" -> [3, 5]; None: not only numbers."""
    matches = [_NUMBER.fullmatch(word.folded) for word in words if word.folded not in FILLERS]
    found = [int(match[1]) for match in matches if match]
    return found if found and len(found) == len(matches) else None


def _on_network(term: Term, network: str | None) -> Term:
    if network is None or term.kind is not TermKind.HANDLE:
        return term
    return Term(TermKind.NAMED, term.text, network)


def _named_by_id(tokens: Sequence[Token]) -> tuple[Ref, ...]:
    """ "watch:12 watch:13"; empty: something else is in there."""
    refs = _refs(tokens)
    if isinstance(refs, Bad):
        return ()
    ids = [one for one in refs if isinstance(one, Term) and one.network == Verb.WATCH]
    return refs if len(ids) == len(refs) else ()


def _one_ref(tokens: Sequence[Token]) -> Ref | Bad | None:
    if _everything(tokens):
        return None
    refs = _refs(tokens)
    if isinstance(refs, Bad):
        return refs
    if len(refs) > 1:
        return Bad("one_at_a_time", tokens[0].start, example="mute @durand 2d")
    return refs[0] if refs else None


@dataclass(frozen=True, slots=True)
class _Timed:
    rest: tuple[Token, ...]
    duration: timedelta | None = None
    until: Until | None = None


def _until(args: Args) -> _Timed | Bad | None:
    for index, token in enumerate(args.tokens):
        if token.folded in UNTIL:
            when = args.rest(index + 1)
            until = read_until(when.folded)
            if until is None:
                word = shown(when.plain)
                return Bad("bad_until", when.start, word, example="mute @durand until monday")
            return _Timed(args.tokens[:index], until=until)
    return None


def _duration(args: Args) -> _Timed | Bad:
    """The longest duration at the end: in "3 2 jours" it is two days, and 3 the number."""
    for index in range(max(0, len(args.tokens) - 5), len(args.tokens)):
        last = args.rest(index)
        duration = read_duration(last.folded)
        if duration is None or any(token.shape is not Shape.WORD for token in last.tokens):
            continue
        if not timedelta() < duration <= MAX_DURATION:
            return Bad("bad_duration", last.start, shown(last.plain), example="mute @durand 2d")
        return _Timed(args.tokens[:index], duration)
    return _Timed(args.tokens)
