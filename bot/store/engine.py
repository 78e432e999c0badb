"""Transactions on SQLite or Postgres, and what opens and closes the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.store import onetrip
from bot.store.errors import (
    AlreadyRunning,
    SchemaNewer,
    StoreBusy,
    StoreFull,
    StoreUnavailable,
    in_words,
)
from bot.store.lock import ProcessLock
from bot.store.schema import Upgrade, upgrade
from bot.store.urls import normalise_url, sqlite_path

Tx: TypeAlias = AsyncConnection

__all__ = [
    "AlreadyRunning",
    "ProcessLock",
    "SchemaNewer",
    "Store",
    "StoreBusy",
    "StoreFull",
    "StoreUnavailable",
    "Tx",
    "Upgrade",
    "normalise_url",
    "upgrade",
]

PATIENCE = 5.0  # seconds to wait for a free connection
LOCK_MS = 2000  # how long SQLite waits for another program's lock
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


class Store:
    """The database. `path`: its file, None for Postgres. `url` as normalise_url gives it."""

    def __init__(self, url: str) -> None:
        self.path: Path | None = sqlite_path(url)
        self._engine = _postgres(url) if self.path is None else _sqlite(url)
        self._readers = self._engine.execution_options(reading=True)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that writes: kept whole at the end, or not at all on any exception.

        Raises StoreUnavailable (StoreBusy, StoreFull) at the start, inside and at the end.
        """
        with in_words():
            async with self._engine.begin() as tx:
                yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that only reads. Raises StoreUnavailable."""
        with in_words():
            async with self._readers.begin() as tx:
                yield tx

    async def close(self) -> None:
        await self._engine.dispose()


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        # One connection: writers queue here, in order, instead of in SQLite's busy loop.
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=PATIENCE,
        hide_parameters=True,
        connect_args={"isolation_level": None, "async_creator_fn": onetrip.connect},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (*_PRAGMAS, f"PRAGMA busy_timeout = {LOCK_MS}"):
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgres(url: str) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": int(PATIENCE),
            "options": f"-c lock_timeout={int(PATIENCE * 1000)}",
        },
    )
