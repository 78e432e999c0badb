"""Which kinds of firms are on which networks, and where one's own isn't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.compare.values import Known, Unknown, Why
from bot.core.firms import FirmKind


class Activity(StrEnum):
    """An account in the period. UNREAD: it is there; whether it publishes isn't known."""

    ACTIVE = "active"
    QUIET = "quiet"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Member:
    """A firm of the panel. `networks`: where an account of it is known, with the liveliest."""

    name: str
    kind: FirmKind
    networks: Mapping[str, Activity]


@dataclass(frozen=True, slots=True)
class Cell:
    """Of `of` firms, how many have an account and how many published; None: can't be told."""

    present: int
    active: int | None
    of: int


@dataclass(frozen=True, slots=True)
class Row:
    """One network: cells in the order of Presence.kinds. `own`: is the own firm there?"""

    network: str
    cells: tuple[Cell, ...]
    own: Known[bool]

    @property
    def all(self) -> Cell:
        """Every kind together."""
        active = [cell.active for cell in self.cells]
        return Cell(
            sum(cell.present for cell in self.cells),
            None if None in active else sum(count or 0 for count in active),
            sum(cell.of for cell in self.cells),
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """A network without the own firm, where `present` of `of` others are."""

    network: str
    present: int
    of: int


@dataclass(frozen=True, slots=True)
class Presence:
    """`rows`: the best attended network first. `gaps`: likewise."""

    kinds: tuple[FirmKind, ...]
    rows: tuple[Row, ...]
    gaps: Known[tuple[Gap, ...]]


def presence(
    panel: Sequence[Member], own: Member | None, networks: Sequence[str]
) -> Known[Presence]:
    """Of `networks`, those where anybody is. `panel`: the others, without `own`."""
    if not panel:
        return Unknown(Why.ALONE)
    kinds = tuple(kind for kind in FirmKind if any(one.kind is kind for one in panel))
    rows = [_row(network, kinds, panel, own) for network in networks]
    rows.sort(key=lambda row: -row.all.present)
    held = tuple(row for row in rows if row.all.present or row.own is True)
    return Presence(kinds, held, _gaps(held) if own else Unknown(Why.NO_OWN))


def _row(
    network: str, kinds: Sequence[FirmKind], panel: Sequence[Member], own: Member | None
) -> Row:
    cells = (_cell(network, [one for one in panel if one.kind is kind]) for kind in kinds)
    there: Known[bool] = network in own.networks if own else Unknown(Why.NO_OWN)
    return Row(network, tuple(cells), there)


def _cell(network: str, firms: Sequence[Member]) -> Cell:
    there = [firm.networks[network] for firm in firms if network in firm.networks]
    active = None if Activity.UNREAD in there else there.count(Activity.ACTIVE)
    return Cell(len(there), active, len(firms))


def _gaps(rows: Sequence[Row]) -> tuple[Gap, ...]:
    return tuple(Gap(row.network, row.all.present, row.all.of) for row in rows if row.own is False)
