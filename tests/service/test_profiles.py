"""What looks bring of profiles: what is written, and which addresses are accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import load_configs, load_connectors
from bot.core.model import Watch
from bot.core.profiles import Place
from bot.service.connectors import Networks
from bot.service.housekeeping import Housekeeping
from bot.service.profiles import place_of
from bot.store import watches
from bot.store.engine import Store
from bot.store.tables import profile
from connectors.errors import Transient
from connectors.http import Http
from connectors.types import Account, Look, Profile
from tests.connectors.web import NOW as LOOKED_AT
from tests.connectors.web import Tokens
from tests.service.looking import Watchtower, page
from tests.service.world import networks
from tests.store.world import NOW, World, an_account


def read(profile: Profile | None = None, account: Account | None = None) -> Look:
    return replace(page(), profile=profile, account=account)


@pytest.fixture
def tower(sqlite_store: Store) -> Watchtower:
    return Watchtower(sqlite_store)


async def watched(tower: Watchtower) -> Watch:
    async with tower.store.begin() as tx:
        return await World(tx).watched()


async def written(tower: Watchtower) -> list[tuple[str, str | None, datetime]]:
    c = profile.c
    async with tower.store.read() as tx:
        found = await tx.execute(select(c.handle, c.name, c.seen_at))
        return [tuple(row) for row in found.all()]


async def told(tower: Watchtower) -> list[str]:
    return [key for _, key in await tower.notices()]


async def test_a_quiet_look_writes_nothing(tower: Watchtower) -> None:
    await watched(tower)
    seen = Profile(name="Sage", bio="Expertise", links=("https://sage.fr",))
    await tower.look(read(seen))
    [first] = await written(tower)
    await tower.look(read(seen), read(), read(replace(seen, bio="Expertise ")), read(seen))
    assert await written(tower) == [first]
    assert await told(tower) == []


async def test_a_failed_look_says_nothing_about_a_profile(tower: Watchtower) -> None:
    await watched(tower)
    await tower.look(Transient("no answer"))
    assert await written(tower) == []


async def test_a_network_without_profiles_still_tells_a_new_name(tower: Watchtower) -> None:
    await watched(tower)
    await tower.look(read(account=replace(an_account(), name="Sage SA")))
    assert await told(tower) == ["profile.changed"]
    assert [row[1] for row in await written(tower)] == ["Sage SA"]


async def test_a_handle_that_changes_twice_in_six_hours_is_told_in_the_end(
    tower: Watchtower,
) -> None:
    await watched(tower)
    one, two = (replace(an_account(), handle=f"{name}@social.example") for name in ("un", "deux"))
    await tower.look(read(), read(account=one), read(account=two), read())
    assert await told(tower) == ["profile.changed"]
    await tower.look(read(), minutes=361)
    assert await told(tower) == ["profile.changed"] * 2
    assert [row[0] for row in await written(tower)] == ["deux@social.example"]


async def test_the_name_of_a_profile_is_no_news_where_the_watch_had_another(
    tower: Watchtower,
) -> None:
    await watched(tower)
    await tower.look(read(Profile(name="Sage, votre expert")))
    assert await told(tower) == []


async def test_housekeeping_forgets_profiles_that_nobody_watches(tower: Watchtower) -> None:
    watch = await watched(tower)
    await tower.look(read(Profile(bio="Expertise")))
    asked = networks(tower.store, tower.clock, tower.network)
    keeper = Housekeeping(tower.store, asked, tower.clock, 90)
    await keeper.tick()
    assert len(await written(tower)) == 1
    async with tower.store.begin() as tx:
        await watches.end(tx, watch.id, NOW)
    await keeper.tick()
    assert await written(tower) == []


# --- which address is an account where


@pytest.fixture(scope="module")
def every() -> Networks:
    connectors = load_connectors(load_configs(Path("/nowhere/.env")))
    return Networks(connectors, Http(Tokens(), now=lambda: LOOKED_AT), None)


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("https://www.linkedin.com/company/durand/", ("linkedin", "durand")),
        ("https://twitter.com/Durand", ("x", "durand")),
        ("https://x.com/durand", ("x", "durand")),
        ("https://www.youtube.com/@durand", ("youtube", "durand")),
        ("https://social.example/@durand", ("mastodon", "durand@social.example")),
        ("https://bsky.app/profile/durand.fr", None),  # its own network
        ("https://durand.fr/", None),
        ("https://www.linkedin.com/feed/", None),
        ("https://medium.com/@durand", None),
        ("http://[", None),
    ],
)
def test_an_address_may_be_an_account_on_another_network(
    every: Networks, link: str, place: Place | None
) -> None:
    assert place_of(every, "bluesky", link) == place
