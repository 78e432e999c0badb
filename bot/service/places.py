"""Chats come and go: the bot is added, removed, let in again, or a group changes its id."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.model import Channel, ChannelKey, DeliveryKind, Person, Platform
from bot.render.first import GROUP, READERS, slash_of
from bot.render.texts import spoken
from bot.service.commands.context import House
from bot.service.installations import UNINSTALLED
from bot.service.operators import tell_operators
from bot.service.outsiders import ASKED, TO_ASK
from bot.service.workspaces import is_open
from bot.store import buttons, channels, deliveries
from bot.store.engine import Tx

_OVER_ON_RETURN = ("slack_invite", "slack_archived", "slack_refused")
_OVER_WITH_TOKEN = ("slack_token", "slack_scope", UNINSTALLED)


class Places:
    def __init__(self, house: House) -> None:
        self._house = house

    async def joined(
        self,
        key: ChannelKey,
        name: str,
        by: Person,
        language: str | None,
        readers: bool = False,
    ) -> None:
        """The bot may post there from now on, or again: one short message the first time.

        `readers`: a channel, where nobody else speaks.
        """
        async with self._house.store.begin() as tx:
            channel = await self._met(tx, key, name, language, None, READERS if readers else GROUP)
            if channel.parked is not None:
                await channels.update(tx, channel.id, parked=None)

    async def invited(
        self, key: ChannelKey, name: str, language: str | None, zone: str | None
    ) -> None:
        """A person let the bot in, whose language and zone these are.

        Nothing is said in a workspace that operators haven't let in.
        """
        async with self._house.store.begin() as tx:
            if await is_open(tx, self._house, key.bot):
                await self._met(tx, key, name, language, zone)

    async def _met(
        self,
        tx: Tx,
        key: ChannelKey,
        name: str,
        language: str | None,
        zone: str | None,
        hello: str = GROUP,
    ) -> Channel:
        """The channel; at first sight it is greeted."""
        defaults, now = self._house.defaults, self._house.clock.now()
        known = await channels.by_key(tx, key)
        channel = await channels.ensure(
            tx,
            key,
            workspace=key.bot if key.platform is Platform.SLACK else key.chat,
            name=name,
            private=False,
            language=spoken(language, defaults.language),
            zone=zone or defaults.zone,
            digest_time=defaults.digest_time,
            digest_days=defaults.digest_days,
            now=now,
        )
        if known is None:
            facts = {"key": hello, "slash": slash_of(key.platform)}
            await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=facts, now=now)
        return channel

    async def left(self, key: ChannelKey, reason: str) -> None:
        """Nothing can be sent there until the bot is let in again; its watches stay."""
        async with self._house.store.begin() as tx:
            channel = await channels.by_key(tx, key)
            if channel is None or channel.parked is not None:
                return
            await channels.update(tx, channel.id, parked=reason)
            facts = {"key": "notice.parked", "channel": channel.name, "reason": reason}
            await tell_operators(tx, facts, self._house.clock.now())

    async def returned(self, key: ChannelKey) -> None:
        """The bot was let in again, or the channel is open again: what waits there is sent."""
        async with self._house.store.begin() as tx:
            channel = await channels.by_key(tx, key)
            if channel is not None:
                await channels.unpark(tx, channel.id, _OVER_ON_RETURN)

    async def renewed(self, bot: str) -> None:
        """Its token works: whatever waited for that is sent."""
        async with self._house.store.begin() as tx:
            for one in await channels.parked(tx, _OVER_WITH_TOKEN):
                if one.key.bot == bot:
                    await channels.unpark(tx, one.id, _OVER_WITH_TOKEN)

    async def opened(self, key: ChannelKey, *, anew: bool) -> None:
        """People from outside may read along from now on: nothing more before somebody agrees.

        `anew`: also where somebody had agreed that others do.
        """
        async with self._house.store.begin() as tx:
            channel = await channels.by_key(tx, key)
            if channel is None or channel.private or (channel.for_outsiders and not anew):
                return
            await channels.update(tx, channel.id, for_outsiders=False)
            if channel.parked in (None, ASKED):
                await channels.park(tx, channel.id, TO_ASK, before=channel.parked)

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
