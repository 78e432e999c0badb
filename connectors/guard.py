"""The outbound guard: an address that a stranger chose reaches the public internet or nothing.

The check sits below the HTTP client, where the connection is made to the very address that was
checked, so redirects, reused pools and names that change their answer all pass through it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, TypeAlias

import httpcore
import httpx

from connectors.errors import Refused

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]

PORTS = frozenset({80, 443})
MOST_ADDRESSES = 4  # tried in turn when a name has several
LONGEST_URL = 8192

# Every range that isn't the public internet, by name and not by Python's `is_global`, which lets
# Azure's host agent, 6to4 relays and translated addresses through. Sources:
# https://www.iana.org/assignments/iana-ipv4-special-registry
# https://www.iana.org/assignments/iana-ipv6-special-registry
_BLOCKED = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
    192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
    192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23
    2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10
    ff00::/8
"""
BLOCKED: tuple[Network, ...] = tuple(ipaddress.ip_network(text) for text in _BLOCKED.split())
# The only part of IPv6 that has been given out for the public.
PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_ODD = re.compile(r"[\s\\\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator lets us reach besides the public internet: on any port, plain http too."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Allowed:
        """From names, addresses and CIDRs, comma separated. Raises ValueError saying which one."""
        entries = [one for part in text.split(",") if (one := part.strip().strip("[]"))]
        names: set[str] = set()
        networks: list[Network] = []
        for entry in entries:
            network = _network(entry)
            if network is None:
                names.add(_checked_name(entry))
            else:
                networks.append(network)
        return cls(frozenset(names), tuple(networks))

    def host(self, host: str) -> bool:
        """Is this name, or address written as such, on the list? Asks no DNS."""
        address = _address(host.strip("[]"))
        return self.address(address) if address else _plain_name(host) in self.names

    def address(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def _network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return None


def _address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _plain_name(host: str) -> str:
    return host.lower().removesuffix(".")


def _checked_name(entry: str) -> str:
    try:
        name = _plain_name(httpx.URL(scheme="http", host=entry).raw_host.decode("ascii"))
    except (httpx.InvalidURL, UnicodeError):
        name = ""
    if not _NAME.fullmatch(name) or re.fullmatch(r"[\d.]+", name):
        raise ValueError(
            f"ALLOWED_PRIVATE_HOSTS: {entry!r} is neither a host name, an address nor a CIDR; "
            "write it without scheme, port or path"
        )
    return name


def is_public(address: Address) -> bool:
    """May anybody be sent there?"""
    if address.version == 6 and address not in PUBLIC_IPV6:
        return False
    return not any(address in network for network in BLOCKED)


def checked_url(text: str) -> httpx.URL:
    """The address as the client will understand it. Raises Refused where two readers could differ.

    A name and password inside an address are refused too: they would be stored and shown.
    """
    if len(text) > LONGEST_URL or _ODD.search(text):
        raise Refused("odd characters in the address")
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("not an address") from None
    if url.scheme not in ("http", "https"):
        raise Refused("only http and https")
    if url.userinfo:
        raise Refused("credentials in the address")
    if not host or "%" in host:
        raise Refused("no proper host in the address")
    return url


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, as the system orders them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard(httpcore.AsyncNetworkBackend):
    """Resolves, demands that all answers are allowed, and connects to a checked address."""

    def __init__(
        self,
        allowed: Allowed | None = None,
        resolve: Resolve = system_resolve,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self.allowed = allowed or Allowed()
        self._resolve = resolve
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises Refused before any packet leaves for an address that isn't allowed."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in await self._addresses(host, port):
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise Refused("unix sockets are not for networks")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            answers = await self._resolve(host, port)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("unknown host") from None
        addresses = [_address(answer) for answer in answers]
        if not self.allowed.host(host):
            for address in addresses:
                self._check(address, port)
        return [str(address) for address in addresses if address][:MOST_ADDRESSES]

    def _check(self, address: Address | None, port: int) -> None:
        if address is None:
            raise Refused("the name has no proper address")
        if self.allowed.address(address):
            return
        if not is_public(address):
            raise Refused("the address is not on the public internet")
        if port not in PORTS:
            raise Refused(f"port {port} is not 80 or 443")


class Transport(httpx.AsyncBaseTransport):
    """An httpx transport whose every connection the given backend (a Guard) opens."""

    def __init__(
        self,
        backend: httpcore.AsyncNetworkBackend,
        ssl_context: SSLContext,
        limits: httpx.Limits,
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = checked_url(str(request.url))
        with _as_httpx():
            answer = await self._pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=url.raw_scheme,
                        host=url.raw_host,
                        port=url.port,
                        target=url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


@contextmanager
def _as_httpx() -> Iterator[Any]:
    """The pool's faults under httpx's names, without their texts."""
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout):
        raise httpx.ConnectError("could not connect") from None
    except httpcore.TimeoutException:
        raise httpx.ReadTimeout("timed out") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
        raise httpx.ReadError("the connection broke") from None
