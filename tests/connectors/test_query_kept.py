"""A search as text: kept, told apart, shown."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connectors.query import (
    All,
    Dialect,
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
    compiled,
    decode,
    encode,
    key_of,
    plain,
    required_tag,
    shown,
    stored,
)

TEXTS = st.text(max_size=20)
FREE = st.one_of(
    st.builds(Word, TEXTS, begins=st.booleans()),
    st.builds(Phrase, TEXTS),
    st.builds(Tagged, TEXTS),
    st.builds(From, TEXTS),
    st.builds(Language, TEXTS),
    st.builds(Has, st.sampled_from(MediaKind)),
    st.builds(Least, st.integers(0, 10**9)),
)


def combined(of: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    parts = st.lists(of, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, of), st.builds(All, parts), st.builds(Some, parts))


@given(st.recursive(FREE, combined, max_leaves=12))
def test_what_is_written_is_read_again(wanted: Expr) -> None:
    try:
        text = encode(wanted)
    except ValueError:
        assume(False)
    assert text.startswith("[")
    assert decode(text) == wanted


@given(TEXTS.filter(bool))
def test_a_phrase_is_kept_as_its_words(text: str) -> None:
    assert decode(stored(Phrase(text))) == Phrase(text)


def test_what_was_kept_before_is_a_phrase() -> None:
    assert decode("facture électronique") == Phrase("facture électronique")
    assert stored(Phrase("facture électronique")) == "facture électronique"


@given(st.text(max_size=200).map(lambda text: f"[{text}"))
def test_spoilt_text_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        wanted = decode(text)
    except ValueError:
        return
    assert decode(encode(wanted)) == wanted


@pytest.mark.parametrize(
    "text",
    ["[", "[]", '["word"]', '["word",3]', '["all"]', '["least",true]', '["has","x"]', '["x","y"]',
     '["not",["word","a"],["word","b"]]', "[" * 3000, f'["word","{"a" * 5000}"]'],
)  # fmt: skip
def test_a_text_that_is_no_search_raises(text: str) -> None:
    with pytest.raises(ValueError):
        decode(text)


def test_a_search_has_fifty_parts_and_ten_levels_at_most() -> None:
    deep: Expr = Word("a")
    for _ in range(11):
        deep = Not(deep)
    for large in (Some(tuple(Word(f"a{n}") for n in range(51))), deep):
        with pytest.raises(ValueError):
            encode(large)
        with pytest.raises(ValueError):
            compiled(large, Dialect())


def test_a_search_is_shown_in_a_line() -> None:
    wanted = All(
        (Some((Word("factur", begins=True), Tagged("tva"))), Phrase("a b"), Not(Word("stage")),
         From("durand"), Language("fr"), Has(MediaKind.IMAGE), Least(5))
    )  # fmt: skip
    assert shown(wanted) == ('(factur* OR #tva) "a b" -stage from:durand lang:fr has:image min:5')
    assert plain(wanted) == "factur tva a b"
    assert required_tag(wanted) is None


def test_upper_case_makes_no_other_target() -> None:
    assert key_of(Phrase("Facture É")) == key_of(Phrase("facture é")) == '"facture é"'
    assert key_of(All((Word("A"), Word("B")))) == key_of(All((Word("a"), Word("b"))))
    assert key_of(Phrase("a b")) != key_of(All((Word("a"), Word("b"))))
