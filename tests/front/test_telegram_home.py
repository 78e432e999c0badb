"""What makes the bot at home in Telegram: signs, times, links, and what it leaves alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.message import Aside, Button, Details, Items, Message, Paragraph, Reply, Span, line
from bot.core.model import ChannelKey, Platform
from bot.front.telegram import readers, wire
from bot.render.plain import units
from tests.fakes.http import HANG, http_error
from tests.fakes.telegram import flood, in_chat, refusal
from tests.front.script import Pause, outgoing, said
from tests.front.test_telegram import (
    CHANNEL,
    CHANNEL_KEY,
    FORUM,
    GROUP,
    GROUP_KEY,
    JANE,
    PRIVATE_KEY,
    bench,
)

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


# --- reactions


async def test_a_command_that_takes_a_while_in_a_group_gets_eyes_until_it_is_answered() -> None:
    async with bench() as b:
        pause = Pause()
        b.script.on("/find x", pause, said("Found"))
        slow = await b.telegram.message(GROUP, JANE, "/find x")
        await b.telegram.wait_for(lambda: list(b.telegram.world.reactions.values()) == ["👀"])
        assert slow.seen() == []
        pause.go.set()
        await slow.reply("Found")
        await b.telegram.wait_for(lambda: not b.telegram.world.reactions)


async def test_a_quick_answer_and_a_private_chat_get_no_reaction() -> None:
    async with bench() as b:
        patient, b.clock.sleep = b.clock.sleep, _for_ever  # type: ignore[method-assign]
        await (await b.telegram.message(GROUP, JANE, "/list")).replies()
        b.clock.sleep = patient  # type: ignore[method-assign]
        pause = Pause()
        b.script.on("/find x", pause, said("Found"))
        slow = await b.telegram.message(JANE, JANE, "/find x")
        await asyncio.wait_for(pause.reached.wait(), 5)
        pause.go.set()
        await slow.reply("Found")
        assert b.telegram.calls_of("setMessageReaction") == []


async def _for_ever(_: float) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("fault", [http_error(), refusal(400, "Bad Request: REACTION_INVALID")])
async def test_a_reaction_that_is_refused_changes_nothing(fault: object) -> None:
    async with bench() as b:
        b.telegram.fail("setMessageReaction", fault, times=9)  # type: ignore[arg-type]
        pause = Pause()
        b.script.on("/find x", pause, said("Found"))
        slow = await b.telegram.message(GROUP, JANE, "/find x")
        await b.telegram.wait_for(lambda: b.telegram.calls_of("setMessageReaction"))
        pause.go.set()
        await slow.reply("Found")
        assert len(b.telegram.posts(GROUP)) == 1


# --- dates


async def test_an_instant_is_shown_in_each_reader_s_own_zone() -> None:
    async with bench() as b:
        told = Paragraph((line("published ", Span("09:30", at=AT)), line(Span("Mon 09:30", at=AT))))
        await b.front.send(outgoing(GROUP_KEY, Message("One", blocks=(told,))))
        (post,) = b.telegram.posts(GROUP)
        assert post.text == "published 09:30\nMon 09:30"
        assert [one.type for one in post.entities] == ["date_time", "date_time"]
        unix = int(AT.timestamp())
        assert f'<tg-time unix="{unix}" format="t">09:30</tg-time>' in post.source
        assert f'<tg-time unix="{unix}" format="wdt">Mon 09:30</tg-time>' in post.source


async def test_an_older_server_that_does_not_know_dates_keeps_all_else() -> None:
    async with bench() as b:
        why = 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 9'
        b.telegram.fail("sendMessage", refusal(400, why))
        blocks = (Paragraph((line(Span("Durand", strong=True), " ", Span("09:30", at=AT)),)),)
        list_ = Button("List", command="list", id="k1")
        await b.front.send(outgoing(GROUP_KEY, Message("One", blocks=blocks, buttons=(list_,))))
        (post,) = b.telegram.posts(GROUP)
        assert post.source == "<b>Durand</b> 09:30"
        assert [one["text"] for one in post.buttons] == ["List"]


# --- digests that fold


async def test_a_digest_of_any_length_folds_its_lists_and_fits() -> None:
    many = tuple(line(f"«\u00a0Publication {number} 🧾 {'mot ' * 20}»") for number in range(400))
    blocks = (Details(line("Durand"), many), Items(many[:5]), Aside(line("Mon → Tue")))
    async with bench() as b:
        await b.front.send(outgoing(GROUP_KEY, Message("Digest", title="Digest", blocks=blocks)))
        (post,) = b.telegram.posts(GROUP)
        assert units(post.text) <= 4096
        kinds = [one.type for one in post.entities]
        assert kinds.count("expandable_blockquote") == 1
        assert "Mon → Tue" in post.text


# --- channels, whose readers cannot type


SETTINGS = Button("Settings", command="settings", id="s1")
MUTE = Button("Mute 24 h", command="mute watch:1 24h", id="m1")
STOP = Button("Stop", command="unwatch watch:1", id="u1")


async def test_below_a_channel_s_message_what_shows_something_is_a_link() -> None:
    async with bench() as b:
        message = Message("Digest", buttons=(SETTINGS, MUTE))
        await b.front.send(outgoing(CHANNEL_KEY, message))
        (post,) = b.telegram.posts(CHANNEL)
        settings, mute, too = post.buttons
        assert settings["url"] == "https://t.me/VeilleurBot?start=go_s1"
        assert mute["callback_data"] == "d:m1"
        assert (too["text"], too["url"]) == (
            "Watch this too",
            "https://t.me/VeilleurBot?start=too_m1",
        )
        await b.front.edit(outgoing(CHANNEL_KEY, replace(message, summary="New")), str(post.id))
        assert b.telegram.posts(CHANNEL)[0].buttons[0]["url"] == settings["url"]
        assert len(b.telegram.calls_of("getChat")) == 1


@pytest.mark.parametrize("key", [GROUP_KEY, PRIVATE_KEY])
async def test_elsewhere_buttons_are_pressed(key: ChannelKey) -> None:
    async with bench() as b:
        await b.front.send(outgoing(key, Message("Digest", buttons=(SETTINGS, MUTE))))
        (post,) = b.telegram.posts(int(key.chat))
        assert [one.get("callback_data") for one in post.buttons] == ["d:s1", "d:m1"]


async def test_a_telegram_that_does_not_say_what_a_chat_is_delays_no_message() -> None:
    async with bench() as b:
        b.telegram.fail("getChat", HANG)
        await b.front.send(outgoing(CHANNEL_KEY, Message("Digest", buttons=(SETTINGS,))))
        (post,) = b.telegram.posts(CHANNEL)
        assert post.buttons[0]["callback_data"] == "d:s1"


def test_a_delivery_s_steps_take_less_than_the_outbox_waits() -> None:
    assert wire.DEADLINE + readers.SECONDS < 10.0


# --- choosing a channel


async def test_a_channel_is_asked_for_with_a_button_that_gives_no_more_than_posting() -> None:
    async with bench() as b:
        b.script.on("/channels", Reply(Message("Which?"), picks="Mine"))
        (asked,) = await (await b.telegram.message(JANE, JANE, "/channels")).replies()
        ((button,),) = (asked.markup or {})["keyboard"]
        rights = button["request_chat"]["bot_administrator_rights"]
        assert [name for name, given in rights.items() if given] == ["can_post_messages"]


async def test_a_chosen_channel_is_heard_of_even_where_the_bot_was_already() -> None:
    async with bench() as b:
        b.telegram.world.chats[CHANNEL].roles[JANE] = "administrator"
        b.script.on("/channels", Reply(Message("Which?"), picks="Mine"))
        (asked,) = await (await b.telegram.message(JANE, JANE, "/channels")).replies()
        share = await b.telegram.share(asked, "Mine", CHANNEL, JANE)
        await share.reply(f"echo /channels {CHANNEL}")
        ((what, key, name, by, language, quiet),) = b.hooked
        assert (what, key, name, by.name) == ("joined", CHANNEL_KEY, "Veille", "Jane")
        assert (language, quiet) == ("en", True)


# --- what is left alone


async def test_a_command_that_is_changed_afterwards_is_not_carried_out_again() -> None:
    async with bench() as b:
        asked = await b.telegram.message(GROUP, JANE, "/list")
        await asked.replies()
        (typed, *_) = b.telegram.messages(GROUP)
        await b.telegram.edit(typed, "/status")
        await (await b.telegram.message(GROUP, JANE, "/help")).replies()
        assert [one.text for one in b.script.heard] == ["/list", "/help"]
        allowed = {tuple(one["allowed_updates"]) for one in b.telegram.calls_of("getUpdates")}
        assert all("edited_message" not in kinds for kinds in allowed)


async def test_one_chat_s_flood_limit_delays_no_other_chat() -> None:
    async with bench() as b:
        b.telegram.fail("sendMessage", flood(30), times=99, when=in_chat(GROUP))
        with pytest.raises(wire.NotSent):
            await b.front.send(outgoing(GROUP_KEY, Message("One")))
        forum = ChannelKey(Platform.TELEGRAM, "1", str(FORUM), "7")
        began = b.clock.monotonic()
        await b.front.send(outgoing(forum, Message("Two")))
        await b.front.send(outgoing(PRIVATE_KEY, Message("Three")))
        assert b.clock.monotonic() - began < 5
        assert [len(b.telegram.posts(chat)) for chat in (GROUP, FORUM, JANE)] == [0, 1, 1]
