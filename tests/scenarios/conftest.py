"""A running bot for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.scenarios.house import House, running_bot
from tests.scenarios.transcripts import TABLE, Transcript


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-payloads", metavar="FOLDER", help="keep each transcript's payloads")


@pytest.fixture(autouse=True)
def client_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def transcript(request: pytest.FixtureRequest) -> Iterator[Transcript]:
    """The rows of the table that this test plays; it must play each."""
    rows = {row.section: row for row in TABLE if row.test == request.node.nodeid}
    folder = request.config.getoption("keep_payloads", None)
    played = Transcript(rows, Path(folder) if folder else None)
    before = request.session.testsfailed
    yield played
    if request.session.testsfailed == before:
        assert sorted(played.held) == sorted(rows)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with running_bot(tmp_path, sqlite_url) as running:
        yield running


@pytest.fixture
async def house_on_both(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """On SQLite and on Postgres."""
    async with running_bot(tmp_path, database_url) as running:
        yield running
