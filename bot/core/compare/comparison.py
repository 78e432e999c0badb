"""All that an answer about two to five firms, or about one firm's networks, is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.compare.figures import Figures, SideFigures
from bot.core.compare.presence import Presence
from bot.core.compare.telling import Telling
from bot.core.compare.values import Known, Period, Why


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps one account of a side from being judged. `since`: known from then on."""

    side: str
    network: str
    why: Why
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Accounts of a firm that aren't watched here: of these nothing is known."""

    side: str
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`asked`: the period that was wanted; that of `figures` is shorter where less is known.

    `whole`: of the only firm, whose networks are the sides then, named by their keys; else None.
    `tellings`: its announcements on several networks. `panel`: the set of firms that was asked
    for, "" for none; `of`: how many were asked for. `own`: the reader's own firm, "" where it
    isn't known.
    """

    figures: Figures
    asked: Period
    hindrances: tuple[Hindrance, ...]
    unwatched: tuple[Unwatched, ...]
    presence: Known[Presence]
    own: str = ""
    whole: SideFigures | None = None
    tellings: tuple[Telling, ...] = ()
    panel: str = ""
    of: int = 0
