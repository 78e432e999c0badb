"""The Socket Mode connection, held open. https://docs.slack.dev/apis/events-api/using-socket-mode"""

from __future__ import annotations

import asyncio

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from structlog.typing import FilteringBoundLogger

from bot.front.slack.faults import ask
from bot.front.slack.settings import SlackSettings
from bot.service.ports import NotSent

CONNECT_SECONDS = 10.0


class Socket:
    """`rebuilds`: how often the library's own reconnecting wasn't enough."""

    def __init__(self, app: AsyncApp, token: str, log: FilteringBoundLogger, ping: float) -> None:
        self._app, self._token = app, token
        self._log, self._ping = log, ping
        self._handler: AsyncSocketModeHandler | None = None
        self._doubted = False
        self.rebuilds = 0

    @classmethod
    def of(cls, app: AsyncApp, settings: SlackSettings, log: FilteringBoundLogger) -> Socket | None:
        """None: requests come by HTTP."""
        token = settings.app_token
        return cls(app, token, log, settings.ping_seconds) if token else None

    async def open(self) -> None:
        """Raises SendError where no connection is granted: the library would try for ever."""
        granted = await ask(self._app.client.apps_connections_open(app_token=self._token))
        handler = AsyncSocketModeHandler(
            self._app, self._token, logger=self._app.logger, ping_interval=self._ping
        )
        handler.client.wss_uri = granted["url"]
        self._handler = handler
        try:
            # The library repeats a failed handshake with the same ticket, which is good once.
            async with asyncio.timeout(CONNECT_SECONDS):
                await handler.connect_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self.close()
            raise NotSent(detail="no socket") from None

    async def close(self) -> None:
        if self._handler is not None:
            handler, self._handler = self._handler, None
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    async def check(self) -> None:
        """Open it anew when it is found dead twice running. Raises SendError as open()."""
        if await self.connected():
            self._doubted = False
            return
        if self._handler is not None and not self._doubted:
            self._doubted = True
            return
        await self.close()
        await self.open()
        self._doubted = False
        self.rebuilds += 1
        self._log.warning("slack.socket_rebuilt", times=self.rebuilds)
