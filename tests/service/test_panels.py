"""What channels that follow a panel watch, whatever changes in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.core.firms.kinds import FirmKind
from bot.core.firms.model import Firm
from bot.core.model import Channel, Mode
from bot.core.panels import Panel
from bot.service.connectors import Networks
from bot.service.panels import settle
from bot.store import alerts, firms, panels, watches
from bot.store.engine import Store, Tx
from connectors.types import Target
from tests.service.looking import Scripted
from tests.service.world import SetClock, networks
from tests.store.world import ANNE, NOW, World, waiting_in


class Paid(Scripted):
    def budget(self) -> int | None:
        return 10_000_000


@dataclass
class Lyon:
    """A channel that follows a panel of one firm with one account."""

    tx: Tx
    channel: Channel
    panel: Panel
    firm: Firm
    target: Target

    async def settle(self, asked: Networks) -> tuple[int, int]:
        """How many watches began and ended in the channel, which was not told."""
        ws, here = self.channel.workspace_id, self.channel.id
        done = (await settle(self.tx, asked, ws, here, NOW)).get(here)
        return (len(done.begun), len(done.ended)) if done else (0, 0)

    async def watched(self) -> list[tuple[str, Mode]]:
        mine = await watches.of_channel(self.tx, self.channel.id)
        return [(one.target.name, one.mode) for one in mine]


async def lyon(tx: Tx, mode: Mode = Mode.BOTH) -> Lyon:
    world = World(tx)
    channel, target = await world.channel(), await world.target()
    ws, kind = channel.workspace_id, FirmKind.LAW
    firm = await firms.ensure(tx, ws, name="Sage", site="", kind=kind, person=ANNE, now=NOW)
    await firms.confirm(tx, firm, target.id, proof="site", person=ANNE, now=NOW)
    panel, _ = await panels.ensure(tx, ws, name="Lyon", person=ANNE, now=NOW)
    await panels.add_firm(tx, panel.id, firm.id)
    await panels.follow(tx, panel.id, channel.id, mode, ANNE, NOW)
    return Lyon(tx, channel, panel, firm, target)


async def test_what_a_panel_asks_for_begins_once_in_the_mode_of_the_follower(
    store: Store,
) -> None:
    asked = networks(store, SetClock(), Scripted())
    async with store.begin() as tx:
        here = await lyon(tx, Mode.DIGEST)
        assert await here.settle(asked) == (1, 0)
        assert await here.settle(asked) == (0, 0)
        assert await here.watched() == [("Sage", Mode.DIGEST)]


async def test_what_costs_is_never_begun_by_itself(store: Store) -> None:
    asked = networks(store, SetClock(), Paid())
    async with store.begin() as tx:
        here = await lyon(tx)
        assert await here.settle(asked) == (0, 0)
        assert await here.watched() == []


async def test_an_ended_watch_takes_its_waiting_alerts_along(store: Store) -> None:
    asked = networks(store, SetClock(), Scripted())
    async with store.begin() as tx:
        here = await lyon(tx)
        await here.settle(asked)
        [watch] = await watches.of_channel(tx, here.channel.id)
        assert await World(tx).alert(watch, "p1")
        await panels.drop_firm(tx, here.panel.id, here.firm.id)
        assert await here.settle(asked) == (0, 1)
        assert await waiting_in(tx, here.channel.id) == []
        assert await alerts.waiting(tx, here.channel.id) == []


async def test_what_a_person_has_stopped_is_begun_again_only_after_the_firm_was_out(
    store: Store,
) -> None:
    asked = networks(store, SetClock(), Scripted())
    async with store.begin() as tx:
        here = await lyon(tx)
        await here.settle(asked)
        [watch] = await watches.of_channel(tx, here.channel.id)
        await watches.end(tx, watch.id, NOW)
        assert await here.settle(asked) == (0, 0)
        await panels.drop_firm(tx, here.panel.id, here.firm.id)
        await here.settle(asked)
        await panels.add_firm(tx, here.panel.id, here.firm.id)
        assert await here.settle(asked) == (1, 0)


async def test_a_watch_goes_over_to_another_panel_that_asks_for_it(store: Store) -> None:
    asked = networks(store, SetClock(), Scripted())
    async with store.begin() as tx:
        here = await lyon(tx)
        await here.settle(asked)
        ws = here.channel.workspace_id
        lille, _ = await panels.ensure(tx, ws, name="Lille", person=ANNE, now=NOW)
        await panels.add_firm(tx, lille.id, here.firm.id)
        await panels.follow(tx, lille.id, here.channel.id, Mode.BOTH, ANNE, NOW)
        await panels.end(tx, here.panel.id)
        assert await here.settle(asked) == (0, 0)
        assert [one.panel_id for one in await panels.held(tx, ws)] == [lille.id]
        await panels.unfollow(tx, lille.id, here.channel.id)
        assert await here.settle(asked) == (0, 1)


async def test_two_that_settle_at_once_begin_one_watch(store: Store) -> None:
    asked = networks(store, SetClock(), Scripted())
    async with store.begin() as tx:
        here = await lyon(tx)

    async def one() -> None:
        async with store.begin() as tx:
            await settle(tx, asked, here.channel.workspace_id, here.channel.id, NOW)

    await asyncio.gather(*(one() for _ in range(5)))
    async with store.read() as tx:
        assert len(await watches.of_channel(tx, here.channel.id)) == 1
