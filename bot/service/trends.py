"""Counting hashtags a workspace at a time, and telling its channels of those that take off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.clock import Clock
from bot.core.compose import CAP, CAP_WINDOW
from bot.core.digest import start_of_day
from bot.core.match import published
from bot.core.model import Channel, DeliveryKind, Platform, PostId, WorkspaceId
from bot.core.trends import (
    Rise,
    Sensitivity,
    Speaker,
    Use,
    count,
    domain_of,
    is_bot,
    is_settled,
    speaker,
    spelled,
    uses_of,
    voice_of,
)
from bot.store import deliveries, digests, posts, trend_wishes, trends
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.trends import Chosen, Scope, Waiting

AT_ONCE = 200
TOLD_A_DAY = 3
EXAMPLES = 5  # of which two are shown that are still there
CALMER = {Sensitivity.KEEN: Sensitivity.BALANCED, Sensitivity.BALANCED: Sensitivity.CALM}
log = structlog.get_logger(__name__)


class Trends:
    """Each post is counted once: what counts it takes it off the list in one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def tick(self) -> None:
        """Count all that waits."""
        async with self._store.read() as tx:
            waiting = await trends.scopes_waiting(tx)
        for scope in waiting:
            try:
                while await self._count_some(scope):
                    pass
            except StoreUnavailable:
                raise
            except Exception:
                # One workspace's fault must not stop the others.
                log.exception("hashtags not counted", workspace=scope)

    async def _count_some(self, scope: WorkspaceId) -> bool:
        """Is there more?"""
        async with self._store.begin() as tx:
            now = self._clock.now()
            begun = await trends.open_scope(tx, scope, now)
            waiting = await trends.waiting(tx, scope, AT_ONCE)
            rises = await _count(tx, scope, begun, await _uses(tx, scope, waiting))
            await _tell(tx, scope, rises, now)
            await trends.done(tx, scope, [one.id for one in waiting])
        return len(waiting) == AT_ONCE


async def _uses(tx: Tx, scope: WorkspaceId, waiting: Sequence[Waiting]) -> list[Use]:
    said = [(one, speaker(one.post.post, one.target)) for one in waiting]
    known = await trends.chosen(tx, scope, {who for _, who in said})
    return [use for one, who in said for use in _of_one(one, who, known)]


def _of_one(one: Waiting, who: Speaker, known: Mapping[Speaker, Chosen]) -> Iterator[Use]:
    """None where nobody knows who speaks. Whom somebody chose is no crowd, whatever the host."""
    post, chosen = one.post.post, known.get(who)
    at = published(post, one.post.first_seen_at)
    if who.key:
        yield from uses_of(
            post,
            at,
            key=str(one.post.id),
            voice=voice_of(who, chosen.firm if chosen else None),
            domain=None if chosen else domain_of(post),
            new_author=False if chosen and is_settled(chosen.since, at) else None,
            bot=is_bot(post, who),
        )


async def _count(
    tx: Tx, scope: WorkspaceId, begun: Scope, uses: Sequence[Use]
) -> Sequence[tuple[Sensitivity, Rise]]:
    """Only the rows of these tags and accounts are read and written."""
    if not uses:
        return ()
    tags, accounts = await trends.load(
        tx, scope, {use.tag for use in uses}, {use.author for use in uses}
    )
    after = count(uses, begun.since, begun.now, tags, accounts)
    changed = {tag: past for tag, past in after.tags.items() if past != tags.get(tag)}
    seen = {name: one for name, one in after.accounts.items() if one != accounts.get(name)}
    await trends.save(tx, scope, after.now, changed, seen)
    return after.rises


async def _tell(
    tx: Tx, scope: WorkspaceId, rises: Sequence[tuple[Sensitivity, Rise]], now: datetime
) -> None:
    if not rises:
        return
    for channel in await trend_wishes.listeners(tx, scope):
        mine = [rise for wanted, rise in rises if wanted is channel.trends]
        muted = channel.muted_until is not None and channel.muted_until > now
        if mine and not muted:
            await _tell_one(tx, channel, mine, now)


async def _tell_one(tx: Tx, channel: Channel, rises: Sequence[Rise], now: datetime) -> None:
    """A hashtag whose posts come as alerts is told by them; one that isn't wanted, not at all."""
    watched = await trend_wishes.hashtags(tx, channel.id)
    silent = {*await trend_wishes.ignored(tx, channel.id)}
    silent |= {tag for tag, as_alerts in watched.items() if as_alerts}
    midnight = start_of_day(now, channel.zone)
    left = TOLD_A_DAY - await trend_wishes.told_since(tx, channel.id, midnight)
    wanted = [rise for rise in rises if rise.tag not in silent]
    for rise in wanted[: max(left, 0)]:
        await _deliver(tx, channel, rise, watched, now)


async def _deliver(
    tx: Tx, channel: Channel, rise: Rise, watched: Collection[str], now: datetime
) -> None:
    lately = await deliveries.recent(tx, channel.id, now - CAP_WINDOW)
    examples = [PostId(int(key)) for key in rise.keys[:EXAMPLES]]
    stored = await posts.get(tx, examples)
    shown = [stored[one] for one in examples if one in stored]
    facts = told(rise, spelled(rise.tag, [one.post for one in shown])) | {
        "posts": [one.id for one in shown],
        "watched": rise.tag in watched,
        "calmer": CALMER[channel.trends].value if channel.trends in CALMER else None,
    }
    made = await deliveries.add(
        tx,
        channel.id,
        DeliveryKind.TREND,
        payload=facts,
        silent=channel.key.platform is Platform.TELEGRAM,
        not_before=now + CAP_WINDOW if len(lately) >= CAP else None,
        now=now,
    )
    await digests.tells(tx, made, facts["posts"])


def told(rise: Rise, name: str) -> dict[str, Any]:
    """A rise as the payload of its message. `name`: the tag as people write it."""
    return {
        "tag": name,
        "at": rise.at.isoformat(),
        "multiplier": rise.multiplier,
        "used": rise.posts,
        "accounts": rise.authors,
        "usual": rise.usual,
        "bots": rise.bots,
    }
