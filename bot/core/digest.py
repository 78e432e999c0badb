"""When a channel's digest is due, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.match import published
from bot.core.model import Channel, PostId, StoredPost, WatchId

LATE_AFTER = timedelta(minutes=10)
SHOWN_PER_ACCOUNT, SHOWN_IN_ALL = 3, 12
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DigestDue:
    """A digest to make now. It covers `start` to `end`. `late`: the bot wasn't running in time."""

    local_date: date
    start: datetime
    end: datetime
    late: bool


def local_day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def start_of_day(now: datetime, zone: str) -> datetime:
    """The local midnight before `now`."""
    return datetime.combine(local_day(now, zone), time.min, ZoneInfo(zone)).astimezone(UTC)


def digest_due(
    channel: Channel,
    last: date | None,
    last_end: datetime | None,
    first_watch_at: datetime | None,
    now: datetime,
) -> DigestDue | None:
    """The digest that is due now, if any.

    `last`, `last_end`: local date and end of the channel's last digest row. `first_watch_at`:
    when its first watch began; None: it watches nothing, and gets no digest.
    A day that ended before its digest could be made is covered by the next digest's period.
    """
    start = last_end or first_watch_at
    if not channel.digest_on or first_watch_at is None or start is None:
        return None
    today = local_day(now, channel.zone)
    for day in (today, today - _DAY):
        opens = _opening(channel, day)
        late = now - opens > LATE_AFTER
        # An hour just before midnight must not lose its day to a slow tick.
        over = late and local_day(opens, channel.zone) < today
        wanted = day > last if last is not None else opens > first_watch_at
        if opens <= now and wanted and not over and day.weekday() in channel.digest_days:
            return DigestDue(day, start, now, late)
    return None


def next_digest(channel: Channel, now: datetime) -> datetime | None:
    """When the next digest comes; None: the channel has none."""
    if not channel.digest_on:
        return None
    today = local_day(now, channel.zone)
    days = (today + _DAY * offset for offset in range(8))
    openings = (_opening(channel, day) for day in days if day.weekday() in channel.digest_days)
    return next((opens for opens in openings if opens > now), None)


def _opening(channel: Channel, day: date) -> datetime:
    """The first instant whose local time on `day` is at or after the channel's digest hour.

    An hour that a clock change repeats counts the first time. Where a clock change skips the
    hour, the instant of the change; it may even be the next day's first (a change at 23:00).
    """
    zone = ZoneInfo(channel.zone)
    wall = datetime.combine(day, channel.digest_time)
    after = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(after, zone) == wall:
        return after
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if _wall(middle, zone) < wall else (before, middle)
    return after.replace(microsecond=0)


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class DigestPost:
    """A publication of the period. `name`: the watched account's. `late`: older than it looks."""

    post: StoredPost
    watch_id: WatchId
    name: str
    network: str
    late: bool

    @property
    def reactions(self) -> int:
        return self.post.post.reactions or 0

    @property
    def published(self) -> datetime:
        return published(self.post.post, self.post.first_seen_at)


@dataclass(frozen=True, slots=True)
class AccountState:
    """A watched account at the end of the period.

    `quiet`: its last look was good, `since` is when. `unread`: it can't be looked at since
    `since`, because of `error` (a key of the texts), `until` a known time.
    """

    watch_id: WatchId
    name: str
    network: str
    target_url: str
    state: Literal["quiet", "unread"]
    since: datetime | None = None
    error: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One account's publications: those shown up front and the rest, for the thread."""

    watch_id: WatchId
    name: str
    network: str
    shown: tuple[DigestPost, ...]
    rest: tuple[DigestPost, ...]

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.rest)


@dataclass(frozen=True, slots=True)
class DigestContent:
    """`groups`: most active first. An account may be both in a group and unread.

    `quiet`: looked at and nothing published. `posts`: number of publications, each once.
    `accounts`: number of accounts watched.
    """

    top: DigestPost | None
    groups: tuple[Group, ...]
    quiet: tuple[AccountState, ...]
    unread: tuple[AccountState, ...]
    posts: int
    accounts: int
    start: datetime
    end: datetime


def select(
    posts: Sequence[DigestPost],
    accounts: Sequence[AccountState],
    start: datetime,
    end: datetime,
) -> DigestContent:
    """Order and choose. A publication that two watches matched is shown at the first of them."""
    once = _once(posts)
    active = {one.watch_id for one in posts}
    return DigestContent(
        top=min(once, key=_rank, default=None),
        groups=_groups(once),
        quiet=tuple(one for one in accounts if one.state == "quiet" and one.watch_id not in active),
        unread=tuple(one for one in accounts if one.state == "unread"),
        posts=len(once),
        accounts=len(accounts),
        start=start,
        end=end,
    )


def _once(posts: Sequence[DigestPost]) -> list[DigestPost]:
    first: dict[PostId, DigestPost] = {}
    for one in posts:
        first.setdefault(one.post.id, one)
    return list(first.values())


def _rank(one: DigestPost) -> tuple[bool, bool, int, float]:
    """What deserves to be read first: still there, recent before late, most reacted, newest."""
    return one.post.deleted, one.late, -one.reactions, -one.published.timestamp()


def _groups(posts: Sequence[DigestPost]) -> tuple[Group, ...]:
    by_watch: dict[WatchId, list[DigestPost]] = {}
    for one in sorted(posts, key=_rank):
        by_watch.setdefault(one.watch_id, []).append(one)
    ranked = sorted(by_watch.values(), key=lambda group: (-len(group), _rank(group[0])))
    return tuple(
        Group(
            group[0].watch_id,
            group[0].name,
            group[0].network,
            tuple(group[:shown]),
            tuple(group[shown:]),
        )
        for group, shown in zip(ranked, _shares([len(group) for group in ranked]), strict=True)
    )


def _shares(sizes: Sequence[int]) -> list[int]:
    """How many of each group are shown: one each in turn, so that no account is crowded out."""
    shares = [0] * len(sizes)
    for _ in range(min(SHOWN_IN_ALL, sum(min(size, SHOWN_PER_ACCOUNT) for size in sizes))):
        open_groups = (i for i, n in enumerate(sizes) if shares[i] < min(n, SHOWN_PER_ACCOUNT))
        shares[min(open_groups, key=lambda i: shares[i])] += 1
    return shares
