"""Bringing a database to the schema of this version."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from bot.store.backup import copy
from bot.store.errors import SchemaNewer, StoreUnavailable, in_words
from bot.store.migrations import HEAD
from bot.store.urls import sqlite_path, sync_url

if TYPE_CHECKING:
    from alembic.config import Config

_UPGRADE_KEY = 0x7665_696C_6C65_7573


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Schema versions. `before` None: the database was new."""

    before: str | None
    after: str


async def upgrade(url: str) -> Upgrade:
    """Create or upgrade the schema; an SQLite file is copied beside itself before it changes.

    Raises SchemaNewer, StoreUnavailable.
    """
    with in_words():
        return await asyncio.to_thread(_upgrade, url)


def _upgrade(url: str) -> Upgrade:
    path = sqlite_path(url)
    if path is not None:
        _touch(path)
    engine = _engine(url)
    with engine.begin() as connection:
        _alone(connection)
        before = current(connection)
        if before != HEAD:  # the usual start doesn't even import alembic
            _run(connection, before, path)
    return Upgrade(before, HEAD)


def _touch(path: Path) -> None:
    """The file belongs to its owner only from its first byte on."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreUnavailable(f"the database file can't be made: {error.strerror}") from None


def _engine(url: str) -> Engine:
    """SQLite changes its schema in a transaction only where the driver begins none itself."""
    if sqlite_path(url) is None:
        return create_engine(sync_url(url), poolclass=NullPool, hide_parameters=True)
    return create_engine(
        sync_url(url),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None},
    )


def _alone(connection: Connection) -> None:
    """Of several processes that start together one upgrades, the others wait for it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # impossible once it began
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_KEY})


def current(connection: Connection) -> str | None:
    """The schema version that the database says it has."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run(connection: Connection, before: str | None, path: Path | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    with as_file(files("bot.store") / "migrations") as scripts:
        config = _config(scripts)
        known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
        if before is not None and before not in known:
            raise SchemaNewer(f"the database has schema {before}; this version knows {HEAD}")
        if before is not None and path is not None:
            copy(path, path.with_name(f"{path.name}.schema-{before}"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config(scripts: Path) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
