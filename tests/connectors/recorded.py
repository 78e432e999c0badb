"""Plays written exchanges: what a network answered, look after look, and what must come of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.base import Connector
from connectors.errors import ConnectorError, Transient
from connectors.types import Account, Answer, Batch, Due, Kind, Look, Post, Request
from tests.connectors.driving import due
from tests.conversations import answer, play

FOLDER = Path(__file__).parents[1] / "recorded"


def cases(network: str) -> list[str]:
    return sorted(path.name for path in (FOLDER / network).iterdir())


def replay(connector: Connector, case: str) -> None:
    """Look as often as the case says; what is asked and what comes out must be as written."""
    exchange = json.loads((FOLDER / connector.network / case / "exchange.json").read_text("utf-8"))
    named = {**exchange["target"], "kind": Kind(exchange["target"]["kind"])}
    waiting = due(Account(network=connector.network, **named))
    for step in exchange["looks"]:
        look, asked = _look(connector, waiting, step["answers"])
        assert asked == [one["asked"] for one in step["answers"]]
        _check(look, step["expected"])
        waiting = replace(waiting, cursor=look.cursor or waiting.cursor)


def _look(
    connector: Connector, waiting: Due, answers: list[dict[str, Any]]
) -> tuple[Look, list[str]]:
    coming = iter(answers)

    def respond(request: Request) -> Answer | ConnectorError:
        recorded = next(coming)
        if recorded["status"] not in request.accept:
            return Transient(f"HTTP {recorded['status']}")
        return answer(recorded["body"], recorded["status"], request.url)

    looks, asked = play(connector.look(Batch((waiting,))), respond)
    return looks[waiting.target.id], [_told(request) for request in asked]


def _told(request: Request) -> str:
    """What matters of a request: where, and from which place on."""
    marks = [f"{name}={value}" for name, value in request.params if name in ("min_id", "cursor")]
    return "?".join([request.url, *marks])


def _check(look: Look, expected: dict[str, Any]) -> None:
    assert look.coverage.value == expected["coverage"]
    assert type(look.error).__name__ == expected.get("error", "NoneType")
    assert (look.account.handle if look.account else None) == expected.get("handle")
    assert [
        {field: _plain(post, field) for field in wanted}
        for post, wanted in zip(look.posts, expected["posts"], strict=True)
    ] == expected["posts"]


def _plain(post: Post, field: str) -> Any:
    value = getattr(post, field)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
