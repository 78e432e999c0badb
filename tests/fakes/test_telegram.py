"""The fake Telegram, driven by the real python-telegram-bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, BotCommand, ReplyParameters
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from tests.fakes.http import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, http_error
from tests.fakes.small_telegram_bot import App, a_bot, keyboard
from tests.fakes.telegram import (
    CHANNEL,
    FORUM,
    GROUP,
    JANE,
    JEANNE,
    Chat,
    FakeTelegram,
    User,
    flood,
    in_chat,
    members,
    refusal,
    shown,
)
from tests.fakes.telegram_model import BOT_ID


@pytest.fixture
async def application(
    telegram: FakeTelegram,
) -> AsyncIterator[App]:
    app = a_bot(telegram.url, telegram.token)
    await app.initialize()
    await app.start()
    assert app.updater is not None
    await app.updater.start_polling(timeout=5, poll_interval=0)
    yield app
    await app.updater.stop()
    await app.stop()
    await app.shutdown()


async def test_a_command_in_private_is_answered(telegram: FakeTelegram, application: App) -> None:
    exchange = await telegram.message(JANE.id, JANE.id, "/watch @durand")
    (answer,) = await exchange.replies()
    assert shown(answer) == "Two accounts match @durand & co:\n[1 Bluesky] [Both]"


async def test_a_button_is_answered_and_its_message_edited_in_place(
    telegram: FakeTelegram, application: App
) -> None:
    (question,) = await (await telegram.message(GROUP, JANE.id, "/watch @durand")).replies()
    exchange = await telegram.press(question, "Both", user=JEANNE.id)
    (edited,) = await exchange.replies()
    assert await exchange.answer() == "Noted"
    assert (edited.id, edited.verb, shown(edited)) == (question.id, "edited", "Watching v1:Both")
    assert [shown(one) for one in telegram.posts(GROUP)] == ["Watching v1:Both"]


async def test_a_button_that_is_gone_cannot_be_pressed(
    telegram: FakeTelegram, application: App
) -> None:
    (question,) = await (await telegram.message(JANE.id, JANE.id, "/watch x")).replies()
    await (await telegram.press(question, "Both")).replies()
    with pytest.raises(AssertionError, match="no button"):
        await telegram.press(question, "Both")
    late = await telegram.call_back(question, "v1:old")
    assert await late.answer() == "Noted"


async def test_an_answer_stays_in_its_topic(telegram: FakeTelegram, application: App) -> None:
    exchange = await telegram.message(FORUM, JANE.id, "/watch @durand", topic=7)
    (answer,) = await exchange.replies()
    assert answer.topic == 7
    assert telegram.messages(FORUM, topic=8) == []


async def test_plain_words_and_other_bots_commands_in_a_group_stay_unseen(
    telegram: FakeTelegram, application: App
) -> None:
    await telegram.message(GROUP, JANE.id, "hello everybody")
    await telegram.message(GROUP, JANE.id, "/watch@OtherBot @durand")
    (answer,) = await (await telegram.message(GROUP, JANE.id, "/watch@VeilleurBot x")).replies()
    await (await telegram.message(GROUP, JANE.id, "and you", reply_to=answer)).reply(
        "Heard and you"
    )
    assert len(telegram.posts(GROUP)) == 2


async def test_being_blocked_is_told_and_refuses_messages(
    telegram: FakeTelegram, application: App
) -> None:
    await telegram.my_chat_member(JANE.id, "kicked")
    await telegram.wait_for(lambda: not telegram.unconfirmed)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await application.bot.send_message(JANE.id, "x")
    assert application.bot_data["status"] == "kicked"


async def test_an_unconfirmed_update_comes_again_after_a_restart(telegram: FakeTelegram) -> None:
    bot = Bot(telegram.token, base_url=f"{telegram.url}/bot")
    async with bot:
        await telegram.message(JANE.id, JANE.id, "/list")
        (first,) = await bot.get_updates()
        (again,) = await bot.get_updates()
        assert first.update_id == again.update_id
        assert await bot.get_updates(offset=first.update_id + 1) == ()
        telegram.unconfirm()
        assert len(await bot.get_updates()) == 1


async def test_a_long_poll_wakes_when_something_happens(telegram: FakeTelegram, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for(lambda: telegram.calls_of("getUpdates"))
    await telegram.message(JANE.id, JANE.id, "/list")
    async with asyncio.timeout(5):
        (update,) = await polling
    assert update.message is not None
    assert update.message.text == "/list"


async def test_a_second_poller_ends_the_first_with_a_conflict(
    telegram: FakeTelegram, bot: Bot
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for(lambda: telegram.calls_of("getUpdates"))
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as second:
        assert await second.get_updates(timeout=0) == ()
    with pytest.raises(Conflict):
        await first


async def test_only_the_kinds_of_update_that_were_asked_for_come(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await telegram.message(JANE.id, JANE.id, "/list")
    assert await bot.get_updates() == ()


async def test_a_wrong_token_is_refused(telegram: FakeTelegram) -> None:
    stranger = Bot("2:X", base_url=f"{telegram.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_places_refuse_as_telegram_does(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.add(User(1003, "Ana", started=False))
    telegram.add(Chat(-300, "group", "Left", members("left")))
    telegram.add(Chat(-301, "group", "Kicked", members("kicked")))
    telegram.add(Chat(-302, "channel", "Reader", members("member")))
    for chat, kind, words in [
        (1003, Forbidden, "can't initiate conversation"),
        (-300, Forbidden, "not a member of the group chat"),
        (-301, Forbidden, "kicked from the group chat"),
        (-302, BadRequest, "Need administrator rights"),
        (-999, BadRequest, "(?i)chat not found"),
    ]:
        with pytest.raises(kind, match=words):
            await bot.send_message(chat, "x")
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(FORUM, "x", message_thread_id=9)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(FORUM, "x", message_thread_id=8)
    assert (await bot.send_message(CHANNEL, "x")).sender_chat is not None


async def test_roles_can_be_asked_for(telegram: FakeTelegram, bot: Bot) -> None:
    administrators = await bot.get_chat_administrators(GROUP)
    assert [one.user.id for one in administrators] == [JANE.id]
    with pytest.raises(BadRequest, match=r"(?i)member list is inaccessible"):
        await bot.get_chat_member(GROUP, JEANNE.id)
    await telegram.my_chat_member(GROUP, "administrator")
    assert (await bot.get_chat_member(GROUP, JEANNE.id)).status == "member"
    assert (await bot.get_chat_member(GROUP, BOT_ID)).status == "administrator"
    assert (await bot.get_chat(FORUM)).is_forum
    await bot.leave_chat(GROUP)
    with pytest.raises(Forbidden):
        await bot.get_chat(GROUP)


async def test_a_group_that_became_a_supergroup_says_where(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await telegram.migrate(GROUP, -1009)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "x")
    assert caught.value.new_chat_id == -1009
    await bot.send_message(-1009, "x")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.migrate_to_chat_id == -1009


async def test_own_messages_are_edited_and_deleted_others_are_not(
    telegram: FakeTelegram, bot: Bot
) -> None:
    own = await bot.send_message(JANE.id, "one", disable_notification=True)
    assert telegram.posts(JANE.id)[0].silent
    await bot.edit_message_text("<i>two</i>", JANE.id, own.message_id, parse_mode="HTML")
    await bot.edit_message_reply_markup(JANE.id, own.message_id, reply_markup=keyboard("Undo"))
    assert [shown(one) for one in telegram.posts(JANE.id)] == ["two\n[Undo]"]
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_reply_markup(JANE.id, own.message_id, reply_markup=keyboard("Undo"))
    await telegram.message(JANE.id, JANE.id, "mine")
    other = telegram.messages(JANE.id)[-1]
    with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
        await bot.edit_message_text("x", JANE.id, other.id)
    await bot.delete_message(JANE.id, own.message_id)
    assert telegram.posts(JANE.id) == []
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("x", JANE.id, own.message_id)


async def test_a_reply_needs_its_message(telegram: FakeTelegram, bot: Bot) -> None:
    gone = ReplyParameters(99)
    with pytest.raises(BadRequest, match=r"(?i)to be replied not found"):
        await bot.send_message(JANE.id, "x", reply_parameters=gone)
    lenient = ReplyParameters(99, allow_sending_without_reply=True)
    await bot.send_message(JANE.id, "x", reply_parameters=lenient)
    assert len(telegram.posts(JANE.id)) == 1


async def test_a_callback_may_be_answered_twice_but_must_exist(
    telegram: FakeTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(JANE.id, "x", reply_markup=keyboard("Go"))
    exchange = await telegram.press(telegram.messages(JANE.id)[0], "Go")
    assert sent.message_id == telegram.messages(JANE.id)[0].id
    assert exchange.query is not None
    await bot.answer_callback_query(exchange.query)
    await bot.answer_callback_query(exchange.query, "Again")
    assert await exchange.answer() == "Again"
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query("404")


async def test_the_menu_is_kept_by_scope_and_language(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("suivre", "Suivre un compte")], language_code="fr")
    await bot.set_my_description("Bonjour", language_code="fr")
    await bot.set_my_short_description("Veille")
    assert telegram.world.commands["default", "fr"][0]["command"] == "suivre"
    assert telegram.world.texts["description", "fr"] == "Bonjour"
    assert telegram.world.texts["short_description", ""] == "Veille"


@pytest.mark.parametrize(
    ("fault", "raised", "recorded"),
    [
        (TAKE_AND_HANG, TimedOut, 1),
        (HANG, TimedOut, 0),
        (TAKE_AND_DROP, NetworkError, 1),
        (DROP, NetworkError, 0),
        (http_error(502), NetworkError, 0),
        (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, 0),
        (refusal(400, "Bad Request: not enough rights"), BadRequest, 0),
    ],
)
async def test_a_fault_decides_whether_the_message_was_taken(
    telegram: FakeTelegram, bot: Bot, fault: Any, raised: type[Exception], recorded: int
) -> None:
    telegram.fail("sendMessage", fault)
    with pytest.raises(raised):
        await bot.send_message(JANE.id, "once", read_timeout=0.3)
    assert len(telegram.posts(JANE.id)) == recorded
    await bot.send_message(JANE.id, "again")
    assert len(telegram.posts(JANE.id)) == recorded + 1


async def test_a_flood_of_one_chat_stops_no_other(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.fail("sendMessage", flood(3), when=in_chat(JANE.id))
    await bot.send_message(JEANNE.id, "x")
    with pytest.raises(RetryAfter, match=r"0:00:03"):
        await bot.send_message(JANE.id, "x")
    await bot.send_message(JANE.id, "x")
