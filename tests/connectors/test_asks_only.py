"""Veilleur only observes: no request of any network may write there, logins excepted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import httpx
import pytest
from pydantic_settings import BaseSettings

from connectors import NETWORKS
from connectors.base import Connector
from connectors.checklist import Checklist
from connectors.errors import ConnectorError
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Kind,
    Lead,
    Look,
    Pace,
    Request,
    TargetId,
)
from tests.connectors import recorded
from tests.connectors.conformance import environment
from tests.connectors.conformance.asking import (
    GARBAGE,
    answering,
    batch,
    conversations,
    survive,
)

READS = ("GET", "HEAD")
# The rest has to be named here: by network, method and address, with what it does.
ALLOWED: Mapping[tuple[str, str, str], str] = {
    ("bluesky", "POST", r"/xrpc/com\.atproto\.server\.createSession"): "a login",
    ("bluesky", "POST", r"/xrpc/com\.atproto\.server\.refreshSession"): "renews a login",
    ("reddit", "POST", r"/api/v1/access_token"): "a login of the application itself",
    ("x", "POST", r"/2/compliance/jobs"): "asks which posts are gone, changes nothing on X",
    ("x", "PUT", r"/up/7001"): "hands in the ids of that question, where its answer says",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as the network sees it."""

    network: str
    method: str
    path: str
    body: bytes | None = None

    @property
    def rule(self) -> tuple[str, str, str] | None:
        """What allows it to write; None: nothing does."""
        for network, method, path in ALLOWED:
            if (network, method) == (self.network, self.method) and re.fullmatch(path, self.path):
                return network, method, path
        return None


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    environment.unset(monkeypatch)


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_nothing_that_a_network_is_asked_writes_on_it(network: str) -> None:
    sent = set(everything(network))
    assert sent
    assert writes(sent) == set()


def test_each_exception_is_really_used() -> None:
    networks = {network for network, _, _ in ALLOWED}
    used = {one.rule for network in networks for one in everything(network)}
    assert used - {None} == set(ALLOWED)


def writes(sent: Iterable[Sent]) -> set[Sent]:
    """Those that change something, or could, and that no exception covers."""
    return {
        one
        for one in sent
        if (one.method not in READS or one.body is not None) and one.rule is None
    }


def everything(network: str) -> Iterator[Sent]:
    """What it sends in its written cases, for all that can be asked of it, and to log in."""
    for case in recorded.shown(network):
        for came in recorded.replay(recorded.build(network), case):
            yield from (of_request(network, request) for request in came.asked)
    for settings in ({}, filled(network)):
        connector = recorded.build(network, settings)
        yield from asked_of(connector, (*GARBAGE, *good_bodies(network)))
    yield from signing(network)


def asked_of(connector: Connector, bodies: Iterable[bytes]) -> Iterator[Sent]:
    """What it asks of servers that say one and the same to everything, well or ill."""
    for body in bodies:
        begins: list[Callable[[], Conversation[Any]]] = [*conversations(connector)]
        begins.append(lambda: connector.look(batch(connector)))
        begins.append(lambda: connector.look(batch(connector, "{}")))
        for begin in begins:
            yield from noted(connector, begin, body)


def noted(
    connector: Connector, begin: Callable[[], Conversation[Any]], body: bytes
) -> Sequence[Sent]:
    answer, sent = answering(connector, body), []

    def respond(request: Request) -> Answer | ConnectorError:
        sent.append(of_request(connector.network, request))
        return answer(request)

    survive(begin, respond)
    return sent


def good_bodies(network: str) -> Iterator[bytes]:
    """All that is said in its written cases, each once."""
    for case in recorded.shown(network):
        for step in recorded.written(network, case)["looks"]:
            for written in recorded.answers_of(step):
                yield recorded.said(network, case, written).body


def of_request(network: str, request: Request) -> Sent:
    return Sent(network, request.method.upper(), httpx.URL(request.url).path, request.body)


# Logins


def filled(network: str) -> dict[str, str]:
    """Every setting of the network that is blank by default, with something in it."""
    fields = recorded.kind_of(network).Config.model_fields
    return {
        name: "http://bridge.example" if name.endswith("_url") else "somebody"
        for name, field in fields.items()
        if field.default in (None, "")
    }


def signing(network: str) -> Iterator[Sent]:
    """What is sent to sign two requests, by a network that believes us or doesn't."""
    for answers in LOGINS:
        connector = recorded.build(network, filled(network))
        auth = connector.auth(connector.credential(connector.search_host()))
        if auth is not None:
            yield from asyncio.run(flow(network, auth, answers))


TOKENS = {"accessJwt": "a", "refreshJwt": "r", "access_token": "t", "token_type": "bearer"}
EXPIRED = {"error": "ExpiredToken", "message": "Token has expired"}
LOGINS: Sequence[Sequence[tuple[int, Any]]] = (
    ((200, TOKENS), (200, {}), (400, EXPIRED), (200, TOKENS), (200, {})),
    ((200, TOKENS), (401, {}), (401, {}), (200, TOKENS), (401, {})),
    ((401, {}),),
    ((500, {}),),
    ((200, []),),
)


async def flow(
    network: str, auth: httpx.Auth, answers: Sequence[tuple[int, Any]]
) -> Sequence[Sent]:
    """One after another, so that what the first one left behind is used."""
    sent: list[Sent] = []
    coming = iter(answers)
    for _ in range(2):
        asking = auth.async_auth_flow(httpx.Request("GET", "https://a.example/asked"))
        try:
            request = await anext(asking)
            while True:
                sent.append(Sent(network, request.method, request.url.path))
                status, body = next(coming, (200, {}))
                reply = httpx.Response(status, json=body, request=request)
                request = await asking.asend(reply)
        except (StopAsyncIteration, ConnectorError):
            continue
        finally:
            await asking.aclose()
    return sent


# The test itself


class _Toy(Connector):
    """A network that follows whom it looks at."""

    network = "toy"
    display_name = "Toy"
    abilities = frozenset({Ability.ACCOUNT})
    Config: ClassVar[type[BaseSettings]] = BaseSettings
    checklist: ClassVar[Checklist] = {}
    pace = Pace(timedelta(minutes=5), burst=1, per_second=1)

    def parse_target(self, text: str) -> Lead | None:
        return Lead("toy", Kind.ACCOUNT, "a")

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        yield Request("https://toy.example/follow", body=b"a")
        return ()

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        yield Request("https://toy.example/posts")
        yield Request("https://toy.example/seen", method="POST")
        return {}

    def search_host(self) -> str:
        return "toy.example"


def test_a_network_that_writes_is_caught() -> None:
    caught = writes(asked_of(_Toy(), [b"[]"]))
    assert {(one.method, one.path) for one in caught} == {("GET", "/follow"), ("POST", "/seen")}
