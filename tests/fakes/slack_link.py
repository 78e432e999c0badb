"""How the fake Slack reaches a bot: envelopes over Socket Mode, or signed requests over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from bot.clock import Clock

ACK_SECONDS = 3.0
CONNECT_SECONDS = 10.0


class DidNotRespond(AssertionError):
    """The person would read that the command failed: no acknowledgement in time."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """`answerable`: the acknowledgement may carry a payload that Slack acts upon."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    answerable: bool
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Ack:
    """`payload`: what came with the acknowledgement; `seconds`: how long it took."""

    envelope: Envelope
    payload: Mapping[str, Any]
    seconds: float


Effect: TypeAlias = Callable[[Mapping[str, Any]], None]


class Link(Protocol):
    async def deliver(self, envelope: Envelope, within: float, effect: Effect) -> Mapping[str, Any]:
        """The acknowledgement's payload. DidNotRespond after `within` seconds.

        `effect` is called with it the moment it comes, before anything else the bot sends.
        """


@dataclass(slots=True)
class SocketMode:
    """The bots' open sockets; each envelope goes to one of them in turn.

    https://docs.slack.dev/apis/events-api/using-socket-mode. `deaf`: sockets stay open but
    answer no ping, like a connection that died silently.
    """

    clock: Clock
    changed: Callable[[], None]
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    pings: int = 0
    deaf: bool = False
    _waiting: dict[str, tuple[asyncio.Future[Mapping[str, Any]], Effect]] = field(
        default_factory=dict
    )
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _opened: asyncio.Event = field(default_factory=asyncio.Event)

    def new_ticket(self) -> str:
        ticket = f"ticket{next(self._numbers)}"
        self.tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One bot's socket, for as long as it lasts. A ticket is good once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=401)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.sockets.append(socket)
        info = {"type": "hello", "num_connections": len(self.sockets)}
        await socket.send_json({**info, "connection_info": {"app_id": "A1"}})
        self._opened.set()
        self.changed()
        try:
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.PING and not self.deaf:
                self.pings += 1
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
            self.changed()

    def _acknowledged(self, ack: Mapping[str, Any]) -> None:
        waiting = self._waiting.get(str(ack.get("envelope_id")))
        if waiting is not None and not waiting[0].done():
            payload = ack.get("payload") or {}
            waiting[1](payload)
            waiting[0].set_result(payload)

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
        if not self.sockets:
            self._opened.clear()
        self.changed()

    async def deliver(self, envelope: Envelope, within: float, effect: Effect) -> Mapping[str, Any]:
        await self._until_opened()
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.id] = answer, effect
        wire: dict[str, Any] = {"envelope_id": envelope.id, "type": envelope.kind}
        wire |= {"payload": envelope.payload}
        wire |= {"accepts_response_payload": envelope.answerable}
        if envelope.kind == "events_api":
            wire |= {"retry_attempt": envelope.retries, "retry_reason": ""}
        self.sockets.append(self.sockets.pop(0))
        try:
            async with asyncio.timeout(within):
                await self.sockets[-1].send_json(wire)
                return await answer
        except (TimeoutError, ConnectionError):
            raise DidNotRespond(f"no acknowledgement of {envelope.kind} in {within} s") from None
        finally:
            del self._waiting[envelope.id]

    async def _until_opened(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._opened.wait()
        except TimeoutError:
            raise DidNotRespond(f"no bot connected within {CONNECT_SECONDS} s") from None

    async def refresh(self) -> None:
        """Announce, as Slack does every few hours, that each socket must be replaced."""
        for socket in list(self.sockets):
            self._forget(socket)
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def cut(self) -> None:
        """Lose every connection without a word."""
        for socket in list(self.sockets):
            self._forget(socket)
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def close(self) -> None:
        for socket in list(self.sockets):
            await socket.close()


@dataclass(frozen=True, slots=True)
class SignedHttp:
    """Slack's requests to a bot that listens (https://docs.slack.dev/authentication/
    verifying-requests-from-slack). `skew`: seconds by which the timestamp lies."""

    url: str
    secret: str
    clock: Clock
    skew: int = 0

    async def deliver(self, envelope: Envelope, within: float, effect: Effect) -> Mapping[str, Any]:
        form = envelope.kind != "events_api"
        body = _form(envelope) if form else json.dumps(envelope.payload)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"Content-Type": kind, **self._signature(body)}
        if envelope.retries:
            headers["X-Slack-Retry-Num"] = str(envelope.retries)
        timeout = aiohttp.ClientTimeout(total=within)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                text = await response.text()
        except (TimeoutError, aiohttp.ClientError):
            raise DidNotRespond(f"no answer to {envelope.kind} in {within} s") from None
        if response.status != 200:
            raise DidNotRespond(f"{envelope.kind} was answered {response.status}")
        payload = _http_payload(response.content_type, text)
        effect(payload)
        return payload

    def _signature(self, body: str) -> Mapping[str, str]:
        stamp = str(int(self.clock.now().timestamp()) + self.skew)
        signed = hmac.new(self.secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        }


def _form(envelope: Envelope) -> str:
    if envelope.kind == "slash_commands":
        return urlencode(envelope.payload)
    return urlencode({"payload": json.dumps(envelope.payload)})


def _http_payload(kind: str, text: str) -> Mapping[str, Any]:
    if not text:
        return {}
    if kind == "application/json":
        payload: Mapping[str, Any] = json.loads(text)
        return payload
    return {"text": text}
