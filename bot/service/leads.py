"""Was a channel's news told on networks before the press had it?"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.firms.model import same_site
from bot.core.lead import Example, Tally, Told, Unread, Why, coverages, tally
from bot.core.match import is_wide
from bot.core.model import Channel, PostId, StoryId, TargetState, Watch
from bot.core.stories import WINDOW
from bot.store import firms, leads, posts, stories, targets
from bot.store.engine import Tx
from bot.store.leads import Found
from connectors.types import Kind, Target, TargetId

MOST = 4000
NEWS, FEED = "news", "feed"


async def measured(
    tx: Tx, channel: Channel, watched: Sequence[Watch], start: datetime, end: datetime
) -> Tally | None:
    """What became known from both sides in that time; None: the press isn't watched here."""
    press = await _press(tx, channel, [one.target for one in watched])
    if not press:
        return None
    found = await leads.found(tx, channel.id, start - WINDOW, end, MOST)
    story_of = await stories.of_posts(tx, channel.workspace_id, {one.post.id for one in found})
    states = await targets.states(tx, [one.target.id for one in watched])
    told = _told(found, press, story_of)
    unread = _unread(states.values(), press)
    # A second of a processor for a busy month: acknowledgements don't wait for it.
    every = await asyncio.to_thread(coverages, told, channel.zone, unread)
    return tally(one for one in every if start <= one.known_at < end)


async def _press(tx: Tx, channel: Channel, watched: Iterable[Target]) -> set[TargetId]:
    """Searches of the news, and feeds that aren't a firm's own voice."""
    feeds = [one for one in watched if one.network == FEED]
    owned = await firms.of_targets(tx, channel.workspace_id, [one.id for one in feeds])
    sites = [one.site for one in await firms.all_of(tx, channel.workspace_id)]
    free = {
        one.id
        for one in feeds
        if one.id not in owned and not any(same_site(site, one.url) for site in sites)
    }
    return free | {one.id for one in watched if one.network == NEWS}


def _told(
    found: Iterable[Found], press: Collection[TargetId], story_of: Mapping[PostId, StoryId]
) -> list[Told]:
    """Each once, with its oldest watch. Of neither side are a firm's own feed, and what a bridge
    passes on from who knows where.
    """
    every: dict[PostId, Told] = {}
    for one in found:
        news = one.target.id in press
        if one.target.kind is Kind.FEED and not news:
            continue
        before = every.get(one.post.id)
        seen = min(one.at, before.seen) if before else one.at
        since = min(one.since, before.since) if before else one.since
        every[one.post.id] = Told(one.post, news, seen, since, story_of.get(one.post.id))
    return list(every.values())


def _unread(states: Iterable[TargetState], press: Collection[TargetId]) -> Unread:
    """Of the sources in which anybody may be heard: one account that fails hides little."""
    failing = [(one.target, one.failing_since) for one in states if one.failing_since]
    news = [since for target, since in failing if target.id in press]
    others = [target for target in failing if target[0].id not in press]
    wide = [since for target, since in others if is_wide(target)]
    return Unread(min(wide, default=None), min(news, default=None))


# --- in a recap's payload


def cited(found: Tally | None) -> list[PostId]:
    """The publications and articles that it shows."""
    return [part.id for one in _examples(found) for part in (one.social, one.news)]


def to_payload(found: Tally | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "first": found.first,
        "compared": found.compared,
        "median": found.median.total_seconds() if found.median is not None else None,
        "left_out": [[why.value, many] for why, many in found.left_out],
        "examples": [
            [one.social.id, one.news.id, one.ahead.total_seconds()] for one in found.examples
        ],
    }


async def from_payload(tx: Tx, facts: Mapping[str, Any] | None) -> Tally | None:
    """With the examples' words as they are now."""
    if facts is None:
        return None
    rows = [(PostId(one), PostId(other), ahead) for one, other, ahead in facts["examples"]]
    kept = await posts.get(tx, [part for one, other, _ in rows for part in (one, other)])
    return Tally(
        facts["first"],
        facts["compared"],
        timedelta(seconds=facts["median"]) if facts["median"] is not None else None,
        tuple((Why(why), many) for why, many in facts["left_out"]),
        tuple(
            Example(kept[one], kept[other], timedelta(seconds=ahead))
            for one, other, ahead in rows
            if one in kept and other in kept
        ),
    )


def _examples(found: Tally | None) -> tuple[Example, ...]:
    return found.examples if found else ()
