"""A language that came as one file is spoken like the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.render.languages import installed, module, written
from tests.scenarios.house import House


@pytest.fixture
def german(tmp_path: Path) -> Iterator[None]:
    folder = tmp_path / "languages"
    folder.mkdir()
    with installed("de", module(written("de", "de:")), folder):
        yield


@pytest.mark.parametrize("typed", ["de", "german", "allemand", "Deutsch"])
@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_a_channel_is_spoken_to_in_the_language_that_was_set(
    german: None, house: House, platform: str, typed: str
) -> None:
    jane = house.seat(platform)
    assert "de:From now on" in await jane.say(f"settings language {typed}")
    assert "de:Nothing is watched here yet" in await jane.say("list")


@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_the_languages_to_choose_from_are_those_that_are_there(
    german: None, house: House, platform: str
) -> None:
    jane = house.seat(platform)
    asked = await jane.say("settings language")
    assert sorted(asked.buttons) == ["English", "Français", "de:English"]
    assert "de:From now on" in await jane.press(asked, "de:English")


async def test_a_language_that_nobody_wrote_is_refused_with_those_there_are(house: House) -> None:
    answer = await house.seat("telegram").say("settings language de")
    assert "I speak English and French." in answer
