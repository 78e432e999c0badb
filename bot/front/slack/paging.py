"""Answers that come in pages. https://docs.slack.dev/apis/web-api/pagination"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.front.slack.faults import ask

PAGE = 500


async def pages(
    method: Callable[..., Awaitable[AsyncSlackResponse]], cursor: str = "", **asked: Any
) -> AsyncIterator[AsyncSlackResponse]:
    """Each page of a method, from that cursor on. Raises SendError."""
    while True:
        page = await ask(method(limit=PAGE, cursor=cursor, **asked))
        yield page
        cursor = next_cursor(page)
        if not cursor:
            return


def next_cursor(page: AsyncSlackResponse) -> str:
    """Where the next page begins, "" after the last one."""
    return (page.get("response_metadata") or {}).get("next_cursor") or ""
