"""How well the press and a network telling the same is recognised: python -m benchmarks.lead

--pairs FILE has a JSON object a line: `a` is an article and `b` a publication on a network, each
a text, or an object with `title`, `text` and perhaps `author`, `links`, `url` and `at`; `same`
says whether both tell the same piece of news, as two voices.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import told
from benchmarks.report import Comparison, Figure
from bot.core.lead import Said, tells
from bot.core.stories import same

PAIRS = Path(__file__).parents[1] / "tests" / "core" / "lead.jsonl"
RATIO = 60
Pair = told.Pair[Said, Said]


def matched(pair: Pair) -> bool:
    return tells(pair.a, pair.b)


def of_one_firm(pair: Pair) -> bool:
    """What tells whether a firm announces the same on two networks."""
    return same(pair.a.what, pair.b.what)


def _facts(side: told.Side) -> dict[str, Any]:
    at = side.get("at")
    return {
        "title": side.get("title") or "",
        "text": side.get("text") or "",
        "by": side.get("author") or "",
        "links": side.get("links") or (),
        "url": side.get("url") or "",
        "at": datetime.fromisoformat(at) if at else None,
    }


fuzzy = told.fuzzy(RATIO)
TASK = told.Task(
    a=lambda side: Said.headed(**_facts(side)),
    b=lambda side: Said.of(**_facts(side)),
    judges={
        "lead": matched,
        "as one firm's": of_one_firm,
        f"token_set_ratio >= {RATIO}": fuzzy,
    },
    brought="press and networks: of what is brought together, other news",
    one="press and networks: of what is one, not recognised",
    wrong=2.0,
    missed=30.0,
)


async def measure() -> AsyncIterator[Figure | Comparison]:
    for figure in TASK.figures(PAIRS):
        yield figure


def main() -> None:
    TASK.run("lead", __doc__, PAIRS)


if __name__ == "__main__":
    main()
