"""What the fake Slack's Web API answers and refuses."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Channel, FakeSlack, Person, shown
from tests.fakes.small_slack_bot import BUTTONS, MODAL, client_of, refused


async def test_tokens_of_the_wrong_kind_are_refused(slack: FakeSlack) -> None:
    bot, app = client_of(slack.api_url, slack.bot_token), client_of(slack.api_url, slack.app_token)
    stranger = client_of(slack.api_url, "xoxb-other")
    assert await refused(stranger.auth_test()) == "invalid_auth"
    assert await refused(app.chat_postMessage(channel="C1", text="x")) == "not_allowed_token_type"
    opening = bot.apps_connections_open(app_token=slack.bot_token)
    assert await refused(opening) == "not_allowed_token_type"
    assert (await bot.auth_test())["user_id"] == "UBOT"


async def test_a_socket_ticket_is_good_once(slack: FakeSlack) -> None:
    client = client_of(slack.api_url, slack.bot_token)
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
