"""PeerTube: channels and accounts by the feeds of their servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from connectors.errors import TargetGone, UnexpectedPayload
from connectors.peertube import PeerTube
from connectors.types import Coverage, Kind, Lead
from tests.connectors.driving import Driver, again, driving, due
from tests.fakes.feeds import Feeds, Written

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def video(number: int) -> Written:
    link = f"https://tube.example/w/{number}"
    return Written(link, link, f"Vidéo {number}", "<p>Le sujet</p>", AT.replace(minute=number))


@pytest.fixture
async def server() -> AsyncIterator[Feeds]:
    async with Feeds().serving() as feeds:
        feeds.items["c/cabinet"] = [video(1)]
        feeds.items["a/cabinet"] = [video(1), video(2)]
        feeds.items["a/durand"] = [video(3)]
        yield feeds


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with driving(PeerTube()) as peertube:
        yield peertube


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("peertube:cabinet@tube.example", "cabinet@tube.example"),
        ("peertube: @cabinet@tube.example", "cabinet@tube.example"),
        ("peertube:a/cabinet@tube.example", "a/cabinet@tube.example"),
        ("peertube:https://tube.example/c/cabinet", "c/cabinet@tube.example"),
        ("peertube:https://tube.example/a/durand/videos", "a/durand@tube.example"),
        ("peertube:https://tube.example/@cabinet", "cabinet@tube.example"),
        ("peertube:https://tube.example/c/cabinet@far.example", "c/cabinet@far.example"),
        ("https://tube.example/c/cabinet/videos", "c/cabinet@tube.example"),
        ("https://tube.example/a/durand/video-channels", "a/durand@tube.example"),
    ],
)
def test_names_and_links_are_leads(text: str, name: str) -> None:
    host = name.rpartition("@")[2]
    assert PeerTube().parse_target(text) == Lead("peertube", Kind.ACCOUNT, name, host, exact=True)


@pytest.mark.parametrize(
    "text",
    ["cabinet@tube.example", "@cabinet@tube.example", "https://tube.example/c/cabinet",
     "https://tube.example/@cabinet", "peertube:cabinet", "peertube:https://tube.example/w/abc",
     "https://tube.example/c/tva/12"],
)  # fmt: skip
def test_what_may_be_another_networks_is_not_claimed(text: str) -> None:
    assert PeerTube().parse_target(text) is None


async def test_a_name_is_a_channels_before_it_is_an_accounts(server: Feeds, driver: Driver) -> None:
    (channel,) = await driver.found(f"peertube:cabinet@{server.host}")
    assert channel.url == f"{server.origin}/c/cabinet"
    (account,) = await driver.found(f"peertube:durand@{server.host}")
    assert (account.url, account.name) == (f"{server.origin}/a/durand", "Durand")
    assert account.sample is not None
    assert (account.sample.title, account.sample.text) == ("Vidéo 3", "Le sujet")


async def test_a_link_says_which_of_both_is_meant(server: Feeds, driver: Driver) -> None:
    (account,) = await driver.found(f"peertube:{server.origin}/a/cabinet")
    assert account.url == f"{server.origin}/a/cabinet"
    assert await driver.found(f"peertube:{server.origin}/c/durand") == []


async def test_new_videos_are_seen_and_a_channel_that_went_is_gone(
    server: Feeds, driver: Driver
) -> None:
    (found,) = await driver.found(f"peertube:cabinet@{server.host}")
    first = due(found)
    (one,) = await driver.looks(first)
    server.items["c/cabinet"].insert(0, video(4))
    (two,) = await driver.looks(again(first, one))
    assert (two.coverage, [post.title for post in two.posts]) == (
        Coverage.COMPLETE,
        ["Vidéo 4", "Vidéo 1"],
    )
    del server.items["c/cabinet"]
    (gone,) = await driver.looks(again(first, one))
    assert isinstance(gone.error, TargetGone)


async def test_a_server_that_refuses_is_told_apart_from_one_without_the_name(
    server: Feeds, driver: Driver
) -> None:
    server.status = 418
    with pytest.raises(UnexpectedPayload):
        await driver.found(f"peertube:cabinet@{server.host}")
