"""What is compared, and what may be said of it: a value, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar

from connectors.types import Post, PostKind

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
JUST_ADDED = 2 * DAY
_OWN = frozenset({PostKind.ORIGINAL, PostKind.QUOTE})

T = TypeVar("T")


class Why(StrEnum):
    """Why a figure isn't told.

    `ADDED`: its posts are known for less than two days. `UNCOVERED`: not since the period's
    start. `UNREAD`: not to its end, or not at all. `UNDATED`: the source gives no dates.
    `SHORT`: the period is under a week. `TOO_FEW`: under 5 posts to judge by. `UNTOLD`: the
    network tells no reactions. `UNMOVED`: the account's median post gets no reaction.
    `LANGUAGE`: neither French nor English. `ALONE`: nobody to compare with. `NO_OWN`: the own
    firm isn't known. `UNWATCHED`: none of its accounts is watched. `FORGOTTEN`: its words aren't
    kept any more.
    """

    NO_POSTS = "no_posts"
    ONE_POST = "one_post"
    TOO_FEW = "too_few"
    ADDED = "added"
    UNCOVERED = "uncovered"
    UNREAD = "unread"
    UNDATED = "undated"
    SHORT = "short"
    UNTOLD = "untold"
    UNMOVED = "unmoved"
    LANGUAGE = "language"
    ALONE = "alone"
    NO_OWN = "no_own"
    UNWATCHED = "unwatched"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no figure, and this is why: never a zero or a guess in its place."""

    why: Why


Known: TypeAlias = T | Unknown


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` on, before `end`. Aware UTC."""

    start: datetime
    end: datetime

    @property
    def weeks(self) -> float:
        return (self.end - self.start) / WEEK

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@dataclass(frozen=True, slots=True)
class Seen:
    """An account and all that is known of it, the time before the period included.

    Every post that it published from `since` to `until` is among `posts`; None: it hasn't been
    looked at yet. Dates are not later than the post was first seen (bot.core.match.published);
    what its author deleted is left out. `forgotten`: keys of posts whose words aren't kept any
    more.
    """

    network: str
    key: str
    name: str
    posts: tuple[Post, ...]
    since: datetime | None
    until: datetime | None
    forgotten: frozenset[str] = frozenset()

    @property
    def own(self) -> tuple[Post, ...]:
        """What it says itself: no replies, nothing passed on."""
        return tuple(post for post in self.posts if post.kind in _OWN)

    def within(self, period: Period) -> tuple[Post, ...]:
        """Its own dated posts of a period, oldest first."""
        held = (post for post in self.own if post.published_at and period.holds(post.published_at))
        return tuple(sorted(held, key=by_date))

    def gap(self, period: Period) -> Unknown | None:
        """What keeps the account from being judged over a period; None: nothing."""
        if self.since is None or self.until is None or self.until < period.end - DAY:
            return Unknown(Why.UNREAD)
        if self.since > period.start:
            new = period.end - self.since < JUST_ADDED
            return Unknown(Why.ADDED if new else Why.UNCOVERED)
        if any(post.published_at is None for post in self.own):
            return Unknown(Why.UNDATED)
        return None


@dataclass(frozen=True, slots=True)
class Side:
    """One of those compared: a firm with its accounts, or what it has on one network."""

    name: str
    accounts: tuple[Seen, ...]

    def within(self, period: Period) -> tuple[Post, ...]:
        found = (post for account in self.accounts for post in account.within(period))
        return tuple(sorted(found, key=by_date))

    def worded(self, period: Period) -> tuple[Post, ...]:
        """Those of the period whose words are still kept."""
        lost = {(one.network, key) for one in self.accounts for key in one.forgotten}
        return tuple(post for post in self.within(period) if (post.network, post.key) not in lost)

    def gap(self, period: Period) -> Unknown | None:
        """A side is judged by all of its accounts or not at all."""
        if not self.accounts:
            return Unknown(Why.UNWATCHED)
        gaps = (account.gap(period) for account in self.accounts)
        return next((gap for gap in gaps if gap), None)


def by_date(post: Post) -> tuple[float, str, str]:
    """Sorts dated posts, always the same way."""
    assert post.published_at is not None
    return post.published_at.timestamp(), post.network, post.key
