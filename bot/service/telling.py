"""What a look's new posts are to those who watch: judgements, stories and alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.core.digest import start_of_day
from bot.core.match import alerts as raises_alert
from bot.core.match import is_wide, judge
from bot.core.model import Channel, Match, PostId, StoredPost, TargetState, Verdict, Watch
from bot.service.stories import group
from bot.store import alerts, looks, unwanted
from bot.store.engine import Tx
from connectors.types import Post


async def tell_watchers(
    tx: Tx,
    clock: Clock,
    before: TargetState,
    unseen: Sequence[Post],
    stored: Mapping[str, StoredPost],
) -> None:
    """Judge what the target hadn't shown before, and raise what is news. `stored`: by key."""
    watching, workspaces = await looks.watchers_and_firms(tx, before.target.id)
    if not watching:
        return
    # Read while the channels are held, as a digest reads the end of its period: whichever
    # comes second has the later time, so no post falls between two periods.
    now = clock.now()
    matches: list[tuple[Match, PostId]] = []
    for watch, channel in watching:
        judged = await _judge(tx, watch, channel, before, unseen, now)
        matches += [(match, stored[match.post_key].id) for match in judged]
    await alerts.record_matches(tx, matches, now)
    new = [stored[post.key] for post in unseen]
    of_firms = await group(tx, workspaces, before.target, new, now)
    wanted = [(match.watch_id, post) for match, post in matches if raises_alert(match)]
    await alerts.raise_alerts(tx, wanted, now)
    await alerts.spread(tx, of_firms, now)


async def _judge(
    tx: Tx,
    watch: Watch,
    channel: Channel,
    before: TargetState,
    unseen: Sequence[Post],
    now: datetime,
) -> list[Match]:
    today, dropped = 0, frozenset[tuple[str, str]]()
    if is_wide(watch.target):
        midnight = start_of_day(now, channel.zone)
        today = await alerts.alerts_on_day(tx, watch.id, midnight)
        dropped = await unwanted.of_watch(tx, watch)
    muted = channel.muted_until is not None and channel.muted_until > now
    judged: list[Match] = []
    for post in unseen:
        match = judge(
            watch,
            post,
            baseline=before.baseline_at is None,
            newest_before=before.newest_at,
            now=now,
            alerts_today=today,
            channel_muted=muted,
            dropped=(post.network, post.author_key) in dropped,
        )
        today += match.verdict is Verdict.NEWS
        judged.append(match)
    return judged
