"""A channel's hours are set by the city that people name."""

from __future__ import annotations

import pytest

from tests.scenarios.house import House
from tests.scenarios.seats import everywhere

SAID = {
    "en": ("settings zone {}", "Times here are now those of {}."),
    "fr": ("reglages ville {}", "Les heures sont désormais celles de {}."),
}


@everywhere
@pytest.mark.parametrize(("typed", "told"), [("Lyon", "Paris"), ("Montréal", "Montreal")])
async def test_a_city_that_no_time_zone_is_named_after_will_do(
    house: House, platform: str, language: str, typed: str, told: str
) -> None:
    line, answer = SAID[language]
    seen = await house.seat(platform, language).say(line.format(typed))
    assert answer.format(told) in seen.lines
