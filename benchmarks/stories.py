"""How well one announcement on several networks is recognised: python -m benchmarks.stories

--pairs FILE has a JSON object a line: `a` and `b` are texts, or objects with `text` and perhaps
`network`, `title`, `links` and `at`; `same` says whether they are one announcement.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks import told
from benchmarks.report import Comparison, Figure
from bot.core.stories import RECENT_CAP, Announcement, Story, clusters, same

PAIRS = Path(__file__).parents[1] / "tests" / "core" / "stories.jsonl"
RATIO = 80
GROUPING_MS, ROUNDS = 50.0, 20
Pair = told.Pair[Announcement, Announcement]


def matched(pair: Pair) -> bool:
    return same(pair.a, pair.b)


def equal_words(pair: Pair) -> bool:
    return pair.a.words == pair.b.words


def _announcement(side: told.Side) -> Announcement:
    at = side.get("at")
    return Announcement.told(
        side.get("text") or "",
        title=side.get("title") or "",
        links=side.get("links") or (),
        at=datetime.fromisoformat(at) if at else None,
        key=(side.get("network") or "", ""),
    )


fuzzy = told.fuzzy(RATIO)
TASK = told.Task(
    a=_announcement,
    b=_announcement,
    judges={
        "stories": matched,
        "equal cleaned words": equal_words,
        f"token_set_ratio >= {RATIO}": fuzzy,
    },
    brought="announcements: of what is brought together, other news",
    one="announcements: of those that are one, not recognised",
    wrong=3.0,
    missed=10.0,
)


async def measure() -> AsyncIterator[Figure | Comparison]:
    """Besides, what grouping costs the processor at most."""
    for figure in TASK.figures(PAIRS):
        yield figure
    name = f"one publication among its firm's {RECENT_CAP} latest stories, CPU"
    yield Figure(name, _grouping(TASK.read(PAIRS)), "ms", GROUPING_MS)


def _grouping(pairs: Sequence[Pair]) -> float:
    texts = [text for pair in pairs for text in pair.texts]
    texts = (texts * (1 + RECENT_CAP // len(texts)))[:RECENT_CAP]
    new = Announcement.told(texts[0], key=("new", ""))

    def group() -> float:
        began = process_time()
        every = [Announcement.told(text, key=(str(n), "")) for n, text in enumerate(texts)]
        clusters([new], [Story(number, (one,)) for number, one in enumerate(every)])
        return process_time() - began

    return median(group() for _ in range(ROUNDS)) * 1000


def main() -> None:
    TASK.run("stories", __doc__, PAIRS)


if __name__ == "__main__":
    main()
