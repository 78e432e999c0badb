"""Values that pass between the bot and the networks. Pure: no I/O, no httpx, no clock."""

from __future__ import annotations

import enum
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NewType, Protocol, TypeAlias, TypeVar

import msgspec

from connectors.errors import ConnectorError, UnexpectedPayload
from connectors.query import Expr

T = TypeVar("T")
TargetId = NewType("TargetId", int)


class Ability(enum.StrEnum):
    """What a network can be asked."""

    ACCOUNT = "account"
    HASHTAG = "hashtag"
    QUERY = "query"
    FEED = "feed"
    SEARCH_POSTS = "search_posts"
    SEARCH_ACCOUNTS = "search_accounts"
    SEARCH_HASHTAGS = "search_hashtags"
    TRENDS = "trends"
    REREAD = "reread"
    LISTEN = "listen"


class Kind(enum.StrEnum):
    """What a target is."""

    ACCOUNT = "account"
    HASHTAG = "hashtag"
    QUERY = "query"
    FEED = "feed"


class Coverage(enum.StrEnum):
    """How much a look saw. `suspect`: empty (or not a feed) where there were posts."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SUSPECT = "suspect"
    FAILED = "failed"


class PostKind(enum.StrEnum):
    ORIGINAL = "original"
    REPLY = "reply"
    REPOST = "repost"
    QUOTE = "quote"


class Priority(enum.IntEnum):
    """Searches and identification go ahead of looks in a lane's bucket."""

    PERSON = 0
    LOOK = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """What one credential may do on one host.

    `usual`: time between two looks at a target. `burst` requests at once, refilled at
    `per_second`. Chosen so that burst + per_second x window <= the published limit.
    """

    usual: timedelta
    burst: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Rereading:
    """When told posts are asked about again: `first` after they were told, then `again` and again.

    `batch`: posts in one conversation. `sure`: a post is believed to be gone when it is still
    missing after that long; zero: at once, the network says so. `together`: all in one go, and
    none sooner than `again` after the last.
    """

    first: timedelta = timedelta(hours=1)
    again: timedelta = timedelta(hours=6)
    batch: int = 25
    sure: timedelta = timedelta(minutes=30)
    together: bool = False


@dataclass(frozen=True, slots=True)
class LaneKey:
    """The unit of rate limits and of failure. `credential`: "" or a short opaque id, no secret."""

    network: str
    host: str
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """A count that the network keeps over hours or days: `limit` items in any `window`.

    `item`: the same one counts once in the window; "": each request counts.
    """

    name: str
    limit: int
    window: timedelta
    item: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a request may use up, beside a token of its lane.

    `ceiling`: the most that it can cost. `budget`: what this installation may spend on the
    network in a month (UTC), None: no limit. Both in millionths of a US dollar. `person`: who
    asks, "" for a look. `quota`: as the request says. `at`: the time that it belongs to.
    """

    ceiling: int = 0
    budget: int | None = None
    quota: Quota | None = None
    person: str = ""
    at: datetime | None = None


FREE = Bill()


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request that a connector wants sent.

    `accept`: statuses that are sent into the conversation; any other is thrown in as an error.
    `parse`: module-level function run on (body, headers) in the limited worker process.
    `auth`: add the lane's credential; honoured only for the origin of a configured base URL.
    `ceiling`: the most that it can cost, in millionths of a US dollar (Connector.cost tells what
    it did). `quota`: a longer count that it is part of. `wait`: seconds before it is sent, for
    what the network has to prepare.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    accept: frozenset[int] = frozenset({200})
    parse: Callable[[bytes, Mapping[str, str]], Any] | None = None
    auth: bool = False
    ceiling: int = 0
    quota: Quota | None = None
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `url`: after redirects. `headers`: lower-case names.

    `moved`: the new address when every hop of the redirects was permanent (301, 308), else None.
    `body`: content-decoded, at most 5 MB. `parsed`: what Request.parse returned.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    parsed: Any = None
    moved: str | None = None

    def json(self) -> Any:
        """The body as JSON. Raises UnexpectedPayload when it isn't."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnexpectedPayload(f"not JSON: {type(error).__name__}") from None


Conversation: TypeAlias = Generator[Request, Answer, T]


@dataclass(frozen=True, slots=True)
class Lead:
    """What a person typed, as one network understands it.

    `text`: canonical form (handle without @, tag without #, URL). `host`: where to ask, if said.
    `exact`: names one account without doubt (@user@instance, domain handle, link).
    """

    network: str
    kind: Kind
    text: str
    host: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """`kind`: image, video, audio, link or file. `alt`: the author's own description."""

    kind: str
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One publication. Unique on (network, key). Times are aware UTC; text is plain text.

    `author_key`: stable key of the author (who may not be the watched account: reposts, tags).
    `reactions`: likes + reposts + replies where the network tells them, else None.
    `warning`: content warning chosen by the author. `pinned`: shown on top, whatever its age.
    `published_at` None: the source gives no date. `bot`: its author says that it is automated,
    where the network tells that.
    """

    network: str
    key: str
    url: str
    author_key: str
    author_handle: str
    author_name: str
    text: str
    published_at: datetime | None
    kind: PostKind = PostKind.ORIGINAL
    title: str | None = None
    language: str | None = None
    warning: str | None = None
    media: tuple[Media, ...] = ()
    hashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reactions: int | None = None
    edited_at: datetime | None = None
    pinned: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What an account says of itself, as plain text. None: this network doesn't tell, or not here.

    `links`: web addresses of its profile; `verified`: those of them whose page links back, as the
    network itself has checked. `picture`: an address or id that changes with the picture.
    `pinned`: the key of the pinned post, "" for none.
    """

    name: str | None = None
    bio: str | None = None
    links: tuple[str, ...] | None = None
    verified: tuple[str, ...] = ()
    picture: str | None = None
    pinned: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A candidate for a target: an account, or the hashtag, query or feed itself.

    `key`: stable key (DID, account URI, feed URL, "host#tag"), unique per (network, kind).
    `ref`: what the connector needs to look (an instance's own account id, a DID).
    `host`: where it is looked at: part of its lane. `proof`: why we believe that it is the one
    ("exact", "domain", "verified", "link", "similar"). `sample`: its latest post.
    `note`: key of a sentence that a person should read (for example "needs_token_rss_used").
    `monthly_posts`: how much it publishes, where the network tells it cheaply.
    `readable`: False: it can be shown, but its publications are not to be had.
    """

    network: str
    key: str
    handle: str
    name: str
    url: str
    host: str
    ref: str
    kind: Kind = Kind.ACCOUNT
    followers: int | None = None
    last_post_at: datetime | None = None
    sample: Post | None = None
    proof: str = "similar"
    note: str | None = None
    monthly_posts: float | None = None
    profile: Profile | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at, stored. Fields as Account."""

    id: TargetId
    network: str
    kind: Kind
    key: str
    handle: str
    name: str
    url: str
    host: str
    ref: str

    def called(self, name: str) -> Account:
        """It as an account, as known but for its name: the beginning of a look's fresh facts."""
        return Account(
            network=self.network,
            key=self.key,
            handle=self.handle,
            name=name,
            url=self.url,
            host=self.host,
            ref=self.ref,
            kind=self.kind,
            proof="exact",
        )


@dataclass(frozen=True, slots=True)
class Due:
    """A target to look at now. `cursor`: as the connector left it, None at the first look.

    `at`: the time now (aware UTC), where the asker tells it.
    """

    target: Target
    cursor: str | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    dues: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One answer about one target. `cursor` None: leave the stored one.

    `account`: fresh facts when they changed (renamed handle, moved feed): `key` stays.
    `unchanged`: the network said that nothing changed (304, counts equal): posts is empty.
    `profile`: what the account says of itself, where this look read it anyway.
    """

    posts: tuple[Post, ...]
    cursor: str | None
    coverage: Coverage
    error: ConnectorError | None = None
    account: Account | None = None
    unchanged: bool = False
    profile: Profile | None = None

    @staticmethod
    def failed(error: ConnectorError) -> Look:
        return Look(posts=(), cursor=None, coverage=Coverage.FAILED, error=error)


@dataclass(frozen=True, slots=True)
class Query:
    """A search. `wanted`: a network answers at least what matches it, so far as it can.

    `since`: oldest publication wanted. `page`: opaque.
    """

    wanted: Expr
    since: datetime | None = None
    limit: int = 20
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag (without #). `uses`/`accounts`: over the network's own window; None: unknown."""

    name: str
    url: str
    uses: int | None = None
    accounts: int | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What one network found. `next_page` None: no more. `notes`: keys of sentences to show.

    `since`: how far back this network really searched, None when it can't tell. `complete`: no
    alternative of the search was left out.
    """

    posts: tuple[Post, ...] = ()
    accounts: tuple[Account, ...] = ()
    tags: tuple[Tag, ...] = ()
    next_page: str | None = None
    since: datetime | None = None
    notes: tuple[str, ...] = ()
    complete: bool = True


class Meter(Protocol):
    """A lane's tokens, budgets and quotas, implemented over the store by bot.service."""

    async def take(
        self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float, bill: Bill = FREE
    ) -> None:
        """Wait for one token, `deadline` seconds at most; then RateLimited(until).

        Sets aside what the bill may come to: BudgetUsed or QuotaUsed where there isn't as much.
        """

    async def observe(self, lane: LaneKey, answer: Answer) -> None:
        """Learn from the network's own limit headers."""

    async def settle(self, lane: LaneKey, bill: Bill, cost: int | None, *, counted: bool) -> None:
        """What the request did cost (None: can't be known), and whether its quota counted it."""
