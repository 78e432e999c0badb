"""The driver of conversations, against a server on loopback."""

from __future__ import annotations

import ast
import asyncio
import gzip
import logging
import resource
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    RateLimited,
    Refused,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.guard import Guard
from connectors.http import CLIENTS, Http
from connectors.types import Answer, Conversation, LaneKey, Priority, Request
from tests.connectors.web import (
    LANE,
    NOW,
    Tokens,
    Toy,
    Web,
    http_on_loopback,
    one,
    reply,
    web,
)

MEGABYTE = 1024 * 1024


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with web() as started:
        yield started


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    driver = http_on_loopback()
    yield driver
    await driver.aclose()


async def ask(http: Http, request: Request, toy: Toy | None = None) -> Answer:
    return await http.run(one(request), connector=toy or Toy(), lane=LANE, priority=Priority.PERSON)


async def fault(http: Http, request: Request, toy: Toy | None = None) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        await ask(http, request, toy)
    return caught.value


async def test_an_answer_has_lower_case_headers_and_the_decoded_body(site: Web, http: Http) -> None:
    packed = gzip.compress(b"bonjour")
    site.pages["/a?x=1&y=%C3%A9"] = reply(packed, Content_Encoding="gzip", ETag='"é1"')
    got = await ask(http, Request(site.url("/a"), params=[("x", "1"), ("y", "é")]))
    assert (got.status, got.body, got.headers["etag"]) == (200, b"bonjour", '"é1"')
    assert got.moved is None
    head = site.asked[0].lower()
    assert "accept-encoding: gzip\r\n" in head
    assert "user-agent: veilleur/" in head


async def test_an_entity_tag_goes_back_byte_for_byte(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"", ETag='W/"\xff\xe9"')
    first = await ask(http, Request(site.url()))
    await ask(http, Request(site.url(), headers={"If-None-Match": first.headers["etag"]}))
    assert 'if-none-match: W/"\xff\xe9"' in site.asked[1].replace("If-None-Match", "if-none-match")


async def test_a_conversation_hears_of_faults_at_its_yield_and_may_go_on(
    site: Web, http: Http
) -> None:
    site.pages["/b"] = reply(b"second")

    def talk() -> Conversation[tuple[str, bytes]]:
        try:
            yield Request(site.url("/missing"))
        except TargetGone as error:
            reason = error.reason
        answer = yield Request(site.url("/b"))
        return reason, answer.body

    got = await http.run(talk(), connector=Toy(), lane=LANE, priority=Priority.LOOK)
    assert got == ("not_found", b"second")


async def test_each_request_takes_a_token_and_each_answer_is_observed(site: Web) -> None:
    meter = Tokens()
    http = http_on_loopback(meter)
    site.pages["/"] = reply(b"")

    def twice() -> Conversation[None]:
        yield Request(site.url())
        yield Request(site.url("/missing"), accept=frozenset({404}))

    await http.run(twice(), connector=Toy(), lane=LANE, priority=Priority.LOOK, deadline=3.0)
    await http.aclose()
    assert meter.taken == [(LANE, Priority.LOOK, 3.0)] * 2
    assert meter.observed == [200, 404]


async def test_without_a_token_nothing_is_sent(site: Web) -> None:
    http = http_on_loopback(Tokens(refusal=RateLimited(NOW)))
    assert isinstance(await fault(http, Request(site.url())), RateLimited)
    await http.aclose()
    assert site.asked == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, NeedsApproval),
        (403, Transient),
        (404, TargetGone),
        (410, TargetGone),
        (429, RateLimited),
        (500, Transient),
        (503, Transient),
        (304, UnexpectedPayload),
        (400, UnexpectedPayload),
        (204, UnexpectedPayload),
    ],
)
async def test_a_status_that_was_not_expected_is_an_error_of_its_kind(
    site: Web, http: Http, status: int, kind: type[ConnectorError]
) -> None:
    site.pages["/"] = reply(b"", status)
    assert type(await fault(http, Request(site.url()))) is kind


async def test_a_network_can_say_better_what_its_answer_means(site: Web, http: Http) -> None:
    class Strict(Toy):
        def refusal(self, answer: Answer) -> ConnectorError | None:
            return CredentialRejected("TOY_TOKEN") if answer.status == 400 else None

    site.pages["/"] = reply(b"", 400)
    error = await fault(http, Request(site.url()), Strict())
    assert isinstance(error, CredentialRejected)
    assert error.setting == "TOY_TOKEN"


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry_after": "120"}, 120),
        (503, {"retry_after": "120"}, 120),
        (429, {"retry_after": "Mon, 04 May 2026 08:35:00 GMT"}, 300),
        (429, {"retry_after": "Mon, 04 May 2026 08:00:00 GMT"}, 0),
        (429, {"retry_after": "99999999"}, 86_400),
        (429, {"retry_after": "-5"}, 60),
        (429, {"retry_after": "nan"}, 60),
        (429, {"retry_after": "soon", "x_rate_limit_reset": str(int(NOW.timestamp()) + 90)}, 90),
        (429, {"x_ratelimit_reset": "2026-05-04T08:32:00.000000Z"}, 120),
        (429, {"ratelimit_reset": str(int(NOW.timestamp()) + 45)}, 45),
        (429, {"ratelimit_reset": "45"}, 45),
        (429, {"ratelimit_reset": "999999999999999"}, 60),
        (429, {}, 60),
    ],
)
async def test_a_ban_ends_when_the_network_says_so_within_a_day(
    site: Web, http: Http, status: int, headers: dict[str, str], seconds: int
) -> None:
    site.pages["/"] = reply(b"", status, **headers)
    error = await fault(http, Request(site.url()))
    assert isinstance(error, RateLimited)
    assert error.until == NOW + timedelta(seconds=seconds)


async def test_the_credential_goes_only_to_the_configured_origin_and_only_where_asked(
    site: Web, http: Http
) -> None:
    site.pages["/"] = reply(b"")
    toy = Toy(site.url("").rstrip("/"), token="t0ken")
    stranger = Toy("https://toy.example.com", token="t0ken")
    await ask(http, Request(site.url(), auth=True), toy)
    await ask(http, Request(site.url()), toy)
    await ask(http, Request(site.url(), auth=True), stranger)
    assert [
        "authorization: Basic" in head.replace("Authorization", "authorization")
        for head in site.asked
    ] == [True, False, False]


async def test_a_rejected_credential_is_told_apart_from_a_missing_one(
    site: Web, http: Http
) -> None:
    site.pages["/"] = reply(b"", 401)
    toy = Toy(site.url("").rstrip("/"), token="t0ken")
    assert isinstance(await fault(http, Request(site.url(), auth=True), toy), CredentialRejected)
    assert isinstance(await fault(http, Request(site.url()), toy), NeedsApproval)
    stranger = Toy("https://toy.example.com", token="t0ken")
    assert isinstance(await fault(http, Request(site.url(), auth=True), stranger), NeedsApproval)


async def test_a_configured_origin_may_be_private_and_its_redirects_are_not_followed(
    site: Web,
) -> None:
    http = Http(Tokens(), now=lambda: NOW, guard=Guard())
    site.pages["/"] = reply(b"here")
    site.pages["/away"] = reply(b"", 302, location=site.url("/"))
    toy = Toy(site.url("").rstrip("/"))
    assert (await ask(http, Request(site.url()), toy)).body == b"here"
    assert isinstance(await fault(http, Request(site.url("/away")), toy), UnexpectedPayload)
    assert isinstance(await fault(http, Request(site.url())), Refused)
    await http.aclose()
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("statuses", "moved"), [((301, 308), True), ((301, 302), False), ((307,), False)]
)
async def test_an_answer_says_where_it_moved_for_good(
    site: Web, http: Http, statuses: tuple[int, ...], moved: bool
) -> None:
    for hop, status in enumerate(statuses):
        site.pages[f"/{hop}"] = reply(b"x" * 10, status, location=f"{hop + 1}#part")
    site.pages[f"/{len(statuses)}"] = reply(b"end")
    got = await ask(http, Request(site.url("/0")))
    assert (got.body, got.url) == (b"end", site.url(f"/{len(statuses)}"))
    assert got.moved == (got.url if moved else None)


async def test_five_redirects_are_followed_and_not_a_sixth(site: Web, http: Http) -> None:
    for hop in range(6):
        site.pages[f"/{hop}"] = reply(b"", 302, location=f"/{hop + 1}")
    site.pages["/6"] = reply(b"end")
    assert (await ask(http, Request(site.url("/1")))).body == b"end"
    assert isinstance(await fault(http, Request(site.url("/0"))), UnexpectedPayload)


async def test_a_redirect_to_another_origin_takes_no_private_header_along(
    site: Web, http: Http
) -> None:
    async with web() as other:
        other.pages["/"] = site.pages["/same"] = reply(b"")
        site.pages["/out"] = reply(b"", 302, location=other.url("/"))
        site.pages["/in"] = reply(b"", 302, location="/same")
        headers = {"X-Api-Key": "k3y", "Cookie": "c=1", "If-None-Match": '"1"'}
        await ask(http, Request(site.url("/out"), headers=headers))
        await ask(http, Request(site.url("/in"), headers=headers))
    assert "k3y" not in other.asked[0]
    assert "c=1" not in other.asked[0]
    assert '"1"' in other.asked[0]
    assert "k3y" in site.asked[-1]


async def test_a_redirect_that_was_expected_is_an_answer(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"", 302, location="/other")
    got = await ask(http, Request(site.url(), accept=frozenset({302})))
    assert (got.status, got.headers["location"]) == (302, "/other")


async def test_only_reading_follows_redirects(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"", 302, location="/other")
    error = await fault(http, Request(site.url(), method="POST", body=b"q=1"))
    assert isinstance(error, UnexpectedPayload)
    assert len(site.asked) == 1


async def test_cookies_are_not_kept(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"", set_cookie="id=1; Path=/")
    await ask(http, Request(site.url()))
    await ask(http, Request(site.url()))
    assert "cookie" not in site.asked[1].lower()


async def test_connections_are_used_again(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"")
    for _ in range(3):
        await ask(http, Request(site.url()))
    assert site.connections == 1


async def test_the_number_of_clients_is_bounded_and_busy_ones_stay_open(
    site: Web, http: Http
) -> None:
    site.pages["/"] = reply(b"")
    gate = asyncio.Event()

    async def late(writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.write(reply(b"late"))

    site.pages["/late"] = late
    slow = asyncio.ensure_future(ask(http, Request(site.url("/late"))))
    for number in range(CLIENTS + 5):
        lane = LaneKey("toy", f"host{number}")
        await http.run(one(Request(site.url())), connector=Toy(), lane=lane, priority=Priority.LOOK)
    assert len(http._clients) <= CLIENTS
    gate.set()
    assert (await slow).body == b"late"


async def test_a_host_that_is_not_there_is_a_fault_of_the_lane(http: Http) -> None:
    async with web() as gone:
        url = gone.url("/path?token=s3cret")
    error = await fault(http, Request(url))
    assert isinstance(error, Transient)
    assert error.lane_wide
    assert "s3cret" not in error.detail


async def test_a_slow_drip_ends_at_the_total_deadline(site: Web) -> None:
    http = http_on_loopback(total=0.3)

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"a")
            await writer.drain()
            await asyncio.wait({asyncio.ensure_future(closed.wait())}, timeout=0.02)

    closed = asyncio.Event()
    site.pages["/"] = drip
    error = await fault(http, Request(site.url()))
    closed.set()
    assert isinstance(error, Transient)
    assert error.lane_wide
    await http.aclose()


async def test_an_answer_cut_short_is_transient(site: Web, http: Http) -> None:
    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        await writer.drain()

    site.pages["/plain"] = cut
    site.pages["/gzip"] = reply(gzip.compress(b"abc" * 999)[:-9], content_encoding="gzip")
    for path in ("/plain", "/gzip"):
        assert type(await fault(http, Request(site.url(path)))) is Transient


@pytest.mark.parametrize(
    "page",
    [
        reply(b"x" * (5 * MEGABYTE + 1)),
        reply(gzip.compress(b"\0" * (200 * MEGABYTE), 9), content_encoding="gzip"),
        reply(gzip.compress(b"\0" * MEGABYTE) * 6, content_encoding="gzip"),
        reply(b"not gzip", content_encoding="gzip"),
        reply(b"\x1b\x00", content_encoding="br"),
        reply(gzip.compress(b"a"), content_encoding="gzip, gzip"),
    ],
    ids=["huge", "bomb", "many bombs", "broken", "unasked", "twice"],
)
async def test_a_body_over_the_cap_or_packed_oddly_is_unexpected_and_costs_little(
    site: Web, http: Http, page: bytes
) -> None:
    site.pages["/"] = page
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert isinstance(await fault(http, Request(site.url())), UnexpectedPayload)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50 * 1024


async def test_gzip_in_several_members_is_one_body(site: Web, http: Http) -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"padding"
    site.pages["/"] = reply(packed, content_encoding="gzip")
    assert (await ask(http, Request(site.url()))).body == b"one two"


async def test_exactly_the_cap_is_taken(site: Web, http: Http) -> None:
    site.pages["/"] = reply(gzip.compress(b"x" * 5 * MEGABYTE), content_encoding="gzip")
    assert len((await ask(http, Request(site.url()))).body) == 5 * MEGABYTE


def count(body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    return len(body), headers["content-type"]


def explode(body: bytes, headers: Mapping[str, str]) -> int:
    raise ValueError(body)


async def test_a_document_is_parsed_in_the_worker(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"12345", content_type="text/xml")
    got = await ask(http, Request(site.url(), parse=count))
    assert got.parsed == (5, "text/xml")
    error = await fault(http, Request(site.url(), parse=explode))
    assert isinstance(error, UnexpectedPayload)


async def test_an_answer_without_a_document_is_not_parsed(site: Web, http: Http) -> None:
    site.pages["/"] = reply(b"", 304)
    accept = frozenset({304})
    assert (await ask(http, Request(site.url(), parse=explode, accept=accept))).parsed is None


async def test_no_secret_reaches_a_log_or_an_error_text(
    site: Web, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    http = http_on_loopback()
    toy = Toy(site.url("").rstrip("/"), token="s3cret")
    site.pages["/?key=s3cret"] = reply(b"s3cret", 500, x_note="s3cret")
    request = Request(
        site.url("/?key=s3cret"), auth=True, headers={"X-Key": "s3cret"}, body=b"s3cret"
    )
    errors = [await fault(http, request, toy), await fault(http, request)]
    await http.aclose()
    assert site.asked
    assert "s3cret" not in caplog.text
    assert all("s3cret" not in f"{error!r} {error.detail}" for error in errors)


# Who may open connections, besides connectors/http.py and connectors/guard.py: the two chat
# libraries' own clients, built by the fronts.
ROOT = Path(__file__).parents[2]
CLIENTS_OF_OTHERS = {
    "AsyncClient", "Client", "ClientSession", "urlopen", "build_opener",
    "create_connection", "open_connection", "HTTPConnection", "HTTPSConnection", "PoolManager",
    "AsyncConnectionPool", "ConnectionPool", "AsyncHTTPTransport", "HTTPTransport",
}  # fmt: skip
FORBIDDEN_MODULES = {"requests", "urllib3", "urllib.request", "http.client", "websocket"}


def _connections(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else getattr(node.func, "id", "")
            )
            if name in CLIENTS_OF_OTHERS:
                found.append(name)
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in FORBIDDEN_MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module in FORBIDDEN_MODULES:
            found.append(node.module)
    return found


def test_nothing_but_the_driver_the_guard_and_uploads_to_slack_opens_connections() -> None:
    own = {ROOT / "connectors" / "http.py", ROOT / "connectors" / "guard.py"}
    # Files go to an address that Slack gives, which must be one of Slack's own (`trusted`).
    own.add(ROOT / "bot" / "front" / "slack" / "files.py")
    modules = {*(ROOT / "bot").rglob("*.py"), *(ROOT / "connectors").rglob("*.py")} - own
    assert modules
    found = {str(path.relative_to(ROOT)): _connections(path.read_text()) for path in modules}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import httpx\nhttpx.AsyncClient()",
        "from httpx import Client\nClient()",
        "import aiohttp\naiohttp.ClientSession()",
        "import urllib.request",
        "from requests import get",
        "import socket\nsocket.create_connection(('h', 1))",
    ],
)
def test_the_search_for_other_clients_finds_them(source: str) -> None:
    assert _connections(source)
