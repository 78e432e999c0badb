"""Counts by firm, account, network and hashtag; the last month of a place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.exporting import Counts, Find, last_month
from bot.core.model import PostId, StoredPost
from connectors.types import Post

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def a_find(
    at: datetime = MONDAY, *, author: str = "Sage", reactions: int | None = None, **facts: object
) -> Find:
    tags: tuple[str, ...] = facts.pop("tags", ())  # type: ignore[assignment]
    key = f"{author} {at} {reactions}"
    post = Post("mastodon", key, f"https://a.example/{reactions}", author, author, author, "", at)
    values = {"hashtags": tags, "reactions": reactions}
    changed = Post(**{name: getattr(post, name) for name in Post.__slots__} | values)
    return Find(StoredPost(PostId(1), changed, at), (), **facts)  # type: ignore[arg-type]


def counted(*found: Find, zone: str = "Europe/Paris") -> list[dict[str, object]]:
    counts = Counts(zone)
    for one in found:
        counts.add(one)
    return [dict(row) for row in counts.rows()]


def of(rows: list[dict[str, object]], by: str) -> list[dict[str, object]]:
    return [row for row in rows if row["by"] == by]


def test_a_row_says_how_many_what_is_usual_and_which_was_best() -> None:
    some = [a_find(MONDAY + timedelta(hours=n), reactions=n) for n in (1, 9, 4)]
    [row] = of(counted(*some, a_find()), "account")
    assert (row["posts"], row["median"], row["best"]) == (4, 4, 9)
    assert row["link"] == "https://a.example/9"


def test_where_nobody_tells_reactions_there_is_no_median_and_no_best() -> None:
    [row] = of(counted(a_find()), "account")
    assert (row["median"], row["best"], row["link"]) == (None, None, "")


def test_the_week_begins_on_the_monday_of_the_channel_s_own_zone() -> None:
    midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday in Paris
    assert of(counted(a_find(midnight)), "account")[0]["week"] == date(2026, 11, 23)
    london = counted(a_find(midnight), zone="Europe/London")
    assert of(london, "account")[0]["week"] == date(2026, 11, 16)


def test_a_hashtag_is_one_however_it_is_written_and_says_how_many_use_it() -> None:
    rows = counted(
        a_find(tags=("TVA", "tva")), a_find(author="Ana", tags=("tva",)), a_find(tags=("Tva",))
    )
    [row] = of(rows, "hashtag")
    assert (row["name"], row["posts"], row["accounts"]) == ("#tva", 3, 2)


def test_firms_come_first_then_accounts_networks_and_hashtags_the_busiest_first() -> None:
    rows = counted(
        a_find(firm="Sage", tags=("tva",)),
        a_find(author="Ana"),
        a_find(author="Ana"),
        a_find(MONDAY - timedelta(days=7)),
    )
    told = [(row["week"], row["by"], row["name"]) for row in rows]
    week, before = date(2026, 11, 23), date(2026, 11, 16)
    assert told == [
        (week, "firm", "Sage"),
        (week, "account", "Ana"),
        (week, "account", "Sage"),
        (week, "network", ""),
        (week, "hashtag", "#tva"),
        (before, "account", "Sage"),
        (before, "network", ""),
    ]


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["A", "B"])), max_size=40))
def test_every_publication_is_counted_once_by_network_whatever_the_order(
    some: list[tuple[int, str]],
) -> None:
    found = [a_find(MONDAY - timedelta(days=day), author=name) for day, name in some]
    rows = counted(*found)
    assert sum(int(str(row["posts"])) for row in of(rows, "network")) == len(some)
    assert sorted(map(str, rows)) == sorted(map(str, counted(*reversed(found))))


@pytest.mark.parametrize(
    ("now", "zone", "start", "end"),
    [
        ("2026-11-23T09:00", "Europe/Paris", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("2026-01-01T00:00", "UTC", "2025-12-01T00:00", "2026-01-01T00:00"),
        ("2026-02-28T23:30", "Europe/Paris", "2026-01-31T23:00", "2026-02-28T23:00"),
        ("2026-12-01T03:00", "America/Toronto", "2026-10-01T04:00", "2026-11-01T04:00"),
    ],
)
def test_the_last_month_is_the_whole_one_of_that_place(
    now: str, zone: str, start: str, end: str
) -> None:
    instant, first, last = (datetime.fromisoformat(f"{one}+00:00") for one in (now, start, end))
    assert last_month(instant, zone) == (first, last)
