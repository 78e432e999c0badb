"""What a person can ask for, as values. One frozen class per verb; `Command` is any of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TypeAlias

from bot.core.model import Mode


class Verb(enum.StrEnum):
    """The canonical (English) name of each thing that can be asked."""

    WATCH = "watch"
    UNWATCH = "unwatch"
    LIST = "list"
    SEARCH = "search"
    FIND = "find"
    DIGEST = "digest"
    MUTE = "mute"
    UNMUTE = "unmute"
    WHY = "why"
    STATUS = "status"
    NETWORKS = "networks"
    SETTINGS = "settings"
    UNDO = "undo"
    CLAIM = "claim"
    ALLOW = "allow"
    HELP = "help"


class TermKind(enum.StrEnum):
    HANDLE = "handle"
    ADDRESS = "address"
    DOMAIN = "domain"
    LINK = "link"
    TAG = "tag"
    PHRASE = "phrase"
    WORDS = "words"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to watch or to look for.

    `text` by kind: HANDLE `durand` (no @) · ADDRESS `user@host[:port]` · DOMAIN `cabinet.fr` ·
    LINK an absolute URL without tracking parameters · TAG `tva` (no #) · PHRASE exact words ·
    WORDS words that must all occur · NAMED a name on `network`.
    `network`: canonical name where it was typed as `network:…`, else None.
    """

    kind: TermKind
    text: str
    network: str | None = None


Ref: TypeAlias = int | Term
"""A watch: its number in the list (1 to 999), or what is watched."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Watch each of `terms`.

    A post must carry all words of `include` and none of `exclude`. `on`: only these networks
    (empty: all). `only` None: the channel's usual way. `to`: the channel's name or id without #
    (`@name` for a Telegram channel), None: here. `agreed`: the person has read what it costs.
    """

    terms: tuple[Term, ...]
    only: Mode | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    label: str | None = None
    to: str | None = None
    agreed: bool = False


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


@dataclass(frozen=True, slots=True)
class Search:
    """Look for any of `terms` (alternatives), with all of `include` and none of `exclude`.

    `accounts_first`: typed as `find`. `days`: how far back, None: the usual. `page`: opaque, as
    given by the answer before (letters, digits and `_.~=+/-`).
    """

    terms: tuple[Term, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    accounts_first: bool = False
    page: str | None = None
    days: int | None = None


class DigestAction(enum.StrEnum):
    SHOW = "show"
    NOW = "now"
    SET = "set"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Digest:
    """`at` and `days` (0 is Monday) belong to SET: at least one of them is there."""

    action: DigestAction = DigestAction.SHOW
    at: time | None = None
    days: frozenset[int] | None = None


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

    At most one of the two; neither (only with a ref): until it is asked to resume.
    """

    ref: Ref | None = None
    duration: timedelta | None = None
    until: Until | None = None


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


@dataclass(frozen=True, slots=True)
class Settings:
    """Show all settings (`name` None) or set one.

    `value`: language `fr|en` · zone as typed (a city or a zone name) · digest `HH:MM|on|off` ·
    days `mon-fri`, `daily` or `mon wed` · quiet `HH:MM-HH:MM|off` · originals `on|off`.
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
    """The operator lets the chat `channel` (its id) use this installation, or doesn't (`yes`)."""

    channel: int
    yes: bool = True


@dataclass(frozen=True, slots=True)
class Help:
    """`topic`: a Verb's value, "welcome", or None."""

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
