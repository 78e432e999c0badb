"""What a delivery says, made from current data each time it is sent or edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.found.living import from_payload
from bot.core.message import Button, Message
from bot.core.model import Channel, Delivery, DeliveryKind, Entry, PostId
from bot.render.alerts import Shown, alert, burst, catchup, rollup
from bot.render.first import GROUP, PURPOSE, purpose, welcome
from bot.render.live import live_message
from bot.render.notices import notice
from bot.render.profiles import CHANGED, TAKEN, changed, taken_over
from bot.render.rhythms import TOLD, rhythm_message
from bot.render.stories import came_out
from bot.render.trends import is_stale, trend
from bot.render.words import Words
from bot.service.digests import digest_message
from bot.store import alerts, buttons, posts, watches
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
            return await self._notice(tx, words, delivery.payload or {})
        if delivery.kind is DeliveryKind.DIGEST:
            return await digest_message(tx, words, delivery.payload or {})
        if delivery.kind is DeliveryKind.TREND:
            return await _trend(tx, words, delivery)
        if delivery.kind is DeliveryKind.LIVE:
            return live_message(words, from_payload(delivery.payload or {}))
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

    async def _notice(self, tx: Tx, words: Words, payload: Mapping[str, Any]) -> Message | None:
        if payload["key"] == TAKEN:
            return taken_over(words, payload)
        if payload["key"] == TOLD:
            return rhythm_message(words, payload)
        if payload["key"] == GROUP:
            return welcome(words, GROUP, payload["slash"])
        if payload["key"] == PURPOSE:
            return purpose(words, payload["slash"])
        if payload["key"] != CHANGED:
            return notice(words, payload)
        if "changes" not in payload:
            return None
        pinned = payload["post"]
        stored = await posts.get(tx, [PostId(pinned)] if pinned else [])
        return changed(words, payload, next(iter(stored.values()), None))

    async def _shown(self, tx: Tx, delivery: Delivery) -> list[Shown]:
        shown: list[Shown] = []
        for one in await alerts.of_delivery(tx, delivery.id):
            members = [await self._member(tx, entry) for entry in one.entries]
            shown += _together([member for member in members if member is not None])
        return shown

    async def _member(self, tx: Tx, entry: Entry) -> Shown | None:
        watch = await watches.get(tx, entry.watch_id)
        return None if watch is None else Shown(entry, watch)

    async def with_ids(
        self, tx: Tx, message: Message, channel: Channel, person_id: str | None, now: datetime
    ) -> Message:
        """The same message, its commands standing behind opaque ids that expire."""
        every = message.every_button()
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
        return message.each_button(lambda one: _named(one, ids))


def _together(members: Sequence[Shown]) -> list[Shown]:
    """One announcement as what came out first; of what was deleted since only the last is left."""
    ordered = sorted(members, key=lambda one: (came_out(one.entry.post), one.entry.post.id))
    told = [one for one in ordered if not one.deleted] or ordered[:1]
    return [replace(told[0], also=tuple(told[1:]))] if told else []


async def _trend(tx: Tx, words: Words, delivery: Delivery) -> Message | None:
    """One that waited for too long isn't sent; one that was is still edited."""
    facts = delivery.payload or {}
    if delivery.message_id is None and is_stale(facts, words.now):
        return None
    stored = await posts.get(tx, facts["posts"])
    return trend(words, facts, [stored[one] for one in facts["posts"] if one in stored])


def _named(button: Button, ids: Iterator[str]) -> Button:
    return replace(button, id=next(ids)) if button.command is not None else button
