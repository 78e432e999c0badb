"""What a call of the Web API may end with, as the outbox understands it."""

from __future__ import annotations

from collections.abc import Awaitable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.service.ports import ChannelClosed, NotSent, SendError, Unknown

CONTENT = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "no_text"}
    | {"msg_blocks_too_long", "msg_too_long", "too_many_attachments"}
    | {"metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema"}
)
GONE = frozenset(
    {"message_not_found", "edit_window_closed", "cant_update_message", "is_inactive"}
    | {"cant_broadcast_message", "block_mismatch"}
)
TROUBLE = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "update_failed"}
)
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_REASONS = {
    "channel_not_found": "slack_invite",
    "not_in_channel": "slack_invite",
    "is_archived": "slack_archived",
    "messages_tab_disabled": "slack_messages_off",
    "missing_scope": "slack_scope",
    "invalid_auth": "slack_token",
    "not_authed": "slack_token",
    "account_inactive": "slack_token",
    "token_revoked": "slack_token",
    "token_expired": "slack_token",
    "team_added_to_org": "slack_token",
}


class SlackRefused(SendError):
    """Slack said no, and why: `code` is its own word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def ask(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Await a call. Raises SlackRefused, NotSent (it did not arrive) or Unknown.

    https://docs.slack.dev/apis/web-api/rate-limits
    """
    try:
        return await call
    except SlackApiError as error:
        raise _refusal(error) from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise NotSent(detail=type(error).__name__) from None
    except (aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
        # The client stumbles with the last two over answers that aren't what Slack sends.
        raise Unknown(type(error).__name__) from None


def _refusal(error: SlackApiError) -> SendError:
    """The answer may also be an error page of something between us and Slack."""
    if not isinstance(error.response, AsyncSlackResponse):
        return Unknown("unreadable answer")
    response = error.response
    code = str(response.data.get("error", "")) if isinstance(response.data, dict) else ""
    if response.status_code == 429 or code in _LIMITED:
        return NotSent(_retry_after(response), "ratelimited")
    if not code or response.status_code >= 500 or code in TROUBLE:
        return Unknown(code or f"status {response.status_code}")
    return SlackRefused(code)


def _retry_after(response: AsyncSlackResponse) -> float:
    stated = str(response.headers.get("Retry-After", ""))
    return float(min(int(stated), 3600)) if stated.isascii() and stated.isdecimal() else 5.0


def closed(refusal: SlackRefused) -> ChannelClosed:
    """A place where nothing can be sent until a person acts; also when Slack's word is new."""
    if refusal.code.startswith("restricted_action"):
        return ChannelClosed("slack_restricted", refusal.code)
    return ChannelClosed(_REASONS.get(refusal.code, "slack_refused"), refusal.code)
