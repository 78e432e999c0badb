"""The first week: what is asked once, what a channel is for, tips, and hours for alerts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.grammar.times import read_hours
from bot.store import channels
from tests.scenarios.desk import Desk, open_desk
from tests.scenarios.house import House
from tests.scenarios.seats import Read, Seat, everywhere, in_both_languages

FOR = {"en": "what is this channel for?", "fr": "à quoi sert ce canal¬?"}
NEWS = {"en": "News of my profession", "fr": "Actualité du métier"}
UNDO = {"en": "Undo", "fr": "Annuler"}


async def _asked(house: House, seat: Seat, language: str) -> Read:
    """The question that follows the first watch by some minutes."""
    house.durand()
    await seat.say("watch @durand")
    house.clock.move(timedelta(minutes=3))
    return await seat.reads(FOR[language])


@in_both_languages
async def test_telegram_is_asked_for_its_time_zone_once_and_keeps_what_is_watched(
    house: House, language: str
) -> None:
    house.durand()
    house.fediverse.add("kpl", "KPL")
    jane = house.seat("telegram", language)
    yes, change, city = {
        "en": ("Yes, Paris", "Change", "London"),
        "fr": ("Oui, Paris", "Changer", "Londres"),
    }[language]
    confirmed = await jane.say("watch @durand")
    assert confirmed.buttons[1:3] == [yes, change]
    await jane.press(confirmed, yes, containing="Paris")
    assert any(one.text == confirmed.text for one in jane.chat())
    question = await jane.press(confirmed, change, containing=city)
    await jane.press(question, city, containing=city)
    assert await house.rows("SELECT zone FROM channel WHERE private") == [{"zone": "Europe/London"}]
    again = await jane.say(f"watch @kpl@{house.host}")
    assert not {yes, change} & set(again.buttons)


@everywhere
async def test_a_channel_is_asked_once_what_it_is_for(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    house.fediverse.add("kpl", "KPL")
    await _asked(house, jane, language)
    await jane.say(f"watch @kpl@{house.host}")
    house.clock.move(timedelta(minutes=10))
    await house.app.drain()
    assert len([one for one in jane.chat() if FOR[language] in one]) == 1


@everywhere
async def test_all_answers_to_it_stand_side_by_side(
    house: House, platform: str, language: str
) -> None:
    question = await _asked(house, house.seat(platform, language), language)
    assert (
        question.buttons[:4]
        == {
            "en": ["Competitors", "News of my profession", "Ideas for our posts", "One subject"],
            "fr": ["Concurrents", "Actualité du métier", "Idées de publications", "Un sujet"],
        }[language]
    )
    assert question.buttons[4:] == ["⋯"]


@everywhere
async def test_a_purpose_changes_what_watches_send_until_it_is_undone(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    question = await _asked(house, jane, language)
    answer = await jane.press(question, NEWS[language], containing=UNDO[language])
    modes = "SELECT mode FROM watch ORDER BY id"
    assert await house.rows(modes) == [{"mode": "digest"}]
    house.fediverse.add("kpl", "KPL")
    await jane.say(f"watch @kpl@{house.host}")
    assert await house.rows(modes) == [{"mode": "digest"}, {"mode": "digest"}]
    undone = {"en": "as they were before", "fr": "comme avant"}[language]
    await jane.press(answer, UNDO[language], containing=undone)
    assert await house.rows(modes) == [{"mode": "both"}, {"mode": "digest"}]
    told = "SELECT purpose, profiles FROM channel WHERE id = 1"
    assert [(one["purpose"], bool(one["profiles"])) for one in await house.rows(told)] == [
        (None, True)
    ]


@in_both_languages
async def test_hours_for_alerts_are_shown_in_the_settings_and_undone(
    house: House, language: str
) -> None:
    jane = house.seat("slack", language)
    answer = await jane.say("settings alerts lun-ven 8h-19h")
    shown = {"en": "Monday to Friday, 08:00 to 19:00", "fr": "vendredi, de 08:00 à 19:00"}[language]
    assert shown in answer
    assert shown in await jane.say("settings")
    await jane.press(answer, UNDO[language])
    assert shown not in await jane.say("settings")


async def test_a_shared_channel_is_not_greeted(house: House) -> None:
    house.slack.state.channels["C1"].shared = True
    joined = {"type": "member_joined_channel", "user": "UBOT", "channel": "C1", "inviter": "U1"}
    await house.slack.event(joined)
    await house.app.drain()
    assert house.seat("slack").chat() == []


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


async def test_alerts_of_the_weekend_come_on_monday_morning(desk: Desk) -> None:
    watch = await desk.watching()
    async with desk.app.store.begin() as tx:
        await channels.update(tx, watch.channel_id, alert_hours=read_hours("mon-fri 08:00-19:00"))
    saturday = desk.clock.now().replace(hour=10) + timedelta(days=5 - desk.clock.now().weekday())
    desk.clock.move_to(saturday)
    await desk.publish(watch, "On recrute à Lille")
    await desk.pass_by(600, step=60)
    assert desk.holding("On recrute") == 0
    await desk.pass_to(saturday + timedelta(days=2))
    assert desk.holding("On recrute") == 1
