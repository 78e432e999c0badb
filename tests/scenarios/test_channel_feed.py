"""A web feed of a channel: asked for in the chat, read by whoever was given its address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import feedparser
import pytest

from bot.store.tables import metadata
from tests.fakes.telegram import GROUP, JANE, JEANNE
from tests.scenarios.house import House, running_bot
from tests.scenarios.seats import Read, everywhere, in_both_languages

BASE = "https://veilleur.example"
SET = {"en": "settings feed", "fr": "réglages flux"}
WORDS = {
    "en": {"on": "on", "new": "new", "off": "off"},
    "fr": {"on": "oui", "new": "nouveau", "off": "non"},
}
SHOWN = {
    "en": "Here is the web feed (Atom) of what is found here.",
    "fr": "Voici le flux (Atom) de ce qui est trouvé ici.",
}
OFF = {
    "en": "The web feed of this channel is off: its address no longer works.",
    "fr": "Le flux de ce canal est arrêté~: son adresse ne fonctionne plus.",
}
ALREADY = {
    "en": "There is a web feed of this channel since Mon 23 Nov.",
    "fr": "Depuis le lun. 23 nov., ce canal a un flux.",
}
NOT_HERE = {"en": "A web feed needs a web address", "fr": "Un flux demande une adresse web"}


@pytest.fixture
async def online(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A bot with a web server, which the world knows as BASE."""
    settings = {"HTTP_BIND": "127.0.0.1:0", "PUBLIC_URL": f"{BASE}/"}
    async with running_bot(tmp_path, sqlite_url, **settings) as running:
        yield running


def address(house: House, read: Read) -> str:
    """What the answer shows, where the server of this test is."""
    [path] = re.findall(rf"{BASE}(/feed/[\w-]{{43}}\.xml)", read.text)
    web = house.app._web
    assert web is not None
    return f"http://127.0.0.1:{web._runner.addresses[0][1]}{path}"


async def status(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def titles(url: str) -> list[str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return [one.title for one in feedparser.parse(await answer.read()).entries]


@everywhere
async def test_an_address_is_shown_once_replaced_ended_and_put_back(
    online: House, platform: str, language: str
) -> None:
    house, seat, typed = online, online.seat(platform, language), WORDS[language]
    house.durand()
    first = await seat.say(f"{SET[language]} {typed['on']}")
    assert first.lines[0].startswith(SHOWN[language])
    url = address(house, first)
    await seat.say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.post("durand", "Lisible partout", house.clock.now())
    await seat.reads("Lisible partout")
    assert await titles(url) == ["Lisible partout"]
    again = await seat.say(f"{SET[language]} {typed['on']}")
    assert again.lines[0].startswith(ALREADY[language])
    assert "/feed/" not in again
    newer = await seat.say(f"{SET[language]} {typed['new']}")
    other = address(house, newer)
    assert (await status(url), await status(other)) == (404, 200)
    ended = await seat.say(f"{SET[language]} {typed['off']}")
    assert ended.lines[0] == OFF[language]
    assert await status(other) == 404
    await seat.press(ended, {"en": "Undo", "fr": "Annuler"}[language])

    async def back() -> bool:
        return await status(other) == 200

    await house.until(back, "the feed as it was")


async def test_only_the_person_who_asked_reads_the_address_on_slack(online: House) -> None:
    jane = online.seat("slack", "en")
    await jane.say("settings feed on")
    assert not any("/feed/" in one for one in jane.chat())


async def test_in_a_group_on_telegram_the_answer_says_that_all_can_see_it(online: House) -> None:
    group = await online.seat("telegram", "en", GROUP).say("settings feed on")
    assert "Everybody in this group can see it here" in group
    private = await online.seat("telegram", "en").say("settings feed on")
    assert "Everybody in this group" not in private


async def test_the_address_is_nowhere_in_the_database_or_the_logs(
    online: House, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = await online.seat("telegram", "en").say("settings feed on")
    url = address(online, shown)
    secret = url.rpartition("/")[2].removesuffix(".xml")
    assert await status(url) == 200
    assert await status(url.replace(".xml", "")) == 404
    every = [str(await online.rows(f"SELECT * FROM {name}")) for name in metadata.tables]
    assert secret not in "".join(every)
    assert secret not in "".join(capfd.readouterr())


@in_both_languages
async def test_without_a_web_address_the_answer_says_what_the_operator_must_set(
    house: House, language: str
) -> None:
    seat = house.seat("telegram", language)
    said = await seat.say(f"{SET[language]} {WORDS[language]['on']}")
    assert said.lines[0].startswith(NOT_HERE[language])
    assert "HTTP_BIND" in said
    assert await house.rows("SELECT * FROM channel_feed") == []


ASKED = {
    "en": ["Make one", "New address", "Switch it off"],
    "fr": ["En créer un", "Nouvelle adresse", "L'arrêter"],
}


@everywhere
async def test_without_a_word_it_asks_what_to_do(
    online: House, platform: str, language: str
) -> None:
    seat = online.seat(platform, language)
    question = await seat.say(SET[language])
    assert question.buttons == ASKED[language]
    await seat.press(question, ASKED[language][0], SHOWN[language])


async def test_who_may_not_change_the_channel_gets_no_address(online: House) -> None:
    online.telegram.world.chats[GROUP].roles |= {JANE.id: "creator", JEANNE.id: "member"}
    stranger = online.seat("telegram", "fr", GROUP)
    answer = await stranger.say("réglages flux oui")
    assert "/feed/" not in answer
    assert await online.rows("SELECT * FROM channel_feed") == []
