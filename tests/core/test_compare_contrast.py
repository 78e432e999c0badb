"""In what firms differ most, which names were typed, and posts whose words are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.compare import (
    Format,
    Measure,
    Period,
    Seen,
    Side,
    SideFigures,
    Unknown,
    Why,
    contrast,
    divided,
    figures,
)
from connectors.types import Media, Post

END = datetime(2026, 11, 23, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PERIOD = Period(END - 4 * WEEK, END)


def posts(count: int, text: str = "a" * 50, **facts: object) -> list[Post]:
    made = (
        Post("mastodon", str(n), "u", "a", "a", "A", text, END - (n % 27 + 1) * DAY)
        for n in range(count)
    )
    return [replace(one, **facts) for one in made]  # type: ignore[arg-type]


def side(name: str, some: Sequence[Post], *, since: timedelta = 30 * WEEK) -> Side:
    return Side(name, (Seen("mastodon", name, name, tuple(some), END - since, END),))


def told(*sides: Side) -> tuple[SideFigures, ...]:
    return figures(sides, PERIOD, "Europe/Paris").sides


def named(*sides: Side) -> tuple[Measure, str, str] | None:
    found = contrast(told(*sides))
    return None if found is None else (found.measure, found.most.name, found.least.name)


# --- what differs most


def test_who_publishes_much_more_is_told_first() -> None:
    sides = (side("Nord", posts(10)), side("Durand", posts(30)), side("KPL", posts(4)))
    assert named(*sides) == (Measure.POSTS, "Durand", "KPL")


@pytest.mark.parametrize(
    ("other", "measure"),
    [
        (posts(20, "a" * 400), Measure.LENGTH),
        (posts(20, hashtags=("TVA", "Paie", "RH")), Measure.HASHTAGS),
        (posts(20, media=(Media("video", ""),)), Measure.VIDEO),
        (posts(20, media=(Media("image", ""),)), Measure.IMAGE),
    ],
)
def test_those_who_publish_alike_are_told_apart_by_how(other: list[Post], measure: Measure) -> None:
    assert named(side("Nord", posts(21)), side("Durand", other)) == (measure, "Durand", "Nord")


def test_a_few_posts_dont_tell_how_a_firm_writes() -> None:
    assert named(side("Nord", posts(4)), side("Durand", posts(4, "a" * 400))) is None


def test_small_differences_are_none() -> None:
    assert named(side("Nord", posts(12)), side("Durand", posts(10))) is None
    assert named(side("Nord", posts(1)), side("Durand", [])) == (Measure.POSTS, "Nord", "Durand")
    assert named(side("Nord", []), side("Durand", [])) is None


def test_nobody_who_isnt_known_long_enough_is_named() -> None:
    new = side("KPL", posts(3), since=DAY)
    assert named(side("Durand", posts(30)), new) is None
    assert named(side("Durand", posts(30)), side("Nord", posts(5)), new) == (
        Measure.POSTS,
        "Durand",
        "Nord",
    )


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_the_most_are_never_fewer_than_the_least(counts: list[int]) -> None:
    found = contrast(told(*(side(str(at), posts(n)) for at, n in enumerate(counts))))
    if found is not None:
        assert found.measure is not Measure.POSTS or found.most.posts > found.least.posts  # type: ignore[operator]


# --- posts whose words are gone


def test_posts_without_their_words_are_counted_but_make_no_habit_of_writing() -> None:
    worded = posts(6, "a" * 80, media=(Media("image", ""),))
    bare = [replace(one, key=f"old{one.key}", text="", media=()) for one in worded[:4]]
    account = side("Durand", [*worded, *bare]).accounts[0]
    kept = replace(account, forgotten=frozenset(one.key for one in bare))
    [found] = told(Side("Durand", (kept,)))
    assert (found.posts, found.forgotten, found.length) == (10, 4, 80)
    assert not isinstance(found.formats, Unknown)
    assert found.formats.share(Format.IMAGE) == 1
    assert not isinstance(found.rhythm, Unknown)
    assert found.rhythm.posts == 10


def test_where_no_words_are_kept_nothing_is_said_of_them() -> None:
    bare = posts(5, "")
    account = replace(side("Durand", bare).accounts[0], forgotten=frozenset("01234"))
    [found] = told(Side("Durand", (account,)))
    assert found.posts == 5
    gone = Unknown(Why.FORGOTTEN)
    assert {found.formats, found.length, found.hashtags, found.links, found.tone} == {gone}


def test_a_firm_of_which_no_account_is_watched_is_not_silent() -> None:
    [found] = told(Side("Durand", ()))
    assert found.posts == Unknown(Why.UNWATCHED)


# --- names one after the other

KNOWN = {"durand", "durand et associés", "martin", "kpl avocats", "et"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Durand", ["Durand"]),
        ("Durand Martin", ["Durand", "Martin"]),
        ("Durand et Martin", ["Durand", "Martin"]),
        ("Durand et Associés et KPL Avocats", ["Durand et Associés", "KPL Avocats"]),
        ("KPL Avocats Durand", ["KPL Avocats", "Durand"]),
        ("Martin & Audit Conseil Lyon and Durand", ["Martin", "Audit Conseil Lyon", "Durand"]),
        ("Audit & Conseil", ["Audit", "Conseil"]),
        ("", []),
    ],
)
def test_names_are_told_apart_by_those_that_are_known(text: str, names: list[str]) -> None:
    assert divided(text, lambda name: name.casefold() in KNOWN) == names


@given(st.text("ab et&", max_size=70), st.sets(st.sampled_from(["a", "ab", "a b", "b et a"])))
def test_no_word_but_and_is_lost(text: str, known: set[str]) -> None:
    found = " ".join(divided(text, known.__contains__)).split()
    joints = {"et", "&"}
    assert [w for w in found if w not in joints] == [w for w in text.split() if w not in joints]
