"""Chats come and go: the bot is added, removed, let in again, or a group changes its id."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.model import ChannelKey, DeliveryKind, Person
from bot.service.commands.context import House
from bot.service.operators import tell_operators
from bot.store import buttons, channels, deliveries


class Places:
    def __init__(self, house: House) -> None:
        self._house = house

    async def joined(self, key: ChannelKey, name: str, by: Person, language: str | None) -> None:
        """The bot may post there from now on, or again: one short message the first time."""
        defaults, now = self._house.defaults, self._house.clock.now()
        async with self._house.store.begin() as tx:
            known = await channels.by_key(tx, key)
            channel = await channels.ensure(
                tx,
                key,
                workspace=key.chat,
                name=name,
                private=False,
                language=language if language in ("fr", "en") else defaults.language,
                zone=defaults.zone,
                digest_time=defaults.digest_time,
                digest_days=defaults.digest_days,
                now=now,
            )
            if channel.parked is not None:
                await channels.update(tx, channel.id, parked=None)
            if known is None:
                facts = {"key": "help.welcome"}
                await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=facts, now=now)

    async def left(self, key: ChannelKey, reason: str) -> None:
        """Nothing can be sent there until the bot is let in again; its watches stay."""
        async with self._house.store.begin() as tx:
            channel = await channels.by_key(tx, key)
            if channel is None or channel.parked is not None:
                return
            await channels.update(tx, channel.id, parked=reason)
            facts = {"key": "notice.parked", "channel": channel.name, "reason": reason}
            await tell_operators(tx, facts, self._house.clock.now())

    async def moved(self, key: ChannelKey, chat: str) -> None:
        async with self._house.store.begin() as tx:
            channel = await channels.by_key(tx, key)
            if channel is not None:
                await channels.move(tx, channel.id, chat)

    async def button_labels(self, ids: Sequence[str]) -> Sequence[str]:
        """One label for each id, "" for an expired one."""
        now = self._house.clock.now()
        async with self._house.store.read() as tx:
            issued = [await buttons.get(tx, one, now) for one in ids]
        return [one.label if one is not None else "" for one in issued]
