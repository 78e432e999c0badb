"""SQLite statements go to their thread once, and answer as before."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.store import onetrip
from bot.store.engine import Store


@pytest.fixture
async def tx() -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        poolclass=StaticPool,
        connect_args={"async_creator_fn": onetrip.connect},
    )
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)"))
        yield connection
    await engine.dispose()


Rows = list[dict[str, object]]


async def visits(tx: AsyncConnection, statement: str, rows: Rows | None = None) -> int:
    """How many messages went to the connection's thread."""
    raw = await tx.get_raw_connection()
    queue = raw.driver_connection._tx  # type: ignore[union-attr]
    sent: list[object] = []
    plain = queue.put_nowait

    class Counting:
        get = queue.get

        def put_nowait(self, item: object) -> None:
            sent.append(item)
            plain(item)

    raw.driver_connection._tx = Counting()  # type: ignore[union-attr]
    try:
        await tx.execute(text(statement), rows)
    finally:
        raw.driver_connection._tx = queue  # type: ignore[union-attr]
    return len(sent)


@pytest.mark.parametrize(
    "statement", ["SELECT 1", "INSERT INTO t (name) VALUES ('a')", "UPDATE t SET name = 'b'"]
)
async def test_a_statement_is_one_visit(tx: AsyncConnection, statement: str) -> None:
    assert await visits(tx, statement) == 1


INSERT = "INSERT INTO t (id, name) VALUES (:id, :name)"
TWO: Rows = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]


async def test_rows_that_answer_nothing_go_with_the_next_statement(tx: AsyncConnection) -> None:
    assert await visits(tx, INSERT, TWO) == 0
    assert (await tx.execute(text("SELECT count(*) FROM t"))).scalar_one() == 2


async def test_they_go_with_the_commit_at_the_latest(tx: AsyncConnection) -> None:
    await tx.execute(text(INSERT), TWO)
    await tx.commit()
    await tx.rollback()
    assert (await tx.execute(text("SELECT count(*) FROM t"))).scalar_one() == 2


async def test_they_are_not_even_tried_when_the_transaction_is_given_up(
    tx: AsyncConnection,
) -> None:
    await tx.commit()
    await tx.execute(text(INSERT), [TWO[0], TWO[0]])
    await tx.rollback()  # no fault of theirs
    assert (await tx.execute(text("SELECT count(*) FROM t"))).scalar_one() == 0


async def test_a_fault_of_theirs_undoes_the_whole_transaction(sqlite_store: Store) -> None:
    async with sqlite_store.begin() as tx:
        await tx.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)"))

    async def twice_the_same() -> None:
        async with sqlite_store.begin() as tx:
            await tx.execute(text("INSERT INTO t (name) VALUES ('before')"))
            await tx.execute(text(INSERT), [TWO[0], TWO[0]])

    with pytest.raises(IntegrityError):
        await twice_the_same()
    async with sqlite_store.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM t"))).scalar_one() == 0


async def test_rows_counts_and_returned_values_are_those_of_sqlite(tx: AsyncConnection) -> None:
    names = [{"name": name} for name in ("a", "b", "c")]
    await tx.execute(text("INSERT INTO t (name) VALUES (:name)"), names)
    found = await tx.execute(text("SELECT name FROM t ORDER BY id"))
    assert found.scalars().all() == ["a", "b", "c"]
    changed = await tx.execute(text("UPDATE t SET name = 'x' WHERE id < 3"))
    assert changed.rowcount == 2
    gone = await tx.execute(text("DELETE FROM t WHERE id = 3 RETURNING name"))
    assert gone.scalar_one() == "c"


async def test_a_fault_of_the_statement_leaves_the_connection_usable(tx: AsyncConnection) -> None:
    with pytest.raises(OperationalError):
        await tx.execute(text("SELECT * FROM nowhere"))
    assert (await tx.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_connection_left_open_does_not_keep_the_process_alive(tx: AsyncConnection) -> None:
    raw = await tx.get_raw_connection()
    thread = raw.driver_connection._thread  # type: ignore[union-attr]
    assert thread in threading.enumerate()
    assert thread.daemon
