"""Pairs of things that were published, each way of telling which are the same, side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from rapidfuzz import fuzz

from benchmarks.pairs import is_for_tuning, read, score
from benchmarks.report import Comparison, Figure

One = TypeVar("One")
Other = TypeVar("Other")
Side: TypeAlias = Mapping[str, Any]
"""`title`, `text` and whatever else the file tells of it."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[One, Other]):
    """`texts`: what a file tells of each, as one text."""

    a: One
    b: Other
    same: bool
    id: str
    texts: tuple[str, str]
    why: str = ""


Judge: TypeAlias = Callable[[Pair[One, Other]], bool]


def fuzzy(ratio: int) -> Callable[[Pair[Any, Any]], bool]:
    """What a library's ratio does by itself."""
    return lambda pair: fuzz.token_set_ratio(*pair.texts) >= ratio


@dataclass(frozen=True, slots=True)
class Task(Generic[One, Other]):
    """`judges`: by name, ours first and the library's ratio last.

    `wrong`, `missed`: at most, in per cent of the half that only verifies; `brought`, `one`: what
    these figures are called.
    """

    a: Callable[[Side], One]
    b: Callable[[Side], Other]
    judges: Mapping[str, Judge[One, Other]]
    brought: str
    one: str
    wrong: float
    missed: float

    def read(self, path: Path) -> list[Pair[One, Other]]:
        """Raises OSError, or ValueError for a line that is no pair."""
        return read(path, self._pair)

    def figures(self, path: Path) -> Iterator[Figure | Comparison]:
        """Of the half that only verifies."""
        pairs = [pair for pair in self.read(path) if not is_for_tuning(pair.id)]
        names = list(self.judges)
        ours, theirs = (score(pairs, self.judges[name]) for name in (names[0], names[-1]))
        wrong, missed = 100 * (1 - ours.precision), 100 * (1 - ours.recall)
        yield Figure(self.brought, wrong, "%", self.wrong)
        yield Comparison(names[-1], wrong, 100 * (1 - theirs.precision), "%")
        yield Figure(self.one, missed, "%", self.missed)
        yield Comparison(names[-1], missed, 100 * (1 - theirs.recall), "%")

    def show(self, path: Path) -> None:
        """Every judge's figures for both halves, and each pair that ours takes wrongly."""
        pairs = self.read(path)
        self._show("tuning half", [pair for pair in pairs if is_for_tuning(pair.id)])
        self._show("verifying half", [pair for pair in pairs if not is_for_tuning(pair.id)])

    def run(self, name: str, about: str | None, usual: Path) -> None:
        """The command line `python -m benchmarks.<name>`. `usual`: the project's own file."""
        parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
        parser.add_argument("--pairs", type=Path, default=usual, help="default: the project's own")
        self.show(parser.parse_args().pairs)

    def _show(self, name: str, pairs: Sequence[Pair[One, Other]]) -> None:
        same = sum(pair.same for pair in pairs)
        sys.stdout.write(f"{name}: {len(pairs)} pairs, {same} the same\n")
        results = {title: score(pairs, judge) for title, judge in self.judges.items()}
        for title, result in results.items():
            figures = f"precision {result.precision:.3f}, recall {result.recall:.3f}"
            sys.stdout.write(f"  {title}: {figures}\n")
        for pair in next(iter(results.values())).misses:
            fault = "not recognised" if pair.same else "other news"
            sys.stdout.write(f"  {fault}: {pair.id[:40]!r} ({pair.why})\n")
            sys.stdout.writelines(f"    {text!r}\n" for text in pair.texts)

    def _pair(self, number: int, value: Any) -> Pair[One, Other]:
        match value:
            case {"a": str() | dict() as a, "b": str() | dict() as b, "same": bool(same)}:
                one, other = _side(a), _side(b)
                texts = (_text(one), _text(other))
                pair_id = str(value.get("id") or "\n".join(texts))
                why = str(value.get("why", ""))
                return Pair(self.a(one), self.b(other), same, pair_id, texts, why)
        raise ValueError(f"line {number}: not a pair with a, b and same")


def _side(told: str | dict[str, Any]) -> Side:
    return {"text": told} if isinstance(told, str) else told


def _text(side: Side) -> str:
    return f"{side.get('title') or ''} {side.get('text') or ''}".strip()
