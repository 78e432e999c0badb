"""What a delivery says, made from current data each time it is sent or edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.message import Button, Message
from bot.core.model import Channel, Delivery, DeliveryKind
from bot.render.alerts import Shown, alert, burst, catchup, rollup
from bot.render.notices import notice
from bot.render.words import Words
from bot.service.digests import digest_message
from bot.store import alerts, buttons, watches
from bot.store.engine import Tx

BUTTON_LIFE = timedelta(days=30)


class Messages:
    """`new_id`: random opaque ids for buttons."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id

    async def of(
        self, tx: Tx, delivery: Delivery, channel: Channel, now: datetime
    ) -> Message | None:
        """None: nothing is left to say (all its watches were withdrawn)."""
        words = Words(channel.language, channel.zone, now)
        message = await self._content(tx, words, delivery)
        if message is None:
            return None
        return await self.with_ids(tx, message, channel, None, now)

    async def _content(self, tx: Tx, words: Words, delivery: Delivery) -> Message | None:
        if delivery.kind is DeliveryKind.NOTICE:
            return notice(words, delivery.payload or {})
        if delivery.kind is DeliveryKind.DIGEST:
            return await digest_message(tx, words, delivery.payload or {})
        shown = await self._shown(tx, delivery)
        if not shown:
            return None
        if delivery.kind is DeliveryKind.ALERT:
            return alert(words, shown[0])
        make = {
            DeliveryKind.BURST: burst,
            DeliveryKind.CATCHUP: catchup,
            DeliveryKind.ROLLUP: rollup,
        }[delivery.kind]
        return make(words, shown)

    async def _shown(self, tx: Tx, delivery: Delivery) -> list[Shown]:
        shown: list[Shown] = []
        for one in await alerts.of_delivery(tx, delivery.id):
            entry = one.entries[0]
            watch = await watches.get(tx, entry.watch_id)
            if watch is not None:
                shown.append(Shown(entry, watch))
        return shown

    async def with_ids(
        self, tx: Tx, message: Message, channel: Channel, person_id: str | None, now: datetime
    ) -> Message:
        """The same message, its commands standing behind opaque ids that expire."""
        every = (*message.buttons, *message.more)
        commands = [(one.command, one.label) for one in every if one.command is not None]
        ids = iter(
            await buttons.issue(
                tx,
                commands,
                workspace_id=channel.workspace_id,
                channel_id=channel.id,
                person_id=person_id,
                expires_at=now + BUTTON_LIFE,
                now=now,
                new_id=self._new_id,
            )
        )
        return message.with_buttons(
            tuple(_named(one, ids) for one in message.buttons),
            tuple(_named(one, ids) for one in message.more),
        )


def _named(button: Button, ids: Iterator[str]) -> Button:
    return replace(button, id=next(ids)) if button.command is not None else button
