"""Pictures and files on Telegram, by the real client library."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import structlog

from bot.clock import SystemClock
from bot.core.message import Attachment, Message, Reply
from bot.core.model import ChannelKey, Platform
from bot.front.telegram import NO_HOOKS, TelegramFront
from bot.render.plain import units
from tests.fakes.http import DROP, Fault, http_error
from tests.fakes.telegram import CHANNEL, FORUM, GROUP, JANE, FakeTelegram, flood, refusal
from tests.fakes.telegram import Message as Shown
from tests.front.pictured import BARS, CSV, FEW, HOURS, SHARES, Painted, compared, png
from tests.front.script import Script, outgoing

PRIVATE = ChannelKey(Platform.TELEGRAM, "1", str(JANE.id))
IN_GROUP = ChannelKey(Platform.TELEGRAM, "1", str(GROUP))
PNG = png()


class Hurried(SystemClock):
    """Sleeps end at once, and are noted."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await super().sleep(0)


@dataclass
class Bench:
    telegram: FakeTelegram
    front: TelegramFront
    script: Script
    clock: Hurried
    painted: Painted

    def media(self, chat: int = JANE.id) -> list[Shown]:
        return [one for one in self.telegram.posts(chat) if one.media]

    async def sent(self, n: int = 1, chat: int = JANE.id) -> list[Shown]:
        """What was sent beside words, once there is so much of it."""
        await self.telegram.wait_for(lambda: len(self.media(chat)) >= n)
        return self.media(chat)


@asynccontextmanager
async def running() -> AsyncIterator[Bench]:
    async with FakeTelegram() as telegram:
        script, clock, painted = Script(), Hurried(), Painted()
        front = TelegramFront(
            telegram.token,
            telegram.url,
            script,
            clock,
            structlog.get_logger(),
            hooks=NO_HOOKS,
            pictures=painted,
        )
        await front.start()
        await telegram.wait_for(lambda: len(telegram.world.texts) == 4)
        try:
            yield Bench(telegram, front, script, clock, painted)
        finally:
            await front.stop()
            gone = "ConnectionResetError"
            telegram.violations[:] = [one for one in telegram.violations if gone not in one]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with running() as bench:
        yield bench


def delivery(message: Message, key: ChannelKey = PRIVATE, **more: Any) -> Any:
    made = outgoing(key, message, **more)
    return replace(made, channel=replace(made.channel, private=key == PRIVATE))


async def test_one_picture_is_a_photo_that_answers_the_words_and_has_its_text(
    bench: Bench,
) -> None:
    words = await bench.front.send(delivery(compared(HOURS), silent=True))
    [photo] = await bench.sent()
    assert photo.media is not None
    assert (photo.media.kind, photo.media.content) == ("photo", PNG)
    assert (photo.text, photo.reply_to, photo.silent) == (HOURS.alt, int(words), True)
    assert bench.painted.asked == [("Durand: posts by day and hour", PRIVATE)]


async def test_several_pictures_are_one_album_each_with_its_own_text(bench: Bench) -> None:
    await bench.front.send(delivery(compared(BARS, SHARES, HOURS)))
    album = await bench.sent(3)
    assert [one.text for one in album] == [BARS.alt, SHARES.alt, HOURS.alt]
    assert len({one.album for one in album}) == 1
    assert album[0].album is not None


async def test_more_pictures_than_an_album_holds_go_into_several(bench: Bench) -> None:
    await bench.front.send(delivery(compared(*[BARS] * 11)))
    await bench.sent(11)
    assert len(bench.telegram.calls_of("sendMediaGroup")) == 1
    assert len(bench.telegram.calls_of("sendPhoto")) == 1


async def test_a_long_text_is_cut_to_what_a_caption_holds(bench: Bench) -> None:
    long = replace(BARS, alt="Posts a week. " + "Durand 🚀 : 8,5 ; " * 200)
    await bench.front.send(delivery(compared(long)))
    [photo] = await bench.sent()
    assert 900 < units(photo.text) <= 1024
    assert photo.text.endswith("…")


async def test_a_graphic_of_too_little_is_told_in_words(bench: Bench) -> None:
    await bench.front.send(delivery(compared(FEW)))
    [words] = bench.telegram.posts(JANE.id)
    assert "Too few posts to say." in words.text
    assert bench.painted.asked == []


async def test_a_file_is_a_document_under_its_own_name(bench: Bench) -> None:
    await bench.front.send(delivery(compared(files=(CSV,))))
    [document] = await bench.sent()
    assert document.media is not None
    assert (document.media.kind, document.media.name) == ("document", "watchlist.csv")
    assert document.media.content == CSV.content


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c.csv", "x\n\x00\u202efdp.exe", "", ".bashrc", "é" * 400]
)
async def test_a_hostile_name_of_a_file_is_made_harmless(bench: Bench, name: str) -> None:
    await bench.front.send(delivery(compared(files=(Attachment(name, "text/csv", b"x"),))))
    [document] = await bench.sent()
    assert document.media is not None
    sent = document.media.name
    assert 0 < len(sent) <= 90
    assert not sent.startswith(".")
    assert not {"/", "\\", "\n", "\x00", "\u202e", os.sep} & set(sent)


async def test_each_picture_and_file_waits_for_its_turn_in_the_chat(bench: Bench) -> None:
    message = compared(BARS, HOURS, files=(CSV,))
    await bench.front.send(delivery(message, IN_GROUP))
    await bench.sent(3, GROUP)
    assert [one for one in bench.clock.slept if one >= 1] == [6.0, 3.0]


async def test_an_edit_brings_no_picture_or_file_again(bench: Bench) -> None:
    message = compared(HOURS, files=(CSV,))
    sent = await bench.front.send(delivery(message))
    await bench.sent(2)
    later = replace(message, summary="Now", blocks=())
    await bench.front.edit(delivery(later), sent)
    await bench.front.stop()
    assert len(bench.media()) == 2


async def test_an_answer_has_its_pictures_below_and_only_those_of_the_last_reply(
    bench: Bench,
) -> None:
    bench.script.on("/compare", Reply(compared(SHARES)), Reply(compared(BARS, files=(CSV,))))
    await bench.telegram.message(JANE.id, JANE.id, "/compare")
    photo, document = await bench.sent(2)
    assert (photo.text, document.text) == (BARS.alt, "")
    answer = next(one for one in bench.telegram.posts(JANE.id) if not one.media)
    assert {photo.reply_to, document.reply_to} == {answer.id}


async def test_a_topic_gets_the_pictures_of_its_own_answers(bench: Bench) -> None:
    bench.script.on("/compare", Reply(compared(BARS)))
    await bench.telegram.message(FORUM, JANE.id, "/compare", topic=7)
    [photo] = await bench.sent(1, FORUM)
    assert photo.topic == 7


async def test_a_topic_that_is_closed_leaves_the_pictures_to_the_general_one(
    bench: Bench,
) -> None:
    key = ChannelKey(Platform.TELEGRAM, "1", str(FORUM), "8")
    await bench.front.send(delivery(compared(BARS), key))
    [photo] = await bench.sent(1, FORUM)
    assert photo.topic is None


async def test_a_flood_limit_is_waited_out(bench: Bench) -> None:
    bench.telegram.fail("sendPhoto", flood(7))
    await bench.front.send(delivery(compared(BARS)))
    await bench.sent()
    assert 7 in bench.clock.slept


@pytest.mark.parametrize(
    "fault", [http_error(500), DROP, refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")]
)
async def test_a_failed_picture_costs_nothing_but_the_picture(bench: Bench, fault: Fault) -> None:
    bench.telegram.fail("sendPhoto", fault)
    await bench.front.send(delivery(compared(BARS, files=(CSV,))))
    [document] = await bench.sent()
    assert document.media is not None
    assert document.media.kind == "document"
    assert len(bench.telegram.calls_of("sendPhoto")) == 1


async def test_a_picture_that_cannot_be_drawn_is_let_go(bench: Bench) -> None:
    bench.painted.fails = True
    await bench.front.send(delivery(compared(BARS, files=(CSV,))))
    await bench.sent()
    assert bench.telegram.calls_of("sendPhoto") == []


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "I could not send the file watchlist.csv."), ("fr", "Je n'ai pas pu envoyer")],
)
async def test_a_file_that_cannot_be_sent_is_told(bench: Bench, language: str, told: str) -> None:
    bench.telegram.fail("sendDocument", refusal(400, "Bad Request: file is too big"))
    await bench.front.send(delivery(compared(files=(CSV,), language=language)))
    await bench.telegram.wait_for(lambda: len(bench.telegram.posts(JANE.id)) == 2)
    assert bench.telegram.posts(JANE.id)[1].text.startswith(told)


async def test_an_answer_with_a_file_is_no_passing_word(bench: Bench) -> None:
    bench.script.on("x", Reply(compared(files=(CSV,))))
    posted = await bench.front.send(delivery(compared(), IN_GROUP))
    pressed = bench.telegram.world.messages[GROUP, int(posted)]
    await bench.telegram.call_back(pressed, "x", JANE.id)
    [document] = await bench.sent(1, GROUP)
    assert document.media is not None


async def test_a_word_to_one_reader_of_a_channel_brings_nothing_to_the_others(
    bench: Bench,
) -> None:
    key = ChannelKey(Platform.TELEGRAM, "1", str(CHANNEL))
    bench.script.on("x", Reply(compared(files=(CSV,))))
    posted = await bench.front.send(delivery(compared(), key))
    pressed = bench.telegram.world.messages[CHANNEL, int(posted)]
    exchange = await bench.telegram.call_back(pressed, "x", JANE.id)
    assert await exchange.answer() == "Durand posts more than Nord & Co."
    await bench.front.stop()
    assert bench.media(CHANNEL) == []
