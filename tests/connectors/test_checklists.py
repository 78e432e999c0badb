"""What was checked of each network is said for each point, in a sentence that can be believed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors import NETWORKS
from connectors.checklist import Check, Checklist, Grade, Point, done, exempt, todo
from connectors.closed import CLOSED
from tests.connectors.recorded import kind_of

CHECKLISTS = {**{network: kind_of(network).checklist for network in NETWORKS}, **CLOSED}


@pytest.mark.parametrize("network", sorted(CHECKLISTS))
def test_every_point_is_graded_in_a_sentence(network: str) -> None:
    assert not list(gaps(CHECKLISTS[network]))


def gaps(checklist: Checklist) -> Iterator[str]:
    yield from (f"{point}: nothing" for point in Point if point not in checklist)
    for point, check in checklist.items():
        yield from (f"{point}: {gap}" for gap in _gaps(check))
    pace = checklist.get(Point.PACE)
    if pace and pace.grade is not Grade.EXEMPT and not pace.source:
        yield f"{Point.PACE}: no source"


def _gaps(check: Check) -> Iterator[str]:
    if not 10 <= len(check.how) <= 300:
        yield f"{len(check.how)} characters"
    if not check.how.endswith("."):
        yield "no sentence"
    if check.how != " ".join(check.how.split()):
        yield "spaces or lines that don't belong"
    if "todo" in check.how.casefold().split() and check.grade is not Grade.TODO:
        yield "says that it is to do"
    if check.source and not check.source.startswith("https://"):
        yield "its source is no address"


def test_gaps_are_found() -> None:
    whole = {
        **dict.fromkeys(Point, done("All of it is done.")),
        Point.PACE: done("One request a minute.", "https://a.example/limits"),
    }
    spoilt: dict[Point, Check] = {
        Point.AUTH: done("Short."),
        Point.DELETED: done("It goes on and on" * 30 + "."),
        Point.RENAMED: done("This is no sentence"),
        Point.EDITS: exempt("This is still TODO for us."),
        Point.LIMITS: done("Stated by the vendor.", "a.example"),
        Point.PACE: done("One request a minute."),
    }
    assert not list(gaps(whole))
    assert not list(gaps({**whole, Point.EDITS: todo("This is still TODO for us.")}))
    for point, check in spoilt.items():
        assert [gap.partition(":")[0] for gap in gaps({**whole, point: check})] == [point]
    assert list(gaps({point: whole[point] for point in Point if point is not Point.PAGING}))
