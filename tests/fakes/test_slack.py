"""The fake Slack, driven by the real slack_bolt and slack_sdk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.http import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, http_error
from tests.fakes.slack import (
    Channel,
    DidNotRespond,
    FakeSlack,
    Message,
    Person,
    View,
    error,
    shown,
)
from tests.fakes.slack_rules import SPECS
from tests.fakes.slack_web import METHODS

BUTTONS: list[dict[str, Any]] = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*Durand* &amp; fils <https://d.fr|Open>"},
    },
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "a1", "text": {"type": "plain_text", "text": "Watch"}},
            {"type": "button", "action_id": "a2", "text": {"type": "plain_text", "text": "Undo"}},
        ],
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "add",
    "title": {"type": "plain_text", "text": "Add a watch"},
    "submit": {"type": "plain_text", "text": "Watch"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "how",
            "label": {"type": "plain_text", "text": "How"},
            "element": {
                "type": "radio_buttons",
                "action_id": "mode",
                "options": [
                    {"text": {"type": "plain_text", "text": "Alert"}, "value": "alert"},
                    {"text": {"type": "plain_text", "text": "Digest"}, "value": "digest"},
                ],
            },
        },
    ],
}


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


def client_of(slack: FakeSlack, token: str | None = None, timeout: int = 5) -> AsyncWebClient:
    return AsyncWebClient(
        token or slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=timeout
    )


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


def a_bot(client: AsyncWebClient) -> AsyncApp:
    """A small bot on bolt: commands, buttons, modals and events."""
    app = AsyncApp(client=client, signing_secret="s3cret", request_verification_enabled=True)

    @app.command("/watch")
    async def watch(ack: Any, command: Any, respond: Any, client: Any) -> None:
        if not command["text"]:
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
            return
        await ack()
        await respond("Looking…")
        await respond("Which one?", blocks=BUTTONS, replace_original=True)

    @app.action("a1")
    async def chosen(ack: Any, body: Any, respond: Any, client: Any) -> None:
        await ack()
        await respond("Done", replace_original=True)
        await client.chat_postMessage(channel=body["channel"]["id"], text="Jane added Durand")

    @app.view("add")
    async def submitted(ack: Any, view: Any, client: Any, body: Any) -> None:
        values = view["state"]["values"]
        if not values["what"]["text"]["value"]:
            await ack(response_action="errors", errors={"what": "Say what"})
            return
        await ack()
        picked = values["how"]["mode"]["selected_option"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Saved as {picked}")

    @app.event("app_mention")
    async def mentioned(event: Any, say: Any) -> None:
        await say(text=f"Heard: {event['text']}", thread_ts=event["ts"])

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BUTTONS})

    @app.command("/status")
    async def status(ack: Any) -> None:
        await ack(text="All well", response_type="in_channel")

    @app.command("/silent")
    async def silent(command: Any) -> None:
        pass

    return app


@pytest.fixture
async def bot(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(
        a_bot(client), slack.app_token, web_client=client_of(slack), ping_interval=0.2
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


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


async def test_tokens_of_the_wrong_kind_are_refused(slack: FakeSlack) -> None:
    bot, app = client_of(slack), client_of(slack, slack.app_token)
    stranger = client_of(slack, "xoxb-other")
    assert await refused(stranger.auth_test()) == "invalid_auth"
    assert await refused(app.chat_postMessage(channel="C1", text="x")) == "not_allowed_token_type"
    opening = bot.apps_connections_open(app_token=slack.bot_token)
    assert await refused(opening) == "not_allowed_token_type"
    assert (await bot.auth_test())["user_id"] == "UBOT"


async def test_a_socket_ticket_is_good_once(slack: FakeSlack) -> None:
    client = client_of(slack)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_a_missing_scope_is_named(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.state.scopes -= {"users:read", "channels:history", "chat:write.public"}
    assert await refused(client.users_info(user="U1")) == "missing_scope"
    assert await refused(client.conversations_history(channel="C1")) == "missing_scope"
    assert await refused(client.chat_postMessage(channel="C1", text="x")) == "not_in_channel"


async def test_history_is_for_members_newest_first_without_replies(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    assert await refused(client.conversations_history(channel="C1")) == "not_in_channel"
    await client.conversations_join(channel="C1")
    tag = {"event_type": "veille_delivery", "event_payload": {"id": "7"}}
    first = await client.chat_postMessage(channel="C1", text="one", metadata=tag)
    slack.say("C1", "U1", "noise")
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=first["ts"])
    page = await client.conversations_history(channel="C1", include_all_metadata=True, limit=1)
    assert [m["text"] for m in page["messages"]] == ["noise"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(
        channel="C1", include_all_metadata=True, limit=1, cursor=cursor
    )
    assert [m["metadata"] for m in rest["messages"]] == [tag]
    assert not rest["has_more"]
    bare = await client.conversations_history(channel="C1", oldest=first["ts"], inclusive=True)
    assert [("metadata" in m) for m in bare["messages"]] == [False, False]
    later = await client.conversations_history(channel="C1", oldest=first["ts"])
    assert [m["text"] for m in later["messages"]] == ["noise"]
    thread = await client.conversations_replies(channel="C1", ts=first["ts"])
    assert [m["text"] for m in thread["messages"]] == ["one", "reply"]


async def test_places_refuse_as_slack_does(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.add(Channel("C2", "secret", private=True))
    slack.add(Channel("C3", "old", archived=True))
    slack.add(Channel("C4", "both", shared=True))

    def post(channel: str) -> Any:
        return client.chat_postMessage(channel=channel, text="x")

    assert await refused(post("C2")) == "channel_not_found"
    assert await refused(post("C3")) == "is_archived"
    assert await refused(post("C99")) == "channel_not_found"
    assert await refused(client.conversations_join(channel="C2")) == "channel_not_found"
    shared = await client.conversations_info(channel="C4")
    assert shared["channel"]["is_ext_shared"] is True
    hidden = client.chat_postEphemeral(channel="C1", user="U1", text="x")
    assert await refused(hidden) == "not_in_channel"
    slack.add(Channel("C2", "secret", private=True, member=True))
    assert (await post("C2"))["ok"]


async def test_people_have_a_language_and_a_time_zone(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.add(Person("U9", "Ana", locale="pt-BR", tz="America/Sao_Paulo", team="T9"))
    user = (await client.users_info(user="U9", include_locale=True))["user"]
    assert (user["locale"], user["tz"], user["team_id"]) == ("pt-BR", "America/Sao_Paulo", "T9")
    assert "locale" not in (await client.users_info(user="U2"))["user"]
    opened = await client.conversations_open(users="U9")
    await client.chat_postMessage(channel=opened["channel"]["id"], text="Olá")
    assert [shown(one) for one in slack.private("U9")] == ["Olá"]


async def test_own_messages_are_edited_and_deleted_others_are_not(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    own = await client.chat_postMessage(channel="C1", text="one")
    await client.chat_update(channel="C1", ts=own["ts"], text="two", blocks=BUTTONS)
    assert shown(slack.posts("C1")[0]).startswith("Durand & fils")
    other = slack.say("C1", "U1", "mine")
    changing = client.chat_update(channel="C1", ts=other.ts, text="two")
    assert await refused(changing) == "cant_update_message"
    await client.chat_delete(channel="C1", ts=own["ts"])
    assert [post.text for post in slack.posts("C1")] == ["mine"]
    assert await refused(client.chat_delete(channel="C1", ts="1.0")) == "message_not_found"


async def test_a_trigger_is_good_once_and_a_stale_hash_is_refused(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    trigger = slack.state.new_trigger("U1")
    view = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
    again = client.views_open(trigger_id=trigger, view=MODAL)
    assert await refused(again) == "exchanged_trigger_id"
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert await refused(stale) == "hash_conflict"


async def test_a_response_url_is_good_five_times(slack: FakeSlack) -> None:
    url = f"{slack.url}/response/{slack.state.new_response('U1', 'C1')}"
    async with aiohttp.ClientSession() as session:
        for _ in range(5):
            assert (await session.post(url, json={"text": "x"})).status == 200
        assert (await session.post(url, json={"text": "x"})).status == 404
    assert slack.take_violations() == ["response_url: response_url used more than 5 times"]


async def test_a_public_answer_to_a_command_is_for_everybody(slack: FakeSlack) -> None:
    url = f"{slack.url}/response/{slack.state.new_response('U1', 'C1')}"
    async with aiohttp.ClientSession() as session:
        await session.post(url, json={"text": "hidden"})
        await session.post(url, json={"text": "open", "response_type": "in_channel"})
    assert [shown(post) for post in slack.posts("C1")] == ["open"]


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
    client = client_of(slack, timeout=1)
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
    posting = client_of(slack).api_call("chat.postMessage", json=empty)
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
