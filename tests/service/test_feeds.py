"""The web feed of a channel: for readers of feeds, and for nobody without its address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import aiohttp
import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.exporting import Find
from bot.core.model import (
    Channel,
    ChannelId,
    ChannelKey,
    Match,
    Platform,
    PostId,
    StoredPost,
    Verdict,
    WorkspaceId,
)
from bot.front.feeds import IN_LINE, ROUTE, FeedDoor
from bot.front.web import WebServer
from bot.render.atom import NAMESPACE, atom
from bot.render.words import Words
from bot.service.feeds import ENTRIES, Document, Feeds
from bot.store import alerts, channels, feeds, leaving, posts
from bot.store.engine import Store
from bot.store.errors import StoreUnavailable
from connectors.types import Post
from tests.clock import VirtualClock
from tests.store.world import LATER, NOW, World, a_post

BASE = "https://veilleur.example"
SECRET = "s" * 42 + "-"
ELSE = "e" * 43
CHANNEL_NAME = "#C1"


@dataclass(slots=True)
class Site:
    store: Store
    url: str

    def address(self, secret: str = SECRET) -> str:
        return f"{self.url}/feed/{secret}.xml"

    async def publish(self, *some: Post, secret: str = SECRET) -> list[PostId]:
        """Found by the channel whose feed it is."""
        async with self.store.begin() as tx:
            world = World(tx)
            watch = await world.watched()
            if await feeds.of_secret(tx, secret) is None:
                await feeds.begin(tx, watch.channel_id, secret, NOW)
            ids = []
            for one in await world.see(watch.target, *some):
                match = Match(watch.id, watch.channel_id, one.post.key, Verdict.DIGEST)
                await alerts.record_matches(tx, [(match, one.id)], NOW)
                ids.append(one.id)
        return ids


@asynccontextmanager
async def serving(door: FeedDoor) -> AsyncIterator[str]:
    async def health() -> Mapping[str, Any]:
        return {}

    server = WebServer("127.0.0.1:0", posts={}, health=health, gets={ROUTE: door.answer})
    await server.start()
    try:
        yield f"http://127.0.0.1:{server._runner.addresses[0][1]}"
    finally:
        await server.stop()


@pytest.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    clock = VirtualClock(NOW + timedelta(hours=1))
    async with serving(FeedDoor(Feeds(store, clock, BASE).document)) as url:
        yield Site(store, url)


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def read(client: aiohttp.ClientSession, url: str) -> Any:
    async with client.get(url) as answer:
        assert answer.status == 200
        return feedparser.parse(await answer.read())


# --- what readers get


async def test_a_reader_finds_what_the_channel_found(
    site: Site, client: aiohttp.ClientSession
) -> None:
    words = "Facture électronique :\nle guide <b>&amp; \u202ele reste</b>"
    await site.publish(a_post("p1", words, hashtags=("tva", "tva")), a_post("p2", "Autre"))
    found = await read(client, site.address())
    assert not found.bozo
    assert found.version == "atom10"
    assert found.feed.title == "Veilleur: #C1"
    assert found.feed.links[0].rel == "self"
    assert found.feed.links[0].href == f"{BASE}/feed/{SECRET}.xml"
    entry = next(one for one in found.entries if one.link.endswith("/p1"))
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value == words
    assert entry.title.startswith("Facture électronique : le guide")
    assert (entry.author, [one.term for one in entry.tags]) == ("Sage", ["tva"])
    assert entry.published == "2026-11-02T09:00:00Z"
    assert len({one.id for one in found.entries} | {found.feed.id}) == 3


async def test_only_the_fifty_newest_are_there(site: Site, client: aiohttp.ClientSession) -> None:
    ages = range(ENTRIES + 5)
    some = [a_post(f"p{age}", published_at=NOW - timedelta(hours=age)) for age in ages]
    await site.publish(*some)
    found = await read(client, site.address())
    keys = [one.link.rpartition("/")[2] for one in found.entries]
    assert keys == [f"p{age}" for age in range(ENTRIES)]


async def test_what_is_known_is_not_sent_again_until_something_changes(
    site: Site, client: aiohttp.ClientSession
) -> None:
    [gone, _] = await site.publish(a_post("p1", "Gone"), a_post("p2", "Stays"))
    async with client.get(site.address()) as answer:
        tag, date = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert date == "Mon, 02 Nov 2026 09:00:00 GMT"
    async with client.get(site.address(), headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == tag
    async with site.store.begin() as tx:
        await posts.delete(tx, [gone])
    known = {"If-None-Match": tag, "If-Modified-Since": date}
    async with client.get(site.address(), headers=known) as answer:
        assert answer.status == 200
        assert b"Gone" not in await answer.read()
    async with client.get(site.address(), headers={"If-Modified-Since": date}) as answer:
        assert answer.status == 200


async def test_nothing_on_the_way_keeps_finds_or_passes_on_the_address(
    site: Site, client: aiohttp.ClientSession
) -> None:
    await site.publish(a_post())
    for ask in (client.get, client.head):
        async with ask(site.address()) as answer:
            assert answer.headers["Cache-Control"].startswith("private")
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            assert "Set-Cookie" not in answer.headers


# --- what nobody gets


async def test_whatever_is_no_feed_is_the_same_404(
    site: Site, client: aiohttp.ClientSession
) -> None:
    await site.publish(a_post())
    paths = (f"/feed/{ELSE}.xml", "/feed/short.xml", f"/feed/{SECRET}", "/feed/", "/elsewhere")
    told = set()
    for path in paths:
        async with client.get(f"{site.url}{path}") as answer:
            headers = {name: answer.headers[name] for name in answer.headers if name != "Date"}
            told.add((answer.status, await answer.text(), str(headers)))
    assert len(told) == 1
    assert next(iter(told))[0] == 404


@pytest.mark.parametrize("how", ["replaced", "ended", "parked", "forgotten"])
async def test_an_address_that_is_no_longer_good_is_a_404(
    site: Site, client: aiohttp.ClientSession, how: str
) -> None:
    await site.publish(a_post())
    async with site.store.begin() as tx:
        channel = await World(tx).channel()
        if how == "replaced":
            await feeds.begin(tx, channel.id, ELSE, LATER)
        elif how == "parked":
            await channels.update(tx, channel.id, parked="slack_gone")
        elif how == "forgotten":
            await leaving.erase(tx, channel)
        else:
            await feeds.end(tx, channel.id)
    async with client.get(site.address()) as answer:
        assert answer.status == 404
    async with client.get(site.address(ELSE)) as answer:
        assert answer.status == (200 if how == "replaced" else 404)


async def test_another_channel_s_finds_are_not_in_it(
    site: Site, client: aiohttp.ClientSession
) -> None:
    await site.publish(a_post("mine", "Mine"))
    async with site.store.begin() as tx:
        world = World(tx)
        theirs = await world.watched(chat="C2")
        [one] = await world.see(theirs.target, a_post("theirs", "Theirs"))
        match = Match(theirs.id, theirs.channel_id, "theirs", Verdict.NEWS)
        await alerts.record_matches(tx, [(match, one.id)], NOW)
    assert [one.title for one in (await read(client, site.address())).entries] == ["Mine"]


async def test_the_database_does_not_know_the_address(site: Site) -> None:
    await site.publish(a_post())
    async with site.store.read() as tx:
        rows = (await tx.exec_driver_sql("SELECT * FROM channel_feed")).all()
    assert SECRET not in str(rows)
    assert len(rows[0].secret_hash) == 64


# --- in a crowd, and when the database is away


async def test_readers_wait_for_each_other_and_too_many_are_asked_to_come_again(
    client: aiohttp.ClientSession,
) -> None:
    gate, inside = asyncio.Event(), 0

    async def slow(secret: str) -> Document | None:
        nonlocal inside
        inside += 1
        assert inside == 1
        await gate.wait()
        inside -= 1
        return Document(b"<feed/>", "tag", NOW)

    async with serving(FeedDoor(slow)) as url:
        address = f"{url}/feed/{SECRET}.xml"
        asked = [asyncio.create_task(client.get(address)) for _ in range(IN_LINE + 1)]
        refused, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        assert [one.result().status for one in refused] == [503]
        assert next(iter(refused)).result().headers["Retry-After"] == "60"
        gate.set()
        assert {(await one).status for one in waiting} == {200}
        for one in asked:
            one.result().release()


async def test_without_the_database_readers_are_asked_to_come_again(
    client: aiohttp.ClientSession,
) -> None:
    async def away(secret: str) -> Document | None:
        raise StoreUnavailable("away")

    async with serving(FeedDoor(away)) as url, client.get(f"{url}/feed/{SECRET}.xml") as answer:
        assert answer.status == 503


# --- hostile texts

texts = st.text(max_size=60)
odd = st.sampled_from(
    ["]]>", "<script>alert(1)</script>", "\x00\x08\x1b", "\ud800", "&#0;", "\ufffe"]
)


@given(
    said=st.one_of(texts, odd),
    name=st.one_of(texts, odd),
    url=st.one_of(texts, st.just("javascript:alert(1)")),
)
def test_no_text_breaks_the_feed_or_becomes_markup(said: str, name: str, url: str) -> None:
    post = a_post("k", said, title=name, author_name=name, url=url, hashtags=(said, name))
    found = Find(StoredPost(PostId(1), post, NOW), ())
    written = atom(Words("en", "Europe/Paris", NOW), A_CHANNEL, [found], f"{BASE}/feed/x.xml", NOW)
    root = ElementTree.fromstring(written)
    tags = {element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in root.iter()}
    known = {"feed", "id", "title", "updated", "link", "generator", "entry", "published"}
    assert tags <= known | {"author", "name", "category", "content"}
    for entry in root.findall(f"{{{NAMESPACE}}}entry"):
        assert entry.findtext(f"{{{NAMESPACE}}}title")
        links = [one.get("href", "") for one in entry.findall(f"{{{NAMESPACE}}}link")]
        assert all(one.startswith(("http://", "https://")) for one in links)


def _a_channel() -> Channel:
    key = ChannelKey(Platform.SLACK, "T1", "C1")
    hour = NOW.time()
    return Channel(
        ChannelId(1),
        WorkspaceId(1),
        key,
        CHANNEL_NAME,
        "en",
        "Europe/Paris",
        True,
        hour,
        frozenset(),
        NOW,
    )


A_CHANNEL = _a_channel()
