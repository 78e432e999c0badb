"""The whole bot, with Telegram posting updates to its web server."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.front.errors import FrontError
from bot.settings import load
from tests.fakes.telegram import JANE
from tests.scenarios.house import House, running_bot, write_env

OUTSIDE, SECRET = "https://veilleur.example", "a-secret-of-this-installation"
SETTINGS = {
    "HTTP_BIND": "127.0.0.1:0",
    "PUBLIC_URL": OUTSIDE,
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
}


def reached(house: House) -> str:
    """The bot's web server, which Telegram now reaches as OUTSIDE."""
    assert house.app._web is not None
    url = f"http://127.0.0.1:{house.app._web._runner.addresses[0][1]}"
    house.telegram.postman.tunnel[OUTSIDE] = url
    return url


async def test_a_command_that_is_posted_is_answered_and_health_says_so(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with running_bot(tmp_path, sqlite_url, **SETTINGS) as house:
        url = reached(house)
        house.durand()
        jane = house.seat("telegram", "en")
        await jane.say(f"watch @durand@{house.host}", containing="Cabinet Durand")
        async with aiohttp.ClientSession() as session, session.get(f"{url}/health") as answer:
            assert (await answer.json())["telegram"] == "ok"
        assert house.telegram.calls_of("getUpdates") == []


async def test_a_change_that_is_posted_twice_happens_once(sqlite_url: str, tmp_path: Path) -> None:
    async with running_bot(tmp_path, sqlite_url, **SETTINGS) as house:
        reached(house)
        jane = house.seat("telegram", "en")
        await jane.say("settings digest 09:15", containing="09:15")
        house.telegram.unconfirm()
        house.telegram.changed()
        await jane.say("list")
        assert house.telegram.postman.posted.count(200) == 3
        assert len(house.telegram.posts(JANE.id)) == 2
        assert len(await house.rows("SELECT id FROM change")) == 1


async def test_a_secret_without_an_address_stops_the_start_in_words(
    sqlite_url: str, tmp_path: Path
) -> None:
    lines = {"DATABASE_URL": sqlite_url, "TELEGRAM_BOT_TOKEN": "1:T"}
    env_file = write_env(tmp_path, {**lines, "TELEGRAM_WEBHOOK_SECRET": SECRET})
    app = App(load(env_file), env_file)
    with pytest.raises(FrontError) as told:
        await app.start()
    assert told.value.setting == "PUBLIC_URL"
    await app.store.close()
    await app._lock.release()
