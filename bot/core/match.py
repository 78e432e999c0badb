"""What one watch does with one post that its target hadn't shown before."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.grammar.expression import write
from bot.core.model import Match, Mode, Verdict, Watch
from bot.core.query import missing, of_headline
from connectors.query import Expr, Not, Phrase, Word
from connectors.types import Kind, Post, PostKind, Target

LATE_AFTER = timedelta(hours=48)
WIDE_ALERTS_A_DAY = 3
_NOT_ORIGINAL = frozenset({PostKind.REPLY, PostKind.REPOST})


def published(post: Post, first_seen: datetime) -> datetime:
    """When it came out: its own date, never after it was first seen; undated: first seen."""
    return min(post.published_at or first_seen, first_seen)


def is_wide(target: Target) -> bool:
    """A hashtag or a query: many authors, so only the first posts of a day are alerts."""
    return target.kind in (Kind.HASHTAG, Kind.QUERY)


def judge(
    watch: Watch,
    post: Post,
    *,
    baseline: bool,
    newest_before: datetime | None,
    now: datetime,
    alerts_today: int,
    channel_muted: bool,
    dropped: bool = False,
) -> Match:
    """Judge an unseen post, first seen `now`.

    `baseline`: the target's first look. `newest_before`: publication time of the newest post
    that the target had shown before this look; None: it had shown none, and only the watch's
    own beginning bounds what is news. `alerts_today`: posts of this watch already judged NEWS
    this local day, those of the same look included. `dropped`: its author isn't wanted.
    """
    # A first look that comes late must not swallow what came out since the watch began.
    began = watch.created_at.replace(microsecond=0)
    old = post.published_at is None or published(post, now) < began
    verdict, word = _unwanted(watch, post, baseline and old)
    if verdict is None and dropped:
        verdict = Verdict.DROPPED
    if verdict is None:
        if published(post, now) < _news_since(watch, newest_before, now):
            verdict = Verdict.LATE
        elif _held_back(watch, now, alerts_today, channel_muted):
            verdict = Verdict.DIGEST
        else:
            verdict = Verdict.NEWS
    return Match(watch.id, watch.channel_id, post.key, verdict, word)


def alerts(match: Match) -> bool:
    """Does this match become an alert?"""
    return match.verdict is Verdict.NEWS


def in_digest(watch: Watch, match: Match) -> bool:
    """Does this match belong in the channel's digest?

    A watch of mode ALERT keeps out of the digest what it has told; what was held back from the
    alerts (a mute, the daily cap, a late post) is there whatever the mode: nothing is dropped.
    """
    if match.verdict is Verdict.NEWS:
        return watch.mode is not Mode.ALERT
    return match.verdict in (Verdict.DIGEST, Verdict.LATE)


def _unwanted(
    watch: Watch, post: Post, before_the_watch: bool
) -> tuple[Verdict | None, str | None]:
    if before_the_watch:
        return Verdict.BASELINE, None
    if watch.originals_only and post.kind in _NOT_ORIGINAL:
        return Verdict.NOT_ORIGINAL, None
    wanted = watch.query
    if wanted is not None and watch.target.kind is Kind.QUERY and not post.text:
        wanted = of_headline(wanted)
    refused = missing(wanted, post) if wanted is not None else None
    if refused is None:
        return None, None
    if isinstance(refused, Not):
        return Verdict.EXCLUDED, _named(refused.of)
    return Verdict.NOT_INCLUDED, _named(refused)


def _named(part: Expr) -> str:
    """As a person would type it; a word or a phrase by itself."""
    match part:
        case Word(text=text, begins=False) | Phrase(text=text):
            return text
        case _:
            return write(part)


def _news_since(watch: Watch, newest_before: datetime | None, now: datetime) -> datetime:
    """Older posts are late: a deletion can pull them in the page, a server can come back."""
    # Feeds give whole seconds: what came out in the watch's first second is news.
    began = watch.created_at.replace(microsecond=0)
    if newest_before is None:
        return began
    # A post dated in the future must not make late all that follow it.
    return max(began, min(newest_before, now) - LATE_AFTER)


def _held_back(watch: Watch, now: datetime, alerts_today: int, channel_muted: bool) -> bool:
    muted = channel_muted or (watch.muted_until is not None and now < watch.muted_until)
    capped = is_wide(watch.target) and alerts_today >= WIDE_ALERTS_A_DAY
    return watch.mode is Mode.DIGEST or muted or capped
