"""How well watched words are found: python -m benchmarks.french [--pairs FILE]

FILE has a JSON object a line: `a` is watched, `b` is a text, `same` says whether it is meant.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.words import Pattern, Text

PAIRS = Path(__file__).parents[1] / "tests" / "core" / "pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """`id`: "" where the file gives none."""

    a: str
    b: str
    same: bool
    id: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of what was found that is meant, and of what is meant that was found."""

    precision: float
    recall: float
    misses: tuple[Pair, ...]


def is_for_tuning(pair_id: str) -> bool:
    """The half that rules may be made from; the other half only verifies them."""
    return int(hashlib.sha256(pair_id.encode()).hexdigest()[0], 16) % 2 == 0


def read(path: Path) -> list[Pair]:
    """Raises OSError, or ValueError for a line that is no pair."""
    lines = path.read_text("utf-8").splitlines()
    return [_pair(number, json.loads(line)) for number, line in enumerate(lines, 1) if line.strip()]


def found(pair: Pair) -> bool:
    """Is the watched word found in the text?"""
    return Pattern.of(pair.a).found_in(Text.of([pair.b]))


def score(pairs: Sequence[Pair]) -> Score:
    """Nothing found counts as precise, nothing meant as complete."""
    got = [pair for pair in pairs if found(pair)]
    right = sum(pair.same for pair in got)
    meant = sum(pair.same for pair in pairs)
    misses = tuple(pair for pair in pairs if (pair in got) is not pair.same)
    return Score(right / len(got) if got else 1.0, right / meant if meant else 1.0, misses)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.french", description=__doc__)
    parser.add_argument("--pairs", type=Path, help="default: the project's own table, in halves")
    path = parser.parse_args().pairs
    if path is not None:
        _show(str(path), read(path))
        return
    pairs = read(PAIRS)
    _show("tuning half", [pair for pair in pairs if is_for_tuning(pair.id)])
    _show("verifying half", [pair for pair in pairs if not is_for_tuning(pair.id)])


def _pair(number: int, value: Any) -> Pair:
    match value:
        case {"a": str(a), "b": str(b), "same": bool(same)}:
            return Pair(a, b, same, str(value.get("id", "")), str(value.get("why", "")))
    raise ValueError(f"line {number}: not a pair with a, b and same")


def _show(name: str, pairs: Sequence[Pair]) -> None:
    result = score(pairs)
    figures = f"precision {result.precision:.3f}, recall {result.recall:.3f}"
    sys.stdout.write(f"{name}: {len(pairs)} pairs, {figures}\n")
    for pair in result.misses:
        fault = "not found" if pair.same else "found, not meant"
        sys.stdout.write(f"  {fault}: {pair.a!r} in {pair.b!r} ({pair.why})\n")


if __name__ == "__main__":
    main()
