"""No hostile address opens a connection to a forbidden one, and no good one is refused."""
# `timeout` is a parameter of httpcore's own signatures.
# ruff: noqa: ASYNC109

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import ConnectorError, Refused, Transient
from connectors.guard import Allowed, Guard, checked_url, is_public
from connectors.http import Http
from connectors.types import Answer, Priority, Request
from tests.connectors.web import LANE, NOW, Tokens, Toy, one, reply

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "outbound-urls.json"
PUBLIC = "93.184.216.34"
_HOSTILE = """
    127.0.0.1 127.1 127.0.0.1. 2130706433 017700000001 0x7f000001 0x7f.0.0.1 0 0.0.0.0 localhost
    LOCALHOST localhost. 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 100.64.0.1 100.100.100.200
    169.254.169.254 168.63.129.16 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.1
    192.88.99.1 224.0.0.1 240.0.0.1 255.255.255.255 [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1]
    [::127.0.0.1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b:1::1] [2001::1] [2001:db8::1]
    [2002:7f00:1::] [fc00::1] [fd00:ec2::254] [fe80::1] [fe80::1%25lo] [fec0::1] [ff02::1] [100::1]
    [3fff::1] [5f00::1] loop.test mixed.test mapped.test sixto4.test bad.test
    127。0。0。1 ①②⑦.⓪.⓪.① ｌｏｃａｌｈｏｓｔ
"""
HOSTILE_HOSTS = _HOSTILE.split()
DNS = {
    "public.test": [PUBLIC],
    "loop.test": ["127.0.0.1"],
    "mixed.test": [PUBLIC, "10.0.0.1"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "sixto4.test": ["2002:7f00:1::"],
    "bad.test": [PUBLIC, "not an address"],
    "localhost": ["127.0.0.1", "::1"],
    "ip6-localhost": ["::1"],
    "two.test": ["2606:2800:220:1::1", PUBLIC],
}


@dataclass
class Names:
    """A resolver that never asks the network. A callable-like entry changes its answer."""

    table: dict[str, Any]
    asked: dict[str, int] = field(default_factory=dict)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        name = host.lower().removesuffix(".")
        turn = self.asked[name] = self.asked.get(name, 0) + 1
        found = self.table.get(name)
        if isinstance(found, str):  # "first answer A, later answers B"
            return [_rebound(found, turn)]
        if found is not None:
            return list(found)
        numeric = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        return [str(entry[4][0]) for entry in numeric]


def _rebound(sentence: str, turn: int) -> str:
    words = sentence.replace(",", "").split()
    first, later = [word for word in words if word[0].isdigit()]
    return first if turn <= (2 if "two" in words else 1) else later


class Line(httpcore.AsyncNetworkStream):
    """Answers /redir?to=U with 302 to U, everything else with 200."""

    def __init__(self) -> None:
        self.asked = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        path = self.asked.split(b" ")[1].decode()
        parts = urlsplit(path)
        if parts.path == "/redir":
            return reply(b"", 302, location=parse_qs(parts.query)["to"][0])
        return reply(b"ok", connection="close")

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.asked = buffer if buffer.startswith(b"GET") else self.asked

    async def aclose(self) -> None: ...

    def get_extra_info(self, info: str) -> Any:
        return None


@dataclass
class Wire(httpcore.AsyncNetworkBackend):
    """The lowest seam: remembers where connections went."""

    connected: list[tuple[str, int]] = field(default_factory=list)
    dead: frozenset[str] = frozenset()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return Line()

    def forbidden(self) -> list[tuple[str, int]]:
        return [
            (host, port)
            for host, port in self.connected
            if not is_public(ipaddress.ip_address(host)) or port not in (80, 443)
        ]


async def ask(url: str, wire: Wire, names: Names, allowed: Allowed | None = None) -> Answer:
    http = Http(Tokens(), now=lambda: NOW, guard=Guard(allowed, names, wire))
    try:
        return await http.run(
            one(Request(url)), connector=Toy(), lane=LANE, priority=Priority.PERSON
        )
    finally:
        await http.aclose()


def corpus() -> dict[str, Any]:
    if not CORPUS.exists():
        pytest.skip("the corpus of addresses lies beside the checkout only where it is developed")
    loaded: dict[str, Any] = json.loads(CORPUS.read_text())
    return loaded


async def test_no_address_of_the_corpus_reaches_what_is_forbidden() -> None:
    data = corpus()
    names = data["dns"] | {"localhost": ["127.0.0.1"], "ip6-localhost": ["::1"]}
    for url in data["hostile"]:
        wire, resolver = Wire(), Names(names)
        for _ in range(4):  # a name that changes its answer does so between two requests
            try:
                await ask(url, wire, resolver)
            except (Refused, Transient):
                continue
        assert wire.forbidden() == [], url


async def test_every_good_address_of_the_corpus_is_answered() -> None:
    data = corpus()
    for url in data["good"]:
        assert (await ask(url, Wire(), Names(data["dns"]))).status == 200, url


@pytest.mark.parametrize("host", HOSTILE_HOSTS)
async def test_a_host_off_the_public_internet_gets_no_connection(host: str) -> None:
    wire = Wire()
    with pytest.raises(ConnectorError):
        await ask(f"http://{host}/", wire, Names(DNS))
    assert wire.connected == []


@pytest.mark.parametrize("host", HOSTILE_HOSTS)
async def test_a_redirect_off_the_public_internet_gets_no_connection(host: str) -> None:
    wire = Wire()
    with pytest.raises(ConnectorError):
        await ask(f"http://public.test/redir?to=http://{host}/", wire, Names(DNS))
    assert wire.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://public.test/",
        "http://user:secret@public.test/",
        "http://public.test@127.0.0.1/",
        "http://127.0.0.1\\@public.test/",
        "http://public.test/a b",
        "http://public.test/\n",
        "http:///path",
        "http://[::1/",
        "//public.test/",
        "public.test",
        "",
        "http://public.test/" + "a" * 10_000,
    ],
)
def test_an_address_that_two_readers_could_understand_differently_is_refused(url: str) -> None:
    with pytest.raises(Refused) as caught:
        checked_url(url)
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
async def test_only_the_ports_of_the_web_are_reached(port: int) -> None:
    wire = Wire()
    with pytest.raises(Refused):
        await ask(f"http://public.test:{port}/", wire, Names(DNS))
    assert wire.connected == []


async def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to() -> None:
    names = Names({"rebind.test": f"first answer {PUBLIC}, later answers 127.0.0.1"})
    wire = Wire()
    assert (await ask("http://rebind.test/", wire, names)).status == 200
    assert (wire.connected, names.asked) == ([(PUBLIC, 80)], {"rebind.test": 1})
    with pytest.raises(Refused):
        await ask("http://rebind.test/", wire, names)
    assert wire.forbidden() == []


async def test_the_next_address_of_a_name_is_tried_where_the_first_is_dead() -> None:
    wire = Wire(dead=frozenset({"2606:2800:220:1::1"}))
    assert (await ask("http://two.test/", wire, Names(DNS))).status == 200
    assert wire.connected[-1] == (PUBLIC, 80)


async def test_what_the_operator_allows_is_reached_on_any_port() -> None:
    allowed = Allowed.parse("127.0.0.1, intranet.test")
    names = Names(DNS | {"intranet.test": ["10.1.2.3"]})
    wire = Wire()
    assert (await ask("http://127.0.0.1:3000/", wire, names, allowed)).status == 200
    assert (await ask("http://intranet.test:8080/", wire, names, allowed)).status == 200
    assert wire.connected == [("127.0.0.1", 3000), ("10.1.2.3", 8080)]


async def test_what_the_operator_allows_opens_nothing_else() -> None:
    allowed = Allowed.parse("127.0.0.1, intranet.test")
    names = Names(DNS | {"other.test": ["10.1.2.3"]})
    for url in ("http://127.0.0.2/", "http://other.test/", "http://mixed.test/"):
        wire = Wire()
        with pytest.raises(Refused):
            await ask(url, wire, names, allowed)
        assert wire.connected == []


async def test_unix_sockets_are_refused() -> None:
    with pytest.raises(Refused):
        await Guard().connect_unix_socket("/var/run/docker.sock")


def test_allowed_hosts_are_names_addresses_and_ranges() -> None:
    allowed = Allowed.parse(" Intranet.Example , 10.0.0.0/8,[::1],, 192.168.1.5,é.example ")
    for host in (
        "intranet.example",
        "INTRANET.example.",
        "10.9.9.9",
        "::1",
        "[::1]",
        "192.168.1.5",
    ):
        assert allowed.host(host), host
    for host in ("x.intranet.example", "11.0.0.1", "::2", "192.168.1.6", ""):
        assert not allowed.host(host), host
    assert allowed.host("192.168.1.5")
    assert allowed.host("xn--9ca.example")


@pytest.mark.parametrize("text", ["http://x", "host:80", "*.lan", "a b", "127.1", "10.0.0.0/40"])
def test_a_wrong_entry_is_named_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        Allowed.parse(f"good.example,{text}")
    assert "ALLOWED_PRIVATE_HOSTS" in str(caught.value)
    assert "neither a host name" in str(caught.value)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address: Any) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_of_the_web_or_refused(text: str) -> None:
    try:
        url = checked_url(text)
    except Refused:
        return
    assert url.scheme in ("http", "https")
    assert url.raw_host
    assert not url.userinfo
