from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.store import schema
from bot.store.engine import SchemaNewer, Upgrade, upgrade
from bot.store.migrations import HEAD
from bot.store.tables import metadata
from bot.store.urls import sqlite_path, sync_url
from connectors.query import All, Not, Phrase, Word, decode, encode


def _execute(url: str, statement: str) -> None:
    with create_engine(sync_url(url), poolclass=NullPool).begin() as connection:
        connection.execute(text(statement))


async def test_an_empty_database_gets_exactly_the_tables_of_the_code(empty_url: str) -> None:
    assert await upgrade(empty_url) == Upgrade(None, HEAD)
    with create_engine(sync_url(empty_url), poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


async def test_partial_indexes_are_made_as_the_code_says(empty_url: str) -> None:
    await upgrade(empty_url)
    partial = {
        index.name
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    master = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
    catalog = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
    statement = master if sqlite_path(empty_url) else f"{catalog} AND schemaname = 'public'"
    with create_engine(sync_url(empty_url), poolclass=NullPool).connect() as connection:
        assert set(connection.execute(text(statement)).scalars()) == partial


def _as_it_was(url: str, revision: str) -> None:
    """An empty database as the program of that schema made it."""
    engine = create_engine(sync_url(url), poolclass=NullPool)
    folder = files("bot.store") / "migrations"
    with engine.begin() as connection, as_file(folder) as scripts:
        config = schema._config(scripts)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


async def test_a_database_of_the_first_schema_is_brought_up_with_what_it_holds(
    empty_url: str,
) -> None:
    _as_it_was(empty_url, "0001")
    _execute(empty_url, "INSERT INTO fact VALUES ('kept', 'yes', '2026-11-02 09:00:00.000000')")
    assert await upgrade(empty_url) == Upgrade("0001", HEAD)
    with create_engine(sync_url(empty_url), poolclass=NullPool).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        kept = connection.execute(text("SELECT value FROM fact WHERE name = 'kept'"))
        assert kept.scalar_one() == "yes"


NOW = "2026-11-02 09:00:00.000000"
OLD_WATCHES = [
    ("[]", "[]"),
    ('["tva"]', "[]"),
    ('["tva", "facture électronique"]', '["offre d\'emploi", "", "stage"]'.replace("'", "''")),
]


async def test_the_words_of_watches_become_one_expression(empty_url: str) -> None:
    _as_it_was(empty_url, "0003")
    for statement in (
        f"INSERT INTO workspace (id, platform, bot, key, created_at) "
        f"VALUES (1, 'slack', 'T1', 'T1', '{NOW}')",
        f"INSERT INTO channel (id, workspace_id, platform, bot, chat, topic, name, private, "
        f"language, zone, digest_on, digest_time, digest_days, created_at) VALUES (1, 1, 'slack', "
        f"'T1', 'C1', '', 'C1', false, 'fr', 'Europe/Paris', true, '08:30:00', '01234', '{NOW}')",
        "INSERT INTO lane (id, network, host, credential) VALUES (1, 'feed', 'a.fr', '')",
    ):
        _execute(empty_url, statement)
    for number, (include, exclude) in enumerate(OLD_WATCHES, 1):
        _execute(
            empty_url,
            f"INSERT INTO target (id, lane_id, network, kind, key, handle, name, url, host, ref, "
            f"created_at, next_look_at, failures) VALUES ({number}, 1, 'feed', 'feed', '{number}', "
            f"'', '', '', '', '', '{NOW}', '{NOW}', 0)",
        )
        _execute(
            empty_url,
            f"INSERT INTO watch (id, workspace_id, channel_id, target_id, mode, include, exclude, "
            f"originals_only, created_by, created_by_name, created_at) VALUES ({number}, 1, 1, "
            f"{number}, 'both', '{include}', '{exclude}', true, 'U1', 'Jane', '{NOW}')",
        )
    await upgrade(empty_url)
    with create_engine(sync_url(empty_url), poolclass=NullPool).connect() as connection:
        found = connection.execute(text("SELECT query FROM watch ORDER BY id")).scalars().all()
    assert [one and decode(one) for one in found] == [
        None,
        Word("tva"),
        All(
            (
                Not(Phrase("offre d'emploi")),
                Not(Word("stage")),
                Word("tva"),
                Phrase("facture électronique"),
            )
        ),
    ]
    assert [one and encode(decode(one)) for one in found] == found


async def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    assert await upgrade(database_url) == Upgrade(HEAD, HEAD)


async def test_processes_that_start_together_upgrade_once(empty_url: str) -> None:
    done = await asyncio.gather(upgrade(empty_url), upgrade(empty_url), upgrade(empty_url))
    assert sorted(str(one.before) for one in done) == [HEAD, HEAD, "None"]


async def test_a_newer_schema_is_refused_and_left_as_it_is(database_url: str) -> None:
    _execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaNewer, match="9999"):
        await upgrade(database_url)
    with create_engine(sync_url(database_url), poolclass=NullPool).connect() as connection:
        assert schema.current(connection) == "9999"


async def test_an_older_database_is_copied_before_it_changes(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _execute(sqlite_url, "INSERT INTO fact VALUES ('kept', 'yes', '2026-11-02 09:00:00.000000')")
    monkeypatch.setattr(schema, "HEAD", "next")
    await upgrade(sqlite_url)
    path = sqlite_path(sqlite_url)
    assert path is not None
    copied = path.with_name(f"veilleur.db.schema-{HEAD}")
    assert copied.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copied)) as database:
        assert database.execute("SELECT value FROM fact").fetchall() == [("yes",)]


async def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    await upgrade(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600


def test_the_head_that_the_code_names_is_the_last_step() -> None:
    scripts = ScriptDirectory(str(files("bot.store") / "migrations"))
    assert scripts.get_current_head() == HEAD
