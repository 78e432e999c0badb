"""Two to five firms, or one firm's networks, side by side over a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.compare import reactions, tallies, tone
from bot.core.compare.reactions import Best
from bot.core.compare.tallies import Formats, Rhythm
from bot.core.compare.tone import Tone
from bot.core.compare.values import WEEK, Known, Period, Side, T, Unknown, Why
from connectors.types import Post

MOST = 5
"""Sides of one comparison."""


@dataclass(frozen=True, slots=True)
class SideFigures:
    """`weekly`: posts a week. `length`: median characters. `hashtags`, `links`: a post, mean.

    `reactions`: median ratio to each account's own past; 1.0 is as usual. `best`: by that ratio.
    `forgotten`: posts whose words aren't kept any more; formats, length, hashtags, links and tone
    are those of the others.
    """

    name: str
    posts: Known[int]
    weekly: Known[float]
    rhythm: Known[Rhythm]
    formats: Known[Formats]
    length: Known[float]
    hashtags: Known[float]
    links: Known[float]
    tone: Known[Tone]
    reactions: Known[float]
    best: Known[Best]
    forgotten: Known[int]


@dataclass(frozen=True, slots=True)
class Share:
    """`share`: of the posts of all sides that are known, 0 to 1."""

    name: str
    posts: int
    share: float


@dataclass(frozen=True, slots=True)
class Voice:
    """Who publishes how much of it. `missing`: sides whose posts aren't all known."""

    shares: tuple[Share, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """In the order in which the sides were given. `zone`: of the hours."""

    period: Period
    zone: str
    sides: tuple[SideFigures, ...]
    voice: Known[Voice]


def figures(sides: Sequence[Side], period: Period, zone: str) -> Figures:
    """What can be said of 1 to 5 sides. Raises ValueError for none or more."""
    if not 1 <= len(sides) <= MOST:
        raise ValueError(f"{len(sides)} sides")
    told = tuple(_side(side, period, zone) for side in sides)
    return Figures(period, zone, told, _voice(told))


def common(sides: Iterable[Side], period: Period, least: timedelta = WEEK) -> Period:
    """The end of the period over which all accounts are known that are known for `least`.

    Those known for less don't shorten it: their figures stay unknown.
    """
    every = [account.since for side in sides for account in side.accounts if account.since]
    return replace(
        period, start=max([period.start, *(s for s in every if period.end - s >= least)])
    )


def by_network(side: Side, period: Period) -> tuple[Side, ...]:
    """One firm's networks as sides, named by their keys; of more than 5 the most active."""
    found: dict[str, Side] = {}
    for account in side.accounts:
        before = found.get(account.network, Side(account.network, ()))
        found[account.network] = replace(before, accounts=(*before.accounts, account))
    busy = Counter({name: len(one.within(period)) for name, one in found.items()})
    return tuple(found[name] for name, _ in busy.most_common(MOST))


def _side(side: Side, period: Period, zone: str) -> SideFigures:
    gap, posts, worded = side.gap(period), side.within(period), side.worded(period)

    def told(figure: Callable[[Sequence[Post]], Known[T]]) -> Known[T]:
        return gap or _too_few(posts) or _wordless(worded) or figure(worded)

    judged = gap or reactions.judged(side, period)
    return SideFigures(
        name=side.name,
        posts=gap or len(posts),
        weekly=gap or _weekly(len(posts), period),
        rhythm=gap or _too_few(posts) or tallies.rhythm(_instants(posts), zone),
        formats=told(tallies.formats),
        length=told(lambda every: tallies.median(map(tallies.length, every))),
        hashtags=told(lambda every: tallies.mean(every, tallies.hashtags)),
        links=told(lambda every: tallies.mean(every, tallies.links)),
        tone=told(_tone),
        reactions=reactions.typical(judged),
        best=reactions.best(judged),
        forgotten=gap or len(posts) - len(worded),
    )


def _too_few(posts: Sequence[Post]) -> Unknown | None:
    few = {0: Why.NO_POSTS, 1: Why.ONE_POST}.get(len(posts))
    return Unknown(few) if few else None


def _wordless(worded: Sequence[Post]) -> Unknown | None:
    return Unknown(Why.FORGOTTEN) if len(worded) < 2 else None


def _weekly(posts: int, period: Period) -> Known[float]:
    return posts / period.weeks if period.weeks >= 1 else Unknown(Why.SHORT)


def _tone(posts: Sequence[Post]) -> Known[Tone]:
    found = tone.tone(posts)
    read = found.french + found.english
    if read < 2:
        return Unknown(Why.ONE_POST if read else Why.LANGUAGE)
    return found


def _voice(sides: Sequence[SideFigures]) -> Known[Voice]:
    known = [(one.name, one.posts) for one in sides if isinstance(one.posts, int)]
    gaps = [one for one in sides if isinstance(one.posts, Unknown)]
    if len(known) < 2:
        first = next((one.posts for one in gaps), None)
        return first if isinstance(first, Unknown) else Unknown(Why.ALONE)
    total = sum(posts for _, posts in known)
    if total < 2:
        return Unknown(Why.ONE_POST if total else Why.NO_POSTS)
    shares = tuple(Share(name, posts, posts / total) for name, posts in known)
    return Voice(shares, tuple(one.name for one in gaps))


def _instants(posts: Iterable[Post]) -> Iterable[datetime]:
    return (post.published_at for post in posts if post.published_at)
