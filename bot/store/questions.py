"""What a person was asked, so that their next plain words are the answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from bot.core.model import ChannelId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import question


async def ask(
    tx: Tx, channel_id: ChannelId, person_id: str, verb: str, expires_at: datetime
) -> None:
    """One question at a time: a new one replaces the one before."""
    row = {
        "channel_id": channel_id,
        "person_id": person_id,
        "verb": verb,
        "expires_at": expires_at,
    }
    asked = sql.insert(tx, question).values(row)
    await tx.execute(
        asked.on_conflict_do_update(
            index_elements=[question.c.channel_id, question.c.person_id],
            set_={"verb": verb, "expires_at": expires_at},
        )
    )


async def take(tx: Tx, channel_id: ChannelId, person_id: str, now: datetime) -> str | None:
    """The verb that waits for an answer, which is asked no more. None: none, or too late."""
    c = question.c
    asked = delete(question).where(c.channel_id == channel_id, c.person_id == person_id)
    row = await sql.first(tx, asked.returning(c.verb, c.expires_at))
    return row.verb if row is not None and row.expires_at > now else None
