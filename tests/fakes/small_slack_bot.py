"""A small bot on slack_bolt, to try the fake with; also `python -m`, to be killed."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

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


def client_of(api_url: str, token: str, timeout: int = 5) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=api_url, retry_handlers=[], timeout=timeout)


async def refused(call: Any) -> str:
    """The error that a call is answered."""
    try:
        await call
    except SlackApiError as error:
        return str(error.response["error"])
    raise AssertionError("the call was not refused")


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


async def main(api_url: str, bot_token: str, app_token: str) -> None:
    client = client_of(api_url, bot_token)
    handler = AsyncSocketModeHandler(a_bot(client), app_token, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
