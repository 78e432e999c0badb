"""What channels get and when: pacing, edits, holding, parking, and what an outage does to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.model import Quiet
from bot.service.look import Looker, Observation
from bot.service.notices import Notices
from bot.store import channels, lanes
from connectors.types import Coverage, Look
from tests.clock import MONDAY
from tests.fakes.http import DROP, TAKE_AND_DROP
from tests.fakes.slack import error
from tests.fakes.slack_web import run
from tests.fakes.telegram import GROUP, JANE, flood, in_chat
from tests.scenarios.desk import EDIT_EVERY, QUIET, Desk, open_desk
from tests.scenarios.kill.chats import REPEAT_MARK
from tests.store.world import a_post

JANES = str(JANE.id)


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


# --- one channel's trouble


async def test_a_limited_channel_waits_alone_and_is_not_given_up(desk: Desk) -> None:
    limited, free = await desk.watching("C1"), await desk.watching("C2", "pennylane")
    for _ in range(3):
        desk.slack.fail(
            "chat.postMessage", error("ratelimited", 30), when=lambda it: it["channel"] == "C1"
        )
    await desk.publish(limited, "Held up")
    await desk.publish(free, "On its way")
    await desk.send()
    assert desk.holding("On its way", "C2") == 1
    await desk.pass_by(89)
    assert desk.texts() == []
    await desk.pass_by(2)
    assert desk.holding("Held up") == len(desk.posts()) == 1


async def test_a_limited_telegram_chat_waits_alone(desk: Desk) -> None:
    limited, free = await desk.watching(str(GROUP)), await desk.watching(JANES, "pennylane")
    desk.telegram.fail("sendMessage", flood(40), when=in_chat(GROUP))
    await desk.publish(limited, "Held up")
    await desk.publish(free, "On its way")
    await desk.send()
    assert desk.holding("On its way", JANES) == 1
    await desk.pass_by(39)
    assert desk.texts(str(GROUP)) == []
    await desk.pass_by(2)
    assert desk.holding("Held up", str(GROUP)) == 1


async def test_a_closed_channel_is_parked_its_operator_told_and_nothing_lost(desk: Desk) -> None:
    await desk.operator()
    watch = await desk.watching()
    desk.slack.state.channels["C1"].archived = True
    await desk.publish(watch, "Said to a closed door")
    await desk.pass_by(5)
    assert (await desk.channel(watch)).parked == "slack_archived"
    told = desk.texts("DU1")
    assert len(told) == 1
    assert "I can't post in C1 any more: this channel is archived." in told[0].replace("#C1", "C1")
    await desk.publish(watch, "Said to a closed door as well")
    await desk.pass_by(5)
    assert len(desk.slack.calls_of("chat.postMessage")) == 2

    desk.slack.state.channels["C1"].archived = False
    key = (await desk.channel(watch)).key
    await desk.app.places.joined(key, "C1", watch.created_by, "en")
    await desk.pass_by(5)
    assert desk.holding("Said to a closed door”") == 1
    assert desk.holding("Said to a closed door as well”") == 1


async def test_a_group_that_became_a_supergroup_is_followed(desk: Desk) -> None:
    watch = await desk.watching(str(GROUP))
    await desk.telegram.migrate(GROUP, -100_5, announce=False)
    await desk.publish(watch, "After the move")
    await desk.pass_by(5)
    assert desk.holding("After the move", "-1005") == 1
    assert (await desk.channel(watch)).key.chat == "-1005"


# --- one message that grows


async def test_further_posts_are_one_reply_that_grows_by_edits_a_minute_apart(desk: Desk) -> None:
    watch = await desk.watching()
    await desk.publish(watch, "One")
    await desk.pass_by(3)
    await desk.publish(watch, "Two")
    await desk.pass_by(3)
    first, reply = desk.posts()
    assert reply.thread_ts == first.ts
    for words in ("Three", "Four", "Five"):
        await desk.publish(watch, words)
        await desk.pass_by(10)
    assert desk.slack.calls_of("chat.update") == []
    await desk.pass_by(EDIT_EVERY)
    assert len(desk.slack.calls_of("chat.update")) == 1
    five = ("One", "Two", "Three", "Four", "Five")
    assert [desk.holding(f"“{one}”") for one in five] == [1] * 5
    assert len(desk.posts()) == 2


async def test_an_upstream_edit_edits_the_message_that_told(desk: Desk) -> None:
    watch = await desk.watching()
    (post,) = await desk.publish(watch, "A tpyo")
    await desk.send()
    await desk.edit(watch, post, "A typo")
    await desk.pass_by(EDIT_EVERY)
    (message,) = desk.texts()
    assert "“A typo”" in message
    assert "tpyo" not in message


async def test_a_message_that_is_gone_is_not_sent_anew_nor_asked_for_again(desk: Desk) -> None:
    watch = await desk.watching()
    (post,) = await desk.publish(watch, "A tpyo")
    await desk.send()
    desk.slack.state.remove(desk.posts()[0])
    await desk.edit(watch, post, "A typo")
    await desk.pass_by(3 * EDIT_EVERY)
    assert desk.texts() == []
    assert len(desk.slack.calls_of("chat.update")) == 1


async def test_an_edit_that_fails_is_tried_again_a_minute_later(desk: Desk) -> None:
    watch = await desk.watching()
    (post,) = await desk.publish(watch, "A tpyo")
    await desk.send()
    desk.slack.fail("chat.update", error("ratelimited", 5))
    await desk.edit(watch, post, "A typo")
    await desk.pass_by(EDIT_EVERY)
    assert desk.holding("“A tpyo”") == 1
    await desk.pass_by(EDIT_EVERY)
    assert desk.holding("“A typo”") == len(desk.posts()) == 1


# --- no flood, no loss


async def test_more_than_five_at_once_come_as_one_catch_up(desk: Desk) -> None:
    watch = await desk.watching()
    words = [f"Number {n}" for n in range(6)]
    await desk.publish(watch, *words)
    await desk.pass_by(5)
    (message,) = desk.texts()
    assert ": 6 posts" in message
    assert all(f"“{one}”" in message for one in words)


async def test_after_ten_alerts_in_an_hour_the_rest_is_one_roll_up(desk: Desk) -> None:
    watches = [await desk.watching(name=f"firm{n}") for n in range(13)]
    for n, watch in enumerate(watches):
        await desk.publish(watch, f"Number {n}.")
        await desk.pass_by(2)
    await desk.pass_by(EDIT_EVERY)
    *alerts, rollup = [one for one in desk.texts() if "“Number" in one]
    assert len(alerts) == 10
    assert "+3 posts" in rollup
    assert [desk.holding(f"“Number {n}.”") for n in range(13)] == [1] * 13


async def test_quiet_hours_hold_and_nothing_is_lost(desk: Desk) -> None:
    watch = await desk.watching()
    async with desk.app.store.begin() as tx:
        await channels.update(tx, watch.channel_id, quiet=Quiet(time(22), time(7)))
    await desk.pass_to(MONDAY + timedelta(hours=13))  # 23:00 in Paris
    for words in ("One", "Two", "Three"):
        await desk.publish(watch, words)
        await desk.pass_by(5)
    assert desk.texts() == []
    await desk.pass_to(MONDAY + timedelta(hours=20, minutes=59, seconds=49))
    assert desk.texts() == []
    await desk.pass_by(5)
    assert [desk.holding(f"“{one}”") for one in ("One", "Two", "Three")] == [1, 1, 1]
    assert len(desk.posts()) == 2


async def test_a_wide_tag_gives_three_alerts_a_day_and_the_rest_to_the_digest(desk: Desk) -> None:
    watch = await desk.watching(name="tva", tag=True)
    for n in range(5):
        await desk.publish(watch, f"Monday {n}.")
        await desk.pass_by(EDIT_EVERY)
    assert [desk.holding(f"“Monday {n}.”") for n in range(5)] == [1, 1, 1, 0, 0]
    judged = await desk.rows("SELECT verdict FROM verdict ORDER BY post_id")
    assert [one for (one,) in judged] == ["news"] * 3 + ["digest"] * 2
    await desk.pass_to(MONDAY + timedelta(days=1))
    await desk.publish(watch, "Tuesday")
    await desk.send()
    assert desk.holding("“Tuesday”") == 1


async def test_undo_withdraws_what_waits(desk: Desk) -> None:
    fediverse, clock = desk.fediverse, desk.clock
    fediverse.post("sage", "Before the watch", clock.now() - timedelta(hours=1))
    handle = f"@sage@{fediverse.origin.removeprefix('http://')}"
    watched = await (await desk.slack.command("/watch", handle)).reply("[Undo]")
    await desk.look()
    clock.move(600)
    for words in ("Told before", "Waits in an answer"):
        fediverse.post("sage", words, clock.now())
    await desk.look()
    await desk.pass_by(2)  # the question what the channel is for comes first
    assert desk.holding("“Told before”") == 1
    await (await desk.slack.click(watched, "Undo")).replies()
    clock.move(600)
    fediverse.post("sage", "Told to nobody", clock.now())
    await desk.look()
    await desk.pass_by(5)
    assert desk.holding("“Told before”") == 1
    assert desk.holding("Waits in an answer") == desk.holding("Told to nobody") == 0
    states = await desk.rows("SELECT state FROM delivery WHERE kind <> 'notice' ORDER BY id")
    assert states == [("sent",), ("withdrawn",)]


# --- sends whose outcome is unknown


async def test_a_message_that_slack_takes_late_is_not_sent_again(desk: Desk) -> None:
    """The connection broke with the request still on its way: hence the quiet time."""
    watch = await desk.watching()
    desk.slack.fail("chat.postMessage", DROP)
    await desk.publish(watch, "Slowly")
    await desk.pass_by(10)
    assert desk.texts() == []
    (late,) = desk.slack.calls_of("chat.postMessage")
    run(desk.slack.state, "chat.postMessage", late)
    await desk.pass_by(3 * QUIET)
    assert desk.holding("“Slowly”") == len(desk.slack.calls_of("chat.postMessage")) == 1


async def test_a_message_that_slack_never_saw_is_sent_again(desk: Desk) -> None:
    watch = await desk.watching()
    desk.slack.fail("chat.postMessage", DROP)
    await desk.publish(watch, "Not seen")
    await desk.pass_by(QUIET - 2)
    assert desk.texts() == []
    await desk.pass_by(3)
    assert desk.holding("“Not seen”") == 1


async def test_what_joined_a_message_while_its_sending_was_unknown_is_shown(desk: Desk) -> None:
    """Found in the history, it shows what it showed when it was sent, no more."""
    watch = await desk.watching()
    await desk.publish(watch, "One")
    await desk.pass_by(3)
    desk.slack.fail("chat.postMessage", TAKE_AND_DROP)
    await desk.publish(watch, "Two")
    await desk.send()
    await desk.publish(watch, "Three")
    await desk.pass_by(QUIET)
    assert len(desk.posts()) == 2
    await desk.pass_by(EDIT_EVERY)
    assert [desk.holding(f"“{one}”") for one in ("One", "Two", "Three")] == [1, 1, 1]
    assert len(desk.posts()) == 2


async def test_unknown_twice_on_telegram_is_final_and_never_sent_a_third_time(desk: Desk) -> None:
    watch = await desk.watching(JANES, private=True)
    desk.telegram.fail("sendMessage", TAKE_AND_DROP, times=2)
    await desk.publish(watch, "Perhaps")
    await desk.pass_by(4 * QUIET)
    assert desk.holding("“Perhaps”", JANES) == 2
    assert [REPEAT_MARK in one for one in desk.texts(JANES)] == [False, True]
    assert await desk.rows("SELECT state FROM delivery") == [("unconfirmed",)]


# --- looks


async def test_who_lost_the_lease_writes_nothing(desk: Desk) -> None:
    watch = await desk.watching()
    store, clock = desk.app.store, desk.clock
    mine = Looker(store, desk.app.networks, Notices(), clock, "me")
    desk.clock.move(600)
    async with store.begin() as tx:
        lane = await lanes.lease(tx, "me", clock.now(), clock.now() + timedelta(seconds=60))
    assert lane is not None
    seen = Look((a_post("p1", published_at=clock.now()),), "newer", Coverage.COMPLETE)
    before = await desk.rows("SELECT * FROM target")
    desk.clock.move(61)
    assert not await mine.record(Observation(watch.target, seen, lane))
    async with store.begin() as tx:
        await lanes.lease(tx, "another", clock.now(), clock.now() + timedelta(seconds=60))
    assert not await mine.record(Observation(watch.target, seen, lane))
    assert await desk.rows("SELECT * FROM target") == before
    assert await desk.rows("SELECT * FROM post") == await desk.rows("SELECT * FROM alert") == []


async def test_an_empty_page_after_posts_is_told_after_three_and_once_when_back(
    desk: Desk,
) -> None:
    watch = await desk.watching()
    (post,) = await desk.publish(watch, "One")
    await desk.pass_by(3)
    for failures in range(1, 6):
        await desk.see(watch.target, coverage=Coverage.SUSPECT)
        await desk.pass_by(3)
        assert len(desk.posts()) == (2 if failures >= 3 else 1)
    assert "been able to read" in desk.texts()[1]
    for _ in range(2):
        await desk.see(watch.target, post)
        await desk.pass_by(3)
    assert len(desk.posts()) == 3
    assert "can be read again" in desk.texts()[2]
    assert desk.holding("“One”") == 1
