"""What posts must match, at random, as it can be typed."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.grammar.expression import all_of, some_of, unwanted
from connectors.query import Expr, From, Has, Language, Least, MediaKind, Phrase, Tagged, Word

WORDS = "on sur bluesky as to AND OR ET OU NOT NON all only help 7d and le first top cost:ok"

texts = st.from_regex(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]{1,10}", fullmatch=True) | st.sampled_from(
    [
        *WORDS.split(),
        "R&D",
        "C++",
        "f(x)",
        "a.fr",
        "l'été",
        "e-facture",
        "#3",
        "watch:3",
        "x:",
        "-a",
    ]
)
beginnings = st.from_regex(r"[A-Za-zé]{3,8}", fullmatch=True)
leaves: st.SearchStrategy[Expr] = st.one_of(
    st.builds(Word, texts),
    st.builds(Word, beginnings, st.just(True)),
    st.builds(Phrase, st.from_regex(r"[a-zé(:#@-]{1,8}( [a-z),OR]{1,8}){0,2}", fullmatch=True)),
    st.builds(Tagged, st.from_regex(r"[A-Za-zé][A-Za-zé0-9_]{0,9}", fullmatch=True)),
    st.builds(From, st.from_regex(r"[a-z0-9_]{1,8}(@[a-z]{1,5}\.fr(:[0-9]{2})?)?", fullmatch=True)),
    st.builds(Language, st.sampled_from(["fr", "en", "de"])),
    st.builds(Has, st.sampled_from(MediaKind)),
    st.builds(Least, st.integers(1, 10**6)),
)


def _combined(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, min_size=2, max_size=3)
    each = several.map(all_of)
    either = several.map(some_of)
    return st.one_of(each, either, parts.map(unwanted)).map(_there)


def _there(wanted: Expr | None) -> Expr:
    assert wanted is not None
    return wanted


expressions = st.recursive(leaves, _combined, max_leaves=8)
