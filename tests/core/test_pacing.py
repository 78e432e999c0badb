"""How often looks, requests and messages may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import ChannelKey, Platform
from bot.core.pacing import (
    Limit,
    backoff,
    interval,
    limit_from_headers,
    next_look,
    next_send,
    refill,
    tokens_within,
    wait_for_token,
)
from connectors.types import Pace

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PACE = Pace(usual=5 * MINUTE, burst=10, per_second=0.5)
INSTANTS = st.integers(0, 10**9).map(lambda second: NOW + second * SECOND)
INTERVALS = st.timedeltas(SECOND, timedelta(days=2))
IDS = st.integers(1, 2**63)


def test_the_installation_s_own_interval_replaces_the_network_s() -> None:
    assert interval(PACE, None) == 5 * MINUTE
    assert interval(PACE, SECOND) == SECOND


@given(INSTANTS, INTERVALS, IDS)
def test_the_next_look_is_ahead_by_at_most_one_interval(
    now: datetime, every: timedelta, target_id: int
) -> None:
    assert timedelta(0) < next_look(now, every, phase=target_id) - now <= every


@given(INSTANTS, INTERVALS, IDS, st.floats(0, 0.999))
def test_a_target_keeps_its_phase_however_late_its_look_was(
    now: datetime, every: timedelta, target_id: int, late: float
) -> None:
    due = next_look(now, every, phase=target_id)
    assert next_look(due, every, phase=target_id) == due + every
    assert next_look(due + late * every, every, phase=target_id) == due + every


@pytest.mark.parametrize("step", [1, 2, 7, 10, 64, 100])
def test_targets_that_start_together_are_spread_evenly_over_the_interval(step: int) -> None:
    looks = [next_look(NOW, HOUR, phase=n * step) for n in range(1, 601)]
    for start in range(60):
        began = NOW + start * MINUTE
        assert 2 <= sum(began < at <= began + MINUTE for at in looks) <= 20


def test_failures_wait_the_interval_three_times_then_twice_as_long_up_to_six_hours() -> None:
    waits = [backoff(n, 15 * MINUTE) / MINUTE for n in range(1, 10)]
    assert waits == [15, 15, 15, 30, 60, 120, 240, 360, 360]
    assert backoff(10**9, SECOND) == 6 * HOUR


def test_backing_off_never_asks_more_often_than_usual() -> None:
    assert backoff(1, timedelta(days=1)) == backoff(50, timedelta(days=1)) == timedelta(days=1)


def test_a_bucket_fills_at_its_rate_up_to_its_size() -> None:
    assert refill(1.5, NOW, NOW + 4 * SECOND, PACE) == 3.5
    assert refill(1.5, NOW, NOW + HOUR, PACE) == 10
    assert refill(1.5, NOW, NOW - HOUR, PACE) == 1.5


def test_a_wait_for_a_token_is_what_the_bucket_lacks() -> None:
    assert wait_for_token(1, PACE) == 0
    assert wait_for_token(7.2, PACE) == 0
    assert wait_for_token(0.5, PACE) == 1
    assert wait_for_token(-1, PACE) == 4


@given(st.floats(0, 10))
def test_after_the_wait_there_is_a_token(tokens: float) -> None:
    later = NOW + timedelta(seconds=wait_for_token(tokens, PACE)) + timedelta(microseconds=2)
    assert refill(tokens, NOW, later, PACE) >= 1


@given(st.lists(st.floats(0, 30), max_size=200))
def test_no_window_sees_more_than_the_burst_and_the_refill(gaps: list[float]) -> None:
    tokens, at, taken = float(PACE.burst), NOW, list[datetime]()
    now = NOW
    for gap in gaps:
        now += timedelta(seconds=gap)
        tokens, at = refill(tokens, at, now, PACE), now
        if wait_for_token(tokens, PACE) == 0:
            tokens -= 1
            taken.append(now)
    for start in taken:
        window = [one for one in taken if start <= one <= start + MINUTE]
        assert len(window) <= PACE.burst + PACE.per_second * 60


@pytest.mark.parametrize(
    ("prefix", "reset", "ahead"),
    [
        ("x-ratelimit-", "2026-03-10T09:35:00.608310Z", timedelta(minutes=5, microseconds=608310)),
        ("x-ratelimit-", "2026-03-10T10:35:00+01:00", 5 * MINUTE),
        ("x-ratelimit-", "2026-03-10T09:35:00", 5 * MINUTE),
        ("x-rate-limit-", str(int((NOW + 15 * MINUTE).timestamp())), 15 * MINUTE),
        ("ratelimit-", "300", 5 * MINUTE),
        ("ratelimit-", "0", timedelta(0)),
        ("x-ratelimit-", "2026-03-10T09:00:00Z", timedelta(0)),
        ("x-ratelimit-", "1000000001", timedelta(0)),
        ("x-ratelimit-", "2031-01-01T00:00:00Z", timedelta(hours=24)),
        ("x-ratelimit-", "99999999999999999999", timedelta(hours=24)),
    ],
)
def test_limits_are_read_as_iso_time_epoch_or_seconds_and_kept_within_a_day(
    prefix: str, reset: str, ahead: timedelta
) -> None:
    headers = {f"{prefix}remaining": "299", f"{prefix}limit": "300", f"{prefix}reset": reset}
    assert limit_from_headers(headers, NOW) == Limit(299, NOW + ahead, 300)


def test_a_fractional_rest_is_rounded_down() -> None:
    headers = {"x-ratelimit-remaining": "99.7", "x-ratelimit-reset": "60"}
    assert limit_from_headers(headers, NOW) == Limit(99, NOW + MINUTE)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-remaining": "5"},
        {"x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "many", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "nan", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "5", "x-ratelimit-reset": "soon"},
        {"x-ratelimit-remaining": "-1", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "5", "x-ratelimit-reset": "inf"},
    ],
)
def test_unreadable_limits_are_no_limits(headers: dict[str, str]) -> None:
    assert limit_from_headers(headers, NOW) is None


@given(st.text(), st.text())
def test_hostile_limit_headers_never_raise(remaining: str, reset: str) -> None:
    headers = {"ratelimit-remaining": remaining, "ratelimit-reset": reset}
    got = limit_from_headers(headers, NOW)
    assert got is None or NOW <= got.reset <= NOW + timedelta(days=1)


# Half a token a second: within the documents' own promise nothing changes.
SLOW = Pace(usual=timedelta(minutes=5), burst=120, per_second=0.5)


@pytest.mark.parametrize(
    ("left", "seconds", "total", "fewest", "most"),
    [
        (299, 300, 300, 0, 149.0),  # as documented
        (100, 200, 300, 0, 0.0),  # others use it too: the refill is all there is
        (20, 200, 300, 0, -4.0),  # one every 10 s lasts until the reset
        (59, 300, 60, 0, 29.0),  # narrower than documented: half of it at once
        (30, 290, 60, 0, 1 - 145 / 30),
        (1, 60, 300, 0, -29.0),  # the last one is for the time of the reset
        (7000, 300, 7500, 120, 6850.0),  # wider than documented
        (150, 100, 300, 25, 100.0),
    ],
)
def test_a_bucket_follows_the_networks_own_count(
    left: int, seconds: int, total: int, fewest: float, most: float
) -> None:
    limit = Limit(left, NOW + timedelta(seconds=seconds), total)
    got = tokens_within(limit, SLOW, NOW)
    assert (max(got[0], 0), got[1]) == (fewest, pytest.approx(most))


@given(
    st.integers(1, 10_000), st.integers(0, 90_000), st.none() | st.integers(1, 10_000),
    st.integers(1, 300), st.floats(0.01, 50),
)  # fmt: skip
def test_no_count_contradicts_itself_or_waits_beyond_its_reset(
    left: int, seconds: int, total: int | None, burst: int, per_second: float
) -> None:
    pace = Pace(timedelta(minutes=5), burst, per_second)
    fewest, most = tokens_within(Limit(left, NOW + timedelta(seconds=seconds), total), pace, NOW)
    assert fewest <= most
    assert most <= left
    assert wait_for_token(most, pace) <= seconds + 1 / per_second
    assert fewest <= 0 or fewest + seconds * per_second <= left / 2 + 1e-6


@pytest.mark.parametrize(
    ("platform", "is_group", "gap"),
    [
        (Platform.SLACK, True, SECOND),
        (Platform.SLACK, False, SECOND),
        (Platform.TELEGRAM, False, SECOND),
        (Platform.TELEGRAM, True, 3 * SECOND),
        (Platform.TERMINAL, False, timedelta(0)),
    ],
)
def test_each_platform_has_its_own_pace_for_a_channel(
    platform: Platform, is_group: bool, gap: timedelta
) -> None:
    key = ChannelKey(platform, "b", "c")
    assert next_send(key, is_group, NOW) == NOW + gap
    assert next_send(key, is_group, NOW, 4) == NOW + 4 * gap
