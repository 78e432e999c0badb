"""The composition root: the only package that builds real things."""

from bot.app.application import EVENTS, App, Terminal
from bot.app.configs import (
    connector_class,
    known_settings,
    load_configs,
    load_connectors,
    secret_values,
)
from bot.app.doors import (
    claim_seed,
    public_url,
    slack_oauth,
    slack_settings,
    slack_teams,
    telegram_hook,
)

__all__ = [
    "EVENTS",
    "App",
    "Terminal",
    "claim_seed",
    "connector_class",
    "known_settings",
    "load_configs",
    "load_connectors",
    "public_url",
    "secret_values",
    "slack_oauth",
    "slack_settings",
    "slack_teams",
    "telegram_hook",
]
