"""When a recap comes, and what a week adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest import (
    AccountState,
    Citation,
    Presence,
    RecapKind,
    Source,
    best_of,
    discoveries,
    mentions,
    period_of,
    presence,
    recap_due,
    recap_start,
)
from bot.core.model import WatchId
from tests.core.test_digest_content import NOW, post

DAY = timedelta(days=1)
WEEKLY, MONTHLY = RecapKind.WEEKLY, RecapKind.MONTHLY


@given(
    st.sampled_from(RecapKind),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.lists(st.integers(1, 9), max_size=80),
)
def test_each_week_or_month_after_the_first_digest_has_one_recap_at_most(
    kind: RecapKind, first: date, gaps: list[int]
) -> None:
    days = [first]
    for gap in gaps:
        days.append(days[-1] + gap * DAY)
    lasts: list[date | None] = [None, *days[:-1]]
    due = [day for last, day in zip(lasts, days, strict=True) if recap_due(kind, day, last)]
    periods = [period_of(kind, day) for day in due]
    assert len(periods) == len(set(periods))
    assert set(periods) == {period_of(kind, day) for day in days} - {period_of(kind, first)}
    # It comes with the first digest there is.
    assert all(
        day == min(one for one in days if period_of(kind, one) == period_of(kind, day))
        for day in due
    )


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    assert period_of(WEEKLY, date(2026, 11, 29)) == date(2026, 11, 23)
    assert period_of(MONTHLY, date(2026, 11, 29)) == date(2026, 11, 1)


def test_a_recap_begins_where_the_last_one_ended_unless_that_is_long_ago() -> None:
    begun = NOW - 90 * DAY
    assert recap_start(WEEKLY, NOW, NOW - 8 * DAY, begun) == NOW - 8 * DAY
    assert recap_start(WEEKLY, NOW, NOW - 40 * DAY, begun) == NOW - 7 * DAY
    assert recap_start(WEEKLY, NOW, None, begun) == NOW - 7 * DAY
    assert recap_start(WEEKLY, NOW, None, NOW - 2 * DAY) == NOW - 2 * DAY


def test_the_best_stand_out_of_their_own_account_and_no_firm_takes_all_places() -> None:
    told = [
        *(post(n, watch=1, reactions=100 + n, usual=10.0) for n in range(3)),
        post(7, watch=2, reactions=30, usual=10.0),
        post(8, watch=3, reactions=900),
        post(9, watch=4, reactions=5000, usual=1.0, deleted=True),
    ]
    assert [one.post.id for one in best_of(told)] == [2, 1, 7]
    assert best_of([post(1)]) == ()


def state(watch: int, network: str, how: Literal["quiet", "unread"] = "quiet") -> AccountState:
    return AccountState(WatchId(watch), f"Account {watch}", network, "", how)


def test_networks_are_told_with_their_accounts_and_those_that_cannot_be_looked_at() -> None:
    told = [post(1, watch=1), post(2, watch=1), replace(post(3, watch=2), network="x")]
    accounts = [state(1, "bluesky"), state(2, "x"), state(3, "x", "unread"), state(4, "threads")]
    assert presence(told, accounts) == (
        Presence("bluesky", 2, 1, 1, 0),
        Presence("x", 1, 1, 2, 1),
        Presence("threads", 0, 0, 1, 0),
    )


def cited(by: int, handle: str, network: str = "bluesky") -> Citation:
    source: Source = ("watch", by)
    return Citation(source, f"Account {by}", network, handle, "https://social.example/1")


def test_an_account_is_to_discover_where_two_cite_it_and_nobody_watches_it() -> None:
    told = [
        *(cited(1, "loud.example") for _ in range(9)),
        *(cited(n, "often.example") for n in (1, 2, 3)),
        *(cited(n, "Twice.example") for n in (1, 2, 1)),
        *(cited(n, "known.example") for n in (1, 2, 3)),
    ]
    found = discoveries(told, {("bluesky", "known.example")})
    assert [(one.handle, one.by, one.times) for one in found] == [
        ("often.example", ("Account 1", "Account 2", "Account 3"), 3),
        ("Twice.example", ("Account 1", "Account 2"), 3),
    ]


def test_at_most_three_accounts_are_to_discover() -> None:
    told = [cited(by, f"a{n}.example") for n in range(9) for by in (1, 2)]
    assert len(discoveries(told, set())) == 3


@pytest.mark.parametrize(
    ("network", "text", "handles"),
    [
        ("mastodon", "Merci @nord@social.example.", ("nord@social.example",)),
        ("mastodon", "Merci @nord", ()),
        ("bluesky", "With @kpl.example and @kpl.example!", ("kpl.example",)),
        ("bluesky", "no @handle here", ()),
        ("x", "See @kpl_avocats, a@b.example", ("kpl_avocats",)),
        ("feed", "@anybody", ()),
        ("x", "https://x.com/@somebody", ()),
    ],
)
def test_whole_handles_are_read_from_words_and_nothing_else(
    network: str, text: str, handles: tuple[str, ...]
) -> None:
    assert mentions(network, text) == handles


@given(st.sampled_from(["mastodon", "bluesky", "x", "feed"]), st.text(max_size=400))
def test_no_text_names_more_than_twenty(network: str, text: str) -> None:
    assert len(mentions(network, text + " @a.bc" * 50)) <= 20
