"""The session that an app password opens on a PDS: opened late, kept, refreshed once for all.

https://docs.bsky.app/docs/api/com-atproto-server-create-session. A PDS allows 30 sessions in 5
minutes and 300 a day for an account, so one is opened for the whole run.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import httpx
from pydantic import SecretStr

from connectors.errors import CredentialRejected, RateLimited, Transient

SETTING = "BLUESKY_APP_PASSWORD"
_EXPIRED = (b'"ExpiredToken"', b'"InvalidToken"')


class Session(httpx.Auth):
    """Signs requests to one PDS. A password that was refused is not tried again."""

    def __init__(self, pds: str, identifier: str, password: SecretStr) -> None:
        self._pds = pds
        self._identifier = identifier
        self._password = password
        self._access = ""
        self._refresh = ""
        self._unproven = False
        self._one_at_a_time = asyncio.Lock()

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Raises CredentialRejected, RateLimited or Transient when no session can be had."""
        for _ in range(2):
            used = self._access
            if used:
                request.headers["Authorization"] = f"Bearer {used}"
                response = yield request
                if not await _has_expired(response):
                    self._unproven = False
                    return
            async with self._one_at_a_time:
                if self._access == used:
                    if used and await self._keep((yield self._refreshing())):
                        continue
                    await self._open((yield self._opening()))
        request.headers["Authorization"] = f"Bearer {self._access}"
        yield request

    def _opening(self) -> httpx.Request:
        """Raises CredentialRejected where the last session opened was never of any use."""
        if self._unproven:
            raise CredentialRejected(SETTING)
        account = {"identifier": self._identifier, "password": self._password.get_secret_value()}
        return httpx.Request(
            "POST", f"{self._pds}/xrpc/com.atproto.server.createSession", json=account
        )

    def _refreshing(self) -> httpx.Request:
        return httpx.Request(
            "POST",
            f"{self._pds}/xrpc/com.atproto.server.refreshSession",
            headers={"Authorization": f"Bearer {self._refresh}"},
        )

    async def _open(self, response: httpx.Response) -> None:
        if response.status_code == 429 and (until := _reset(response)):
            raise RateLimited(until, "createSession")
        if response.status_code == 429 or response.status_code >= 500:
            raise Transient(f"createSession answered {response.status_code}")
        self._unproven = True
        if not await self._keep(response):
            raise CredentialRejected(SETTING)

    async def _keep(self, response: httpx.Response) -> bool:
        """Store the tokens of an answer before they are used; False: there are none."""
        try:
            tokens = json.loads(await response.aread()) if response.status_code == 200 else {}
        except ValueError:
            return False
        access, refresh = (
            tokens.get(name) if isinstance(tokens, dict) else None
            for name in ("accessJwt", "refreshJwt")
        )
        if not (isinstance(access, str) and isinstance(refresh, str) and access.isascii()):
            return False
        self._access, self._refresh = access, refresh
        return True


async def _has_expired(response: httpx.Response) -> bool:
    """Expiry is a 400 with a name (https://atproto.com/specs/xrpc), seldom a 401."""
    if response.status_code == 401:
        return True
    if response.status_code != 400:
        return False
    body = await response.aread()
    return any(name in body for name in _EXPIRED)


def _reset(response: httpx.Response) -> datetime | None:
    """When sessions may be opened again; the header is in seconds of the epoch."""
    text = response.headers.get("ratelimit-reset", "")
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
