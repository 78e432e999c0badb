"""Where people from outside read along, nothing is posted before a private question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes.slack import Channel, FakeSlack, Person
from tests.scenarios.house import House
from tests.scenarios.seats import SlackSeat, in_both_languages

ASK = {
    "en": "{} is read by people from outside your firm. Nothing has been posted or changed yet.",
    "fr": "{}~: ce canal est lu par des personnes extérieures à votre cabinet. Rien n'y a encore "
    "été publié ni modifié.",
}
HERE = {"en": "Post here", "fr": "Publier ici"}
ELSEWHERE = {"en": "Choose another channel", "fr": "Choisir un autre canal"}


def connected(slack: FakeSlack) -> None:
    slack.add(Channel("C9", "avec-dupont", member=True, shared=True))


def with_a_guest(slack: FakeSlack) -> None:
    slack.add(Person("U8", "Gaston", guest=True))
    slack.add(Channel("C9", "avec-dupont", member=True, people=frozenset({"U1", "U2", "U8"})))


outside = pytest.mark.parametrize("open_up", [connected, with_a_guest])


@outside
@in_both_languages
async def test_the_first_watch_there_is_asked_about_in_private(
    house_on_both: House, language: str, open_up: Callable[[FakeSlack], None]
) -> None:
    house = house_on_both
    house.durand()
    open_up(house.slack)
    jane = house.seat("slack", language, "C9")
    asked = await jane.say("watch @durand")
    assert asked.lines == [ASK[language].format("avec-dupont")]
    assert asked.buttons == [HERE[language], ELSEWHERE[language]]
    assert asked.item.only is not None
    assert jane.chat() == []
    assert await house.rows("SELECT id FROM watch") == []
    await jane.press(asked, HERE[language], "Cabinet Durand")
    added = await jane.reads("Cabinet Durand")
    assert added.item.only is None
    await house.looked()
    house.fediverse.post("durand", "Toujours là", house.clock.now())
    await jane.reads("Toujours là")


async def test_once_agreed_it_is_not_asked_again_until_that_is_undone(house: House) -> None:
    house.durand()
    connected(house.slack)
    jane = house.seat("slack", "en", "C9")
    await jane.press(await jane.say("watch @durand"), "Post here", "Cabinet Durand")
    await jane.reads("Cabinet Durand")
    public = await jane.say("mute 2d", containing="No alerts here")
    assert public.item.only is None
    [agreed] = await house.rows("SELECT id FROM change WHERE verb = 'publish'")
    await jane.say(f"undo {agreed['id']}", containing="Undone: nothing is posted here")
    asked = await jane.say("digest now")
    assert asked.lines == [ASK["en"].format("avec-dupont")]


@in_both_languages
async def test_another_channel_is_chosen_in_a_form_that_is_filled_in(
    house: House, language: str
) -> None:
    house.durand()
    connected(house.slack)
    house.slack.add(Channel("C2", "entre-nous", member=True))
    jane = SlackSeat(house.slack, {"en": "U1", "fr": "U2"}[language], "C9")
    for text in ("@durand -tva", "@durand"):
        asked = await jane.say(f"watch {text}")
        exchange = await house.slack.click(asked.item, ELSEWHERE[language], user=jane.user)
        [form] = await exchange.replies(1)
        assert form.blocks[0]["element"]["initial_value"] == text
    await house.slack.submit_view(form, {"where": "C2"})
    await house.seat("slack", language, "C2").reads("Cabinet Durand")
    assert not any(house.slack.posts("C9"))


async def test_what_is_not_agreed_stays_between_the_bot_and_the_person(house: House) -> None:
    connected(house.slack)
    jane = house.seat("slack", "en", "C9")
    for text in ("settings language fr", "mute 2d", "digest 09:00"):
        assert (await jane.say(text)).item.only == "U1"
    assert house.slack.posts("C9") == []


async def test_people_of_another_firm_are_told_nothing(house: House) -> None:
    house.durand()
    connected(house.slack)
    jane = house.seat("slack", "en", "C9")
    await jane.press(await jane.say("watch @durand"), "Post here", "Cabinet Durand")
    house.slack.add(Person("U7", "Guy", team="T2"))
    guy = SlackSeat(house.slack, "U7", "C9")
    for text in ("list", "firm", "watch @kpl", "help"):
        assert (await guy.say(text)).lines == [
            "I only answer the people who run me here. They can tell you more."
        ]


async def test_a_channel_shared_later_waits_and_who_watches_there_is_asked(house: House) -> None:
    house.durand()
    place = Channel("C9", "avec-dupont", member=True)
    house.slack.add(place)
    jane = house.seat("slack", "en", "C9")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    place.shared = True
    shared = {"type": "channel_shared", "channel": "C9", "connected_team_id": "T2"}
    await house.slack.event(shared)
    await house.until(lambda: house.rows("SELECT id FROM channel WHERE parked IS NOT NULL"), "held")
    house.fediverse.post("durand", "Chut", house.clock.now())
    own = SlackSeat(house.slack, "U1", house.slack.state.im("U1").id)
    asked = await own.reads("read by people from outside your firm")
    assert asked.buttons == ["Post here", "Post nothing there"]
    assert not any("Chut" in one for one in jane.chat())
    await own.press(asked, "Post here", "Noted: I post in avec-dupont")
    await jane.reads("Chut")


async def test_without_the_event_nothing_is_sent_either(house: House) -> None:
    house.durand()
    jane = house.seat("slack", "en")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.slack.state.channels["C1"].shared = True
    front = house.app.fronts["slack"]  # type: ignore[index]
    front._crowd.forget("C1")  # type: ignore[attr-defined]
    house.fediverse.post("durand", "Chut", house.clock.now())
    own = SlackSeat(house.slack, "U1", house.slack.state.im("U1").id)
    asked = await own.reads("read by people from outside your firm")
    assert not any("Chut" in one for one in jane.chat())
    said = await own.press(asked, "Post nothing there", "I post nothing in veille")
    assert said.buttons == []
    house.slack.state.channels["C1"].shared = False
    front._crowd.forget("C1")  # type: ignore[attr-defined]
    await jane.reads("Chut")


async def test_a_guest_who_joins_makes_it_wait(house: House) -> None:
    house.durand()
    jane = house.seat("slack", "en")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.slack.add(Person("U8", "Gaston", guest=True))
    house.slack.state.channels["C1"].people = frozenset({"U1", "U2", "U8"})
    await house.slack.event({"type": "member_joined_channel", "channel": "C1", "user": "U8"})
    own = SlackSeat(house.slack, "U1", house.slack.state.im("U1").id)
    await own.reads("read by people from outside your firm")
    asked = await jane.say("watch @kpl")
    assert asked.lines == [ASK["en"].format("veille")]


async def test_the_question_of_another_team_is_not_answered(house: House) -> None:
    connected(house.slack)
    jane = house.seat("slack", "en", "C9")
    await jane.say("list")
    [place] = await house.rows("SELECT id FROM channel WHERE chat = 'C9'")
    jeanne = house.seat("telegram", "fr")
    answer = await jeanne.say(f"publish {place['id']}")
    assert "trop ancien" in answer
    [still] = await house.rows("SELECT for_outsiders FROM channel WHERE chat = 'C9'")
    assert not still["for_outsiders"]


async def test_a_bot_that_was_removed_goes_on_once_it_is_invited_again(house: House) -> None:
    house.durand()
    house.slack.add(Channel("G1", "secret", private=True, member=True))
    jane = house.seat("slack", "en", "G1")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.slack.state.channels["G1"].member = False
    house.fediverse.post("durand", "Pendant l'absence", house.clock.now())
    await house.until(lambda: house.rows("SELECT id FROM channel WHERE parked IS NOT NULL"), "held")
    house.slack.state.channels["G1"].member = True
    joined = {"type": "member_joined_channel", "channel": "G1", "user": "UBOT"}
    await house.slack.event(joined)
    await jane.reads("Pendant l'absence")
