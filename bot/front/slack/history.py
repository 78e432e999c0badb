"""What stands in a conversation, newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.front.slack.faults import ask
from bot.service.ports import Outgoing

PAGE = 100


async def history(
    client: AsyncWebClient, outgoing: Outgoing, since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """Where that message would be. A channel's history leaves replies out: they have their own.

    https://docs.slack.dev/reference/methods/conversations.history
    """
    asked: dict[str, Any] = {"channel": outgoing.channel.key.chat, "limit": PAGE}
    asked |= {"oldest": f"{since.timestamp():.6f}", "include_all_metadata": True}
    cursor = ""
    while True:
        page = {**asked, "cursor": cursor} if cursor else asked
        if outgoing.follows:
            answer = await ask(client.conversations_replies(ts=outgoing.follows, **page))
        else:
            answer = await ask(client.conversations_history(**page))
        for message in answer["messages"]:
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
