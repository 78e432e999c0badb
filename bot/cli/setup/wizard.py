"""veilleur setup."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from dotenv import dotenv_values

from bot.app import load_configs
from bot.cli.preparing import say, to_correct
from bot.cli.setup import basics, ending, envfile, networks, slack, telegram
from bot.cli.setup.console import Console, EndOfInput, Quit, Reader, reader_of
from bot.cli.setup.session import Session, Step, walk
from bot.clock import SystemClock
from bot.logs import configure
from bot.render.texts import spoken
from bot.render.words import Words
from bot.settings import Settings, SettingsError, load

STEPS = (
    Step(basics.language),
    Step(basics.city),
    Step(basics.hour),
    Step(slack.wanted),
    Step(slack.bot_token, when=lambda session: session.slack),
    Step(slack.app_token, when=lambda session: session.slack),
    Step(telegram.wanted),
    Step(telegram.token, when=lambda session: session.telegram),
    Step(networks.menu),
    Step(ending.review),
)
_ASKED = frozenset({"LANGUAGE", "TIMEZONE", "DIGEST_TIME"})


def setup(env_file: Path) -> int:
    """In this terminal, or from lines in a pipe: as interview()."""
    configure(level="CRITICAL", as_json=False, secrets=())
    return interview(env_file, reader_of(sys.stdin, sys.stdout), sys.stdout)


def interview(env_file: Path, reader: Reader, stdout: TextIO) -> int:
    """0 when `.env` is written and the database is ready, 1 otherwise; says why in words."""
    words = Words(basics.system_language(), "Europe/Paris", SystemClock().now())
    try:
        session = _begin(env_file, words, reader, stdout)
    except (OSError, UnicodeDecodeError) as error:
        say(words("setup.unreadable", file=env_file, why=type(error).__name__))
        return 1
    if session is None:
        return 1
    try:
        return _through(session)
    except KeyboardInterrupt:
        say("\n" + session.words("setup.left", file=env_file))
        return 130


def _begin(env_file: Path, words: Words, reader: Reader, stdout: TextIO) -> Session | None:
    """None: something stands in the way that no question of ours would mend; it was said."""
    written = dotenv_values(stream=io.StringIO(envfile.read(env_file)))
    held = {name: value for name, value in written.items() if value}
    words = Words(spoken(held.get("LANGUAGE"), words.language), words.zone, words.now)
    if not os.access(env_file.resolve().parent, os.W_OK):
        say(words("setup.folder", folder=env_file.resolve().parent))
        return None
    try:
        settings = _settings(env_file)
        load_configs(env_file)
    except SettingsError as error:
        say(to_correct(words, env_file, [name for name, _ in error.problems]))
        return None
    words = Words(words.language, settings.timezone, words.now)
    return Session(Console(words, reader, stdout), env_file, settings, held)


def _settings(env_file: Path) -> Settings:
    """A language, city or hour that can't be used is no fault: they are asked for."""
    try:
        return load(env_file)
    except SettingsError as error:
        names = {name for name, _ in error.problems}
        if not names <= _ASKED:
            raise
    fields = Settings.model_fields
    usual: Mapping[str, Any] = {name.lower(): fields[name.lower()].default for name in names}
    return Settings(_env_file=env_file, **usual)  # type: ignore[call-arg]


def _through(session: Session) -> int:
    console = session.console
    try:
        walk(STEPS, session)
        ending.save(session)
    except Quit:
        console.say("setup.left", file=session.env_file)
        return 1
    except EndOfInput as error:
        say(session.words("setup.end_of_input", question=error))
        return 1
    except OSError as error:
        say(session.words("setup.not_written", file=session.env_file, why=error.strerror))
        return 1
    return asyncio.run(ending.finish(session))
