"""The recap of a week or a month, which comes with the first digest of the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.digest import (
    DigestDue,
    Discovery,
    Kept,
    Presence,
    RecapContent,
    RecapKind,
    period_of,
    recap_due,
    recap_start,
)
from bot.core.message import Message
from bot.core.model import Channel, DeliveryKind, Platform
from bot.render.recaps import recap_message
from bot.render.words import Words
from bot.service import digesting
from bot.service.connectors import Networks
from bot.service.digest_payload import posts_from, posts_to
from bot.service.leads import cited, from_payload, to_payload
from bot.store import deliveries, digests
from bot.store.engine import Tx

RECAP = "recap"
"""In the payload of a recap: which."""


def wants(channel: Channel, kind: RecapKind) -> bool:
    return channel.weekly if kind is RecapKind.WEEKLY else channel.monthly


async def deliver_recaps(
    tx: Tx,
    networks: Networks,
    channel: Channel,
    due: DigestDue,
    last: date | None,
    first_watch_at: datetime,
) -> None:
    """Those that come with this digest. `last`: local date of the digest before."""
    for kind in RecapKind:
        if not wants(channel, kind) or not recap_due(kind, due.local_date, last):
            continue
        before = await digests.last(tx, channel.id, kind)
        start = recap_start(kind, due.end, before.end if before else None, first_watch_at)
        period = period_of(kind, due.local_date)
        if await digests.open(tx, channel.id, kind, period, start, due.end) is None:
            continue
        content = await digesting.recap(tx, networks, channel, kind, start, due.end)
        made = await deliveries.add(
            tx,
            channel.id,
            DeliveryKind.DIGEST,
            payload=_to_payload(content),
            silent=channel.key.platform is Platform.TELEGRAM,
            now=due.end,
        )
        await digests.tells(
            tx, made, [*(one.post.id for one in content.best), *cited(content.lead)]
        )


async def recap_of(tx: Tx, words: Words, payload: Mapping[str, Any]) -> Message:
    """The recap that a payload names, from current texts."""
    posted, active, accounts = payload["counts"]
    content = RecapContent(
        RecapKind(payload[RECAP]),
        posts=posted,
        active=active,
        accounts=accounts,
        best=tuple(await posts_from(tx, payload["best"])),
        presence=tuple(Presence(*row) for row in payload["presence"]),
        discoveries=tuple(
            Discovery(network, handle, url, tuple(by), times)
            for network, handle, url, by, times in payload["discoveries"]
        ),
        start=datetime.fromisoformat(payload["start"]),
        end=datetime.fromisoformat(payload["end"]),
        lead=await from_payload(tx, payload.get("lead")),
        finds=payload.get("finds", 0),
        saved=tuple(Kept(*row) for row in payload.get("saved", ())),
    )
    return recap_message(words, content, wanted=True)


def _to_payload(content: RecapContent) -> dict[str, Any]:
    return {
        RECAP: content.kind.value,
        "counts": [content.posts, content.active, content.accounts],
        "best": posts_to(content.best),
        "presence": [list(astuple(one)) for one in content.presence],
        "discoveries": [list(astuple(one)) for one in content.discoveries],
        "start": content.start.isoformat(),
        "end": content.end.isoformat(),
        "lead": to_payload(content.lead),
        "finds": content.finds,
        "saved": [list(astuple(one)) for one in content.saved],
    }


def span(kind: RecapKind) -> timedelta:
    """How far back a recap goes that is asked for at once."""
    return timedelta(days=7 if kind is RecapKind.WEEKLY else 30)
