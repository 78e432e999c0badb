"""What a person can ask for, as values. One frozen class per verb; `Command` is any of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TypeAlias

from bot.core.exporting.values import Export
from bot.core.grammar.comparison import Compare
from bot.core.grammar.grouped import Firm, Import, Panel
from bot.core.grammar.keeping import Board, Inspire, Save
from bot.core.grammar.leaving import Forget, MoveList, Owners
from bot.core.grammar.publishing import Publish
from bot.core.grammar.searched import Search
from bot.core.grammar.steering import Chats
from bot.core.grammar.values import Ref, Term, Verb
from bot.core.model import Mode
from bot.core.trends.values import Sensitivity
from connectors.query import Expr


@dataclass(frozen=True, slots=True)
class FirmHint:
    """Whose the accounts of a watch are, as the button of a candidate says it.

    `site`: an address of its web site, "" for none. `kind`: a FirmKind's value. `proof`: a Proof's
    value, "" where a person says so.
    """

    name: str
    site: str
    kind: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """Watch each of `terms`.

    A post must match `query` (None: any does). `on`: only these networks (empty: all). `only`
    None: the channel's usual way. `to`: the channel's name or id without # (`@name` for a Telegram
    channel), None: here. `agreed`: the person has read what it costs, and what it would catch.
    `firm`: the accounts are confirmed to be this firm's.
    """

    terms: tuple[Term, ...]
    only: Mode | None = None
    query: Expr | None = None
    on: tuple[str, ...] = ()
    label: str | None = None
    to: str | None = None
    agreed: bool = False
    firm: FirmHint | None = None


@dataclass(frozen=True, slots=True)
class Unwatch:
    """Stop `refs`, or with `all` everything that this channel watches."""

    refs: tuple[Ref, ...] = ()
    all: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """What is watched here. `filter`: words, "" for all. `page` from 1."""

    filter: str = ""
    page: int = 1


class DigestAction(enum.StrEnum):
    SHOW = "show"
    NOW = "now"
    SET = "set"
    ON = "on"
    OFF = "off"
    ALL = "all"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Digest:
    """`at` and `days` (0 is Monday) belong to SET: at least one of them is there.

    ALL: every publication of digest `row` (None: of the last 24 hours), `page` from 1. WEEKLY and
    MONTHLY are recaps: `on` None shows one at once.
    """

    action: DigestAction = DigestAction.SHOW
    at: time | None = None
    days: frozenset[int] | None = None
    row: int | None = None
    page: int = 1
    on: bool | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """A moment in the channel's zone; bot.core.grammar.times.moment makes a date of it.

    One of: `weekday` (0 is Monday), `tomorrow`, `day` and `month` (with `year` or the next such
    date), or `at` alone. `at` None with a day: its first minute.
    """

    weekday: int | None = None
    tomorrow: bool = False
    day: int | None = None
    month: int | None = None
    year: int | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Mute:
    """Hold alerts of `ref` (None: of the whole channel) for `duration` or until `until`.

    At most one of the two; neither (only with a ref): until it is asked to resume. `also`: other
    watches by their ids, as the button of an alert that several wanted names them.
    """

    ref: Ref | None = None
    duration: timedelta | None = None
    until: Until | None = None
    also: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmute:
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """What happened to the post at `link` (as Term's LINK)."""

    link: str


@dataclass(frozen=True, slots=True)
class Status:
    pass


@dataclass(frozen=True, slots=True)
class Networks:
    """`wanted`: the network that the person asks to be switched on, None: which there are."""

    wanted: str | None = None


class Setting(enum.StrEnum):
    LANGUAGE = "language"
    ZONE = "zone"
    DIGEST = "digest"
    DAYS = "days"
    QUIET = "quiet"
    ORIGINALS = "originals"
    PROFILES = "profiles"
    RHYTHM = "rhythm"
    CHANGES = "changes"
    FEED = "feed"
    PICTURES = "pictures"
    ALERTS = "alerts"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class Settings:
    """Show all settings (`name` None) or set one.

    `value`: language `fr|en` · zone as typed (a city or a zone name) · digest `HH:MM|on|off` ·
    days `mon-fri`, `daily` or `mon wed` · quiet `HH:MM-HH:MM|off` · originals,
    profiles and rhythm `on|off` · changes `admins|members` · feed `on|new|off` ·
    pictures `dark|light` · alerts `mon-fri 08:00-19:00` (days, hours or both) or `off` ·
    purpose: a Purpose's value, `none` or `later`.
    """

    name: Setting | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """`change`: the number of the change to undo; None: the last one."""

    change: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """`code` is a secret: it stays out of repr."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Allow:
    """The operator lets the chat `channel` (its id) use this installation, or doesn't (`yes`).

    `team`: instead of a chat, the number that Slack gave to a whole workspace.
    """

    channel: int = 0
    yes: bool = True
    team: str = ""


class TrendsAction(enum.StrEnum):
    """`SET`: how soon a rise is told. `HEED`: ignore a tag no more. `IGNORED`: which tags are."""

    SHOW = "show"
    SET = "set"
    ON = "on"
    OFF = "off"
    IGNORE = "ignore"
    HEED = "unignore"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Trends:
    """Which hashtags rise, or what of it is told here.

    `sensitivity`: of SET. `tag`: without #, of IGNORE and HEED. `on`: the network whose own trends
    are to be shown, `place`: where, "" for the usual. `agreed`: the person has read what it costs.
    """

    action: TrendsAction = TrendsAction.SHOW
    sensitivity: Sensitivity | None = None
    tag: str = ""
    on: str = ""
    place: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """`topic`: a Verb's value, "welcome", "words" (what ours mean), "operators" (how a query is
    written), or None.
    """

    topic: str | None = None


Command: TypeAlias = (
    Watch
    | Unwatch
    | List
    | Search
    | Digest
    | Mute
    | Unmute
    | Why
    | Status
    | Networks
    | Settings
    | Undo
    | Claim
    | Allow
    | Firm
    | Panel
    | Trends
    | Compare
    | Inspire
    | Save
    | Board
    | Import
    | Export
    | Publish
    | MoveList
    | Forget
    | Owners
    | Chats
    | Help
)


@dataclass(frozen=True, slots=True)
class Ok:
    command: Command


@dataclass(frozen=True, slots=True)
class Ask:
    """Something is missing. `question`: key of a text.

    `verb` and `before`: what is being asked for, a typed answer is understood as
    `parse(f"{before} {answer}")`; None and "": only the choices answer.
    `choices`: complete commands to offer as buttons, the likeliest first.
    """

    verb: Verb | None
    question: str
    choices: tuple[Command, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """Not understood. `reason`: key of a text.

    `position`: where, in characters of the cleaned text. `word`: the piece that isn't understood,
    at most 40 characters, printable. `did_you_mean`: text to send instead. `example`: text that
    works.
    """

    reason: str
    position: int = 0
    word: str = ""
    did_you_mean: str | None = None
    example: str = "watch @durand"


Result: TypeAlias = Ok | Ask | Bad
