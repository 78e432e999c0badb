"""Who runs the installation, and which chats it lets in."""

from __future__ import annotations

import pytest

from tests.fakes.telegram import GROUP
from tests.scenarios.house import House
from tests.scenarios.seats import everywhere, in_both_languages

DONE = {
    "en": "You now run this Veilleur. Its notices will reach you here.",
    "fr": "Vous gérez désormais ce Veilleur. Ses avis vous parviendront ici.",
}
WRONG = {
    "en": "That code is not the right one, or was used already. veilleur run prints the right one.",
    "fr": "Ce code n'est pas le bon, ou a déjà servi. veilleur run affiche le bon.",
}
PRIVATE = {"U1": "DU1", "U2": "DU2"}


def code(house: House) -> str:
    assert house.app.claim_code is not None
    return house.app.claim_code


@everywhere
async def test_the_code_makes_an_operator_once_and_in_private_only(
    house: House, platform: str, language: str
) -> None:
    if platform == "slack":
        user = {"en": "U1", "fr": "U2"}[language]
        house.slack.state.im(user)
        alone = house.seat("slack", language, PRIVATE[user])
        crowd = house.seat("slack", language)
    else:
        alone, crowd = house.seat("telegram", language), house.seat("telegram", language, GROUP)
    public = await crowd.say(f"claim {code(house)}")
    assert public.lines[0].startswith({"en": "Send me the code", "fr": "Envoyez-moi"}[language])
    assert (await alone.say("claim AAAA-AAAA")).lines == [WRONG[language]]
    assert (await alone.say(f"claim {code(house)}")).lines == [DONE[language]]
    again = await alone.say(f"claim {code(house)}")
    assert (
        again.lines
        == {
            "en": ["You already run this Veilleur."],
            "fr": ["Vous gérez déjà ce Veilleur."],
        }[language]
    )
    assert len(await house.rows("SELECT person_id FROM operator")) == 1


async def test_a_used_code_is_worth_nothing_to_the_next_person(house: House) -> None:
    assert (await house.seat("telegram", "en").say(f"start {code(house)}")).lines == [DONE["en"]]
    # The operator of another platform: not Telegram's door, which would ask first.
    house.slack.state.im("U2")
    answer = await house.seat("slack", "fr", "DU2").say(f"claim {code(house)}")
    assert answer.lines == [WRONG["fr"]]


@in_both_languages
async def test_an_unknown_chat_is_asked_for_and_let_in_by_the_operator(
    house: House, language: str
) -> None:
    house.durand()
    guest_language = {"en": "fr", "fr": "en"}[language]
    operator = house.seat("telegram", language)
    guest = house.seat("telegram", guest_language)
    await operator.say(f"start {code(house)}")
    asked = await guest.say("watch @durand")
    assert (
        asked.lines
        == {
            "en": [
                "This Veilleur belongs to a firm: I have asked the person who runs it "
                "to let you in."
            ],
            "fr": [
                "Ce Veilleur appartient à un cabinet~: j'ai demandé à la personne qui le "
                "gère de vous "
                "ouvrir l'accès."
            ],
        }[guest_language]
    )
    assert await house.rows("SELECT id FROM watch") == []
    name = {"en": "Jeanne", "fr": "Jane"}[language]
    notice = await operator.reads({"en": "asks to use", "fr": "demande à utiliser"}[language])
    assert name in notice.lines[0]
    allow = {"en": "Allow", "fr": "Accepter"}[language]
    allowed = await operator.press(notice, allow, containing=name)
    assert (
        allowed.lines
        == {
            "en": ["Jeanne may now use Veilleur."],
            "fr": ["Jane peut désormais utiliser Veilleur."],
        }[language]
    )
    await guest.reads({"en": "You may use Veilleur", "fr": "Vous pouvez désormais"}[guest_language])
    await guest.say("watch @durand")
    await guest.reads("Cabinet Durand (Mastodon)")


@pytest.mark.parametrize("times", [1, 3])
async def test_the_operator_is_asked_once_however_often_a_stranger_tries(
    house: House, times: int
) -> None:
    operator, guest = house.seat("telegram", "en"), house.seat("telegram", "fr")
    await operator.say(f"start {code(house)}")
    for _ in range(times):
        await guest.say("list")
    await operator.reads("asks to use")
    await house.app.drain()
    assert sum("asks to use" in one for one in operator.chat()) == 1


@in_both_languages
async def test_only_a_telegram_chat_that_asked_can_be_let_in_by_its_number(
    house: House, language: str
) -> None:
    operator = house.seat("telegram", language)
    await operator.say(f"start {code(house)}")
    await house.seat("slack", language).say("list")
    unknown = {
        "en": "I know no Telegram chat of that number.",
        "fr": "Je ne connais aucune conversation Telegram de ce numéro.",
    }[language]
    [slack] = await house.rows("SELECT id FROM channel WHERE platform = 'slack'")
    before = await house.kept()
    for number in (slack["id"], 999):
        assert (await operator.say(f"allow {number}")).lines == [unknown]
    assert await house.kept() == before
