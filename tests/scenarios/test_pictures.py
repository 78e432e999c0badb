"""Pictures in the colours that a channel wants, drawn by the bot as it runs."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.model import ChannelKey, DeliveryId, DeliveryKind, Platform
from bot.render.charts.draw import laid_out, png
from bot.service.ports import Outgoing
from bot.store import channels
from tests.fakes.telegram import JANE, JEANNE
from tests.front.pictured import HOURS, compared
from tests.scenarios.house import House
from tests.scenarios.seats import everywhere

DARK = {"en": "settings pictures dark", "fr": "réglages images sombres"}
LIGHT = {"en": "settings pictures light", "fr": "réglages images claires"}
DONE = {
    "en": "Pictures are drawn on a dark ground here from now on.",
    "fr": "Les images sont désormais dessinées ici sur fond sombre.",
}
UNDONE = {
    "en": ("Undo", "Undone: the settings are as they were before."),
    "fr": ("Annuler", "Annulé~: les réglages sont comme avant."),
}
ROW = {
    "en": ("Pictures have a light ground", "Pictures have a dark ground"),
    "fr": ("Les images sont sur fond clair", "Les images sont sur fond sombre"),
}
WHICH = {
    "en": "On which ground should pictures be drawn here, dark or light?",
    "fr": "Sur quel fond dessiner les images ici~: sombre ou clair¬?",
}


def drawn(*, dark: bool) -> bytes:
    assert HOURS.chart is not None
    return png(laid_out(HOURS.chart, dark=dark))


async def pictured(house: House, platform: str, language: str) -> bytes:
    """A message with a picture is sent to where they are; the picture that arrives."""
    chat = {"slack": "C1", "telegram": str({"en": JANE, "fr": JEANNE}[language].id)}[platform]
    key = ChannelKey(Platform(platform), {"slack": "T1", "telegram": "1"}[platform], chat)
    async with house.app.store.read() as tx:
        channel = await channels.by_key(tx, key)
    assert channel is not None
    message = compared(HOURS, language=language)
    before = len(pictures(house, platform, chat))
    outgoing = Outgoing(DeliveryId(10**6), DeliveryKind.NOTICE, channel, message)
    await house.app.fronts[key.platform].send(outgoing)
    fake: Any = house.slack if platform == "slack" else house.telegram
    await fake.wait_for(lambda: len(pictures(house, platform, chat)) > before, 20)
    return pictures(house, platform, chat)[-1]


def pictures(house: House, platform: str, chat: str) -> list[bytes]:
    if platform == "slack":
        return [file.content for one in house.slack.posts(chat) for file in one.files]
    posts = house.telegram.posts(int(chat))
    return [one.media.content for one in posts if one.media]


@everywhere
async def test_a_channel_has_its_pictures_dark_until_it_wants_them_light(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    light, dark = ROW[language]
    assert light in await seat.say({"en": "settings", "fr": "réglages"}[language])
    said = await seat.say(DARK[language], containing=DONE[language])
    assert dark in await seat.say({"en": "settings", "fr": "réglages"}[language])
    assert await pictured(house, platform, language) == drawn(dark=True)
    button, undone = UNDONE[language]
    await seat.press(said, button, containing=undone)
    assert await pictured(house, platform, language) == drawn(dark=False)
    await seat.say(LIGHT[language])
    assert light in await seat.say({"en": "settings", "fr": "réglages"}[language])


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_ground_of_pictures_may_be_chosen_by_pressing(
    house: House, language: str
) -> None:
    seat = house.seat("telegram", language)
    asked = await seat.say({"en": "settings pictures", "fr": "réglages images"}[language])
    assert WHICH[language] in asked
    assert len(asked.buttons) == 2
