"""The real python-telegram-bot behind our own web server, fed by a Telegram on loopback."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import structlog

from bot.clock import SystemClock
from bot.front.errors import FrontError
from bot.front.telegram import NO_HOOKS, PATH, TelegramFront, Webhook
from bot.front.web import BODY_CAP, WebServer
from tests.fakes.http import http_error
from tests.fakes.telegram import JANE, FakeTelegram, refusal
from tests.front.script import Pause, Script, said

SECRET = "a-secret-of-this-installation"
OUTSIDE = "https://veilleur.example"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Naps(SystemClock):
    """Real time; a long sleep ends when `wake` says so, a short one at once."""

    def __init__(self) -> None:
        self.wake = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        if seconds > 60:
            await self.wake.acquire()
        await super().sleep(0)


@dataclass
class Bench:
    telegram: FakeTelegram
    front: TelegramFront
    script: Script
    clock: Naps
    url: str

    async def knock(self, body: object, secret: str | None = SECRET) -> int:
        """A post from anywhere; the status of the answer."""
        headers = {} if secret is None else {HEADER: secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + PATH, json=body, headers=headers) as answer,
        ):
            return answer.status


def front_of(
    telegram: FakeTelegram, script: Script, clock: SystemClock, hook: Webhook | None
) -> TelegramFront:
    log = structlog.get_logger()
    return TelegramFront("1:T", telegram.url, script, clock, log, hooks=NO_HOOKS, hook=hook)


async def _healthy() -> Mapping[str, Any]:
    return {"ok": True}


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with FakeTelegram() as telegram:
        script, clock = Script(), Naps()
        front = front_of(telegram, script, clock, Webhook.of(OUTSIDE, SECRET))
        server = WebServer("127.0.0.1:0", posts={PATH: front.posted}, health=_healthy)
        await server.start()
        url = f"http://127.0.0.1:{server._runner.addresses[0][1]}"
        telegram.postman.tunnel[OUTSIDE] = url
        await front.start()
        await telegram.wait_for(lambda: len(telegram.world.texts) == 4)
        yield Bench(telegram, front, script, clock, url)
        await front.stop()
        await server.stop()


def message(update: int, text: str = "/list") -> dict[str, Any]:
    jane = {"id": JANE.id, "is_bot": False, "first_name": "Jane"}
    chat = {"id": JANE.id, "type": "private", "first_name": "Jane"}
    said_at = int(SystemClock().now().timestamp())
    known = {"message_id": update, "date": said_at, "chat": chat, "from": jane, "text": text}
    return {"update_id": update, "message": known}


async def test_updates_are_posted_and_answered_and_nothing_is_polled(bench: Bench) -> None:
    reply = await (await bench.telegram.message(JANE.id, JANE.id, "/list")).reply("echo /list")
    assert reply.verb == "posted"
    assert bench.telegram.calls_of("getUpdates") == []
    (asked,) = bench.telegram.calls_of("setWebhook")
    assert asked["url"] == f"{OUTSIDE}{PATH}"
    assert set(asked["allowed_updates"]) >= {"message", "callback_query", "my_chat_member"}
    assert bench.front.health() == "ok"


async def test_a_post_is_answered_before_its_command_is_carried_out(bench: Bench) -> None:
    pause = Pause()
    bench.script.on("/find x", pause, said("Found"))
    slow = await bench.telegram.message(JANE.id, JANE.id, "/find x")
    await bench.telegram.wait_for(lambda: bench.telegram.postman.posted == [200])
    assert slow.seen() == []
    pause.go.set()
    await slow.reply("Found")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "sécret"])
async def test_who_does_not_show_the_secret_is_not_heard(bench: Bench, secret: str | None) -> None:
    assert await bench.knock(message(900), secret) == 403
    assert await bench.knock(message(901, "/status")) == 200
    await bench.telegram.wait_for(lambda: bench.script.heard)
    assert [one.text for one in bench.script.heard] == ["/status"]


async def test_the_same_update_posted_again_acts_once(bench: Bench) -> None:
    for _ in range(3):
        assert await bench.knock(message(900)) == 200
    assert await bench.knock(message(901, "/status")) == 200
    await bench.telegram.wait_for(lambda: len(bench.script.heard) == 2)
    assert [one.event_id for one in bench.script.heard] == ["1:900", "1:901"]


@pytest.mark.parametrize("body", [[], "words", {"update_id": "x"}, {"message": {}}, None])
async def test_what_is_no_update_is_taken_and_forgotten(bench: Bench, body: object) -> None:
    assert await bench.knock(body) == 200
    assert await bench.knock(message(901)) == 200
    await bench.telegram.wait_for(lambda: len(bench.script.heard) == 1)


async def test_a_body_that_is_too_long_is_refused(bench: Bench) -> None:
    body, headers = io.BytesIO(json.dumps(message(900, "x" * BODY_CAP)).encode()), {HEADER: SECRET}
    async with (
        aiohttp.ClientSession() as session,
        session.post(bench.url + PATH, data=body, headers=headers) as answer,
    ):
        assert answer.status == 413
    assert bench.script.heard == []


async def test_a_bot_that_is_about_to_stop_lets_telegram_keep_its_updates(bench: Bench) -> None:
    await bench.front.stop()
    assert await bench.knock(message(900)) == 503


async def test_an_update_that_could_not_be_taken_comes_again(bench: Bench) -> None:
    bench.telegram.postman.tunnel.clear()
    asked = await bench.telegram.message(JANE.id, JANE.id, "/list")
    bench.telegram.postman.tunnel[OUTSIDE] = "http://127.0.0.1:1"
    await bench.telegram.wait_for(lambda: 599 in bench.telegram.postman.posted)
    bench.telegram.postman.tunnel[OUTSIDE] = bench.url
    await asked.reply("echo /list")


async def test_posts_that_fail_are_noticed(bench: Bench) -> None:
    bench.telegram.postman.tunnel[OUTSIDE] = "http://127.0.0.1:1"
    asked = await bench.telegram.message(JANE.id, JANE.id, "/list")
    await bench.telegram.wait_for(lambda: 599 in bench.telegram.postman.posted)
    bench.clock.wake.release()
    await bench.telegram.wait_for(lambda: bench.front.health() == "telegram_webhook_failing")
    bench.telegram.postman.tunnel[OUTSIDE] = bench.url
    await asked.replies()
    bench.clock.wake.release()
    await bench.telegram.wait_for(lambda: len(bench.telegram.calls_of("getWebhookInfo")) == 2)


async def test_a_webhook_that_somebody_took_away_is_set_again(bench: Bench) -> None:
    bench.telegram.world.hook = None
    bench.clock.wake.release()
    await bench.telegram.wait_for(lambda: bench.telegram.world.hook)
    await (await bench.telegram.message(JANE.id, JANE.id, "/list")).replies()


async def test_going_back_to_polling_ends_the_webhook(bench: Bench) -> None:
    await bench.front.stop()
    polling = front_of(bench.telegram, bench.script, bench.clock, None)
    await polling.start()
    try:
        assert bench.telegram.world.hook is None
        await (await bench.telegram.message(JANE.id, JANE.id, "/list")).replies()
        assert polling.health() == "ok"
    finally:
        await polling.stop()
        bench.telegram.take_violations()  # a poll that ends because the front-end stops


async def test_an_address_that_telegram_refuses_is_told_by_its_setting(bench: Bench) -> None:
    why = "Bad Request: bad webhook: Failed to resolve host"
    bench.telegram.fail("setWebhook", refusal(400, why))
    front = front_of(
        bench.telegram, bench.script, bench.clock, Webhook.of("https://x.example", SECRET)
    )
    with pytest.raises(FrontError) as told:
        await front.start()
    await front.stop()
    assert (told.value.key, told.value.setting) == ("telegram_webhook_refused", "PUBLIC_URL")


async def test_a_telegram_out_of_reach_gets_the_webhook_later(bench: Bench) -> None:
    await bench.front.stop()
    bench.telegram.fail("setWebhook", http_error(502), times=2)
    front = front_of(
        bench.telegram, bench.script, bench.clock, Webhook.of("https://y.example", SECRET)
    )
    await front.start()
    hook = lambda: bench.telegram.world.hook  # noqa: E731 - read afresh each time
    await bench.telegram.wait_for(lambda: "y.example" in (hook() or bench).url)
    await front.stop()


@pytest.mark.parametrize(
    ("url", "secret", "setting"),
    [
        (None, SECRET, "PUBLIC_URL"),
        ("http://veilleur.example", SECRET, "PUBLIC_URL"),
        (OUTSIDE, "short", "TELEGRAM_WEBHOOK_SECRET"),
        (OUTSIDE, "a secret with spaces in it", "TELEGRAM_WEBHOOK_SECRET"),
    ],
)
def test_settings_that_cannot_work_are_told_by_name(
    url: str | None, secret: str, setting: str
) -> None:
    with pytest.raises(FrontError) as told:
        Webhook.of(url, secret)
    assert told.value.setting == setting
    assert secret not in str(told.value)


def test_the_secret_is_not_shown_with_the_webhook() -> None:
    assert SECRET not in repr(Webhook.of(OUTSIDE, SECRET))
