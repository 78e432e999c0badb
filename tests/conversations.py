"""Plays a connector's conversation without a network: requests out, scripted answers in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from connectors.errors import ConnectorError
from connectors.types import Answer, Conversation, Request

T = TypeVar("T")
Respond = Callable[[Request], Answer | ConnectorError]


def play(conversation: Conversation[T], respond: Respond) -> tuple[T, list[Request]]:
    """Run to the end; `respond` gives an Answer to send in or an error to throw in.

    A status outside Request.accept is the driver's business: respond with the error it becomes.
    """
    asked: list[Request] = []
    reply: Answer | ConnectorError | None = None
    while True:
        try:
            if reply is None:
                request = next(conversation)
            elif isinstance(reply, ConnectorError):
                request = conversation.throw(reply)
            else:
                request = conversation.send(reply)
        except StopIteration as stop:
            return stop.value, asked
        asked.append(request)
        reply = respond(request)
        if isinstance(reply, Answer):
            assert reply.status in request.accept, f"{reply.status} not accepted: {request.url}"


def answer(payload: Any, status: int = 200, url: str = "", **headers: str) -> Answer:
    """An Answer with a JSON body; header names: underscores become dashes."""
    named = {name.lower().replace("_", "-"): value for name, value in headers.items()}
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Answer(status=status, url=url, headers=named, body=body)
