"""Channels that follow a panel watch what its firms have, whatever changes in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.model import Channel, ChannelId, DeliveryKind, WorkspaceId
from bot.core.panels import PanelId
from bot.service.connectors import Networks
from bot.store import alerts, channels, deliveries, panels, watches
from bot.store.engine import Tx
from bot.store.panels import Held, Wanted
from connectors.types import Target, TargetId


@dataclass(slots=True)
class Settled:
    """What changed in one channel. `begun`: new there. `ended`: how many watches."""

    begun: list[Wanted] = field(default_factory=list)
    ended: list[TargetId] = field(default_factory=list)


async def settle(
    tx: Tx,
    networks: Networks,
    workspace_id: WorkspaceId,
    here: ChannelId | None,
    now: datetime,
    *,
    keep: bool = False,
) -> dict[ChannelId, Settled]:
    """Begin what panels ask for, end what they ask for no more; nothing where all is as it should.

    What a person wants for itself stays, and what a person has ended isn't begun again. What costs
    is never begun by itself. Channels other than `here` are told. `keep`: what panels ask for no
    more is watched on, for itself.
    """
    wishes = await panels.wanted(tx, workspace_id)
    held = await panels.held(tx, workspace_id)
    if not wishes and not held:
        return {}
    done: dict[ChannelId, Settled] = {}
    for channel_id, target_id in await _let_go(tx, wishes, held, now, keep=keep):
        done.setdefault(channel_id, Settled()).ended.append(target_id)
    live = await panels.watched(tx, workspace_id)
    refused = {(one.channel_id, one.target_id, one.panel_id) for one in held if not one.live}
    for one in wishes:
        place = one.following.channel_id, one.target.id
        if place in live or (*place, one.panel.id) in refused or costs(networks, one.target):
            continue
        live.add(place)
        if await _begin(tx, await channels.get(tx, place[0]), one, now):
            done.setdefault(place[0], Settled()).begun.append(one)
    for channel_id, settled in done.items():
        if channel_id != here:
            await _tell(tx, channel_id, settled, now)
    return done


def costs(networks: Networks, target: Target) -> bool:
    return networks.get(target.network).budget() is not None


async def _let_go(
    tx: Tx, wishes: Iterable[Wanted], held: Iterable[Held], now: datetime, *, keep: bool
) -> list[tuple[ChannelId, TargetId]]:
    """A watch whose panel asks for it no more is another panel's, or ends: those that did."""
    asking: dict[tuple[ChannelId, TargetId], list[PanelId]] = {}
    for wish in wishes:
        asking.setdefault((wish.following.channel_id, wish.target.id), []).append(wish.panel.id)
    ended = []
    for one in held:
        by = asking.get((one.channel_id, one.target_id), [])
        if one.panel_id in by:
            continue
        await panels.now_of(tx, [one.watch_id], by[0] if by and one.live else None)
        if one.live and not by and not keep and await watches.end(tx, one.watch_id, now):
            await alerts.withdraw(tx, one.watch_id)
            ended.append((one.channel_id, one.target_id))
    return ended


async def _begin(tx: Tx, channel: Channel, one: Wanted, now: datetime) -> bool:
    """False: somebody else was first."""
    _, new = await watches.add(
        tx,
        channel,
        one.target,
        one.following.created_by,
        mode=one.following.mode,
        query=None,
        originals_only=True,
        label=None,
        now=now,
        panel_id=one.panel.id,
    )
    return new


async def _tell(tx: Tx, channel_id: ChannelId, settled: Settled, now: datetime) -> None:
    """One line for each panel that grew, one for all that ended."""
    grown: dict[str, list[str]] = {}
    for one in settled.begun:
        grown.setdefault(one.panel.name, []).append(one.firm_name)
    told = [
        {"key": "notice.panel.grown", "name": name, "n": len(firms), "what": sorted(set(firms))}
        for name, firms in grown.items()
    ]
    if settled.ended:
        told.append({"key": "notice.panel.shrunk", "n": len(settled.ended)})
    for payload in told:
        await deliveries.add(tx, channel_id, DeliveryKind.NOTICE, payload=payload, now=now)
