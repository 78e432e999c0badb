"""Pixelfed: accounts by the feeds of their servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from connectors.errors import Transient
from connectors.pixelfed import Pixelfed
from connectors.types import Coverage, Kind, Lead
from tests.connectors.driving import Driver, again, driving, due
from tests.fakes.feeds import Feeds, Written

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def photo(number: int) -> Written:
    link = f"https://pix.example/p/ana/{number}"
    return Written(link, link, "Photo", "<p>Le bureau #compta</p>", AT.replace(minute=number))


@pytest.fixture
async def server() -> AsyncIterator[Feeds]:
    async with Feeds().serving() as feeds:
        feeds.items["u/ana"] = [photo(1), photo(2)]
        yield feeds


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with driving(Pixelfed()) as pixelfed:
        yield pixelfed


@pytest.mark.parametrize(
    "text",
    ["pixelfed:ana@pix.example", "pixelfed: @ana@pix.example", "pixelfed:https://pix.example/ana",
     "pixelfed:https://pix.example/users/ana.atom"],
)  # fmt: skip
def test_names_and_links_behind_the_prefix_are_leads(text: str) -> None:
    lead = Lead("pixelfed", Kind.ACCOUNT, "ana@pix.example", "pix.example", exact=True)
    assert Pixelfed().parse_target(text) == lead


@pytest.mark.parametrize(
    "text", ["ana@pix.example", "@ana@pix.example", "https://pix.example/ana", "pixelfed:ana"]
)
def test_mastodons_names_stay_mastodons(text: str) -> None:
    assert Pixelfed().parse_target(text) is None


async def test_an_account_is_found_and_looked_at(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found(f"pixelfed:ana@{server.host}")
    assert (found.key, found.last_post_at) == (f"{server.origin}/ana", AT.replace(minute=2))
    (look,) = await driver.looks(due(found))
    assert look.coverage is Coverage.COMPLETE
    assert [post.url for post in look.posts] == [
        "https://pix.example/p/ana/1",
        "https://pix.example/p/ana/2",
    ]
    assert look.posts[0].hashtags == ("compta",)


async def test_feeds_that_are_switched_off_are_not_an_account_that_went(
    server: Feeds, driver: Driver
) -> None:
    (found,) = await driver.found(f"pixelfed:ana@{server.host}")
    first = due(found)
    (one,) = await driver.looks(first)
    server.atoms_off = True
    (off,) = await driver.looks(again(first, one))
    assert isinstance(off.error, Transient)
    assert await driver.found(f"pixelfed:ana@{server.host}") == []
