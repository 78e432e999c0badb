"""What a digest tells beside the publications: what is unusual, what rises, how it began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core.compare import Seen, Unknown
from bot.core.compare.reactions import usual_reactions
from bot.core.digest import (
    OFFER_AFTER,
    TALLY_AFTER,
    Findings,
    Newcomer,
    Tag,
    Tally,
    Unusual,
    local_day,
    reached,
    start_of_day,
)
from bot.core.model import Channel, DeliveryKind, PostId, TargetState, Watch
from bot.core.profiles import ChangeKind
from bot.core.rhythm import LEAST_BURST, LEAST_SILENCE, YEAR, Break, Burst, Silence, break_
from bot.core.trends import WINDOW, Rise, rising, same, spelled
from bot.render.alerts import watch_name
from bot.render.profiles import CHANGED
from bot.store import histories, posts, targets, trend_wishes, trends, watches
from bot.store.engine import Tx
from connectors.types import Kind, Post, TargetId

DAY = timedelta(days=1)
HISTORY, RECORD = 120 * DAY, 30 * DAY
RISING = 3


def account_name(watch: Watch) -> str:
    """The name of what is watched, as its readers know it."""
    if watch.label or watch.target.kind is Kind.HASHTAG:
        return watch_name(watch)
    return watch.target.name or watch_name(watch)


@dataclass(frozen=True, slots=True)
class Habits:
    """What an account is used to, before a period. `usual`: the median of its reactions."""

    usual: float | None
    recent: tuple[Post, ...]

    def record(self, key: str) -> int | None:
        """The most reactions of another of its publications in thirty days, where all are told."""
        others = [one.reactions for one in self.recent if one.key != key]
        told = [count for count in others if count is not None]
        return max(told, default=None) if len(told) == len(others) else None


def habits(account: Seen, start: datetime, end: datetime) -> Habits:
    """Nothing is called a record of thirty days where the account wasn't read for so long."""
    dated = [one for one in account.own if one.published_at and one.published_at < end]
    before = [one for one in dated if one.published_at and one.published_at < start]
    known = usual_reactions(before, end)
    read = account.since is not None and account.since <= end - RECORD
    recent = [one for one in dated if one.published_at and one.published_at >= end - RECORD]
    return Habits(None if isinstance(known, Unknown) else known, tuple(recent) if read else ())


async def history(
    tx: Tx, watched: Sequence[Watch], states: Mapping[TargetId, TargetState], end: datetime
) -> dict[TargetId, Seen]:
    """The accounts among what is watched, with what they published in the last months."""
    chosen = [states[one.target.id] for one in watched if one.target.kind is Kind.ACCOUNT]
    return await histories.seen(tx, chosen, end - HISTORY)


async def findings(
    tx: Tx,
    channel: Channel,
    watched: Sequence[Watch],
    past: Mapping[TargetId, Seen],
    start: datetime,
    end: datetime,
) -> Findings:
    """What is worth a line though it is no publication."""
    return Findings(
        unusual=await _unusual(tx, channel, watched, past, start, end),
        newcomers=tuple(await _newcomers(tx, channel, start, end)),
        rising=await _rising(tx, channel, start, end),
    )


# --- accounts that do what they don't do else


async def _unusual(
    tx: Tx,
    channel: Channel,
    watched: Sequence[Watch],
    past: Mapping[TargetId, Seen],
    start: datetime,
    end: datetime,
) -> tuple[Unusual, ...]:
    """Most accounts can't be: only of the others a whole year is read."""
    if not channel.rhythm:
        return ()
    maybe = [one for one in past if _may_be_unusual(past[one], start, end)]
    states = await targets.states(tx, maybe)
    year = await histories.seen(tx, list(states.values()), end - YEAR)
    found = [
        Unusual(account_name(one), one.target.network, broken)
        for one in watched
        if (account := year.get(one.target.id)) is not None
        if (broken := _broken(account, start, end, channel.zone)) is not None
    ]
    return tuple(sorted(found, key=_most_unusual))


def _may_be_unusual(account: Seen, start: datetime, end: datetime) -> bool:
    dates = [one.published_at for one in account.own if one.published_at]
    loud = sum(one >= start - DAY for one in dates) >= LEAST_BURST
    return loud or not dates or end - max(dates) >= LEAST_SILENCE


def _broken(account: Seen, start: datetime, end: datetime, zone: str) -> Break | None:
    """What began in the period: a silence is told once, a burst by the day that had it."""
    days = [_at(account, instant, zone) for instant in _ends(start, end, zone)]
    if bursts := [one for one in days if isinstance(one, Burst)]:
        return max(bursts, key=lambda one: one.posts)
    now, before = _at(account, end, zone), _at(account, start, zone)
    return now if isinstance(now, Silence) and not isinstance(before, Silence) else None


def _at(account: Seen, instant: datetime, zone: str) -> Break | None:
    until = min(account.until, instant) if account.until else None
    known = break_(replace(account, until=until), instant, zone)
    return None if isinstance(known, Unknown) else known


def _ends(start: datetime, end: datetime, zone: str) -> Iterator[datetime]:
    """The last moments of the period's local days."""
    at = end
    while at > start:
        yield at
        at = start_of_day(at, zone) - timedelta(seconds=1)


def _most_unusual(one: Unusual) -> tuple[bool, float]:
    broken = one.broken
    if isinstance(broken, Burst):
        return False, -broken.posts / broken.daily
    return True, -broken.lasts.total_seconds()


# --- what the channel was told in other messages


async def _newcomers(tx: Tx, channel: Channel, start: datetime, end: datetime) -> list[Newcomer]:
    notices = await histories.told(tx, channel.id, DeliveryKind.NOTICE, start, end)
    return [
        Newcomer(one["name"], change["network"], change["now"])
        for one in notices
        if one.get("key") == CHANGED
        for change in one.get("changes", ())
        if change["kind"] == ChangeKind.NEW_ACCOUNT
    ]


async def _rising(tx: Tx, channel: Channel, start: datetime, end: datetime) -> tuple[Tag, ...]:
    """The hashtags that took off in the period, then those that stand above their usual now."""
    if channel.trends is None:
        return ()
    told = await histories.told(tx, channel.id, DeliveryKind.TREND, start, end)
    tags = [*map(_tag, told), *await _standing(tx, channel, end)]
    every = {same(one.name): one for one in tags}
    return tuple(sorted(every.values(), key=lambda one: (-one.accounts, one.name)))[:RISING]


def _tag(facts: Mapping[str, object]) -> Tag:
    name, multiplier, used, accounts, usual = (
        facts[key] for key in ("tag", "multiplier", "used", "accounts", "usual")
    )
    assert isinstance(multiplier, int | float | None)
    return Tag(str(name), multiplier, int(str(used)), int(str(accounts)), float(str(usual)))


async def _standing(tx: Tx, channel: Channel, now: datetime) -> list[Tag]:
    scope = await trends.scope_of(tx, channel.workspace_id)
    if scope is None:
        return []
    ignored = await trend_wishes.ignored(tx, channel.id)
    used = await trends.used_since(tx, channel.workspace_id, now - WINDOW)
    wanted = {tag: memory for tag, memory in used.items() if tag not in ignored}
    rises = rising(wanted, scope.since, now, RISING)
    names = await posts.get(tx, [PostId(int(one.keys[0])) for one in rises])
    return [_of_rise(one, [stored.post for stored in names.values()]) for one in rises]


def _of_rise(rise: Rise, spellings: Sequence[Post]) -> Tag:
    name = spelled(rise.tag, spellings)
    return Tag(name, rise.multiplier, rise.posts, rise.authors, rise.usual)


# --- what is said once in a channel's life


async def said_once(
    tx: Tx, channel: Channel, first: datetime, last: date | None, today: date, now: datetime
) -> tuple[Tally | None, bool]:
    """The first week's alerts, and whether the weekly recap is to be proposed.

    `first`: when the first watch began; `last`: local date of the digest before.
    """
    began = local_day(first, channel.zone)
    tally = None
    if reached(TALLY_AFTER, began, last, today):
        tally = await _tally(tx, channel, now - TALLY_AFTER)
    return tally, not channel.weekly and reached(OFFER_AFTER, began, last, today)


async def _tally(tx: Tx, channel: Channel, since: datetime) -> Tally | None:
    found = await histories.busiest(tx, channel.id, since)
    watch = await watches.get(tx, found[0]) if found else None
    if found is None or watch is None:
        return None
    every = await histories.alerts_since(tx, channel.id, since)
    return Tally(every, found[1], account_name(watch), watch.id)
