"""What posts must match, as people type it: read, written and read back the same."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.grammar import Ask, Bad, Ok, Term, TermKind, Verb, Watch, parse
from bot.core.grammar.expression import all_of, read, some_of, unwanted, write, write_filter
from connectors.query import (
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    MediaKind,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
    checked,
)
from tests.core.expressions import expressions

A, B, C = Word("achat"), Word("bilan"), Word("compte")

TYPED: list[tuple[str, Expr]] = [
    ("achat", A),
    ("achat bilan", All((A, B))),
    ("achat AND bilan", All((A, B))),
    ("achat ET bilan OU compte", Some((All((A, B)), C))),
    ("achat OR bilan compte", Some((A, All((B, C))))),
    ("(achat OU bilan) compte", All((Some((A, B)), C))),
    ("((achat) ((bilan)))", All((A, B))),
    ("achat, bilan", Some((A, B))),
    ("achat -bilan", All((A, Not(B)))),
    ("achat SAUF bilan", All((A, Not(B)))),
    ("achat NON (bilan OU compte)", All((A, Not(Some((B, C)))))),
    ("achat -(-bilan)", All((A, B))),
    ("achat OR bilan -compte", All((Some((A, B)), Not(C)))),
    ("achat OR bilan lang:fr", All((Some((A, B)), Language("fr")))),
    ("achat lang:fr OR bilan lang:en", Some((All((A, Language("fr"))), All((B, Language("en")))))),
    ("achat OR (bilan -compte)", Some((A, All((B, Not(C)))))),
    ("achat OR from:durand", Some((A, From("durand")))),
    ("« achat bilan » #tva", All((Phrase("achat bilan"), Tagged("tva")))),
    ("-« achat bilan » +compte", All((Not(Phrase("achat bilan")), C))),
    ("achat de:@durand@piaille.fr", All((A, From("durand@piaille.fr")))),
    ("achat -@durand", All((A, Not(From("durand"))))),
    ("achat langue:français", All((A, Language("fr")))),
    ("achat avec:vidéo has:link", All((A, Has(MediaKind.VIDEO), Has(MediaKind.LINK)))),
    ("achat min:20", All((A, Least(20)))),
    ("factur* -e-fact*", All((Word("factur", begins=True), Not(Word("e-fact", begins=True))))),
    ("TVA (France)", All((Word("TVA"), Word("France")))),
    ("f(x) :) (bilan)", All((Word("f(x)"), B))),
    ("achat achat -bilan -bilan", All((A, Not(B)))),
    ("ET achat", All((Word("ET"), A))),
]


@pytest.mark.parametrize(("typed", "wanted"), TYPED)
def test_what_is_typed_is_what_is_wanted(typed: str, wanted: Expr) -> None:
    assert read(typed) == wanted
    assert read(write(wanted)) == wanted


@given(expressions)
def test_whatever_is_wanted_can_be_written_and_read_back(wanted: Expr) -> None:
    assert read(write(wanted)) == wanted
    assert read(write(wanted, quoted=True)) == wanted


@given(expressions)
def test_a_filter_beside_an_account_is_read_back_and_nothing_of_it_is_watched(
    wanted: Expr,
) -> None:
    durand = (Term(TermKind.HANDLE, "durand"),)
    assert parse(f"watch @durand {write_filter(wanted, quoted=True)}") == Ok(
        Watch(durand, query=wanted)
    )


@given(expressions, expressions)
def test_combinations_are_flat_and_hold_nothing_twice(one: Expr, other: Expr) -> None:
    for combine, kind in ((all_of, All), (some_of, Some)):
        found = combine([one, other, one])
        assert found == combine([found]) if found else False
        if isinstance(found, kind):
            assert len(set(found.of)) == len(found.of) > 1
            assert not any(isinstance(part, kind) for part in found.of)
    assert unwanted(unwanted(one)) == one


@example("(" * 2000)
@example("((((((((((a OR b))))))))))" * 70)
@example("-(" * 900 + "a" + ")" * 900)
@example("a OR (" * 300)
@example(")" * 2000)
@example('"' * 1999)
@given(st.text(st.sampled_from("()-+*:#@\"', \nabORNTfromlag1é")))
def test_any_text_is_read_or_refused_and_what_is_read_can_be_kept(text: str) -> None:
    found = read(text)
    if found is not None and not isinstance(found, Bad):
        assert checked(found) == found
        assert read(write(found)) == found


@pytest.mark.parametrize("piece", ["(", ")", "-(", "(a OR ", "a)(", '("', "from:", "a* ", "+"])
def test_hostile_repetition_costs_little(piece: str) -> None:
    text = (piece * 2000)[:2000]
    read(text)
    started = process_time()
    read(text)
    assert process_time() - started < 0.05


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("(achat", "unbalanced"),
        ("achat)", "unbalanced"),
        ("(" * 11 + "achat" + ")" * 11, "too_deep"),
        ("-(achat (" * 6 + "bilan" + "))" * 6, "too_deep"),
        (" ".join(f"mot{n}" for n in range(51)), "too_many_parts"),
        ("ab*", "short_beginning"),
        ("lang:xx1", "bad_language"),
        ('from:"Cabinet Durand"', "bad_author"),
        ("min:-1", "bad_least"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed: str, reason: str) -> None:
    found = read(typed)
    assert isinstance(found, Bad)
    assert found.reason == reason


def test_a_parenthesis_without_its_other_half_is_shown_where_it_is() -> None:
    bad = parse("search tva (facture OR paie")
    assert isinstance(bad, Bad)
    assert (bad.reason, bad.position) == ("unbalanced", 11)
    assert bad.did_you_mean == "search tva (facture OR paie)"


def tag(name: str) -> Term:
    return Term(TermKind.TAG, name)


def query(text: str) -> Term:
    return Term(TermKind.QUERY, text)


DURAND = Term(TermKind.HANDLE, "durand")


@pytest.mark.parametrize(
    ("typed", "watched"),
    [
        (
            '"e-facture" OR #einvoicing -TVA lang:fr',
            Watch((query('("e-facture" OR #einvoicing) -TVA lang:fr'),)),
        ),
        ("facture lang:fr", Watch((query("facture lang:fr"),))),
        ("(facture paie)", Watch((query("facture paie"),))),
        ("#tva #paie", Watch((tag("tva"), tag("paie")))),
        ("#tva OR #paie", Watch((tag("tva"), tag("paie")))),
        ("#tva lang:fr", Watch((tag("tva"),), query=Language("fr"))),
        ("@durand OR @martin", Watch((DURAND, Term(TermKind.HANDLE, "martin")))),
        (
            "@durand lang:fr -stage",
            Watch((DURAND,), query=All((Language("fr"), Not(Word("stage"))))),
        ),
        ("@durand facture OR paie", Watch((DURAND,), query=Some((Word("facture"), Word("paie"))))),
        (
            "@durand (facture OR paie)",
            Watch((DURAND,), query=Some((Word("facture"), Word("paie")))),
        ),
        (
            "@durand, facture OR paie -stage",
            Watch((DURAND, query("facture OR paie")), query=Not(Word("stage"))),
        ),
        ("TVA (France)", Watch((Term(TermKind.WORDS, "TVA France"),))),
        ("#tva on:mastodon,bluesky", Watch((tag("tva"),), on=("mastodon", "bluesky"))),
    ],
)
def test_words_with_operators_are_one_query_unless_an_account_is_beside_them(
    typed: str, watched: Watch
) -> None:
    assert parse(f"watch {typed}") == Ok(watched)


def test_a_phrase_beside_an_account_is_asked_about() -> None:
    asked = parse('watch @durand "e-facture"')
    assert isinstance(asked, Ask)
    filtered, both = asked.choices
    assert filtered == Watch((DURAND,), query=Phrase("e-facture"))
    assert both == Watch((DURAND, Term(TermKind.PHRASE, "e-facture")))


@pytest.mark.parametrize("typed", ["-tva", "lang:fr", "min:20 -tva", "-(tva OR paie)"])
@pytest.mark.parametrize("verb", [Verb.WATCH, Verb.SEARCH])
def test_what_only_leaves_out_is_nothing_to_look_for(verb: Verb, typed: str) -> None:
    asked = parse(f"{verb} {typed}")
    assert isinstance(asked, Ask)
    assert asked.question == f"{verb}_what"


@pytest.mark.parametrize("verb", [Verb.WATCH, Verb.SEARCH])
def test_an_alternative_that_nearly_everything_matches_is_refused(verb: Verb) -> None:
    found = parse(f"{verb} tva OR (-paie)")
    assert isinstance(found, Bad)
    assert found.reason == "too_wide"
