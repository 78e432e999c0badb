"""The same over real HTTP, against servers that speak Mastodon's and Bluesky's protocols."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.core.model import DeliveryKind
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.service.connectors import Networks
from bot.service.meter import StoreMeter
from bot.service.rereads import Rereads
from bot.store import alerts, deliveries, posts, targets
from bot.store.engine import Store
from connectors.base import Connector
from connectors.bluesky import Bluesky
from connectors.guard import Allowed, Guard
from connectors.http import Http
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Batch, Due, Post, Target
from tests.connectors.sky import config
from tests.fakes.bluesky import Sky
from tests.service.world import SetClock
from tests.store.world import NOW, World, waiting_in

CLOCK = SetClock()


@pytest.fixture
async def http(store: Store) -> AsyncIterator[Http]:
    meter, guard = StoreMeter(store, CLOCK), Guard(Allowed.parse("127.0.0.1"))
    opened = Http(meter, now=CLOCK.now, guard=guard)
    yield opened
    await opened.aclose()


async def _follow(store: Store, http: Http, connector: Connector, handle: str) -> Rereads:
    """Everything that the account has published, told in one message."""
    CLOCK.at = NOW
    every = Networks({connector.network: connector}, http, None)
    lead = connector.parse_target(handle)
    assert lead is not None
    host = connector.lead_host(lead)
    account = (await every.ask(connector, every.lane(connector, host), connector.identify(lead)))[0]
    async with store.begin() as tx:
        target = await targets.ensure(tx, account, credential="", now=NOW)
    found = await _published(every, connector, target)
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watch(await world.channel(), target)
        seen = await world.see(target, *found)
        await alerts.raise_alerts(tx, [(watch.id, one.id) for one in seen], NOW)
        ready = await waiting_in(tx, watch.channel_id)
        kind = DeliveryKind.CATCHUP
        made = await deliveries.add(tx, watch.channel_id, kind, alert_ids=ready, now=NOW)
        assert await deliveries.claim(tx, watch.channel_id, NOW) is not None
        await deliveries.sent(tx, made, 1, "m1", NOW)
    return Rereads(store, every, CLOCK)


async def _published(every: Networks, connector: Connector, target: Target) -> tuple[Post, ...]:
    looks = await every.ask(
        connector, every.lane(connector, target.host), connector.look(Batch((Due(target, None),)))
    )
    return looks[target.id].posts


async def _texts(store: Store, chore: Rereads) -> dict[str, bool]:
    """What is left after two passes: words, and whether they are gone upstream."""
    for _ in range(2):
        CLOCK.move(hours=1)
        await chore.tick()
    async with store.read() as tx:
        stored = (await posts.get(tx, [*range(1, 9)])).values()  # type: ignore[list-item]
    return {one.post.text: one.deleted for one in stored}


async def test_a_mastodon_server_is_followed(store: Store, http: Http) -> None:
    fediverse = Fediverse()
    async with serving(fediverse):
        fediverse.add("fiteco")
        gone, edited, _ = (fediverse.post("fiteco", text, NOW) for text in ("A", "B", "C"))
        mastodon = Mastodon(MastodonConfig(mastodon_url=fediverse.origin))
        chore = await _follow(store, http, mastodon, "@fiteco")
        fediverse.delete(gone)
        fediverse.edit(edited, "B, mended", NOW)
        assert await _texts(store, chore) == {"": True, "B, mended": False, "C": False}


async def test_bluesky_is_followed(store: Store, http: Http) -> None:
    sky = Sky()
    async with sky.serving():
        author = sky.actor("fiteco.example")
        gone, _ = (sky.post(author, text, NOW) for text in ("A", "B"))
        chore = await _follow(store, http, Bluesky(config(sky)), "@fiteco.example")
        sky.delete(gone)
        assert await _texts(store, chore) == {"": True, "B": False}
