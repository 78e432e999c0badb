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

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.model import Mode
from bot.service.carried import (
    BadFile,
    Carried,
    FirmItem,
    Follower,
    Home,
    Owned,
    PanelItem,
    Row,
)
from bot.service.transfer import listed, put
from bot.service.transfer_files import from_text, to_text
from bot.store import firms, panels, watches
from bot.store.engine import Store, normalise_url
from connectors.query import All, Not, Phrase, Some, Word
from connectors.types import Kind
from tests.service.looking import Scripted
from tests.store.world import ANNE, LATER, NOW, World, an_account

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
    filter='(tva OR "e-facture") -paie lang:fr',
    originals_only=True,
    label="",
)


QUERY = All((Some((Word("tva"), Phrase("e-facture obligatoire"))), Not(Word("paie"))))


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
        await watches.update(tx, there.id, query=QUERY, label="Our rival")
    rows = from_text(to_text(await listed(store, NOW), ending), ending)
    done = await put(elsewhere, rows, NETWORKS, NOW)
    assert (done.added, done.known, done.skipped) == (2, 0, [])
    assert await listed(elsewhere, NOW) == await listed(store, NOW) == rows
    again = await put(elsewhere, rows, NETWORKS, NOW)
    assert (again.added, again.known) == (0, 2)


@pytest.mark.parametrize("ending", [".json", ".csv"])
def test_the_two_lists_of_words_of_an_older_file_are_one_filter(ending: str) -> None:
    older = {name: value for name, value in asdict(ROW).items() if name != "filter"}
    older |= {"include": "tva | offre d'emploi", "exclude": "paie"}
    text = json.dumps([older])
    if ending == ".csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, list(older))
        writer.writeheader()
        writer.writerow(older)
        text = out.getvalue()
    assert [one.filter for one in from_text(text, ending).watches] == [
        'tva "offre d\'emploi" -paie'
    ]


async def test_a_network_of_another_version_is_left_out_with_the_reason(
    sqlite_store: Store,
) -> None:
    carried = Carried((replace(ROW, network="orkut"), ROW))
    done = await put(sqlite_store, carried, NETWORKS, NOW)
    assert done.added == 1
    assert done.skipped == ["Sage: orkut isn't a network of this version"]


async def test_what_fails_in_the_middle_adds_nothing(sqlite_store: Store) -> None:
    carried = Carried((ROW, replace(ROW, chat="2", platform="nosuch")))
    with pytest.raises(ValueError, match="nosuch"):
        await put(sqlite_store, carried, NETWORKS, NOW)
    assert await listed(sqlite_store, NOW) == Carried()


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
    assert from_text(to_text(Carried((row,)), ending), ending) == Carried((row,))


@given(texts)
def test_no_cell_is_a_formula_for_a_spreadsheet(text: str) -> None:
    home = Home("telegram", "7", "-1001")
    firm = FirmItem(home, "sage", text, text, "software", "")
    row = replace(ROW, name=text, handle=text)
    written = to_text(Carried((row,), (firm,), (PanelItem(home, "x", text),)), ".csv")
    for one in csv.DictReader(io.StringIO(written)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in one.values())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_an_opml_file_is_xml_whatever_a_feed_calls_itself(name: str) -> None:
    feed = replace(ROW, kind=Kind.FEED.value, name=name, url='https://a.example/?a="1"&b=2')
    (outline,) = ElementTree.fromstring(to_text(Carried((feed, ROW)), ".opml")).iter("outline")
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
        (json.dumps([asdict(replace(ROW, filter="(tva"))]), ".json", "unbalanced"),
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
    carried = await listed(sqlite_store, NOW)
    assert [row.handle for row in carried.watches] == ["sage@social.example"]


# --- firms and panels

plain = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=10)
homes = st.sampled_from([Home("slack", "T1", "T1"), Home("telegram", "7", "-1001")])
slugs = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
owned = st.builds(
    Owned,
    network=st.sampled_from(["mastodon", "feed"]),
    kind=st.sampled_from(["account", "feed"]),
    key=slugs,
    handle=plain,
    name=plain,
    url=plain,
    host=plain,
    ref=plain,
    proof=st.sampled_from(["site", "person"]),
)


@st.composite
def directories(draw: st.DrawFn) -> Carried:
    """Firms, each with accounts that no other one has, and panels of some of them."""
    found, sets, free = list[FirmItem](), list[PanelItem](), iter(range(1000))
    for home, slug in sorted(draw(st.sets(st.tuples(homes, slugs), max_size=4))):
        accounts = [
            replace(one, key=f"{one.key}{next(free)}") for one in draw(st.lists(owned, max_size=3))
        ]
        kind = draw(st.sampled_from(list(FirmKind))).value
        relation = draw(st.sampled_from(["", *Relation]))
        name, site = draw(plain), draw(plain)
        found.append(FirmItem(home, slug, name, site, kind, str(relation), tuple(sorted(accounts))))
    for home, slug in sorted(draw(st.sets(st.tuples(homes, slugs), max_size=3))):
        here = [one.slug for one in found if one.home == home]
        inside = [one for one in here if draw(st.booleans())]
        modes = draw(st.dictionaries(st.sampled_from(["C1", "C2"]), st.sampled_from(list(Mode))))
        followers = tuple(sorted(Follower(chat, "", mode.value) for chat, mode in modes.items()))
        sets.append(PanelItem(home, slug, draw(plain), tuple(inside), followers))
    return Carried((), tuple(found), tuple(sets))


@given(directories())
@pytest.mark.parametrize("ending", [".json", ".csv"])
def test_firms_and_panels_go_out_and_in_as_they_are(ending: str, carried: Carried) -> None:
    assert from_text(to_text(carried, ending), ending) == carried


@given(directories().filter(lambda one: bool(one.firms or one.panels)))
def test_outlines_keep_firms_and_panels_but_not_who_follows_them(carried: Carried) -> None:
    sets = tuple(replace(one, followers=()) for one in carried.panels)
    read = from_text(to_text(carried, ".opml"), ".opml")
    assert read == replace(carried, panels=tuple(sorted(sets)))


@pytest.mark.parametrize("ending", [".json", ".csv"])
async def test_firms_and_panels_are_the_same_elsewhere(
    store: Store, elsewhere: Store, ending: str
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, target = await world.channel(), await world.target()
        ws = channel.workspace_id
        durand = await firms.ensure(
            tx,
            ws,
            name="Cabinet Durand",
            site="https://durand.fr",
            kind=FirmKind.LAW,
            person=ANNE,
            now=NOW,
        )
        await firms.change(tx, durand.id, relation=Relation.PARTNER, name="=Durand")
        await firms.confirm(tx, durand, target.id, proof="site", person=ANNE, now=NOW)
        lyon, _ = await panels.ensure(tx, ws, name="Lyon", person=ANNE, now=NOW)
        await panels.rename(tx, lyon.id, "Cabinets de Lyon")
        await panels.add_firm(tx, lyon.id, durand.id)
        await panels.follow(tx, lyon.id, channel.id, Mode.DIGEST, ANNE, NOW)
        await watches.add(
            tx,
            channel,
            target,
            ANNE,
            mode=Mode.DIGEST,
            query=None,
            originals_only=True,
            label=None,
            now=NOW,
            panel_id=lyon.id,
        )
    carried = from_text(to_text(await listed(store, NOW), ending), ending)
    done = await put(elsewhere, carried, NETWORKS, NOW)
    assert (done.added, done.firms, done.panels, done.skipped) == (1, 1, 1, [])
    assert await listed(elsewhere, NOW) == await listed(store, NOW) == carried
    [row], [firm], [panel] = carried.watches, carried.firms, carried.panels
    assert (row.came_with, panel.slug, panel.name) == ("lyon", "lyon", "Cabinets de Lyon")
    assert (firm.slug, firm.name, firm.relation) == ("cabinet-durand", "=Durand", "partner")
    assert [one.mode for one in panel.followers] == ["digest"]
    again = await put(elsewhere, carried, NETWORKS, NOW)
    assert (again.added, again.firms, again.panels) == (0, 0, 0)


async def test_a_channel_that_is_not_known_here_does_not_follow(sqlite_store: Store) -> None:
    home = Home("slack", "T1", "T1")
    panel = PanelItem(home, "lyon", "Lyon", ("nobody",), (Follower("C9", "", "both"),))
    done = await put(sqlite_store, Carried((), (), (panel,)), NETWORKS, NOW)
    assert done.skipped == [
        "Lyon: no firm nobody in this file",
        "Lyon: its channel C9 is not known here",
    ]


async def test_an_account_that_is_another_firms_here_stays_its_own(sqlite_store: Store) -> None:
    account = an_account("sage")
    facts = (account.network, account.kind.value, account.key, account.handle)
    one = Owned(*facts, "Sage", account.url, account.host, account.ref, "site")
    home = Home("slack", "T1", "T1")
    first = FirmItem(home, "sage", "Sage", "", "software", "", (one,))
    second = FirmItem(home, "other", "Other", "", "software", "", (one,))
    await put(sqlite_store, Carried((), (first,)), NETWORKS, NOW)
    await put(sqlite_store, Carried((), (second,)), NETWORKS, NOW)
    carried = await listed(sqlite_store, NOW)
    assert {firm.name: len(firm.accounts) for firm in carried.firms} == {"Sage": 1, "Other": 0}
