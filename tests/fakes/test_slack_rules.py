"""Payloads that Slack refuses are refused by the fake."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack, shown
from tests.fakes.slack_rules import SPECS, check_message
from tests.fakes.slack_web import METHODS
from tests.fakes.small_slack_bot import MODAL, refused


def section(text: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**more: Any) -> dict[str, Any]:
    words = {"type": "plain_text", "text": "Go"}
    return {"type": "button", "action_id": "a", "text": words, **more}


def actions(*elements: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def overflow(count: int) -> dict[str, Any]:
    words = {"type": "plain_text", "text": "x"}
    options = [{"text": words, "value": f"{n}"} for n in range(count)]
    return {"type": "overflow", "action_id": "o", "options": options}


PLAIN = {"type": "plain_text", "text": "x"}
BAD_BLOCKS: dict[str, list[Any]] = {
    "empty text": [section("")],
    "long text": [section("x" * 3001)],
    "no text object": [{"type": "section", "text": "x"}],
    "nothing in a section": [{"type": "section"}],
    "eleven fields": [{"type": "section", "fields": [PLAIN] * 11}],
    "long field": [{"type": "section", "fields": [{"type": "plain_text", "text": "x" * 2001}]}],
    "mrkdwn header": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "long header": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
    "eleven in a context": [{"type": "context", "elements": [PLAIN] * 11}],
    "no actions": [actions()],
    "26 actions": [actions(*[button(action_id=f"a{n}") for n in range(26)])],
    "the same action id twice": [actions(button(), button())],
    "no action id": [actions(button(action_id=""))],
    "long label": [actions(button(text={"type": "plain_text", "text": "x" * 76}))],
    "mrkdwn label": [actions(button(text={"type": "mrkdwn", "text": "x"}))],
    "long value": [actions(button(value="x" * 2001))],
    "unsafe link": [actions(button(url="javascript:alert(1)"))],
    "unknown style": [actions(button(style="loud"))],
    "six in an overflow": [actions(overflow(6))],
    "none in an overflow": [actions(overflow(0))],
    "six in a menu beside a line": [{**section("x"), "accessory": overflow(6)}],
    "image without words": [{"type": "image", "image_url": "https://x.fr/a.png", "alt_text": ""}],
    "unknown block": [{"type": "data_visualization"}],
    "unknown element": [actions({"type": "knob", "action_id": "k"})],
    "the same block id twice": [
        {**section("x"), "block_id": "b"},
        {**section("y"), "block_id": "b"},
    ],
    "51 blocks": [section("x")] * 51,
    "a broadcast": [section("hello <!channel>")],
    "a broadcast in rich text": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "broadcast", "range": "channel"}],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("name", BAD_BLOCKS)
async def test_blocks_that_slack_refuses_are_refused(
    slack: FakeSlack, client: AsyncWebClient, name: str
) -> None:
    posting = client.chat_postMessage(channel="C1", text="x", blocks=BAD_BLOCKS[name])
    assert await refused(posting) == "invalid_blocks"
    assert len(slack.take_violations()) == 1
    assert slack.posts("C1") == []


async def test_hostile_text_in_rich_text_is_inert_and_allowed(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    words = {"type": "text", "text": "<!channel> hello"}
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [words]}]}
    await client.chat_postMessage(channel="C1", text="A post", blocks=[block])
    assert shown(slack.posts("C1")[0]).strip() == "<!channel> hello"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "x" * 4001}, "msg_too_long"),
        ({"text": "<!here> x"}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("x" * 2500)] * 4}, "msg_blocks_too_long"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "x" * 9000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "thread_ts": "1.0"}, "cannot_reply_to_message"),
    ],
)
async def test_messages_that_slack_refuses_are_refused(
    slack: FakeSlack, client: AsyncWebClient, arguments: dict[str, Any], expected: str
) -> None:
    posting = client.api_call("chat.postMessage", json={"channel": "C1", **arguments})
    assert await refused(posting) == expected
    slack.take_violations()


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"submit": {"type": "plain_text", "text": "x" * 25}},
        {"private_metadata": "x" * 3001},
        {"type": "sheet"},
        {"blocks": [section("x")] * 101},
        {"blocks": MODAL["blocks"][:1] * 2},
    ],
)
async def test_views_that_slack_refuses_are_refused(
    slack: FakeSlack, client: AsyncWebClient, change: Mapping[str, Any]
) -> None:
    trigger = slack.state.new_trigger("U1")
    with pytest.raises(SlackApiError):
        await client.views_open(trigger_id=trigger, view={**MODAL, **change})
    assert len(slack.take_violations()) == 1


async def test_a_modal_with_inputs_needs_a_submit_button(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    view = {name: value for name, value in MODAL.items() if name != "submit"}
    trigger = slack.state.new_trigger("U1")
    assert await refused(client.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"
    slack.take_violations()


async def test_unknown_methods_and_missing_arguments_are_refused(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    assert await refused(client.api_call("chat.shout", json={})) == "unknown_method"
    assert await refused(client.api_call("chat.update", json={"text": "x"})) == "invalid_arguments"
    assert len(slack.take_violations()) == 2


@pytest.mark.skipif(not SPECS.exists(), reason="Slack's published contract isn't here")
async def test_arguments_that_slack_does_not_know_are_refused(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    posting = client.api_call("chat.postMessage", json={"channel": "C1", "text": "x", "colour": 1})
    assert await refused(posting) == "invalid_arg_name"
    slack.take_violations()


@pytest.mark.skipif(not SPECS.exists(), reason="Slack's published contract isn't here")
@pytest.mark.parametrize("name", METHODS)
def test_a_method_asks_for_what_the_contract_asks(name: str) -> None:
    contract = json.loads((SPECS / "methods" / f"{name}.json").read_text())
    known = contract["args"]["properties"].keys()
    assert METHODS[name].required <= known
    assert set(contract["args"]["required"]) - {"token"} <= METHODS[name].required
    assert set(METHODS[name].scopes) <= set(contract["scope"].get("bot", ()))


@pytest.mark.skipif(not SPECS.exists(), reason="Slack's published contract isn't here")
async def test_keys_that_block_kit_does_not_know_are_refused(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    odd = {**section("x"), "colour": "red"}
    posting = client.chat_postMessage(channel="C1", text="x", blocks=[odd])
    assert await refused(posting) == "invalid_blocks"
    assert "colour" in slack.take_violations()[0]


HOSTILE = st.lists(st.sampled_from(["<!channel>", "<!here|x>", "&", "*", "a", "😀"]), min_size=1)


@given(HOSTILE)
def test_escaped_text_never_mentions_everybody(parts: list[str]) -> None:
    words = html.escape("".join(parts), quote=False)[:3000]
    assert list(check_message({"text": words, "blocks": [section(words)]})) == []


@pytest.mark.parametrize("words", ["<!channel>", "<!here|x>", "a <!everyone> b"])
def test_a_raw_mention_of_everybody_is_found_wherever_it_is_parsed(words: str) -> None:
    fields = [{"type": "mrkdwn", "text": words}]
    message = {"text": "x", "blocks": [{"type": "section", "fields": fields}]}
    assert [error for error, _ in check_message(message)] == ["invalid_blocks"]
