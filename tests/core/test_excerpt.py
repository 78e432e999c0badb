"""The first words of a text, cut where a reader would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.excerpt import first_words


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Court", 5, "Court"),
        ("Deux\n\n  lignes\t!", 20, "Deux lignes !"),
        ("La facture électronique devient obligatoire", 24, "La facture électronique…"),
        ("La facture électronique devient obligatoire", 23, "La facture…"),
        ("La facture, enfin expliquée", 14, "La facture…"),
        ("Tout est dit. Le reste est un détail.", 20, "Tout est dit. …"),
        ("Oui. Le reste est un détail de la loi.", 20, "Oui. Le reste est…"),
        ("Vraiment\u00a0? Oui, tout à fait vraiment", 20, "Vraiment\u00a0? …"),
        ("Version 3.14 publiée aujourd'hui", 16, "Version 3.14…"),
        ("abcdefghij", 6, "abcde…"),
        ("会計事務所の新しい料金表。今日から", 16, "会計事務所の新しい料金表。 …"),
    ],
)
def test_words_are_cut_at_a_sentence_or_a_word(text: str, limit: int, expected: str) -> None:
    assert first_words(text, limit) == expected


def test_no_break_spaces_of_french_stay() -> None:
    assert first_words("Prix\u202f: 12\u00a0€", 50) == "Prix\u202f: 12\u00a0€"


@pytest.mark.parametrize(
    "grapheme",
    ["👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "e\u0301", "❤\ufe0f", "1\ufe0f\u20e3", "\u1112\u1161\u11ab"],
)
@pytest.mark.parametrize("limit", range(8, 30))
def test_a_grapheme_is_never_cut_in_two(grapheme: str, limit: int) -> None:
    cut = first_words(grapheme * 40, limit)
    kept = cut.removesuffix("…")
    assert kept == grapheme * (len(kept) // len(grapheme))
    assert cut != kept
    assert len(kept) > limit - 2 - 2 * len(grapheme)


@given(st.text(), st.integers(1, 60))
def test_what_is_kept_is_the_text_s_own_beginning_within_the_limit(text: str, limit: int) -> None:
    whole = first_words(text, len(text) + 1)
    cut = first_words(text, limit)
    assert len(cut) <= limit
    if cut != whole:
        assert cut.endswith("…")
        assert whole.startswith(cut.removesuffix("…").removesuffix(" "))


@pytest.mark.parametrize("piece", ["#", "a", "<", " ", ". ", ".", "'", "\u0301", "\u200d", "🇫"])
@pytest.mark.timeout(20)  # by the square of its length, hours
def test_a_hundred_thousand_characters_are_cut(piece: str) -> None:
    assert len(first_words(piece * 100_000, 3000)) <= 3000
