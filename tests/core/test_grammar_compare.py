"""compare: what is typed, and what buttons say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import Bad, Compare, Help, Ok, Search, Term, TermKind, parse, render

NAMED = TermKind.NAMED


def words(*names: str) -> tuple[Term, ...]:
    return tuple(Term(TermKind.WORDS, name) for name in names)


KPL = Term(TermKind.HANDLE, "kpl")
SPOKEN = words("Durand et Martin")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("compare", Compare()),
        ("/comparer", Compare()),
        ("compare all 7d", Compare(days=7)),
        ("compare Durand, Martin, @kpl 30d", Compare((*words("Durand", "Martin"), KPL))),
        ("comparez Durand; Martin 7j", Compare(words("Durand", "Martin"), 7)),
        ("compare Durand\nMartin", Compare(words("Durand", "Martin"))),
        ("comparer Durand vs. Martin contre Nord", Compare(words("Durand", "Martin", "Nord"))),
        ("compare Durand avec @kpl", Compare((*words("Durand"), KPL))),
        ("compare @kpl and Durand", Compare((KPL, *words("Durand")))),
        # Whether it is one name or several only those who know the names can tell.
        ("comparer Durand et Martin", Compare(SPOKEN)),
        ('comparer "Durand et Fils"', Compare((Term(TermKind.PHRASE, "Durand et Fils"),))),
        ("compare Audit & Conseil", Compare(words("Audit & Conseil"))),
        ("compare Durand, durand, Durand", Compare(words("Durand", "durand"))),
        ("compare panel:lyon", Compare((Term(NAMED, "lyon", "panel"),))),
        ("compare cabinet:durand", Compare((Term(NAMED, "durand", "firm"),))),
        ("compare mastodon:@kpl", Compare((Term(NAMED, "kpl", "mastodon"),))),
        ("compare durand.fr", Compare((Term(TermKind.DOMAIN, "durand.fr"),))),
        ("compare Durand on mastodon", Compare(words("Durand"), on=("mastodon",))),
        (
            "comparer Durand sur bluesky et mastodon 2 semaines",
            Compare(words("Durand"), 14, ("bluesky", "mastodon")),
        ),
        ("compare Durand 24h", Compare(words("Durand"), 1)),
        ("comparer Durand sur les 90 derniers jours", Compare(words("Durand"), 90)),
        ("compare Durand over the last 2 weeks", Compare(words("Durand"), 14)),
        ("comparer Durand 3 mois", Compare(words("Durand"), 90)),
        ("compare help", Help("compare")),
    ],
)
def test_comparisons_in_both_languages(text: str, command: Compare | Help) -> None:
    assert parse(text) == Ok(command)


@pytest.mark.parametrize(
    ("text", "reason", "word"),
    [
        ("compare a, b, c, d, e, f", "too_many_compared", ""),
        ("compare #tva, durand", "compare_tag", "#tva"),
        ("compare durand 91d", "compare_period", "91d"),
        ("compare durand 36h", "compare_period", "36h"),
        ("compare durand 0 jours", "compare_period", "0 jours"),
        ("comparer durand 1 an", "compare_period", "1 an"),
        ("compare durand over the last 2 years", "compare_period", "over the last 2 years"),
        ("compare durand, @a!b", "bad_handle", "@a!b"),
    ],
)
def test_what_cannot_be_compared_is_said(text: str, reason: str, word: str) -> None:
    read = parse(text)
    assert isinstance(read, Bad)
    assert (read.reason, read.word) == (reason, word)
    assert isinstance(parse(read.example), Ok)


def test_five_are_compared() -> None:
    assert parse("compare a, b, c, d, e") == Ok(Compare(words("a", "b", "c", "d", "e")))


def test_a_slip_in_the_verb_is_mended() -> None:
    read = parse("/comprae durand, martin")
    assert isinstance(read, Bad)
    assert read.did_you_mean == "compare durand, martin"


def test_comparing_is_no_search() -> None:
    read = parse("search comparer durand")
    assert isinstance(read, Ok)
    assert isinstance(read.command, Search)


names = st.text("abcdéÀ'&- ", min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
typed = st.one_of(
    names.filter(bool).map(lambda text: Term(TermKind.PHRASE, text)),
    names.filter(bool).map(lambda text: Term(TermKind.WORDS, text)),
    st.sampled_from(
        [
            KPL,
            Term(TermKind.ADDRESS, "kpl@social.example"),
            Term(TermKind.DOMAIN, "cabinet.fr"),
            Term(TermKind.LINK, "https://social.example/@kpl?a=1,2"),
            Term(NAMED, "kpl avocats", "linkedin"),
            Term(NAMED, "durand", "firm"),
            Term(NAMED, "lyon", "panel"),
            Term(NAMED, "12", "watch"),
            Term(TermKind.WORDS, "Durand 7d"),
            Term(TermKind.WORDS, "Durand on x"),
            Term(TermKind.WORDS, "help"),
        ]
    ),
)


@given(
    st.lists(typed, max_size=5, unique=True).map(tuple),
    st.integers(1, 90),
    st.lists(st.sampled_from(["mastodon", "bluesky", "feed"]), max_size=2, unique=True).map(tuple),
)
def test_what_is_written_is_read_back_the_same(
    subjects: tuple[Term, ...], days: int, on: tuple[str, ...]
) -> None:
    command = Compare(subjects, days, on)
    assert parse(render(command)) == Ok(command)


@given(st.text(max_size=60))
def test_any_text_is_a_comparison_or_says_what_is_wrong(text: str) -> None:
    read = parse(f"/compare {text}")
    if isinstance(read, Ok):
        assert parse(render(read.command)) == read
