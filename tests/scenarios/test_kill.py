"""kill -9 between every two steps of a publication's way: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.fakes.http import HANG, TAKE_AND_HANG
from tests.scenarios.kill.chats import REPEAT_MARK, slack, telegram
from tests.scenarios.kill.points import POINTS, SENDING
from tests.scenarios.kill.proof import FIRST, SECOND, SETTLED_WITHIN, Proof, prove
from tests.scenarios.kill.run import check, report, run_all

AROUND_THE_SEND = SENDING[4:10]
WITHOUT_WAITING = 10.0


@pytest.mark.parametrize(("platform", "repeats"), [("slack", 0), ("telegram", 1)])
async def test_killed_at_any_step_nothing_is_lost_nor_doubled(
    platform: str, repeats: int, sqlite_template: Path, tmp_path: Path
) -> None:
    """On Telegram, whose messages can't be read, one repeat that says so is the best there is."""
    outcomes = await run_all(platform, POINTS, sqlite_template, tmp_path)
    told = report(platform, outcomes)
    print(f"\n{told}")  # noqa: T201 - the counts are this test's result
    check(outcomes, repeats=repeats)


async def test_the_same_test_finds_that_marking_before_sending_loses(
    sqlite_template: Path, tmp_path: Path
) -> None:
    design = "mark, then send"
    outcomes = await run_all("slack", AROUND_THE_SEND, sqlite_template, tmp_path, design)
    print(f"\n{report(design, outcomes)}")  # noqa: T201
    hit = [one for one in outcomes if one.kills]
    with pytest.raises(AssertionError, match="lost: "):
        check(hit, repeats=0)


async def test_the_same_test_finds_that_marking_after_sending_doubles(
    sqlite_template: Path, tmp_path: Path
) -> None:
    design = "send, then mark"
    outcomes = await run_all("slack", AROUND_THE_SEND, sqlite_template, tmp_path, design)
    print(f"\n{report(design, outcomes)}")  # noqa: T201
    hit = [one for one in outcomes if one.kills]
    with pytest.raises(AssertionError, match="doubled: "):
        check(hit, repeats=0)


async def test_a_send_cut_off_is_settled_within_30_s_and_no_other_channel_waits(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """With production's waits; Slack by Socket Mode. All at once: each is mostly waiting."""
    taken, unseen, repeated, repeated_unseen = await asyncio.gather(
        prove(slack(2, socket=True), TAKE_AND_HANG, sqlite_template, tmp_path / "a"),
        prove(slack(2, socket=True), HANG, sqlite_template, tmp_path / "b"),
        prove(telegram(2), TAKE_AND_HANG, sqlite_template, tmp_path / "c"),
        prove(telegram(2), HANG, sqlite_template, tmp_path / "d"),
    )
    for proof in (taken, unseen, repeated, repeated_unseen):
        assert proof.other_in < WITHOUT_WAITING < proof.settled_in < SETTLED_WITHIN
        assert not any(SECOND in text for text in proof.meanwhile)
        assert _copies(proof.other) == (0, 1)
        assert not any(REPEAT_MARK in text for text in proof.other)
    assert _copies(taken.broken) == _copies(unseen.broken) == (1, 1)
    assert not any(REPEAT_MARK in text for text in (*taken.broken, *unseen.broken))
    assert _copies(repeated_unseen.broken) == (1, 1)
    assert _copies(repeated.broken) == (2, 1)
    assert [REPEAT_MARK in text for text in _holding(FIRST, repeated)] == [False, True]


def _holding(publication: str, proof: Proof) -> list[str]:
    return [text for text in proof.broken if publication in text]


def _copies(texts: list[str]) -> tuple[int, int]:
    """Messages with the first and with the second publication."""
    first, second = (sum(one in text for text in texts) for one in (FIRST, SECOND))
    return first, second
