"""Lemmy: communities and members by the feeds of their servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from connectors.errors import RateLimited, TargetGone
from connectors.lemmy import Lemmy
from connectors.types import Coverage, Kind, Lead
from tests.connectors.driving import Driver, again, driving, due
from tests.fakes.feeds import Feeds, Written

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def submitted(number: int, words: str = "<p>Le texte #tva</p>", points: int = 3) -> Written:
    """An item as Lemmy writes it, with counts that change."""
    link = f"https://lem.example/post/{number}"
    head = (
        'submitted by <a href="https://lem.example/u/ana">ana</a> to '
        '<a href="https://lem.example/c/compta">compta</a><br>'
        f'{points} points | <a href="{link}">{number} comments</a>'
    )
    return Written(link, link, f"Sujet {number}", head + words, AT.replace(minute=number))


@pytest.fixture
async def server() -> AsyncIterator[Feeds]:
    async with Feeds().serving() as feeds:
        feeds.items["c/compta"] = [submitted(1)]
        feeds.items["u/ana"] = [submitted(2)]
        yield feeds


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with driving(Lemmy()) as lemmy:
        yield lemmy


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("!compta@lem.example", "!compta@lem.example"),
        ("lemmy:compta@lem.example", "!compta@lem.example"),
        ("lemmy:!Compta@LEM.example", "!Compta@lem.example"),
        ("lemmy: @ana@lem.example", "@ana@lem.example"),
        ("lemmy:u/ana@lem.example", "@ana@lem.example"),
        ("lemmy:https://lem.example/c/compta", "!compta@lem.example"),
        ("lemmy:https://lem.example/c/compta@other.example", "!compta@other.example"),
        ("lemmy:https://lem.example/u/ana?page=2", "@ana@lem.example"),
    ],
)
def test_communities_and_members_are_leads(text: str, name: str) -> None:
    host = name.rpartition("@")[2]
    assert Lemmy().parse_target(text) == Lead("lemmy", Kind.ACCOUNT, name, host, exact=True)


@pytest.mark.parametrize(
    "text",
    ["@ana@lem.example", "compta@lem.example", "https://lem.example/c/compta", "lemmy:compta",
     "!compta", "!compta@localhost", "lemmy:https://lem.example/post/1", "!a@b@c.example"],
)  # fmt: skip
def test_what_may_be_another_networks_is_not_claimed(text: str) -> None:
    assert Lemmy().parse_target(text) is None


async def test_a_community_is_found_with_its_newest_submission(
    server: Feeds, driver: Driver
) -> None:
    server.items["c/compta"].append(submitted(5))
    (found,) = await driver.found(f"!compta@{server.host}")
    assert (found.key, found.handle) == (f"{server.origin}/c/compta", f"!compta@{server.host}")
    assert (found.proof, found.last_post_at) == ("exact", AT.replace(minute=5))
    assert found.sample is not None
    assert found.sample.title == "Sujet 5"


async def test_the_counts_that_change_are_no_part_of_a_text(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found(f"lemmy:compta@{server.host}")
    first = due(found)
    (one,) = await driver.looks(first)
    server.items["c/compta"] = [submitted(2), submitted(1, points=-4)]
    (two,) = await driver.looks(again(first, one))
    assert [post.text for post in two.posts] == ["Le texte #tva"] * 2
    assert two.posts[1].key == one.posts[0].key
    assert (one.posts[0].author_handle, one.posts[0].author_key) == (
        "ana",
        "https://lem.example/u/ana",
    )
    assert one.posts[0].hashtags == ("tva",)
    assert one.posts[0].links == ()


async def test_a_shared_link_comes_before_the_text(server: Feeds, driver: Driver) -> None:
    shared = '<br><a href="https://loi.example/a">https://loi.example/a</a><p>Avis</p>'
    server.items["u/ana"] = [submitted(3, shared)]
    (found,) = await driver.found(f"lemmy:@ana@{server.host}")
    assert found.sample is not None
    assert found.sample.text == "Avis"
    assert found.sample.links == ("https://loi.example/a",)


async def test_an_unknown_community_gives_nobody(server: Feeds, driver: Driver) -> None:
    assert await driver.found(f"!nobody@{server.host}") == []


async def test_a_community_that_goes_is_told_as_gone_and_a_limit_as_a_limit(
    server: Feeds, driver: Driver
) -> None:
    (found,) = await driver.found(f"!compta@{server.host}")
    del server.items["c/compta"]
    (gone,) = await driver.looks(due(found))
    assert isinstance(gone.error, TargetGone)
    server.status, server.headers = 429, {"Retry-After": "60"}
    (limited,) = await driver.looks(due(found))
    assert isinstance(limited.error, RateLimited)


async def test_an_empty_feed_after_submissions_is_suspect(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found(f"!compta@{server.host}")
    first = due(found)
    (one,) = await driver.looks(first)
    server.items["c/compta"] = []
    (two,) = await driver.looks(again(first, one))
    assert (two.coverage, two.cursor) == (Coverage.SUSPECT, None)
