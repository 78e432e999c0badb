"""A file and what is told of it: what is missing, since when, and what could not be read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.exporting import Export, Format, Made, Subject, Wanted
from bot.core.firms.kinds import FirmKind
from bot.core.model import Channel, DeliveryKind, Match, Mode, Verdict
from bot.render.export_about import missing, outage
from bot.render.words import Words
from bot.service import exporting
from bot.service.exporting import make, period
from bot.store import alerts, deliveries, firms, panels, posts
from bot.store.engine import Store, Tx
from tests.service.test_feeds import A_CHANNEL as A_PLACE
from tests.store.world import ANNE, NOW, World, a_post

LIST = Subject.WATCHLIST
WORDS = Words("en", "Europe/Paris", NOW)
WANTED = Wanted(Subject.POSTS, Format.JSON, NOW - timedelta(days=30), NOW + timedelta(hours=1))


async def fill(store: Store, count: int, text: str = "Words") -> Channel:
    """A channel that found so many publications."""
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        some = [
            a_post(f"p{n}", f"{text} {n}", published_at=NOW - timedelta(minutes=n))
            for n in range(count)
        ]
        for one in await world.see(watch.target, *some):
            match = Match(watch.id, watch.channel_id, one.post.key, Verdict.DIGEST)
            await alerts.record_matches(tx, [(match, one.id)], NOW)
        return await world.channel()


def read(made: Made) -> Any:
    return json.loads(made.content)


async def test_all_pages_are_in_the_file_and_progress_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 3)
    place, told = await fill(store, 8), list[int]()
    made = await make(store, place, WORDS, WANTED, progress=told.append)
    assert [row["words"] for row in read(made)["rows"]] == [f"Words {n}" for n in range(8)]
    assert told == [3, 6, 8]
    assert (made.posts, made.rows, made.cut) == (8, 8, False)
    assert (made.last, made.first) == (NOW, NOW - timedelta(minutes=7))


@pytest.mark.parametrize(("limit", "most"), [("MOST_ROWS", 6), ("MOST_CHARS", 30)])
async def test_a_file_that_would_be_too_large_holds_the_newest_and_says_so(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 3)
    monkeypatch.setattr(exporting, limit, most)
    place = await fill(sqlite_store, 20)
    made = await make(sqlite_store, place, WORDS, WANTED)
    assert (made.posts, made.cut) == (6, True)
    assert read(made)["about"]["complete"] is False
    assert missing(WORDS, made) == ["There were more: this file holds only the 6 newest."]


async def test_words_that_are_no_longer_kept_are_told_of(sqlite_store: Store) -> None:
    place = await fill(sqlite_store, 3)
    async with sqlite_store.begin() as tx:
        await posts.purge_text(tx, NOW + timedelta(days=1))
    made = await make(sqlite_store, place, WORDS, WANTED)
    assert made.wordless == 3
    assert missing(WORDS, made)[0].startswith("3 of them are without words")
    assert [row["link"] for row in read(made)["rows"]]


async def test_what_could_not_be_read_in_that_time_is_told_with_its_hours(
    store: Store,
) -> None:
    place = await fill(store, 1)
    hour = timedelta(hours=1)
    async with store.begin() as tx:
        await notice(tx, place, "notice.broken", NOW - 40 * hour, since=NOW - 50 * hour)
        await notice(tx, place, "notice.back", NOW - 30 * hour)
        long_ago = NOW - timedelta(days=90)
        await notice(tx, place, "notice.broken", long_ago, since=long_ago)
        await notice(tx, place, "notice.back", long_ago + hour)
    made = await make(store, place, WORDS, WANTED)
    assert [outage(WORDS, one) for one in made.outages] == [
        "Sage (Mastodon) could not be read from 2026-10-31 08:00 to 2026-11-01 04:00"
    ]
    [told] = read(made)["about"]["outages"]
    assert (told["from"], told["to"]) == ("2026-10-31T08:00:00+01:00", "2026-11-01T04:00:00+01:00")


async def notice(
    tx: Tx, place: Channel, key: str, at: datetime, since: datetime | None = None
) -> None:
    facts = {"key": key, "network": "mastodon", "name": "Sage"}
    if since is not None:
        facts["since"] = since.isoformat()
    await deliveries.add(tx, place.id, DeliveryKind.NOTICE, payload=facts, now=at)


async def test_an_empty_time_makes_no_rows(sqlite_store: Store) -> None:
    place = await fill(sqlite_store, 1)
    before = replace(WANTED, end=NOW - timedelta(days=1))
    made = await make(sqlite_store, place, WORDS, before)
    assert (made.rows, made.posts, made.cut) == (0, 0, False)


async def test_a_watchlist_names_no_other_channel_though_panels_are_shared(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, other = await world.watched(), await world.watched("cegid", "C2")
        here, there = await world.channel(), await world.channel("C2")
        both, _ = await panels.ensure(tx, here.workspace_id, name="Both", person=ANNE, now=NOW)
        theirs, _ = await panels.ensure(tx, here.workspace_id, name="Theirs", person=ANNE, now=NOW)
        for panel, one in ((both, watch), (theirs, other)):
            name = f"Firm of {panel.name}"
            firm = await firms.ensure(
                tx, here.workspace_id, name=name, site="", kind=FirmKind.LAW, person=ANNE, now=NOW
            )
            await firms.confirm(tx, firm, one.target.id, proof="said", person=ANNE, now=NOW)
            await panels.add_firm(tx, panel.id, firm.id)
            await panels.follow(tx, panel.id, there.id, Mode.BOTH, ANNE, NOW)
        await panels.follow(tx, both.id, here.id, Mode.BOTH, ANNE, NOW)
    for wanted in (Format.JSON, Format.CSV, Format.OPML):
        made = await make(store, here, WORDS, replace(WANTED, subject=LIST, format=wanted))
        text = made.content.decode("utf-8-sig")
        assert "Firm of Both" in text
        for secret in ("C2", "Theirs", "cegid"):
            assert secret not in text, (wanted, secret)


def test_days_go_back_from_now() -> None:
    place = replace(A_PLACE, zone="Europe/Paris")
    wanted = period(Export(days=7), place, NOW)
    assert (wanted.start, wanted.end) == (NOW - timedelta(days=7), NOW)
    last = period(Export(days=None), place, NOW)
    assert last.end.isoformat() == "2026-10-31T23:00:00+00:00"
