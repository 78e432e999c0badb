"""From pending alerts to messages in chats (DESIGN: a post's way, 6 to 9)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.compose import Plan, compose, held, offer_digest_only
from bot.core.digest import local_day, start_of_day
from bot.core.model import (
    Channel,
    ChannelId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    Platform,
)
from bot.core.pacing import next_send
from bot.render.alerts import watch_name
from bot.service.messages import Messages
from bot.service.operators import tell_operators
from bot.service.outsiders import TO_ASK
from bot.service.ports import (
    CantEdit,
    CantRead,
    ChannelClosed,
    ChannelMoved,
    ContentRefused,
    NotSent,
    Outgoing,
    Sender,
    SendError,
    Unknown,
)
from bot.store import alerts, channels, deliveries, facts, watches
from bot.store.engine import Store, StoreUnavailable, Tx

RECENT = timedelta(hours=24)
# The platforms' clocks and ours may differ by a little.
CLOCK_SLACK = timedelta(seconds=30)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Times:
    """`quiet`: what an unknown outcome is left alone for. Longer than the longest send (10 s), so
    that a request still under way has ended. `edit_every`: between two edits of one message;
    `live_every`: of one that follows a search.
    """

    quiet: timedelta = timedelta(seconds=15)
    edit_every: timedelta = timedelta(seconds=60)
    live_every: timedelta = deliveries.LIVE_EVERY


USUAL = Times()


class Deliverer:
    """One worker per channel at a time: one chat's wait stops no other."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[Platform, Sender],
        messages: Messages,
        clock: Clock,
        times: Times = USUAL,
    ) -> None:
        self._store = store
        self._senders = senders
        self._messages = messages
        self._clock = clock
        self._times = times
        self._busy: dict[ChannelId, asyncio.Task[None]] = {}

    async def tick(self) -> None:
        """Start a worker for each channel that has something to do. Doesn't wait for them."""
        now = self._clock.now()
        async with self._store.read() as tx:
            waiting = set(await alerts.channels_with_pending(tx))
            waiting |= set(await deliveries.channels_ready(tx, now))
            old = await self._to_edit(tx, now)
            old += await deliveries.stuck(tx, now, self._times.quiet)
            waiting |= {one.channel_id for one in old}
        for channel_id in waiting - self._busy.keys():
            task = asyncio.create_task(self._work(channel_id))
            self._busy[channel_id] = task
            task.add_done_callback(partial(self._done, channel_id))

    def _done(self, channel_id: ChannelId, _task: asyncio.Task[None]) -> None:
        self._busy.pop(channel_id, None)

    async def settle(self) -> None:
        """Wait for the sends under way."""
        while self._busy:
            await asyncio.gather(*self._busy.values())

    async def _work(self, channel_id: ChannelId) -> None:
        try:
            if not await self._reachable(channel_id):
                return
            await self._reconcile(channel_id)
            while await self._send_next(channel_id):
                pass
            await self._edit(channel_id)
        except StoreUnavailable as error:
            log.warning("store unavailable during a send", channel=channel_id, error=str(error))
        except Exception:
            # One channel's fault must not stop the others; its rows come up again by themselves.
            log.exception("delivery failed", channel=channel_id)

    async def _reachable(self, channel_id: ChannelId) -> bool:
        """False while its platform's front-end is off: everything waits for it."""
        async with self._store.read() as tx:
            return (await channels.get(tx, channel_id)).key.platform in self._senders

    # --- sending

    async def _send_next(self, channel_id: ChannelId) -> bool:
        """Compose, claim and send the oldest; False when there was nothing to send now."""
        now = self._clock.now()
        async with self._store.begin() as tx:
            channel = await channels.get(tx, channel_id)
            await self._compose(tx, channel, now)
            delivery = await deliveries.claim(tx, channel_id, now, quietly=held(channel, now))
            if delivery is None:
                return False
            outgoing = await self._outgoing(tx, delivery, channel, now)
            if outgoing is None:
                await deliveries.withdraw(tx, [delivery.id])
                return True
            # Pictures and files follow as messages of their own.
            count = 1 + len(outgoing.message.graphics) + len(outgoing.message.files)
            later = next_send(channel.key, not channel.private, now, count)
            await channels.update(tx, channel_id, next_send_at=later)
        return await self._send(delivery, outgoing)

    async def _compose(self, tx: Tx, channel: Channel, now: datetime) -> None:
        pending = await alerts.waiting(tx, channel.id)
        if not pending:
            return
        recent = await deliveries.recent(tx, channel.id, now - RECENT)
        await _carry_out(tx, channel, compose(pending, recent, channel, now), now)
        await self._offer(tx, channel, now)

    async def _offer(self, tx: Tx, channel: Channel, now: datetime) -> None:
        """Once a busy day: the busiest watch could be in the digest only."""
        name = f"offer:{channel.id}"
        told = await facts.get(tx, name)
        recent = await deliveries.recent(tx, channel.id, start_of_day(now, channel.zone))
        last = date.fromisoformat(told) if told else None
        busiest = offer_digest_only(recent, channel, last, now)
        watch = await watches.get(tx, busiest) if busiest is not None else None
        if watch is None:
            return
        await facts.put(tx, name, local_day(now, channel.zone).isoformat(), now)
        payload = {"key": "notice.busiest", "name": watch_name(watch), "watch": watch.id}
        await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=payload, now=now)

    async def _outgoing(
        self, tx: Tx, delivery: Delivery, channel: Channel, now: datetime
    ) -> Outgoing | None:
        message = await self._messages.of(tx, delivery, channel, now)
        if message is None:
            return None
        follows = delivery.follows
        return Outgoing(
            delivery_id=delivery.id,
            kind=delivery.kind,
            channel=channel,
            message=message,
            follows=await deliveries.message_id_of(tx, follows) if follows else None,
            repeat=delivery.repeats > 0,
            silent=delivery.silent,
        )

    async def _send(self, delivery: Delivery, outgoing: Outgoing) -> bool:
        sender = self._senders[outgoing.channel.key.platform]
        try:
            message_id = await sender.send(outgoing)
        except SendError as error:
            await self._not_sent(delivery, outgoing.channel, error)
            return isinstance(error, ContentRefused)
        async with self._store.begin() as tx:
            now = self._clock.now()
            await deliveries.sent(tx, delivery.id, delivery.attempt, message_id, now)
            await deliveries.shown(tx, delivery.id, delivery.wanted, now)
        return True

    async def _not_sent(self, delivery: Delivery, channel: Channel, error: SendError) -> None:
        log.warning(
            "not sent", delivery=delivery.id, channel=channel.id, error=type(error).__name__
        )
        now, row, attempt = self._clock.now(), delivery.id, delivery.attempt
        async with self._store.begin() as tx:
            if isinstance(error, NotSent):
                later = now + timedelta(seconds=error.retry_after)
                await deliveries.back(tx, row, attempt, later)
                await channels.update(tx, channel.id, next_send_at=later)
            elif isinstance(error, Unknown):
                await deliveries.unknown(tx, row, attempt)
            elif isinstance(error, ChannelClosed):
                await deliveries.back(tx, row, attempt, now)
                await self._park(tx, channel, error.reason, now)
            elif isinstance(error, ChannelMoved):
                await deliveries.back(tx, row, attempt, now)
                await channels.move(tx, channel.id, error.chat)
            else:
                await deliveries.withdraw(tx, [row])

    async def _park(self, tx: Tx, channel: Channel, reason: str, now: datetime) -> None:
        await channels.update(tx, channel.id, parked=reason)
        if reason == TO_ASK:
            return  # not the operators' to answer: who watches there is asked
        facts = {"key": "notice.parked", "channel": channel.name, "reason": reason}
        await tell_operators(tx, facts, now)

    # --- after an unknown outcome

    async def _reconcile(self, channel_id: ChannelId) -> None:
        now = self._clock.now()
        async with self._store.read() as tx:
            stuck = await deliveries.stuck(tx, now, self._times.quiet)
        for delivery in stuck:
            if delivery.channel_id == channel_id:
                await self._settle_one(delivery)

    async def _settle_one(self, delivery: Delivery) -> None:
        """Slack: found is sent, absent is sent again. Elsewhere: again once, marked, then final."""
        now, row, attempt = self._clock.now(), delivery.id, delivery.attempt
        async with self._store.begin() as tx:
            await deliveries.unknown(tx, row, attempt)
            channel = await channels.get(tx, delivery.channel_id)
            outgoing = await self._outgoing(tx, delivery, channel, now)
        found: str | None = None
        readable = True
        if outgoing is not None:
            since = (delivery.attempt_at or delivery.created_at) - CLOCK_SLACK
            try:
                found = await self._senders[channel.key.platform].find(outgoing, since)
            except CantRead:
                readable = False
            except SendError as error:
                log.warning("can't reconcile yet", delivery=row, error=type(error).__name__)
                return
        async with self._store.begin() as tx:
            if found is not None:
                await deliveries.sent(tx, row, attempt, found, now)
                await deliveries.shown(tx, row, delivery.shown, now)
            elif readable:
                await deliveries.back(tx, row, attempt, now)
            elif delivery.repeats == 0:
                await deliveries.repeat(tx, row, attempt, now)
            else:
                await deliveries.unconfirmed(tx, row, attempt)

    # --- edits of what was sent

    async def _to_edit(self, tx: Tx, now: datetime) -> list[Delivery]:
        return await deliveries.to_edit(tx, now, self._times.edit_every, self._times.live_every)

    async def _edit(self, channel_id: ChannelId) -> None:
        now = self._clock.now()
        async with self._store.read() as tx:
            due = await self._to_edit(tx, now)
        for delivery in due:
            if delivery.channel_id == channel_id:
                await self._edit_one(delivery, now)

    async def _edit_one(self, delivery: Delivery, now: datetime) -> None:
        async with self._store.begin() as tx:
            channel = await channels.get(tx, delivery.channel_id)
            outgoing = await self._outgoing(tx, delivery, channel, now)
        version = delivery.wanted
        if outgoing is not None and delivery.message_id is not None:
            try:
                await self._senders[channel.key.platform].edit(outgoing, delivery.message_id)
            except (CantEdit, ContentRefused):
                log.info("message can't be edited", delivery=delivery.id)
            except SendError:
                version = delivery.shown  # counts as a try: again in a minute
        async with self._store.begin() as tx:
            await deliveries.shown(tx, delivery.id, version, self._clock.now())


async def _carry_out(tx: Tx, channel: Channel, plan: Plan, now: datetime) -> None:
    made: list[DeliveryId] = []
    for new in plan.new:
        follows = new.follows if new.follows_new is None else made[new.follows_new]
        made.append(
            await deliveries.add(
                tx,
                channel.id,
                new.kind,
                alert_ids=new.alert_ids,
                follows=follows,
                silent=new.silent,
                now=now,
            )
        )
    for append in plan.appends:
        await deliveries.append(tx, append.delivery_id, append.alert_ids)
