"""A chat that goes on under a new id (a Telegram group that became a supergroup)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, literal, or_, select, update

from bot.core.model import Channel, PostId, WatchId
from bot.store import firms, panels, rhythms, saved, sql, stories, told, unwanted
from bot.store.alerts import raise_alerts
from bot.store.engine import Tx
from bot.store.tables import (
    alert,
    alert_entry,
    button,
    change,
    channel,
    chat_access,
    delivery,
    verdict,
    watch,
    workspace,
)

MERGED = "moved"
"""Why the channel that is left of a merge can't be reached."""


async def rename_chat(tx: Tx, here: Channel, new_chat: str) -> None:
    """Its workspace, where it is one of its own, and the operator's leave go along."""
    c, old = workspace.c, here.key.chat
    own = update(workspace).where(c.id == here.workspace_id, c.key == old)
    await tx.execute(own.values(key=new_chat))
    await tx.execute(update(channel).where(channel.c.id == here.id).values(chat=new_chat))
    a = chat_access.c
    leave = select(a.platform, a.bot, literal(new_chat), a.allowed, a.at).where(
        a.platform == here.key.platform.value, a.bot == here.key.bot, a.chat == old
    )
    copied = sql.insert(tx, chat_access).from_select(
        ["platform", "bot", "chat", "allowed", "at"], leave
    )
    await tx.execute(copied.on_conflict_do_nothing())


async def merge(tx: Tx, source: Channel, into: Channel) -> None:
    """`into` takes over what `source` watches and still has to tell; `source` is left empty."""
    await _move_watches(tx, source, into)
    for table in (button, change):
        await tx.execute(update(table).where(table.c.channel_id == source.id).values(_there(into)))
    if source.workspace_id != into.workspace_id:
        await stories.move_all(tx, source.workspace_id, into.workspace_id)
    await _move_unsent(tx, source, into)
    if source.workspace_id != into.workspace_id:
        await firms.move_all(tx, source.workspace_id, into.workspace_id)
        await panels.move_all(tx, source.workspace_id, into.workspace_id)
    await panels.move_channel(tx, source, into)
    await unwanted.move_channel(tx, source, into)
    await saved.move_channel(tx, source, into)
    await rhythms.move_channel(tx, source.id, into.id)
    await told.move_channel(tx, source.id, into.id)
    gone = f"{source.key.chat} (merged {source.id})"
    await tx.execute(
        update(channel).where(channel.c.id == source.id).values(chat=gone, parked=MERGED)
    )
    own = (workspace.c.id == source.workspace_id) & (workspace.c.key == source.key.chat)
    await tx.execute(update(workspace).where(own).values(key=gone))


def _there(into: Channel) -> dict[str, int]:
    return {"channel_id": into.id, "workspace_id": into.workspace_id}


async def _move_watches(tx: Tx, source: Channel, into: Channel) -> None:
    c = watch.c
    same = select(c.target_id).where(c.channel_id == into.id, c.ended_at.is_(None))
    live = update(watch).where(c.channel_id == source.id, c.ended_at.is_(None))
    await tx.execute(live.where(c.target_id.in_(same)).values(ended_at=c.created_at))
    moved = await sql.rows(tx, live.values(_there(into)).returning(c.id))
    of_moved = verdict.c.watch_id.in_([row.id for row in moved])
    await tx.execute(update(verdict).where(of_moved).values(_there(into)))


async def _move_unsent(tx: Tx, source: Channel, into: Channel) -> None:
    """Waiting alerts are raised anew, as the other workspace sees their stories."""
    entries = await _unsent(tx, source)
    await tx.execute(delete(alert).where(alert.c.id.in_({row.alert_id for row in entries})))
    c = delivery.c
    pending = update(delivery).where(c.channel_id == source.id, c.state == "pending")
    plain = c.kind.in_(("digest", "notice", "trend"))
    await tx.execute(pending.where(~plain).values(state="withdrawn"))
    await tx.execute(pending.where(plain).values(_there(into)))
    moved = [row for row in entries if row.channel_id == into.id]
    if moved:
        at = max(row.created_at for row in moved)
        raised = [(WatchId(row.watch_id), PostId(row.post_id)) for row in moved]
        await raise_alerts(tx, raised, at)


async def _unsent(tx: Tx, source: Channel) -> Sequence[Row[Any]]:
    """Entries of what `source` was not told yet, with the channel that watches now."""
    found = (
        select(alert_entry, watch.c.channel_id)
        .join_from(alert_entry, alert, alert_entry.c.alert_id == alert.c.id)
        .join(watch, alert_entry.c.watch_id == watch.c.id)
        .outerjoin(delivery, alert.c.delivery_id == delivery.c.id)
        .where(alert.c.channel_id == source.id)
        .where(or_(delivery.c.state.is_(None), delivery.c.state == "pending"))
    )
    return await sql.rows(tx, found)
