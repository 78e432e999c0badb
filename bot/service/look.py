"""From a due lane to recorded posts, alerts and the next look (DESIGN: a post's way, 1 to 5)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.core.diff import Difference, diff, text_hash
from bot.core.match import published
from bot.core.model import StoredPost, TargetState
from bot.core.reactions import Reaction, react, react_suspect
from bot.service.connectors import Networks
from bot.service.notices import Notices
from bot.service.profiles import follow
from bot.service.takeovers import Takeovers
from bot.service.telling import tell_watchers
from bot.service.turns import Planner
from bot.store import deliveries, lanes, looks, posts, targets, trends
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.lanes import Lane
from connectors.base import Connector
from connectors.errors import BudgetUsed, ConnectorError, QuotaUsed, UnexpectedPayload
from connectors.types import (
    Batch,
    Coverage,
    Due,
    Kind,
    Look,
    Post,
    Priority,
    Target,
    TargetId,
)

LEASE = timedelta(seconds=60)
# What a network can't do it may do with its next version.
STOPPED = timedelta(days=1)
TARGETS_AT_ONCE = 200
LANES_AT_ONCE = 8
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Observation:
    """What came of a target, by a look or by push. `lane`: whose lease must still be ours."""

    target: Target
    look: Look
    lane: Lane | None = None


class Looker:
    """Looks at what is due and records what it sees. `owner` names this process's leases."""

    def __init__(
        self, store: Store, networks: Networks, notices: Notices, clock: Clock, owner: str
    ) -> None:
        self._store = store
        self._networks = networks
        self._notices = notices
        self._planner = Planner(networks)
        self._takeovers = Takeovers(store, networks, clock)
        self._clock = clock
        self._owner = owner
        self._running: set[asyncio.Task[None]] = set()

    async def tick(self) -> int:
        """Start every due lane that has room; how many were started. Doesn't wait for them."""
        started = 0
        while len(self._running) < LANES_AT_ONCE:
            now = self._clock.now()
            async with self._store.begin() as tx:
                lane = await lanes.lease(tx, self._owner, now, now + LEASE)
            if lane is None:
                break
            task = asyncio.create_task(self._lane(lane))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            started += 1
        return started

    async def settle(self) -> None:
        """Wait for the lanes under way."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _lane(self, lane: Lane) -> None:
        try:
            await self._look_at_lane(lane)
        except StoreUnavailable as error:
            log.warning("store unavailable during a look", lane=lane.key.host, error=str(error))
        except Exception:
            # One lane's fault must not end the others; its targets come up again by themselves.
            log.exception("look failed", network=lane.key.network, host=lane.key.host)
        finally:
            await self._release(lane)

    async def _release(self, lane: Lane) -> None:
        try:
            async with self._store.begin() as tx:
                await lanes.release(tx, lane.id, self._owner)
        except StoreUnavailable:
            log.warning("lease left to expire", lane=lane.key.host)

    async def _look_at_lane(self, lane: Lane) -> None:
        connector = self._networks.get(lane.key.network)
        due, soon = await self._claim(connector, lane)
        for batch in connector.pack(due, soon):
            if not await self._renew(lane):
                return
            seen = await self._ask(connector, lane, batch)
            for one in batch.dues:
                look = await self._takeovers.checked(one.target, seen[one.target.id])
                await self.record(Observation(one.target, look, lane))

    async def _claim(self, connector: Connector, lane: Lane) -> tuple[list[Due], list[Due]]:
        now = self._clock.now()
        async with self._store.begin() as tx:
            turns = await self._planner.turns(tx, connector, lane, now)

            def push(target: TargetId) -> datetime:
                # Targets that are asked about together come up at the same moment.
                return turns.after(now, target, lane.id if connector.together else target)

            due, soon = await lanes.claim_due(
                tx, lane.id, now, limit=TARGETS_AT_ONCE, soon=turns.every / 4, push=push
            )
        return _at(due, now), _at(soon, now)

    async def _renew(self, lane: Lane) -> bool:
        async with self._store.begin() as tx:
            return await lanes.renew(tx, lane.id, self._owner, self._clock.now() + LEASE)

    async def _ask(self, connector: Connector, lane: Lane, batch: Batch) -> Mapping[TargetId, Look]:
        """One Look for every target, whatever happens."""
        try:
            seen = await self._networks.ask(
                connector, lane.key, connector.look(batch), Priority.LOOK
            )
        except ConnectorError as error:
            return {due.target.id: Look.failed(error) for due in batch.dues}
        missing = Look.failed(UnexpectedPayload("the connector gave no look"))
        return {due.target.id: seen.get(due.target.id, missing) for due in batch.dues}

    async def record(self, seen: Observation) -> bool:
        """The one door for what was seen. All or nothing; False when the lease was lost."""
        async with self._store.begin() as tx:
            # Not before: a transaction may wait for its turn while a digest's period ends.
            now = self._clock.now()
            if seen.lane and not await lanes.held(tx, seen.lane.id, self._owner, now):
                return False
            before = await targets.state(tx, seen.target.id)
            difference, stored = await self._store_posts(tx, seen, now)
            if difference.unseen:
                await tell_watchers(tx, self._clock, before, difference.unseen, stored)
                await self._note_hashtags(tx, seen.target, difference.unseen, stored, now)
            reaction = self._react(seen.look, before, now)
            after = await self._save(tx, seen, reaction, now)
            await self._notices.about(tx, before, after, seen.look.error, reaction, now)
            await follow(tx, self._networks, before, seen.look, now)
        self._log(seen, difference)
        return True

    async def _store_posts(
        self, tx: Tx, seen: Observation, now: datetime
    ) -> tuple[Difference, Mapping[str, StoredPost]]:
        found = seen.look.posts
        known = await posts.known(tx, seen.target.id, [post.key for post in found])
        difference = diff(found, known)
        hashes = {post.key: text_hash(post) for post in found}
        stored = await posts.record(tx, seen.target.id, found, hashes, now)
        if difference.edited:
            await deliveries.touch(tx, await posts.edit(tx, difference.edited, hashes))
        return difference, stored

    async def _note_hashtags(
        self,
        tx: Tx,
        target: Target,
        unseen: Sequence[Post],
        stored: Mapping[str, StoredPost],
        now: datetime,
    ) -> None:
        """For what takes off. Where reading costs money, a busy hashtag is counted by its network
        and read only while it takes off: what is read then says nothing of what is usual."""
        paid = self._networks.get(target.network).budget() is not None
        if paid and target.kind is Kind.HASHTAG:
            return
        ordered = sorted(unseen, key=lambda post: published(post, now))
        await trends.note(tx, target.id, [stored[post.key].id for post in ordered])

    async def _save(
        self, tx: Tx, seen: Observation, reaction: Reaction | None, now: datetime
    ) -> TargetState:
        look = seen.look
        # What the money didn't reach is unread, even where some pages were.
        unread = isinstance(look.error, BudgetUsed | QuotaUsed)
        coverage = Coverage.FAILED if unread else look.coverage
        newest = [published(post, now) for post in look.posts if not post.pinned]
        if reaction and reaction.pause_lane_until and seen.lane:
            await lanes.pause(tx, seen.lane.key, reaction.pause_lane_until, reaction.error_key)
        until = (reaction.until or reaction.pause_lane_until) if reaction else None
        again = STOPPED if reaction and reaction.stop else reaction and reaction.retry_in
        retry = now + again if again else None
        return await looks.save(
            tx,
            seen.target.id,
            cursor=look.cursor if coverage in _GOOD else None,
            coverage=coverage,
            at=now,
            newest_at=max(newest, default=None),
            error=reaction.error_key if reaction else None,
            error_until=until,
            account=look.account,
            next_look_at=retry,
        )

    def _react(self, look: Look, before: TargetState, now: datetime) -> Reaction | None:
        every = self._networks.interval(before.target.network)
        if look.error is not None:
            return react(look.error, before.failures + 1, every, now)
        if look.coverage is Coverage.SUSPECT:
            return react_suspect(before.failures + 1, every)
        return None

    def _log(self, seen: Observation, difference: Difference) -> None:
        error = seen.look.error
        quiet = error is None and not difference.unseen and not difference.edited
        (log.debug if quiet else log.info)(
            "looked",
            network=seen.target.network,
            target=seen.target.id,
            coverage=seen.look.coverage.value,
            new=len(difference.unseen),
            edited=len(difference.edited),
            error=type(error).__name__ if error else None,
            detail=error.detail if error else None,
        )


def _at(dues: Sequence[Due], now: datetime) -> list[Due]:
    return [replace(one, at=now) for one in dues]


_GOOD = (Coverage.COMPLETE, Coverage.PARTIAL)
