"""Panels of firms, and the channels that follow them. Each workspace has its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.core.firms.model import Firm, FirmId
from bot.core.firms.names import slug as slug_of
from bot.core.model import Channel, ChannelId, Mode, Person, WatchId, WorkspaceId
from bot.core.panels import Following, Panel, PanelId
from bot.core.words.fold import fold
from bot.store import firms, sql
from bot.store.engine import Tx
from bot.store.rows import to_target
from bot.store.tables import firm, firm_account, panel, panel_channel, panel_firm, target, watch
from connectors.types import Target, TargetId


async def ensure(
    tx: Tx,
    workspace_id: WorkspaceId,
    *,
    name: str,
    person: Person,
    now: datetime,
    slug: str = "",
) -> tuple[Panel, bool]:
    """The workspace's panel of that name; True: it is new. `slug`: where it had one before."""
    slug = slug or slug_of(name)
    row = {
        "workspace_id": workspace_id,
        "slug": slug,
        "name": name,
        "created_by": person.id,
        "created_by_name": person.name,
        "created_at": now,
    }
    new = sql.insert(tx, panel).on_conflict_do_nothing().values(row)
    added = await sql.first(tx, new.returning(panel.c.id)) is not None
    made = await of_slug(tx, workspace_id, slug)
    if made is None:
        raise LookupError(f"panel {name} vanished")
    return made, added


async def all_of(tx: Tx, workspace_id: WorkspaceId) -> list[Panel]:
    """By name."""
    found = await sql.rows(tx, select(panel).where(panel.c.workspace_id == workspace_id))
    return sorted(map(_to_panel, found), key=lambda one: (fold(one.name), one.id))


async def by_words(tx: Tx, workspace_id: WorkspaceId, text: str) -> Panel | None:
    """The panel whose slug or name this is; else the only one with these words in its name."""
    known = await all_of(tx, workspace_id)
    wanted = fold(text.strip())
    exact = [one for one in known if wanted in (one.slug, fold(one.name))]
    if exact or not wanted:
        return next(iter(exact), None)
    words = set(wanted.split())
    close = [one for one in known if words <= {*fold(one.name).split(), *one.slug.split("-")}]
    return close[0] if len(close) == 1 else None


async def of_slug(tx: Tx, workspace_id: WorkspaceId, slug: str) -> Panel | None:
    same = select(panel).where(panel.c.workspace_id == workspace_id, panel.c.slug == slug)
    row = await sql.first(tx, same)
    return None if row is None else _to_panel(row)


async def rename(tx: Tx, panel_id: PanelId, name: str) -> bool:
    """What it is called; what is typed for it stays. False: it is gone."""
    return await sql.changed(tx, update(panel).where(panel.c.id == panel_id).values(name=name))


async def add_firm(tx: Tx, panel_id: PanelId, firm_id: FirmId) -> bool:
    """False: it is in there."""
    new = sql.insert(tx, panel_firm).on_conflict_do_nothing()
    row = new.values(panel_id=panel_id, firm_id=firm_id).returning(panel_firm.c.firm_id)
    return await sql.first(tx, row) is not None


async def drop_firm(tx: Tx, panel_id: PanelId, firm_id: FirmId) -> bool:
    """False: it wasn't in there."""
    c = panel_firm.c
    gone = delete(panel_firm).where(c.panel_id == panel_id, c.firm_id == firm_id)
    return await sql.changed(tx, gone)


async def firms_in(tx: Tx, of: Panel) -> list[Firm]:
    """The live ones, by name."""
    inside = select(panel_firm.c.firm_id).where(panel_firm.c.panel_id == of.id)
    ids = {row.firm_id for row in await sql.rows(tx, inside)}
    return [one for one in await firms.all_of(tx, of.workspace_id) if one.id in ids]


async def end(tx: Tx, panel_id: PanelId) -> None:
    """It is forgotten, with who follows it."""
    for table in (panel_firm, panel_channel):
        await tx.execute(delete(table).where(table.c.panel_id == panel_id))
    await tx.execute(delete(panel).where(panel.c.id == panel_id))


async def follow(
    tx: Tx, panel_id: PanelId, channel_id: ChannelId, mode: Mode, person: Person, now: datetime
) -> bool:
    """False: the channel follows it already; the mode is taken over."""
    row = {
        "panel_id": panel_id,
        "channel_id": channel_id,
        "mode": mode.value,
        "created_by": person.id,
        "created_by_name": person.name,
        "created_at": now,
    }
    new = sql.insert(tx, panel_channel).on_conflict_do_nothing().values(row)
    if await sql.first(tx, new.returning(panel_channel.c.panel_id)) is not None:
        return True
    await tx.execute(
        update(panel_channel).where(*_pair(panel_id, channel_id)).values(mode=mode.value)
    )
    return False


async def unfollow(tx: Tx, panel_id: PanelId, channel_id: ChannelId) -> bool:
    """False: it didn't follow it."""
    return await sql.changed(tx, delete(panel_channel).where(*_pair(panel_id, channel_id)))


async def followers(tx: Tx, panel_id: PanelId) -> list[Following]:
    """The first to follow it first."""
    c = panel_channel.c
    found = select(panel_channel).where(c.panel_id == panel_id)
    rows = await sql.rows(tx, found.order_by(c.created_at, c.channel_id))
    return [_to_following(row) for row in rows]


async def followed(tx: Tx, channel: Channel) -> list[Panel]:
    """What the channel follows, by name."""
    mine = select(panel_channel.c.panel_id).where(panel_channel.c.channel_id == channel.id)
    ids = {row.panel_id for row in await sql.rows(tx, mine)}
    return [one for one in await all_of(tx, channel.workspace_id) if one.id in ids]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account that a channel should watch because of a panel."""

    panel: Panel
    following: Following
    firm_id: FirmId
    firm_name: str
    target: Target


async def wanted(tx: Tx, workspace_id: WorkspaceId) -> list[Wanted]:
    """All that the workspace's channels should watch because of their panels, oldest first."""
    joined = (
        select(panel, panel_channel, firm, target)
        .join_from(panel_channel, panel, panel_channel.c.panel_id == panel.c.id)
        .join(panel_firm, panel_firm.c.panel_id == panel.c.id)
        .join(firm, (firm.c.id == panel_firm.c.firm_id) & firm.c.ended_at.is_(None))
        .join(firm_account, firm_account.c.firm_id == firm.c.id)
        .join(target, target.c.id == firm_account.c.target_id)
        .where(panel.c.workspace_id == workspace_id)
        .order_by(panel_channel.c.created_at, panel.c.id, firm.c.id, firm_account.c.id)
    )
    return [_to_wanted(row) for row in await sql.rows(tx, joined)]


@dataclass(frozen=True, slots=True)
class Held:
    """A watch that came with a panel. `live`: else a person has ended it, and means it."""

    watch_id: WatchId
    channel_id: ChannelId
    target_id: TargetId
    panel_id: PanelId
    live: bool


async def held(tx: Tx, workspace_id: WorkspaceId) -> list[Held]:
    c = watch.c
    found = select(watch).where(c.workspace_id == workspace_id, c.panel_id.is_not(None))
    return [
        Held(
            WatchId(row.id),
            ChannelId(row.channel_id),
            TargetId(row.target_id),
            PanelId(row.panel_id),
            row.ended_at is None,
        )
        for row in await sql.rows(tx, found.order_by(c.id))
    ]


async def watched(tx: Tx, workspace_id: WorkspaceId) -> set[tuple[ChannelId, TargetId]]:
    """What the workspace's channels watch, for whatever reason."""
    c = watch.c
    live = select(c.channel_id, c.target_id).where(
        c.workspace_id == workspace_id, c.ended_at.is_(None)
    )
    rows = await sql.rows(tx, live)
    return {(ChannelId(row.channel_id), TargetId(row.target_id)) for row in rows}


async def now_of(tx: Tx, watch_ids: Collection[WatchId], panel_id: PanelId | None) -> None:
    """The watches are there because of this panel; None: of none."""
    await tx.execute(update(watch).where(watch.c.id.in_(watch_ids)).values(panel_id=panel_id))


async def move_all(tx: Tx, source: WorkspaceId, into: WorkspaceId) -> None:
    """A workspace's panels go over to another, after its firms did."""
    there = {one.slug: one for one in await all_of(tx, into)}
    for one in await all_of(tx, source):
        await _to_twins(tx, one, into)
        twin = there.get(one.slug)
        if twin is None:
            moved = update(panel).where(panel.c.id == one.id)
            await tx.execute(moved.values(workspace_id=into))
            continue
        for inside in await firms_in(tx, replace(one, workspace_id=into)):
            await add_firm(tx, twin.id, inside.id)
        for here in await followers(tx, one.id):
            await follow(tx, twin.id, here.channel_id, here.mode, here.created_by, here.created_at)
        await tx.execute(update(watch).where(watch.c.panel_id == one.id).values(panel_id=twin.id))
        await end(tx, one.id)


async def move_channel(tx: Tx, source: Channel, into: Channel) -> None:
    """`into` follows what `source` followed."""
    c = panel_channel.c
    mine = select(panel_channel).where(c.channel_id == source.id)
    for row in await sql.rows(tx, mine):
        one = _to_following(row)
        await follow(tx, one.panel_id, into.id, one.mode, one.created_by, one.created_at)
    await tx.execute(delete(panel_channel).where(c.channel_id == source.id))


async def _to_twins(tx: Tx, of: Panel, into: WorkspaceId) -> None:
    """Firms that became part of one there of the same slug: that one is in the panel instead."""
    pf = panel_firm.c
    merged = (
        select(firm.c.id, firm.c.slug)
        .join_from(panel_firm, firm, pf.firm_id == firm.c.id)
        .where(pf.panel_id == of.id, firm.c.workspace_id != into)
    )
    twins = {one.slug: one.id for one in await firms.all_of(tx, into)}
    for row in await sql.rows(tx, merged):
        await drop_firm(tx, of.id, FirmId(row.id))
        if row.slug in twins:
            await add_firm(tx, of.id, twins[row.slug])


def _pair(panel_id: PanelId, channel_id: ChannelId) -> tuple[Any, Any]:
    c = panel_channel.c
    return c.panel_id == panel_id, c.channel_id == channel_id


def _to_panel(row: Row[Any]) -> Panel:
    get, c = row._mapping, panel.c
    return Panel(
        id=PanelId(get[c.id]),
        workspace_id=WorkspaceId(get[c.workspace_id]),
        slug=get[c.slug],
        name=get[c.name],
        created_by=Person(get[c.created_by], get[c.created_by_name]),
        created_at=get[c.created_at],
    )


def _to_following(row: Row[Any]) -> Following:
    get, c = row._mapping, panel_channel.c
    return Following(
        panel_id=PanelId(get[c.panel_id]),
        channel_id=ChannelId(get[c.channel_id]),
        mode=Mode(get[c.mode]),
        created_by=Person(get[c.created_by], get[c.created_by_name]),
        created_at=get[c.created_at],
    )


def _to_wanted(row: Row[Any]) -> Wanted:
    get = row._mapping
    return Wanted(
        panel=_to_panel(row),
        following=_to_following(row),
        firm_id=FirmId(get[firm.c.id]),
        firm_name=get[firm.c.name],
        target=to_target(row),
    )
