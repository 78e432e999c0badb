"""The verbs about what is watched: watch, unwatch, search, find, mute, unmute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from rapidfuzz.distance import OSA

from bot.core.grammar.commands import (
    Ask,
    Bad,
    Mute,
    Ok,
    Ref,
    Result,
    Search,
    Term,
    TermKind,
    Unmute,
    Until,
    Unwatch,
    Verb,
    Watch,
)
from bot.core.grammar.lex import Args, Shape, Token, shown
from bot.core.grammar.options import (
    REF_OPTIONS,
    SEARCH_OPTIONS,
    WATCH_OPTIONS,
    Options,
    Reader,
    read_options,
)
from bot.core.grammar.query import Group, read_groups, read_query
from bot.core.grammar.running import read_quiet_hours
from bot.core.grammar.terms import write_term
from bot.core.grammar.times import MAX_DURATION, read_duration, read_until
from bot.core.grammar.words import EVERYTHING, FILLERS, NETWORKS, ON, QUIET, UNTIL

_NUMBER = re.compile(r"(?:#|n°)?0*([1-9][0-9]{0,2})")
_ABOUT_WORDS = (TermKind.TAG, TermKind.PHRASE)
_MUTE_CHOICES = (
    Mute(duration=timedelta(days=1)),
    Mute(duration=timedelta(days=7)),
    Mute(until=Until(weekday=0)),
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`loose`: bare words beside the targets, whose meaning depends on the verb."""

    terms: tuple[Term, ...]
    options: Options
    loose: tuple[str, ...] = ()


def read_watch(args: Args) -> Result:
    """Ok(Watch); Ask watch_what, words_filter_or_target."""
    wanted = _wanted(args, WATCH_OPTIONS, Verb.WATCH)
    if isinstance(wanted, Bad):
        return wanted
    if not wanted.terms:
        return Ask(Verb.WATCH, "watch_what", before=Verb.WATCH)
    filtered = _watch(wanted.terms, _including(wanted))
    if not wanted.loose or all(term.kind in _ABOUT_WORDS for term in wanted.terms):
        return Ok(filtered)
    # A filter that nobody meant would hide posts without a trace, so it is asked for.
    words = Term(TermKind.WORDS, " ".join(wanted.loose))
    return Ask(
        None,
        "words_filter_or_target",
        choices=(filtered, _watch((*wanted.terms, words), wanted.options)),
    )


def read_search(args: Args) -> Result:
    """Ok(Search); Ask search_what."""
    return _search(args, Verb.SEARCH)


def read_find(args: Args) -> Result:
    """Ok(Search with accounts first); Ask find_what."""
    return _search(args, Verb.FIND)


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
    ref = _one_ref(timed.rest)
    if isinstance(ref, Bad):
        return ref
    if ref is None and timed.duration is None and timed.until is None:
        return Ask(Verb.MUTE, "mute_how_long", choices=_MUTE_CHOICES, before=Verb.MUTE)
    return Ok(Mute(ref, timed.duration, timed.until))


def read_unmute(args: Args) -> Result:
    """Ok(Unmute). Bad: one_at_a_time."""
    ref = _one_ref(args.tokens)
    return ref if isinstance(ref, Bad) else Ok(Unmute(ref))


def _search(args: Args, verb: Verb) -> Result:
    wanted = _wanted(args, SEARCH_OPTIONS, verb)
    if isinstance(wanted, Bad):
        return wanted
    if not wanted.terms:
        return Ask(verb, f"{verb}_what", before=verb)
    options = _including(wanted)
    return Ok(
        Search(
            wanted.terms,
            include=options.include,
            exclude=options.exclude,
            on=options.on,
            accounts_first=verb is Verb.FIND,
            page=options.page,
            days=options.days,
        )
    )


def _watch(terms: tuple[Term, ...], options: Options) -> Watch:
    return Watch(
        terms,
        only=options.only,
        include=options.include,
        exclude=options.exclude,
        on=options.on,
        label=options.label,
        to=options.to,
        agreed=options.agreed,
    )


def _including(wanted: _Wanted) -> Options:
    include = tuple(dict.fromkeys((*wanted.options.include, *wanted.loose)))
    return replace(wanted.options, include=include)


def _wanted(args: Args, readers: Sequence[Reader], verb: Verb) -> _Wanted | Bad:
    query = read_query(args, readers)
    if isinstance(query, Bad):
        return _for_verb(query, verb)
    if len(query.groups) == 1 and query.groups[0].targets:
        wanted = _beside(query.groups[0], query.options)
        return _for_verb(wanted, verb) if isinstance(wanted, Bad) else wanted
    terms = (term for group in query.groups for term in _terms(group))
    return _Wanted(tuple(dict.fromkeys(terms)), query.options)


def _for_verb(bad: Bad, verb: Verb) -> Bad:
    return replace(bad, did_you_mean=bad.did_you_mean and f"{verb} {bad.did_you_mean}")


def _unknown_network(group: Group) -> Bad:
    typed = group.words[1]
    distances = ((OSA.distance(typed.folded, name, score_cutoff=2), name) for name in NETWORKS)
    distance, name = min(distances)
    better = None
    if distance <= 2 < len(name):
        targets = " ".join(write_term(term) for term in group.targets)
        better = f"{targets} on {NETWORKS[name]}"
    return Bad("unknown_network", typed.start, shown(typed.text), better)


def _beside(group: Group, options: Options) -> _Wanted | Bad:
    """What bare words mean beside targets: nothing, a network, or it depends."""
    folded = [word.folded for word in group.words]
    if len(folded) == 2 and folded[0] in ON:
        return _unknown_network(group)
    meant = [word for word in group.words if word.folded not in FILLERS]
    if meant and all(word.folded in NETWORKS for word in meant):
        named = (*options.on, *(NETWORKS[word.folded] for word in meant))
        return _Wanted(group.targets, replace(options, on=tuple(dict.fromkeys(named))))
    return _Wanted(group.targets, options, tuple(dict.fromkeys(word.text for word in meant)))


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
