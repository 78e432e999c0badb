"""What each workspace remembers of hashtags, and posts that it has still to count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, bindparam, delete, func, select, update

from bot.core.model import PostId, StoredPost, WorkspaceId
from bot.core.trends import Known, Memory, Past, Sensitivity, Speaker, Voice
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_post, to_target
from bot.store.tables import (
    firm,
    firm_account,
    post,
    target,
    trend_account,
    trend_scope,
    trend_tag,
    trend_use,
    watch,
)
from connectors.types import Kind, Target, TargetId

_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_CHOSEN_KINDS = (Kind.ACCOUNT.value, Kind.FEED.value)


@dataclass(frozen=True, slots=True)
class Scope:
    """`since`: when counting began. `now`: the newest use so far."""

    since: datetime
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An account that somebody chose. `firm`: whose it is. `since`: since when it is watched."""

    firm: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that isn't counted yet, and through which target it was seen."""

    id: int
    post: StoredPost
    target: Target


async def note(tx: Tx, target_id: TargetId, posts: Sequence[PostId]) -> None:
    """Posts of a target, the oldest first, to be counted for each workspace that watches it."""
    rows = [{"of_target": target_id, "of_post": one} for one in posts]
    if rows:
        await tx.execute(_NOTE, rows)


_NOTE = trend_use.insert().from_select(
    ["workspace_id", "target_id", "post_id"],
    select(watch.c.workspace_id, watch.c.target_id, bindparam("of_post", type_=post.c.id.type))
    .where(watch.c.target_id == bindparam("of_target"), watch.c.ended_at.is_(None))
    .distinct(),
)


async def scopes_waiting(tx: Tx) -> list[WorkspaceId]:
    found = select(trend_use.c.workspace_id).distinct().order_by(trend_use.c.workspace_id)
    return [WorkspaceId(row.workspace_id) for row in await sql.rows(tx, found)]


async def open_scope(tx: Tx, scope: WorkspaceId, now: datetime) -> Scope:
    """Begun now if it is new. Until the end of the transaction no other counts for it."""
    c = trend_scope.c
    await sql.insert_new(tx, trend_scope, [{"workspace_id": scope, "since": now}])
    row = (
        await tx.execute(select(trend_scope).where(c.workspace_id == scope).with_for_update())
    ).one()
    return Scope(row.since, row.now)


async def scope_of(tx: Tx, scope: WorkspaceId) -> Scope | None:
    """None: nothing was counted yet."""
    row = await sql.first(tx, select(trend_scope).where(trend_scope.c.workspace_id == scope))
    return None if row is None else Scope(row.since, row.now)


async def waiting(tx: Tx, scope: WorkspaceId, most: int) -> list[Waiting]:
    """In the order in which they were seen."""
    c = trend_use.c
    found = (
        select(c.id.label("use_id"), post, target)
        .join_from(trend_use, post, c.post_id == post.c.id)
        .join(target, c.target_id == target.c.id)
        .where(c.workspace_id == scope)
        .order_by(c.id)
        .limit(most)
    )
    rows = await sql.rows(tx, found)
    return [Waiting(row.use_id, to_post(row), to_target(row)) for row in rows]


async def done(tx: Tx, scope: WorkspaceId, ids: Collection[int]) -> None:
    c = trend_use.c
    await tx.execute(delete(trend_use).where(c.workspace_id == scope, c.id.in_(ids)))


async def chosen(tx: Tx, scope: WorkspaceId, of: Collection[Speaker]) -> dict[Speaker, Chosen]:
    """Those of them whose accounts are watched there, or are a firm's."""
    a = firm_account.c
    theirs = (a.target_id == target.c.id) & (a.workspace_id == scope)
    alive = (firm.c.id == a.firm_id) & firm.c.ended_at.is_(None)
    live = (watch.c.target_id == target.c.id) & watch.c.ended_at.is_(None)
    first = select(func.min(watch.c.created_at)).where(live, watch.c.workspace_id == scope)
    since = first.correlate(target).scalar_subquery()
    found = (
        select(target.c.network, target.c.key, firm.c.id.label("of_firm"), since.label("since"))
        .outerjoin(firm_account, theirs)
        .outerjoin(firm, alive)
        .where(target.c.kind.in_(_CHOSEN_KINDS), target.c.key.in_({one.key for one in of}))
        .where(since.is_not(None) | firm.c.id.is_not(None))
    )
    known = {
        Speaker(row.network, row.key): Chosen(row.of_firm, row.since)
        for row in await sql.rows(tx, found)
    }
    return {one: known[one] for one in of if one in known}


# --- memory


async def load(
    tx: Tx, scope: WorkspaceId, tags: Collection[str], accounts: Collection[str]
) -> tuple[dict[str, Past], dict[str, Known]]:
    """What is remembered of these; the others are new."""
    t, a = trend_tag.c, trend_account.c
    of_tags = select(trend_tag).where(t.workspace_id == scope, t.tag.in_(tags))
    of_accounts = select(trend_account).where(a.workspace_id == scope, a.account.in_(accounts))
    return (
        {row.tag: _to_past(row) for row in await sql.rows(tx, of_tags)},
        {
            row.account: Known(row.since, row.used_at, row.only)
            for row in await sql.rows(tx, of_accounts)
        },
    )


async def save(
    tx: Tx,
    scope: WorkspaceId,
    now: datetime,
    tags: Mapping[str, Past],
    accounts: Mapping[str, Known],
) -> None:
    """Write these back. `now`: the newest use so far."""
    own = {"workspace_id": scope}
    by_tag = [own | {"tag": tag} | _tag_row(tags[tag]) for tag in sorted(tags)]
    by_account = [
        own | {"account": name, "since": one.since, "used_at": one.used_at, "only": one.only}
        for name, one in sorted(accounts.items())
    ]
    await _put(tx, trend_tag, by_tag)
    await _put(tx, trend_account, by_account)
    mine = update(trend_scope).where(trend_scope.c.workspace_id == scope)
    await tx.execute(mine.values(now=now))


async def _put(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    new = sql.insert(tx, table)
    keys = [column.name for column in table.primary_key]
    others = {name: new.excluded[name] for name in rows[0] if name not in keys}
    await tx.execute(new.on_conflict_do_update(index_elements=keys, set_=others), rows)


async def used_since(tx: Tx, scope: WorkspaceId, since: datetime) -> dict[str, Memory]:
    c = trend_tag.c
    found = select(trend_tag).where(c.workspace_id == scope, c.used_at > since)
    return {row.tag: _to_past(row).memory for row in await sql.rows(tx, found)}


async def purge(tx: Tx, before: datetime) -> None:
    """Forget tags and accounts that weren't used since."""
    for table in (trend_tag, trend_account):
        await tx.execute(delete(table).where(table.c.used_at < before))


def _tag_row(past: Past) -> dict[str, Any]:
    memory = past.memory
    return {
        "hours": memory.hours,
        "voices": {name: _from_voice(voice) for name, voice in memory.voices.items()},
        "risen": {one.value: _ticks(at) for one, at in past.risen.items()},
        "bots": {name: _ticks(at) for name, at in memory.bots.items()} or None,
        "used_at": memory.used_at,
    }


def _to_past(row: Row[Any]) -> Past:
    memory = Memory(
        {int(hour): accounts for hour, accounts in row.hours.items()},
        {name: _to_voice(*voice) for name, voice in row.voices.items()},
        row.used_at,
        bots={name: _instant(at) for name, at in (row.bots or {}).items()},
    )
    return Past(memory, {Sensitivity(one): _instant(at) for one, at in row.risen.items()})


def _from_voice(voice: Voice) -> list[Any]:
    own = None if voice.own_at is None else _ticks(voice.own_at)
    posts = {key: _ticks(at) for key, at in voice.posts.items()}
    return [_ticks(voice.at), own, voice.domain, voice.new, posts]


def _to_voice(
    at: int, own: int | None, domain: str | None, new: bool, posts: Mapping[str, int]
) -> Voice:
    own_at = None if own is None else _instant(own)
    return Voice(_instant(at), own_at, domain, new, {k: _instant(v) for k, v in posts.items()})


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
