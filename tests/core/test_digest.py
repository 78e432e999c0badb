"""When a digest is due, in every zone and over clock changes, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.digest import (
    AccountState,
    DigestContent,
    DigestDue,
    DigestPost,
    digest_due,
    local_day,
    next_digest,
    select,
)
from bot.core.model import (
    Channel,
    ChannelId,
    ChannelKey,
    Platform,
    PostId,
    StoredPost,
    WatchId,
    WorkspaceId,
)
from connectors.types import Post

PARIS = ZoneInfo("Europe/Paris")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHANNEL = Channel(
    id=ChannelId(1),
    workspace_id=WorkspaceId(1),
    key=ChannelKey(Platform.SLACK, "T1", "C1"),
    name="veille",
    language="fr",
    zone="Europe/Paris",
    digest_on=True,
    digest_time=time(8, 30),
    digest_days=frozenset(range(5)),
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@dataclass
class Digests:
    """The rows that a channel gets as the question is asked again and again."""

    channel: Channel
    first_watch_at: datetime
    rows: list[DigestDue]

    def tick(self, now: datetime) -> DigestDue | None:
        last = self.rows[-1] if self.rows else None
        due = digest_due(
            self.channel,
            last.local_date if last else None,
            last.end if last else None,
            self.first_watch_at,
            now,
        )
        if due:
            self.rows.append(due)
        return due


def digests(first_watch_at: str, channel: Channel = CHANNEL) -> Digests:
    return Digests(channel, paris(first_watch_at), [])


def test_the_first_digest_comes_the_same_day_where_its_hour_is_still_ahead() -> None:
    channel = digests("2026-03-10T08:00")
    assert channel.tick(paris("2026-03-10T08:29:59")) is None
    now = paris("2026-03-10T08:30")
    assert channel.tick(now) == DigestDue(
        date(2026, 3, 10), paris("2026-03-10T08:00"), now, late=False
    )
    assert channel.tick(now + MINUTE) is None


def test_the_first_digest_comes_the_next_day_where_its_hour_has_passed() -> None:
    channel = digests("2026-03-10T08:30")
    assert channel.tick(paris("2026-03-10T23:59")) is None
    due = channel.tick(paris("2026-03-11T08:30"))
    assert due
    assert due.start == paris("2026-03-10T08:30")


def test_monday_covers_the_weekend() -> None:
    channel = digests("2026-03-13T07:00")
    friday = channel.tick(paris("2026-03-13T08:30"))
    assert friday
    for day in ("2026-03-14", "2026-03-15"):
        assert channel.tick(paris(f"{day}T12:00")) is None
    monday = channel.tick(paris("2026-03-16T08:30"))
    assert monday
    assert (monday.local_date, monday.start) == (date(2026, 3, 16), friday.end)


def test_after_downtime_it_comes_the_same_local_day_and_says_that_it_is_late() -> None:
    channel = digests("2026-03-10T08:00")
    assert channel.tick(paris("2026-03-10T08:40")) == DigestDue(
        date(2026, 3, 10), paris("2026-03-10T08:00"), paris("2026-03-10T08:40"), late=False
    )
    due = channel.tick(paris("2026-03-11T23:59"))
    assert due
    assert due.late


def test_a_day_that_was_missed_entirely_is_covered_by_the_next() -> None:
    channel = digests("2026-03-10T08:00")
    channel.tick(paris("2026-03-10T08:30"))
    assert channel.tick(paris("2026-03-12T07:00")) is None
    due = channel.tick(paris("2026-03-12T08:30"))
    assert due
    assert (due.local_date, due.start) == (date(2026, 3, 12), paris("2026-03-10T08:30"))


def test_a_minute_before_midnight_is_not_lost_to_a_slow_tick() -> None:
    channel = digests("2026-03-10T08:00", replace(CHANNEL, digest_time=time(23, 59)))
    assert channel.tick(paris("2026-03-10T23:58:50")) is None
    due = channel.tick(paris("2026-03-11T00:00:20"))
    assert due
    assert due.local_date == date(2026, 3, 10)
    assert channel.tick(paris("2026-03-11T00:01")) is None


def test_a_channel_that_watches_nothing_or_wants_none_gets_no_digest() -> None:
    now = paris("2026-03-10T08:30")
    off = replace(CHANNEL, digest_on=False)
    assert digest_due(CHANNEL, None, None, None, now) is None
    assert digest_due(off, None, None, now - DAY, now) is None
    assert next_digest(off, now) is None
    assert next_digest(replace(CHANNEL, digest_days=frozenset()), now) is None


def test_the_next_digest_is_strictly_ahead_and_skips_days_without() -> None:
    assert next_digest(CHANNEL, paris("2026-03-13T08:29")) == paris("2026-03-13T08:30")
    assert next_digest(CHANNEL, paris("2026-03-13T08:30")) == paris("2026-03-16T08:30")
    weekly = replace(CHANNEL, digest_days=frozenset({0}))
    assert next_digest(weekly, paris("2026-03-16T08:30")) == paris("2026-03-23T08:30")


@pytest.mark.parametrize(
    ("zone", "clock", "local_date", "expected"),
    [
        ("Europe/Paris", "02:30", "2026-03-29", "2026-03-29T01:00Z"),  # skipped hour
        ("Europe/Paris", "02:30", "2026-10-25", "2026-10-25T00:30Z"),  # repeated hour
        ("Europe/Paris", "03:00", "2026-10-25", "2026-10-25T02:00Z"),
        ("Africa/Cairo", "00:00", "2026-04-24", "2026-04-23T22:00Z"),  # no midnight
        ("Australia/Lord_Howe", "02:10", "2026-10-04", "2026-10-03T15:30Z"),  # half an hour
        ("America/Scoresbysund", "23:30", "2026-03-28", "2026-03-29T01:00Z"),  # no such evening
    ],
)
def test_an_hour_that_a_clock_change_skips_or_repeats_comes_once(
    zone: str, clock: str, local_date: str, expected: str
) -> None:
    every_day = frozenset(range(7))
    channel = replace(
        CHANNEL, zone=zone, digest_time=time.fromisoformat(clock), digest_days=every_day
    )
    opens = datetime.fromisoformat(expected)
    rows = Digests(channel, opens - 12 * HOUR, [])
    assert rows.tick(opens - timedelta(seconds=1)) is None
    due = rows.tick(opens)
    assert due
    assert (due.local_date, due.late) == (date.fromisoformat(local_date), False)
    assert next_digest(channel, opens - timedelta(seconds=1)) == opens


START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


def ticks(zone: ZoneInfo) -> Iterator[datetime]:
    """Each half hour, and each minute of a day in which or near which the clocks change."""
    now = START
    while now < END:
        near = (now - 3 * HOUR).astimezone(zone), (now + 27 * HOUR).astimezone(zone)
        changes = near[0].utcoffset() != near[1].utcoffset()
        yield from (now + MINUTE * m for m in range(0, 24 * 60, 1 if changes else 30))
        now += DAY


def reached(zone: ZoneInfo, hour: time, days: frozenset[int]) -> dict[date, datetime]:
    """By local date the first tick at or after the hour, else the first of the next date."""
    first: dict[date, datetime] = {}
    waiting: date | None = None
    for now in ticks(zone):
        local = now.astimezone(zone)
        if waiting and local.date() > waiting:
            first.setdefault(waiting, now)
        if local.time() >= hour:
            first.setdefault(local.date(), now)
        waiting = local.date()
    return {day: now for day, now in first.items() if day.weekday() in days}


ODD_ZONES = [
    "America/Scoresbysund",
    "America/Nuuk",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Havana",
    "Australia/Lord_Howe",
    "Atlantic/Azores",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Europe/Paris",
]
HOURS = [time(0), time(0, 30), time(2), time(2, 30), time(3), time(8, 30), time(23, 30)]


@settings(max_examples=15, deadline=None)
@given(
    st.one_of(st.sampled_from(ODD_ZONES), st.sampled_from(sorted(available_timezones()))),
    st.sampled_from(HOURS),
    st.sampled_from([frozenset(range(5)), frozenset(range(7)), frozenset({5, 6})]),
)
def test_each_digest_day_of_two_years_gets_exactly_one_digest_in_every_zone(
    name: str, hour: time, days: frozenset[int]
) -> None:
    zone = ZoneInfo(name)
    channel = replace(CHANNEL, zone=name, digest_time=hour, digest_days=days)
    rows = Digests(channel, START - timedelta(seconds=1), [])
    for now in ticks(zone):
        rows.tick(now)
    expected = reached(zone, hour, days)
    # The first day began before the first watch, in zones east of Greenwich.
    first = rows.rows[0].local_date
    assert first <= min(expected) + DAY * 7
    assert {row.local_date: row.end for row in rows.rows} == {
        day: now for day, now in expected.items() if day >= first
    }
    periods = [(row.start, row.end) for row in rows.rows]
    assert [start for start, _ in periods[1:]] == [end for _, end in periods[:-1]]


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(ODD_ZONES),
    st.sampled_from(HOURS),
    st.lists(st.integers(1, 5000), min_size=1, max_size=60),
)
def test_restarts_at_any_time_never_make_two_digests_of_a_day_nor_a_hole_in_what_they_cover(
    name: str, hour: time, gaps: list[int]
) -> None:
    channel = replace(CHANNEL, zone=name, digest_time=hour)
    now = datetime(2026, 3, 20, tzinfo=UTC)
    rows = Digests(channel, now, [])
    for minutes in gaps:
        now += MINUTE * minutes
        rows.tick(now)
        rows.tick(now + timedelta(seconds=30))
    days = [row.local_date for row in rows.rows]
    assert days == sorted(set(days))
    bounds = [rows.first_watch_at, *(row.end for row in rows.rows)]
    assert [row.start for row in rows.rows] == bounds[:-1]


def test_the_local_day_is_that_of_the_zone() -> None:
    now = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert local_day(now, "Europe/Paris") == date(2026, 3, 11)
    assert local_day(now, "America/New_York") == date(2026, 3, 10)


# --- what it says

NOW = paris("2026-03-10T08:30")


def post(
    number: int, *, watch: int = 1, reactions: int | None = None, late: bool = False
) -> DigestPost:
    """A higher number is newer."""
    published = NOW - DAY + number * MINUTE
    publication = Post(
        network="bluesky",
        key=f"key-{number}",
        url=f"https://social.example/{number}",
        author_key=f"author-{watch}",
        author_handle="a",
        author_name="A",
        text=f"Publication {number}",
        published_at=published,
        reactions=reactions,
    )
    stored = StoredPost(PostId(number), publication, published + MINUTE)
    return DigestPost(stored, WatchId(watch), f"Account {watch}", "bluesky", late)


def account(watch: int, *, unread: bool = False) -> AccountState:
    return AccountState(
        WatchId(watch),
        f"Account {watch}",
        "bluesky",
        f"https://social.example/{watch}",
        "unread" if unread else "quiet",
        since=NOW - HOUR,
        error="transient" if unread else None,
    )


def selected(posts: list[DigestPost], *accounts: AccountState) -> DigestContent:
    return select(posts, accounts, NOW - DAY, NOW)


def number(one: DigestPost | None) -> int | None:
    return one.post.id if one else None


def test_the_top_is_what_its_own_account_had_most_reactions_for() -> None:
    small = replace(post(1, watch=1, reactions=30), usual=10.0)
    large = replace(post(2, watch=2, reactions=500), usual=400.0)
    assert number(selected([small, large, post(3, reactions=900)]).top) == 1
    assert selected([]).top is None


def test_where_nothing_stands_out_the_newest_of_the_most_active_is_on_top() -> None:
    busy = [post(n, watch=2, reactions=9) for n in range(3)]
    below = replace(post(8, watch=1, reactions=5), usual=10.0)
    assert number(selected([*busy, below, post(9, watch=3)]).top) == 2


def test_a_late_publication_is_on_top_only_where_nothing_else_is() -> None:
    old = post(1, reactions=5000, late=True)
    assert number(selected([old, post(2)]).top) == 2
    assert number(selected([old]).top) == 1


def test_accounts_come_most_active_first_with_three_publications_and_the_rest_counted() -> None:
    posts = [post(n, watch=2) for n in range(5)] + [post(9, watch=1, reactions=90)]
    groups = selected(posts).groups
    assert [(g.watch_id, g.count, len(g.shown), len(g.rest)) for g in groups] == [
        (2, 5, 3, 2),
        (1, 1, 1, 0),
    ]
    assert [number(one) for one in groups[0].shown + groups[0].rest] == [4, 3, 2, 1, 0]


def test_at_most_twelve_are_shown_and_each_account_gets_its_turn_before_a_second() -> None:
    posts = [post(n, watch=n % 7) for n in range(70)]
    shown = [len(group.shown) for group in selected(posts).groups]
    assert (sum(shown), max(shown) - min(shown)) == (12, 1)
    many = selected([post(n, watch=n) for n in range(20)]).groups
    assert sum(len(group.shown) for group in many) == 12
    assert sum(group.count for group in many) == 20


def test_every_publication_is_in_exactly_one_place_of_the_whole_list() -> None:
    posts = [post(n, watch=n % 3) for n in range(40)]
    content = selected(posts)
    everything = [number(one) for group in content.groups for one in group.shown + group.rest]
    assert sorted(everything, key=str) == sorted(range(40), key=str)
    assert content.posts == 40


def test_a_publication_that_two_watches_matched_counts_once_and_neither_is_quiet() -> None:
    twice = [post(1, watch=1), replace(post(1), watch_id=WatchId(2))]
    content = selected(twice, account(1), account(2), account(3))
    assert (content.posts, content.accounts) == (1, 3)
    assert [group.watch_id for group in content.groups] == [1]
    assert [one.watch_id for one in content.quiet] == [3]


def test_an_account_that_published_elsewhere_is_neither_quiet_nor_shown() -> None:
    heard = replace(account(2), state="heard")
    content = selected([post(1, watch=1)], account(1), heard, account(3))
    assert [one.watch_id for one in content.quiet] == [3]
    assert [one.watch_id for one in content.heard] == [2]
    shown = selected([post(1, watch=2)], heard)
    assert (shown.quiet, shown.heard) == ((), ())


def test_an_account_that_fails_now_is_unread_also_where_it_published_and_never_quiet() -> None:
    content = selected([post(1, watch=1)], account(1, unread=True), account(2, unread=True))
    assert [group.watch_id for group in content.groups] == [1]
    assert [one.watch_id for one in content.unread] == [1, 2]
    assert content.quiet == ()
