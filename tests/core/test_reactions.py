"""One reaction for each kind of fault, and one notice for each time that a target breaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.reactions import Reaction, react, react_suspect, should_tell
from connectors.errors import (
    BudgetUsed,
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    QuotaUsed,
    RateLimited,
    Refused,
    TargetGone,
    Transient,
    UnexpectedPayload,
)

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FAULTS: dict[type[ConnectorError], tuple[ConnectorError, Reaction]] = {
    Transient: (Transient(), Reaction(None, 5 * MINUTE, False, "channels", "transient")),
    RateLimited: (
        RateLimited(NOW + MINUTE),
        Reaction(NOW + MINUTE, MINUTE, False, "nobody", "rate_limited"),
    ),
    TargetGone: (TargetGone(), Reaction(None, 5 * MINUTE, False, "channels", "gone")),
    CredentialRejected: (
        CredentialRejected("MASTODON_TOKEN"),
        Reaction(NOW + 30 * MINUTE, 30 * MINUTE, False, "operator", "credential"),
    ),
    NeedsApproval: (
        NeedsApproval("app_review"),
        Reaction(None, 6 * HOUR, False, "operator", "needs_approval"),
    ),
    UnexpectedPayload: (
        UnexpectedPayload(),
        Reaction(None, 5 * MINUTE, False, "channels", "unexpected"),
    ),
    NotPossible: (
        NotPossible("search"),
        Reaction(None, None, True, "channels", "not_possible"),
    ),
    BudgetUsed: (
        BudgetUsed(NOW + 9 * DAY),
        Reaction(None, HOUR, False, "channels", "budget", NOW + 9 * DAY),
    ),
    QuotaUsed: (
        QuotaUsed("tags", NOW + 2 * HOUR),
        Reaction(None, 2 * HOUR, False, "channels", "quota", NOW + 2 * HOUR),
    ),
    Refused: (Refused(), Reaction(None, 6 * HOUR, False, "operator", "refused")),
}


def test_every_kind_of_fault_has_its_own_reaction() -> None:
    assert set(ConnectorError.__subclasses__()) == set(FAULTS)
    assert len({reaction.error_key for _, reaction in FAULTS.values()}) == len(FAULTS)


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.__name__)
def test_a_first_failure_is_met_by_the_reaction_of_its_kind(kind: type[ConnectorError]) -> None:
    error, expected = FAULTS[kind]
    assert react(error, 1, 5 * MINUTE, NOW) == expected


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("failures", [1, 3, 10, 1000])
def test_a_target_is_asked_again_unless_it_is_stopped(
    kind: type[ConnectorError], failures: int
) -> None:
    got = react(FAULTS[kind][0], failures, 5 * MINUTE, NOW)
    assert (got.retry_in is None) is got.stop
    assert got.retry_in is None or timedelta(0) <= got.retry_in <= DAY


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.__name__)
def test_only_a_lane_wide_fault_pauses_the_lane(kind: type[ConnectorError]) -> None:
    error, _ = FAULTS[kind]
    assert (react(error, 1, MINUTE, NOW).pause_lane_until is not None) is error.lane_wide


def test_a_host_that_does_not_answer_pauses_its_lane_for_five_minutes_at_most() -> None:
    down = Transient("time-out", lane_wide=True)
    assert react(down, 1, MINUTE, NOW).pause_lane_until == NOW + MINUTE
    late = react(down, 20, MINUTE, NOW)
    assert (late.pause_lane_until, late.retry_in) == (NOW + 5 * MINUTE, 6 * HOUR)


@pytest.mark.parametrize(
    ("until", "pause", "tell"),
    [
        (NOW - DAY, timedelta(0), "nobody"),
        (NOW + HOUR, HOUR, "nobody"),
        (NOW + 2 * HOUR, 2 * HOUR, "channels"),
        (NOW + 900 * DAY, DAY, "channels"),
    ],
)
def test_a_limit_is_obeyed_for_a_day_at_most_and_only_a_long_one_is_news(
    until: datetime, pause: timedelta, tell: str
) -> None:
    got = react(RateLimited(until), 1, MINUTE, NOW)
    assert (got.pause_lane_until, got.retry_in, got.tell) == (NOW + pause, pause, tell)


def test_an_account_that_stays_gone_is_asked_once_a_day() -> None:
    waits = [react(TargetGone(), n, MINUTE, NOW).retry_in for n in (1, 2, 3, 30)]
    assert waits == [MINUTE, MINUTE, DAY, DAY]


def test_a_suspect_answer_is_asked_again_more_and_more_slowly() -> None:
    assert react_suspect(1, MINUTE) == Reaction(None, MINUTE, False, "channels", "suspect")
    assert react_suspect(99, MINUTE).retry_in == 6 * HOUR


@pytest.mark.parametrize(
    ("failures", "since", "expected"),
    [
        (0, None, False),
        (1, NOW, False),
        (2, NOW - 6 * HOUR + MINUTE, False),
        (3, NOW - MINUTE, True),
        (1, NOW - 6 * HOUR, True),
        (50, NOW - DAY, True),
    ],
)
def test_a_broken_source_is_told_after_three_failures_or_six_hours_and_once(
    failures: int, since: datetime | None, expected: bool
) -> None:
    assert should_tell(failures, since, None, NOW) is expected
    assert not should_tell(failures, since, NOW - MINUTE, NOW)
