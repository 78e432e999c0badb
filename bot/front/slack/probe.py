"""Whose tokens these are, asked one by one, before any front-end is built with them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.front.slack.client import client_of
from bot.front.slack.faults import ask


@dataclass(frozen=True, slots=True)
class Identity:
    """`scopes`: what the app was allowed, None where Slack didn't say."""

    team: str
    user: str
    scopes: frozenset[str] | None


async def whose(bot_token: str, api_url: str) -> Identity:
    """Raises SlackRefused, or another SendError where Slack didn't answer.

    https://docs.slack.dev/reference/methods/auth.test
    """
    me = await ask(client_of(None, api_url).auth_test(token=bot_token))
    headers = {name.lower(): str(value) for name, value in me.headers.items()}
    told = headers.get("x-oauth-scopes")
    scopes = frozenset(one.strip() for one in told.split(",")) if told else None
    return Identity(str(me.get("team") or me["team_id"]), str(me.get("user") or ""), scopes)


async def opens(app_token: str, api_url: str) -> None:
    """May a socket be opened with it? Raises as whose().

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    await ask(client_of(None, api_url).apps_connections_open(app_token=app_token))
