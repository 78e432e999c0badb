"""Firms, and the accounts that people confirmed to be theirs. Each workspace has its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, select, update

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.firms.model import Firm, FirmAccount, FirmId, same_site, state_of
from bot.core.firms.names import slug as slug_of
from bot.core.model import ChannelId, Person, WorkspaceId
from bot.core.words.fold import fold
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_state
from bot.store.tables import firm, firm_account, target, watch, workspace
from connectors.types import TargetId


class Facts(TypedDict, total=False):
    """What a person can change of a firm."""

    name: str
    kind: FirmKind
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`added`: False where the account was this firm's already. `taken_from`: the live firm that
    had it before."""

    added: bool
    taken_from: FirmId | None = None


async def ensure(
    tx: Tx,
    workspace_id: WorkspaceId,
    *,
    name: str,
    site: str,
    kind: FirmKind,
    person: Person,
    now: datetime,
    slug: str = "",
) -> Firm:
    """The firm of that site or of that name; a new one where there is none.

    A namesake with another site is another firm: its slug ends in -2. `slug`: where it had one
    before.
    """
    await _one_at_a_time(tx, workspace_id)
    known = await all_of(tx, workspace_id)
    wanted = slug or slug_of(name)
    for one in known:
        if same_site(one.site, site) or (one.slug == wanted and not (one.site and site)):
            return await _with_site(tx, one, site)
    taken = {one.slug for one in known}
    numbered = (f"{wanted}-{number}" for number in count(2))
    free = wanted if wanted not in taken else next(one for one in numbered if one not in taken)
    row = {
        "workspace_id": workspace_id,
        "slug": free,
        "name": name,
        "kind": kind.value,
        "site": site,
        "created_by": person.id,
        "created_by_name": person.name,
        "created_at": now,
    }
    await tx.execute(firm.insert().values(row))
    same = _live().where(firm.c.workspace_id == workspace_id, firm.c.slug == free)
    return _to_firm(await _one(tx, same))


async def _one_at_a_time(tx: Tx, workspace_id: WorkspaceId) -> None:
    """Until the end of the transaction no other makes or moves this workspace's firms."""
    mine = select(workspace.c.id).where(workspace.c.id == workspace_id)
    await tx.execute(mine.with_for_update())


async def _with_site(tx: Tx, one: Firm, site: str) -> Firm:
    unknown = update(firm).where(firm.c.id == one.id, firm.c.site == "")
    if site and await sql.changed(tx, unknown.values(site=site)):
        return replace(one, site=site)
    return one


async def get(tx: Tx, firm_id: FirmId) -> Firm | None:
    """A live firm."""
    row = await sql.first(tx, _live().where(firm.c.id == firm_id))
    return None if row is None else _to_firm(row)


async def all_of(tx: Tx, workspace_id: WorkspaceId) -> list[Firm]:
    """The live ones, by name."""
    found = await sql.rows(tx, _live().where(firm.c.workspace_id == workspace_id))
    return sorted(map(_to_firm, found), key=lambda one: (fold(one.name), one.id))


async def by_words(tx: Tx, workspace_id: WorkspaceId, text: str) -> Firm | None:
    """The firm that `named` finds among the workspace's."""
    return named(await all_of(tx, workspace_id), text)


def named(known: list[Firm], text: str) -> Firm | None:
    """The firm whose slug, name or site this is; else the only one with these words in its name."""
    wanted = fold(text.strip())
    exact = [one for one in known if wanted in (one.slug, fold(one.name))]
    exact = exact or [one for one in known if same_site(one.site, text)]
    close = exact or _with_words(known, wanted)
    return close[0] if exact or len(close) == 1 else None


async def like(tx: Tx, workspace_id: WorkspaceId, text: str) -> list[Firm]:
    """Those with all these words in their names."""
    return _with_words(await all_of(tx, workspace_id), fold(text))


def _with_words(known: list[Firm], folded: str) -> list[Firm]:
    words = set(folded.split())
    names = ((one, {*fold(one.name).split(), *one.slug.split("-")}) for one in known)
    return [one for one, name in names if words and words <= name]


async def confirm(
    tx: Tx, of: Firm, target_id: TargetId, *, proof: str, person: Person, now: datetime
) -> Confirmed:
    """The account is this firm's from now on, and no other's."""
    row = {
        "workspace_id": of.workspace_id,
        "firm_id": of.id,
        "target_id": target_id,
        "proof": proof,
        "confirmed_by": person.id,
        "confirmed_at": now,
    }
    new = sql.insert(tx, firm_account).on_conflict_do_nothing().values(row)
    if await sql.first(tx, new.returning(firm_account.c.id)) is not None:
        return Confirmed(added=True)
    await _one_at_a_time(tx, of.workspace_id)
    before = (await of_targets(tx, of.workspace_id, [target_id])).get(target_id)
    c = firm_account.c
    others = update(firm_account).where(
        c.workspace_id == of.workspace_id, c.target_id == target_id, c.firm_id != of.id
    )
    moved = await sql.changed(tx, others.values(row))
    return Confirmed(moved, before.id if before and moved else None)


async def accounts(tx: Tx, of: Firm, now: datetime) -> list[FirmAccount]:
    """Its accounts with how they stand, in the order in which they were confirmed."""
    c = firm_account.c
    joined = select(firm_account, target).join_from(
        firm_account, target, c.target_id == target.c.id
    )
    found = joined.where(c.firm_id == of.id).order_by(c.confirmed_at, c.id)
    return [_to_account(row, now) for row in await sql.rows(tx, found)]


async def of_targets(
    tx: Tx, workspace_id: WorkspaceId, target_ids: Collection[TargetId]
) -> dict[TargetId, Firm]:
    """Whose these accounts are; those of no live firm are left out."""
    c = firm_account.c
    joined = select(firm, c.target_id.label("account_of")).join_from(
        firm, firm_account, c.firm_id == firm.c.id
    )
    mine = joined.where(
        c.workspace_id == workspace_id, c.target_id.in_(target_ids), firm.c.ended_at.is_(None)
    )
    return {TargetId(row.account_of): _to_firm(row) for row in await sql.rows(tx, mine)}


async def watched_in(tx: Tx, of: Firm) -> dict[ChannelId, int]:
    """How many of its accounts each channel of its workspace watches; none: it isn't there."""
    mine = select(firm_account.c.target_id).where(firm_account.c.firm_id == of.id)
    c = watch.c
    live = c.target_id.in_(mine) & c.ended_at.is_(None) & (c.workspace_id == of.workspace_id)
    counted = select(c.channel_id, func.count().label("watched")).where(live).group_by(c.channel_id)
    return {ChannelId(row.channel_id): row.watched for row in await sql.rows(tx, counted)}


async def change(tx: Tx, firm_id: FirmId, **facts: Unpack[Facts]) -> bool:
    """False: the firm is gone."""
    live = update(firm).where(firm.c.id == firm_id, firm.c.ended_at.is_(None))
    values = {name: None if value is None else str(value) for name, value in facts.items()}
    return await sql.changed(tx, live.values(values))


async def drop(tx: Tx, firm_id: FirmId, target_id: TargetId) -> bool:
    """The account is this firm's no more. False: it wasn't."""
    c = firm_account.c
    mine = delete(firm_account).where(c.firm_id == firm_id, c.target_id == target_id)
    return await sql.changed(tx, mine)


async def end(tx: Tx, firm_id: FirmId, now: datetime, *, only_empty: bool = False) -> bool:
    """The firm is forgotten; its accounts stay noted, so that Undo can revive it.

    `only_empty`: only where no account is left. False: it lives on, or had ended.
    """
    live = update(firm).where(firm.c.id == firm_id, firm.c.ended_at.is_(None))
    if only_empty:
        live = live.where(~exists().where(firm_account.c.firm_id == firm.c.id))
    return await sql.changed(tx, live.values(ended_at=now))


async def revive(tx: Tx, firm_id: FirmId) -> bool:
    """Undo `end`. False: it lives, or another firm has its slug now."""
    ended = update(firm).where(firm.c.id == firm_id, firm.c.ended_at.is_not(None))
    return await sql.changed(tx, ended.where(~_twin_in(firm.c.workspace_id)).values(ended_at=None))


async def move_all(tx: Tx, source: WorkspaceId, into: WorkspaceId) -> None:
    """A workspace's firms go over to another, as part of those there of the same slug."""
    await _one_at_a_time(tx, into)
    c = firm_account.c
    known_there = select(c.target_id).where(c.workspace_id == into)
    mine = c.workspace_id == source
    await tx.execute(delete(firm_account).where(mine, c.target_id.in_(known_there)))
    for one in await all_of(tx, source):
        alone = update(firm).where(firm.c.id == one.id, ~_twin_in(into))
        here = update(firm_account).where(mine, c.firm_id == one.id)
        if await sql.changed(tx, alone.values(workspace_id=into)):
            await tx.execute(here.values(workspace_id=into))
            continue
        same = _live().where(firm.c.workspace_id == into, firm.c.slug == one.slug)
        twin = _to_firm(await _one(tx, same))
        await tx.execute(here.values(workspace_id=into, firm_id=twin.id))
        await end(tx, one.id, one.created_at)


def _twin_in(workspace_id: WorkspaceId | ColumnElement[Any]) -> ColumnElement[bool]:
    """A live firm of that workspace has the slug of the firm of the query around it."""
    other = firm.alias()
    return exists().where(
        other.c.workspace_id == workspace_id,
        other.c.slug == firm.c.slug,
        other.c.ended_at.is_(None),
        other.c.id != firm.c.id,
    )


async def _one(tx: Tx, found: Select[Any]) -> Row[Any]:
    row: Row[Any] = (await tx.execute(found)).one()
    return row


def _live() -> Select[Any]:
    return select(firm).where(firm.c.ended_at.is_(None))


def _to_firm(row: Row[Any]) -> Firm:
    get, c = row._mapping, firm.c
    relation = get[c.relation]
    return Firm(
        id=FirmId(get[c.id]),
        workspace_id=WorkspaceId(get[c.workspace_id]),
        slug=get[c.slug],
        name=get[c.name],
        kind=FirmKind(get[c.kind]),
        relation=None if relation is None else Relation(relation),
        site=get[c.site],
        created_by=Person(get[c.created_by], get[c.created_by_name]),
        created_at=get[c.created_at],
    )


def _to_account(row: Row[Any], now: datetime) -> FirmAccount:
    get, c, seen = row._mapping, firm_account.c, to_state(row)
    return FirmAccount(
        firm_id=FirmId(get[c.firm_id]),
        target=seen.target,
        proof=get[c.proof],
        state=state_of(seen, now),
        confirmed_at=get[c.confirmed_at],
    )
