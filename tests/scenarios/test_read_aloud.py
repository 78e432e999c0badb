"""Slack's buttons for somebody who hears the screen: each says what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.scenarios.house import House
from tests.scenarios.seats import Read, in_both_languages

NAMING_THEMSELVES = {"Settings", "Réglages", "The list", "La liste"}


def buttons(read: Read) -> Iterator[dict[str, Any]]:
    for block in read.item.blocks:
        if block["type"] == "actions":
            yield from (one for one in block["elements"] if one["type"] == "button")


def unnamed(read: Read, name: str) -> list[str]:
    """Labels that leave to the eye what the button is about."""
    heard = {one["text"]["text"]: one.get("accessibility_label", "") for one in buttons(read)}
    assert heard
    silent = [label for label, aloud in heard.items() if name not in (label + aloud).lower()]
    return [label for label in silent if label not in NAMING_THEMSELVES]


@in_both_languages
async def test_every_button_from_a_name_to_an_alert_says_whom_it_is_about(
    house: House, language: str
) -> None:
    house.durand()
    jane = house.seat("slack", language)
    answer = await jane.say("watch @durand")
    assert unnamed(answer, "durand") == []
    await house.looked()
    house.fediverse.post("durand", "TVA : le guide", house.clock.now())
    assert unnamed(await jane.reads("TVA"), "durand") == []
    assert unnamed(await jane.say("unwatch 1"), "durand") == []
