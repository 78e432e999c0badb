"""What is remembered of a tag and of an account: values that each use folds into new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice

from bot.core.trends.values import DAY, HOUR, MEMORY, WEEK, Use

MOST_AUTHORS = 1000  # a tag that takes more to rise is on everybody's lips anyway
MOST_POSTS = 100
MOST_BOTS = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Voice:
    """An account that used the tag in the last 24 h. `posts`: when, by key.

    `own_at`: the newest use in its own words.
    """

    at: datetime
    own_at: datetime | None
    domain: str | None
    new: bool
    posts: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Memory:
    """A tag's past. `hours`: accounts by hour since 1970, each once a day of UTC, newcomers not.

    `voices`: by account, in the order of their last use. `risen_at`: when it was last told.
    `bots`: accounts that say they are automated, with their last use; they count for nothing.
    """

    hours: Mapping[int, int] = field(default_factory=dict)
    voices: Mapping[str, Voice] = field(default_factory=dict)
    used_at: datetime = _EPOCH
    risen_at: datetime | None = None
    bots: Mapping[str, datetime] = field(default_factory=dict)

    def after_bot(self, use: Use, now: datetime) -> Memory:
        """With a bot's use, which neither makes the tag a used one nor keeps it remembered."""
        latest = max(use.at, self.bots.get(use.author, use.at))
        every = {**self.bots, use.author: latest}
        lately = sorted(((at, name) for name, at in every.items() if at > now - DAY), reverse=True)
        return replace(self, bots={name: at for at, name in lately[:MOST_BOTS]})

    def bots_since(self, since: datetime) -> int:
        return sum(at > since for at in self.bots.values())

    def after(self, use: Use, new: bool, now: datetime) -> Memory:
        """With one more use, at most a day old; what it has already is not counted again."""
        before = self.voices.get(use.author)
        posts = dict(before.posts) if before else {}
        if use.key in posts:
            return self
        first_today = all(at.date() != use.at.date() for at in posts.values())
        posts[use.key] = use.at
        voices = dict(self.voices)
        voices.pop(use.author, None)
        voices[use.author] = _voice(use, new, before, posts)
        _drop_silent(voices, now)
        hours = self.hours if new or not first_today else _counted(self.hours, use.at, now)
        return replace(self, hours=hours, voices=voices, used_at=now)


@dataclass(frozen=True, slots=True)
class Known:
    """An account. `since`: first seen; None: it was there when watching began.

    `only`: its one tag so far; None: it does other things.
    """

    since: datetime | None
    used_at: datetime
    only: str | None

    def is_new(self, tag: str, now: datetime) -> bool:
        """Seen for less than a week, or since then for nothing but this tag."""
        return self.since is not None and (now - self.since < WEEK or self.only == tag)


def met(known: Known | None, tag: str, now: datetime, *, was_there: bool) -> Known:
    """The account after one more post, which has `tag`, or "" for none."""
    if known is None:
        return Known(None if was_there else now, now, tag or None)
    return Known(known.since, now, known.only if known.only == tag else None)


def counted(voices: Collection[Voice]) -> int:
    """How many accounts stand behind a tag.

    Newcomers count up to the number of the others, and the accounts of one domain up to the
    number of those from elsewhere: a crowd that is made in an hour is no crowd.
    """
    known = sum(not voice.new for voice in voices)
    domains = Counter(voice.domain for voice in voices if voice.domain)
    elsewhere = len(voices) - max(domains.values(), default=0)
    return min(len(voices), 2 * known, 2 * elsewhere)


def hour_of(at: datetime) -> int:
    return (at - _EPOCH) // HOUR


def _voice(use: Use, new: bool, before: Voice | None, posts: Mapping[str, datetime]) -> Voice:
    own = None if use.repost else use.at
    if before and before.own_at:
        own = max(before.own_at, own or before.own_at)
    at = max(before.at, use.at) if before else use.at
    newest = islice(posts.items(), max(len(posts) - MOST_POSTS, 0), None)
    return Voice(at, own, use.domain, new, dict(newest))


def _drop_silent(voices: dict[str, Voice], now: datetime) -> None:
    """From the front, where those not heard for longest are."""
    while voices[first := next(iter(voices))].at <= now - DAY or len(voices) > MOST_AUTHORS:
        del voices[first]


def _counted(hours: Mapping[int, int], at: datetime, now: datetime) -> dict[int, int]:
    oldest, hour = hour_of(now - MEMORY), hour_of(at)
    kept = {key: accounts for key, accounts in hours.items() if key >= oldest}
    kept[hour] = kept.get(hour, 0) + 1
    return kept
