"""The one web server: health without secrets, posts to their handlers, nothing else."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.front.web import BODY_CAP, WebServer


class Site:
    """A server on a free port, what it was posted, and what its health says."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {"ok": True, "watches": 3}
        self.posted: list[bytes] = []
        self.server = WebServer(
            "127.0.0.1:0", posts={"/slack/events": self._post}, health=self._health
        )

    async def _post(self, request: web.Request) -> web.Response:
        self.posted.append(await request.read())
        return web.Response(text="taken")

    async def _health(self) -> Mapping[str, Any]:
        return self.facts

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server._runner.addresses[0][1]}"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.server.start()
    yield made
    await made.server.stop()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503)])
async def test_health_is_facts_and_a_status_for_machines(
    site: Site, client: aiohttp.ClientSession, ok: bool, status: int
) -> None:
    site.facts["ok"] = ok
    async with client.get(f"{site.url}/health") as answer:
        assert answer.status == status
        assert await answer.json() == {"ok": ok, "watches": 3}


async def test_a_post_reaches_its_handler_byte_for_byte(
    site: Site, client: aiohttp.ClientSession
) -> None:
    async with client.post(f"{site.url}/slack/events", data=b"\x00\xff signed") as answer:
        assert await answer.text() == "taken"
    assert site.posted == [b"\x00\xff signed"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/slack/events", 405), ("POST", "/health", 405), ("GET", "/", 404)],
)
async def test_nothing_else_is_answered(
    site: Site, client: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    async with client.request(method, f"{site.url}{path}") as answer:
        assert answer.status == status
    assert site.posted == []


async def test_a_body_that_is_too_large_is_refused(
    site: Site, client: aiohttp.ClientSession
) -> None:
    async with client.post(
        f"{site.url}/slack/events", data=io.BytesIO(bytes(BODY_CAP + 1))
    ) as answer:
        assert answer.status == 413
    assert site.posted == []


async def test_after_its_end_nobody_answers(client: aiohttp.ClientSession) -> None:
    site = Site()
    await site.server.start()
    url = site.url
    await site.server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get(f"{url}/health")
