"""The front-ends as the settings want them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import structlog

from bot.clock import Clock
from bot.core.message import Reply
from bot.front.errors import FrontError
from bot.front.slack import Hooks as SlackHooks
from bot.front.slack import OAuth, SlackSettings, SlackTeams
from bot.front.telegram import Webhook
from bot.service.installations import Installations, WrongKey
from bot.service.ports import Inbound, Pictures
from bot.settings import Settings
from bot.store.engine import Store

log = structlog.get_logger(__name__)


def slack_settings(settings: Settings) -> SlackSettings:
    bot, app, signing = (
        token.get_secret_value() if token else None
        for token in (
            settings.slack_bot_token,
            settings.slack_app_token,
            settings.slack_signing_secret,
        )
    )
    return SlackSettings(
        bot or "",
        app,
        signing,
        settings.slack_api_url,
        settings.slack_command_prefix,
        partners=settings.slack_partner_teams,
    )


def slack_oauth(settings: Settings) -> OAuth | None:
    """None: there is one workspace at most. Raises FrontError where something is missing."""
    if settings.slack_client_id is None:
        return None
    secret, key = (
        value.get_secret_value() if value else None
        for value in (settings.slack_client_secret, settings.slack_token_key)
    )
    return OAuth.of(settings.slack_client_id, secret, key, public_url(settings))


def slack_teams(
    settings: Settings,
    oauth: OAuth,
    store: Store,
    clock: Clock,
    handle: Callable[[Inbound], AsyncIterator[Reply]],
    pictures: Pictures | None = None,
    hooks: SlackHooks | None = None,
) -> SlackTeams:
    """Raises FrontError where the key of the tokens is none."""
    try:
        open_to_all = settings.slack_access == "open"
        installations = Installations(store, clock, oauth.token_key, open_to_all=open_to_all)
    except WrongKey:
        raise FrontError("slack_token_key", "SLACK_TOKEN_KEY") from None
    made = slack_settings(settings)
    return SlackTeams(made, oauth, installations, handle, clock, log, pictures, hooks)


def public_url(settings: Settings) -> str | None:
    """Where people reach the web server; None: nowhere, or there is none."""
    return settings.public_url if settings.http_bind is not None else None


def telegram_hook(settings: Settings) -> Webhook | None:
    """None: updates are polled. Raises FrontError where what is set can't be used."""
    secret = settings.telegram_webhook_secret
    return Webhook.of(public_url(settings), secret.get_secret_value()) if secret else None


def claim_seed(settings: Settings) -> str:
    """What the claim code is made from: the chats' tokens, "" where there are none."""
    tokens = settings.slack_bot_token, settings.slack_client_secret, settings.telegram_bot_token
    return "".join(token.get_secret_value() for token in tokens if token)
