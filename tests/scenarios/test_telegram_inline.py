"""@bot #tag in any conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.telegram import JANE, JEANNE
from tests.fakes.telegram_html import parse_html
from tests.scenarios.house import House, ago, running_bot
from tests.scenarios.seats import in_both_languages, visible

WHO = {"en": JANE.id, "fr": JEANNE.id}
HOSTILE = "</b><a href='https://evil.example'>#rgpd</a> & <script>"


def hint(offered: Mapping[str, Any]) -> str:
    return str((offered.get("button") or {}).get("text", ""))


def talked_about(house: House) -> None:
    house.fediverse.add("martin", "Cabinet Martin", 12)
    house.fediverse.post("martin", "Le #rgpd expliqué aux cabinets", ago(hours=1))
    house.fediverse.post("martin", HOSTILE, ago(hours=2))


def searches(house: House) -> int:
    return sum(n for path, n in house.fediverse.requests.items() if "/tag/" in path)


@in_both_languages
async def test_what_is_found_is_offered_and_told_once_it_is_chosen(
    house: House, language: str
) -> None:
    talked_about(house)
    offered = await house.telegram.type_inline(WHO[language], "#rgpd")
    first = offered["results"][0]
    assert first["title"] == "Cabinet Martin · Mastodon"
    assert "Le #rgpd expliqué" in first["description"]
    words, _ = parse_html(first["input_message_content"]["message_text"])
    told = visible(words).split("\n\n")
    assert told[0] == "Cabinet Martin · Mastodon"
    quoted = {"en": "“{}”", "fr": "«~{}~»"}[language]
    assert told[1] == quoted.format("Le #rgpd expliqué aux cabinets")
    published = {"en": "published today 09:00", "fr": "publiée aujourd'hui 09:00"}[language]
    assert told[2] == published
    (button,) = first["reply_markup"]["inline_keyboard"][0]
    assert button["text"] == {"en": "Open", "fr": "Ouvrir"}[language]
    assert (offered["is_personal"], offered["cache_time"]) == ("true", "60")


async def test_what_others_wrote_stays_text(house: House) -> None:
    talked_about(house)
    offered = await house.telegram.type_inline(JANE.id, "#rgpd")
    source = offered["results"][1]["input_message_content"]["message_text"]
    text, entities = parse_html(source)
    assert "<script>" in text
    assert all("evil" not in (one.link or "") for one in entities)


@in_both_languages
async def test_nothing_typed_yet_leads_to_the_bot(house: House, language: str) -> None:
    for text in ("", " ", "#", "a"):
        offered = await house.telegram.type_inline(WHO[language], text)
        assert offered["results"] == []
        assert hint(offered).startswith({"en": "Type a #tag", "fr": "Tapez un #mot-clé"}[language])
    (start,) = [offered["button"]["start_parameter"]]
    seat = house.seat("telegram", language)
    welcome = await seat.say(f"start {start}")
    assert welcome.lines[0].startswith({"en": "Hello.", "fr": "Bonjour."}[language])


@in_both_languages
async def test_nothing_found_is_said(house: House, language: str) -> None:
    offered = await house.telegram.type_inline(WHO[language], "#nobodysaysthis")
    assert (offered["results"], hint(offered)[:4]) == ([], {"en": "Noth", "fr": "Rien"}[language])


async def test_an_answer_is_kept_for_a_minute_and_asked_for_again_after_it(house: House) -> None:
    talked_about(house)
    await house.telegram.type_inline(JANE.id, "#rgpd")
    asked = searches(house)
    assert asked > 0
    await house.telegram.type_inline(JEANNE.id, "#rgpd")
    assert searches(house) == asked
    house.clock.move(timedelta(seconds=61))
    await house.telegram.type_inline(JANE.id, "#rgpd")
    assert searches(house) == 2 * asked


@in_both_languages
async def test_who_types_on_and_on_is_slowed_and_others_are_not(
    house: House, language: str
) -> None:
    talked_about(house)
    for number in range(20):
        offered = await house.telegram.type_inline(WHO[language], f"#tag{number}")
        assert hint(offered)[:4] in ("Noth", "Rien")
    slowed = await house.telegram.type_inline(WHO[language], "#rgpd")
    assert hint(slowed).startswith({"en": "One moment", "fr": "Un instant"}[language])
    other = {"en": JEANNE.id, "fr": JANE.id}[language]
    assert len((await house.telegram.type_inline(other, "#rgpd"))["results"]) == 2
    house.clock.move(timedelta(seconds=61))
    assert len((await house.telegram.type_inline(WHO[language], "#rgpd"))["results"]) == 2


async def test_once_somebody_runs_it_strangers_find_nothing(house: House) -> None:
    talked_about(house)
    assert house.app.claim_code is not None
    await house.seat("telegram", "en").say(f"claim {house.app.claim_code}")
    refused = await house.telegram.type_inline(JEANNE.id, "#rgpd")
    assert refused["results"] == []
    assert hint(refused) == "Ce Veilleur appartient à une entreprise\u00a0: demander l'accès"
    assert len((await house.telegram.type_inline(JANE.id, "#rgpd"))["results"]) == 2
    stranger, operator = house.seat("telegram", "fr"), house.seat("telegram", "en")
    await stranger.say("liste")
    notice = await operator.reads("Jeanne")
    await operator.press(notice, "Allow")
    assert len((await house.telegram.type_inline(JEANNE.id, "#rgpd"))["results"]) == 2


@pytest.mark.parametrize("text", ["#rgpd on x", "x:durand", "#rgpd on mastodon"])
async def test_a_network_that_is_named_changes_nothing(house: House, text: str) -> None:
    talked_about(house)
    offered = await house.telegram.type_inline(JANE.id, text)
    assert int(offered["cache_time"]) in (5, 60)


async def test_a_network_that_does_not_answer_holds_nobody_up(house: House) -> None:
    talked_about(house)
    house.sky.awake.clear()
    began = house.clock.monotonic()
    offered = await house.telegram.type_inline(JANE.id, "#rgpd")
    assert len(offered["results"]) == 2
    assert house.clock.monotonic() - began < 4
    house.sky.awake.set()


async def test_with_open_access_everybody_finds(sqlite_url: str, tmp_path: Any) -> None:
    async with running_bot(tmp_path, sqlite_url, TELEGRAM_ACCESS="open") as house:
        talked_about(house)
        await house.seat("telegram", "en").say(f"claim {house.app.claim_code}")
        assert len((await house.telegram.type_inline(JEANNE.id, "#rgpd"))["results"]) == 2
