"""Measure, and print each figure beside its target: python -m benchmarks.main [NAME...]"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable

from benchmarks import acknowledging, lead, looking, matching, memory, requests, search, stories
from benchmarks.report import show

MEASURES = {
    "ack": acknowledging.measure,
    "lead": lead.measure,
    "look": looking.measure,
    "matching": matching.measure,
    "memory": memory.measure,
    "requests": requests.measure,
    "stories": stories.measure,
    "search": search.measure,
}


async def run(names: Iterable[str]) -> None:
    """One after the other: they would disturb each other."""
    for name in names:
        async for result in MEASURES[name]():
            show(result)


def main() -> None:
    """A missed target is shown, not an error: another machine may be slower or busy."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.main", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"of {', '.join(MEASURES)}; default: all")
    names = parser.parse_args().name or list(MEASURES)
    if unknown := [name for name in names if name not in MEASURES]:
        parser.error(f"no such measure: {', '.join(unknown)}")
    asyncio.run(run(names))


if __name__ == "__main__":
    main()
