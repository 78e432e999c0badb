"""How well watched words are found: python -m benchmarks.french [--pairs FILE]

FILE has a JSON object a line: `a` is watched, `b` is a text, `same` says whether it is meant.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pairs import is_for_tuning, score
from benchmarks.pairs import read as pairs_of
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


def read(path: Path) -> list[Pair]:
    """Raises OSError, or ValueError for a line that is no pair."""
    return pairs_of(path, _pair)


def found(pair: Pair) -> bool:
    """Is the watched word found in the text?"""
    return Pattern.of(pair.a).found_in(Text.of([pair.b]))


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
    result = score(pairs, found)
    figures = f"precision {result.precision:.3f}, recall {result.recall:.3f}"
    sys.stdout.write(f"{name}: {len(pairs)} pairs, {figures}\n")
    for pair in result.misses:
        fault = "not found" if pair.same else "found, not meant"
        sys.stdout.write(f"  {fault}: {pair.a!r} in {pair.b!r} ({pair.why})\n")


if __name__ == "__main__":
    main()
