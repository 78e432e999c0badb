"""How the Web API is called."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.front.slack.logs import quiet_logger
from bot.front.slack.send import TIMEOUT


def client_of(token: str | None, api_url: str, team: str | None = None) -> AsyncWebClient:
    """No retries: a repeated call could post twice; the outbox decides.

    `team`: goes with each call, for a token of a whole organisation.
    https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
    """
    return AsyncWebClient(
        token,
        base_url=api_url,
        timeout=TIMEOUT,
        retry_handlers=[],
        logger=quiet_logger(),
        team_id=team,
    )
