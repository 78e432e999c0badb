"""Workspaces by their names on the platforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.core.model import Platform, WorkspaceId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import workspace


@dataclass(frozen=True, slots=True)
class Workspace:
    """`key`: Slack team, Telegram chat, or "local"."""

    id: WorkspaceId
    platform: Platform
    bot: str
    key: str


async def all_of(tx: Tx) -> list[Workspace]:
    found = await sql.rows(tx, select(workspace).order_by(workspace.c.id))
    return [
        Workspace(WorkspaceId(row.id), Platform(row.platform), row.bot, row.key) for row in found
    ]


async def ensure(tx: Tx, platform: Platform, bot: str, key: str, now: datetime) -> WorkspaceId:
    row = {"platform": platform.value, "bot": bot, "key": key}
    await sql.insert_new(tx, workspace, [row | {"created_at": now}])
    same = [workspace.c[column] == value for column, value in row.items()]
    return WorkspaceId((await tx.execute(select(workspace.c.id).where(*same))).scalar_one())
