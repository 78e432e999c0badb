"""Servers of this machine, one of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from connectors.bluesky import Bluesky
from connectors.mastodon import Mastodon, MastodonConfig
from tests.connectors.driving import Driver, driving
from tests.connectors.sky import config
from tests.fakes.bluesky import Sky


@pytest.fixture
async def world() -> AsyncIterator[Fediverse]:
    fediverse = Fediverse()
    async with serving(fediverse):
        yield fediverse


@pytest.fixture
async def mastodon(world: Fediverse) -> AsyncIterator[Driver]:
    async with driving(Mastodon(MastodonConfig(mastodon_url=world.origin))) as driver:
        yield driver


@pytest.fixture
async def sky() -> AsyncIterator[Sky]:
    sky = Sky()
    async with sky.serving():
        yield sky


@pytest.fixture
async def bluesky(sky: Sky) -> AsyncIterator[Driver]:
    async with driving(Bluesky(config(sky))) as driver:
        yield driver


@pytest.fixture
async def signed(sky: Sky) -> AsyncIterator[Driver]:
    """With the right app password."""
    async with driving(Bluesky(config(sky, sky.password))) as driver:
        yield driver
