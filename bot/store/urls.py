"""DATABASE_URL as people write it, and as the drivers want it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_POSTGRES = frozenset({"postgresql", "postgres"})


def normalise_url(url: str, base: Path) -> str:
    """The URL with its driver; a relative SQLite path starts at `base`.

    Raises ValueError, in words and without the URL (it may hold a password).
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("write sqlite:///veilleur.db or postgresql://user@host/name") from None
    kind = parsed.get_backend_name()
    if kind in _POSTGRES:
        return _text(parsed.set(drivername="postgresql+psycopg"))
    if kind != "sqlite":
        raise ValueError(f"{kind} databases aren't supported: only sqlite and postgresql")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("the sqlite address names no file: write sqlite:///veilleur.db")
    path = (base / parsed.database).resolve()
    return _text(parsed.set(drivername="sqlite+aiosqlite", database=str(path)))


def sync_url(url: str) -> str:
    """The same database for a driver that blocks: aiosqlite has a twin, psycopg is its own."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        parsed = parsed.set(drivername="sqlite")
    return _text(parsed)


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite database, None for Postgres."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(str(parsed.database)) if is_file else None


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def postgres_dsn(url: str) -> str:
    """The URL as libpq reads it."""
    return _text(make_url(url).set(drivername="postgresql"))
