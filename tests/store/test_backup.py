from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import inbox
from bot.store.backup import BackupRefused, backup, restore
from bot.store.engine import AlreadyRunning, ProcessLock, Store
from bot.store.urls import sqlite_path
from tests.store.world import NOW


def _events(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute("SELECT event_id FROM inbox")}


def _left_over(folder: Path) -> list[str]:
    ends = (".part", ".restored", ".replaced-1")
    return [path.name for path in folder.iterdir() if path.name.endswith(ends)]


async def _write(store: Store, event: str) -> None:
    async with store.begin() as tx:
        await inbox.first_time(tx, "slack", event, NOW)


async def test_a_copy_made_while_it_writes_is_whole(sqlite_url: str, tmp_path: Path) -> None:
    store, copied = Store(sqlite_url), tmp_path / "copy.db"
    await _write(store, "before")
    making = asyncio.create_task(backup(sqlite_url, copied))
    number = 0
    while not making.done():
        await _write(store, f"E{number}")
        number += 1
    await making
    await store.close()
    events = _events(copied)
    assert "before" in events
    assert events <= {"before"} | {f"E{one}" for one in range(number)}
    with closing(sqlite3.connect(copied)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copied.stat().st_mode & 0o777 == 0o600
    assert not _left_over(tmp_path)


async def test_a_copy_never_replaces_a_file(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(BackupRefused):
        await backup(sqlite_url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


async def test_a_restored_copy_is_what_the_bot_then_reads(sqlite_url: str, tmp_path: Path) -> None:
    store = Store(sqlite_url)
    await _write(store, "old")
    await backup(sqlite_url, tmp_path / "copy.db")
    await _write(store, "new")
    await store.close()
    kept = await restore(sqlite_url, tmp_path / "copy.db")
    path = sqlite_path(sqlite_url)
    assert path is not None
    assert kept is not None
    assert _events(path) == {"old"}
    assert _events(kept) == {"old", "new"}


async def test_what_only_the_log_holds_is_kept_too(sqlite_url: str, tmp_path: Path) -> None:
    await backup(sqlite_url, tmp_path / "copy.db")
    path = sqlite_path(sqlite_url)
    assert path is not None
    crashed = sqlite3.connect(path)
    crashed.execute("PRAGMA journal_mode = WAL")
    crashed.execute("INSERT INTO inbox VALUES ('slack', 'last', '2026-11-02 09:00:00.000000')")
    crashed.commit()
    kept = await restore(sqlite_url, tmp_path / "copy.db")
    crashed.close()
    assert kept is not None
    assert _events(kept) == {"last"}
    assert _events(path) == set()


async def test_restoring_twice_keeps_both_replaced_files(sqlite_url: str, tmp_path: Path) -> None:
    await backup(sqlite_url, tmp_path / "copy.db")
    first = await restore(sqlite_url, tmp_path / "copy.db")
    second = await restore(sqlite_url, tmp_path / "copy.db")
    assert first is not None
    assert second is not None
    assert first != second
    assert first.exists()


async def test_nothing_is_restored_under_a_running_bot(sqlite_url: str, tmp_path: Path) -> None:
    await backup(sqlite_url, tmp_path / "copy.db")
    async with ProcessLock(sqlite_url):
        with pytest.raises(AlreadyRunning):
            await restore(sqlite_url, tmp_path / "copy.db")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
        database.commit()


def _cut(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])


def _scribble(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 : 4096 * 8] = b"\x5a" * 4096 * 6
    path.write_bytes(whole)


@pytest.mark.parametrize("damage", [_cut, _scribble])
async def test_a_damaged_copy_is_refused_and_nothing_changes(
    sqlite_url: str, tmp_path: Path, damage: object
) -> None:
    path, copied = sqlite_path(sqlite_url), tmp_path / "copy.db"
    assert path is not None
    await backup(sqlite_url, copied)
    assert callable(damage)
    damage(copied)
    before = path.read_bytes()
    with pytest.raises(BackupRefused):
        await restore(sqlite_url, copied)
    assert path.read_bytes() == before
    assert not _left_over(tmp_path)


async def test_a_file_of_something_else_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    _foreign(tmp_path / "recipes.db")
    (tmp_path / "notes.txt").write_text("bread and salt " * 1000)
    for name in ("recipes.db", "notes.txt", "missing.db"):
        with pytest.raises(BackupRefused):
            await restore(sqlite_url, tmp_path / name)


async def test_postgres_has_its_own_tools(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="pg_dump"):
        await backup(postgres_url, tmp_path / "copy.db")
    with pytest.raises(BackupRefused, match="pg_restore"):
        await restore(postgres_url, tmp_path / "copy.db")
