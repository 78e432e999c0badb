"""export: as typed, as written, and as read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.exporting import USUAL_DAYS, Export, Format, Subject
from bot.core.grammar import Ask, Bad, Help, Ok, Search, Setting, Settings, Verb, parse, render

POSTS, COUNTS, LIST = Subject.POSTS, Subject.COUNTS, Subject.WATCHLIST

TYPED: list[tuple[str, Export]] = [
    ("/export posts", Export()),
    ("/export csv", Export(format=Format.CSV)),
    ("/export 7d", Export(days=7)),
    ("/export month", Export(days=None)),
    ("exporter publications", Export()),
    ("/exporter les chiffres du mois dernier en Excel", Export(COUNTS, days=None)),
    ("exporter chiffres json 90j", Export(COUNTS, Format.JSON, 90)),
    ("veille export counts, csv, 366d", Export(COUNTS, Format.CSV, 366)),
    ("/export watchlist", Export(LIST)),
    ("/exporter la liste en CSV", Export(LIST, Format.CSV)),
    ("/export watchlist opml 7d", Export(LIST, Format.OPML)),
    ("/export opml", Export(LIST, Format.OPML)),
]


@pytest.mark.parametrize(("typed", "command"), TYPED, ids=[typed for typed, _ in TYPED])
def test_what_is_typed_is_understood_and_written_back(typed: str, command: Export) -> None:
    assert parse(typed) == Ok(command)
    assert parse(render(command)) == Ok(command)


@given(
    st.one_of(
        st.builds(
            Export,
            st.sampled_from([POSTS, COUNTS]),
            st.sampled_from([Format.CSV, Format.JSON, Format.XLSX]),
            st.one_of(st.none(), st.integers(1, 366)),
        ),
        st.builds(Export, st.just(LIST), st.sampled_from(Format), st.just(USUAL_DAYS)),
    )
)
def test_every_command_is_read_back_as_it_is_written(command: Export) -> None:
    assert parse(render(command)) == Ok(command)


@pytest.mark.parametrize("typed", ["/export", "exporter", "veille export"])
def test_without_a_word_it_asks_what_and_the_answer_completes_it(typed: str) -> None:
    asked = parse(typed)
    assert isinstance(asked, Ask)
    assert (asked.verb, asked.choices) == (Verb.EXPORT, (Export(), Export(COUNTS), Export(LIST)))
    assert parse(f"{asked.before} chiffres") == Ok(Export(COUNTS))


@pytest.mark.parametrize(
    ("typed", "reason", "word"),
    [
        ("/export podcasts", "bad_export", "podcasts"),
        ("/export posts 0d", "bad_export", "0d"),
        ("/export posts 367d", "bad_export", "367d"),
        ("/export posts opml", "bad_export_opml", ""),
        ("/exporter chiffres opml", "bad_export_opml", ""),
    ],
)
def test_what_is_not_understood_is_named(typed: str, reason: str, word: str) -> None:
    result = parse(typed)
    assert isinstance(result, Bad)
    assert (result.reason, result.word) == (reason, word)
    assert isinstance(parse(result.example), Ok)


@pytest.mark.parametrize("text", ["export to Spain", "exporter vers la Chine", "export posts news"])
def test_a_sentence_that_begins_alike_is_a_search(text: str) -> None:
    result = parse(text)
    assert isinstance(result, Ok)
    assert isinstance(result.command, Search)


def test_help_is_about_the_verb() -> None:
    assert parse("/export help") == Ok(Help("export"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("settings feed on", "on"),
        ("réglages flux oui", "on"),
        ("settings rss new", "new"),
        ("réglages flux nouvelle", "new"),
        ("settings feed off", "off"),
        ("réglages atom désactiver", "off"),
    ],
)
def test_the_web_feed_is_a_setting(typed: str, value: str) -> None:
    assert parse(typed) == Ok(Settings(Setting.FEED, value))
    assert parse(render(Settings(Setting.FEED, value))) == parse(typed)


def test_other_words_for_the_web_feed_are_refused_with_what_works() -> None:
    result = parse("settings feed perhaps")
    assert isinstance(result, Bad)
    assert parse(result.example) == Ok(Settings(Setting.FEED, "on"))
