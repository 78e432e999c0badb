"""What a phone shows before a message is opened, and what is read out instead of seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.message import Button, Message, Paragraph, line
from bot.render.alerts import Shown, alert, burst, catchup, rollup
from bot.render.notices import notice
from bot.render.slack import to_slack
from bot.render.telegram import to_telegram
from bot.render.words import Words
from tests.fakes.slack_rules import check_message
from tests.render.messages import HOSTILE
from tests.render.values import EN, FR, shown, stored

SEEN = 60
LONG = "Cabinet Durand et associés, expertise comptable et commissariat aux comptes"
KINDS: dict[str, Callable[[Words, Sequence[Shown]], Message]] = {
    "alert": lambda words, every: alert(words, every[0]),
    "burst": burst,
    "catchup": catchup,
    "rollup": rollup,
}
by_kind = pytest.mark.parametrize("kind", KINDS)
in_both = pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])


def posts(name: str, text: str, *others: str) -> list[Shown]:
    every = [name, *others]
    return [
        shown(stored(number, text, author_name=each)) for number, each in enumerate(every * 3, 1)
    ]


def notified(message: Message) -> str:
    """As Slack gives it to a phone."""
    return to_slack(message).text[:SEEN]


@by_kind
@in_both
@pytest.mark.parametrize("name", ["Durand", LONG, "x" * 300])
def test_who_and_the_first_words_stand_within_sixty_characters(
    kind: str, words: Words, name: str
) -> None:
    shown_first = notified(KINDS[kind](words, posts(name, "Facture électronique : le guide.")))
    assert shown_first.startswith(name[:15])
    assert "Facture" in shown_first


@in_both
def test_of_many_the_first_is_named_and_the_others_are_counted(words: Words) -> None:
    every = posts(LONG, "Facture électronique.", "Fiduciaire Nord", "Audit Sud", "KPL")
    shown_first = notified(rollup(words, every))
    assert shown_first.startswith("Cabinet Durand"[:9])
    assert "+3" in shown_first
    assert "Facture" in shown_first


@given(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), st.sampled_from(sorted(KINDS)))
def test_hostile_names_and_words_stay_harmless_and_say_something(
    name: str, text: str, kind: str
) -> None:
    payload = to_slack(KINDS[kind](FR, posts(name, text)))
    assert [*check_message({"text": payload.text, "blocks": payload.blocks})] == []
    assert not re.search(r"<[!@#]|[\x00-\x08\x1b\u202e]", payload.text)


@by_kind
@in_both
@pytest.mark.parametrize("name", ["Durand", "Cabinet Durand", LONG, "x" * 300])
def test_on_telegram_they_stand_at_the_beginning_of_the_message_itself(
    kind: str, words: Words, name: str
) -> None:
    text = to_telegram(KINDS[kind](words, posts(name, "Facture électronique."))).text[:SEEN]
    assert name[:12] in text
    assert "Facture" in text


@in_both
def test_a_name_that_is_cut_stands_whole_below(words: Words) -> None:
    told = to_telegram(alert(words, posts(LONG, "Facture.")[0])).text
    assert LONG not in told.partition("\n")[0]
    assert LONG in told


@in_both
@pytest.mark.parametrize("key", ["broken", "back", "busiest", "broken.gone", "broken.operator"])
def test_a_notice_names_whom_it_is_about_at_its_beginning(words: Words, key: str) -> None:
    facts: dict[str, Any] = {"name": "Cabinet Durand", "network": "bluesky", "error": "transient"}
    facts |= {"since": words.now.isoformat(), "watch": 1}
    said = notified(notice(words, {"key": f"notice.{key}", **facts}))
    assert "Cabinet Durand" in said


# --- read out instead of seen


def buttons(message: Message) -> list[dict[str, Any]]:
    blocks = to_slack(message).blocks
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [one for row in rows for one in row if one["type"] == "button"]


def issued(message: Message) -> Message:
    """With ids, as messages are when they are sent."""
    named = tuple(
        Button(one.label, one.command, one.url, f"id{place}", hint=one.hint)
        for place, one in enumerate(message.buttons)
    )
    return message.with_buttons(named, ())


@pytest.mark.parametrize(
    ("words", "read_out"),
    [
        (EN, ["Open the publication of Cabinet Durand", "Pause @durand_expertise for 24 hours"]),
        (
            FR,
            [
                "Ouvrir la publication de Cabinet Durand",
                "Mettre @durand_expertise en pause 24 heures",
            ],
        ),
    ],
    ids=["en", "fr"],
)
def test_the_buttons_of_an_alert_say_aloud_what_they_are_about(
    words: Words, read_out: list[str]
) -> None:
    made = buttons(issued(alert(words, shown(stored()))))
    assert [one["accessibility_label"] for one in made] == read_out


def test_a_button_that_does_not_name_its_object_is_read_out_with_what_the_message_says() -> None:
    said = Message(
        "Jane added @durand (Mastodon).",
        blocks=(Paragraph((line("Jane added @durand (Mastodon)."),)),),
        buttons=(
            Button("Undo", command="undo 7", id="a"),
            Button("Settings", command="settings", id="b"),
        ),
    )
    undo, settings = buttons(said)
    assert undo["accessibility_label"] == "Undo: Jane added @durand (Mastodon)."
    assert "accessibility_label" not in settings


@given(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE))
def test_what_is_read_out_is_short_and_harmless(label: str, about: str) -> None:
    said = Message(about, buttons=(Button(label, command="undo 7", id="a", hint=None),))
    for one in buttons(said):
        assert len(one.get("accessibility_label", "")) <= 75
        assert "<!" not in one.get("accessibility_label", "")


@given(st.sampled_from(HOSTILE))
def test_a_hint_with_a_hostile_name_is_short_and_harmless(name: str) -> None:
    made = buttons(issued(alert(EN, shown(stored(author_name=name)))))
    assert all(len(one["accessibility_label"]) <= 75 for one in made)
    assert not any("<!" in one["accessibility_label"] for one in made)
