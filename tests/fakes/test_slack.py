"""The fake Slack, driven by the real slack_bolt and slack_sdk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.http import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, http_error
from tests.fakes.slack import Channel, DidNotRespond, FakeSlack, Message, View, error, shown
from tests.fakes.small_slack_bot import a_bot, client_of, refused


@pytest.fixture
async def bot(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(
        a_bot(client),
        slack.app_token,
        web_client=client_of(slack.api_url, slack.bot_token),
        ping_interval=0.2,
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_is_acknowledged_and_answered_in_place(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    exchange = await slack.command("/watch", "@durand")
    looking, asking = await exchange.replies(2)
    assert isinstance(looking, Message)
    assert isinstance(asking, Message)
    assert (shown(looking), looking.only) == ("Looking…", "U1")
    assert shown(asking) == "Durand & fils Open\n[Watch] [Undo]"
    assert (asking.ts, asking.verb) == (looking.ts, "edited")
    assert exchange.ack.seconds < 1


async def test_what_an_acknowledgement_says_is_shown(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    exchange = await slack.command("/status")
    assert [shown(one) for one in exchange.seen()] == ["All well"]
    assert [shown(one) for one in slack.posts("C1")] == ["All well"]


async def test_a_button_reaches_its_listener_and_its_answers_come_back(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    asking = await (await slack.command("/watch", "@durand")).reply("[Watch]")
    done, told = await (await slack.click(asking, "Watch")).replies(2)
    assert (shown(done), shown(told)) == ("Done", "Jane added Durand")
    assert [shown(post) for post in slack.posts("C1")] == ["Jane added Durand"]


async def test_a_button_that_is_not_there_cannot_be_pressed(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    asking = await (await slack.command("/watch", "@durand")).reply("[Watch]")
    with pytest.raises(AssertionError, match="nothing to press"):
        await slack.click(asking, "Delete everything")


async def test_a_modal_opens_shows_its_errors_and_is_submitted(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    view = (await (await slack.command("/watch")).replies())[0]
    assert isinstance(view, View)
    wrong = await slack.submit_view(view)
    assert wrong.ack.payload["errors"] == {"what": "Say what"}
    await slack.submit_view(view, {"What": "@durand", "How": "Digest"})
    await slack.wait_for(lambda: slack.private("U1"))
    assert [shown(one) for one in slack.private("U1")] == ["Saved as digest"]


async def test_a_mention_is_answered_in_its_thread(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    heard = await (await slack.mention("watch @durand")).reply("Heard")
    assert isinstance(heard, Message)
    assert heard.thread_ts == slack.posts("C1")[0].ts


async def test_the_home_tab_is_published(slack: FakeSlack, bot: AsyncSocketModeHandler) -> None:
    await slack.open_home("U2")
    home = await slack.wait_for(lambda: slack.home("U2"))
    assert home is not None
    assert "[Watch]" in shown(home)


async def test_a_forgotten_acknowledgement_is_told(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    with pytest.raises(DidNotRespond):
        await slack.command("/silent", within=0.3)


async def test_the_same_envelope_can_be_delivered_twice(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    exchange = await slack.mention("watch")
    await exchange.replies(1)
    await slack.redeliver(exchange)
    assert len(await exchange.replies(2)) == 2


async def test_the_bot_comes_back_after_a_refresh_and_after_a_cut(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    await slack.socket.refresh()
    await slack.wait_for(lambda: slack.socket.sockets)
    await (await slack.command("/watch", "@durand")).replies(2)
    await slack.socket.cut()
    await slack.wait_for(lambda: slack.socket.sockets)
    await (await slack.command("/watch", "@durand")).replies(2)


async def test_pings_are_answered_unless_the_connection_is_deaf(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    await slack.wait_for(lambda: slack.socket.pings >= 2)
    slack.socket.deaf = True
    opened = len(slack.calls_of("apps.connections.open"))
    await slack.wait_for(lambda: len(slack.calls_of("apps.connections.open")) > opened)


async def test_signed_requests_reach_a_bot_that_listens(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    runner = web.AppRunner(a_bot(client).web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    slack.by_http(url, "s3cret")
    asking = await (await slack.command("/watch", "@durand")).reply("[Watch]")
    await (await slack.click(asking, "Watch")).replies(2)
    await (await slack.mention("hello")).reply("Heard: ")
    slack.by_http(url, "wrong")
    with pytest.raises(DidNotRespond, match="401"):
        await slack.command("/watch", "@durand")
    slack.by_http(url, "s3cret", skew=-600)
    with pytest.raises(DidNotRespond, match="401"):
        await slack.command("/watch", "@durand")
    await runner.cleanup()


@pytest.mark.parametrize(
    ("fault", "raised", "recorded"),
    [
        (TAKE_AND_HANG, TimeoutError, 1),
        (HANG, TimeoutError, 0),
        (TAKE_AND_DROP, aiohttp.ServerDisconnectedError, 1),
        (DROP, aiohttp.ServerDisconnectedError, 0),
    ],
)
async def test_a_fault_decides_whether_the_message_was_taken(
    slack: FakeSlack, fault: Any, raised: type[Exception], recorded: int
) -> None:
    client = client_of(slack.api_url, slack.bot_token, timeout=1)
    slack.fail("chat.postMessage", fault)
    with pytest.raises(raised):
        await client.chat_postMessage(channel="C1", text="once")
    assert len(slack.posts("C1")) == recorded
    await client.chat_postMessage(channel="C1", text="again")
    assert len(slack.posts("C1")) == recorded + 1


async def test_a_fault_can_be_for_one_channel_only(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.add(Channel("C2", "other"))
    slack.fail(
        "chat.postMessage",
        error("ratelimited", retry_after=2),
        times=9,
        when=lambda arguments: arguments["channel"] == "C1",
    )
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "2"
    assert (await client.chat_postMessage(channel="C2", text="x"))["ok"]
    slack.fail("auth.test", http_error(502))
    with pytest.raises(SlackApiError):
        await client.auth_test()


async def test_the_fake_comes_back_on_its_port_with_its_state(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="C1", text="before")
    await slack.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.chat_postMessage(channel="C1", text="lost")
    await slack.start()
    await client.chat_postMessage(channel="C1", text="after")
    assert [post.text for post in slack.posts("C1")] == ["before", "after"]


async def test_a_violation_fails_the_test_that_caused_it() -> None:
    slack = FakeSlack()
    await slack.start()
    empty = {"channel": "C1", "text": ""}
    posting = client_of(slack.api_url, slack.bot_token).api_call("chat.postMessage", json=empty)
    assert await refused(posting) == "no_text"
    with pytest.raises(AssertionError, match="no_text"):
        await slack.__aexit__(None, None, None)


async def test_waiting_in_vain_ends_with_the_last_calls(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    await client.auth_test()
    with pytest.raises(AssertionError, match=r"auth\.test"):
        await slack.wait_for(lambda: slack.posts("C1"), within=0.05)


async def test_many_commands_at_once_are_each_acknowledged(
    slack: FakeSlack, bot: AsyncSocketModeHandler
) -> None:
    exchanges = await asyncio.gather(*[slack.command("/watch", f"@a{n}") for n in range(20)])
    for exchange in exchanges:
        await exchange.replies(2)
    assert len(slack.acks) == 20
