"""What the detector is told, how it is set, and what it says."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
# What yesterday evening and this morning have in common is seldom one conversation.
WINDOW = 12 * HOUR
SUDDENLY = WINDOW / 4
MEMORY = 4 * WEEK + WINDOW
COOLDOWN = 2 * DAY


@dataclass(frozen=True, slots=True)
class Use:
    """A hashtag in a post that wasn't seen before.

    `tag`: without #; "": the post has none, and only shows that its author does other things.
    `author`: the account's own key; accounts of one firm should share one, they are one voice.
    `at`: aware, never in the future: when it came out. `domain`: host of the author's address or
    of the link posted; None where it says nothing (a network of one host, an account that
    somebody chose to watch). `new_author`: is the account too new to be trusted, or watched for
    so short a time that the past doesn't hold its posts? None: not known, the detector judges
    by what it saw. `repost`: somebody else's words. `key`: the post's own. `bot`: the account
    says that it is one: it isn't counted.
    """

    tag: str
    author: str
    at: datetime
    domain: str | None
    new_author: bool | None
    repost: bool
    key: str
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Rise:
    """A tag takes off, and why we think so: the last half day beside the tag's own past.

    `multiplier`: `authors` over `usual` (at least 1); None: new, nobody used it in four weeks.
    `authors`: the accounts that count. `posts`: theirs, at most 100 of one. `usual`: accounts a
    day, or around this hour of the week where that is more. `keys`: newest posts of up to ten
    accounts, newest first. `bots`: accounts that say they are automated; they stand in no other
    number.
    """

    tag: str
    at: datetime
    multiplier: float | None
    posts: int
    authors: int
    usual: float
    keys: tuple[str, ...]
    bots: int = 0


class Sensitivity(StrEnum):
    CALM = "calm"
    BALANCED = "balanced"
    KEEN = "keen"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a rise is told. All must hold, but `sudden` stands in for `floor`.

    `floor`: accounts within WINDOW. `sudden`: accounts in words of their own within SUDDENLY.
    `times` the usual. `chance`: at most so likely in one day if nothing had changed.
    """

    floor: int
    sudden: int
    times: float
    chance: float


RULES = {
    Sensitivity.CALM: Rule(8, 6, 5.0, 1 / 3650),
    Sensitivity.BALANCED: Rule(5, 4, 2.5, 1 / 365),
    Sensitivity.KEEN: Rule(4, 3, 2.0, 1 / 30),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """`cooldown`: a tag that was told stays silent, at most MEMORY. `ignored`: tags, any case."""

    sensitivity: Sensitivity = Sensitivity.BALANCED
    cooldown: timedelta = COOLDOWN
    ignored: frozenset[str] = frozenset()


def same(tag: str) -> str:
    """One writing for a tag: #Facturation and #facturation are the same."""
    return unicodedata.normalize("NFC", tag).lower()
