"""Both catalogues say the same things, and each keeps its language's rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.texts import CATALOGUES
from bot.render.typography import NBSP, NNBSP
from bot.render.words import Words, capital, sentence, typeset
from tests.render.catalogue import forms

BOT = Path(__file__).parents[2] / "bot"
SOURCES = [path for path in sorted(BOT.rglob("*.py")) if path.parent.name != "texts"]
KEYS = sorted(CATALOGUES["en"])
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # a Monday, 09:30 in Paris
EN, FR = Words("en", "Europe/Paris", NOW), Words("fr", "Europe/Paris", NOW)


FRENCH = [(key, text) for key in KEYS for text in forms("fr", key)]
by_sentence = pytest.mark.parametrize(("key", "text"), FRENCH, ids=[key for key, _ in FRENCH])


# --- what the code uses


def written() -> Iterator[str]:
    """Every text in the code, and every f-string that begins as a key does, as patterns."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]*"
                    for part in node.values
                )


def asked() -> Iterator[tuple[str, str]]:
    """(where, key) of each call that names a key as it stands: words("…"), ctx.say("…") …"""
    for path in SOURCES:
        if path.parent.name not in ("render", "service", "commands", "search"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called, first = node.func, node.args[0]
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in ("words", "say", "button") and isinstance(first, ast.Constant):
                yield f"{path.name}:{node.lineno}", str(first.value)


def asked_as(key: str) -> str:
    """The name under which a front-end or the tour asks for what only it says."""
    return re.sub(r"^(slack|chat|demo)\.|(?<=\w)\.command$", "", key)


def test_every_sentence_is_used() -> None:
    used = re.compile("|".join(sorted(set(written()))))
    unused = [key for key in KEYS if not (used.fullmatch(key) or used.fullmatch(asked_as(key)))]
    assert unused == []


def test_every_sentence_that_is_asked_for_exists() -> None:
    every = list(asked())
    assert len(every) > 100
    assert [one for one in every if one[1] not in CATALOGUES["en"]] == []


# --- French


@by_sentence
def test_french_puts_no_break_spaces_where_it_wants_spaces(key: str, text: str) -> None:
    shown = typeset("fr", text)
    assert not re.search(r" [:;!?»]|« ", shown)
    assert not re.search(r"[^\s\u202f][;!?](\s|$)", shown), "a high mark stands alone"
    assert not re.search(r"[^\s\u00a0]:(\s|$)", shown)
    assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", shown)


def test_french_keeps_numbers_and_their_units_together() -> None:
    apart = re.compile(
        r"\d \d{3}(?!\d)|[\d}] (\$|€|%|h|min|s|Ko|Mo|Go)(?![\w'])|\d\u00a0h \d"
        r"|(?<![\d.])\d+\.\d+(?![\d./])"
    )
    shown = {key: typeset("fr", text) for key, text in FRENCH}
    assert [key for key, text in shown.items() if apart.search(text)] == []


@by_sentence
def test_french_says_vous_and_publication_to_everybody(key: str, text: str) -> None:
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    assert not words & {"tu", "te", "toi", "ton", "ta", "tes"}
    assert not words & {"post", "posts", "follower", "followers", "hashtag", "hashtags"}
    assert not words & {"utilisateur", "utilisateurs", "utilisatrice", "email", "feed", "feeds"}
    assert not re.search(r"\((e|s|es|ne|trice)\)|·e|-e-s\b|/trice", text.lower())


AGREES = re.compile(
    r"(?:\bvous (?:y |n'y |ne |n'|en |l'|les )*(?:êtes|étiez|serez|seriez)|êtes-vous) "
    r"(?:(?:pas|déjà|bien|toujours|plus) )*"
    r"(?:\w+(?:é|i|u)\b|sûr|prêt|certain|inscrit|absent|seul|abonné)"
    r"|\bvous vous êtes \w+|\bbienvenu"
)
"""An adjective or a participle that would be written otherwise for a woman."""


def test_no_french_sentence_depends_on_who_reads_it() -> None:
    assert [key for key, text in FRENCH if AGREES.search(text.lower())] == []


@pytest.mark.parametrize(
    "text",
    ["Vous êtes connecté.", "Êtes-vous sûr ?", "Vous êtes déjà inscrit", "Vous vous êtes trompé"],
)
def test_sentences_that_would_depend_on_it_are_recognised(text: str) -> None:
    assert AGREES.search(text.lower())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_time_is_told_and_never_an_age(language: str) -> None:
    aged = re.compile(r"\bago\b|\{\w+\} old\b|il y a \{|voici \{")
    every = [text for key in KEYS for text in forms(language, key)]
    assert [text for text in every if aged.search(text)] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_sentence_has_dashes_for_commas_or_names_of_zones(language: str) -> None:
    every = [text for key in KEYS for text in forms(language, key)]
    assert [one for one in every if re.search("\u2014|--| - ", one)] == []
    # A settings file takes zone names; in a chat it is cities.
    said = [text for key in KEYS if key[:4] != "cli." for text in forms(language, key)]
    assert [one for one in said if re.search(r"\b[A-Z][a-z]+/[A-Z][a-z]+|\bUTC\b", one)] == []
    spaced = [key for key in KEYS for text in forms(language, key) if text != text.strip()]
    assert {key.partition(".")[0] for key in spaced} <= {"join"}


SIGN = re.compile(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
SAID_BESIDE = {
    "live.head": {"en": "Live", "fr": "En direct"},  # the magnifying glass
    "digest.period": {"en": "{start}", "fr": "{start}"},  # the arrow between two dates
}
"""Sentences with a sign -> the words that stand there for those who don't see it."""


def test_no_sentence_means_something_by_a_sign_alone() -> None:
    for language in ("en", "fr"):
        signed = {key for key in KEYS if any(map(SIGN.search, forms(language, key)))}
        assert signed == SAID_BESIDE.keys()
        for key in signed:
            for text in forms(language, key):
                assert SAID_BESIDE[key][language] in SIGN.sub("", text)


def test_the_code_puts_no_other_sign_before_its_words() -> None:
    """A search begins with one, and says how many publications it found."""
    signed = {path.name for path in SOURCES if SIGN.search(path.read_text())}
    others = {"terminal.py", "sitting.py", "sheet.py"}  # button → command; a letter no font has
    assert signed <= {"showing.py", *others}


@given(st.text(alphabet="ab «»:;!?$%h0123456789{}", max_size=40))
def test_typesetting_changes_nothing_but_spaces_and_that_once(text: str) -> None:
    once = typeset("fr", text)
    assert re.sub(f"[{NBSP}{NNBSP}]", " ", once) == text
    assert typeset("fr", once) == once
    assert typeset("en", text) == text


@given(st.lists(st.sampled_from(["mot", "«", "»", ":", ";", "!", "?", "12", "000", "%"])))
def test_no_plain_space_is_left_where_french_has_another(parts: list[str]) -> None:
    shown = typeset("fr", " ".join(parts))
    assert not re.search(r" [:;!?»]|« |\d [%]|\d \d{3}(?!\d)", shown)
    assert len(shown) == len(" ".join(parts))


@pytest.mark.parametrize(
    ("plain", "set_in_french"),
    [
        ("2 000 caractères", f"2{NNBSP}000 caractères"),
        ("1 204 000 abonnés", f"1{NNBSP}204{NNBSP}000 abonnés"),
        ("à 8 h 30 !", f"à 8{NBSP}h{NBSP}30{NNBSP}!"),
        ("80 % : « oui »", f"80{NBSP}%{NBSP}: «{NBSP}oui{NBSP}»"),
        ("les 12 derniers", "les 12 derniers"),
        ("20 Mo", f"20{NBSP}Mo"),
    ],
)
def test_spaces_inside_numbers_hours_and_quotations_do_not_break(
    plain: str, set_in_french: str
) -> None:
    assert typeset("fr", plain) == set_in_french


@pytest.mark.parametrize(
    ("city", "told"),
    [
        ("Alger", "d'Alger"),
        ("Évry", "d'Évry"),
        ("Paris", "de Paris"),
        ("Helsinki", "de Helsinki"),
        ("8e", "de 8e"),
    ],
)
def test_french_elides_before_a_vowel(city: str, told: str) -> None:
    assert sentence("fr", "watch.digest", hour="08:30", city=city).endswith(f"(heure {told}).")
    assert f"of {city}" in sentence("en", "first.zone", city=city)


@given(st.text(max_size=20))
def test_what_others_wrote_is_never_elided(name: str) -> None:
    said = f"le blog de Alice {name}"
    assert said in sentence("fr", "watch.named", what=said, networks="X")


# --- numbers and times


def test_numbers_are_written_as_each_language_does() -> None:
    assert (EN.number(1204), FR.number(1204)) == ("1,204", f"1{NNBSP}204")
    assert (EN.number(3.2), FR.number(3.2)) == ("3.2", "3,2")
    assert (EN.compact(310), FR.compact(310)) == ("310", "310")
    assert (EN.compact(1204), FR.compact(1204)) == ("1.2k", f"1,2{NBSP}k")


@pytest.mark.parametrize(
    ("n", "english", "french"),
    [
        (0, "0 reactions", "0 réaction"),
        (1, "1 reaction", "1 réaction"),
        (2, "2 reactions", "2 réactions"),
        (1204, "1,204 reactions", f"1{NNBSP}204 réactions"),
    ],
)
def test_each_language_counts_its_own_way(n: int, english: str, french: str) -> None:
    assert (EN("search.reactions", n=n), FR("search.reactions", n=n)) == (english, french)


@pytest.mark.parametrize(
    ("ago", "english", "french"),
    [
        (timedelta(hours=2), "today 07:30", "aujourd'hui 07:30"),
        (timedelta(hours=20), "yesterday 13:30", "hier 13:30"),
        (timedelta(days=3), "Fri 20 Nov 09:30", "ven. 20 nov. 09:30"),
        (timedelta(days=365), "23 Nov 2025 09:30", "23 nov. 2025 09:30"),
    ],
)
def test_a_time_is_told_as_near_as_it_is(ago: timedelta, english: str, french: str) -> None:
    assert (EN.when(NOW - ago), FR.when(NOW - ago)) == (english, french)


def test_a_time_of_today_is_the_hour_alone() -> None:
    assert EN.since(NOW - timedelta(hours=2)) == "07:30"
    assert EN.since(NOW - timedelta(days=1)) == "yesterday 09:30"


def test_a_reader_is_told_the_time_of_their_own_zone() -> None:
    tokyo = Words("en", "Asia/Tokyo", NOW)
    assert tokyo.when(NOW - timedelta(hours=9)) == "today 08:30"


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Europe/Paris", "Paris", "Paris"),
        ("Europe/London", "London", "Londres"),
        ("America/Montreal", "Montreal", "Montreal"),
        ("America/New_York", "New York", "New York"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, english: str, french: str) -> None:
    assert (EN.city(zone), FR.city(zone)) == (english, french)


def test_quotations_have_each_languages_marks() -> None:
    assert (EN.quote("a b"), FR.quote("a b")) == ("“a b”", f"«{NBSP}a b{NBSP}»")


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    assert EN.names([str(number) for number in range(15)]).endswith("11 +3")


def test_a_sentence_begins_with_a_capital() -> None:
    assert [capital(text) for text in ("élan", "X", "")] == ["Élan", "X", ""]
