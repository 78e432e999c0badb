"""How it reads whether networks or the press were first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lead import Example, Tally, Why
from bot.core.message import Message
from bot.render.leads import lead_blocks, span
from bot.render.terminal import to_text
from bot.render.words import Words
from tests.render.values import DAY, EN, FR, HOUR, stored, visible

MINUTE = timedelta(minutes=1)
SOCIAL = stored(1, "Nous levons 75 millions d'euros !")
ARTICLE = stored(
    2,
    "",
    network="feed",
    title="Comptalia lève 75 millions d'euros",
    url="https://gazette.example/2",
    author_name="Gazette du Chiffre",
)
FOUND = Tally(
    7,
    19,
    41 * MINUTE,
    ((Why.DATE_ONLY, 3), (Why.BEFORE, 1)),
    (Example(SOCIAL, ARTICLE, 41 * MINUTE), Example(SOCIAL, ARTICLE, -2 * HOUR)),
)


def lines(words: Words, found: Tally | None = FOUND) -> list[str]:
    blocks = tuple(lead_blocks(words, found))
    if not blocks:
        return []
    text = visible(to_text(Message(summary="", blocks=blocks, language=words.language)))
    return [one for one in text.strip().split("\n") if one]


def test_a_month_reads_as_agreed_in_english() -> None:
    assert lines(EN) == [
        "Networks or the press: who was first?",
        "Your topics: social networks first in 7 of 19, median lead 41 minutes.",
        "Not comparable: 3 with a date but no time, 1 from before both sides were watched here.",
        "• “Comptalia lève 75 millions d'euros” (https://gazette.example/2) · "
        "Bluesky, 41 minutes before Gazette du Chiffre (https://bsky.example/1)",
        "• “Comptalia lève 75 millions d'euros” (https://gazette.example/2) · "
        "Bluesky, 2 hours after Gazette du Chiffre (https://bsky.example/1)",
        "Only what is watched here, told on a network and by the press within three days. "
        "Other topics may differ.",
    ]


def test_a_month_reads_as_agreed_in_french() -> None:
    assert lines(FR) == [
        "Réseaux ou presse~: qui en a parlé d'abord¬?",
        "Vos sujets~: les réseaux en premier 7 fois sur 19, avance médiane de 41 minutes.",
        "Non comparables~: 3 avec une date sans heure, "
        "1 d'avant que les deux côtés soient suivis ici.",
        "• «~Comptalia lève 75 millions d'euros~» (https://gazette.example/2) · "
        "Bluesky, 41 minutes avant Gazette du Chiffre (https://bsky.example/1)",
        "• «~Comptalia lève 75 millions d'euros~» (https://gazette.example/2) · "
        "Bluesky, 2 heures après Gazette du Chiffre (https://bsky.example/1)",
        "Uniquement ce qui est suivi ici et qui a paru sur un réseau et dans la presse à trois "
        "jours près. D'autres sujets peuvent donner autre chose.",
    ]


def test_of_few_topics_no_share_is_given() -> None:
    few = replace(FOUND, first=2, compared=2, left_out=())
    assert lines(EN, few)[1] == (
        "Only 2 topics told on both sides can be compared: too few to say who is ahead."
    )
    one = "Seul 1 sujet présent des deux côtés est comparable~: trop peu pour dire qui"
    assert lines(FR, replace(few, compared=1))[1].startswith(one)


def test_networks_that_were_never_first_have_no_lead() -> None:
    never = replace(FOUND, first=0, median=None)
    assert lines(EN, never)[1] == "Your topics: social networks first in none of 19."


@pytest.mark.parametrize(
    ("why", "english", "french"),
    [
        (Why.UNDATED, "2 without a date", "2 sans date"),
        (
            Why.GAP,
            "2 while a source could not be read",
            "2 pendant qu'une source n'était pas lisible",
        ),
    ],
)
def test_what_cannot_be_compared_is_told_with_its_reason(
    why: Why, english: str, french: str
) -> None:
    nothing = Tally(0, 0, None, ((why, 2),))
    assert lines(EN, nothing)[1:3] == [
        "Nothing that was told on both sides can be compared.",
        f"Not comparable: {english}.",
    ]
    assert lines(FR, nothing)[2] == f"Non comparables~: {french}."


def test_nothing_is_said_where_nothing_was_told_on_both_sides() -> None:
    assert lines(EN, None) == []
    assert lines(EN, Tally(0, 0, None)) == []


@pytest.mark.parametrize("gone", ["social", "news"])
def test_what_was_deleted_since_is_no_example(gone: str) -> None:
    part = replace(getattr(FOUND.examples[0], gone), deleted=True)
    one = replace(FOUND.examples[0], **{gone: part})
    assert not any("•" in one for one in lines(EN, replace(FOUND, examples=(one,))))


@pytest.mark.parametrize(
    ("lasts", "english"),
    [
        (MINUTE, "1 minute"),
        (89 * MINUTE, "89 minutes"),
        (91 * MINUTE, "2 hours"),
        (47 * HOUR, "47 hours"),
        (3 * DAY, "3 days"),
    ],
)
def test_a_lead_is_as_exact_as_a_reader_needs(lasts: timedelta, english: str) -> None:
    assert span(EN, lasts) == english
