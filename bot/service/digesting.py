"""What a digest or a recap says, from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.compare import Seen
from bot.core.digest import (
    AccountState,
    DigestContent,
    DigestPost,
    Kept,
    Owner,
    RecapContent,
    RecapKind,
    best_of,
    discoveries,
    finds_among,
    presence,
    select,
)
from bot.core.match import in_digest
from bot.core.model import Channel, StoredPost, TargetState, Verdict, Watch
from bot.core.spread import longest
from bot.service.citations import citations
from bot.service.connectors import Networks
from bot.service.digest_facts import Habits, account_name, findings, habits, history
from bot.service.leads import measured
from bot.service.turns import slowed
from bot.store import digests, firms, saved, stories, targets, watches
from bot.store.engine import Tx
from connectors.types import LaneKey, TargetId

# A look that is this many intervals old (and 15 minutes) no longer proves that it is quiet.
STALE_INTERVALS, STALE_LEAST = 3, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a channel watches, how each account stands, and what it found in the period."""

    watched: Sequence[Watch]
    owners: Mapping[TargetId, Owner]
    past: Mapping[TargetId, Seen]
    accounts: Sequence[AccountState]
    posts: Sequence[DigestPost]


async def content(
    tx: Tx, networks: Networks, channel: Channel, start: datetime, end: datetime
) -> DigestContent:
    """What happened between two instants, for one channel."""
    here = await _gather(tx, networks, channel, start, end)
    found = await findings(tx, channel, here.watched, here.past, start, end)
    return select(here.posts, here.accounts, start, end, found)


async def recap(
    tx: Tx, networks: Networks, channel: Channel, kind: RecapKind, start: datetime, end: datetime
) -> RecapContent:
    """What a week or a month added up to, for one channel."""
    here = await _gather(tx, networks, channel, start, end)
    whole = select(here.posts, here.accounts, start, end)
    cited = await citations(tx, networks, here.watched, here.owners, start, end)
    known = {(one.target.network, one.target.handle.casefold()) for one in here.watched}
    return RecapContent(
        kind,
        posts=whole.posts,
        active=whole.active,
        accounts=whole.accounts,
        best=best_of([one for group in whole.groups for one in group.every]),
        presence=presence(whole.told, here.accounts),
        discoveries=discoveries(cited, known),
        start=start,
        end=end,
        lead=await measured(tx, channel, here.watched, start, end),
        finds=finds_among(whole.told),
        saved=await _saved(tx, channel, start, end),
    )


async def _saved(tx: Tx, channel: Channel, start: datetime, end: datetime) -> tuple[Kept, ...]:
    every = [one.entry for one in await saved.board_of(tx, channel.id, start)]
    return tuple(Kept(one.named, one.network, one.url) for one in every if one.at < end)


async def _gather(
    tx: Tx, networks: Networks, channel: Channel, start: datetime, end: datetime
) -> Gathered:
    watched = await watches.of_channel(tx, channel.id)
    ids = [one.target.id for one in watched]
    states = await targets.states(tx, ids)
    known = await firms.of_targets(tx, channel.workspace_id, ids)
    owners = {one: Owner(firm.id, firm.name, firm.relation) for one, firm in known.items()}
    past = await history(tx, watched, states, end)
    slow = await slowed(tx, networks, end)
    heard = await digests.heard(tx, channel.id, start, end)
    accounts = [
        _state(
            networks,
            slow,
            one,
            states[one.target.id],
            owners.get(one.target.id),
            end,
            heard=one.id in heard,
        )
        for one in watched
    ]
    posts = await _posts(tx, channel, owners, past, start, end)
    return Gathered(watched, owners, past, accounts, posts)


async def _posts(
    tx: Tx,
    channel: Channel,
    owners: Mapping[TargetId, Owner],
    past: Mapping[TargetId, Seen],
    start: datetime,
    end: datetime,
) -> list[DigestPost]:
    found = await digests.posts_between(tx, channel.id, start, end)
    ids = {stored.id for stored, _, _ in found}
    story_of = await stories.of_posts(tx, channel.workspace_id, ids)
    told = [one for one in found if in_digest(one[1], one[2])]
    speaking = {watch.target.id for _, watch, _ in told}
    known = {one: habits(past[one], start, end) for one in speaking if one in past}
    return [
        DigestPost(
            stored,
            watch.id,
            account_name(watch),
            watch.target.network,
            match.verdict is Verdict.LATE,
            story=story_of.get(stored.id),
            owner=owners.get(watch.target.id),
            usual=_usual(known.get(watch.target.id)),
            record=_record(known.get(watch.target.id), stored),
        )
        for stored, watch, match in told
    ]


def _usual(of: Habits | None) -> float | None:
    return of.usual if of else None


def _record(of: Habits | None, stored: StoredPost) -> int | None:
    return of.record(stored.post.key) if of else None


def _state(
    networks: Networks,
    slow: Mapping[LaneKey, timedelta],
    watch: Watch,
    state: TargetState,
    owner: Owner | None,
    end: datetime,
    *,
    heard: bool,
) -> AccountState:
    network = watch.target.network
    every = networks.interval(network) if network in networks else STALE_LEAST
    fair = slow.get(networks.lane_of(watch.target))
    planned = longest(fair) + every if fair else every
    fresh_from = end - max(STALE_INTERVALS * every, planned, STALE_LEAST)
    good = state.last_good_at
    quiet = state.failures == 0 and good is not None and good >= fresh_from
    return AccountState(
        watch.id,
        account_name(watch),
        network,
        watch.target.url,
        "unread" if not quiet else "heard" if heard else "quiet",
        since=good if quiet else state.failing_since or good or watch.created_at,
        error=None if quiet else state.error,
        until=None if quiet else state.error_until,
        owner=owner,
    )
