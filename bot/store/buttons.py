"""What the opaque ids of sent buttons stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.core.model import ChannelId, WorkspaceId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import button


@dataclass(frozen=True, slots=True)
class IssuedButton:
    """`person_id` None: anybody in the channel may press it."""

    command: str
    label: str
    workspace_id: WorkspaceId
    channel_id: ChannelId
    person_id: str | None


async def issue(
    tx: Tx,
    items: Sequence[tuple[str, str]],
    *,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    person_id: str | None,
    expires_at: datetime,
    now: datetime,
    new_id: Callable[[], str],
) -> list[str]:
    """Ids for (command, label), in the same order."""
    ids = [new_id() for _ in items]
    rows = [
        {
            "id": one,
            "command": command,
            "label": label,
            "workspace_id": workspace_id,
            "channel_id": channel_id,
            "person_id": person_id,
            "issued_at": now,
            "expires_at": expires_at,
        }
        for one, (command, label) in zip(ids, items, strict=True)
    ]
    if rows:
        await tx.execute(button.insert(), rows)
    return ids


async def get(tx: Tx, button_id: str, now: datetime) -> IssuedButton | None:
    """None: never issued, or expired."""
    c = button.c
    row = await sql.first(tx, select(button).where(c.id == button_id, c.expires_at > now))
    if row is None:
        return None
    return IssuedButton(row.command, row.label, row.workspace_id, row.channel_id, row.person_id)


async def purge(tx: Tx, now: datetime) -> int:
    """Forget those that have expired; how many."""
    return await sql.count(tx, delete(button).where(button.c.expires_at <= now))
