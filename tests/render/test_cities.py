"""Cities as people type them, and the time zones that they are in."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import cities
from bot.render.cities import city_like, city_of


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Lyon", "Europe/Paris"),
        ("LILLE", "Europe/Paris"),
        ("st etienne", "Europe/Paris"),
        ("Aix en Provence", "Europe/Paris"),
        ("Paris, France", "Europe/Paris"),
        ("Bruxelles", "Europe/Brussels"),
        ("Brussels", "Europe/Brussels"),
        ("Liège", "Europe/Brussels"),
        ("geneve", "Europe/Zurich"),
        ("Lausanne", "Europe/Zurich"),
        ("Montréal", "America/Montreal"),
        ("Quebec", "America/Montreal"),
        ("Toronto", "America/Toronto"),
        ("Londres", "Europe/London"),
        ("Manchester", "Europe/London"),
        ("new-york", "America/New_York"),
        ("San Francisco", "America/Los_Angeles"),
        ("Saint-Denis de La Réunion", "Indian/Reunion"),
        ("Nouméa", "Pacific/Noumea"),
        ("Le Caire", "Africa/Cairo"),
        ("Tokyo", "Asia/Tokyo"),
        ("Europe/Paris", "Europe/Paris"),
        ("america/new_york", "America/New_York"),
    ],
)
def test_a_city_is_found_as_people_type_it(text: str, zone: str) -> None:
    found = city_of(text)
    assert found is not None
    assert found.zone == zone


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Lyno", "Lyon"), ("Marsielle", "Marseille"), ("Gneve", "Genève"), ("Bruxlles", "Bruxelles")],
)
def test_a_misspelt_city_is_guessed(text: str, meant: str) -> None:
    assert city_of(text) is None
    found = city_like(text)
    assert found is not None
    assert found.name == meant


@pytest.mark.parametrize("text", ["", "qsdf", "Xyzzyville", "???"])
def test_what_is_no_city_is_not_guessed(text: str) -> None:
    assert city_of(text) is None
    assert city_like(text) is None


def test_every_zone_of_ours_exists_and_no_name_stands_in_two() -> None:
    named = [city for city in cities._ours() if ZoneInfo(city.zone)]
    plain = [cities._plain(city.name) for city in named]
    assert len(named) > 300
    twice = {name for name in plain if plain.count(name) > 1}
    zones = {name: {one.zone for one in named if cities._plain(one.name) == name} for name in twice}
    assert {name: found for name, found in zones.items() if len(found) > 1} == {}


def test_every_zone_can_be_named_but_those_that_are_named_after_a_distance() -> None:
    other = {zone: city_of(zone) for zone in available_timezones() if "/" in zone}
    wrong = {zone for zone, found in other.items() if found is None or found.zone != zone}
    assert wrong == {zone for zone in other if zone.startswith("Etc/")}


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_city_or_not(text: str) -> None:
    for found in (city_of(text), city_like(text)):
        assert found is None or found.zone in available_timezones()
