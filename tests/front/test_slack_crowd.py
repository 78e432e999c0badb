"""Who reads a channel, as Slack tells it to the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.core.model import ChannelKey, Person, Platform
from bot.front.slack import SlackFront
from bot.front.slack.crowd import CHANNEL_SECONDS, GUESTS_SECONDS
from bot.service.ports import ChannelClosed, NotSent, SendError
from tests.clock import VirtualClock
from tests.fakes.http import json_fault
from tests.fakes.slack import Channel, FakeSlack, error
from tests.fakes.slack import Person as Colleague
from tests.front.slack_desk import Desk, front_of, outgoing

PLACE = ChannelKey(Platform.SLACK, "T1", "C1")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def front(slack: FakeSlack, clock: VirtualClock) -> AsyncIterator[SlackFront]:
    front = front_of(slack, Desk(), clock, partners=frozenset({"T5"}))
    await front.start()
    yield front
    await front.stop()


def told(slack: FakeSlack, **more: Any) -> None:
    """What Slack says of the channel next."""
    place = {"id": "C1", "name": "veille", "is_member": True, **more}
    slack.fail("conversations.info", json_fault(200, {"ok": True, "channel": place}, {}))


@pytest.mark.parametrize(
    "more",
    [
        {"is_ext_shared": True, "is_shared": True},
        {"is_shared": True},
        {"is_pending_ext_shared": True},
        {"pending_shared": ["T2"]},
        {"pending_connected_team_ids": ["T2"]},
    ],
    ids=lambda more: next(iter(more)),
)
async def test_a_channel_of_another_firm_too_is_read_from_outside_also_while_it_is_pending(
    slack: FakeSlack, front: SlackFront, more: dict[str, Any]
) -> None:
    told(slack, **more)
    assert await front.outsiders(PLACE)


async def test_the_workspaces_of_one_organisation_are_one_firm(
    slack: FakeSlack, front: SlackFront
) -> None:
    told(slack, is_shared=True, is_org_shared=True)
    assert not await front.outsiders(PLACE)


async def test_a_team_without_guests_is_never_asked_who_is_in_a_channel(
    slack: FakeSlack, front: SlackFront
) -> None:
    assert not await front.outsiders(PLACE)
    assert slack.calls_of("conversations.members") == []


async def test_only_the_channel_that_the_guest_is_in_is_read_from_outside(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.add(Colleague("U8", "Gaston", guest=True))
    slack.add(Channel("C2", "projet", member=True, people=frozenset({"U1", "U8"})))
    places = [PLACE, ChannelKey(Platform.SLACK, "T1", "C2")]
    assert [await front.outsiders(one) for one in places] == [False, True]
    assert len(slack.calls_of("users.list")) == 1


async def test_the_answer_is_kept_for_minutes_not_for_ever(
    slack: FakeSlack, front: SlackFront, clock: VirtualClock
) -> None:
    assert not await front.outsiders(PLACE)
    slack.state.channels["C1"].shared = True
    clock.move(CHANNEL_SECONDS - 1)
    assert not await front.outsiders(PLACE)
    clock.move(1)
    assert await front.outsiders(PLACE)
    assert GUESTS_SECONDS > CHANNEL_SECONDS


async def test_a_large_team_is_read_on_where_slack_asked_to_slow_down(
    slack: FakeSlack, front: SlackFront
) -> None:
    for number in range(1200):
        slack.add(Colleague(f"U{100 + number}", f"Person {number}"))
    slack.add(Colleague("U9999", "Gaston", guest=True))
    slack.add(Channel("C1", "veille", member=True, people=frozenset({"U1", "U9999"})))
    third = lambda asked: asked["cursor"] == "1000"  # noqa: E731 - read at each call
    slack.fail("users.list", error("ratelimited", retry_after=30), when=third)
    with pytest.raises(NotSent):
        await front.outsiders(PLACE)
    assert await front.outsiders(PLACE)
    cursors = [call["cursor"] for call in slack.calls_of("users.list")]
    assert cursors == ["", "500", "1000", "1000"]


@pytest.mark.parametrize(
    ("code", "outside"), [("missing_scope", True), ("channel_not_found", False)]
)
async def test_where_slack_tells_too_little_it_is_asked_about(
    slack: FakeSlack, front: SlackFront, code: str, outside: bool
) -> None:
    slack.fail("conversations.info", error(code))
    assert await front.outsiders(PLACE) is outside


async def test_nothing_is_sent_into_a_channel_that_others_read_unless_somebody_agreed(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.state.channels["C1"].shared = True
    with pytest.raises(ChannelClosed) as closed:
        await front.send(outgoing())
    assert closed.value.reason == "slack_outsiders"
    assert slack.posts("C1") == []
    await front.send(outgoing(agreed=True))
    assert len(slack.posts("C1")) == 1


async def test_a_message_shown_before_is_not_changed_there_either(
    slack: FakeSlack, front: SlackFront, clock: VirtualClock
) -> None:
    ts = await front.send(outgoing("Durand: new post"))
    slack.state.channels["C1"].shared = True
    clock.move(CHANNEL_SECONDS)
    with pytest.raises(SendError):
        await front.edit(outgoing("Durand: secret"), ts)
    assert slack.posts("C1")[0].text == "Durand: new post"


async def test_while_slack_does_not_tell_nothing_is_sent(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.fail("conversations.info", error("fatal_error"))
    with pytest.raises(NotSent):
        await front.send(outgoing())
    assert slack.posts("C1") == []


async def test_people_of_a_partner_are_no_strangers_and_may_change_the_list(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.add(Colleague("U5", "Paul", team="T5"))
    slack.add(Colleague("U7", "Guy", team="T2"))
    strangers = [await front.stranger(PLACE, Person(one, "")) for one in ("U1", "U5", "U7")]
    assert strangers == [False, False, True]
    rights = [
        await front.rights(PLACE, Person(one, ""), None, present=True) for one in ("U5", "U7")
    ]
    assert [one.allowed for one in rights] == [True, False]


async def test_a_person_who_takes_no_messages_has_no_conversation(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.fail("conversations.open", error("user_disabled"))
    assert await front.private_chat(PLACE, Person("U1", "Jane")) is None
    found = await front.private_chat(PLACE, Person("U1", "Jane"))
    assert found == ChannelKey(Platform.SLACK, "T1", "DU1")
