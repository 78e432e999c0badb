"""What can go wrong with the database, in words, whichever driver said it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StoreUnavailable(Exception):
    """The database can't be used now; the transaction was not kept.

    Only where the connection broke during a commit may it have been.
    """


class StoreBusy(StoreUnavailable):
    """Another transaction holds it: the same a little later works."""


class StoreFull(StoreUnavailable):
    """There is no room left for it."""


class SchemaNewer(Exception):
    """The database was written by a newer version of Veilleur."""


class AlreadyRunning(Exception):
    """Another process uses this database."""


_Fault = tuple[type[StoreUnavailable], str]
_LOCKED: _Fault = (StoreBusy, "the database is locked by another program")
_FULL: _Fault = (StoreFull, "there is no room left for the database")
_GONE: _Fault = (StoreUnavailable, "the database doesn't answer")

# https://www.sqlite.org/rescode.html (primary codes)
_SQLITE: dict[int, _Fault] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: (StoreUnavailable, "the disk of the database fails"),
    sqlite3.SQLITE_READONLY: (StoreUnavailable, "the database file can't be written"),
    sqlite3.SQLITE_CANTOPEN: (StoreUnavailable, "the database file can't be opened"),
    sqlite3.SQLITE_CORRUPT: (StoreUnavailable, "the database file is damaged"),
    sqlite3.SQLITE_NOTADB: (StoreUnavailable, "this file is not a database"),
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html (longest prefix first)
_POSTGRES: tuple[tuple[str, _Fault], ...] = (
    ("53100", _FULL),
    ("55P03", _LOCKED),
    ("57014", _LOCKED),
    ("40", _LOCKED),
    ("53", (StoreBusy, "the database has no connection left")),
    ("08", _GONE),
    ("57P", _GONE),
    ("28", (StoreUnavailable, "the database refuses the user or the password")),
    ("3D", (StoreUnavailable, "there is no such database")),
    ("25006", (StoreUnavailable, "the database can't be written")),
)


@contextmanager
def in_words() -> Iterator[None]:
    """Drivers' faults of the database itself become StoreUnavailable; the rest is ours."""
    try:
        yield
    except PoolTimeout:
        raise StoreBusy("all connections to the database are in use") from None
    except DBAPIError as error:
        fault = _fault(error)
        if fault is None:
            raise
        kind, text = fault
        raise kind(text) from None


def _fault(error: DBAPIError) -> _Fault | None:
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return sqlite_fault(origin)
    state = getattr(origin, "sqlstate", None)
    if state is None:  # said by the driver, not by the server: the connection itself
        return _GONE if isinstance(error, OperationalError | InterfaceError) else None
    return next((fault for prefix, fault in _POSTGRES if state.startswith(prefix)), None)


def sqlite_fault(error: sqlite3.Error) -> _Fault | None:
    """What SQLite's own error means, None when the fault is the statement's."""
    code = getattr(error, "sqlite_errorcode", 0)
    return _SQLITE.get(code & 0xFF)  # the low byte is the primary code
