"""Watchlists, firms and panels out of the store and in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.firms.model import Firm
from bot.core.model import Channel, ChannelKey, Mode, Person, Platform, Watch, WorkspaceId
from bot.core.panels import Panel
from bot.service.carried import Carried, FirmItem, Follower, Home, Owned, PanelItem, Row
from bot.service.transfer_filter import read_filter, write_filter
from bot.store import channels, firms, panels, targets, watches, workspaces
from bot.store.engine import Store, Tx
from bot.store.workspaces import Workspace
from connectors.base import Connector
from connectors.types import Account, Kind, Target

_BY = Person("import", "")


@dataclass(slots=True)
class Imported:
    """How many watches, firms and panels are new; `known`: watches that were there.

    `skipped`: what was left out, each with the reason.
    """

    added: int = 0
    known: int = 0
    firms: int = 0
    panels: int = 0
    skipped: list[str] = field(default_factory=list)


async def listed(store: Store, now: datetime) -> Carried:
    """Every live watch of the installation, and the firms and panels of all workspaces."""
    async with store.read() as tx:
        homes = await workspaces.all_of(tx)
        came: dict[int, str] = {}
        known, sets = list[FirmItem](), list[PanelItem]()
        for home in homes:
            inside = {one.id: one for one in await panels.all_of(tx, home.id)}
            for held in await panels.held(tx, home.id):
                if held.panel_id in inside:
                    came[held.watch_id] = inside[held.panel_id].slug
            known += [
                await _firm_item(tx, home, one, now) for one in await firms.all_of(tx, home.id)
            ]
            sets += [await _panel_item(tx, home, one) for one in inside.values()]
        rows = [
            _row(channel, one, came.get(one.id, ""))
            for channel in await channels.all_active(tx)
            for one in await watches.of_channel(tx, channel.id)
        ]
    return Carried(tuple(rows), tuple(sorted(known)), tuple(sorted(sets)))


async def listed_of(store: Store, channel: Channel, now: datetime) -> Carried:
    """What one channel watches and which panels it follows, with the firms that these are about.

    Nothing of the other channels, though firms and panels are shared with them.
    """
    key = channel.key
    name = key.bot if key.platform is Platform.SLACK else key.chat
    home = Workspace(channel.workspace_id, key.platform, key.bot, name)
    async with store.read() as tx:
        followed = await panels.followed(tx, channel)
        slugs = {one.id: one.slug for one in followed}
        held = await panels.held(tx, home.id)
        came = {one.watch_id: slugs.get(one.panel_id, "") for one in held}
        watched = await watches.of_channel(tx, channel.id)
        rows = [_row(channel, one, came.get(one.id, "")) for one in watched]
        sets = [await _panel_item(tx, home, one, only=channel) for one in followed]
        inside = {slug for one in sets for slug in one.firms}
        mine = await firms.of_targets(tx, home.id, [one.target.id for one in watched])
        inside |= {one.slug for one in mine.values()}
        every = [one for one in await firms.all_of(tx, home.id) if one.slug in inside]
        known = [await _firm_item(tx, home, one, now) for one in every]
    return Carried(tuple(rows), tuple(sorted(known)), tuple(sorted(sets)))


def _home(of: Workspace) -> Home:
    return Home(of.platform.value, of.bot, of.key)


def _row(channel: Channel, one: Watch, came_with: str) -> Row:
    key, target = channel.key, one.target
    return Row(
        platform=key.platform.value,
        bot=key.bot,
        chat=key.chat,
        topic=key.topic,
        channel=channel.name,
        private=channel.private,
        language=channel.language,
        zone=channel.zone,
        network=target.network,
        kind=target.kind.value,
        key=target.key,
        handle=target.handle,
        name=target.name,
        url=target.url,
        host=target.host,
        ref=target.ref,
        mode=one.mode.value,
        filter=write_filter(one.query),
        originals_only=one.originals_only,
        label=one.label or "",
        came_with=came_with,
    )


async def _firm_item(tx: Tx, home: Workspace, of: Firm, now: datetime) -> FirmItem:
    accounts = [_owned(one.target, one.proof) for one in await firms.accounts(tx, of, now)]
    relation = of.relation.value if of.relation else ""
    return FirmItem(
        _home(home), of.slug, of.name, of.site, of.kind.value, relation, tuple(sorted(accounts))
    )


def _owned(target: Target, proof: str) -> Owned:
    return Owned(
        target.network,
        target.kind.value,
        target.key,
        target.handle,
        target.name,
        target.url,
        target.host,
        target.ref,
        proof,
    )


async def _panel_item(
    tx: Tx, home: Workspace, of: Panel, *, only: Channel | None = None
) -> PanelItem:
    """`only`: of those who follow it, this channel alone."""
    slugs = [one.slug for one in await panels.firms_in(tx, of)]
    followers = []
    for one in await panels.followers(tx, of.id):
        if only is not None and one.channel_id != only.id:
            continue
        key = (await channels.get(tx, one.channel_id)).key
        followers.append(Follower(key.chat, key.topic, one.mode.value))
    return PanelItem(_home(home), of.slug, of.name, tuple(sorted(slugs)), tuple(sorted(followers)))


async def put(
    store: Store, carried: Carried, connectors: Mapping[str, Connector], now: datetime
) -> Imported:
    """Add what isn't there yet; all or nothing."""
    done = Imported()
    async with store.begin() as tx:
        work = _Putting(tx, connectors, now, done)
        for firm in carried.firms:
            await work.firm(firm)
        for panel in carried.panels:
            await work.panel(panel)
        for row in carried.watches:
            await work.watch(row)
        for panel in carried.panels:
            await work.followers(panel)
    return done


@dataclass(slots=True)
class _Putting:
    tx: Tx
    connectors: Mapping[str, Connector]
    now: datetime
    done: Imported
    _homes: dict[Home, WorkspaceId] = field(default_factory=dict)
    _firms: dict[tuple[Home, str], Firm] = field(default_factory=dict)

    async def firm(self, item: FirmItem) -> None:
        home = await self._workspace(item.home)
        before = len(await firms.all_of(self.tx, home))
        of = await firms.ensure(
            self.tx,
            home,
            name=item.name,
            site=item.site,
            kind=FirmKind(item.kind),
            person=_BY,
            now=self.now,
            slug=item.slug,
        )
        self._firms[item.home, item.slug] = of
        self.done.firms += len(await firms.all_of(self.tx, home)) - before
        if item.relation and of.relation is None:
            await firms.change(self.tx, of.id, relation=Relation(item.relation))
        for account in item.accounts:
            await self._account(home, of, account)

    async def _account(self, home: WorkspaceId, of: Firm, item: Owned) -> None:
        """What another firm has here already stays its own."""
        target = await self._target(item)
        if target is None:
            return
        taken = await firms.of_targets(self.tx, home, [target.id])
        if target.id not in taken:
            await firms.confirm(self.tx, of, target.id, proof=item.proof, person=_BY, now=self.now)

    async def panel(self, item: PanelItem) -> None:
        home = await self._workspace(item.home)
        of, new = await panels.ensure(
            self.tx, home, name=item.name, person=_BY, now=self.now, slug=item.slug
        )
        self.done.panels += new
        for slug in item.firms:
            inside = self._firms.get((item.home, slug))
            if inside is None:
                self.done.skipped.append(f"{item.name}: no firm {slug} in this file")
            else:
                await panels.add_firm(self.tx, of.id, inside.id)

    async def followers(self, item: PanelItem) -> None:
        of = await panels.of_slug(self.tx, await self._workspace(item.home), item.slug)
        assert of is not None
        for one in item.followers:
            platform = Platform(item.home.platform)
            key = ChannelKey(platform, item.home.bot, one.chat, one.topic)
            channel = await channels.by_key(self.tx, key)
            if channel is None:
                self.done.skipped.append(f"{item.name}: its channel {one.chat} is not known here")
            else:
                await panels.follow(self.tx, of.id, channel.id, Mode(one.mode), _BY, self.now)

    async def watch(self, row: Row) -> None:
        target = await self._target(row)
        if target is None:
            return
        channel = await self._channel(row)
        of = None
        if row.came_with:
            of = await panels.of_slug(self.tx, channel.workspace_id, row.came_with)
        _, created = await watches.add(
            self.tx,
            channel,
            target,
            _BY,
            mode=Mode(row.mode),
            query=read_filter(row.filter),
            originals_only=row.originals_only,
            label=row.label or None,
            now=self.now,
            panel_id=of.id if of else None,
        )
        self.done.added += created
        self.done.known += not created

    async def _workspace(self, home: Home) -> WorkspaceId:
        if home not in self._homes:
            self._homes[home] = await workspaces.ensure(
                self.tx, Platform(home.platform), home.bot, home.workspace, self.now
            )
        return self._homes[home]

    async def _channel(self, row: Row) -> Channel:
        key = ChannelKey(Platform(row.platform), row.bot, row.chat, row.topic)
        return await channels.ensure(
            self.tx,
            key,
            workspace=row.bot if key.platform is Platform.SLACK else row.chat,
            name=row.channel,
            private=row.private,
            language=row.language,
            zone=row.zone,
            digest_time=time(8, 30),
            digest_days=frozenset(range(5)),
            now=self.now,
        )

    async def _target(self, one: Row | Owned) -> Target | None:
        if one.network not in self.connectors:
            left_out = f"{one.name}: {one.network} isn't a network of this version"
            self.done.skipped.append(left_out)
            return None
        account = Account(
            network=one.network,
            key=one.key,
            handle=one.handle,
            name=one.name,
            url=one.url,
            host=one.host,
            ref=one.ref,
            kind=Kind(one.kind),
        )
        credential = self.connectors[one.network].credential(one.host, one.key)
        return await targets.ensure(self.tx, account, credential=credential, now=self.now)
