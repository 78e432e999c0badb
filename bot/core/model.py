"""The nouns of the house (DESIGN: Words) as frozen values. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NewType

from bot.core.hours import AlertHours
from bot.core.trends.values import Sensitivity
from connectors.query import Expr
from connectors.types import Coverage, Post, Target

WorkspaceId = NewType("WorkspaceId", int)
ChannelId = NewType("ChannelId", int)
WatchId = NewType("WatchId", int)
PostId = NewType("PostId", int)
StoryId = NewType("StoryId", int)
AlertId = NewType("AlertId", int)
DeliveryId = NewType("DeliveryId", int)


class Platform(StrEnum):
    SLACK = "slack"
    TELEGRAM = "telegram"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class ChannelKey:
    """`bot`: Slack team id, Telegram bot id, or "local". `topic`: Telegram topic or ""."""

    platform: Platform
    bot: str
    chat: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours in which alerts are held. May span midnight."""

    start: time
    end: time


class Changers(StrEnum):
    """Who may change what a channel watches: its administrators alone, or all its members."""

    ADMINS = "admins"
    MEMBERS = "members"


class Purpose(StrEnum):
    """What a channel is for, as its people say: it decides what new watches send, and when."""

    COMPETITORS = "competitors"
    NEWS = "news"
    IDEAS = "ideas"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Channel:
    """A place that gets messages. `digest_days`: Monday is 0. `private`: one person's own.

    `parked`: why nothing can be sent there (a key of the texts), None when all is well.
    `changers`: who may change it, None: as is usual on its platform.
    `next_send_at`: own pacing: nothing is claimed before. `profiles`: is it told what changes in
    profiles? `rhythm`: who is unusually silent or loud? `trends`: how soon it is told that a
    hashtag takes off, None: never.
    `weekly`, `monthly`: does it want a recap of the week, of the month? `for_outsiders`: a person
    agreed that people from outside read what is posted there. `dark`: pictures on a dark ground?
    `alert_hours`: when alerts may come, None: at any time. `purpose`: None: nobody said.
    """

    id: ChannelId
    workspace_id: WorkspaceId
    key: ChannelKey
    name: str
    language: str
    zone: str
    digest_on: bool
    digest_time: time
    digest_days: frozenset[int]
    created_at: datetime
    quiet: Quiet | None = None
    muted_until: datetime | None = None
    parked: str | None = None
    private: bool = False
    next_send_at: datetime | None = None
    profiles: bool = True
    rhythm: bool = True
    trends: Sensitivity | None = Sensitivity.BALANCED
    weekly: bool = False
    monthly: bool = False
    changers: Changers | None = None
    for_outsiders: bool = False
    dark: bool = False
    alert_hours: AlertHours | None = None
    purpose: Purpose | None = None


class Mode(StrEnum):
    """What a watch sends: each publication, the digest only, or both."""

    ALERT = "alert"
    DIGEST = "digest"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. `id` is the platform's own, unique within (platform, bot)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A channel's subscription to a target. `query`: what its posts must match, None: any do.

    `muted_until`: no alerts before, digest goes on.
    """

    id: WatchId
    workspace_id: WorkspaceId
    channel_id: ChannelId
    target: Target
    created_at: datetime
    created_by: Person
    mode: Mode = Mode.BOTH
    query: Expr | None = None
    originals_only: bool = True
    muted_until: datetime | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class TargetState:
    """What is known of a target beside its identity.

    `baseline_at`: first complete or partial look; None: not looked at yet.
    `newest_at`: publication time of the newest post seen so far.
    `failures`: looks failed or suspect in a row; `failing_since`: the first of them;
    `error`: key of the texts; `error_until`: when we know that it will be asked again;
    `told_at`: when its channels were told that it is broken.
    """

    target: Target
    cursor: str | None
    next_look_at: datetime
    baseline_at: datetime | None = None
    last_look_at: datetime | None = None
    last_good_at: datetime | None = None
    newest_at: datetime | None = None
    coverage: Coverage | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    error_until: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredPost:
    """`deleted`: by its author, upstream; its words are gone here too."""

    id: PostId
    post: Post
    first_seen_at: datetime
    deleted: bool = False


class Verdict(StrEnum):
    """What a watch does with a post. All but NEWS and LATE and DIGEST say why it is left out."""

    NEWS = "news"  # alert, and in the digest
    DIGEST = "digest"  # digest only: the watch's mode, a mute, or the daily cap of a wide watch
    LATE = "late"  # unseen but old: digest, no alert
    BASELINE = "baseline"  # was there before the watch
    NOT_ORIGINAL = "not_original"
    EXCLUDED = "excluded"
    NOT_INCLUDED = "not_included"
    DROPPED = "dropped"  # its author isn't wanted when this is looked for here


@dataclass(frozen=True, slots=True)
class Match:
    """One post as one watch judges it; kept 30 days: it explains every silence."""

    watch_id: WatchId
    channel_id: ChannelId
    post_key: str
    verdict: Verdict
    word: str | None = None  # what excluded it, or what it lacks


@dataclass(frozen=True, slots=True)
class Entry:
    """A post of an alert, with the watch that wanted it."""

    post: StoredPost
    watch_id: WatchId


@dataclass(frozen=True, slots=True)
class Alert:
    """What a channel must learn: unique on (channel, story)."""

    id: AlertId
    channel_id: ChannelId
    story_id: StoryId
    created_at: datetime
    entries: tuple[Entry, ...]
    delivery_id: DeliveryId | None = None


class DeliveryKind(StrEnum):
    ALERT = "alert"
    BURST = "burst"  # further posts of one account: a reply to its first, edited as it grows
    CATCHUP = "catchup"
    ROLLUP = "rollup"
    DIGEST = "digest"
    NOTICE = "notice"
    TREND = "trend"  # a hashtag that takes off
    LIVE = "live"  # a search that is kept up to date for a while, because a person asked for it


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message in one channel.

    `attempt`: number of the sending under way or last made; `attempt_at`: when it began.
    `repeats`: sends made again after an unknown outcome (Telegram: at most one, marked).
    `wanted`/`shown`: versions of the content; edited while shown < wanted.
    `payload`: facts of a digest part or a notice; alerts are read from their rows.
    """

    id: DeliveryId
    channel_id: ChannelId
    kind: DeliveryKind
    state: DeliveryState
    created_at: datetime
    follows: DeliveryId | None = None
    not_before: datetime | None = None
    attempt: int = 0
    attempt_at: datetime | None = None
    repeats: int = 0
    message_id: str | None = None
    sent_at: datetime | None = None
    edited_at: datetime | None = None
    wanted: int = 1
    shown: int = 0
    silent: bool = False
    payload: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DigestRow:
    """Unique on (channel, kind, local_date). `start` is the previous one's `end`."""

    id: int
    channel_id: ChannelId
    kind: str
    local_date: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed what; `before`/`after` are enough to invert it."""

    id: int
    workspace_id: WorkspaceId
    channel_id: ChannelId | None
    person: Person
    verb: str
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime
    undone_at: datetime | None = None
