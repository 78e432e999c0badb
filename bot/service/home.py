"""What a person's Home tab and forms show of the channels that they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.digest import next_digest
from bot.core.firms.model import Firm
from bot.core.home import Broken, HomePlace
from bot.core.model import Channel, ChannelKey, Person, TargetState, Watch
from bot.core.words.fold import fold
from bot.render.alerts import watch_name
from bot.service.commands.context import House
from bot.service.searches import SEARCHES
from bot.service.watchlist import listed
from bot.service.workspaces import Standing, shut
from bot.store import channels, targets
from bot.store.engine import Tx
from connectors.types import TargetId


class Homes:
    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def default_zone(self) -> str:
        return self._house.defaults.zone

    @property
    def default_language(self) -> str:
        return self._house.defaults.language

    @property
    def now(self) -> datetime:
        return self._house.clock.now()

    def networks(self) -> Sequence[str]:
        """What can be asked here, by name."""
        return [one.network for one in self._house.networks]

    def searched(self) -> Sequence[str]:
        """What can be searched here, by name."""
        return [one.network for one in self._house.networks if one.abilities & SEARCHES]

    async def shut(self, team: str, person: Person) -> Standing | None:
        """Why a workspace may not use the bot, which operators were then asked; None: it may."""
        return await shut(self._house, team, person)

    async def place(self, key: ChannelKey) -> Channel | None:
        async with self._house.store.read() as tx:
            return await channels.by_key(tx, key)

    async def of(self, keys: Sequence[ChannelKey]) -> list[HomePlace]:
        """Those of these channels in which something is watched, by name."""
        async with self._house.store.read() as tx:
            known = [await channels.by_key(tx, key) for key in keys]
            shown = [await self._told(tx, one) for one in known if one is not None]
        filled = [one for one in shown if one.names]
        return sorted(filled, key=lambda one: (not one.channel.private, fold(one.channel.name)))

    async def _told(self, tx: Tx, channel: Channel) -> HomePlace:
        every = [one.watch for one in await listed(tx, channel)]
        states = await targets.states(tx, [one.target.id for one in every])
        return HomePlace(
            channel,
            tuple(_name(one) for one in every),
            next_digest(channel, self.now) if every else None,
            tuple(_broken(every, states)),
            sum(_is_new(states[one.target.id]) for one in every),
        )

    async def watched(self, key: ChannelKey, typed: str) -> list[tuple[str, str]]:
        """What that channel watches and is called like that: (name, how a command calls it)."""
        wanted = fold(typed)
        async with self._house.store.read() as tx:
            channel = await channels.by_key(tx, key)
            every = [] if channel is None else await listed(tx, channel)
        return [
            (_name(one.watch), f"watch:{one.watch.id}")
            for one in every
            if wanted in fold(f"{_name(one.watch)} {one.watch.target.handle} {_firm(one.firm)}")
        ]


def _firm(firm: Firm | None) -> str:
    return firm.name if firm else ""


def _name(watch: Watch) -> str:
    return watch.label or watch.target.name or watch_name(watch)


def _is_new(state: TargetState) -> bool:
    return state.last_good_at is None and not state.failures


def _broken(every: Sequence[Watch], states: Mapping[TargetId, TargetState]) -> Sequence[Broken]:
    return [
        Broken(_name(one), one.target.network, state.failing_since, state.error or "transient")
        for one in every
        if (state := states[one.target.id]).failures and state.failing_since is not None
    ]
