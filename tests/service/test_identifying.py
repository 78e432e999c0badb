"""Many leads at once: together where a network takes them so, a few at a time elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeVar

import pytest

from bot.service.connectors import Networks
from bot.service.finding import AT_A_TIME, Found, find_each
from bot.service.identifying import Identifying
from connectors.base import Connector, Identified, in_turn
from connectors.errors import TargetGone
from connectors.types import Account, Conversation, Kind, LaneKey, Lead, Priority
from tests.connectors.web import Toy, http_on_loopback
from tests.store.world import an_account

T = TypeVar("T")


class Named(Toy):
    """Finds whoever is asked for by @name or #tag, but not those whose names begin with x."""

    def __init__(self, network: str, at_once: int) -> None:
        super().__init__()
        self.network, self.at_once = network, at_once  # type: ignore[misc]
        self.groups: list[list[str]] = []

    def parse_target(self, text: str) -> Lead | None:
        kind = {"@": Kind.ACCOUNT, "#": Kind.HASHTAG}.get(text[0])
        return Lead(self.network, kind, text[1:]) if kind else None

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        self.groups.append([lead.text])
        return (yield from self._one(lead))

    def identify_all(self, leads: Sequence[Lead]) -> Conversation[Sequence[Identified]]:
        self.groups.append([lead.text for lead in leads])
        return (yield from in_turn(leads, self._one))

    def _one(self, lead: Lead) -> Conversation[Sequence[Account]]:
        yield from ()
        if lead.text.startswith("x"):
            raise TargetGone("suspended")
        return [an_account(lead.text)]


class Switchboard(Networks):
    """Networks that answer one question after the other, or when the test lets them."""

    def __init__(self, *connectors: Named) -> None:
        super().__init__({one.network: one for one in connectors}, http_on_loopback(), None)
        self.gates: dict[str, asyncio.Event] = {}
        self.under_way = self.most = 0

    async def ask(
        self,
        connector: Connector,
        lane: LaneKey,
        conversation: Conversation[T],
        priority: Priority = Priority.PERSON,
        person: str = "",
    ) -> T:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await self.gates.get(connector.network, _open()).wait()
            await asyncio.wait([asyncio.ensure_future(_open().wait())])  # others have their turn
            next(conversation)
        except StopIteration as stop:
            answer: T = stop.value
            return answer
        finally:
            self.under_way -= 1
        raise AssertionError("nothing is sent here")


def _open() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


async def all_found(networks: Networks, *texts: str) -> dict[int, Found]:
    return {place: found async for place, found in find_each(networks, texts)}


def keys(found: Found) -> list[str]:
    return [one.key for one in found.candidates]


async def test_a_long_list_is_asked_in_as_few_requests_as_the_network_takes() -> None:
    many = Named("many", 100)
    texts = [f"@a{number}" for number in range(250)]
    found = await all_found(Switchboard(many), *texts)
    assert [len(group) for group in many.groups] == [100, 100, 50]
    wanted = {n: [an_account(text[1:]).key] for n, text in enumerate(texts)}
    assert {place: keys(one) for place, one in found.items()} == wanted


async def test_one_who_is_gone_and_one_who_is_written_twice_leave_the_others_alone() -> None:
    many = Named("many", 100)
    found = await all_found(Switchboard(many), "@a", "@xavier", "@a", "nobody's")
    assert many.groups == [["a", "xavier"]]
    assert keys(found[0]) == keys(found[2]) == [an_account("a").key]
    assert isinstance(found[1].failed["many"], TargetGone)
    assert (found[3].asked, found[3].candidates) == ((), ())


async def test_hashtags_are_asked_by_themselves() -> None:
    many = Named("many", 100)
    await all_found(Switchboard(many), "#tva", "@a", "#paie", "@b")
    assert sorted(many.groups) == [["a", "b"], ["paie"], ["tva"]]


async def test_elsewhere_a_few_are_asked_at_a_time() -> None:
    plain = Named("plain", 1)
    networks = Switchboard(plain)
    found = await all_found(networks, *(f"@a{number}" for number in range(20)))
    assert len(found) == len(plain.groups) == 20
    assert networks.most == AT_A_TIME


async def test_who_reads_no_further_stops_the_asking() -> None:
    networks = Switchboard(Named("many", 100), Named("plain", 1))
    networks.gates["many"] = asyncio.Event()
    answers = find_each(networks, ["@a", "@b", "plain"])
    assert (await anext(answers))[0] == 2
    await answers.aclose()
    while networks.under_way:
        await asyncio.wait([asyncio.ensure_future(_open().wait())])


async def test_who_waits_no_longer_takes_the_answer_from_nobody_else() -> None:
    plain, many = Named("plain", 1), Named("many", 100)
    networks = Switchboard(plain, many)
    networks.gates["many"] = asyncio.Event()
    leads = [Lead(name, Kind.ACCOUNT, text) for text in "ab" for name in ("plain", "many")]
    by = Identifying(networks, leads)
    assert await by.identify(leads[0]) == [an_account("a")], "it waits for no other network"
    first, second = (asyncio.ensure_future(by.identify(lead)) for lead in (leads[1], leads[3]))
    await asyncio.wait([first], timeout=0)
    first.cancel()
    networks.gates["many"].set()
    assert await second == [an_account("b")]
    assert await by.identify(leads[1]) == [an_account("a")]
    assert many.groups == [["a", "b"]]


async def test_when_no_more_answers_are_wanted_those_on_their_way_are_given_up() -> None:
    networks = Switchboard(Named("many", 100))
    networks.gates["many"] = asyncio.Event()
    leads = [Lead("many", Kind.ACCOUNT, text) for text in "ab"]
    by = Identifying(networks, leads)
    waiting = asyncio.ensure_future(by.identify(leads[0]))
    await asyncio.wait([waiting], timeout=0)
    by.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert networks.under_way == 0
