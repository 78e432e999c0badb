"""Every network is taken through every situation that its checklist says it copes with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors import NETWORKS
from connectors.checklist import Point, done, exempt, todo
from connectors.errors import TargetGone, Transient
from connectors.types import Account, Coverage, Look, Post
from tests.connectors import recorded
from tests.connectors.conformance.situations import Situation, needed, shows
from tests.connectors.driving import due
from tests.connectors.recorded import Came

CASES = [(network, case) for network in sorted(NETWORKS) for case in recorded.shown(network)]
A_POST = Post("toy", "1", "https://a.example/1", "a", "a", "A", "One", None)
A_TARGET = due(Account("toy", "a", "a", "A", "https://a.example/a", "a.example", "a"))


@pytest.mark.parametrize(("network", "case"), CASES)
def test_a_written_case_comes_out_as_written_and_shows_what_it_says(
    network: str, case: str
) -> None:
    for came in recorded.replay(recorded.build(network), case):
        for name in came.step.get("shows", ()):
            assert shows(came, Situation(name)), name


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_every_situation_that_the_checklist_calls_done_has_a_case(network: str) -> None:
    shown = {
        Situation(name)
        for case in recorded.shown(network)
        for step in recorded.written(network, case)["looks"]
        for name in step.get("shows", ())
    }
    assert not needed(recorded.kind_of(network).checklist) - shown


def test_only_a_point_that_is_done_asks_for_a_case() -> None:
    every = dict.fromkeys(Point, done("It is."))
    assert needed(every) == set(Situation)
    asked = needed({**every, Point.EDITS: exempt("Never."), Point.PAGING: todo("Not yet.")})
    assert asked == set(Situation) - {Situation.EDIT, Situation.PAGING}


def came(*posts: Post, before: tuple[Post, ...] = (), look: Look | None = None) -> Came:
    look = look or Look(posts, "c", Coverage.COMPLETE)
    return Came({}, [A_TARGET], {post.key: post for post in before}, (), looks=[look])


@pytest.mark.parametrize(
    ("situation", "other"),
    [
        (Situation.PAGE, came()),
        (Situation.PAGE, came(A_POST, before=(A_POST,))),
        (Situation.EMPTY, came(before=(A_POST,))),
        (Situation.EMPTY, came(look=Look((), None, Coverage.SUSPECT))),
        (Situation.REFUSED, came(look=Look.failed(Transient()))),
        (Situation.GONE, came(look=Look.failed(Transient()))),
        (Situation.GONE, came(look=replace(Look.failed(TargetGone()), cursor="moved"))),
        (Situation.PAGING, came(A_POST, replace(A_POST, key="2"))),
        (Situation.EDIT, came(A_POST, before=(A_POST,))),
        (Situation.EDIT, came(replace(A_POST, key="2", text="Two"), before=(A_POST,))),
        (Situation.DELETION, Came({}, (), {"1": A_POST}, (), found={"1": A_POST})),
        (Situation.DELETION, Came({}, (), {"1": A_POST}, (), found={"1": None})),
        (Situation.RENAME, came(replace(A_POST, key="2"), before=(A_POST,))),
    ],
)
def test_a_situation_is_not_taken_for_another(situation: Situation, other: Came) -> None:
    assert not shows(other, situation)
