"""Several leads at once, where a network has no way of its own to ask about them together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from connectors.errors import ConnectorError, RateLimited, TargetGone, Transient
from connectors.types import Account, Conversation, Kind, Lead, Request
from tests.connectors.web import NOW, Toy
from tests.conversations import answer, play
from tests.store.world import an_account

GONE = TargetGone()


class Plain(Toy):
    """Finds whoever is asked for, by one request each."""

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        yield Request(f"https://toy.example.com/{lead.text}")
        return [an_account(lead.text)]


def asked(errors: dict[str, ConnectorError]) -> tuple[list[str | ConnectorError], list[str]]:
    """What three leads are answered, and who was asked about."""
    leads = [Lead("toy", Kind.ACCOUNT, name) for name in ("a", "b", "c")]
    found, requests = play(
        Plain().identify_all(leads),
        lambda request: errors.get(request.url[-1]) or answer({}),
    )
    told = [one if isinstance(one, ConnectorError) else one[0].handle for one in found]
    return told, [request.url[-1] for request in requests]


def test_one_leads_error_is_its_answer_and_the_others_go_on() -> None:
    told, who = asked({"b": GONE})
    handles = [an_account(name).handle for name in ("a", "c")]
    assert told == [handles[0], GONE, handles[1]]
    assert who == ["a", "b", "c"]


@pytest.mark.parametrize("down", [RateLimited(NOW), Transient("down", lane_wide=True)])
def test_a_lanes_error_is_the_answer_of_the_rest_which_is_not_asked(down: ConnectorError) -> None:
    told, who = asked({"b": down})
    assert told[1:] == [down, down]
    assert who == ["a", "b"]
