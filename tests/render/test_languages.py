"""A language is one file that the folder is searched for: nothing else names it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.front.manifest import BOTH, manifest
from bot.front.slack.texts import say as slack_say
from bot.front.telegram.menu import commands
from bot.front.words import say
from bot.render.texts import CATALOGUES, SOURCE, spoken
from bot.render.words import Words, categories, languages_named, sentence
from tests.render.catalogue import lacking
from tests.render.languages import installed, module, written

BOT = Path(__file__).parents[2] / "bot"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_no_language_lacks_a_sentence_a_fact_or_a_form() -> None:
    assert {"en", "fr"} <= CATALOGUES.keys()
    assert {language: lacking(language) for language in CATALOGUES} == {
        each: [] for each in CATALOGUES
    }


def test_a_third_language_is_one_file_that_everything_finds(tmp_path: Path) -> None:
    with installed("de", module(written("de", "de:")), tmp_path):
        assert lacking("de") == []
        assert Words("de", "Europe/Berlin", NOW)("alert.open") == "de:Open"
        assert slack_say("de", "again") == "de:Try again"
        assert say("expired", "de-AT").startswith("de:")
        assert manifest("de")["display_information"]["description"].startswith("de:")
        assert ("watch", sentence("de", "menu.watch")) in commands("de")
        assert spoken("de_DE.UTF-8") == "de"
        assert languages_named("en") == "English, French and German"
    assert "de" not in CATALOGUES
    assert spoken("de_DE.UTF-8") == SOURCE


def test_what_a_language_lacks_is_named_and_said_in_english_meanwhile(tmp_path: Path) -> None:
    entries = written("pl", "pl:")
    del entries["alert.open"]
    entries |= {"alert.images": ("{n} a", "{n} b"), "alert.why": "pl:", "alert.opne": "pl:"}
    entries["alert.stop"] = ("a", "b", "c")
    with installed("pl", module(entries), tmp_path):
        assert lacking("pl") == [
            "no alert.open",
            "nobody asks for alert.opne",
            "alert.images has 2 forms, not one, few, many",
            "alert.stop counts nothing",
            "alert.why tells set(), not {'watch'}",
        ]
        assert sentence("pl", "alert.open") == "Open"


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 c"), (1, "1 a"), (2, "2 b"), (4, "4 b"), (5, "5 c"), (22, "22 b")]
)
def test_a_language_of_three_forms_uses_each_where_it_belongs(
    n: int, said: str, tmp_path: Path
) -> None:
    entries = written("pl", "pl:") | {"search.reactions": ("{n} a", "{n} b", "{n} c")}
    with installed("pl", module(entries), tmp_path):
        assert sentence("pl", "search.reactions", n=n) == said


@pytest.mark.parametrize(
    ("language", "told_apart"),
    [
        ("en", ("one", "other")),
        ("fr", ("one", "other")),
        ("ja", ("other",)),
        ("cs", ("one", "few", "other")),
        ("ar", ("zero", "one", "two", "few", "many", "other")),
    ],
)
def test_a_language_has_the_forms_that_unicode_gives_it(
    language: str, told_apart: tuple[str, ...]
) -> None:
    assert categories(language) == told_apart


def test_numbers_so_large_that_french_has_a_form_for_them_are_plural() -> None:
    assert sentence("fr", "search.reactions", n=1_000_000).endswith("réactions")


def test_a_file_may_bring_its_own_typography(tmp_path: Path) -> None:
    own = "\ndef typeset(text):\n    return text.replace('?', '\\u00bf')\n"
    with installed("de", module(written("de", "de:")) + own, tmp_path):
        assert sentence("de", "watch.choose", n=1).endswith("one\u00bf")


def test_no_code_asks_which_of_two_languages_it_is() -> None:
    """But that English writes 1.2k in small letters, and the tour guesses a machine's clock."""
    choosing = re.compile(r"""language\w* (in|not in) \(|language\w* [!=]= ["'](fr|en)["']""")
    found = {path.name for path in BOT.rglob("*.py") if choosing.search(path.read_text())}
    assert found <= {"words.py", "tour.py", "tone.py"}  # tone.py: the language of publications


def test_both_means_french_and_english() -> None:
    names = {one["command"] for one in manifest(BOTH)["features"]["slash_commands"]}
    assert {"/watch", "/suivre", "/veille"} <= names
