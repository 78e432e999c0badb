"""How a post did beside what its account is used to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.compare.tallies import median
from bot.core.compare.values import Known, Period, Seen, Side, Unknown, Why, by_date
from connectors.types import Post

RIPE = timedelta(hours=48)
"""A younger post is still gathering reactions."""
ENOUGH = 5
"""Posts below which a median says little."""


@dataclass(frozen=True, slots=True)
class Best:
    """A post that did better than others. `ratio`: its reactions over `usual`, the account's
    own median, which `of` posts make."""

    post: Post
    ratio: float
    usual: float
    of: int


def is_ripe(post: Post, now: datetime) -> bool:
    """Are its reactions told, and old enough not to grow much any more? Then it is dated."""
    old = post.published_at is not None and now - post.published_at >= RIPE
    return old and post.reactions is not None


def ripe(posts: Sequence[Post], now: datetime) -> list[Post]:
    """Those that can be judged. All are dated."""
    return [post for post in posts if is_ripe(post, now)]


def usual_reactions(posts: Sequence[Post], now: datetime) -> Known[float]:
    """The median of an account's ripe posts; never 0, as nothing can be measured by it."""
    if posts and all(post.reactions is None for post in posts):
        return Unknown(Why.UNTOLD)
    judged = ripe(posts, now)
    if len(judged) < ENOUGH:
        return Unknown(Why.TOO_FEW)
    return median(post.reactions or 0 for post in judged) or Unknown(Why.UNMOVED)


def ratios(account: Seen, period: Period) -> Known[tuple[Best, ...]]:
    """The period's ripe posts beside the account's own median before the period."""
    past = [one for one in account.own if one.published_at and one.published_at < period.start]
    usual = usual_reactions(past, period.end)
    if isinstance(usual, Unknown):
        return usual
    of = len(ripe(past, period.end))
    return tuple(
        Best(post, (post.reactions or 0) / usual, usual, of)
        for post in ripe(account.within(period), period.end)
    )


def judged(side: Side, period: Period) -> Known[tuple[Best, ...]]:
    """Of all accounts of a side that can be judged; why, where none can."""
    every = [ratios(account, period) for account in side.accounts if account.within(period)]
    found = tuple(one for known in every if not isinstance(known, Unknown) for one in known)
    if found:
        return found
    gaps = (known for known in every if isinstance(known, Unknown))
    return next(gaps, Unknown(Why.TOO_FEW if every else Why.NO_POSTS))


def typical(found: Known[tuple[Best, ...]]) -> Known[float]:
    """The median ratio: 1.0 is as usual, each account by its own measure."""
    if isinstance(found, Unknown):
        return found
    if len(found) < ENOUGH:
        return Unknown(Why.TOO_FEW)
    return median(one.ratio for one in found)


def best(found: Known[tuple[Best, ...]]) -> Known[Best]:
    """The post with the highest ratio; of two alike, the older."""
    if isinstance(found, Unknown):
        return found
    if len(found) < 2:
        return Unknown(Why.ONE_POST)
    return min(found, key=lambda one: (-one.ratio, by_date(one.post)))
