"""What a digest is made of: publications, accounts, and what is remarkable about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.firms.kinds import Relation
from bot.core.firms.model import FirmId
from bot.core.match import published
from bot.core.model import PostId, StoredPost, StoryId, WatchId
from bot.core.rhythm import Break

Source: TypeAlias = tuple[Literal["firm", "watch"], int]
"""Whose publications stand together: a firm's, else those of one watch."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The firm whose account it is. `relation` None: nobody said what it is to us."""

    id: FirmId
    name: str
    relation: Relation | None = None


def source_of(owner: Owner | None, watch_id: WatchId) -> Source:
    return ("firm", owner.id) if owner else ("watch", watch_id)


@dataclass(frozen=True, slots=True)
class DigestPost:
    """A publication of the period. `name`: the watched account's. `late`: older than it looks.

    `also`: the same announcement elsewhere, in the order in which it spread. `usual`: the median
    of its account's reactions, None where that isn't known; `record`: the most that another
    publication of the account got in thirty days.
    """

    post: StoredPost
    watch_id: WatchId
    name: str
    network: str
    late: bool
    story: StoryId | None = None
    also: tuple[DigestPost, ...] = ()
    owner: Owner | None = None
    usual: float | None = None
    record: int | None = None

    @property
    def reactions(self) -> int:
        return self.post.post.reactions or 0

    @property
    def ratio(self) -> float:
        """Reactions over the account's own median; 0 where that isn't known."""
        return self.reactions / self.usual if self.usual else 0.0

    @property
    def published(self) -> datetime:
        return published(self.post.post, self.post.first_seen_at)

    @property
    def source(self) -> Source:
        return source_of(self.owner, self.watch_id)

    @property
    def who(self) -> str:
        return self.owner.name if self.owner else self.name

    @property
    def networks(self) -> tuple[str, ...]:
        """Where it was told, each once."""
        return tuple(dict.fromkeys(one.network for one in (self, *self.also)))


@dataclass(frozen=True, slots=True)
class AccountState:
    """A watched account at the end of the period.

    `quiet`: its last look was good, `since` is when. `heard`: so it was, and what it published is
    nothing for a digest: an alert told it, or the watch leaves it out. `unread`: it can't be
    looked at since `since`, because of `error` (a key of the texts), `until` a known time.
    """

    watch_id: WatchId
    name: str
    network: str
    target_url: str
    state: Literal["quiet", "heard", "unread"]
    since: datetime | None = None
    error: str | None = None
    until: datetime | None = None
    owner: Owner | None = None

    @property
    def source(self) -> Source:
        return source_of(self.owner, self.watch_id)


@dataclass(frozen=True, slots=True)
class Unusual:
    """An account that is silent or loud as it hasn't been for a year."""

    name: str
    network: str
    broken: Break


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account that a watched one has begun on another network."""

    name: str
    network: str
    link: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag that rises; the numbers as bot.core.trends.Rise has them."""

    name: str
    multiplier: float | None
    used: int
    accounts: int
    usual: float


@dataclass(frozen=True, slots=True)
class Tally:
    """How many alerts came in the first week. `most`: of them from the busiest watch."""

    alerts: int
    most: int
    name: str
    watch_id: WatchId


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known beside the publications. `offer`: propose the weekly recap."""

    unusual: tuple[Unusual, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    rising: tuple[Tag, ...] = ()
    tally: Tally | None = None
    offer: bool = False


@dataclass(frozen=True, slots=True)
class Reacted:
    """`best`: its account's best in thirty days."""

    post: DigestPost
    best: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """An announcement that was told on three networks or more."""

    post: DigestPost


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest of the most active firm."""

    post: DigestPost


Short: TypeAlias = Reacted | Spread | Newest | Unusual | Newcomer | Tag
"""A line of "In short": its kind is why it is there."""


@dataclass(frozen=True, slots=True)
class Group:
    """The publications of a firm or of one account: those shown up front and the rest."""

    watch_id: WatchId
    name: str
    networks: tuple[str, ...]
    relation: Relation | None
    shown: tuple[DigestPost, ...]
    rest: tuple[DigestPost, ...]

    @property
    def every(self) -> tuple[DigestPost, ...]:
        return (*self.shown, *self.rest)

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.rest)


@dataclass(frozen=True, slots=True)
class DigestContent:
    """`groups`: most active first, by relation where relations are set. An account may be both
    in a group and unread.

    `quiet`: looked at and nothing published. `heard`: published, but nothing that stands here.
    `posts`: number of publications, each once, those of one announcement together.
    `accounts`: number of accounts watched.
    """

    top: DigestPost | None
    short: tuple[Short, ...]
    groups: tuple[Group, ...]
    findings: Findings
    quiet: tuple[AccountState, ...]
    heard: tuple[AccountState, ...]
    unread: tuple[AccountState, ...]
    posts: int
    accounts: int
    start: datetime
    end: datetime

    @property
    def told(self) -> list[DigestPost]:
        """Every publication, each after the one that it says the same as."""
        lines = [one for group in self.groups for one in group.every]
        return [each for one in lines for each in (one, *one.also)]

    @property
    def sectioned(self) -> bool:
        """Are firms told apart by what they are to us?"""
        return any(group.relation for group in self.groups)

    @property
    def active(self) -> int:
        """Number of accounts that published."""
        return len({one.watch_id for one in self.told})

    def post_ids(self) -> list[PostId]:
        return [one.post.id for one in self.told]
