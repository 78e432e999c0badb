"""What a picture shows, in the reader's own words already: only places and colours are missing.

Structs of msgspec, as they travel to the process that draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct


class Bar(Struct, frozen=True):
    """`value` None: `label` says why there is none."""

    name: str
    label: str
    value: float | None


class Bars(Struct, frozen=True, tag="bars"):
    title: str
    period: str
    bars: tuple[Bar, ...]


class Part(Struct, frozen=True):
    """`colour`: number of the series. `share`: of 1. `label`: the share in words."""

    colour: int
    name: str
    share: float
    label: str


class Stack(Struct, frozen=True):
    """`parts` empty: `label` says why."""

    name: str
    label: str
    parts: tuple[Part, ...]


class Stacks(Struct, frozen=True, tag="stacks"):
    """`legend`: number and name of each series that occurs."""

    title: str
    period: str
    legend: tuple[tuple[int, str], ...]
    stacks: tuple[Stack, ...]


class Strip(Struct, frozen=True, tag="strip"):
    """One whole and its parts. `note`: what is left out of it, or ""."""

    title: str
    period: str
    parts: tuple[Part, ...]
    note: str


class Heat(Struct, frozen=True, tag="heat"):
    """`days`: names of the 7 rows. `hours`: what stands above the 24 columns, "" for nothing."""

    title: str
    period: str
    days: tuple[str, ...]
    hours: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class TableCell(Struct, frozen=True):
    """`share` (of 1) shades it; None: not shaded."""

    text: str
    share: float | None = None


class TableRow(Struct, frozen=True):
    name: str
    cells: tuple[TableCell, ...]


class Table(Struct, frozen=True, tag="table"):
    title: str
    period: str
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]


Chart: TypeAlias = Bars | Stacks | Strip | Heat | Table


@dataclass(frozen=True, slots=True)
class Graphic:
    """`alt` names each value, and stands alone where there are too few for a chart (None)."""

    alt: str
    chart: Chart | None
