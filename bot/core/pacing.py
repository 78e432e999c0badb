"""How often: looks at a target, requests of a lane, messages in a channel."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.model import ChannelKey, Platform
from connectors.types import Pace

LONGEST_BACKOFF = timedelta(hours=6)
LONGEST_LIMIT = timedelta(hours=24)
_PATIENCE = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Multiples of the golden ratio fall far apart, so that consecutive ids get distant phases.
_GOLDEN, _BITS = 0x9E3779B97F4A7C15, 64
_FIRST_EPOCH_SECOND = 1e9  # larger numbers are instants, smaller ones durations
_LIMIT_PREFIXES = ("x-ratelimit-", "x-rate-limit-", "ratelimit-")
_SEND_EVERY = {Platform.SLACK: timedelta(seconds=1), Platform.TERMINAL: timedelta(0)}


@dataclass(frozen=True, slots=True)
class Limit:
    """What a network says of its own count: requests left until `reset`, of `total` in all."""

    remaining: int
    reset: datetime
    total: int | None = None


def interval(pace: Pace, min_poll: timedelta | None) -> timedelta:
    """Time between two looks at a target; `min_poll`: the installation's own, where set."""
    return min_poll or pace.usual


def next_look(now: datetime, interval: timedelta, *, phase: int) -> datetime:
    """The next turn: more than zero and at most one interval ahead.

    Each `phase` (a target's id, or that of a lane whose targets are asked about together) has
    its own fixed moment, so that looks stay spread after a restart, a pause or an import of many
    targets at once.
    """
    period = max(interval // _MICROSECOND, 1)
    shift = (phase * _GOLDEN % 2**_BITS) * period >> _BITS
    elapsed = (now - _EPOCH) // _MICROSECOND
    return now + ((shift - elapsed) % period or period) * _MICROSECOND


def backoff(failures: int, interval: timedelta) -> timedelta:
    """Wait after so many failures in a row of one target.

    The usual interval three times, then doubling up to 6 h; never less than the interval.
    """
    doublings = min(max(failures - _PATIENCE, 0), 16)
    return max(interval, min(interval * (1 << doublings), LONGEST_BACKOFF))


def refill(tokens: float, at: datetime, now: datetime, pace: Pace) -> float:
    """A bucket's tokens `now`, `tokens` being those at `at`. A clock set back adds none."""
    elapsed = max((now - at).total_seconds(), 0.0)
    return min(float(pace.burst), tokens + elapsed * pace.per_second)


def wait_for_token(tokens: float, pace: Pace) -> float:
    """Seconds until one whole token is there."""
    return max(1.0 - tokens, 0.0) / pace.per_second


def tokens_within(limit: Limit, pace: Pace, now: datetime) -> tuple[float, float]:
    """The fewest and the most tokens that a bucket should hold, by the network's own count.

    Half of that count may go at once, the other half is spread over the time until the reset.
    Where twice as much is left as the bucket will give until then, it is filled up: the limit
    is wider than the documents say. `limit.remaining` is at least 1.
    """
    refilled = max((limit.reset - now).total_seconds(), 0.0) * pace.per_second
    spread = min(limit.remaining, limit.total / 2) if limit.total else limit.remaining
    at_once = limit.remaining - spread
    if spread >= refilled:
        most = limit.remaining - refilled
    elif at_once >= 1:
        most = at_once
    else:
        most = 1.0 - refilled / limit.remaining
    return min(pace.burst, limit.remaining / 2 - refilled), most


def limit_from_headers(headers: Mapping[str, str], now: datetime) -> Limit | None:
    """A network's own limits.

    `headers`: lower-case names. The reset may be an ISO time (Mastodon,
    https://docs.joinmastodon.org/api/rate-limits/), an epoch (X, Bluesky) or seconds from now
    (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/). It is kept
    between now and 24 h ahead. None: no such headers, or unreadable ones.
    """
    for prefix in _LIMIT_PREFIXES:
        remaining = _number(headers.get(f"{prefix}remaining", ""))
        reset = _reset(headers.get(f"{prefix}reset", ""), now)
        if remaining is not None and reset is not None:
            total = _number(headers.get(f"{prefix}limit", ""))
            until = min(max(reset, now), now + LONGEST_LIMIT)
            return Limit(int(remaining), until, int(total) if total else None)
    return None


def next_send(key: ChannelKey, is_group: bool, now: datetime, messages: int = 1) -> datetime:
    """Earliest next message in a channel after so many sent `now`. `is_group`: or a broadcast.

    https://docs.slack.dev/apis/web-api/rate-limits (one a second a channel),
    https://core.telegram.org/bots/faq (one a second a chat, 20 a minute a group).
    """
    telegram = timedelta(seconds=3 if is_group else 1)
    return now + messages * _SEND_EVERY.get(key.platform, telegram)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _reset(text: str, now: datetime) -> datetime | None:
    seconds = _number(text)
    if seconds is None:
        return _iso(text)
    if seconds >= _FIRST_EPOCH_SECOND:
        seconds -= now.timestamp()
    return now + timedelta(seconds=min(seconds, LONGEST_LIMIT.total_seconds()))


def _iso(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
