"""What a channel's watches found on networks and in news feeds, to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.core.model import ChannelId, StoredPost, Verdict
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_post, to_target
from bot.store.tables import post, target, verdict, watch
from connectors.types import PostKind, Target

_TOLD = (Verdict.NEWS.value, Verdict.DIGEST.value, Verdict.LATE.value)
_OWN = (PostKind.ORIGINAL.value, PostKind.QUOTE.value)


@dataclass(frozen=True, slots=True)
class Found:
    """`at`: when it was found through `target`, which is watched since `since`."""

    post: StoredPost
    target: Target
    at: datetime
    since: datetime


async def found(
    tx: Tx, channel_id: ChannelId, start: datetime, end: datetime, most: int
) -> list[Found]:
    """By live watches from `start` until before `end`, of many the latest.

    Only what authors say themselves; nothing automated, nothing deleted. A post may come once
    for each watch.
    """
    v, p = verdict.c, post.c
    wanted = (
        select(v.at, watch.c.created_at.label("since"), target, post)
        .join_from(verdict, watch, v.watch_id == watch.c.id)
        .join(target, watch.c.target_id == target.c.id)
        .join(post, v.post_id == p.id)
        .where(v.channel_id == channel_id, v.at >= start, v.at < end, v.verdict.in_(_TOLD))
        .where(watch.c.ended_at.is_(None), p.kind.in_(_OWN), ~p.deleted, ~p.bot)
        .order_by(v.at.desc(), v.post_id.desc(), v.watch_id)
        .limit(most)
    )
    return [
        Found(to_post(row), to_target(row), row._mapping[v.at], row.since)
        for row in await sql.rows(tx, wanted)
    ]
