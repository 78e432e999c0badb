"""Settings and logs, ready before anything starts; every fault in words that say what to do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from bot.app import known_settings, load_configs, secret_values
from bot.front.errors import FrontError
from bot.logs import configure
from bot.settings import Settings, SettingsError, load, unknown_names
from bot.store.errors import AlreadyRunning, SchemaNewer
from bot.store.urls import normalise_url
from connectors.guard import Allowed


class Unready(Exception):
    """A setting that keeps Veilleur from starting, as a sentence."""


def say(text: str, out: TextIO | None = None) -> None:
    print(text, file=out or sys.stderr, flush=True)


def prepare(env_file: Path, *, interactive: bool = False) -> Settings:
    """Load and judge the settings, set up the logs. Raises Unready.

    `interactive`: a person chats in this terminal, as they do when no chat's token is set: only
    warnings are logged there.
    """
    try:
        settings = load(env_file)
        configs = load_configs(env_file)
        Allowed.parse(settings.allowed_private_hosts)
    except SettingsError as error:
        rows = [f"  {name}: {why.removeprefix('Value error, ')}" for name, why in error.problems]
        raise Unready("\n".join([f"Please correct in {env_file}:", *rows])) from None
    except ValueError as error:
        raise Unready(f"Please correct in {env_file}:\n  {error}") from None
    level = settings.log_level
    chats = settings.slack_bot_token or settings.telegram_bot_token
    if level == "INFO" and (interactive or not chats):
        level = "WARNING"
    configure(
        level=level,
        as_json=settings.log_format == "json",
        secrets=secret_values(settings, *configs.values()),
    )
    for text in warnings(env_file):
        say(text)
    return settings


def database_url(settings: Settings, env_file: Path) -> str:
    """A relative SQLite path counts from the settings file's folder."""
    return normalise_url(settings.database_url, env_file.resolve().parent)


def warnings(env_file: Path) -> list[str]:
    """What is odd in the file but keeps nothing from running."""
    found = []
    for name, close in unknown_names(env_file, known_settings()):
        hint = f" Did you mean {close}?" if close else " See .env.example for the names."
        found.append(f"{env_file}: nobody reads {name}.{hint}")
    if env_file.is_file() and env_file.stat().st_mode & 0o077 and sys.platform != "win32":
        found.append(f"{env_file} can be read by others on this machine: chmod 600 {env_file}")
    return found


_FRONT = {
    "slack_bot_token": "Slack refuses SLACK_BOT_TOKEN. Copy it again from OAuth & Permissions.",
    "slack_bot_token_is_app_token": (
        "SLACK_BOT_TOKEN holds an app-level token (xapp-). The bot token starts with xoxb- and "
        "stands under OAuth & Permissions; xapp- belongs in SLACK_APP_TOKEN."
    ),
    "slack_bot_token_is_user_token": (
        "SLACK_BOT_TOKEN holds a user token (xoxp-). The bot token starts with xoxb- and stands "
        "under OAuth & Permissions."
    ),
    "slack_app_token": (
        "Slack refuses SLACK_APP_TOKEN. Make a new one under Basic Information, App-Level "
        "Tokens, with the scope connections:write."
    ),
    "slack_app_token_is_bot_token": (
        "SLACK_APP_TOKEN holds a bot token (xoxb-). The app-level token starts with xapp-: make "
        "it under Basic Information, App-Level Tokens, with the scope connections:write. xoxb- "
        "belongs in SLACK_BOT_TOKEN."
    ),
    "slack_no_way_in": (
        "Slack needs SLACK_APP_TOKEN (Socket Mode, the usual way) or SLACK_SIGNING_SECRET and "
        "HTTP_BIND (by HTTP)."
    ),
    "slack_unreachable": "Slack does not answer. Is this machine online? Is SLACK_API_URL right?",
    "telegram_unreachable": (
        "Telegram does not answer. Is this machine online? Is TELEGRAM_API_URL right?"
    ),
    "telegram_token": (
        "Telegram refuses TELEGRAM_BOT_TOKEN. Ask BotFather for it again: /mybots, API Token."
    ),
}


def sentence(error: Exception) -> str:
    """One of the errors that starting may raise, in words."""
    if isinstance(error, FrontError):
        return _FRONT.get(error.key, f"{error.setting} can't be used ({error.key}).")
    if isinstance(error, AlreadyRunning):
        return "Another Veilleur runs on this database already. Stop it first."
    if isinstance(error, SchemaNewer):
        return (
            "This database was written by a newer Veilleur. Install that version again, or "
            "restore a copy made before it: veilleur restore FILE."
        )
    return str(error)
