"""Secrets and what people wrote stay out of logs, chats and the database."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.preparing import prepare
from bot.store.urls import sqlite_path
from tests.fakes.http import http_error
from tests.fakes.telegram import JANE
from tests.scenarios.house import House, running_bot, write_env

SECRETS = {
    "SLACK_SIGNING_SECRET": "planted-signing-0a1b2c3d4e5f",
    "MASTODON_TOKEN": "planted-mastodon-6a7b8c9d0e1f",
    "BLUESKY_APP_PASSWORD": "plan-ted1-blue-sky2",
    "BLUESKY_IDENTIFIER": "veilleur.bsky.social",
    "LOG_LEVEL": "DEBUG",
}
POST = "Une phrase reconnaissable entre toutes"


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    """`prepare` sets up the logs of a whole process: put back what was there."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def everything_stored(house: House) -> str:
    path = sqlite_path(house.app.url)
    assert path is not None
    with sqlite3.connect(path) as database:
        return "\n".join(database.iterdump())


def said(house: House) -> str:
    chats = [*house.slack.state.messages.values(), *house.telegram.world.messages.values()]
    return "\n".join(str(one) for one in chats)


async def scene(house: House) -> str:
    """Commands that go well, commands that fail, a post, and errors of each side."""
    house.durand()
    jane = house.seat("telegram")
    code = house.app.claim_code
    assert code is not None
    await jane.say("claim AAAA-AAAA")
    await jane.say(f"start {code}")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.slack.say("C1", "U1", "a sentence of a person")
    await house.slack.mention("search quelque chose de privé")
    await jane.say("search #audit")
    await jane.say("watch https://marie:motdepasse@cabinet.example/")
    house.fediverse.post("durand", POST, house.clock.now())
    await jane.reads(POST)
    house.fediverse.fail(None, 401)
    await jane.say("watch @nobody")
    house.fediverse.recover()
    house.telegram.fail("sendMessage", http_error(500))
    await house.telegram.message(JANE.id, JANE.id, "/list")
    await house.telegram.wait_for(lambda: not house.telegram.unconfirmed)
    return code


async def test_no_secret_reaches_a_log_a_chat_or_the_database(
    sqlite_url: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    untouched_logging: None,
) -> None:
    async with running_bot(tmp_path, sqlite_url, **SECRETS) as house:
        prepare(house.env_file)
        code = await scene(house)
        tokens = [house.slack.bot_token, house.slack.app_token, house.telegram.token]
        planted = [value for name, value in SECRETS.items() if "PLANT" in value.upper()]
        secrets = [*tokens, *planted, SECRETS["BLUESKY_APP_PASSWORD"], code, "motdepasse"]
        chats = said(house).replace(f"/start {code}", "").replace("marie:motdepasse", "")
        stored = everything_stored(house)
    captured = capfd.readouterr()
    logs = captured.out + captured.err
    assert "looked" in logs
    for secret in secrets:
        assert secret not in logs
        assert secret not in chats
        assert secret not in stored
    for words in (POST, "a sentence of a person", "quelque chose de privé"):
        assert words not in logs


async def test_a_level_of_debug_shows_no_address_with_a_token(
    tmp_path: Path, untouched_logging: None, capfd: pytest.CaptureFixture[str]
) -> None:
    prepare(
        write_env(tmp_path, {"TELEGRAM_BOT_TOKEN": "123456:planted-token", "LOG_LEVEL": "DEBUG"})
    )
    logging.getLogger("anything").debug("asked https://api.telegram.org/bot123456:planted-token/x")
    assert "planted-token" not in capfd.readouterr().err
