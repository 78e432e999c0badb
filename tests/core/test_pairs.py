"""The yardstick of matching words, written before what it measures."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("pairs.jsonl").read_text("utf-8").splitlines()
]


def test_a_hundred_pairs_must_match_and_a_hundred_must_not() -> None:
    assert Counter(pair["same"] for pair in PAIRS) == {True: 100, False: 100}


def test_no_pair_is_there_twice() -> None:
    assert len({(pair["a"], pair["b"]) for pair in PAIRS}) == len(PAIRS)
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS)
