"""Resident memory of a running Veilleur with nothing to do but wait."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.looking import watch
from benchmarks.processes import resident_megabytes, running
from benchmarks.report import Figure
from bot.clock import SystemClock
from bot.store import looks, targets
from bot.store.engine import Store, Tx, normalise_url, upgrade
from connectors.types import Account, Coverage
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

TARGETS, SECONDS, PER_CHANNEL = 1000, 60.0, 20
TARGET_MB = 150.0


async def measure() -> AsyncIterator[Figure]:
    """Megabytes a minute after the start, with Slack and Telegram connected, helpers included.

    A second process with one target beside it shows what a target costs.
    """
    async with AsyncExitStack() as stack:
        many, one = [await _started(stack, number) for number in (TARGETS, 1)]
        await SystemClock().sleep(SECONDS)
        held, least = resident_megabytes(many), resident_megabytes(one)
    yield Figure(f"memory {SECONDS:.0f} s after start, {TARGETS} targets", held, "MB", TARGET_MB)
    yield Figure("  with 1 target, in the same run", least, "MB")
    yield Figure("  what a target holds", (held - least) * 1024 / (TARGETS - 1), "kB")


async def _started(stack: AsyncExitStack, number: int) -> int:
    slack = await stack.enter_async_context(FakeSlack())
    telegram = await stack.enter_async_context(FakeTelegram())
    folder = Path(stack.enter_context(TemporaryDirectory()))
    await _fill(folder, number)
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
    }
    pid = await stack.enter_async_context(running(folder, settings, "bot"))
    await slack.wait_for(lambda: slack.socket.sockets, within=30)
    await telegram.wait_for(lambda: telegram.calls_of("getUpdates"), within=30)
    return pid


async def _fill(folder: Path, number: int) -> None:
    """Watched accounts whose next look is tomorrow."""
    url = normalise_url("sqlite:///veilleur.db", folder)
    await upgrade(url)
    store = Store(url)
    async with store.begin() as tx:
        for one in range(number):
            await _add(tx, one)
    await store.close()


async def _add(tx: Tx, number: int) -> None:
    now = SystemClock().now()
    account = Account(
        network="mastodon",
        key=f"https://social.example/users/firm{number}",
        handle=f"firm{number}@social.example",
        name=f"Firm {number}",
        url=f"https://social.example/@firm{number}",
        host="social.example",
        ref=str(number),
    )
    target = await targets.ensure(tx, account, credential="", now=now)
    await looks.save(
        tx,
        target.id,
        cursor=f'{{"newest": "{number}"}}',
        coverage=Coverage.COMPLETE,
        at=now,
        newest_at=now,
        error=None,
        error_until=None,
        account=None,
        next_look_at=now + timedelta(days=1),
    )
    await watch(tx, f"C{number // PER_CHANNEL}", target, now)
