"""What people live through in Slack, on the real client library and a Slack on loopback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.core.message import Button, Reply
from bot.core.model import ChannelKey, Person, Platform
from bot.front import manifest
from bot.front.slack import SlackFront
from bot.service.ports import Inbound
from tests.fakes import slack as fake_slack
from tests.fakes.http import json_fault
from tests.fakes.slack import Channel, FakeSlack, Message, View, error
from tests.fakes.slack import Person as Colleague
from tests.front.slack_desk import Desk, TickingClock, front_of, message, privately, publicly


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.state.scopes = frozenset(manifest.SCOPES)
        yield fake


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def front(slack: FakeSlack, desk: Desk) -> AsyncIterator[SlackFront]:
    front = front_of(slack, desk)
    await front.start()
    yield front
    await front.stop()


pytestmark = pytest.mark.usefixtures("front")


async def one(slack: FakeSlack, desk: Desk, count: int = 1) -> Inbound:
    """The last of `count` questions, once they have all come."""
    await slack.wait_for(lambda: len(desk.asked) >= count)
    return desk.asked[count - 1]


def shown(item: Message | View) -> str:
    return "\n".join(filter(None, fake_slack.shown(item).splitlines()))


def arrivals(slack: FakeSlack) -> list[Message | View]:
    return slack.state.arrivals


def only_message(item: Message | View) -> Message:
    assert isinstance(item, Message)
    return item


async def test_a_command_is_asked_with_who_where_and_in_which_language(
    slack: FakeSlack, desk: Desk
) -> None:
    exchange = await slack.command("/watch", "@durand -TVA", user="U2")
    asked = await one(slack, desk)
    assert asked == Inbound(
        channel=ChannelKey(Platform.SLACK, "T1", "C1"),
        workspace="T1",
        person=Person("U2", "Jeanne"),
        event_id=exchange.ack.envelope.payload["trigger_id"],
        text="watch @durand -TVA",
        chat_name="veille",
        language="fr",
        zone="Europe/Paris",
    )


async def test_a_command_is_acknowledged_before_it_is_answered(
    slack: FakeSlack, desk: Desk
) -> None:
    desk.waits["watch @durand"] = asyncio.Event()
    exchange = await slack.command("/watch", "@durand", within=1.0)
    assert exchange.ack.payload == {}
    desk.script = lambda inbound: [privately("Here you are")]
    desk.waits["watch @durand"].set()
    await exchange.reply("Here you are")


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("/watchlist", "", "list"),
        ("/unwatch", "3", "unwatch 3"),
        ("/find", "Cabinet Durand", "find Cabinet Durand"),
        ("/digest", "now", "digest now"),
        ("/suivre", "@durand", "watch @durand"),
        ("/retirer", "3", "unwatch 3"),
        ("/liste", "", "list"),
        ("/chercher", "#tva", "search #tva"),
        ("/synthese", "08:30", "digest 08:30"),
        ("/veille", "status", "veille status"),
        ("/veilleur", "aide", "veille aide"),
        ("/other", "x", "other x"),
    ],
)
async def test_each_command_reaches_the_one_grammar(
    slack: FakeSlack, desk: Desk, name: str, text: str, asked: str
) -> None:
    await slack.command(name, text)
    assert (await one(slack, desk)).text == asked


async def test_commands_bear_the_prefix_of_the_installation(slack: FakeSlack) -> None:
    desk = Desk()
    front = front_of(slack, desk, command_prefix="acme-")
    await slack.socket.cut()
    await front.start()
    try:
        await slack.command("/acme-watch", "@durand")
        assert (await one(slack, desk)).text == "watch @durand"
    finally:
        await front.stop()


async def test_each_reply_takes_the_place_of_the_one_before(slack: FakeSlack, desk: Desk) -> None:
    desk.script = lambda inbound: [
        privately("Looking for @durand"),
        privately("Which one?", Button("Watch", id="b1")),
    ]
    exchange = await slack.command("/watch", "@durand")
    first, second = (only_message(item) for item in await exchange.replies(2))
    assert (first.only, second.only) == ("U1", "U1")
    assert second.ts == first.ts
    assert shown(second) == "Which one?\n[Watch]"
    assert slack.posts("C1") == []


async def test_a_public_answer_takes_the_place_of_the_private_one(
    slack: FakeSlack, desk: Desk
) -> None:
    desk.script = lambda inbound: [privately("Looking"), publicly("Jane added Durand")]
    exchange = await slack.command("/watch", "@durand")
    await slack.wait_for(lambda: any(getattr(m, "verb", "") == "deleted" for m in arrivals(slack)))
    [post] = slack.posts("C1")
    assert shown(post) == "Jane added Durand"
    assert exchange.user == "U1"
    assert [m for m in slack.state.messages.values() if m.only] == []


async def test_a_later_public_answer_changes_the_first(slack: FakeSlack, desk: Desk) -> None:
    desk.script = lambda inbound: [publicly("Added Durand"), publicly("Added Durand and Martin")]
    exchange = await slack.command("/watch", "@durand")
    await exchange.reply("and Martin")
    assert [shown(post) for post in slack.posts("C1")] == ["Added Durand and Martin"]


async def test_many_replies_never_wear_out_the_response_address(
    slack: FakeSlack, desk: Desk
) -> None:
    desk.script = lambda inbound: [privately(f"step {n}") for n in range(9)]
    exchange = await slack.command("/find", "durand")
    await exchange.reply("step 8")
    assert len(slack.calls_of("response_url")) == 4


async def test_the_last_reply_arrives_even_when_the_response_address_fails(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    slack.add(Channel("C1", "veille", member=True))
    slack.fail("response_url", json_fault(404, {"ok": False, "error": "used_url"}, {}), times=2)
    desk.script = lambda inbound: [privately("Here you are")]
    exchange = await slack.command("/find", "durand")
    reply = only_message(await exchange.reply("Here you are"))
    assert (reply.only, reply.via) == ("U1", None)


async def test_blocks_that_slack_refuses_are_sent_again_as_words(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.fail("response_url", json_fault(400, {"ok": False, "error": "invalid_blocks"}, {}))
    desk.script = lambda inbound: [privately("Here you are")]
    exchange = await slack.command("/find", "durand")
    reply = only_message(await exchange.reply("Here you are"))
    assert list(reply.blocks) == []


async def test_a_private_channel_says_how_to_let_the_bot_in_and_trying_again_works(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.add(Channel("G1", "secret", private=True))
    desk.script = lambda inbound: [publicly("Jane added Durand")]
    exchange = await slack.command("/watch", "@durand", channel="G1")
    refusal = only_message(await exchange.reply("/invite @Veilleur"))
    assert refusal.only == "U1"
    slack.add(Channel("G1", "secret", private=True, member=True))
    await slack.click(refusal, "Try again")
    await slack.wait_for(lambda: slack.posts("G1"))
    assert [inbound.text for inbound in desk.asked] == ["watch @durand", "watch @durand"]
    assert [shown(post) for post in slack.posts("G1")] == ["Jane added Durand"]


async def test_the_invitation_is_in_the_language_of_the_answer(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.add(Channel("G1", "secret", private=True))
    desk.script = lambda inbound: [publicly("Jeanne a ajouté Durand", language="fr")]
    exchange = await slack.command("/suivre", "@durand", user="U2", channel="G1")
    refusal = await exchange.reply("/invite @Veilleur")
    assert "Rien n'est perdu." in shown(refusal)
    assert "[Réessayer]" in shown(refusal)


async def test_an_archived_channel_gets_its_answer_in_private(slack: FakeSlack, desk: Desk) -> None:
    slack.add(Channel("C2", "old", member=True, archived=True))
    desk.script = lambda inbound: [publicly("Jane added Durand")]
    exchange = await slack.command("/watch", "@durand", channel="C2")
    assert only_message(await exchange.reply("Jane added Durand")).only == "U1"


async def test_a_click_on_a_private_answer_replaces_it(slack: FakeSlack, desk: Desk) -> None:
    desk.script = lambda inbound: [
        privately("Chosen") if inbound.button else privately("Which?", Button("Watch", id="b1"))
    ]
    exchange = await slack.command("/watch", "@durand")
    question = only_message(await exchange.reply("Which?"))
    click = await slack.click(question, "Watch")
    answer = only_message(await click.reply("Chosen"))
    assert answer.ts == question.ts
    asked = await one(slack, desk, 2)
    assert (asked.button, asked.text, asked.event_id) == (
        "b1",
        None,
        click.ack.envelope.payload["trigger_id"],
    )


async def test_a_click_that_ends_in_public_leaves_nothing_private_behind(
    slack: FakeSlack, desk: Desk
) -> None:
    desk.script = lambda inbound: [
        publicly("Added") if inbound.button else privately("Which?", Button("Watch", id="b1"))
    ]
    exchange = await slack.command("/watch", "@durand")
    await slack.click(await exchange.reply("Which?"), "Watch")
    await slack.wait_for(lambda: getattr(arrivals(slack)[-1], "verb", "") == "deleted")
    assert [shown(m) for m in slack.state.messages.values()] == ["Added"]


async def posted(slack: FakeSlack, front: SlackFront, *buttons: Button, **more: Any) -> Message:
    slack.add(Channel("C1", "veille", member=True))
    said = message("Durand: new post", *buttons)
    await front.post("C1", said.with_buttons(buttons, more.get("more", ())))
    return slack.posts("C1")[-1]


async def test_a_public_answer_to_a_click_changes_the_message(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    desk.script = lambda inbound: [publicly("Stopped.", Button("Undo", id="b2"))]
    alert = await posted(slack, front, Button("Stop", id="b1"))
    await (await slack.click(alert, "Stop")).reply("Stopped.")
    [changed] = slack.posts("C1")
    assert (changed.ts, shown(changed)) == (alert.ts, "Stopped.\n[Undo]")


async def test_a_private_answer_to_a_click_leaves_the_message_alone(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    desk.script = lambda inbound: [privately("Looking"), privately("Only admins can")]
    alert = await posted(slack, front, Button("Stop", id="b1"))
    exchange = await slack.click(alert, "Stop")
    reply = only_message(await exchange.reply("Only admins can"))
    assert reply.only == "U1"
    assert slack.posts("C1") == [alert]
    assert len(exchange.seen()) == 1


async def test_a_message_deleted_meanwhile_is_answered_by_a_new_one(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    desk.script = lambda inbound: [publicly("Stopped.")]
    alert = await posted(slack, front, Button("Stop", id="b1"))
    slack.fail("chat.update", error("message_not_found"))
    await (await slack.click(alert, "Stop")).reply("Stopped.")
    assert [shown(post) for post in slack.posts("C1")][1:] == ["Stopped."]


async def test_what_is_behind_the_dots_acts_like_a_button(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    alert = await posted(slack, front, more=(Button("Mute", id="b9"),))
    await slack.click(alert, "Mute")
    assert (await one(slack, desk)).button == "b9"


async def test_opening_a_link_asks_nothing(slack: FakeSlack, desk: Desk, front: SlackFront) -> None:
    alert = await posted(slack, front, Button("Open", url="https://d.fr/1"), Button("S", id="b1"))
    await slack.click(alert, "Open")
    await slack.click(alert, "S")
    assert (await one(slack, desk)).button == "b1"
    assert len(desk.asked) == 1


async def test_words_in_private_are_bare_and_answered_there(slack: FakeSlack, desk: Desk) -> None:
    desk.script = lambda inbound: [privately("Searching"), privately("Two posts")]
    exchange = await slack.tell("facture électronique", user="U2")
    await exchange.reply("Two posts")
    asked = await one(slack, desk)
    assert (asked.text, asked.bare, asked.private) == ("facture électronique", True, True)
    assert [shown(post) for post in slack.private("U2") if post.author == "UBOT"] == ["Two posts"]


async def test_the_bot_does_not_talk_to_itself_nor_to_edits(slack: FakeSlack, desk: Desk) -> None:
    direct = {"type": "message", "channel_type": "im", "channel": slack.state.im("U1").id}
    await slack.event({**direct, "user": "UBOT", "text": "me", "bot_id": "B1"})
    await slack.event({**direct, "subtype": "message_changed", "message": {"text": "x"}})
    await slack.event({"type": "message", "channel_type": "channel", "user": "U1", "text": "x"})
    await slack.tell("hello")
    assert (await one(slack, desk)).text == "hello"
    assert len(desk.asked) == 1


async def test_a_mention_is_a_command_and_is_answered_in_its_thread(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.add(Channel("C1", "veille", member=True))
    parent = slack.say("C1", "U1", "Have you seen Durand?")
    desk.script = lambda inbound: [publicly("Jane added Durand")]
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "thread_ts": parent.ts}
    exchange = await slack.event({**event, "text": "<@UBOT> watch @durand"})
    reply = only_message(await exchange.reply("Jane added Durand"))
    assert reply.thread_ts == parent.ts
    asked = await one(slack, desk)
    assert (asked.text, asked.bare) == ("watch @durand", False)
    assert asked.event_id == exchange.ack.envelope.payload["event_id"]


async def test_a_private_answer_to_a_mention_is_seen_by_one_person(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.add(Channel("C1", "veille", member=True))
    desk.script = lambda inbound: [privately("Looking"), privately("Which one?")]
    exchange = await slack.mention("watch @durand")
    assert only_message(await exchange.reply("Which one?")).only == "U1"


async def test_a_redelivered_event_is_answered_once(slack: FakeSlack, desk: Desk) -> None:
    exchange = await slack.mention("list")
    await slack.redeliver(exchange)
    await slack.mention("status")
    await one(slack, desk, 2)
    assert [inbound.text for inbound in desk.asked] == ["list", "status"]


async def test_what_breaks_is_said_in_words_with_a_number(slack: FakeSlack, desk: Desk) -> None:
    def broken(inbound: Inbound) -> list[Reply]:
        raise RuntimeError("xoxb-secret")

    desk.script = broken
    exchange = await slack.command("/suivre", "@durand", user="U2")
    reply = await exchange.reply("Un problème est survenu")
    assert re.search(r"\([0-9A-F]{4}\)", shown(reply))
    assert "xoxb" not in shown(reply)


async def test_an_interaction_of_an_unknown_kind_is_acknowledged(slack: FakeSlack) -> None:
    said = slack.say("C1", "U1", "https://d.fr")
    exchange = await slack.shortcut("unknown", said)
    assert exchange.ack.seconds < 3


async def test_questions_of_one_channel_are_answered_in_order(slack: FakeSlack, desk: Desk) -> None:
    slack.add(Channel("C2", "other"))
    gate = desk.waits["find slow"] = asyncio.Event()
    desk.script = lambda inbound: [privately(f"answer to {inbound.text}")]
    first = await slack.command("/find", "slow")
    await slack.command("/find", "quick")
    elsewhere = await slack.command("/find", "elsewhere", channel="C2")
    await elsewhere.reply("answer to find elsewhere")
    await one(slack, desk, 2)
    assert {inbound.text for inbound in desk.asked} == {"find slow", "find elsewhere"}
    gate.set()
    await first.reply("answer to find slow")
    assert (await one(slack, desk, 3)).text == "find quick"


async def test_people_are_asked_of_slack_once_a_day(slack: FakeSlack, desk: Desk) -> None:
    for _ in range(3):
        await slack.command("/watchlist")
    await one(slack, desk, 3)
    assert len(slack.calls_of("users.info")) == 1


async def test_a_person_whom_slack_does_not_tell_is_still_heard(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.fail("users.info", error("missing_scope"))
    await slack.command("/watchlist")
    asked = await one(slack, desk)
    assert (asked.language, asked.zone, asked.person.id) == (None, None, "U1")


async def test_a_private_channel_is_called_by_its_name(slack: FakeSlack, desk: Desk) -> None:
    slack.add(Channel("G1", "secret", private=True, member=True))
    await slack.command("/watchlist", channel="G1")
    assert (await one(slack, desk)).chat_name == "secret"


async def test_colleagues_may_change_the_list_and_outsiders_may_not(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.add(Colleague("U7", "Guy", team="T2"))
    place = ChannelKey(Platform.SLACK, "T1", "C1")
    assert (await front.rights(place, Person("U1", "Jane"), None, present=True)).allowed
    denied = await front.rights(place, Person("U7", "Guy"), None, present=True)
    assert (denied.allowed, denied.who) == (False, ("Test",))


async def test_a_guest_may_not_change_the_list(slack: FakeSlack, front: SlackFront) -> None:
    guest = {"id": "U1", "team_id": "T1", "name": "jane", "is_restricted": True}
    slack.fail("users.info", json_fault(200, {"ok": True, "user": guest}, {}))
    place = ChannelKey(Platform.SLACK, "T1", "C1")
    assert not (await front.rights(place, Person("U1", "Jane"), None, present=True)).allowed


async def test_the_bot_joins_a_public_channel_and_must_be_invited_into_others(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.add(Channel("G1", "secret", private=True))
    slack.add(Channel("C2", "old", archived=True))
    keys = [ChannelKey(Platform.SLACK, "T1", chat) for chat in ("C1", "G1", "C2", "DU1")]
    slack.state.im("U1")
    answers = [await front.can_post(key) for key in keys]
    assert answers == [None, "slack_invite", "slack_archived", None]
    assert slack.state.channels["C1"].member


FOUND = privately("Two posts")


def form(slack: FakeSlack, desk: Desk, language: str = "en") -> None:
    ask_back = Reply(message("What should I watch?", language=language), modal="watch")
    desk.script = lambda inbound: (
        [ask_back] if inbound.text == "watch" else [publicly("Jane added Durand")]
    )


async def opened(slack: FakeSlack, user: str = "U1") -> View:
    exchange = await slack.command("/watch", user=user)
    [view] = await exchange.replies(1)
    assert isinstance(view, View)
    return view


async def test_watch_alone_opens_a_form_that_becomes_a_command(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.add(Channel("C2", "other", member=True))
    form(slack, desk)
    filled = {"What should I watch?": "@durand", "where": "C2", "mode": "digest"}
    exchange = await slack.submit_view(await opened(slack), {**filled, "exclude": "TVA paie"})
    assert exchange.ack.payload == {}
    asked = await one(slack, desk, 2)
    assert asked.channel.chat == "C2"
    assert asked.text == "watch @durand -TVA -paie only:digest"
    await slack.wait_for(lambda: slack.posts("C2"))


async def test_a_form_takes_a_query_beside_what_is_watched(slack: FakeSlack, desk: Desk) -> None:
    form(slack, desk)
    include = '(facture OU "e-facture") lang:fr'
    filled = {"what": "@durand", "where": "C1", "include": include, "exclude": "job"}
    await slack.submit_view(await opened(slack), filled)
    asked = await one(slack, desk, 2)
    assert asked.text == 'watch @durand +(facture OR "e-facture") +lang:fr -job only:both'


@pytest.mark.parametrize("field", ["include", "exclude"])
async def test_a_query_that_cannot_be_read_is_said_beside_its_field(
    slack: FakeSlack, desk: Desk, field: str
) -> None:
    form(slack, desk)
    exchange = await slack.submit_view(await opened(slack), {"what": "@durand", field: "(facture"})
    assert exchange.ack.payload["response_action"] == "errors"
    assert set(exchange.ack.payload["errors"]) == {field}


async def test_a_form_for_a_channel_without_the_bot_ends_with_an_invitation_in_private(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.add(Channel("G1", "secret", private=True))
    form(slack, desk)
    await slack.submit_view(await opened(slack), {"what": "@durand", "where": "G1"})
    await slack.wait_for(lambda: isinstance(arrivals(slack)[-1], Message))
    refusal = only_message(arrivals(slack)[-1])
    assert (refusal.channel, refusal.only) == ("G1", "U1")
    slack.add(Channel("G1", "secret", private=True, member=True))
    await slack.click(refusal, "Try again")
    await slack.wait_for(lambda: slack.posts("G1"))
    assert {inbound.channel.chat for inbound in desk.asked[1:]} == {"G1"}
    assert len({inbound.text for inbound in desk.asked[1:]}) == 1


async def test_a_public_answer_waits_where_slack_asks_to_slow_down(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.fail("chat.postMessage", error("ratelimited", retry_after=0), times=2)
    desk.script = lambda inbound: [publicly("Jane added Durand")]
    exchange = await slack.command("/watch", "@durand")
    assert only_message(await exchange.reply("Jane added Durand")).only is None


async def test_a_form_that_cannot_be_read_says_so_beside_the_field(
    slack: FakeSlack, desk: Desk
) -> None:
    form(slack, desk, "fr")
    view = await opened(slack, user="U2")
    assert "Que faut-il suivre" in shown(view)
    exchange = await slack.submit_view(view, {"what": "\u0007", "where": "C1"})
    assert exchange.ack.payload["response_action"] == "errors"
    assert exchange.ack.payload["errors"]["what"].startswith("Ce nom contient des caractères")
    assert len(desk.asked) == 1


async def test_where_the_form_cannot_open_the_question_is_asked_in_words(
    slack: FakeSlack, desk: Desk
) -> None:
    form(slack, desk)
    slack.fail("views.open", error("expired_trigger_id"))
    exchange = await slack.command("/watch")
    await exchange.reply("What should I watch?")


async def test_a_form_from_a_button_is_answered_where_it_was_pressed(
    slack: FakeSlack, desk: Desk
) -> None:
    button = Button("Search", id="b1")
    question = Reply(message("What should I look for?"), modal="search")
    answers = {"veille help": [publicly("What I can do", button)], None: [question]}
    desk.script = lambda inbound: answers.get(inbound.text, [privately("Nothing"), FOUND])
    held = only_message(await (await slack.command("/veille", "help")).reply("What I can do"))
    exchange = await slack.click(held, "Search")
    [view] = await exchange.replies(1)
    assert isinstance(view, View)
    await slack.submit_view(view, {"what": "#tva"})
    answer = only_message(await exchange.reply("Two posts"))
    assert (await one(slack, desk, 3)).text == "search #tva"
    assert (answer.channel, answer.only) == ("C1", "U1")
    assert [shown(item) for item in slack.posts("C1")] == ["What I can do\n[Search]"]


async def test_a_lost_socket_is_opened_again(slack: FakeSlack, desk: Desk) -> None:
    await slack.command("/watchlist")
    await slack.socket.cut()
    await slack.wait_for(lambda: slack.socket.sockets)
    await slack.command("/watchlist")
    await one(slack, desk, 2)


async def test_stopping_lets_the_answer_under_way_end(slack: FakeSlack) -> None:
    desk = Desk(lambda inbound: [privately("Here you are")])
    gate = desk.waits["list"] = asyncio.Event()
    await slack.socket.cut()
    front = front_of(slack, desk)
    await front.start()
    exchange = await slack.command("/watchlist")
    await one(slack, desk)
    stopping = asyncio.create_task(front.stop())
    await slack.wait_for(lambda: not slack.socket.sockets or stopping.done())
    gate.set()
    await stopping
    await exchange.reply("Here you are")


async def test_a_socket_that_stays_dead_is_built_anew(slack: FakeSlack) -> None:
    desk, clock = Desk(), TickingClock(slack.changed)
    await slack.socket.cut()
    front = front_of(slack, desk, clock)
    await front.start()
    assert front._socket is not None
    assert front._socket._handler is not None
    await front._socket._handler.client.close()
    assert not (await front.health()).connected
    clock.tick()
    clock.tick()
    await slack.wait_for(lambda: clock.sleeping == 3)
    health = await front.health()
    assert (health.connected, health.rebuilds) == (True, 1)
    await front.stop()
