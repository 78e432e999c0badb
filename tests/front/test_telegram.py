"""The real python-telegram-bot against a Telegram on loopback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from bot.clock import Clock, SystemClock
from bot.core.message import Audience, Button, Message, Reply
from bot.core.model import ChannelKey, Person, Platform
from bot.front.errors import FrontError
from bot.front.telegram import Hooks, TelegramFront, wire
from bot.front.telegram.menu import commands
from bot.service.ports import (
    CantEdit,
    CantRead,
    ChannelClosed,
    ChannelMoved,
    ContentRefused,
    NotSent,
    Rights,
    Unknown,
)
from tests.fakes.http import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, Fault, http_error
from tests.fakes.telegram import Chat, FakeTelegram, User, flood, refusal, shown
from tests.fakes.telegram_model import BOT_ID
from tests.front.script import Answer, Pause, Script, outgoing, said

JANE, JEANNE, MARIE = 1001, 1002, 1003
GROUP, CHANNEL, FORUM = -100, -200, -300
PRIVATE_KEY = ChannelKey(Platform.TELEGRAM, "1", str(JANE))
GROUP_KEY = ChannelKey(Platform.TELEGRAM, "1", str(GROUP))
CHANNEL_KEY = ChannelKey(Platform.TELEGRAM, "1", str(CHANNEL))
LIST = Button("List", command="list", id="k1")


class JumpingClock(SystemClock):
    """Real time; sleeps end at once and are noted; `ahead` is added to now and monotonic."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.ahead = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await super().sleep(0)


@dataclass
class Bench:
    telegram: FakeTelegram
    front: TelegramFront
    script: Script
    clock: JumpingClock
    hooked: list[tuple[Any, ...]] = field(default_factory=list)

    async def start(self) -> None:
        """With the menus set, so that no request is under way when the test is over."""
        await self.front.start()
        await self.telegram.wait_for(lambda: len(self.telegram.world.texts) == 4)


@asynccontextmanager
async def bench(*, start: bool = True) -> AsyncIterator[Bench]:
    async with FakeTelegram() as telegram:
        telegram.add(User(MARIE, "Marie"))
        roles = {JANE: "member", MARIE: "creator", BOT_ID: "member"}
        telegram.add(Chat(GROUP, "group", "Cabinet Martin", dict(roles)))
        telegram.add(Chat(FORUM, "supergroup", "Forum", dict(roles), topics={7: True, 8: False}))
        admin = {MARIE: "creator", BOT_ID: "administrator"}
        telegram.add(Chat(CHANNEL, "channel", "Veille", admin))
        script, clock, hooked = Script(), JumpingClock(), list[tuple[Any, ...]]()
        ready = Bench(telegram, front_of(telegram, script, clock, hooked), script, clock, hooked)
        if start:
            await ready.start()
        try:
            yield ready
        finally:
            await ready.front.stop()
            _forget_hang_ups(telegram)


def _forget_hang_ups(telegram: FakeTelegram) -> None:
    """A poll that ends because the front-end stops is no refused payload."""
    gone = "ConnectionResetError"
    telegram.violations[:] = [one for one in telegram.violations if gone not in one]


def front_of(
    telegram: FakeTelegram,
    script: Script,
    clock: Clock,
    hooked: list[tuple[Any, ...]],
    token: str = "1:T",
) -> TelegramFront:
    def note(what: str) -> Any:
        async def hook(*told: Any) -> None:
            hooked.append((what, *told))
            telegram.changed()

        return hook

    async def labels(ids: Sequence[str]) -> list[str]:
        return [{"s": "Stop", "m": "Mute 24 h"}.get(one, "") for one in ids]

    hooks = Hooks(note("joined"), note("left"), note("moved"), labels)
    log = structlog.get_logger()
    return TelegramFront(token, telegram.url, script, clock, log, hooks=hooks)


# --- commands and words


async def test_a_command_is_heard_with_who_where_and_in_which_language() -> None:
    async with bench() as b:
        asked = await b.telegram.message(JEANNE, JEANNE, "/suivre@VeilleurBot @durand")
        assert (await asked.replies())[0].text == "echo /suivre @durand"
        (heard,) = b.script.heard
        assert heard.channel == ChannelKey(Platform.TELEGRAM, "1", str(JEANNE))
        assert (heard.workspace, heard.person) == (str(JEANNE), Person(str(JEANNE), "Jeanne"))
        assert (heard.private, heard.language, heard.bare) == (True, "fr", False)
        assert heard.event_id == "1:1"
        assert heard.chat_name == "Jeanne"


async def test_plain_words_are_heard_in_private_but_not_in_a_group() -> None:
    async with bench() as b:
        b.telegram.privacy = False
        await b.telegram.message(GROUP, JANE, "good morning")
        await (await b.telegram.message(JANE, JANE, "bluesky:durand")).replies()
        (heard,) = b.script.heard
        assert (heard.text, heard.bare, heard.private) == ("bluesky:durand", True, True)


async def test_a_command_for_another_bot_is_left_to_it() -> None:
    async with bench() as b:
        b.telegram.privacy = False
        await b.telegram.message(GROUP, JANE, "/list@OtherBot")
        await (await b.telegram.message(GROUP, JANE, "/list@veilleurbot")).replies()
        assert [one.text for one in b.script.heard] == ["/list"]


async def test_in_a_group_a_word_that_is_not_like_ours_is_another_bot_s() -> None:
    async with bench() as b:
        for text in ("/roll 2d6", "/wacth @durand", "/roll@VeilleurBot", "/état"):
            await b.telegram.message(GROUP, JANE, text)
        await b.telegram.message(JANE, JANE, "/roll")
        await b.telegram.wait_for(lambda: len(b.script.heard) == 4)
        heard = {(one.text, one.private) for one in b.script.heard}
        texts = ("/wacth @durand", "/roll", "/état")
        assert heard == {(text, False) for text in texts} | {("/roll", True)}


async def test_each_reply_replaces_the_one_before_in_the_same_message() -> None:
    async with bench() as b:
        b.script.on("/find x", said("Looking…"), said("Found"))
        asked = await b.telegram.message(JANE, JANE, "/find x")
        first, second = await asked.replies(2)
        assert (first.verb, second.verb) == ("posted", "edited")
        assert [one.text for one in b.telegram.posts(JANE)] == ["Found"]


async def test_an_answer_in_a_group_points_at_the_command() -> None:
    async with bench() as b:
        asked = await b.telegram.message(GROUP, JANE, "/list")
        (reply,) = await asked.replies()
        assert reply.reply_to is not None
        assert b.telegram.messages(GROUP)[0].id == reply.reply_to


async def test_a_topic_is_a_channel_of_its_own_and_gets_its_answers() -> None:
    async with bench() as b:
        asked = await b.telegram.message(FORUM, JANE, "/list", topic=7)
        (reply,) = await asked.replies()
        assert reply.topic == 7
        assert b.script.heard[0].channel == ChannelKey(Platform.TELEGRAM, "1", str(FORUM), "7")


async def test_a_question_is_answered_by_replying_to_it_in_a_group() -> None:
    async with bench() as b:
        b.script.on("/search", said("What should I look for?", asks="search"))
        (question,) = await (await b.telegram.message(GROUP, JANE, "/search")).replies()
        assert question.markup == {"force_reply": True, "selective": True}
        await (await b.telegram.message(GROUP, JANE, "#tva", reply_to=question)).replies()
        assert (b.script.heard[1].text, b.script.heard[1].bare) == ("#tva", True)


async def test_a_remark_under_a_message_with_buttons_is_no_command() -> None:
    async with bench() as b:
        await b.front.send(outgoing(GROUP_KEY, Message("New post", buttons=(LIST,))))
        (alert,) = b.telegram.posts(GROUP)
        await b.telegram.message(GROUP, JANE, "Thanks!", reply_to=alert)
        await (await b.telegram.message(GROUP, JANE, "/list")).replies()
        assert [one.text for one in b.script.heard] == ["/list"]


async def test_old_commands_are_not_carried_out_and_the_chat_is_told_once() -> None:
    async with bench(start=False) as b:
        b.clock.ahead = 11 * 60
        asked = await b.telegram.message(JANE, JANE, "/watch @durand")
        await b.telegram.message(JANE, JANE, "/list")
        await b.start()
        other = await b.telegram.message(JEANNE, JEANNE, "/liste")
        assert "Je n'étais pas là" in (await other.replies())[0].text
        assert [one.text for one in asked.seen()] == [
            "I was away for a while and did not carry out what you sent. Please send it again."
        ]
        assert b.script.heard == []


async def test_one_chat_waits_for_nobody_and_keeps_its_own_order() -> None:
    async with bench() as b:
        pause = Pause()
        b.script.on("/find x", pause, said("Found"))
        slow = await b.telegram.message(JANE, JANE, "/find x")
        next_one = await b.telegram.message(JANE, JANE, "/list")
        await (await b.telegram.message(JEANNE, JEANNE, "/liste")).replies()
        assert slow.seen() == []
        pause.go.set()
        assert [one.text for one in await slow.replies(2)] == ["Found", "echo /list"]
        assert len(next_one.seen()) == 2


async def test_a_failing_command_is_answered_without_its_reason() -> None:
    async with bench() as b:
        b.script.on("/list", ValueError("secret"))
        (reply,) = await (await b.telegram.message(JANE, JANE, "/list")).replies()
        assert "Something went wrong" in reply.text
        assert "secret" not in reply.text


async def test_a_reply_waits_out_a_flood_limit() -> None:
    async with bench() as b:
        b.telegram.fail("sendMessage", flood(3))
        await (await b.telegram.message(JANE, JANE, "/list")).replies()
        assert 3.0 in b.clock.slept


# --- buttons


async def pressing(b: Bench, chat: int, *replies: Answer, user: int = JANE) -> Any:
    """The press of [List] under an answer of the bot; `replies`: what the script says to it."""
    b.script.on("/find x", Reply(Message("Which one?", buttons=(LIST,)), Audience.CHANNEL))
    b.script.on("k1", *replies)
    (asked,) = await (await b.telegram.message(chat, user, "/find x")).replies()
    return await b.telegram.press(asked, "List", user)


async def test_the_answer_to_a_button_stands_in_place_of_the_message_pressed() -> None:
    async with bench() as b:
        pressed = await pressing(b, GROUP, said("Jane chose the list"))
        assert await pressed.answer() == ""
        (reply,) = await pressed.replies()
        assert (reply.verb, reply.text) == ("edited", "Jane chose the list")
        assert b.script.heard[1].button == "k1"
        assert b.script.heard[1].person == Person(str(JANE), "Jane")


async def test_a_short_word_to_one_person_in_a_group_is_seen_by_nobody_else() -> None:
    async with bench() as b:
        pressed = await pressing(b, GROUP, said("Only Marie can do that.", Audience.PERSON))
        assert await pressed.answer() == "Only Marie can do that."
        assert pressed.seen() == []


async def test_a_long_word_to_one_person_in_a_group_answers_below() -> None:
    async with bench() as b:
        pressed = await pressing(b, GROUP, said("long " * 50, Audience.PERSON))
        (reply,) = await pressed.replies()
        assert reply.verb == "posted"
        assert await pressed.answer() == ""


async def test_a_channel_shows_a_word_to_one_reader_to_that_reader_only() -> None:
    async with bench() as b:
        b.script.on("k1", said("long " * 50, Audience.PERSON))
        mute = Button("Mute", command="mute 24h", id="k1")
        await b.front.send(outgoing(CHANNEL_KEY, Message("Digest", buttons=(mute,))))
        (digest,) = b.telegram.posts(CHANNEL)
        pressed = await b.telegram.press(digest, "Mute", JANE)
        answer = await pressed.answer()
        assert answer.startswith("long")
        assert len(answer) <= 200
        assert pressed.seen() == []


async def test_a_button_under_an_alert_leaves_the_alert_and_answers_below() -> None:
    async with bench() as b:
        b.script.on("k1", said("Muted."), said("Muted until 9."))
        await b.front.send(outgoing(GROUP_KEY, Message("New post", buttons=(LIST,))))
        (alert,) = b.telegram.posts(GROUP)
        pressed = await b.telegram.press(alert, "List")
        await pressed.replies(2)
        assert [one.text for one in b.telegram.posts(GROUP)] == ["New post", "Muted until 9."]
        assert b.telegram.posts(GROUP)[1].reply_to == alert.id


@pytest.mark.parametrize("answers", [(), (ValueError(),)])
async def test_a_press_is_answered_even_when_the_command_fails_or_says_nothing(
    answers: tuple[Answer, ...],
) -> None:
    async with bench() as b:
        assert await (await pressing(b, JANE, *answers)).answer() == ""


async def test_the_dots_open_further_buttons_that_work() -> None:
    more = (Button("Stop", command="unwatch 1", id="s"), Button("Gone", command="list", id="g"))
    async with bench() as b:
        message = Message("New post", buttons=(LIST,), more=more)
        await b.front.send(outgoing(GROUP_KEY, message))
        (alert,) = b.telegram.posts(GROUP)
        pressed = await b.telegram.press(alert, "⋯ More")
        (opened,) = await pressed.replies()
        assert shown(opened) == "New post\n[List]\n[Stop]"
        assert await pressed.answer() == ""
        await (await b.telegram.press(opened, "Stop")).replies()
        assert [one.button for one in b.script.heard] == ["s"]


async def test_dots_whose_buttons_have_all_expired_say_so() -> None:
    async with bench() as b:
        gone = (Button("Gone", command="list", id="g"),)
        await b.front.send(outgoing(GROUP_KEY, Message("New post", more=gone)))
        pressed = await b.telegram.press(b.telegram.posts(GROUP)[0], "⋯ More")
        assert "too old" in await pressed.answer()


# --- who may, and where


async def may(b: Bench, key: ChannelKey, person: Person) -> Rights:
    return await b.front.rights(key, person, None, present=False)


async def test_in_a_group_only_administrators_may_and_the_others_learn_who() -> None:
    async with bench() as b:
        assert (await may(b, GROUP_KEY, Person(str(MARIE), "Marie"))).allowed
        refused = await may(b, GROUP_KEY, Person(str(JANE), "Jane"))
        assert (refused.allowed, refused.who) == (False, ("Marie",))
        assert len(b.telegram.calls_of("getChatAdministrators")) == 1
        b.clock.ahead = 61
        b.telegram.world.chats[GROUP].roles[JANE] = "administrator"
        assert (await may(b, GROUP_KEY, Person(str(JANE), "Jane"))).allowed


async def test_when_telegram_does_not_tell_who_may_nobody_may() -> None:
    async with bench() as b:
        b.telegram.fail("getChatAdministrators", http_error())
        assert not (await may(b, GROUP_KEY, Person(str(MARIE), "Marie"))).allowed
        assert (await may(b, GROUP_KEY, Person(str(MARIE), "Marie"))).allowed


async def test_a_private_chat_is_its_owner_s_and_an_anonymous_administrator_may() -> None:
    async with bench() as b:
        assert (await may(b, PRIVATE_KEY, Person(str(JANE), "Jane"))).allowed
        assert not (await may(b, PRIVATE_KEY, Person(str(MARIE), "Marie"))).allowed
        assert (await may(b, GROUP_KEY, Person("1087968824", "Group"))).allowed


async def test_an_anonymous_administrator_is_heard_but_other_bots_are_not() -> None:
    async with bench() as b:
        group = b.telegram.world.chats[GROUP].wire()
        anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        robot = {"id": 77, "is_bot": True, "first_name": "Robot"}
        now = int(datetime.now(UTC).timestamp())  # noqa: TID251 - what Telegram's clock says
        said_by = {"date": now, "chat": group, "text": "/list"}
        b.telegram.push({"message": said_by | {"message_id": 1, "from": robot}})
        sender = {"from": anonymous, "sender_chat": group}
        b.telegram.push({"message": said_by | {"message_id": 2} | sender})
        await b.telegram.wait_for(lambda: b.telegram.posts(GROUP))
        assert [one.person.id for one in b.script.heard] == ["1087968824"]


async def test_joining_leaving_and_coming_back_are_told() -> None:
    async with bench() as b:
        for status in ("kicked", "member", "administrator"):
            await b.telegram.my_chat_member(GROUP, status, MARIE)
        await b.telegram.my_chat_member(JANE, "kicked", JANE)
        await b.telegram.wait_for(lambda: len(b.hooked) == 3)
        marie = Person(str(MARIE), "Marie")
        assert set(b.hooked) == {
            ("joined", GROUP_KEY, "Cabinet Martin", marie, "en", False),
            ("left", PRIVATE_KEY, "telegram_blocked"),
            ("left", GROUP_KEY, "telegram_removed"),
        }


async def test_a_group_that_becomes_a_supergroup_is_told() -> None:
    async with bench() as b:
        await b.telegram.migrate(GROUP, -1009)
        await b.telegram.wait_for(lambda: b.hooked)
        assert b.hooked == [("moved", GROUP_KEY, "-1009")]


@pytest.mark.parametrize(
    ("chat", "status", "told"),
    [
        (CHANNEL, "administrator", None),
        (CHANNEL, "member", "telegram_no_rights"),
        (CHANNEL, "left", "telegram_removed"),
        (GROUP, "member", None),
        (GROUP, "kicked", "telegram_removed"),
    ],
)
async def test_where_it_may_not_post_it_says_why(chat: int, status: str, told: str | None) -> None:
    async with bench() as b:
        b.telegram.world.chats[chat].roles[BOT_ID] = status
        assert await b.front.can_post(ChannelKey(Platform.TELEGRAM, "1", str(chat))) == told


# --- deliveries


async def test_a_delivery_says_its_id_and_follows_in_silence() -> None:
    async with bench() as b:
        first = await b.front.send(outgoing(GROUP_KEY, Message("One")))
        second = await b.front.send(
            outgoing(GROUP_KEY, Message("Two"), follows=first, silent=True, repeat=True)
        )
        one, two = b.telegram.posts(GROUP)
        assert (str(one.id), str(two.id)) == (first, second)
        assert (one.silent, two.silent, two.reply_to) == (False, True, one.id)
        assert two.text.startswith("May repeat")


async def test_what_a_message_answered_may_be_gone() -> None:
    async with bench() as b:
        await b.front.send(outgoing(GROUP_KEY, Message("Two"), follows="999"))
        assert len(b.telegram.posts(GROUP)) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (flood(7), NotSent),
        (http_error(502), Unknown),
        (DROP, Unknown),
        (TAKE_AND_DROP, Unknown),
        (refusal(403, "Forbidden: bot was blocked by the user"), ChannelClosed),
        (refusal(403, "Forbidden: bot was kicked from the group chat"), ChannelClosed),
        (refusal(400, "Bad Request: chat not found"), ChannelClosed),
        (refusal(400, "Bad Request: not enough rights to send text messages"), ChannelClosed),
        (refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-1009), ChannelMoved),
        (refusal(401, "Unauthorized"), NotSent),
    ],
)
async def test_what_became_of_a_message_is_told_apart(fault: Fault, error: type[Exception]) -> None:
    async with bench() as b:
        b.telegram.fail("sendMessage", fault, times=5)
        with pytest.raises(error):
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
        assert len(b.telegram.calls_of("sendMessage")) == 1


async def test_why_a_channel_is_closed_and_how_long_to_wait_are_told() -> None:
    async with bench() as b:
        b.telegram.fail("sendMessage", flood(7))
        with pytest.raises(NotSent) as waiting:
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
        assert waiting.value.retry_after == 7
        b.telegram.world.chats[GROUP].roles[BOT_ID] = "restricted"
        with pytest.raises(ChannelClosed) as closed:
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
        assert closed.value.reason == "telegram_no_rights"
        await b.telegram.migrate(GROUP, -1009, announce=False)
        with pytest.raises(ChannelMoved) as moved:
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
        assert moved.value.chat == "-1009"


@pytest.mark.parametrize("fault", [HANG, TAKE_AND_HANG])
async def test_no_answer_in_time_is_unknown(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "DEADLINE", 0.2)
    async with bench() as b:
        b.telegram.fail("sendMessage", fault)
        with pytest.raises(Unknown):
            await b.front.send(outgoing(GROUP_KEY, Message("One")))


async def test_an_unreachable_telegram_has_surely_got_nothing() -> None:
    async with bench() as b:
        await b.telegram.stop()
        with pytest.raises(NotSent):
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
        await b.telegram.start()
        await b.front.send(outgoing(GROUP_KEY, Message("One")))


async def test_refused_formatting_is_sent_once_more_as_plain_text() -> None:
    async with bench() as b:
        b.telegram.fail("sendMessage", refusal(400, "Bad Request: can't parse entities: x"))
        await b.front.send(outgoing(GROUP_KEY, Message("s", title="A & B", buttons=(LIST,))))
        (post,) = b.telegram.posts(GROUP)
        assert shown(post) == "A & B\n[List]"
        assert post.source == "A & B"


async def test_content_refused_in_every_form_is_told() -> None:
    async with bench() as b:
        b.telegram.fail("sendMessage", refusal(400, "Bad Request: BUTTON_URL_INVALID"), times=9)
        with pytest.raises(ContentRefused):
            await b.front.send(outgoing(GROUP_KEY, Message("One", buttons=(LIST,))))
        assert len(b.telegram.calls_of("sendMessage")) == 2


@pytest.mark.parametrize("topic", ["8", "99"])
async def test_a_closed_or_deleted_topic_falls_back_to_the_general_one(topic: str) -> None:
    async with bench() as b:
        key = ChannelKey(Platform.TELEGRAM, "1", str(FORUM), topic)
        await b.front.send(outgoing(key, Message("One"), follows="1"))
        (post,) = b.telegram.posts(FORUM)
        assert (post.topic, post.reply_to) == (None, None)


async def test_an_edit_changes_the_message_and_the_same_again_is_fine() -> None:
    async with bench() as b:
        sent = await b.front.send(outgoing(GROUP_KEY, Message("One")))
        for _ in range(2):
            await b.front.edit(outgoing(GROUP_KEY, Message("Two")), sent)
        assert [one.text for one in b.telegram.posts(GROUP)] == ["Two"]


async def test_a_message_that_is_gone_cannot_be_edited() -> None:
    async with bench() as b:
        with pytest.raises(CantEdit):
            await b.front.edit(outgoing(GROUP_KEY, Message("Two")), "999")
        b.telegram.fail("editMessageText", refusal(400, "Bad Request: message can't be edited"))
        with pytest.raises(CantEdit):
            await b.front.edit(outgoing(GROUP_KEY, Message("Two")), "999")


async def test_telegram_gives_no_history() -> None:
    async with bench(start=False) as b:
        with pytest.raises(CantRead):
            await b.front.find(outgoing(GROUP_KEY, Message("One")), b.clock.now())


async def test_the_preview_is_of_the_message_s_own_link_or_off() -> None:
    async with bench() as b:
        await b.front.send(outgoing(GROUP_KEY, Message("One")))
        linked = replace(Message("Two"), preview_url="https://a.example/1")
        await b.front.send(outgoing(GROUP_KEY, linked))
        off, on = (one["link_preview_options"] for one in b.telegram.calls_of("sendMessage"))
        assert off == {"is_disabled": True}
        assert on["url"] == "https://a.example/1"


# --- start and health


@pytest.mark.parametrize("token", ["", "secret", "1:bad token", "xoxb-1-2"])
async def test_a_token_that_cannot_be_one_is_told_by_the_name_of_its_setting(token: str) -> None:
    with pytest.raises(FrontError) as told:
        front_of(FakeTelegram(), Script(), JumpingClock(), [], token)
    assert (told.value.key, told.value.setting) == ("telegram_token", "TELEGRAM_BOT_TOKEN")


async def test_a_refused_token_is_told_and_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with FakeTelegram() as telegram:
        front = front_of(telegram, Script(), JumpingClock(), [], "1:S3CRET")
        with pytest.raises(FrontError) as told:
            await front.start()
        await front.stop()
    assert "S3CRET" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert "S3CRET" not in caplog.text


async def test_the_token_is_in_no_log_of_a_working_day(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with bench() as b:
        await (await b.telegram.message(JANE, JANE, "/list")).replies()
        b.telegram.fail("sendMessage", DROP)
        with pytest.raises(Unknown):
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
    assert "1:T" not in caplog.text


async def test_the_menus_show_eight_commands_in_each_language_and_scope() -> None:
    async with bench() as b:
        menus = b.telegram.world.commands
        for language in ("", "fr"):
            for scope in ("all_private_chats", "all_chat_administrators"):
                assert len(menus[scope, language]) == 8
            everyone = {one["command"] for one in menus["all_group_chats", language]}
            assert everyone < {name for name, _ in commands(language or "en")}
            assert not everyone & {"watch", "suivre"}


async def test_a_telegram_out_of_reach_at_start_is_reached_later() -> None:
    async with bench(start=False) as b:
        b.telegram.fail("getMe", http_error(502), times=3)
        await b.front.start()
        assert b.front.health() == "telegram_unreachable"
        await (await b.telegram.message(JANE, JANE, "/list")).replies()
        await b.telegram.wait_for(lambda: len(b.telegram.world.texts) == 4)
        assert b.front.health() == "ok"


async def test_a_second_poller_is_noticed_and_polling_goes_on() -> None:
    async with bench() as b:
        assert b.front.health() == "ok"
        b.telegram.fail("getUpdates", refusal(409, "Conflict: terminated by other getUpdates"))
        await (await b.telegram.message(JANE, JANE, "/list")).replies()
        await b.telegram.wait_for(lambda: b.front.health() == "telegram_conflict")
        again = await b.telegram.message(JANE, JANE, "/list")
        await again.replies()
        assert b.front.health() == "ok"


async def test_a_stop_waits_for_the_answer_under_way() -> None:
    async with bench() as b:
        pause = Pause()
        b.script.on("/find x", pause, said("Found"))
        slow = await b.telegram.message(JANE, JANE, "/find x")
        await asyncio.wait_for(pause.reached.wait(), 5)
        stopping = asyncio.create_task(b.front.stop())
        pause.go.set()
        await stopping
        assert [one.text for one in slow.seen()] == ["Found"]
