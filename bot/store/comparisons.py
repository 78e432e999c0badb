"""What accounts published, with its words, and since when a workspace follows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from bot.core.match import published
from bot.core.model import PostId, TargetState, WorkspaceId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.histories import came_out, counted, own
from bot.store.rows import to_post, to_state
from bot.store.tables import post, sighting, target, watch
from connectors.types import Kind, Post, TargetId

_ACCOUNTS = (Kind.ACCOUNT.value, Kind.FEED.value)


@dataclass(frozen=True, slots=True)
class Followed:
    """An account that a channel of the workspace watches. `since`: its first watch there."""

    state: TargetState
    since: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A publication that an account showed. `kept`: False where its words have been forgotten."""

    target_id: TargetId
    id: PostId
    post: Post
    kept: bool


async def followed(tx: Tx, workspace_id: WorkspaceId) -> list[Followed]:
    """In the order in which they were first watched; hashtags and queries aren't accounts."""
    c = watch.c
    first = (
        select(c.target_id, func.min(c.created_at).label("since"))
        .where(c.workspace_id == workspace_id)
        .group_by(c.target_id)
        .having(func.count() > func.count(c.ended_at))  # one of them is live
        .subquery()
    )
    found = (
        select(target, first.c.since)
        .join_from(first, target, first.c.target_id == target.c.id)
        .where(target.c.kind.in_(_ACCOUNTS))
        .order_by(first.c.since, target.c.id)
    )
    return [Followed(to_state(row), row.since) for row in await sql.rows(tx, found)]


async def said(tx: Tx, ids: Collection[TargetId], start: datetime, end: datetime) -> list[Said]:
    """What each account came out with itself then, with its words as far as they are kept."""
    p, at = post.c, came_out()
    found = (
        select(sighting.c.target_id, post, at)
        .join_from(sighting, post, sighting.c.post_id == p.id)
        .where(sighting.c.target_id.in_(ids), own(), at.element >= start, at.element < end)
        .order_by(p.id, sighting.c.target_id)
    )
    return [_said(row, end) for row in await sql.rows(tx, found)]


def _said(row: Row[Any], end: datetime) -> Said:
    """Dated and counted as in bot.store.histories.seen."""
    one = to_post(row)
    dated = one.post.published_at and published(one.post, one.first_seen_at)
    shown = replace(one.post, published_at=dated, reactions=counted(row, end))
    return Said(TargetId(row.target_id), one.id, shown, kept=bool(row._mapping[post.c.extras]))
