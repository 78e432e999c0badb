"""inspire, save and board: as typed, as written, and as read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import (
    Ask,
    Bad,
    Board,
    Command,
    Help,
    Inspire,
    Ok,
    Save,
    Search,
    Term,
    TermKind,
    parse,
    render,
    sayable,
)

LINK = "https://x.com/durand/status/12"
NAME = Term(TermKind.WORDS, "Cabinet Durand")

TYPED: list[tuple[str, Command]] = [
    ("/inspire", Inspire()),
    ("idées", Inspire()),
    ("veille idees", Inspire()),
    ("/inspire 90d", Inspire(days=90)),
    ("/idees 7 jours", Inspire(days=7)),
    ("/inspire all", Inspire(all=True)),
    ("/idées tous 90j", Inspire(days=90, all=True)),
    ("/inspire Cabinet Durand", Inspire(NAME)),
    ('inspire "Cabinet Durand" 7d', Inspire(NAME, 7)),
    ("/inspire firm:durand", Inspire(Term(TermKind.NAMED, "durand", "firm"))),
    ("/idees groupe:lyon 90j", Inspire(Term(TermKind.NAMED, "lyon", "panel"), 90)),
    ("inspire @durand@piaille.fr", Inspire(Term(TermKind.ADDRESS, "durand@piaille.fr"))),
    ("/inspire x:durand", Inspire(Term(TermKind.NAMED, "durand", "x"))),
    ("/save 2", Save(number=2)),
    ("garder 3", Save(number=3)),
    (f"/save {LINK}", Save(LINK)),
    (f'/garder {LINK} "bon titre"', Save(LINK, note="bon titre")),
    (f"/save {LINK} why not, really?", Save(LINK, note="why not, really?")),
    ("/save 2, à reprendre", Save(number=2, note="à reprendre")),
    ('/save 2 le "bon" titre', Save(number=2, note="le 'bon' titre")),
    ("/save post:12", Save(post=12)),
    ("/board", Board()),
    ("tableau 2", Board(2)),
    ("/board page 3", Board(3)),
    ("/tableau retirer 3", Board(remove=3)),
    ("/board remove entry:12", Board(entry=12)),
]


@pytest.mark.parametrize(("typed", "command"), TYPED, ids=[typed for typed, _ in TYPED])
def test_what_is_typed_is_understood_and_written_back(typed: str, command: Command) -> None:
    assert parse(typed) == Ok(command)
    assert parse(render(command)) == Ok(command)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("/idees aide", "inspire"), ("/save help", "save"), ("/tableau aide", "board")],
)
def test_help_is_about_the_verb(typed: str, topic: str) -> None:
    assert parse(typed) == Ok(Help(topic))


def test_what_is_to_be_saved_is_asked_for() -> None:
    asked = parse("/save")
    assert isinstance(asked, Ask)
    assert parse(f"{asked.before} {LINK} good") == Ok(Save(LINK, note="good"))


@pytest.mark.parametrize(
    ("typed", "reason", "word"),
    [
        ("/inspire 5d", "bad_period", "5d"),
        ("/inspire durand 31 jours", "bad_period", "durand 31 jours"),
        ("/inspire #tva", "bad_inspire", "#tva"),
        ("/inspire @", "bad_inspire", "@"),
        ("/save this", "bad_save", "this"),
        ("/save @durand", "bad_save", "@durand"),
        ("/save 0", "bad_save", "0"),
        ("/save 2 " + "a" * 301, "long_note", ""),
        ("/board remove", "bad_board", "remove"),
        ("/board remove first", "bad_board", "remove first"),
        ("/board 2 3", "bad_board", "2 3"),
    ],
)
def test_what_is_not_understood_is_named(typed: str, reason: str, word: str) -> None:
    result = parse(typed)
    assert isinstance(result, Bad)
    assert (result.reason, result.word) == (reason, word)
    assert isinstance(parse(result.example), Ok)


@pytest.mark.parametrize(
    "text",
    ["save the date", "board meeting", "idées cadeaux", "inspire durand", "garder le cap"],
)
def test_a_sentence_that_begins_alike_is_a_search(text: str) -> None:
    result = parse(text)
    assert isinstance(result, Ok)
    assert isinstance(result.command, Search)


notes = st.text(max_size=100).map(lambda text: sayable(text).strip(" ,;"))
names = st.from_regex(r"[A-Za-zÀ-ÿ]{2,12}(?: [A-Za-z]{2,12}){0,2}", fullmatch=True)
subjects = st.one_of(
    names.map(lambda name: Term(TermKind.WORDS, name)),
    st.from_regex(r"[a-z]{2,12}", fullmatch=True).map(lambda name: Term(TermKind.HANDLE, name)),
    st.builds(Term, st.just(TermKind.NAMED), names, st.sampled_from(["firm", "panel", "x"])),
)
commands = st.one_of(
    st.builds(Inspire, st.none() | subjects, st.sampled_from([7, 30, 90])),
    st.builds(Save, number=st.integers(1, 999), note=notes),
    st.builds(Save, post=st.integers(1, 10**17), note=notes),
    st.builds(Save, st.just(LINK), note=notes),
    st.builds(Board, st.integers(1, 9999)),
    st.builds(Board, remove=st.integers(1, 999)),
    st.builds(Board, entry=st.integers(1, 10**17)),
)


@given(commands)
def test_every_command_is_written_so_that_it_is_read_back(command: Command) -> None:
    assert parse(render(command)) == Ok(command)


@given(notes)
def test_a_note_is_kept_as_it_was_typed_with_quotation_marks_or_without(note: str) -> None:
    quoted = parse(f'/save 2 "{note}"')
    assert quoted == Ok(Save(number=2, note=note))
