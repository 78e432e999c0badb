"""SQLite connections whose statements visit the connection's thread once instead of four times.

aiosqlite makes a cursor, executes, fetches and closes each by a message to that thread and back:
most of what a small statement costs. SQLAlchemy wants all rows at once anyway. A statement for
many rows answers nothing, so it goes along with the next one, at the latest with the commit; a
fault of it shows there, which is still inside its transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import aiosqlite

_CHUNK = 64


class _Cursor(aiosqlite.Cursor):
    """Made, executed and fetched in one visit; there is nothing left to close."""

    _cursor: sqlite3.Cursor | None  # type: ignore[assignment]  # None until the first statement
    _conn: _Connection

    def __init__(self, connection: _Connection) -> None:
        super().__init__(connection, None)  # type: ignore[arg-type]
        self._rows: list[Any] = []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> aiosqlite.Cursor:
        return await self._visit(lambda cursor: cursor.execute(sql, tuple(parameters or ())))

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> aiosqlite.Cursor:
        self._conn.postpone(lambda connection: connection.executemany(sql, parameters))
        return self

    @property
    def description(self) -> Any:
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        """-1 as long as it isn't known."""
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._cursor is None else self._cursor.lastrowid

    async def _visit(self, work: Callable[[sqlite3.Cursor], Any]) -> aiosqlite.Cursor:
        def visit() -> list[Any]:
            if self._cursor is None:
                self._cursor = self._conn._conn.cursor()
            work(self._cursor)
            return self._cursor.fetchall()

        self._rows = await self._conn._execute(visit)
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Its rows were read to the end, so SQLite has let go of the statement already."""


class _Connection(aiosqlite.Connection):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._postponed: list[Callable[[sqlite3.Connection], Any]] = []

    def postpone(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        """Do it right before what is asked for next."""
        self._postponed.append(work)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        postponed, self._postponed = self._postponed, []

        def visit() -> Any:
            for work in postponed:
                work(self._conn)
            return fn(*args, **kwargs)

        return await super()._execute(visit if postponed else partial(fn, *args, **kwargs))  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        self._postponed.clear()
        await super().rollback()

    def cursor(self) -> AbstractAsyncContextManager[aiosqlite.Cursor]:  # type: ignore[override]
        return _Cursor(self)


def connect(*address: Any, **options: Any) -> aiosqlite.Connection:
    """For create_async_engine: connect_args={"async_creator_fn": connect}."""
    connection = _Connection(partial(sqlite3.connect, *address, **options), _CHUNK)
    connection._thread.daemon = True  # a connection left open must not keep the process alive
    return connection
