"""firm, and whose the accounts of a watch are: as typed, as written, and as read back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.grammar import (
    Ask,
    Bad,
    Command,
    Firm,
    FirmAction,
    FirmHint,
    Ok,
    Search,
    Term,
    TermKind,
    Unwatch,
    Verb,
    Watch,
    parse,
    render,
    sayable,
    starts_with_verb,
)


def named(network: str, text: str) -> Term:
    return Term(TermKind.NAMED, text, network)


def address(text: str) -> Term:
    return Term(TermKind.ADDRESS, text)


TYPED: list[tuple[str, Command]] = [
    ("/firm", Firm()),
    ("/entreprises", Firm()),
    ("/société toutes", Firm()),
    ("/cabinet Durand", Firm("Durand")),
    ("firm durand", Firm("durand")),
    ('/firm "Durand is Durand"', Firm("Durand is Durand")),
    ("/firm cabinet-durand.fr", Firm("cabinet-durand.fr")),
    ("veille cabinet durand", Firm("durand")),
    (
        "/cabinet Durand et fils est Concurrent",
        Firm("Durand et fils", FirmAction.RELATION, "competitor"),
    ),
    ("cabinet durand est cliente", Firm("durand", FirmAction.RELATION, "client")),
    ("firm durand is own", Firm("durand", FirmAction.RELATION, "own")),
    ("/firme durand est modèle", Firm("durand", FirmAction.RELATION, "model")),
    ("/firm durand is none", Firm("durand", FirmAction.RELATION, "none")),
    ("/firm durand kind law", Firm("durand", FirmAction.KIND, "law")),
    (
        "/entreprise durand type expert-comptable",
        Firm("durand", FirmAction.KIND, "accounting"),
    ),
    (
        "/cabinet durand nom « Durand & Associés »",
        Firm("durand", FirmAction.NAME, "Durand & Associés"),
    ),
    (
        "/firm durand add @durand@piaille.fr",
        Firm("durand", FirmAction.ADD, ref=address("durand@piaille.fr")),
    ),
    ("/cabinet durand ajouter 3", Firm("durand", FirmAction.ADD, ref=3)),
    ("/cabinet durand retirer 2", Firm("durand", FirmAction.REMOVE, ref=2)),
    (
        "/firm durand remove bluesky:durand",
        Firm("durand", FirmAction.REMOVE, ref=named("bluesky", "durand")),
    ),
    ("/firm durand find", Firm("durand", FirmAction.FIND)),
    ("/cabinet durand oublier", Firm("durand", FirmAction.FORGET)),
    ("watch firm:durand", Watch((named("firm", "durand"),))),
    ("suivre cabinet:« Études Durand »", Watch((named("firm", "Études Durand"),))),
    ("unwatch firm:durand", Unwatch((named("firm", "durand"),))),
    (
        'watch bluesky:durand of:"https://durand.fr|law|both_ways|Durand | Fils"',
        Watch(
            (named("bluesky", "durand"),),
            firm=FirmHint("Durand | Fils", "https://durand.fr", "law", "both_ways"),
        ),
    ),
]


@pytest.mark.parametrize(("typed", "command"), TYPED)
def test_a_sentence_about_a_firm_is_its_command_and_its_canonical_text_is_too(
    typed: str, command: Command
) -> None:
    assert parse(typed) == Ok(command)
    assert parse(render(command)) == Ok(command)


@pytest.mark.parametrize(
    "typed", ["cabinet durand", "société générale", "firm of accountants", "cabinet d'avocats"]
)
def test_words_of_everyday_speech_are_looked_for(typed: str) -> None:
    result = parse(typed)
    assert isinstance(result, Ok)
    assert isinstance(result.command, Search)
    assert not starts_with_verb(typed)


MISSING = [
    ("/firm durand is", "firm_is", [one.value for one in Relation]),
    ("/cabinet durand type", "firm_kind", [one.value for one in FirmKind]),
    ("/firm durand as", "firm_as", []),
    ("/firm durand add", "firm_add", []),
    ("/firm durand retirer", "firm_remove", []),
]


@pytest.mark.parametrize(("typed", "question", "values"), MISSING)
def test_what_is_missing_is_asked_for_and_the_answer_completes_it(
    typed: str, question: str, values: list[str]
) -> None:
    result = parse(typed)
    assert isinstance(result, Ask)
    assert (result.verb, result.question) == (Verb.FIRM, question)
    assert [one.value for one in result.choices if isinstance(one, Firm)] == values
    for choice in result.choices:
        assert parse(render(choice)) == Ok(choice)
    answered = parse(f"{result.before} 2")
    assert isinstance(answered, Bad if values else Ok)


WRONG = [
    ("/firm durand is friend", "bad_relation"),
    ("/firm durand kind bakery", "bad_kind"),
    ("/firm durand add two words", "bad_account"),
    ("/firm durand add https://u:p@durand.fr", "link_with_password"),
]


@pytest.mark.parametrize(("typed", "reason"), WRONG)
def test_what_is_not_understood_is_said_with_an_example_that_works(typed: str, reason: str) -> None:
    result = parse(typed)
    assert isinstance(result, Bad)
    assert result.reason == reason
    assert isinstance(parse(result.example), Ok)


names = st.text(max_size=60).map(sayable).filter(bool)
words = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
sites = st.from_regex(r"(https://[a-z0-9-]{1,20}\.(fr|com)(:[0-9]{2,4})?)?", fullmatch=True)


@given(names, sites, words, st.just("") | words)
def test_what_a_button_says_of_a_firm_is_read_back(
    name: str, site: str, kind: str, proof: str
) -> None:
    command = Watch((named("bluesky", "durand"),), firm=FirmHint(name, site, kind, proof))
    assert parse(render(command)) == Ok(command)


@given(
    names,
    st.sampled_from([FirmAction.SHOW, FirmAction.FIND, FirmAction.FORGET])
    | st.tuples(st.just(FirmAction.NAME), names)
    | st.tuples(st.just(FirmAction.RELATION), st.sampled_from([*Relation, "none"]))
    | st.tuples(st.just(FirmAction.REMOVE), st.integers(1, 999)),
)
def test_a_firm_of_any_name_can_be_spoken_of(name: str, said: object) -> None:
    match said:
        case (FirmAction() as action, int() as number):
            command = Firm(name, action, ref=number)
        case (FirmAction() as action, str() as value):
            command = Firm(name, action, str(value))
        case _:
            assert isinstance(said, FirmAction)
            command = Firm(name, said)
    assert parse(render(command)) == Ok(command)


@given(st.text())
def test_what_can_be_said_has_no_quotes_controls_or_doubled_spaces(text: str) -> None:
    said = sayable(text)
    assert '"' not in said
    assert said == " ".join(said.split())
    assert len(said) <= 4 * 80
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Cf") for char in said)
    assert sayable(said) == said or len(said) > 80
