"""The daily digest: a row per channel and local date is the truth; a tick asks what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.core.digest import DigestContent, DigestDue, RecapContent, RecapKind, digest_due
from bot.core.message import Message
from bot.core.model import Channel, DeliveryId, DeliveryKind, DigestRow, Platform
from bot.render.digests import Occasion, Tip, front, parts, room_of
from bot.render.first import slash_of
from bot.render.words import Words
from bot.service import digesting
from bot.service.connectors import Networks
from bot.service.digest_facts import said_once
from bot.service.digest_payload import from_payload, room_from, to_payload
from bot.service.recaps import RECAP, deliver_recaps, recap_of
from bot.service.tips import next_tip
from bot.store import channels, deliveries, digests, targets, watches
from bot.store.engine import Store, Tx

DAILY = "daily"
# After a start, looks go first: a digest made before them would call everything unread.
LOOKS_FIRST = timedelta(seconds=30)
log = structlog.get_logger(__name__)


class Digests:
    def __init__(self, store: Store, networks: Networks, clock: Clock) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._started = clock.now()

    async def tick(self) -> int:
        """Make every digest that is due; how many."""
        async with self._store.read() as tx:
            candidates = [one for one in await channels.all_active(tx) if one.digest_on]
        made = 0
        for channel in candidates:
            made += await self._make_if_due(channel)
        return made

    async def _make_if_due(self, channel: Channel) -> bool:
        async with self._store.begin() as tx:
            await channels.hold(tx, channel.id)
            # Only now: a look that is being recorded has its posts in this period or the next.
            now = self._clock.now()
            last = await digests.last(tx, channel.id, DAILY)
            first_watch_at = await watches.first_at(tx, channel.id)
            due = digest_due(
                channel,
                last.local_date if last else None,
                last.end if last else None,
                first_watch_at,
                now,
            )
            if due is None or await self._wait_for_looks(tx, channel, now):
                return False
            if not await self._make(tx, channel, due, last, first_watch_at or now):
                return False
        log.info("digest made", channel=channel.id, date=due.local_date.isoformat())
        return True

    async def _make(
        self,
        tx: Tx,
        channel: Channel,
        due: DigestDue,
        last: DigestRow | None,
        first_watch_at: datetime,
    ) -> bool:
        """False: it was made before."""
        row = await digests.open(tx, channel.id, DAILY, due.local_date, due.start, due.end)
        if row is None:
            return False
        content = await self.content(tx, channel, due.start, due.end)
        before = last.local_date if last else None
        tally, offer = await said_once(tx, channel, first_watch_at, before, due.local_date, due.end)
        found = replace(content.findings, tally=tally, offer=offer)
        await _deliver(tx, channel, replace(content, findings=found), due, row)
        await deliver_recaps(tx, self._networks, channel, due, before, first_watch_at)
        return True

    async def _wait_for_looks(self, tx: Tx, channel: Channel, now: datetime) -> bool:
        if now - self._started > LOOKS_FIRST:
            return False
        watched = await watches.of_channel(tx, channel.id)
        states = await targets.states(tx, [one.target.id for one in watched])
        return any(
            one.last_look_at is None or one.last_look_at < self._started for one in states.values()
        )

    async def content(
        self, tx: Tx, channel: Channel, start: datetime, end: datetime
    ) -> DigestContent:
        """What happened between two instants, for one channel."""
        return await digesting.content(tx, self._networks, channel, start, end)

    async def recap(
        self, tx: Tx, channel: Channel, kind: RecapKind, start: datetime, end: datetime
    ) -> RecapContent:
        """What that time added up to, for one channel."""
        return await digesting.recap(tx, self._networks, channel, kind, start, end)


async def _deliver(
    tx: Tx, channel: Channel, content: DigestContent, due: DigestDue, row: int
) -> None:
    """The front, and what it leaves out in its thread."""
    words = Words(channel.language, channel.zone, due.end)
    about = {
        "late_since": channel.digest_time.isoformat() if due.late else None,
        "row": row,
        # A day without publications is one sentence.
        "tip": await next_tip(tx, channel, due.end) if content.posts else None,
        "slash": slash_of(channel.key.platform),
    }
    room = room_of(words, content, _occasion(about))
    facts = to_payload(content, room) | about
    first = await _add(tx, channel, facts | {"part": 0}, None, due.end)
    await digests.tells(tx, first, content.post_ids())
    for number in range(1, len(parts(words, content, room)) + 1):
        await _add(tx, channel, facts | {"part": number}, first, due.end)


async def _add(
    tx: Tx, channel: Channel, facts: dict[str, Any], follows: DeliveryId | None, now: datetime
) -> DeliveryId:
    return await deliveries.add(
        tx,
        channel.id,
        DeliveryKind.DIGEST,
        payload=facts,
        follows=follows,
        silent=channel.key.platform is Platform.TELEGRAM,
        now=now,
    )


async def digest_message(tx: Tx, words: Words, payload: dict[str, Any]) -> Message | None:
    """The part of a digest that its delivery's payload names, from current texts."""
    if RECAP in payload:
        return await recap_of(tx, words, payload)
    content = await from_payload(tx, payload)
    part = int(payload["part"])
    occasion = _occasion(payload)
    room = room_from(payload) or room_of(words, content, occasion)
    if part == 0:
        return front(words, content, occasion, room)
    following = parts(words, content, room)
    return following[part - 1] if part <= len(following) else None


def _occasion(about: Mapping[str, Any]) -> Occasion:
    late, tip = about.get("late_since"), about.get("tip")
    return Occasion(
        late_since=time.fromisoformat(late) if late else None,
        row=about.get("row"),
        tip=Tip(tip, about["slash"]) if tip else None,
    )
