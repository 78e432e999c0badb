"""Every transcript is played: on both platforms, in both languages, by a test that exists."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.seats import SEATS
from tests.scenarios.transcripts import HERE, MESSAGES, TABLE, Row, said

ROOT = Path(__file__).parents[2]
# What each transcript must show; a message more is welcome, one less is a hole.
CASES = {
    "watch": {
        "searching",
        "which one",
        "both watched",
        "not invited",
        "typo",
        "already watched",
        "not an administrator",
        "alert",
        "burst",
    },
    "search": {
        "results",
        "shared",
        "nothing",
        "no argument",
        "without a word",
        "subject watched",
    },
    "digest": {"full", "thread", "all of it", "quiet day", "partly unread"},
    "limits": {
        "not found",
        "linkedin",
        "facebook",
        "instagram",
        "x",
        "viadeo",
        "can't be read",
        "outsiders",
        "discretion",
        "weekly count",
    },
}


@pytest.fixture(scope="module")
def collected() -> frozenset[str]:
    """The ids of the tests that a run of the transcripts would play."""
    files = sorted({row.test.partition("::")[0] for row in TABLE if row.test})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *files], cwd=ROOT, check=True, capture_output=True, text=True, timeout=100
    )
    return frozenset(done.stdout.splitlines())


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.section}-{'-'.join(row.seat)}")
def test_each_row_names_a_test_that_is_played_or_says_why_there_is_none(
    row: Row, collected: frozenset[str]
) -> None:
    assert bool(row.test) is not bool(row.reason)
    assert not row.test or row.test in collected


def test_no_message_is_missing_on_any_platform_in_any_language() -> None:
    wanted = {(case, one) for case, messages in CASES.items() for one in messages}
    rows = {(row.case, row.message, *row.seat) for row in TABLE}
    assert {(*one, *seat) for one, seat in itertools.product(wanted, SEATS)} <= rows
    assert len(TABLE) == len(MESSAGES) * len(SEATS)


@pytest.mark.parametrize(("platform", "language"), SEATS)
def test_the_words_are_those_of_the_rows_no_more_no_less(platform: str, language: str) -> None:
    rows = [row for row in TABLE if row.seat == (platform, language) and row.test]
    assert sorted(said(platform, language)) == sorted(row.section for row in rows)


def test_every_test_of_a_transcript_has_its_row(collected: frozenset[str]) -> None:
    played = {one for one in collected if one.startswith(f"{HERE}/test_transcripts_")}
    assert played == {row.test for row in TABLE if row.test}
