"""Who is silent or loud as not for a year, and who is back: what one channel is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.compose import held, held_until
from bot.core.digest import local_day, start_of_day
from bot.core.excerpt import first_words
from bot.core.model import Channel, DeliveryKind, Mode, TargetState, Watch, WatchId
from bot.core.rhythm import Burst, Silence, Usual, broken
from bot.render.rhythms import AGAIN, TOLD
from bot.service.digest_facts import account_name
from bot.store import deliveries, firms, rhythms, targets, watches
from bot.store.engine import Tx
from bot.store.rhythms import BURST, SILENCE
from connectors.types import TargetId

# What began longer ago is no news: the bot was off, or has only now learnt to tell it.
FRESH = timedelta(days=7)
# A silence comes of no moment: nobody need hear of it at night.
MORNING = time(8)
NAME = 80
_ORDER = (BURST, AGAIN, SILENCE)


@dataclass(frozen=True, slots=True)
class News:
    """`at`: since when it is silent, when its loud day began, when it published again.

    `usual`: posts a week, or on a day that has any. `n`: days of silence, or posts of the day.
    `told`: False where it is noticed without a word.
    """

    watch: Watch
    kind: str
    at: datetime
    usual: float
    n: int
    told: bool = True


async def news_of(
    tx: Tx, channel: Channel, lately: Mapping[TargetId, Sequence[datetime]], now: datetime
) -> list[News]:
    """What is unusual now. `lately`: what every account published in the last day."""
    every = [
        one for one in await watches.of_channel(tx, channel.id) if one.target.kind in rhythms.KINDS
    ]
    ids = [one.target.id for one in every]
    states = await targets.states(tx, ids)
    usual = await rhythms.usual(tx, ids, channel.zone, local_day(now, channel.zone))
    told = await rhythms.silences(tx, channel.id)
    news: list[News] = []
    for one in every:
        habits, new = usual.get(one.target.id), lately.get(one.target.id, ())
        if (since := told.get(one.target.id)) is not None:
            last = max([*new, *([habits.last] if habits else [])], default=since)
            if last > since and not held(channel, now):
                news += await _again(tx, channel, one, since, now)
        elif habits is not None and _wants(one, channel, now):
            news += _broken(channel, one, states[one.target.id], habits, new, now)
    return news


def _wants(watch: Watch, channel: Channel, now: datetime) -> bool:
    pauses = (watch.muted_until, channel.muted_until)
    return watch.mode is not Mode.DIGEST and not any(until and until > now for until in pauses)


async def _again(
    tx: Tx, channel: Channel, watch: Watch, since: datetime, now: datetime
) -> list[News]:
    first = await rhythms.first_after(tx, watch.target.id, since)
    if first is None:
        return []
    told = _wants(watch, channel, now) and now - first <= FRESH
    return [News(watch, AGAIN, first, 0, (first - since).days, told)]


def _broken(
    channel: Channel,
    watch: Watch,
    state: TargetState,
    habits: Usual,
    lately: Sequence[datetime],
    now: datetime,
) -> Iterator[News]:
    until = state.last_good_at
    if until is None or state.baseline_at is None:
        return
    new = [one for one in lately if one >= state.baseline_at]
    found = broken(habits, new, until, now, channel.zone)
    today = start_of_day(now, channel.zone)
    if isinstance(found, Burst) and watch.created_at < today:
        yield News(watch, BURST, today, found.daily, found.posts)
    if isinstance(found, Silence) and _is_news(channel, watch, state, habits, found, now):
        yield News(watch, SILENCE, found.since, found.weekly, found.lasts.days)


def _is_news(
    channel: Channel,
    watch: Watch,
    state: TargetState,
    habits: Usual,
    silence: Silence,
    now: datetime,
) -> bool:
    """Nobody is called silent whom nobody can read."""
    begins = silence.since + habits.silent_after
    morning = now.astimezone(ZoneInfo(channel.zone)).time() >= MORNING
    fresh = begins >= max(watch.created_at, now - FRESH)
    return fresh and morning and state.failures == 0 and not held(channel, now)


async def tell(tx: Tx, channel: Channel, news: Sequence[News], now: datetime) -> None:
    """One message with what wasn't told before."""
    fresh = [one for one in news if await _taken(tx, channel, one, now)]
    shown = [one for one in fresh if one.told]
    if not shown:
        return
    owners = await firms.of_targets(
        tx, channel.workspace_id, [one.watch.target.id for one in shown]
    )
    names = {one.watch.id: account_name(one.watch) for one in shown}
    names |= {
        one.watch.id: owners[one.watch.target.id].name
        for one in shown
        if one.watch.target.id in owners
    }
    await deliveries.add(
        tx,
        channel.id,
        DeliveryKind.NOTICE,
        payload={"key": TOLD, "lines": list(_lines(shown, names))},
        not_before=held_until(channel, now),
        silent=True,
        now=now,
    )


async def _taken(tx: Tx, channel: Channel, one: News, now: datetime) -> bool:
    """Is it ours to tell?"""
    target = one.watch.target.id
    if one.kind == AGAIN:
        return await rhythms.end(tx, channel.id, target, now)
    return await rhythms.tell(tx, channel.id, target, one.kind, one.at, now)


def _lines(shown: Iterable[News], names: Mapping[WatchId, str]) -> Iterator[dict[str, Any]]:
    """A firm's accounts in one line."""

    def place(one: News) -> tuple[int, str]:
        return _ORDER.index(one.kind), names[one.watch.id]

    for (kind, name), found in groupby(sorted(shown, key=place), place):
        every = list(found)
        yield {
            "kind": _ORDER[kind],
            "name": first_words(name, NAME),
            "at": max(one.at for one in every).isoformat(),
            "n": min(one.n for one in every),
            "accounts": [
                [one.watch.target.network, one.watch.target.url, one.usual, one.n] for one in every
            ],
        }
