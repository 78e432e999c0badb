"""One aiohttp server for every HTTP need: Slack by HTTP, feeds, a health page. Off by default."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

BODY_CAP = 1024 * 1024
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebServer:
    """`bind`: "127.0.0.1:8080". `posts`, `gets`: path -> handler. `health`: without secrets."""

    def __init__(
        self,
        bind: str,
        *,
        posts: Mapping[str, Handler],
        health: Callable[[], Awaitable[Mapping[str, Any]]],
        gets: Mapping[str, Handler] | None = None,
    ) -> None:
        host, _, port = bind.rpartition(":")
        self._host, self._port = host or "127.0.0.1", int(port)
        app = web.Application(client_max_size=BODY_CAP)
        for path, handler in posts.items():
            app.router.add_post(path, handler)
        for path, handler in (gets or {}).items():
            app.router.add_get(path, handler)
        app.router.add_get("/health", self._health)
        self._facts = health
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        facts = dict(await self._facts())
        return web.json_response(facts, status=200 if facts.get("ok") else 503)
