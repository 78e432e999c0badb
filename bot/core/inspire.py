"""What worked for firms to take an example from: where to look, and why; never what to copy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.compare import tallies
from bot.core.compare.reactions import ripe, usual_reactions
from bot.core.compare.values import Known, Period, Seen, Unknown, Why, by_date
from connectors.types import Post

STANDS_OUT = 1.5
"""Reactions over the account's own median from which a post is shown."""
PER_ACCOUNT = 2
HOURS = 3
"""Posts are told apart by stretches of so many local hours."""
_LEAST_POSTS, _LEAST_SHARE = 3, 2 / 3
_SHORT, _LONG = 0.6, 1.6  # of the account's median length


class Feature(StrEnum):
    """What posts share. Its value: a Format, the stretch's first hour, short or long, a tag."""

    FORMAT = "format"
    HOUR = "hour"
    LENGTH = "length"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Reason:
    """Of the account's `posts` with this feature, `above` did better than its median."""

    feature: Feature
    value: str
    above: int
    posts: int


@dataclass(frozen=True, slots=True)
class Find:
    """A post worth a look. `ratio`: its reactions over `usual`, the account's median of `of`.

    It is shown by its link: what it says is its author's.
    """

    name: str
    network: str
    key: str
    url: str
    published_at: datetime
    reactions: int
    ratio: float
    usual: float
    of: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An account of which nothing can be said, and why."""

    name: str
    network: str
    why: Why


@dataclass(frozen=True, slots=True)
class Inspiration:
    """`finds`: best first."""

    finds: tuple[Find, ...]
    unjudged: tuple[Unjudged, ...]


def inspire(accounts: Sequence[Seen], period: Period, zone: str, most: int = 5) -> Inspiration:
    """The best posts of a period, each against its own account's past.

    A post younger than 48 h at the period's end isn't judged; at most two of an account.
    """
    every = [(account, _finds(account, period, zone)) for account in accounts]
    finds = [one for _, known in every if not isinstance(known, Unknown) for one in known]
    finds.sort(key=lambda one: (-one.ratio, -one.published_at.timestamp(), one.network, one.key))
    gaps = (
        Unjudged(account.name, account.network, known.why)
        for account, known in every
        if isinstance(known, Unknown)
    )
    return Inspiration(tuple(finds[:most]), tuple(gaps))


def _finds(account: Seen, period: Period, zone: str) -> Known[tuple[Find, ...]]:
    if account.since is None:
        return Unknown(Why.UNREAD)
    own = [post for post in account.own if post.published_at and post.published_at < period.end]
    usual = usual_reactions(own, period.end)
    if isinstance(usual, Unknown):
        return usual
    judged = _Judged.of(ripe(own, period.end), usual, zone, account.forgotten)
    ranked = sorted(judged.posts, key=lambda post: (-(post.reactions or 0), by_date(post)))
    held = (post for post in ranked if post.published_at and period.holds(post.published_at))
    found = (_find(account, post, judged) for post in held)
    return tuple(one for one in found if one.ratio >= STANDS_OUT)[:PER_ACCOUNT]


def _find(account: Seen, post: Post, judged: _Judged) -> Find:
    assert post.published_at is not None
    return Find(
        name=account.name,
        network=post.network,
        key=post.key,
        url=post.url,
        published_at=post.published_at,
        reactions=post.reactions or 0,
        ratio=(post.reactions or 0) / judged.usual,
        usual=judged.usual,
        of=len(judged.posts),
        reasons=tuple(judged.reasons(post)),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """An account's ripe posts, with what its posts have in common.

    `worded`: those whose words are kept: nothing else is known of how the others looked.
    """

    posts: Sequence[Post]
    worded: Sequence[Post]
    usual: float
    length: float
    zone: str

    @classmethod
    def of(
        cls, posts: Sequence[Post], usual: float, zone: str, forgotten: Collection[str]
    ) -> _Judged:
        worded = [post for post in posts if post.key not in forgotten]
        length = tallies.median(map(tallies.length, worded)) if worded else 0
        return cls(posts, worded, usual, length, zone)

    def reasons(self, post: Post) -> Iterator[Reason]:
        """Features with which 3 posts or more, and two thirds of them, did better than usual."""
        if post not in self.worded:
            return
        for feature, value in self._features(post):
            alike = [one for one in self.worded if (feature, value) in self._features(one)]
            above = sum((one.reactions or 0) > self.usual for one in alike)
            if len(alike) >= _LEAST_POSTS and above >= _LEAST_SHARE * len(alike):
                yield Reason(feature, value, above, len(alike))

    def _features(self, post: Post) -> list[tuple[Feature, str]]:
        assert post.published_at is not None
        hour = post.published_at.astimezone(ZoneInfo(self.zone)).hour
        found = [
            (Feature.FORMAT, tallies.format_of(post).value),
            (Feature.HOUR, str(hour // HOURS * HOURS)),
        ]
        size = tallies.length(post)
        if self.length and not _SHORT * self.length < size < _LONG * self.length:
            found.append((Feature.LENGTH, "short" if size <= _SHORT * self.length else "long"))
        tags = sorted({tag.casefold() for tag in post.hashtags})
        return [*found, *((Feature.TAG, tag) for tag in tags)]
