"""Which announcement of its firm a post tells. Each workspace has its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeAlias

from sqlalchemy import bindparam, case, or_, select, update

from bot.core.firms.model import FirmId
from bot.core.model import PostId, StoredPost, StoryId, WorkspaceId
from bot.core.stories import RECENT_CAP, Announcement, Story
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_post
from bot.store.tables import firm, firm_account, post, story, story_post, target
from connectors.types import Kind, Target, TargetId

Told: TypeAlias = Story[StoryId]


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """A firm, which is of one workspace."""

    firm_id: FirmId
    workspace_id: WorkspaceId


@dataclass(frozen=True, slots=True)
class Held:
    """An account of a firm that no other look groups until the end of the transaction."""

    owner: Owner
    target_id: TargetId
    author_key: str


async def hold_firms(
    tx: Tx, workspaces: Collection[WorkspaceId], seen: Target, author_keys: Collection[str]
) -> list[Held]:
    """The live firms of these workspaces whose account `seen` is, or these authors' are."""
    asked = {
        "workspaces": list(workspaces),
        "network": seen.network,
        "seen": seen.id,
        "authors": list(author_keys),
    }
    return [
        Held(
            Owner(FirmId(row.id), WorkspaceId(row.workspace_id)), TargetId(row.account_of), row.key
        )
        for row in (await tx.execute(_HOLDING, asked)).all()
    ]


# Made once: every look with something new asks.
_WRITES = (target.c.kind == Kind.ACCOUNT.value) & target.c.key.in_(
    bindparam("authors", expanding=True)
)
_HOLDING = (
    select(firm.c.id, firm.c.workspace_id, target.c.id.label("account_of"), target.c.key)
    .join_from(firm_account, firm, firm_account.c.firm_id == firm.c.id)
    .join(target, firm_account.c.target_id == target.c.id)
    .where(firm_account.c.workspace_id.in_(bindparam("workspaces", expanding=True)))
    .where(firm.c.ended_at.is_(None), target.c.network == bindparam("network"))
    .where(or_(target.c.id == bindparam("seen"), _WRITES))
    .order_by(firm.c.id, target.c.id)  # two looks can't wait for each other
    .with_for_update(of=firm, key_share=True)
)


async def placed(
    tx: Tx, workspaces: Collection[WorkspaceId], post_ids: Collection[PostId]
) -> set[tuple[WorkspaceId, PostId]]:
    """Where these posts have their story already."""
    c = story_post.c
    found = select(c.workspace_id, c.post_id).where(
        c.workspace_id.in_(workspaces), c.post_id.in_(post_ids)
    )
    return {(WorkspaceId(row.workspace_id), row.post_id) for row in await sql.rows(tx, found)}


async def recent(tx: Tx, of: Owner, start: datetime, end: datetime) -> list[Told]:
    """The firm's stories that began then, both ends included; of many the latest 200.

    What was deleted upstream has no words any more: it is left out.
    """
    c = story.c
    began = (
        select(c.id)
        .where(c.firm_id == of.firm_id, c.first_at.between(start, end))
        .where(c.workspace_id == of.workspace_id)
        .order_by(c.first_at.desc(), c.id.desc())
        .limit(RECENT_CAP)
    )
    found = (
        select(story_post.c.story_id, post)
        .join_from(story_post, post, story_post.c.post_id == post.c.id)
        .where(story_post.c.story_id.in_(began), ~post.c.deleted)
        .order_by(story_post.c.story_id, post.c.id)
    )
    told = ((row.story_id, to_post(row)) for row in await sql.rows(tx, found))
    return [
        Story(StoryId(story_id), tuple(announced(one) for _, one in members))
        for story_id, members in groupby(told, lambda pair: pair[0])
    ]


def announced(one: StoredPost) -> Announcement:
    return Announcement.of(one.post, one.first_seen_at)


async def begin(tx: Tx, of: Owner, first: Mapping[PostId, datetime], now: datetime) -> None:
    """Stories that these posts open. `first`: when each came out."""
    rows = [
        {
            "workspace_id": of.workspace_id,
            "post_id": post_id,
            "firm_id": of.firm_id,
            "first_at": at,
            "created_at": now,
        }
        for post_id, at in sorted(first.items())
    ]
    await sql.insert_new(tx, story, rows)


async def opened_by(
    tx: Tx, workspace_id: WorkspaceId, post_ids: Collection[PostId]
) -> dict[PostId, StoryId]:
    """The stories that these posts opened."""
    c = story.c
    found = select(c.id, c.post_id).where(c.workspace_id == workspace_id, c.post_id.in_(post_ids))
    return {PostId(row.post_id): StoryId(row.id) for row in await sql.rows(tx, found)}


async def place(
    tx: Tx, of: Owner, members: Sequence[tuple[PostId, StoryId]], first: Mapping[PostId, datetime]
) -> None:
    """Give each post its story, for good. `first`: when each came out."""
    if not members:
        return
    ordered = sorted(members)
    rows = [
        {"workspace_id": of.workspace_id, "post_id": post_id, "story_id": story_id}
        for post_id, story_id in ordered
    ]
    await sql.insert_new(tx, story_post, rows)
    at = bindparam("came_out", type_=story.c.first_at.type)
    earlier = case((story.c.first_at > at, at), else_=story.c.first_at)
    dated = update(story).where(story.c.id == bindparam("of_story")).values(first_at=earlier)
    dates = [{"of_story": story_id, "came_out": first[one]} for one, story_id in ordered]
    await tx.execute(dated, dates)


async def of_posts(
    tx: Tx, workspace_id: WorkspaceId, post_ids: Iterable[PostId]
) -> dict[PostId, StoryId]:
    """The stories of these posts; those that have none yet are left out."""
    c = story_post.c
    found = select(c.post_id, c.story_id).where(
        c.workspace_id == workspace_id, c.post_id.in_(list(post_ids))
    )
    return {PostId(row.post_id): StoryId(row.story_id) for row in await sql.rows(tx, found)}


async def move_all(tx: Tx, source: WorkspaceId, into: WorkspaceId) -> None:
    """A workspace's stories go over to another, but for those of posts that it has a story of."""
    c, link, begun = story.c, story_post.c, story.alias()
    known_there = select(link.post_id).where(link.workspace_id == into)
    shared = select(link.story_id).where(link.post_id.in_(known_there))
    opened_there = select(begun.c.post_id).where(begun.c.workspace_id == into)
    mine = update(story).where(c.workspace_id == source, c.id.not_in(shared))
    await tx.execute(mine.where(c.post_id.not_in(opened_there)).values(workspace_id=into))
    moved = select(c.id).where(c.workspace_id == into)
    links = update(story_post).where(link.workspace_id == source, link.story_id.in_(moved))
    await tx.execute(links.values(workspace_id=into))
