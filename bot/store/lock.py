"""One process at a time on a database."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from bot.store.errors import AlreadyRunning, StoreUnavailable
from bot.store.urls import postgres_dsn, sqlite_path

if TYPE_CHECKING:
    import psycopg

_ADVISORY_KEY = 0x7665_696C_6C65_7572  # "veilleur"
_WORDS = "another veilleur already uses this database: stop it first"


class ProcessLock:
    """Held by the operating system or by Postgres, so it ends with the process, even by kill -9.

    SQLite: a lock file beside the database. Postgres: an advisory lock of the session.
    Take it by `async with`; raises AlreadyRunning, or StoreUnavailable.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._file: int | None = None
        self._session: psycopg.AsyncConnection | None = None

    async def acquire(self) -> None:
        path = sqlite_path(self._url)
        if path is not None:
            self._file = _lock_file(path.with_name(path.name + ".lock"))
        else:
            self._session = await _lock_session(postgres_dsn(self._url))

    async def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> ProcessLock:
        await self.acquire()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.release()


def _lock_file(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"the database's folder can't be used: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise AlreadyRunning(_WORDS) from None
    return file


async def _lock_session(dsn: str) -> psycopg.AsyncConnection:
    import psycopg  # a tenth of a second that SQLite needn't pay

    try:
        session = await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        raise StoreUnavailable("the database doesn't answer") from None
    row = await (
        await session.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_KEY,))
    ).fetchone()
    if row is None or not row[0]:
        await session.close()
        raise AlreadyRunning(_WORDS)
    return session
