"""How a delivery ends on Slack: sent, surely not, unknown and found again, or a closed channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.model import Person
from bot.front.slack import SlackFront, send
from bot.service.ports import (
    CantEdit,
    CantRead,
    ChannelClosed,
    ContentRefused,
    NotSent,
    Unknown,
)
from tests.fakes.http import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, http_error
from tests.fakes.slack import Channel, FakeSlack, Message, error
from tests.front.slack_desk import Desk, front_of, message, outgoing

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
POST, UPDATE = "chat.postMessage", "chat.update"


@pytest.fixture
async def front(slack: FakeSlack) -> AsyncIterator[SlackFront]:
    front = front_of(slack, Desk())
    await front.start()
    yield front
    await front.stop()


def texts(slack: FakeSlack, chat: str = "C1") -> list[str]:
    return [post.text for post in slack.posts(chat)]


async def test_a_delivery_is_posted_quietly_with_its_id(
    slack: FakeSlack, front: SlackFront
) -> None:
    ts = await front.send(outgoing(number=42))
    [post] = slack.posts("C1")
    assert post.ts == ts
    assert post.metadata == {"event_type": "veilleur_delivery", "event_payload": {"id": "42"}}
    [asked] = slack.calls_of(POST)
    unfurling = {name: str(asked[name]).lower() for name in ("unfurl_links", "unfurl_media")}
    assert unfurling == {"unfurl_links": "false", "unfurl_media": "false"}


async def test_a_follow_up_goes_into_the_thread(slack: FakeSlack, front: SlackFront) -> None:
    first = await front.send(outgoing())
    await front.send(outgoing(follows=first, number=8))
    assert slack.posts("C1")[1].thread_ts == first


async def test_what_may_be_a_repeat_says_so(slack: FakeSlack, front: SlackFront) -> None:
    await front.send(outgoing(repeat=True))
    [asked] = slack.calls_of(POST)
    assert asked["blocks"][0]["type"] == "context"
    assert len(asked["blocks"]) == 2


async def test_slow_down_is_not_a_failure(slack: FakeSlack, front: SlackFront) -> None:
    slack.fail(POST, error("ratelimited", retry_after=17))
    with pytest.raises(NotSent) as slow:
        await front.send(outgoing())
    assert slow.value.retry_after == 17


async def test_a_refused_connection_was_surely_not_sent(
    slack: FakeSlack, front: SlackFront
) -> None:
    await slack.stop()
    with pytest.raises(NotSent):
        await front.send(outgoing())
    await slack.start()


@pytest.mark.parametrize(
    "fault",
    [TAKE_AND_DROP, DROP, http_error(500), http_error(502), error("fatal_error")],
    ids=["taken-and-dropped", "dropped", "500", "502", "fatal_error"],
)
async def test_an_unclear_end_is_unknown_and_posted_once_at_most(
    slack: FakeSlack, front: SlackFront, fault: Any
) -> None:
    slack.fail(POST, fault)
    with pytest.raises(Unknown):
        await front.send(outgoing())
    assert len(slack.calls_of(POST)) == 1


@pytest.mark.parametrize("fault", [TAKE_AND_HANG, HANG], ids=["taken", "not-taken"])
async def test_no_answer_in_time_is_unknown_and_the_history_tells(
    slack: FakeSlack, front: SlackFront, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "TIMEOUT", 0.2)
    slack.fail(POST, fault)
    with pytest.raises(Unknown):
        await front.send(outgoing())
    found = await front.find(outgoing(), slack.clock.now())
    assert found == (slack.posts("C1")[0].ts if fault.takes else None)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("not_in_channel", "slack_invite"),
        ("channel_not_found", "slack_invite"),
        ("is_archived", "slack_archived"),
        ("restricted_action_read_only_channel", "slack_restricted"),
        ("account_inactive", "slack_token"),
        ("token_revoked", "slack_token"),
        ("messages_tab_disabled", "slack_messages_off"),
        ("a_word_of_tomorrow", "slack_refused"),
    ],
)
async def test_a_closed_channel_says_why(
    slack: FakeSlack, front: SlackFront, code: str, reason: str
) -> None:
    slack.fail(POST, error(code))
    with pytest.raises(ChannelClosed) as shut:
        await front.send(outgoing())
    assert shut.value.reason == reason


async def test_refused_blocks_are_sent_as_plain_words(slack: FakeSlack, front: SlackFront) -> None:
    slack.fail(POST, error("msg_blocks_too_long"))
    ts = await front.send(outgoing("Durand: new post"))
    [post] = slack.posts("C1")
    assert (post.ts, post.text, list(post.blocks)) == (ts, "Durand: new post", [])
    assert post.metadata is not None


async def test_content_refused_even_as_words_is_given_up(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.fail(POST, error("invalid_blocks"), times=2)
    with pytest.raises(ContentRefused):
        await front.send(outgoing())


async def test_hostile_words_arrive_as_words(slack: FakeSlack, front: SlackFront) -> None:
    await front.send(outgoing("<!channel> <@U1> & \u202e \x00 " + "🎉" * 10_000))
    [post] = slack.posts("C1")
    assert post.text.startswith("&lt;!channel&gt; &lt;@U1&gt; &amp;")


async def test_an_edit_shows_the_new_words(slack: FakeSlack, front: SlackFront) -> None:
    ts = await front.send(outgoing("one"))
    await front.edit(outgoing("two"), ts)
    assert texts(slack) == ["two"]
    assert slack.posts("C1")[0].metadata is not None


@pytest.mark.parametrize("code", ["message_not_found", "edit_window_closed", "cant_update_message"])
async def test_what_cannot_be_edited_any_more_is_told_apart(
    slack: FakeSlack, front: SlackFront, code: str
) -> None:
    slack.fail(UPDATE, error(code))
    with pytest.raises(CantEdit):
        await front.edit(outgoing(), "1.000001")


async def test_an_edit_without_an_answer_may_be_done_again(
    slack: FakeSlack, front: SlackFront
) -> None:
    ts = await front.send(outgoing("one"))
    slack.fail(UPDATE, TAKE_AND_DROP)
    with pytest.raises(NotSent):
        await front.edit(outgoing("two"), ts)
    await front.edit(outgoing("two"), ts)
    assert texts(slack) == ["two"]


async def test_what_was_sent_is_found_beyond_the_first_page(
    slack: FakeSlack, front: SlackFront
) -> None:
    began = slack.clock.now()
    ts = await front.send(outgoing())
    for number in range(150):
        slack.say("C1", "U1", f"chatter {number}")
    assert await front.find(outgoing(), began) == ts
    assert await front.find(outgoing(number=99), began) is None


async def test_a_follow_up_is_found_in_its_thread(slack: FakeSlack, front: SlackFront) -> None:
    first = await front.send(outgoing())
    reply = await front.send(outgoing(follows=first, number=8))
    began = slack.clock.now()
    assert await front.find(outgoing(follows=first, number=8), began) == reply
    assert await front.find(outgoing(follows="1.000001", number=8), began) is None


async def test_somebody_elses_message_is_not_taken_for_ours(
    slack: FakeSlack, front: SlackFront
) -> None:
    copied = {"event_type": "veilleur_delivery", "event_payload": {"id": "7"}}
    slack.state.put(Message("C1", slack.state.new_ts(), "U1", "not yours", metadata=copied))
    assert await front.find(outgoing(), LONG_AGO) is None


async def test_history_that_may_not_be_read_is_told_apart(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.state.scopes -= {"channels:history"}
    with pytest.raises(CantRead):
        await front.find(outgoing(), LONG_AGO)
    slack.add(Channel("C2", "other"))
    slack.state.scopes |= {"channels:history"}
    with pytest.raises(CantRead):
        await front.find(outgoing(chat="C2"), LONG_AGO)


@pytest.mark.parametrize(
    "fault", [DROP, http_error(500), error("ratelimited", retry_after=3)], ids=["cut", "500", "429"]
)
async def test_a_search_that_fails_settles_nothing(
    slack: FakeSlack, front: SlackFront, fault: Any
) -> None:
    slack.fail("conversations.history", fault, times=3)
    with pytest.raises(NotSent):
        await front.find(outgoing(), LONG_AGO)


async def test_the_operator_is_told_in_private(slack: FakeSlack, front: SlackFront) -> None:
    assert await front.tell(Person("U2", "Jeanne"), message("The budget is used up."))
    assert [post.text for post in slack.private("U2")] == ["The budget is used up."]
    slack.fail("conversations.open", error("user_disabled"))
    assert not await front.tell(Person("U2", "Jeanne"), message("Again."))
