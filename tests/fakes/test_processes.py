"""A bot in another process is killed and started again while the fake lives on."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from pathlib import Path

from tests.fakes.http import TAKE_AND_HANG
from tests.fakes.slack import FakeSlack, shown
from tests.fakes.telegram import JANE, FakeTelegram

ROOT = Path(__file__).parents[2]


async def start(module: str, *arguments: str) -> Process:
    command = (sys.executable, "-m", f"tests.fakes.{module}", *arguments)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=dict(os.environ))


async def kill(process: Process) -> None:
    process.kill()
    await process.wait()


async def test_slack_outlives_a_bot_that_is_killed_while_it_posts(slack: FakeSlack) -> None:
    settings = (slack.api_url, slack.bot_token, slack.app_token)
    process = await start("small_slack_bot", *settings)
    slack.fail("chat.postMessage", TAKE_AND_HANG)
    await slack.wait_for(lambda: slack.socket.sockets, within=30)
    await (await slack.mention("watch")).reply("Heard")
    await kill(process)
    await slack.wait_for(lambda: not slack.socket.sockets)
    process = await start("small_slack_bot", *settings)
    await slack.wait_for(lambda: slack.socket.sockets, within=30)
    await (await slack.mention("list")).reply("Heard")
    await kill(process)
    assert [shown(post)[:5] for post in slack.posts("C1") if post.author == "UBOT"] == ["Heard"] * 2


async def test_telegram_outlives_a_bot_that_is_killed_while_it_posts(
    telegram: FakeTelegram,
) -> None:
    process = await start("small_telegram_bot", telegram.url, telegram.token)
    telegram.fail("sendMessage", TAKE_AND_HANG)
    await (await telegram.message(JANE.id, JANE.id, "/watch @durand")).replies(within=30)
    await kill(process)
    process = await start("small_telegram_bot", telegram.url, telegram.token)
    await (await telegram.message(JANE.id, JANE.id, "/watch @martin")).reply("@martin", within=30)
    await kill(process)
