"""How well one announcement on several networks is recognised: python -m benchmarks.stories

--pairs FILE has a JSON object a line: `a` and `b` are texts, or objects with `text` and perhaps
`network`, `title`, `links` and `at`; `same` says whether they are one announcement.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, TypeAlias

from rapidfuzz import fuzz

from benchmarks.pairs import is_for_tuning, score
from benchmarks.pairs import read as pairs_of
from benchmarks.report import Comparison, Figure
from bot.core.stories import RECENT_CAP, Announcement, Story, clusters, same

PAIRS = Path(__file__).parents[1] / "tests" / "core" / "stories.jsonl"
NAIVE_RATIO = 80
WRONG, MISSED, GROUPING_MS, ROUNDS = 3.0, 10.0, 50.0, 20


@dataclass(frozen=True, slots=True)
class Pair:
    a: Announcement
    b: Announcement
    same: bool
    id: str
    texts: tuple[str, str]
    why: str = ""


Judge: TypeAlias = Callable[[Pair], bool]


def matched(pair: Pair) -> bool:
    return same(pair.a, pair.b)


def equal_words(pair: Pair) -> bool:
    return pair.a.words == pair.b.words


def fuzzy(pair: Pair) -> bool:
    """What a library's ratio does by itself."""
    return fuzz.token_set_ratio(*pair.texts) >= NAIVE_RATIO


JUDGES: dict[str, Judge] = {
    "stories": matched,
    "equal cleaned words": equal_words,
    f"token_set_ratio >= {NAIVE_RATIO}": fuzzy,
}


def read(path: Path) -> list[Pair]:
    """Raises OSError, or ValueError for a line that is no pair."""
    return pairs_of(path, _pair)


async def measure() -> AsyncIterator[Figure | Comparison]:
    """Of the half that only verifies; what grouping costs the processor at most."""
    pairs = [pair for pair in read(PAIRS) if not is_for_tuning(pair.id)]
    ours, theirs = score(pairs, matched), score(pairs, fuzzy)
    ratio = f"token_set_ratio >= {NAIVE_RATIO}"
    wrong, missed = 100 * (1 - ours.precision), 100 * (1 - ours.recall)
    yield Figure("announcements: of what is brought together, other news", wrong, "%", WRONG)
    yield Comparison(ratio, wrong, 100 * (1 - theirs.precision), "%")
    yield Figure("announcements: of those that are one, not recognised", missed, "%", MISSED)
    yield Comparison(ratio, missed, 100 * (1 - theirs.recall), "%")
    name = f"one publication among its firm's {RECENT_CAP} latest stories, CPU"
    yield Figure(name, _grouping(pairs), "ms", GROUPING_MS)


def _grouping(pairs: Sequence[Pair]) -> float:
    texts = [text for pair in pairs for text in pair.texts]
    texts = (texts * (1 + RECENT_CAP // len(texts)))[:RECENT_CAP]
    new = Announcement.told(texts[0], key=("new", ""))

    def group() -> float:
        began = process_time()
        told = [Announcement.told(text, key=(str(n), "")) for n, text in enumerate(texts)]
        clusters([new], [Story(number, (one,)) for number, one in enumerate(told)])
        return process_time() - began

    return median(group() for _ in range(ROUNDS)) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="default: the project's own")
    pairs = read(parser.parse_args().pairs)
    _show("tuning half", [pair for pair in pairs if is_for_tuning(pair.id)])
    _show("verifying half", [pair for pair in pairs if not is_for_tuning(pair.id)])


def _pair(number: int, value: Any) -> Pair:
    match value:
        case {"a": str() | dict() as a, "b": str() | dict() as b, "same": bool(same)}:
            texts = (_text(a), _text(b))
            pair_id = str(value.get("id") or "\n".join(texts))
            return Pair(_told(a), _told(b), same, pair_id, texts, str(value.get("why", "")))
    raise ValueError(f"line {number}: not a pair with a, b and same")


def _text(side: str | dict[str, Any]) -> str:
    if isinstance(side, str):
        return side
    return f"{side.get('title') or ''} {side.get('text') or ''}".strip()


def _told(side: str | dict[str, Any]) -> Announcement:
    if isinstance(side, str):
        return Announcement.told(side)
    at = side.get("at")
    return Announcement.told(
        side.get("text") or "",
        title=side.get("title") or "",
        links=side.get("links") or (),
        at=datetime.fromisoformat(at) if at else None,
        key=(side.get("network") or "", ""),
    )


def _show(name: str, pairs: Sequence[Pair]) -> None:
    sys.stdout.write(f"{name}: {len(pairs)} pairs, {sum(pair.same for pair in pairs)} the same\n")
    for title, judge in JUDGES.items():
        result = score(pairs, judge)
        figures = f"precision {result.precision:.3f}, recall {result.recall:.3f}"
        sys.stdout.write(f"  {title}: {figures}\n")
    for pair in score(pairs, matched).misses:
        fault = "not recognised" if pair.same else "other news"
        sys.stdout.write(f"  {fault}: {pair.id[:40]!r} ({pair.why})\n")
        sys.stdout.writelines(f"    {text!r}\n" for text in pair.texts)


if __name__ == "__main__":
    main()
