"""Small facts about the installation, by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import fact


async def get(tx: Tx, name: str) -> str | None:
    value: str | None = (await tx.execute(select(fact.c.value).where(fact.c.name == name))).scalar()
    return value


async def put(tx: Tx, name: str, value: str, now: datetime) -> None:
    """A new value replaces the one before."""
    new = sql.insert(tx, fact).values(name=name, value=value, at=now)
    await tx.execute(
        new.on_conflict_do_update(index_elements=[fact.c.name], set_={"value": value, "at": now})
    )


async def once(tx: Tx, name: str, now: datetime, every: timedelta) -> bool:
    """True at most once in each `every`: for what is done rarely, whoever asks."""
    new = sql.insert(tx, fact).values(name=name, value="", at=now)
    again = new.on_conflict_do_update(
        index_elements=[fact.c.name], set_={"at": now}, where=fact.c.at <= now - every
    )
    return await sql.first(tx, again.returning(fact.c.name)) is not None
