"""A measured figure beside its target, and beside the other way of doing the same."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`target`: the figure should be below it; None: shown for comparison only."""

    name: str
    value: float
    unit: str
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same work done the naive way in the same run. `at_least`: it never ended."""

    name: str
    ours: float
    other: float
    unit: str
    at_least: bool = False


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values don't exceed."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def show(result: Figure | Comparison) -> None:
    sys.stdout.write(f"{_line(result)}\n")
    sys.stdout.flush()


def _line(result: Figure | Comparison) -> str:
    if isinstance(result, Comparison):
        ratio = result.other / result.ours if result.ours else math.inf
        sign = "at least " if result.at_least else ""
        return f"  {result.name:<66} {sign}{result.other:.1f} {result.unit}: {sign}{ratio:.1f} x"
    figure = f"{result.name:<68} {result.value:8.2f} {result.unit:<3}"
    if result.target is None:
        return figure
    verdict = "met" if result.value < result.target else "MISSED"
    return f"{figure} target < {result.target:g} {result.unit}: {verdict}"
