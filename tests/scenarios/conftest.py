"""A running bot for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.house import House, running_bot


@pytest.fixture(autouse=True)
def client_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with running_bot(tmp_path, sqlite_url) as running:
        yield running


@pytest.fixture
async def house_on_both(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """On SQLite and on Postgres."""
    async with running_bot(tmp_path, database_url) as running:
        yield running
