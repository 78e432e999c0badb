"""Two ways of sending that lose or double messages, so that the test is seen to find them out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from bot.core.model import ChannelId, Delivery
from bot.service.deliver import Deliverer
from bot.service.ports import Outgoing, SendError
from bot.store import channels, deliveries
from bot.store.tables import delivery as table


class MarkThenSend(Deliverer):
    """Written down as sent, then sent: what is lost in between is never missed."""

    async def _send(self, delivery: Delivery, outgoing: Outgoing) -> bool:
        mine = update(table).where(table.c.id == delivery.id)
        async with self._store.begin() as tx:
            now = self._clock.now()
            await tx.execute(mine.values(state="sent", sent_at=now, shown=delivery.wanted))
        try:
            sent = await self._senders[outgoing.channel.key.platform].send(outgoing)
        except SendError:
            return True
        async with self._store.begin() as tx:
            await tx.execute(mine.values(message_id=sent))
        return True


class SendThenMark(Deliverer):
    """Sent, then written down: what is sent before the write is sent again."""

    async def _send_next(self, channel_id: ChannelId) -> bool:
        now = self._clock.now()
        async with self._store.begin() as tx:
            await self._compose(tx, await channels.get(tx, channel_id), now)
        outgoing = await self._oldest(channel_id, now)
        if outgoing is None:
            return False
        sent = await self._senders[outgoing.channel.key.platform].send(outgoing)
        async with self._store.begin() as tx:
            delivery = await deliveries.claim(tx, channel_id, now)
            if delivery is not None:
                await deliveries.sent(tx, delivery.id, delivery.attempt, sent, now)
        return True

    async def _oldest(self, channel_id: ChannelId, now: datetime) -> Outgoing | None:
        """What would be sent next; nothing of that is kept."""
        try:
            async with self._store.begin() as tx:
                delivery = await deliveries.claim(tx, channel_id, now)
                if delivery is None:
                    return None
                channel = await channels.get(tx, channel_id)
                raise _Unwritten(await self._outgoing(tx, delivery, channel, now))
        except _Unwritten as found:
            return found.outgoing


class _Unwritten(Exception):
    """Takes the transaction back."""

    def __init__(self, outgoing: Outgoing | None) -> None:
        self.outgoing = outgoing


DESIGNS: dict[str, type[Deliverer]] = {
    "outbox": Deliverer,
    "mark, then send": MarkThenSend,
    "send, then mark": SendThenMark,
}
