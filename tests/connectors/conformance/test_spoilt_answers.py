"""Answers that were cut, or that are something else: never silence, never a loss, never a crash.

This is also where each network gets its changed payloads. Feeds and pages are read by parsers that
make the best of what they get, so their posts are held to less than those of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from connectors import NETWORKS
from tests.connectors.conformance.spoiling import Asked, GoodLook, faults, good_looks, losses

CORPUS = Path(__file__).parents[3] / ".." / "shared" / "corpora" / "json-answers"
CUTS = 60
OTHER_SHAPES: Sequence[Any] = (None, True, 3, "text", [], {}, [3], {"a": {}}, [[]])


@pytest.fixture(params=sorted(NETWORKS))
def looks(request: pytest.FixtureRequest) -> list[GoodLook]:
    found = list(good_looks(request.param))
    assert found
    return found


def test_a_cut_answer_is_told_and_loses_nothing(looks: list[GoodLook]) -> None:
    assert not list(complaints((good, asked, cuts(good.body(asked)))
                               for good in looks for asked in good.said))  # fmt: skip


def test_a_changed_answer_is_told_and_loses_nothing(looks: list[GoodLook]) -> None:
    """What a first page holds at its top becomes, part by part, something else."""
    firsts = [good for good in looks if not good.came.before]
    assert firsts
    assert not list(complaints((good, asked, reshaped(good.body(asked)))
                               for good in firsts for asked in good.said))  # fmt: skip


def test_json_of_every_kind_is_told_and_loses_nothing(looks: list[GoodLook]) -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus of JSON answers isn't beside this checkout")
    bodies = [path.read_bytes() for path in sorted(CORPUS.glob("*.json"))]
    assert len(bodies) > 300
    assert not list(complaints((good, asked, unlike(good.body(asked), bodies))
                               for good in looks for asked in good.said))  # fmt: skip


def complaints(spoilings: Iterable[tuple[GoodLook, Asked, Iterable[bytes]]]) -> Iterator[str]:
    """What is wrong with any of the spoilt looks, with enough to do it again."""
    for good, asked, bodies in spoilings:
        strict = is_json(good.body(asked))
        for body in bodies:
            spoilt, again = good.spoilt(asked, body)
            wrong = [*faults(spoilt), *(losses(good, spoilt, again) if strict else ())]
            yield from (f"{good.name}: {asked[1]}: {body[-60:]!r}: {fault}" for fault in wrong)


def unlike(body: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    """The others, but for an empty list where lists are the answer: that is "nothing new"."""
    return (other for other in others if not (body[:1] == b"[" and other.split() == [b"[]"]))


def is_json(body: bytes) -> bool:
    return body[:1] in (b"{", b"[")


def cuts(body: bytes) -> Iterator[bytes]:
    """Its beginnings, the shortest and the longest among them."""
    ends = {*range(0, len(body), max(1, len(body) // CUTS)), 1, len(body) - 1}
    return (body[:end] for end in sorted(ends) if end < len(body))


def reshaped(body: bytes) -> Iterator[bytes]:
    whole: Any = json.loads(body) if is_json(body) else None
    yield from unlike(body, (json.dumps(other).encode() for other in OTHER_SHAPES))
    for name in whole if isinstance(whole, dict) else ():
        if isinstance(whole[name], dict | list):
            others = (other for other in OTHER_SHAPES if type(other) is not type(whole[name]))
            yield from (json.dumps({**whole, name: other}).encode() for other in others)
