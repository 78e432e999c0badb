"""When a channel's digest is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.model import Channel

LATE_AFTER = timedelta(minutes=10)
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
