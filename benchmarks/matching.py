"""CPU time to find a thousand watched words and phrases in a thousand posts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from random import Random
from time import process_time

from benchmarks.report import Comparison, Figure
from bot.core.words import Pattern, Patterns, Text
from bot.core.words.known import WORDS

POSTS, WATCHES, WORDS_A_POST, ROUNDS = 1000, 1000, 40, 5
TARGET_MS = 50.0
SEED = 7
# About every second word of a sentence is one of these.
_SMALL = "de la le les et un une des à pour dans the of and to in for our your on with".split()  # noqa: SIM905


async def measure() -> AsyncIterator[Figure | Comparison]:
    """The best of some rounds: whatever else runs on the machine only adds.

    A post is read and indexed once, however many channels watch.
    """
    random = Random(SEED)  # noqa: S311 - simulated posts, no secrets
    posts = [_post(random) for _ in range(POSTS)]
    watches = [" ".join(random.sample(WORDS, 1 + number % 2)) for number in range(WATCHES)]
    patterns = Patterns.of(dict(enumerate(map(Pattern.of, watches))))
    texts = [Text.of([post]) for post in posts]
    indexing = _best(lambda: [Text.of([post]) for post in posts])
    finding = _best(lambda: [patterns.found_in(text) for text in texts])
    yield Figure(f"words: {POSTS} posts read and indexed, CPU", indexing, "ms")
    yield Figure(f"words: {WATCHES} watches found in them, CPU", finding, "ms")
    total = indexing + finding
    yield Figure("words: both", total, "ms", TARGET_MS)
    yield Comparison("one regular expression a watch", total, _naive(watches, posts), "ms")


def _post(random: Random) -> str:
    words = (random.choice(random.choice((_SMALL, WORDS))) for _ in range(WORDS_A_POST))
    return " ".join(words).capitalize() + "."


def _naive(watches: Sequence[str], posts: Sequence[str]) -> float:
    """Whole words, ignoring case: it finds fewer than it should."""
    wanted = [re.compile(rf"\b{re.escape(watch)}\b", re.IGNORECASE) for watch in watches]
    return _milliseconds(lambda: [[one for one in wanted if one.search(post)] for post in posts])


def _best(work: Callable[[], object]) -> float:
    return min(_milliseconds(work) for _ in range(ROUNDS))


def _milliseconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return (process_time() - began) * 1000
