"""A firm with an account on each of several networks, and looks that show what it says there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.core.firms.kinds import FirmKind
from bot.core.firms.model import Firm
from bot.core.model import Alert, Channel, ChannelId, DeliveryKind, Mode, Watch
from bot.service.connectors import Networks
from bot.service.look import Looker, Observation
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.store import alerts, deliveries, firms, targets, watches
from bot.store.engine import Store, Tx
from connectors.http import Http
from connectors.types import Coverage, Look, Post, Target
from tests.connectors.web import Toy
from tests.service.looking import Scripted
from tests.service.world import SetClock
from tests.store.world import ANNE, NOW, World, a_post, an_account, waiting_in

NETWORKS = ("mastodon", "bluesky", "feed")
GUIDE = "Facture électronique : notre guide en 5 points pour les TPE est en ligne"
HIRING = "Nous recrutons à Lille une personne pour tenir la paie de nos clients"


def author(network: str) -> str:
    return f"durand on {network}"


async def account_on(tx: Tx, network: str) -> Target:
    facts = {"network": network, "key": author(network), "handle": f"durand_{network}"}
    name = "Cabinet Durand"
    return await targets.ensure(tx, an_account(**facts, name=name), credential="", now=NOW)


def said(network: str, text: str = GUIDE, at: datetime = NOW, **facts: Any) -> Post:
    """A publication of the firm; one of each text and time."""
    key = facts.pop("key", f"{network} {at:%d %H:%M} {text}")
    given = {
        "network": network,
        "url": f"https://{network}.example/{at:%d/%H/%M}",
        "author_key": author(network),
        "author_name": "Cabinet Durand",
        "published_at": at,
    }
    return a_post(key, text, **(given | facts))


async def a_firm(tx: Tx, channel: Channel, *accounts: Target, name: str = "Durand") -> Firm:
    of = await firms.ensure(
        tx,
        channel.workspace_id,
        name=name,
        site="",
        kind=FirmKind.ACCOUNTING,
        person=ANNE,
        now=NOW,
    )
    for one in accounts:
        await firms.confirm(tx, of, one.id, proof="both", person=ANNE, now=NOW)
    return of


class _Bluesky(Toy):
    network = "bluesky"


class _Feed(Toy):
    network = "feed"


@dataclass
class Spreading:
    """`watches`: by network, of the channel in which all are watched."""

    store: Store
    clock: SetClock = field(default_factory=SetClock)
    watches: dict[str, Watch] = field(default_factory=dict)

    @property
    def looker(self) -> Looker:
        """As after a start."""
        http = Http(StoreMeter(self.store, self.clock), now=self.clock.now)
        toys = {toy.network: toy for toy in (Scripted(), _Bluesky(), _Feed())}
        asked = Networks(toys, http, None)
        return Looker(self.store, asked, Notices(), self.clock, "me")

    async def watched(
        self, chat: str = "C1", *, workspace: str = "T1", firm: bool = True
    ) -> dict[str, Watch]:
        """A channel that watches the firm's accounts, which were looked at once."""
        async with self.store.begin() as tx:
            world = World(tx)
            channel = await world.channel(chat, workspace=workspace)
            accounts = [await account_on(tx, network) for network in NETWORKS]
            if firm:
                await a_firm(tx, channel, *accounts)
            made = {one.network: await world.watch(channel, one) for one in accounts}
        for one in made.values():
            await self.look(one.target)
        self.watches = self.watches or made
        return made

    async def look(self, target: Target, *posts: Post) -> None:
        look = Look(posts, "cursor", Coverage.COMPLETE)
        assert await self.looker.record(Observation(target, look))

    async def see(
        self, network: str, text: str = GUIDE, *, minutes: float = 10, **facts: Any
    ) -> Post:
        """It comes out now and a look shows it, `minutes` after what was before."""
        self.clock.move(minutes=minutes)
        post = said(network, text, facts.pop("at", self.clock.now()), **facts)
        await self.look(self.watches[network].target, post)
        return post

    async def set_watch(self, network: str, **fields: Any) -> None:
        async with self.store.begin() as tx:
            await watches.update(tx, self.watches[network].id, **fields)

    async def digest_only(self, network: str) -> None:
        await self.set_watch(network, mode=Mode.DIGEST)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


async def told(tx: Tx, channel_id: ChannelId) -> list[Alert]:
    """All that waits, in a message that is being sent."""
    ready = await waiting_in(tx, channel_id)
    kind = DeliveryKind.CATCHUP
    made = await deliveries.add(tx, channel_id, kind, alert_ids=ready, now=NOW)
    return await alerts.of_delivery(tx, made)


async def networks_told(spreading: Spreading, network: str = "mastodon") -> list[list[str]]:
    """Of each alert of the channel that waits."""
    async with spreading.store.begin() as tx:
        every = await told(tx, spreading.watches[network].channel_id)
    return [[entry.post.post.network for entry in one.entries] for one in every]
