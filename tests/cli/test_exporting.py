"""veilleur export posts, counts and watchlist, as people type it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from zipfile import is_zipfile

import pytest

from bot.core.model import Match, Verdict
from bot.store import alerts
from bot.store.engine import Store, normalise_url, upgrade
from tests.cli.test_cli import Desk
from tests.render.test_export_files import table
from tests.store.world import World, a_post

DAY = "2026-10-01"  # the publications are of November


async def _fill(url: str) -> None:
    await upgrade(url)
    store = Store(url)
    async with store.begin() as tx:
        world = World(tx)
        for chat, words in (("C1", "Ours"), ("C2", "Theirs")):
            watch = await world.watched(chat=chat)
            [seen] = await world.see(watch.target, a_post(chat, words))
            match = Match(watch.id, watch.channel_id, "", Verdict.NEWS)
            await alerts.record_matches(tx, [(match, seen.id)], seen.first_seen_at)
    await store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two channels, each with one publication."""
    asyncio.run(_fill(normalise_url("sqlite:///veilleur.db", tmp_path)))
    return Desk(tmp_path)


ASK = ("export", "posts", "--since", DAY)


def test_publications_of_one_channel_go_to_standard_output(desk: Desk) -> None:
    for name in ("#C1", "c1", "slack/C1", "C1"):
        done = desk.run(*ASK, "--channel", name)
        assert (done.returncode, done.stderr) == (0, "")
        [row] = table(done.stdout.encode())
        assert (row["Text"], row["Date"]) == ("Ours", "2026-11-02T10:00:00+01:00")


def test_the_ending_of_the_file_says_what_kind_it_is(desk: Desk) -> None:
    done = desk.run(*ASK, "--channel", "C2", "--output", "out.json")
    assert (done.returncode, done.stdout) == (0, "1 row written to out.json\n")
    read = json.loads((desk.folder / "out.json").read_text())
    assert [row["words"] for row in read["rows"]] == ["Theirs"]
    assert (read["about"]["channel"], read["about"]["from"]) == ("#C2", f"{DAY}T00:00:00+02:00")
    assert desk.run(*ASK, "--channel", "C1", "--output", "out.xlsx").returncode == 0
    assert is_zipfile(desk.folder / "out.xlsx")
    done = desk.run("export", "watchlist", "--channel", "C1", "--output", "list.opml")
    assert done.returncode == 0
    assert "<opml" in (desk.folder / "list.opml").read_text()


def test_a_file_that_is_there_is_replaced_only_by_force(desk: Desk) -> None:
    there = desk.folder / "out.csv"
    there.write_text("precious")
    done = desk.run(*ASK, "--channel", "C1", "--output", "out.csv")
    assert (done.returncode, done.stderr) == (
        1,
        "out.csv exists already. --force replaces it.\n",
    )
    assert there.read_text() == "precious"
    assert desk.run(*ASK, "--channel", "C1", "--output", "out.csv", "--force").returncode == 0
    assert "Ours" in there.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*ASK,), "Say which channel with --channel:\n  #C1 (slack/C1)\n  #C2 (slack/C2)\n"),
        ((*ASK, "--channel", "nowhere"), "No channel is called “nowhere”. These are known:"),
        (("export", "posts", "--channel", "C1", "--since", "soon"), "--since takes a day like"),
        (("export", "counts", "--channel", "C1", "--format", "opml"), "OPML holds lists of what"),
        (("export", "counts", "--format", "pdf"), "--format takes csv, json, xlsx or opml."),
    ],
)
def test_what_is_wrong_is_said_in_words(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    done = desk.run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert done.stdout == ""


def test_counts_are_counted(desk: Desk) -> None:
    done = desk.run("export", "counts", "--channel", "C1", "--since", DAY, "--format", "json")
    rows = json.loads(done.stdout)["rows"]
    assert {(row["by"], row["posts"]) for row in rows} == {("account", 1), ("network", 1)}


def test_the_watchlists_of_all_channels_go_out_as_before(desk: Desk) -> None:
    assert {row["chat"] for row in desk.rows()} == {"C1", "C2"}
    assert desk.run("export", "all.csv").stdout == "2 watches written to all.csv\n"
