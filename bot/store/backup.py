"""Copies of an SQLite database, made while it runs, and putting one back."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from bot.store.errors import StoreUnavailable, sqlite_fault
from bot.store.lock import ProcessLock
from bot.store.urls import sqlite_path


class BackupRefused(Exception):
    """Why no copy can be made or put back, in words."""


async def backup(url: str, to: Path) -> None:
    """Copy the database to `to` (readable by its owner only), safely while it runs.

    https://www.sqlite.org/backup.html. Raises BackupRefused, StoreUnavailable.
    """
    path = _file_of(url, "use pg_dump for a PostgreSQL database")
    await asyncio.to_thread(_copy_new, path, to)


async def restore(url: str, file: Path) -> Path | None:
    """Put a copy back; where the replaced database is kept (None: there was none).

    Raises AlreadyRunning, BackupRefused when the copy isn't whole, StoreUnavailable.
    """
    path = _file_of(url, "use pg_restore for a PostgreSQL database")
    async with ProcessLock(url):
        return await asyncio.to_thread(_restore, path, file)


def _file_of(url: str, advice: str) -> Path:
    path = sqlite_path(url)
    if path is None:
        raise BackupRefused(advice)
    return path


def _copy_new(path: Path, to: Path) -> None:
    if to.exists():
        raise BackupRefused(f"{to.name} exists already: choose another name")
    copy(path, to)


def copy(path: Path, to: Path) -> None:
    """A whole copy of the database at `path`, in place only once it is complete."""
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_open(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target, pages=1000, sleep=0.005)
        part.replace(to)
    except sqlite3.Error as error:
        raise _in_words(error) from None
    finally:
        part.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise BackupRefused(f"there is no database {path.name}")
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)


def _in_words(error: sqlite3.Error) -> StoreUnavailable:
    kind, text = sqlite_fault(error) or (StoreUnavailable, "the database can't be read")
    return kind(text)


def _restore(path: Path, file: Path) -> Path | None:
    ready = path.with_name(path.name + ".restored")
    ready.unlink(missing_ok=True)
    try:
        _check(file)
        copy(file, ready)
        kept = _set_aside(path)
        ready.replace(path)
    finally:
        ready.unlink(missing_ok=True)
    return kept


def _check(file: Path) -> None:
    """Raises BackupRefused unless the file is a whole database of ours."""
    try:
        with closing(_open(file)) as database:
            verdict = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            version = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        raise BackupRefused("this file is not a backup of Veilleur") from None
    if verdict != "ok" or version is None:
        raise BackupRefused("this backup is damaged")


def _set_aside(path: Path) -> Path | None:
    """Rename the database with its log, so that even a damaged one can still be studied."""
    if not path.exists():
        return None
    names = (path.with_name(f"{path.name}.replaced-{number}") for number in count(1))
    kept = next(name for name in names if not name.exists())
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(kept.with_name(kept.name + end))
    return kept
