"""Days and hours for alerts: what is held, until when, and how people write them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.compose import held, held_until, in_quiet_hours
from bot.core.grammar import Ok, Setting, Settings, parse, render
from bot.core.grammar.times import read_hours, write_hours
from bot.core.hours import AlertHours
from bot.core.model import Channel, ChannelId, ChannelKey, Platform, Quiet, WorkspaceId

PARIS = ZoneInfo("Europe/Paris")
OFFICE = AlertHours(frozenset(range(5)), time(8), time(19))
hours_of_day = st.integers(0, 23).map(time)
alert_hours = st.builds(
    AlertHours,
    st.frozensets(st.integers(0, 6), min_size=1),
    hours_of_day,
    hours_of_day,
)


def channel(hours: AlertHours | None = None, quiet: Quiet | None = None) -> Channel:
    return Channel(
        ChannelId(1),
        WorkspaceId(1),
        ChannelKey(Platform.SLACK, "T1", "C1"),
        "veille",
        "fr",
        "Europe/Paris",
        True,
        time(8, 30),
        frozenset(range(5)),
        datetime(2026, 1, 1, tzinfo=UTC),
        quiet=quiet,
        alert_hours=hours,
    )


@pytest.mark.parametrize(
    ("day", "hour", "comes"),
    [(23, 8, True), (23, 18, True), (23, 19, False), (23, 7, False), (28, 10, False)],
)
def test_office_hours_let_alerts_through_on_working_days(day: int, hour: int, comes: bool) -> None:
    assert OFFICE.open(datetime(2026, 11, day, hour, tzinfo=PARIS)) == comes


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night = AlertHours(frozenset({4}), time(20), time(6))
    assert friday_night.open(datetime(2026, 11, 28, 5, 59, tzinfo=PARIS))
    assert not friday_night.open(datetime(2026, 11, 27, 5, 59, tzinfo=PARIS))


def test_what_comes_on_friday_evening_waits_for_monday_morning() -> None:
    friday = datetime(2026, 11, 27, 21, tzinfo=PARIS)
    assert held(channel(OFFICE), friday)
    assert held_until(channel(OFFICE), friday) == datetime(2026, 11, 30, 8, tzinfo=PARIS)


def test_quiet_hours_that_begin_a_working_day_are_waited_for_too() -> None:
    place = channel(OFFICE, Quiet(time(6), time(9)))
    sunday = datetime(2026, 11, 29, 12, tzinfo=PARIS)
    assert held_until(place, sunday) == datetime(2026, 11, 30, 9, tzinfo=PARIS)


@given(alert_hours, st.none() | st.builds(Quiet, hours_of_day, hours_of_day), st.data())
def test_alerts_are_held_until_the_first_moment_that_is_open(
    hours: AlertHours, quiet: Quiet | None, data: st.DataObject
) -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    now = start + timedelta(minutes=30 * data.draw(st.integers(0, 48 * 7)))
    place = channel(hours, quiet)
    local = now.astimezone(PARIS)
    comes = hours.open(local) and not in_quiet_hours(quiet, local.time())
    until = held_until(place, now)
    assert (until is None) == comes
    assert held(place, now) == (not comes)
    for half_hours in range(48 * 8 if until is not None else 0):
        at = now + timedelta(minutes=30 * half_hours)
        if until is not None and at < until:
            assert held(place, at)


@given(alert_hours)
def test_hours_are_read_as_they_are_written(hours: AlertHours) -> None:
    read = read_hours(write_hours(hours))
    assert read is not None
    assert read.days == hours.days
    whole = hours.start == hours.end
    assert (read.start, read.end) == ((time(), time()) if whole else (hours.start, hours.end))
    command = Settings(Setting.ALERTS, write_hours(hours))
    assert parse(render(command)) == Ok(command)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("settings alerts mon-fri 08:00-19:00", "mon-fri 08:00-19:00"),
        ("réglages alertes lun-ven 8h-19h", "mon-fri 08:00-19:00"),
        ("réglages alertes jours ouvrés de 8 h à 19 h", "mon-fri 08:00-19:00"),
        ("réglages alertes 8h-19h", "daily 08:00-19:00"),
        ("settings alerts weekdays", "mon-fri"),
        ("settings alerts off", "off"),
    ],
)
def test_people_write_hours_for_alerts_in_their_own_way(typed: str, means: str) -> None:
    assert parse(typed) == Ok(Settings(Setting.ALERTS, means))
