"""Settings and logs, ready before anything starts; every fault in words that say what to do."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from dotenv import dotenv_values

from bot.app import known_settings, load_configs, secret_values
from bot.clock import SystemClock
from bot.front.errors import FrontError
from bot.logs import configure
from bot.render.texts import CATALOGUES, spoken
from bot.render.words import Words
from bot.settings import Settings, SettingsError, language_of, load, unknown_names
from bot.store.errors import (
    AlreadyRunning,
    SchemaNewer,
    StoreBusy,
    StoreFull,
    StoreUnavailable,
)
from bot.store.urls import normalise_url
from connectors import NETWORKS
from connectors.guard import Allowed


class Unready(Exception):
    """A setting that keeps Veilleur from starting, as a sentence."""


def say(text: str, out: TextIO | None = None) -> None:
    print(text, file=out or sys.stderr, flush=True)


def words_for(env_file: Path) -> Words:
    """The language of LANGUAGE, for what is said before any setting is known to be right."""
    written = dotenv_values(env_file) if env_file.is_file() else {}
    language = language_of(written.get("LANGUAGE") or os.environ.get("LANGUAGE"))
    return Words(spoken(language), "UTC", SystemClock().now())


def prepare(env_file: Path, *, interactive: bool = False) -> Settings:
    """Load and judge the settings, set up the logs. Raises Unready.

    `interactive`: a person chats in this terminal, as they do when no chat's token is set: only
    warnings are logged there.
    """
    words = words_for(env_file)
    try:
        settings = load(env_file)
        configs = load_configs(env_file)
        Allowed.parse(settings.allowed_private_hosts)
    except SettingsError as error:
        raise Unready(to_correct(words, env_file, [name for name, _ in error.problems])) from None
    except ValueError:
        raise Unready(to_correct(words, env_file, ["ALLOWED_PRIVATE_HOSTS"])) from None
    if not settings.networks <= NETWORKS.keys():
        raise Unready(to_correct(words, env_file, ["NETWORKS"]))
    level = settings.log_level
    chats = settings.slack_bot_token or settings.slack_client_id or settings.telegram_bot_token
    if level == "INFO" and (interactive or not chats):
        level = "WARNING"
    configure(
        level=level,
        as_json=settings.log_format == "json",
        secrets=secret_values(settings, *configs.values()),
    )
    for text in warnings(words, env_file):
        say(text)
    return settings


def database_url(settings: Settings, env_file: Path) -> str:
    """A relative SQLite path counts from the settings file's folder."""
    return normalise_url(settings.database_url, env_file.resolve().parent)


def to_correct(words: Words, env_file: Path, names: list[str]) -> str:
    rows = [words("cli.correct", file=env_file)]
    for name in names:
        key = f"cli.setting.{name.lower()}"
        rows.append(f"  {name}: {words(key if key in CATALOGUES['en'] else 'cli.setting.other')}")
    return "\n".join(rows)


def warnings(words: Words, env_file: Path) -> list[str]:
    """What is odd in the file but keeps nothing from running."""
    found = []
    for name, close in unknown_names(env_file, known_settings()):
        key = "cli.unknown.close" if close else "cli.unknown"
        found.append(words(key, file=env_file, name=name, close=close))
    if env_file.is_file() and env_file.stat().st_mode & 0o077 and sys.platform != "win32":
        found.append(words("cli.readable", file=env_file))
    return found


def sentence(words: Words, error: Exception) -> str:
    """One of the errors that starting may raise, in the operator's language."""
    match error:
        case FrontError(key=key) if f"front.{key}" in CATALOGUES["en"]:
            return words(f"front.{key}")
        case FrontError(key=key, setting=setting):
            return words("front.other", setting=setting, fault=key)
        case AlreadyRunning():
            return words("cli.running")
        case SchemaNewer():
            return words("cli.newer")
        case StoreBusy():
            return words("error.store_busy")
        case StoreFull():
            return words("error.store_full")
        case StoreUnavailable():
            return words("cli.store", why=error)
        case _:
            return str(error)
