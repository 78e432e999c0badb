"""trends: as typed, as written, and as read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import Bad, Help, Ok, Search, Trends, TrendsAction, parse, render
from bot.core.grammar.words import NETWORKS
from bot.core.trends import Sensitivity, same

IGNORE, HEED, SET = TrendsAction.IGNORE, TrendsAction.HEED, TrendsAction.SET

TYPED: list[tuple[str, Trends]] = [
    ("/trends", Trends()),
    ("tendances", Trends()),
    ("veille tendance", Trends()),
    ("/trends calm", Trends(SET, Sensitivity.CALM)),
    ("/tendances Équilibré", Trends(SET, Sensitivity.BALANCED)),
    ("tendances attentif", Trends(SET, Sensitivity.KEEN)),
    ("/trends on", Trends(TrendsAction.ON)),
    ("/tendances oui", Trends(TrendsAction.ON)),
    ("/trends off", Trends(TrendsAction.OFF)),
    ("/tendances non", Trends(TrendsAction.OFF)),
    ("/trends ignore #Facturation", Trends(IGNORE, tag="Facturation")),
    ("/tendances ignorer facturation", Trends(IGNORE, tag="facturation")),
    ("/trends unignore #tva", Trends(HEED, tag="tva")),
    ("/tendances rétablir #été", Trends(HEED, tag="été")),
    ("/trends ignore", Trends(TrendsAction.IGNORED)),
    ("/tendances ignorés", Trends(TrendsAction.IGNORED)),
    ("/trends on x", Trends(on="x")),
    ("/trends on twitter in New York", Trends(on="x", place="New York")),
    ("/tendances sur x à Paris", Trends(on="x", place="Paris")),
    ("/tendances sur mastodon", Trends(on="mastodon")),
    ("/trends on x in France cost:ok", Trends(on="x", place="France", agreed=True)),
]


@pytest.mark.parametrize(("typed", "command"), TYPED, ids=[typed for typed, _ in TYPED])
def test_what_is_typed_is_understood_and_written_back(typed: str, command: Trends) -> None:
    assert parse(typed) == Ok(command)
    assert parse(render(command)) == Ok(command)


def test_help_is_about_the_verb() -> None:
    assert parse("/tendances aide") == Ok(Help("trends"))


@pytest.mark.parametrize(
    ("typed", "reason", "word"),
    [
        ("/trends tomorrow", "bad_trends", "tomorrow"),
        ("/trends calm please", "bad_trends", "calm please"),
        ("/trends on x " + "a" * 61, "bad_trends", "a" * 40),
        ("/trends ignore #a #b", "bad_trend_tag", "#a #b"),
        ("/trends ignore 2026", "bad_trend_tag", "2026"),
        ("/trends ignore l'été", "bad_trend_tag", "l'été"),
    ],
)
def test_what_is_not_understood_is_named(typed: str, reason: str, word: str) -> None:
    result = parse(typed)
    assert isinstance(result, Bad)
    assert (result.reason, result.word) == (reason, word)
    assert isinstance(parse(result.example), Ok)


@pytest.mark.parametrize("text", ["tendances fiscales 2027", "trends report for lawyers"])
def test_a_sentence_that_begins_alike_is_a_search(text: str) -> None:
    result = parse(text)
    assert isinstance(result, Ok)
    assert isinstance(result.command, Search)


tags = st.from_regex(r"[a-zà-öø-ÿ_][a-z0-9_]{0,30}", fullmatch=True).map(same)
places = st.from_regex(r"[A-Za-zÀ-ÖØ-öø-ÿ]{1,12}(?: [A-Za-z]{1,12}){0,2}", fullmatch=True)
commands = st.one_of(
    st.builds(Trends, st.just(SET), st.sampled_from(Sensitivity)),
    st.builds(Trends, st.sampled_from([IGNORE, HEED]), tag=tags),
    st.builds(
        Trends,
        on=st.sampled_from(sorted(set(NETWORKS.values()))),
        place=st.from_regex(r"[A-Za-zÀ-ÿ]{1,12}(?: [A-Za-z]{1,12}){0,2}", fullmatch=True)
        | st.just(""),
        agreed=st.booleans(),
    ),
)


@given(commands)
def test_every_command_is_written_so_that_it_is_read_back(command: Trends) -> None:
    assert parse(render(command)) == Ok(command)
