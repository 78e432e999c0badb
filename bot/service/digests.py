"""The daily digest: a row per channel and local date is the truth; a tick asks what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.core.digest import (
    AccountState,
    DigestContent,
    DigestDue,
    DigestPost,
    digest_due,
    select,
)
from bot.core.match import in_digest
from bot.core.message import Message
from bot.core.model import (
    Channel,
    DeliveryKind,
    PostId,
    TargetState,
    Verdict,
    Watch,
    WatchId,
)
from bot.render.alerts import watch_name
from bot.render.digests import Occasion, front, parts
from bot.render.words import Words
from bot.service.connectors import Networks
from bot.store import channels, deliveries, digests, posts, targets, watches
from bot.store.engine import Store, Tx
from connectors.types import Kind

DAILY = "daily"
# After a start, looks go first: a digest made before them would call everything unread.
LOOKS_FIRST = timedelta(seconds=30)
# A look that is this many intervals old (and 15 minutes) no longer proves that it is quiet.
STALE_INTERVALS, STALE_LEAST = 3, timedelta(minutes=15)
log = structlog.get_logger(__name__)


class Digests:
    def __init__(self, store: Store, networks: Networks, clock: Clock) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._started = clock.now()

    async def tick(self) -> int:
        """Make every digest that is due; how many."""
        async with self._store.read() as tx:
            candidates = [one for one in await channels.all_active(tx) if one.digest_on]
        made = 0
        for channel in candidates:
            made += await self._make_if_due(channel)
        return made

    async def _make_if_due(self, channel: Channel) -> bool:
        async with self._store.begin() as tx:
            await channels.hold(tx, channel.id)
            # Only now: a look that is being recorded has its posts in this period or the next.
            now = self._clock.now()
            last = await digests.last(tx, channel.id, DAILY)
            due = digest_due(
                channel,
                last.local_date if last else None,
                last.end if last else None,
                await watches.first_at(tx, channel.id),
                now,
            )
            if due is None or await self._wait_for_looks(tx, channel, now):
                return False
            row = await digests.open(tx, channel.id, DAILY, due.local_date, due.start, due.end)
            if row is None:
                return False
            content = await self.content(tx, channel, due.start, due.end)
            await _deliver(tx, channel, content, due)
        log.info("digest made", channel=channel.id, date=due.local_date.isoformat())
        return True

    async def _wait_for_looks(self, tx: Tx, channel: Channel, now: datetime) -> bool:
        if now - self._started > LOOKS_FIRST:
            return False
        watched = await watches.of_channel(tx, channel.id)
        states = await targets.states(tx, [one.target.id for one in watched])
        return any(
            one.last_look_at is None or one.last_look_at < self._started for one in states.values()
        )

    async def content(
        self, tx: Tx, channel: Channel, start: datetime, end: datetime
    ) -> DigestContent:
        """What happened between two instants, for one channel."""
        found = await digests.posts_between(tx, channel.id, start, end)
        shown = [
            DigestPost(
                post,
                watch.id,
                account_name(watch),
                watch.target.network,
                match.verdict is Verdict.LATE,
            )
            for post, watch, match in found
            if in_digest(watch, match)
        ]
        watched = await watches.of_channel(tx, channel.id)
        states = await targets.states(tx, [one.target.id for one in watched])
        accounts = [self._state(one, states[one.target.id], end) for one in watched]
        return select(shown, accounts, start, end)

    def _state(self, watch: Watch, state: TargetState, end: datetime) -> AccountState:
        network = watch.target.network
        every = self._networks.interval(network) if network in self._networks else STALE_LEAST
        fresh_from = end - max(STALE_INTERVALS * every, STALE_LEAST)
        good = state.last_good_at
        quiet = state.failures == 0 and good is not None and good >= fresh_from
        return AccountState(
            watch.id,
            account_name(watch),
            network,
            watch.target.url,
            "quiet" if quiet else "unread",
            since=good if quiet else state.failing_since or good or watch.created_at,
            error=None if quiet else state.error,
            until=None if quiet else state.error_until,
        )


def account_name(watch: Watch) -> str:
    """The name of what is watched, as its readers know it."""
    if watch.label or watch.target.kind is Kind.HASHTAG:
        return watch_name(watch)
    return watch.target.name or watch_name(watch)


async def _deliver(tx: Tx, channel: Channel, content: DigestContent, due: DigestDue) -> None:
    facts = to_payload(content)
    facts["late_since"] = channel.digest_time.isoformat() if due.late else None
    silent = channel.key.platform == "telegram"
    first = await deliveries.add(
        tx,
        channel.id,
        DeliveryKind.DIGEST,
        payload={**facts, "part": 0},
        silent=silent,
        now=due.end,
    )
    told = [one.post.id for group in content.groups for one in (*group.shown, *group.rest)]
    await digests.tells(tx, first, told)
    words = Words(channel.language, channel.zone, due.end)
    for number in range(len(parts(words, content))):
        await deliveries.add(
            tx,
            channel.id,
            DeliveryKind.DIGEST,
            payload={**facts, "part": number + 1},
            follows=first,
            silent=silent,
            now=due.end,
        )


async def digest_message(tx: Tx, words: Words, payload: dict[str, Any]) -> Message | None:
    """The part of a digest that its delivery's payload names, from current texts."""
    content = await _from_payload(tx, payload)
    part = int(payload["part"])
    if part == 0:
        late = payload.get("late_since")
        since = time.fromisoformat(late) if late else None
        return front(words, content, Occasion(late_since=since))
    pages = parts(words, content)
    return pages[part - 1] if part <= len(pages) else None


def to_payload(content: DigestContent) -> dict[str, Any]:
    """Facts that must not change after the digest was made; texts are read again by id."""
    return {
        "start": content.start.isoformat(),
        "end": content.end.isoformat(),
        "posts": [
            [one.post.id, one.watch_id, one.name, one.network, one.late]
            for group in content.groups
            for one in (*group.shown, *group.rest)
        ],
        "accounts": [_account(one) for one in (*content.quiet, *content.unread)],
        "total": content.accounts,
    }


def _account(one: AccountState) -> dict[str, Any]:
    return {
        "watch": one.watch_id,
        "name": one.name,
        "network": one.network,
        "url": one.target_url,
        "state": one.state,
        "since": one.since.isoformat() if one.since else None,
        "error": one.error,
        "until": one.until.isoformat() if one.until else None,
    }


async def _from_payload(tx: Tx, payload: dict[str, Any]) -> DigestContent:
    stored = await posts.get(tx, [PostId(row[0]) for row in payload["posts"]])
    shown = [
        DigestPost(stored[PostId(post)], WatchId(watch), name, network, late)
        for post, watch, name, network, late in payload["posts"]
        if PostId(post) in stored
    ]
    accounts = [_from_account(one) for one in payload["accounts"]]
    start, end = _instant(payload["start"]), _instant(payload["end"])
    assert start is not None
    assert end is not None
    content = select(shown, accounts, start, end)
    return replace(content, accounts=int(payload["total"]))


def _from_account(facts: dict[str, Any]) -> AccountState:
    return AccountState(
        WatchId(facts["watch"]),
        facts["name"],
        facts["network"],
        facts["url"],
        facts["state"],
        _instant(facts["since"]),
        facts["error"],
        _instant(facts["until"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
