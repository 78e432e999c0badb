"""What accounts change in their profiles, told in one quiet line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.core.compose import held_until
from bot.core.excerpt import first_words
from bot.core.model import Channel, DeliveryKind, TargetState, Watch
from bot.core.profiles import (
    Change,
    ChangeKind,
    Known,
    Place,
    compare,
    excerpts,
)
from bot.render.profiles import CHANGED
from bot.service.connectors import Networks
from bot.store import deliveries, digests, looks, profiles
from bot.store.engine import Tx
from connectors.elsewhere import recognise
from connectors.types import Coverage, Kind, Look, Profile, Target

QUOTED = 200  # characters of a description


async def follow(
    tx: Tx, networks: Networks, before: TargetState, look: Look, now: datetime
) -> None:
    """Compare what a look read with what is known, in the look's transaction, and tell it."""
    target = before.target
    if target.kind is not Kind.ACCOUNT or look.coverage is Coverage.FAILED:
        return
    stored = await profiles.get(tx, target.id)
    known = stored or _at_first(target, look)
    handle = look.account.handle if look.account else target.handle
    elsewhere = partial(place_of, networks, target.network)
    after, changes = compare(known, handle, _read(target, look), now, elsewhere)
    if after != stored:
        await profiles.save(tx, target.id, after, now)
    if changes:
        await _tell(tx, target, changes, now)


def _at_first(target: Target, look: Look) -> Known:
    """What people knew by watching it. A profile may give another name than its network did."""
    return Known(target.handle, None if look.profile else target.name)


def _read(target: Target, look: Look) -> Profile:
    """A network without profiles may still say that the name shown has changed."""
    if look.profile is not None:
        return look.profile
    fresh = look.account
    renamed = fresh is not None and fresh.name not in (target.name, fresh.handle)
    return Profile(name=fresh.name) if fresh is not None and renamed else Profile()


def place_of(networks: Networks, own: str, link: str) -> Place | None:
    """The account on another network that an address leads to."""
    known = recognise(link)
    if known is not None:
        place = (known.network, known.name.casefold()) if known.name else None
    else:
        place = _read_by_a_network(networks, link)
    return place if place is not None and place[0] != own else None


def _read_by_a_network(networks: Networks, link: str) -> Place | None:
    leads = (connector.parse_target(link) for connector in networks.all())
    sure = (lead for lead in leads if lead and lead.exact and lead.kind is Kind.ACCOUNT)
    return next(((lead.network, lead.text.casefold()) for lead in sure), None)


async def _tell(tx: Tx, target: Target, changes: Sequence[Change], now: datetime) -> None:
    pinned = next((one.now for one in changes if one.kind is ChangeKind.PINNED), "")
    post = await profiles.pinned_post(tx, target.network, pinned) if pinned else None
    for watch, channel in await looks.watchers(tx, target.id):
        if not _wants(watch, channel, now):
            continue
        delivery = await deliveries.add(
            tx,
            channel.id,
            DeliveryKind.NOTICE,
            not_before=held_until(channel, now),
            silent=True,
            payload=_facts(target, watch, changes) | {"post": post},
            now=now,
        )
        if post is not None:
            await digests.tells(tx, delivery, [post])


def _wants(watch: Watch, channel: Channel, now: datetime) -> bool:
    pauses = (watch.muted_until, channel.muted_until)
    return channel.profiles and not any(until and until > now for until in pauses)


def _facts(target: Target, watch: Watch, changes: Sequence[Change]) -> dict[str, Any]:
    """`target`: as it was called until now."""
    return {
        "key": CHANGED,
        "name": watch.label or target.name or f"@{target.handle}",
        "network": target.network,
        "url": watch.target.url,
        "changes": [_shown(one) for one in changes],
    }


def _shown(change: Change) -> dict[str, str]:
    now, before = change.now, change.before
    if change.kind is ChangeKind.BIO:
        now, before = excerpts(now, before, QUOTED)
    elif change.kind is ChangeKind.NAME:
        now, before = first_words(now, QUOTED), first_words(before, QUOTED)
    return {"kind": change.kind, "now": now, "before": before, "network": change.network}
