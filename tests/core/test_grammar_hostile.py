"""Any text is answered, quickly; any command that can be typed is written and read back."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.grammar import (
    Allow,
    Ask,
    Author,
    Bad,
    Category,
    Claim,
    Command,
    Digest,
    DigestAction,
    Help,
    List,
    Mode,
    Mute,
    Networks,
    Ok,
    Search,
    Setting,
    Settings,
    Status,
    Task,
    Term,
    TermKind,
    Undo,
    Unmute,
    Until,
    Unwatch,
    Verb,
    Watch,
    Why,
    parse,
    render,
)
from bot.core.grammar.expression import is_anchored, write
from tests.core.expressions import expressions

NAUGHTY = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "naughty-strings.json"

# Pieces that mean something somewhere: they meet in every order.
TRICKY_LINE = (
    "watch suivre search unwatch mute digest settings list find on sur bluesky x only:alerts only "
    "digest as to #chan @durand user@host.fr https://a.fr/b?utm_x=1&c=2 a.fr a.fr/b -tva +tva - + "
    "AND OR NOT and et page 2 7d 24h 2d until monday 24/12 all tout help quiet 20:00-08:00 3 #3 "
    "bluesky: words: watch:3 le de , ; ( ) « » \" ' : / // @ # @@ ## #a#b www. l'été 8h30 lun-ven "
    '(a b) -( from: de:x lang:fr has:image min:2 on:x abc* first d\'abord live:on drop:"a|b|c" '
    'é\u0301 \u200b & &amp; <@U1|x> <#C1|x> mastodon:@a@b.c linkedin:"A" page:"z" ÉTÉ ß ﬁ'
)
TRICKY = [*TRICKY_LINE.split(), " ", "\u202f", "\t"]

tricky_text = st.lists(
    st.tuples(st.sampled_from(TRICKY), st.sampled_from(["", " ", " ", ", ", "\n"])), max_size=10
).map(lambda pieces: "".join(piece + space for piece, space in pieces))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


readable = st.characters(exclude_categories=("C", "Z"), exclude_characters='"“”„‟«»″＂’‛＠＃')
free_text = st.text(readable | st.just(" "), min_size=1, max_size=30).map(_plain).filter(bool)
handles = st.from_regex(r"[a-zà-öø-ÿ0-9_][a-z0-9_.-]{0,20}[a-z0-9_]", fullmatch=True).filter(
    lambda text: not text.endswith(".bsky.social")
)
hosts = st.from_regex(r"[a-z0-9]{1,9}\.[a-z]{2,5}(:[0-9]{2,4})?", fullmatch=True)
paths = st.from_regex(r"(/[a-zA-Z0-9_~-]{1,8}){0,3}(\?[bcd]=[a-z0-9]{1,5})?", fullmatch=True)
names = st.sampled_from(["bluesky", "mastodon", "x", "linkedin", "feed"])
single_words = st.from_regex(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]{1,10}", fullmatch=True) | st.sampled_from(
    [
        "on",
        "sur",
        "bluesky",
        "as",
        "to",
        "AND",
        "OR",
        "NOT",
        "all",
        "only",
        "help",
        "7d",
        "and",
        "le",
    ]
)


def _term(kind: TermKind, text: st.SearchStrategy[str]) -> st.SearchStrategy[Term]:
    return st.builds(Term, st.just(kind), text)


terms = st.one_of(
    _term(TermKind.HANDLE, handles),
    _term(TermKind.ADDRESS, st.builds("{}@{}".format, handles, hosts)),
    _term(TermKind.DOMAIN, st.from_regex(r"[a-z0-9]{1,9}\.(fr|bsky\.social)", fullmatch=True)),
    _term(TermKind.LINK, st.builds("https://{}{}".format, hosts, paths)),
    _term(TermKind.TAG, st.from_regex(r"[A-Za-zé][A-Za-zé0-9_]{0,15}", fullmatch=True)),
    _term(TermKind.PHRASE, free_text),
    _term(TermKind.WORDS, st.lists(single_words, min_size=1, max_size=4).map(" ".join)),
    st.builds(Term, st.just(TermKind.NAMED), free_text, names),
    st.builds(Term, st.just(TermKind.NAMED), st.just("12"), st.just("watch")),
)
named_terms = terms.filter(
    lambda term: term.kind not in (TermKind.TAG, TermKind.PHRASE, TermKind.WORDS)
)
queries = expressions.filter(is_anchored).map(
    lambda wanted: Watch((Term(TermKind.QUERY, write(wanted)),))
)
some_terms = st.lists(terms, min_size=1, max_size=4, unique=True).map(tuple)
networks = st.lists(names, max_size=3, unique=True).map(tuple)
refs = st.integers(1, 999) | terms
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
durations = st.integers(1, 366 * 24 * 60).map(lambda n: timedelta(minutes=n))
until = st.one_of(
    st.builds(Until, weekday=st.integers(0, 6), at=st.none() | minutes),
    st.builds(Until, tomorrow=st.just(True), at=st.none() | minutes),
    st.builds(Until, at=minutes),
    st.dates().map(lambda d: Until(day=d.day, month=d.month, year=d.year)),
    st.dates().map(lambda d: Until(day=d.day, month=d.month, at=time(9))),
)
day_sets = st.frozensets(st.integers(0, 6), min_size=1)
some_names = st.lists(named_terms, min_size=1, max_size=3, unique=True).map(tuple)
search_options: dict[str, st.SearchStrategy[Any]] = {
    "on": networks,
    "first": st.none() | st.sampled_from(Category),
    "page": st.none() | free_text,
    "days": st.none() | st.integers(1, 366),
    "agreed": st.booleans(),
    "task": st.none() | st.sampled_from([task for task in Task if task is not Task.STOP]),
    "drop": st.none()
    | st.builds(Author, names, st.builds("https://{}{}".format, hosts, paths), free_text),
}
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        Watch,
        some_terms,
        only=st.none() | st.sampled_from(Mode),
        agreed=st.booleans(),
        query=st.none() | expressions,
        on=networks,
        label=st.none() | free_text,
        to=st.none() | st.sampled_from(["veille", "C0123ABC", "@moncanal"]),
    ),
    queries,
    st.builds(Search, expressions.filter(is_anchored), **search_options),
    st.builds(Search, st.none() | expressions, some_names, **search_options),
    st.just(Search(task=Task.STOP)),
    st.builds(Unwatch, st.lists(refs, min_size=1, max_size=4, unique=True).map(tuple)),
    st.just(Unwatch(all=True)),
    st.builds(List, st.just("") | free_text, st.integers(1, 9999)),
    st.sampled_from([Digest(a) for a in DigestAction if a is not DigestAction.SET]),
    st.builds(Digest, st.just(DigestAction.SET), minutes, st.none() | day_sets),
    st.builds(Digest, st.just(DigestAction.SET), st.none(), day_sets),
    st.builds(Mute, refs),
    st.builds(Mute, st.none() | refs, durations),
    st.builds(Mute, st.none() | refs, st.none(), until),
    st.builds(Unmute, st.none() | refs),
    st.sampled_from(
        [Status(), Networks(), Networks("x"), Settings(), Help(), Help("welcome"), Undo()]
    ),
    st.builds(Settings, st.just(Setting.ZONE), free_text),
    st.sampled_from([Settings(Setting.LANGUAGE, "fr"), Settings(Setting.QUIET, "20:00-08:00")]),
    st.sampled_from([Settings(Setting.DIGEST, "off"), Settings(Setting.DAYS, "mon wed")]),
    st.builds(Why, st.builds("https://{}{}".format, hosts, paths)),
    st.builds(Undo, st.integers(1, 10**11)),
    st.builds(Allow, st.integers(1, 10**11), st.booleans()),
    st.builds(Allow, st.just(0), st.booleans(), st.from_regex(r"\AT[A-Z0-9]{1,20}\Z")),
    st.builds(Claim, st.from_regex(r"[A-Za-z0-9_]{1,64}", fullmatch=True)),
    st.sampled_from(Verb).map(lambda verb: Help(verb.value)),
)


@given(commands)
def test_every_command_is_written_so_that_it_is_read_back(command: Command) -> None:
    assert parse(render(command)) == Ok(command)


@example("bluesky:#", False, None)
@example("#0#", False, None)
@example('"!"', False, None)
@example("-.AA", False, None)
@example("/wacth " + "a, " * 600, False, None)
@example("@abc.fr " + "x:a, " * 380, False, None)
@given(st.text() | tricky_text, st.booleans(), st.none() | st.sampled_from(Verb))
def test_any_text_has_an_answer_whose_commands_can_be_written(
    text: str, slack: bool, default: Verb | None
) -> None:
    result = parse(text, slack=slack, default=default)
    offered = (result.command,) if isinstance(result, Ok) else ()
    for command in result.choices if isinstance(result, Ask) else offered:
        assert parse(render(command)) == Ok(command)
    if isinstance(result, Bad):
        assert len(result.word) <= 40
        assert result.word.isprintable()


@given(tricky_text)
def test_a_suggestion_is_a_command_or_a_verb_to_complete(text: str) -> None:
    result = parse(text)
    if isinstance(result, Bad) and result.did_you_mean:
        assert not isinstance(parse(result.did_you_mean), Bad)


@pytest.mark.parametrize(
    "piece", ["#", "a", "<", " ", "@", '"', "-", "(", ":", ",", "https://", "<@U|"]
)
@pytest.mark.parametrize("size", [1_990, 10_000, 100_000])
@pytest.mark.timeout(20)
def test_long_and_monotonous_texts_come_to_an_end(piece: str, size: int) -> None:
    text = (piece * size)[:size]
    for _ in range(20):
        parse(text, slack=True)


@pytest.mark.parametrize(
    "pattern", ["a.", "a-", "?fbclid.&", "#a", "@a.", "a:", "tg:a ", "1h ", "lun-"]
)
@pytest.mark.timeout(20)
def test_repeated_structures_come_to_an_end(pattern: str) -> None:
    text = (
        "watch https://a.fr/"
        + pattern * (400 // len(pattern))
        + " "
        + pattern * (1_500 // len(pattern))
    )
    for _ in range(20):
        parse(text)


def test_every_naughty_string_is_answered_as_a_line_and_as_an_argument() -> None:
    if not NAUGHTY.exists():
        pytest.skip("the collection of naughty strings is not beside this checkout")
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        for line in (text, f"/watch {text}", f"watch @{text}", f"/search {text}", f"mute {text}"):
            result = parse(line, slack=True)
            if isinstance(result, Ok):
                assert parse(render(result.command)) == Ok(result.command)


@given(st.sampled_from([*range(32), *range(127, 160)]))
def test_a_control_character_in_a_name_is_refused(code: int) -> None:
    result = parse(f"watch @dur{chr(code)}and")
    if chr(code) in "\t\n\r":
        assert not isinstance(result, Bad)
    else:
        assert result == Bad("control_characters", 10)


def test_half_a_character_is_refused() -> None:
    assert parse("watch caf\ud800") == Bad("control_characters", 9)


@given(
    st.from_regex(
        re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]{1,5}"), fullmatch=True
    )
)
def test_what_cannot_be_seen_changes_nothing(unseen: str) -> None:
    assert parse(f"wat{unseen}ch @du{unseen}rand") == parse("watch @durand")
