"""How often accounts publish, and who departs from it, as it is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.rhythm import Usual
from bot.render.rhythms import MOST, habits, often, rhythm_message, span
from bot.render.terminal import to_text
from bot.render.words import Words
from tests.render.values import NOW

DAY = timedelta(days=1)
URL = "https://social.example/@durand"


def words(language: str) -> Words:
    return Words(language, "Europe/Paris", NOW)


def seen(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def usual(weekly: float, *hours: int) -> Usual:
    return Usual(weekly, 1, hours, DAY, DAY, 1, NOW)


@pytest.mark.parametrize(
    ("weekly", "english", "french"),
    [
        (70.0, "10 times a day", "10 fois par jour"),
        (14.0, "2 times a day", "2 fois par jour"),
        (9.8, "10 times a week", "10 fois par semaine"),
        (1.0, "once a week", "une fois par semaine"),
        (0.5, "2 times a month", "2 fois par mois"),
        (0.1, "once a month", "une fois par mois"),
    ],
)
def test_how_often_is_said_in_days_weeks_or_months(
    weekly: float, english: str, french: str
) -> None:
    assert (often(words("en"), weekly), often(words("fr"), weekly)) == (english, french)


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (10, "10 days", "10 jours"),
        (13, "13 days", "13 jours"),
        (24, "3 weeks", "3 semaines"),
        (59, "8 weeks", "8 semaines"),
        (100, "3 months", "3 mois"),
    ],
)
def test_how_long_is_said_in_days_weeks_or_months(days: int, english: str, french: str) -> None:
    assert (span(words("en"), days), span(words("fr"), days)) == (english, french)


@pytest.mark.parametrize(
    ("hours", "english", "french"),
    [
        ((9, 10), ", mostly 9:00–11:00", ", surtout de 9 h à 11 h"),
        (
            (14, 9, 10),
            ", mostly 9:00–11:00 and 14:00–15:00",
            ", surtout de 9 h à 11 h et de 14 h à 15 h",
        ),
        ((), "", ""),
        ((1, 5, 9), "", ""),
        (
            (23, 0),
            ", mostly 0:00–1:00 and 23:00–24:00",
            ", surtout de 0 h à 1 h et de 23 h à 24 h",
        ),
    ],
)
def test_habits_are_how_often_and_the_usual_hours(
    hours: tuple[int, ...], english: str, french: str
) -> None:
    said = [seen(habits(words(language), usual(4.2, *hours))) for language in ("en", "fr")]
    assert said == [
        f"about 4 times a week{english}",
        f"environ 4 fois par semaine{french}",
    ]


def line(kind: str, *accounts: tuple[str, str, float, int], name: str = "Cabinet Durand") -> Any:
    at = (NOW - 24 * DAY if kind == "silence" else NOW).isoformat()
    least = min(one[3] for one in accounts)
    return {"kind": kind, "name": name, "at": at, "n": least, "accounts": [*map(list, accounts)]}


def read(language: str, *lines: Any) -> str:
    return seen(to_text(rhythm_message(words(language), {"lines": lines})))


SILENT = line("silence", ("bluesky", URL, 4.1, 24))
LOUD = line("burst", ("bluesky", URL, 1.0, 5))
BACK = line("again", ("bluesky", URL, 0.0, 24))


def test_each_kind_is_one_sentence_in_english() -> None:
    assert [read("en", one).split("\n")[0] for one in (SILENT, LOUD, BACK)] == [
        "Cabinet Durand usually publishes 4 times a week on Bluesky; nothing for 3 weeks "
        "(last post on Fri 30 Oct).",
        "Cabinet Durand, today: 5 posts on Bluesky (usually 1 a day).",
        "Cabinet Durand publishes again on Bluesky, after 24 days of silence.",
    ]


def test_each_kind_is_one_sentence_in_french() -> None:
    assert [read("fr", one).split("\n")[0] for one in (SILENT, LOUD, BACK)] == [
        "Cabinet Durand publie d'habitude 4 fois par semaine sur Bluesky ; rien depuis "
        "3 semaines (dernière publication le ven. 30 oct.).",
        "Cabinet Durand, aujourd'hui : 5 publications sur Bluesky (1 par jour d'habitude).",
        "Cabinet Durand publie de nouveau sur Bluesky, après 24 jours de silence.",
    ]


def test_the_accounts_of_a_firm_share_a_line() -> None:
    both = line("silence", ("bluesky", URL, 4, 24), ("x", URL, 14, 25))
    assert read("fr", both).startswith(
        "Cabinet Durand publie d'habitude 4 fois par semaine sur Bluesky et 2 fois par jour sur X"
    )


def test_one_account_can_be_opened_and_several_are_in_the_list() -> None:
    one = rhythm_message(words("en"), {"lines": [SILENT]})
    many = rhythm_message(words("en"), {"lines": [SILENT, LOUD]})
    assert [(button.url, button.command) for button in one.buttons] == [(URL, None)]
    assert [(button.url, button.command) for button in many.buttons] == [(None, "list")]
    for message in (one, many):
        assert [button.command for button in message.more] == ["settings rhythm off"]


def test_many_are_a_list_that_ends_with_how_many_more() -> None:
    lines = [line("burst", ("x", URL, 1, 9), name=f"Firm {n}") for n in range(MOST + 3)]
    shown = read("en", *lines).split("\n")
    assert shown[0] == "11 unusual rhythms:"
    assert shown[1] == "• Firm 0, today: 9 posts on X (usually 1 a day)."
    assert shown[MOST + 1] == "• and 3 others"


def test_what_was_loud_yesterday_is_not_called_today() -> None:
    late = {**LOUD, "at": (NOW - timedelta(days=1)).isoformat()}
    assert read("en", late).startswith("Cabinet Durand, yesterday: 5 posts")


def test_a_name_is_never_a_pattern() -> None:
    bad = line("silence", ("x", URL, 4, 24), name="{0} {name} %s")
    assert read("en", bad).startswith("{0} {name} %s usually publishes")
