"""Undo takes back, rights are asked at each change, and everything stays in its place."""

from __future__ import annotations

from datetime import timedelta

from tests.fakes.telegram import FORUM, GROUP, JANE, JEANNE
from tests.scenarios.house import House
from tests.scenarios.seats import TelegramSeat, everywhere, in_both_languages


@everywhere
async def test_unwatch_is_undone_with_one_press_and_alerts_go_on(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    house.durand()
    jane = house.seat(platform, language)
    await jane.say("watch @durand")
    await house.looked()
    stopped = await jane.say({"en": "unwatch 1", "fr": "retirer 1"}[language])
    assert (
        stopped.lines
        == {
            "en": ["Stopped: Cabinet Durand. What was found stays."],
            "fr": ["C'est arrêté~: Cabinet Durand. Ce qui a été trouvé est conservé."],
        }[language]
    )
    undone = await jane.press(stopped, {"en": "Undo", "fr": "Annuler"}[language], "Cabinet")
    assert (
        undone.lines
        == {
            "en": ["Undone: Cabinet Durand is watched again."],
            "fr": ["Annulé~: Cabinet Durand est de nouveau suivi."],
        }[language]
    )
    house.fediverse.post("durand", "Toujours là", house.clock.now())
    await jane.reads("Toujours là")


@everywhere
async def test_undo_without_a_change_says_so(house: House, platform: str, language: str) -> None:
    answer = await house.seat(platform, language).say({"en": "undo", "fr": "annuler"}[language])
    assert (
        answer.lines
        == {
            "en": ["There is nothing to undo here in the last 24 hours."],
            "fr": ["Il n'y a rien à annuler ici depuis 24 heures."],
        }[language]
    )


@in_both_languages
async def test_in_a_group_only_its_administrators_change_and_the_denial_names_them(
    house: House, language: str
) -> None:
    house.durand()
    if language == "en":
        house.telegram.world.chats[GROUP].roles |= {JANE.id: "member", JEANNE.id: "creator"}
    asks = house.seat("telegram", language, GROUP)
    before = await house.kept()
    for text in ("watch @durand", "unwatch 1", "mute 2d", "digest 07:45", "settings language fr"):
        denied = await asks.say(text)
        assert (
            denied.lines
            == {
                "en": [
                    "Only Jeanne can change what Cabinet Martin watches. You can search, or "
                    "watch for "
                    "yourself in a private conversation with me."
                ],
                "fr": [
                    "La liste de Cabinet Martin ne peut être modifiée que par Jane. Vous pouvez "
                    "chercher, ou suivre pour vous-même dans une conversation privée avec moi."
                ],
            }[language]
        )
    assert await house.kept() == before
    assert "Cabinet Durand" in await asks.say("find durand")


async def test_a_button_of_a_group_is_refused_to_who_may_not_change_it(house: House) -> None:
    house.durand()
    jane = house.seat("telegram", "en", GROUP)
    added = await jane.say(f"watch @durand@{house.host}")
    exchange = await house.telegram.press(added.item, "Undo", JEANNE.id)
    assert (await exchange.answer()).startswith("Only Jane can change")
    assert len(await house.rows("SELECT id FROM watch WHERE ended_at IS NULL")) == 1


async def test_alerts_stay_in_the_topic_where_they_were_asked(house: House) -> None:
    house.durand()
    jane = TelegramSeat(house.telegram, JANE.id, FORUM, topic=7)
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.post("durand", "Dans le sujet", house.clock.now())
    alert = await jane.reads("Dans le sujet")
    assert alert.item.topic == 7


async def test_an_old_button_answers_in_words(house: House) -> None:
    house.durand()
    jane = house.seat("telegram")
    added = await jane.say("watch @durand")
    house.clock.move(timedelta(days=31))
    answer = await jane.press(added, "Wrong account")
    assert answer.lines == ["That button is too old, or its message has changed."]
    assert len(await house.rows("SELECT id FROM watch WHERE ended_at IS NULL")) == 1
