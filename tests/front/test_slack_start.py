"""Starting: wrong tokens are explained, outages waited out, strangers refused."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.front.errors import FrontError
from bot.front.slack import SlackFront, socket
from bot.front.slack.logs import Redact
from tests.fakes.http import http_error, json_fault
from tests.fakes.slack import Channel, DidNotRespond, FakeSlack
from tests.front.slack_desk import Desk, TickingClock, front_of, privately

SECRET = "s3cret"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.mark.parametrize(
    ("bot", "app", "key", "setting"),
    [
        ("xapp-fake-1", "xapp-fake-1", "slack_bot_token_is_app_token", "SLACK_BOT_TOKEN"),
        ("xoxp-fake-1", "xapp-fake-1", "slack_bot_token_is_user_token", "SLACK_BOT_TOKEN"),
        ("xoxb-fake-1", "xoxb-fake-1", "slack_app_token_is_bot_token", "SLACK_APP_TOKEN"),
        ("xoxb-fake-1", "", "slack_no_way_in", "SLACK_APP_TOKEN"),
        ("xoxb-wrong", "xapp-fake-1", "slack_bot_token", "SLACK_BOT_TOKEN"),
        ("xoxb-fake-1", "xapp-wrong", "slack_app_token", "SLACK_APP_TOKEN"),
    ],
)
async def test_a_token_that_cannot_work_is_named_but_not_shown(
    slack: FakeSlack, bot: str, app: str, key: str, setting: str
) -> None:
    front = front_of(slack, Desk(), bot_token=bot, app_token=app)
    with pytest.raises(FrontError) as wrong:
        await front.start()
    await front.stop()
    assert (wrong.value.key, wrong.value.setting) == (key, setting)
    assert "xox" not in str(wrong.value)
    assert "xapp" not in str(wrong.value)


async def test_settings_do_not_show_their_secrets(slack: FakeSlack) -> None:
    front = front_of(slack, Desk(), signing_secret=SECRET)
    shown = repr(front._settings)
    assert all(secret not in shown for secret in ("xoxb", "xapp", SECRET))


async def test_an_outage_at_the_start_is_waited_out(slack: FakeSlack) -> None:
    desk, clock = Desk(), TickingClock(slack.changed)
    slack.fail("auth.test", http_error(503))
    slack.fail("apps.connections.open", http_error(503))
    front = front_of(slack, desk, clock)
    await front.start()
    assert not (await front.health()).connected
    for expected in (2, 3):
        clock.tick()
        await slack.wait_for(lambda awaited=expected: clock.sleeping == awaited)
    await slack.wait_for(lambda: slack.socket.sockets)
    await slack.command("/watchlist")
    await slack.wait_for(lambda: desk.asked)
    await front.stop()


async def test_no_work_begins_while_commands_still_arrive(slack: FakeSlack) -> None:
    desk, clock = Desk(), TickingClock(slack.changed, short=0)
    front = front_of(slack, desk, clock)
    slack.add(Channel("C2", "clients"))
    await front.start()
    await slack.command("/find", "first")
    await slack.wait_for(lambda: clock.sleeping == 2)  # the watchdog, and the question's lull
    await slack.command("/find", "second", channel="C2")
    await slack.wait_for(lambda: clock.sleeping == 3)
    for _ in range(3):
        clock.tick()
    # The second's lull was quiet; the first has seen the second come and waits once more.
    await slack.wait_for(lambda: bool(desk.asked) and clock.sleeping == 5)
    assert [inbound.text for inbound in desk.asked] == ["find second"]
    for _ in range(2):
        clock.tick()
    await slack.wait_for(lambda: len(desk.asked) == 2)
    await front.stop()


async def test_a_handshake_that_fails_is_tried_again_with_a_new_ticket(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "CONNECT_SECONDS", 0.3)
    clock = TickingClock(slack.changed)
    used = {"ok": True, "url": f"ws://127.0.0.1:{slack.port}/link?ticket=used"}
    slack.fail("apps.connections.open", json_fault(200, used, {}))
    front = front_of(slack, Desk(), clock)
    await front.start()
    assert not (await front.health()).connected
    clock.tick()
    await slack.wait_for(lambda: slack.socket.sockets)
    await front.stop()


def test_what_the_library_logs_holds_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("library")
    logger.addFilter(Redact())
    try:
        raise ValueError("xapp-1-A-secret")
    except ValueError:
        logger.exception("no %s at wss://x/link?ticket=abc-123&a=b", "xoxb-12-abc")
    assert caplog.messages == ["no *** at wss://x/link?ticket=***&a=b [ValueError]"]
    assert "secret" not in caplog.text


@pytest.fixture
async def by_http(slack: FakeSlack) -> AsyncIterator[tuple[SlackFront, str, Desk]]:
    """A front-end behind a web server, as the address that Slack posts to."""
    desk = Desk(lambda inbound: [privately("Here you are")])
    front = front_of(slack, desk, app_token=None, signing_secret=SECRET)
    await front.start()
    app = web.Application(client_max_size=10**9)
    app.router.add_post("/slack/events", front.http)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield front, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", desk
    await runner.cleanup()
    await front.stop()


Served = tuple[SlackFront, str, Desk]


async def test_signed_requests_are_answered_like_envelopes(
    slack: FakeSlack, by_http: Served
) -> None:
    slack.by_http(by_http[1], SECRET)
    exchange = await slack.command("/watch", "@durand")
    await exchange.reply("Here you are")
    assert by_http[2].asked[0].text == "watch @durand"
    await slack.tell("hello")
    await slack.wait_for(lambda: len(by_http[2].asked) == 2)
    assert (await by_http[0].health()).connected


async def test_what_slack_repeats_over_http_is_answered_once(
    slack: FakeSlack, by_http: Served
) -> None:
    slack.by_http(by_http[1], SECRET)
    exchange = await slack.mention("list")
    await slack.redeliver(exchange)
    command = await slack.command("/watchlist")
    await slack.redeliver(command)
    await slack.command("/find", "durand")
    await slack.wait_for(lambda: len(by_http[2].asked) == 3)
    assert [one.text for one in by_http[2].asked] == ["list", "list", "find durand"]


@pytest.mark.parametrize(("secret", "skew"), [("other", 0), (SECRET, -301), (SECRET, 400)])
async def test_a_wrong_signature_or_an_old_one_is_refused(
    slack: FakeSlack, by_http: Served, secret: str, skew: int
) -> None:
    slack.by_http(by_http[1], secret, skew)
    with pytest.raises(DidNotRespond, match="401"):
        await slack.command("/watch", "@durand")
    assert by_http[2].asked == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x", {}, 401),
        (b"x", {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"}, 401),
        (b"x", {"X-Slack-Request-Timestamp": "9" * 5000, "X-Slack-Signature": "v0=1"}, 401),
        (b"x", {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "é"}, 401),
        (b"\xff\xfe", {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=1"}, 401),
        (b"x" * 1_000_001, {"X-Slack-Request-Timestamp": "1"}, 413),
    ],
    ids=["nothing", "words", "huge number", "accent", "not utf-8", "too long"],
)
async def test_malformed_requests_are_refused_not_stumbled_over(
    by_http: Served, body: bytes, headers: dict[str, str], status: int
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(by_http[1], data=body, headers=headers) as answer,
    ):
        assert answer.status == status


async def test_without_a_signing_secret_there_is_nothing_at_the_address(slack: FakeSlack) -> None:
    front = front_of(slack, Desk())
    app = web.Application()
    app.router.add_post("/slack/events", front.http)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(address, data=b"x") as answer:
        assert answer.status == 404
    await runner.cleanup()
