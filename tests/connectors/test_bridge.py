"""The user's own bridge: paths on it, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.bridge import Bridge, BridgeConfig
from connectors.errors import NotPossible, Transient, UnexpectedPayload
from connectors.types import Batch, Coverage, Kind, Lead
from tests.connectors.driving import Driver, again, driving, due
from tests.conversations import play
from tests.fakes.feeds import Feeds, Written

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PATH = "/twitter/user/durand?limit=5"


def bridge(url: str) -> Bridge:
    return Bridge(BridgeConfig(bridge_url=url))


def item(number: int) -> Written:
    return Written(f"id{number}", f"https://x.example/{number}", f"Dit {number}", "Texte", AT)


@pytest.fixture
async def server() -> AsyncIterator[Feeds]:
    async with Feeds().serving() as feeds:
        feeds.items[PATH] = [item(1)]
        yield feeds


@pytest.fixture
async def driver(server: Feeds) -> AsyncIterator[Driver]:
    async with driving(bridge(f"{server.origin}/hub/")) as driven:
        yield driven


def test_without_an_address_it_is_switched_off_and_says_what_is_missing() -> None:
    off = bridge("")
    assert off.missing() == ("BRIDGE_URL",)
    assert off.origins() == frozenset()
    assert bridge("http://hub.example").missing() == ()
    lead = off.parse_target("bridge:/a")
    assert lead is not None
    with pytest.raises(NotPossible):
        play(off.identify(lead), lambda _: Transient("unasked"))


def test_a_path_behind_the_prefix_is_a_lead() -> None:
    on = bridge("http://rsshub.intranet:1200/")
    lead = on.parse_target(f"bridge:{PATH}")
    assert lead == Lead("bridge", Kind.FEED, PATH, "rsshub.intranet:1200", exact=True)
    assert on.parse_target(f"RSSHub: {PATH}") == lead


@pytest.mark.parametrize(
    "text",
    ["bridge:", "bridge:a", "bridge://evil.example/a", "bridge:/\\evil.example", "bridge:/a/../b",
     "bridge:https://evil.example/a", "/a", "bridge:/a b", "bridge:/a#b",
     "bridge:/@evil.example\n"],
)  # fmt: skip
def test_nothing_else_is(text: str) -> None:
    lead = bridge("http://hub.example").parse_target(text)
    assert lead is None or lead.text == "/@evil.example"


@given(st.text(max_size=60))
def test_nothing_but_the_bridge_is_ever_asked(path: str) -> None:
    on = bridge("http://hub.example:1200")
    lead = on.parse_target(f"bridge:/{path}")
    if lead is None:
        return
    try:
        play(on.identify(lead), lambda request: checked(request.url))
    except Transient:
        return


def checked(url: str) -> Transient:
    assert url.startswith("http://hub.example:1200/")
    return Transient("no")


async def test_a_path_is_found_and_looked_at(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found(f"bridge:{PATH}")
    assert (found.key, found.kind, found.name) == (PATH, Kind.FEED, f"Hub {PATH}")
    assert found.sample is not None
    assert found.sample.url == "https://x.example/1"
    first = due(found)
    (one,) = await driver.looks(first)
    server.items[PATH].insert(0, item(2))
    (two,) = await driver.looks(again(first, one))
    assert [post.title for post in two.posts] == ["Dit 2", "Dit 1"]
    assert {post.network for post in two.posts} == {"bridge"}


async def test_a_bridge_that_moved_keeps_its_targets(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found(f"bridge:{PATH}")
    moved = bridge("http://elsewhere.example")
    _, asked = play(moved.look(Batch((due(found),))), lambda _: Transient("no"))
    assert [request.url for request in asked] == [f"http://elsewhere.example{PATH}"]


async def test_a_redirect_out_of_the_bridge_is_not_followed(server: Feeds, driver: Driver) -> None:
    server.status, server.headers = 302, {"Location": "http://127.0.0.1:1/secret"}
    with pytest.raises(UnexpectedPayload):
        await driver.found(f"bridge:{PATH}")
    assert len(server.asked) == 1


async def test_what_the_bridge_cannot_read_is_asked_again(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found(f"bridge:{PATH}")
    for status in (404, 503):
        server.status = status
        (failed,) = await driver.looks(due(found))
        assert (failed.coverage, type(failed.error)) == (Coverage.FAILED, Transient)


async def test_the_probe_asks_its_front_page(server: Feeds, driver: Driver) -> None:
    await driver.run(driver.connector.probe())
    assert server.asked == ["/hub/"]
    server.status = 500
    with pytest.raises(Transient):
        await driver.run(driver.connector.probe())
