from __future__ import annotations

import pytest

from connectors import NETWORKS
from connectors.checklist import Checklist, Grade, Point
from connectors.closed import CLOSED
from connectors.elsewhere import recognise


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("viadeo:durand", "viadeo"),
        ("https://www.viadeo.com/fr/company/durand", "viadeo"),
        ("tiktok:@durand", "tiktok"),
        ("https://www.tiktok.com/@durand/video/12", "tiktok"),
    ],
)
def test_a_closed_network_is_recognised_by_name_and_link(text: str, network: str) -> None:
    known = recognise(text)
    assert known is not None
    assert (known.network, known.name) == (network, "durand")
    assert network in CLOSED


@pytest.mark.parametrize("network", sorted(CLOSED))
def test_a_closed_network_can_not_be_switched_on(network: str) -> None:
    assert network not in NETWORKS


@pytest.mark.parametrize("checklist", CLOSED.values(), ids=CLOSED)
def test_a_closed_network_says_of_every_point_why_it_can_not_apply(checklist: Checklist) -> None:
    assert set(checklist) == set(Point)
    for check in checklist.values():
        assert check.grade is Grade.EXEMPT
        assert check.how.endswith(".")
        assert check.source.startswith("https://")
    assert checklist[Point.LIMITS].how != checklist[Point.AUTH].how
