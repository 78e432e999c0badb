from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from bot.core.model import ChannelId
from bot.store import channels, engine, inbox
from bot.store.engine import (
    AlreadyRunning,
    ProcessLock,
    Store,
    StoreBusy,
    StoreFull,
    StoreUnavailable,
    normalise_url,
)
from tests.store.world import NOW, World


async def _count(store: Store) -> int:
    async with store.read() as tx:
        return int((await tx.execute(text("SELECT count(*) FROM inbox"))).scalar_one())


async def test_a_transaction_is_kept_when_it_ends_well(store: Store) -> None:
    async with store.begin() as tx:
        await inbox.first_time(tx, "slack", "E1", NOW)
    assert await _count(store) == 1


async def test_a_transaction_that_raises_keeps_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.begin() as tx:
            await inbox.first_time(tx, "slack", "E1", NOW)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await _count(store) == 0


async def test_a_cancelled_transaction_keeps_nothing_and_frees_its_connection(
    store: Store,
) -> None:
    started = asyncio.Event()

    async def endless() -> None:
        async with store.begin() as tx:
            await inbox.first_time(tx, "slack", "E1", NOW)
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(endless())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _count(store) == 0
    async with store.begin() as tx:
        assert await inbox.first_time(tx, "slack", "E1", NOW)


async def test_a_fault_of_a_statement_stays_what_it_is(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.begin() as tx:
            await tx.execute(text("INSERT INTO fact (name) VALUES ('no value')"))


async def test_a_statement_that_fails_shows_no_values(store: Store) -> None:
    statement = text("INSERT INTO fact (name, value, at) VALUES (:name, :value, NULL)")
    with pytest.raises(IntegrityError) as caught:
        async with store.begin() as tx:
            await tx.execute(statement, {"name": "token", "value": "xoxb-secret"})
    assert "xoxb-secret" not in str(caught.value).split("DETAIL")[0]


async def test_sqlite_is_set_to_lose_nothing(sqlite_store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 2000,
    }
    async with sqlite_store.read() as tx:
        for pragma, value in wanted.items():
            assert (await tx.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_database_locked_by_another_program_is_busy(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_MS", 20)
    assert sqlite_store.path is not None
    with closing(sqlite3.connect(sqlite_store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="locked"):
            async with sqlite_store.begin():
                pass
        assert await _count(sqlite_store) == 0
        other.execute("ROLLBACK")
    async with sqlite_store.begin() as tx:
        assert await inbox.first_time(tx, "slack", "E1", NOW)


async def _rename_soon(store: Store, channel_id: ChannelId) -> None:
    async with store.begin() as tx:
        await tx.execute(text("SET LOCAL lock_timeout = '20ms'"))
        await channels.update(tx, channel_id, name="second")


async def test_a_row_locked_too_long_is_busy(postgres_url: str) -> None:
    store, other = Store(postgres_url), Store(postgres_url)
    async with store.begin() as tx:
        channel = await World(tx).channel()
    async with other.begin() as holder:
        await channels.update(holder, channel.id, name="first")
        with pytest.raises(StoreBusy):
            await _rename_soon(store, channel.id)
    await store.close()
    await other.close()


async def test_waiting_for_the_one_connection_is_bounded(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.02)
    store = Store(sqlite_url)
    async with store.begin():
        with pytest.raises(StoreBusy):
            async with store.read():
                pass
    await store.close()


async def _write_much(store: Store) -> None:
    async with store.begin() as tx:
        for number in range(100):
            await inbox.first_time(tx, "slack", f"E{number}" * 200, NOW)


async def test_a_full_disk_is_told_and_keeps_nothing(sqlite_store: Store) -> None:
    async with sqlite_store.begin() as tx:
        pages = (await tx.execute(text("PRAGMA page_count"))).scalar_one()
        await tx.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreFull):
        await _write_much(sqlite_store)
    assert await _count(sqlite_store) == 0


async def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("this was never a database " * 100)
    store = Store(normalise_url(f"sqlite:///{path}", tmp_path))
    with pytest.raises(StoreUnavailable, match="not a database"):
        async with store.begin():
            pass
    await store.close()


async def test_a_folder_that_is_missing_is_told_in_words(tmp_path: Path) -> None:
    url = normalise_url("sqlite:///missing/x.db", tmp_path)
    store = Store(url)
    with pytest.raises(StoreUnavailable, match="can't be opened"):
        async with store.read():
            pass
    with pytest.raises(StoreUnavailable, match="can't be made"):
        await engine.upgrade(url)
    await store.close()


async def test_a_server_that_is_down_is_told_without_the_password(tmp_path: Path) -> None:
    url = normalise_url("postgresql://anne:hunter2@127.0.0.1:1/x", tmp_path)
    store = Store(url)
    for refused in (store.begin, store.read, lambda: ProcessLock(url)):
        with pytest.raises(StoreUnavailable) as caught:
            async with refused():
                pass
        assert "hunter2" not in str(caught.value)
        assert caught.value.__cause__ is None
    await store.close()


async def _write_and_be_cut_off(store: Store, other: Store) -> None:
    async with store.begin() as tx:
        await inbox.first_time(tx, "slack", "E1", NOW)
        mine = (await tx.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with other.begin() as killer:
            await killer.execute(text(f"SELECT pg_terminate_backend({mine})"))
        await tx.execute(text("SELECT 1"))


async def test_a_server_that_stops_inside_a_transaction_is_told(postgres_url: str) -> None:
    store, other = Store(postgres_url), Store(postgres_url)
    with pytest.raises(StoreUnavailable):
        await _write_and_be_cut_off(store, other)
    assert await _count(store) == 0
    await store.close()
    await other.close()


async def test_a_table_that_is_missing_is_our_fault_not_the_databases(postgres_url: str) -> None:
    store = Store(postgres_url)
    with pytest.raises(ProgrammingError):
        async with store.read() as tx:
            await tx.execute(text("SELECT * FROM nothing"))
    await store.close()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///veilleur.db", "sqlite+aiosqlite:////srv/app/veilleur.db"),
        ("sqlite:///data/v.db", "sqlite+aiosqlite:////srv/app/data/v.db"),
        ("sqlite:////var/lib/v.db", "sqlite+aiosqlite:////var/lib/v.db"),
        ("postgresql://a:p%40ss@db:5432/v", "postgresql+psycopg://a:p%40ss@db:5432/v"),
        ("postgres://db/v", "postgresql+psycopg://db/v"),
    ],
)
def test_addresses_are_read_as_people_write_them(written: str, meant: str) -> None:
    assert normalise_url(written, Path("/srv/app")) == meant
    assert normalise_url(meant, Path("/elsewhere")) == meant


@pytest.mark.parametrize(
    "written", ["sqlite://", "sqlite:///:memory:", "mysql://a:hunter2@db/v", "hunter2", ""]
)
def test_other_addresses_are_refused_without_showing_them(written: str) -> None:
    with pytest.raises(ValueError) as caught:
        normalise_url(written, Path("/srv/app"))
    assert "hunter2" not in str(caught.value)


async def test_a_second_process_is_refused_until_the_first_ends(database_url: str) -> None:
    async with ProcessLock(database_url):
        with pytest.raises(AlreadyRunning, match="already uses"):
            await ProcessLock(database_url).acquire()
    async with ProcessLock(database_url):
        pass


_HOLD = """
import asyncio, sys
from bot.store.lock import ProcessLock
async def hold():
    async with ProcessLock(sys.argv[1]):
        print("held", flush=True)
        await asyncio.Event().wait()
asyncio.run(hold())
"""


async def test_a_killed_process_leaves_no_lock(sqlite_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLD, sqlite_url, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning):
        await ProcessLock(sqlite_url).acquire()
    holder.kill()
    await holder.wait()
    async with ProcessLock(sqlite_url):
        pass


def test_opening_the_store_imports_neither_alembic_nor_psycopg() -> None:
    names = "alembic", "psycopg", "slack_bolt", "telegram", "httpx"
    code = f"import sys, bot.store.channels; print([n for n in {names!r} if n in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
