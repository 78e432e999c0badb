"""What several transcripts are played with."""

from __future__ import annotations

import pytest

from tests.fakes.slack import Message as SlackMessage
from tests.fakes.slack import shown as shown_on_slack
from tests.fakes.telegram import shown as shown_on_telegram
from tests.scenarios.house import House, ago
from tests.scenarios.seats import SEATS, Read, visible

on_slack = pytest.mark.parametrize(("platform", "language"), SEATS[:2])
on_telegram = pytest.mark.parametrize(("platform", "language"), SEATS[2:])


def two(house: House) -> None:
    """Two accounts of one handle, neither more likely than the other."""
    house.durand()
    other = house.sky.actor("durand.bsky.social", "Durand Expertise", 310)
    house.sky.post(other, "Nos bureaux déménagent", ago(days=3))


def interim(house: House, platform: str) -> Read:
    """What was shown first of an answer that was then replaced."""
    if platform == "telegram":
        answer = house.telegram.world.arrivals[0]
        return Read(answer, visible(shown_on_telegram(answer)))
    first = next(one for one in house.slack.state.arrivals if isinstance(one, SlackMessage))
    return Read(first, visible(shown_on_slack(first)))
