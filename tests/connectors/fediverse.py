"""Servers of this machine for the tests of Mastodon, and what those tests say often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.fediverse import Fediverse
from connectors.types import Account, Batch, Due
from tests.connectors.driving import Driver, due

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def host(world: Fediverse) -> str:
    return world.origin.removeprefix("http://")


async def watched(driver: Driver, handle: str, number: int = 1) -> Due:
    return due((await driver.found(f"@{handle}"))[0], number=number)


def status(number: str, **more: Any) -> dict[str, Any]:
    account = {"id": "7", "username": "a", "acct": "a", "url": "https://a.example/@a"}
    return {
        "id": number,
        "uri": f"https://a.example/users/a/statuses/{number}",
        "account": account,
        "content": "<p>x</p>",
        "created_at": "2026-03-01T08:00:00.000Z",
        **more,
    }


def batch(*dues: Due) -> Batch:
    return Batch(dues)


def at_host(name: str, number: int) -> Due:
    account = Account("mastodon", f"k{number}", f"a@{name}", "A", f"https://{name}/@a", name, "1")
    return due(account, number=number)
