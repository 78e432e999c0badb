"""Drives conversations: the only place from which a request leaves for a network."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import TypeVar
from urllib.parse import urljoin

import httpcore
import httpx

from connectors.base import Connector
from connectors.body import read_body
from connectors.errors import ConnectorError, Refused, Transient, UnexpectedPayload
from connectors.guard import Guard, Transport, checked_url
from connectors.parsing.worker import ParseWorker
from connectors.status import error_of
from connectors.types import Answer, Bill, Conversation, LaneKey, Meter, Priority, Request

T = TypeVar("T")

TOTAL = 20.0  # seconds for one request with its redirects and its whole body
REDIRECTS = 5
CLIENTS = 64
LIMITS = httpx.Limits(max_connections=4, max_keepalive_connections=2, keepalive_expiry=15.0)
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
USER_AGENT = f"Veilleur/{version('veilleur')} (+self-hosted watch bot)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
# What may follow a redirect to another origin: nothing that could be a credential.
_HARMLESS = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})


@dataclass(slots=True)
class _Client:
    http: httpx.AsyncClient
    busy: int = 0


class Http:
    """Sends what connectors ask for, within every limit, and throws faults in at the yield."""

    def __init__(
        self,
        meter: Meter,
        *,
        now: Callable[[], datetime],
        guard: Guard | None = None,
        worker: ParseWorker | None = None,
        total: float = TOTAL,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,  # noqa: TID251 - the real one
    ) -> None:
        """`now`: aware UTC, for Retry-After. `total`: seconds for one request."""
        self._meter = meter
        self._sleep = sleep
        self._now = now
        self._guard = guard or Guard()
        self._worker = worker or ParseWorker()
        self._total = total
        self._clients: dict[tuple[LaneKey, bool], _Client] = {}
        for noisy in ("httpx", "httpcore"):  # they log addresses with their query strings
            logging.getLogger(noisy).setLevel(logging.WARNING)

    async def run(
        self,
        conversation: Conversation[T],
        *,
        connector: Connector,
        lane: LaneKey,
        priority: Priority,
        deadline: float = 10.0,
        person: str = "",
    ) -> T:
        """Carry the conversation to its end. `deadline`: seconds to wait for each token.

        `person`: who asks, for what one person may use of a budget.

        Raises the ConnectorError that the conversation doesn't catch.
        """
        try:
            request = next(conversation)
            while True:
                try:
                    bill = self._bill(connector, request, person)
                    if request.wait:
                        await self._sleep(request.wait)
                    await self._meter.take(lane, connector.pace, priority, deadline, bill)
                    answer = await self._answer(connector, lane, request, bill)
                except ConnectorError as error:
                    request = conversation.throw(error)
                else:
                    request = conversation.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            conversation.close()

    def _bill(self, connector: Connector, request: Request, person: str) -> Bill:
        return Bill(request.ceiling, connector.budget(), request.quota, person, self._now())

    async def aclose(self) -> None:
        """Close all connections and end the parse process."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.http.aclose()
        await self._worker.aclose()

    async def _answer(
        self, connector: Connector, lane: LaneKey, request: Request, bill: Bill
    ) -> Answer:
        plain = _origin(request.url) in {_origin(base) for base in connector.origins()}
        signed = plain and request.auth
        auth = connector.auth(lane.credential) if signed else None
        try:
            answer = await self._within_limits(lane, request, plain=plain, auth=auth)
        except BaseException:
            # It may have arrived: what it can cost stays set aside.
            await self._meter.settle(lane, bill, None, counted=True)
            raise
        await self._meter.observe(lane, answer)
        cost, counted = connector.cost(request, answer), connector.counts(request, answer)
        await self._meter.settle(lane, bill, cost, counted=counted)
        if answer.status not in request.accept:
            raise connector.refusal(answer) or error_of(
                answer, network=connector.network, signed=auth is not None, now=self._now()
            )
        if request.parse is None or answer.status >= 300:
            return answer
        parsed = await self._worker.parse(request.parse, answer.body, answer.headers)
        return replace(answer, parsed=parsed)

    async def _within_limits(
        self, lane: LaneKey, request: Request, *, plain: bool, auth: httpx.Auth | None
    ) -> Answer:
        """One answer, or an error whose text names the host and nothing that was sent or got."""
        try:
            async with asyncio.timeout(self._total), self._client(lane, plain=plain) as client:
                if plain:
                    return await _send(client, request, _full(request), request.headers, auth)
                return await _follow(client, request)
        except (TimeoutError, httpx.TimeoutException):
            raise Transient(f"{lane.host} did not answer in time", lane_wide=True) from None
        except httpx.ConnectError:
            raise Transient(f"{lane.host} could not be reached", lane_wide=True) from None
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            raise Transient(f"{lane.host}: {type(error).__name__}") from None

    @asynccontextmanager
    async def _client(self, lane: LaneKey, *, plain: bool) -> AsyncIterator[httpx.AsyncClient]:
        """The lane's own small client: one big pool costs three times the processor time."""
        client = self._clients.pop((lane, plain), None) or _Client(self._build(plain=plain))
        self._clients[lane, plain] = client
        client.busy += 1
        try:
            yield client.http
        finally:
            client.busy -= 1
            await self._close_oldest()

    async def _close_oldest(self) -> None:
        idle = [key for key, client in self._clients.items() if not client.busy]
        for key in idle[: max(0, len(self._clients) - CLIENTS)]:
            await self._clients.pop(key).http.aclose()

    def _build(self, *, plain: bool) -> httpx.AsyncClient:
        backend = httpcore.AnyIOBackend() if plain else self._guard
        return httpx.AsyncClient(
            transport=Transport(backend, _tls(), LIMITS),
            headers={"user-agent": USER_AGENT, "accept-encoding": "gzip"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        )


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """One for all clients: loading the authorities costs 20 ms and some memory each time."""
    return httpx.create_ssl_context()


@lru_cache(maxsize=256)
def _origin(url: str) -> tuple[str, bytes, int | None] | None:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    return parts.scheme, parts.raw_host, parts.port


def _full(request: Request) -> httpx.URL:
    url = checked_url(request.url)
    return url.copy_merge_params(list(request.params)) if request.params else url


async def _follow(client: httpx.AsyncClient, request: Request) -> Answer:
    """Hop by hop, each one through the guard; `moved` where all hops were for good."""
    url, headers, for_good = _full(request), request.headers, True
    for hops in range(REDIRECTS + 1):
        answer = await _send(client, request, url, headers)
        following = _redirect(request, answer)
        if following is None:
            return replace(answer, moved=answer.url if hops and for_good else None)
        if _origin(str(following)) != _origin(str(url)):
            headers = {name: headers[name] for name in headers if name.lower() in _HARMLESS}
        for_good = for_good and answer.status in _FOR_GOOD
        url = following
    raise UnexpectedPayload(f"more than {REDIRECTS} redirects")


def _redirect(request: Request, answer: Answer) -> httpx.URL | None:
    location = answer.headers.get("location")
    if not location or not _follows(request, answer.status):
        return None
    try:
        return checked_url(urljoin(answer.url, location)).copy_with(fragment=None)
    except ValueError:
        raise Refused("the redirect leads to no address") from None


def _follows(request: Request, status: int) -> bool:
    return status in _REDIRECTS - request.accept and request.method in ("GET", "HEAD")


async def _send(
    client: httpx.AsyncClient,
    request: Request,
    url: httpx.URL,
    headers: Mapping[str, str],
    auth: httpx.Auth | None = None,
) -> Answer:
    sent = [(name.encode("ascii"), headers[name].encode("latin-1", "replace")) for name in headers]
    async with client.stream(
        request.method, url, headers=sent, content=request.body, auth=auth
    ) as response:
        body = b"" if _follows(request, response.status_code) else await read_body(response)
        return Answer(response.status_code, str(url), _named(response), body)


def _named(response: httpx.Response) -> dict[str, str]:
    """Header values byte for byte (Latin-1), so that an ETag goes back as it came."""
    named: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        named[name] = f"{named[name]}, {value}" if name in named else value
    return named
