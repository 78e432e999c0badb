"""Watchlists out and in again."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.transfer import BadFile, Row, from_text, listed, put, to_text
from bot.store import watches
from bot.store.engine import Store, normalise_url
from connectors.types import Kind
from tests.service.looking import Scripted
from tests.store.world import LATER, NOW, World, an_account

NETWORKS = {"mastodon": Scripted()}
ROW = Row(
    platform="telegram",
    bot="7",
    chat="-1001",
    topic="",
    channel="Cabinet",
    private=False,
    language="fr",
    zone="Europe/Paris",
    network="mastodon",
    kind="account",
    key="https://social.example/users/sage",
    handle="sage@social.example",
    name="Sage",
    url="https://social.example/@sage",
    host="social.example",
    ref="1",
    mode="both",
    include="tva | paie",
    exclude="",
    originals_only=True,
    label="",
)


@pytest.fixture
async def elsewhere(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """Another installation, where nothing is watched."""
    path = tmp_path / "elsewhere.db"
    shutil.copyfile(sqlite_template, path)
    opened = Store(normalise_url(f"sqlite:///{path}", tmp_path))
    yield opened
    await opened.close()


@pytest.mark.parametrize("ending", [".json", ".csv"])
async def test_what_is_exported_makes_the_same_watches_elsewhere(
    store: Store, elsewhere: Store, ending: str
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        await world.watched("sage")
        there = await world.watched("cegid", chat="C2", workspace="T1")
        await watches.update(tx, there.id, include=("tva", "paie"), label="Our rival")
    rows = from_text(to_text(await listed(store), ending), ending)
    done = await put(elsewhere, rows, NETWORKS, NOW)
    assert (done.added, done.known, done.skipped) == (2, 0, ())
    assert await listed(elsewhere) == await listed(store) == rows
    again = await put(elsewhere, rows, NETWORKS, NOW)
    assert (again.added, again.known) == (0, 2)


async def test_a_network_of_another_version_is_left_out_with_the_reason(
    sqlite_store: Store,
) -> None:
    done = await put(sqlite_store, [replace(ROW, network="orkut"), ROW], NETWORKS, NOW)
    assert done.added == 1
    assert done.skipped == ("Sage: orkut isn't a network of this version",)


async def test_what_fails_in_the_middle_adds_nothing(sqlite_store: Store) -> None:
    with pytest.raises(ValueError, match="nosuch"):
        await put(sqlite_store, [ROW, replace(ROW, chat="2", platform="nosuch")], NETWORKS, NOW)
    assert await listed(sqlite_store) == []


texts = st.one_of(
    st.sampled_from(["=1+1", "'=1", "''", "@sage", "-1001", "+33", "a,b", 'say "x"', "é\n", "\tx"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12),
)


@given(name=texts, label=texts, handle=texts)
@pytest.mark.parametrize("ending", [".json", ".csv"])
def test_no_text_is_changed_by_going_out_and_in(
    ending: str, name: str, label: str, handle: str
) -> None:
    row = replace(ROW, name=name, label=label, handle=handle)
    assert from_text(to_text([row], ending), ending) == [row]


@given(texts)
def test_no_cell_is_a_formula_for_a_spreadsheet(text: str) -> None:
    written = to_text([replace(ROW, name=text, handle=text)], ".csv")
    for one in csv.DictReader(io.StringIO(written)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in one.values())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_an_opml_file_is_xml_whatever_a_feed_calls_itself(name: str) -> None:
    feed = replace(ROW, kind=Kind.FEED.value, name=name, url='https://a.example/?a="1"&b=2')
    (outline,) = ElementTree.fromstring(to_text([feed, ROW], ".opml")).iter("outline")
    assert outline.get("xmlUrl") == feed.url


@pytest.mark.parametrize(
    ("text", "ending", "why"),
    [
        ("", ".json", "Expecting value"),
        ("null", ".json", "watchlist"),
        ("[1]", ".json", "watchlist"),
        ("[{}]", ".json", "platform is missing"),
        ("[" * 100_000, ".json", "recursion"),
        ("a,b\n1,2\n", ".csv", "platform is missing"),
        (json.dumps([asdict(replace(ROW, platform="icq"))]), ".json", "icq"),
        (json.dumps([asdict(replace(ROW, kind="planet"))]), ".json", "planet"),
        (json.dumps([asdict(replace(ROW, zone="Mars/Base"))]), ".json", "Mars/Base"),
        (json.dumps([asdict(ROW) | {"name": None}]), ".json", "name is no text"),
        ("<opml/>", ".opml", "OPML holds no channels"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_in_words(text: str, ending: str, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        from_text(text, ending)


async def test_only_what_is_watched_is_exported(sqlite_store: Store) -> None:
    async with sqlite_store.begin() as tx:
        world = World(tx)
        kept, ended = await world.watched("sage"), await world.watched("cegid")
        await watches.end(tx, ended.id, LATER)
        assert kept.target.key == an_account("sage").key
    assert [row.handle for row in await listed(sqlite_store)] == ["sage@social.example"]
