"""Labelled pairs in a file, the half that rules are made from, and how well a rule tells them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar


class Labelled(Protocol):
    @property
    def same(self) -> bool: ...


PairT = TypeVar("PairT", bound=Labelled)


@dataclass(frozen=True, slots=True)
class Score(Generic[PairT]):
    """Shares of what was found that is meant, and of what is meant that was found."""

    precision: float
    recall: float
    misses: tuple[PairT, ...]


def is_for_tuning(pair_id: str) -> bool:
    """The half that rules may be made from; the other half only verifies them."""
    return int(hashlib.sha256(pair_id.encode()).hexdigest()[0], 16) % 2 == 0


def read(path: Path, pair_of: Callable[[int, Any], PairT]) -> list[PairT]:
    """A pair a line; `pair_of`: of its number and its JSON value.

    Raises OSError, or ValueError for a line that is no pair.
    """
    lines = path.read_text("utf-8").splitlines()
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    return [pair_of(number, json.loads(line)) for number, line in numbered]


def score(pairs: Sequence[PairT], judge: Callable[[PairT], bool]) -> Score[PairT]:
    """Nothing found counts as precise, nothing meant as complete."""
    got = [judge(pair) for pair in pairs]
    right = sum(found and pair.same for found, pair in zip(got, pairs, strict=True))
    meant = sum(pair.same for pair in pairs)
    misses = tuple(pair for found, pair in zip(got, pairs, strict=True) if found is not pair.same)
    return Score(right / sum(got) if any(got) else 1.0, right / meant if meant else 1.0, misses)
