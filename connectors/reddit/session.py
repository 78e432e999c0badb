"""The two ways in that need a secret: a user's own feed token, and an approved application."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Generator

import httpx
from pydantic import SecretStr

from connectors.errors import CredentialRejected, Transient

CLIENT_SETTING = "REDDIT_CLIENT_SECRET"
FEED_SETTING = "REDDIT_FEED_TOKEN"


class FeedToken(httpx.Auth):
    """What reddit.com/prefs/feeds adds to a feed's address: put in when it is sent, so unlogged."""

    def __init__(self, user: str, token: SecretStr) -> None:
        self._user = user
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        told = {"feed": self._token.get_secret_value(), "user": self._user}
        request.url = request.url.copy_merge_params(told)
        yield request


class Session(httpx.Auth):
    """An application's own token, opened late and renewed when it has expired.

    https://github.com/reddit-archive/reddit/wiki/OAuth2#application-only-oauth
    """

    def __init__(self, site: str, client: str, secret: SecretStr) -> None:
        self._url = f"{site}/api/v1/access_token"
        self._client = client
        self._secret = secret
        self._token = ""
        self._one_at_a_time = asyncio.Lock()

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Raises CredentialRejected or Transient when no token can be had."""
        used = self._token
        if used:
            request.headers["Authorization"] = f"Bearer {used}"
            response = yield request
            if response.status_code != 401:
                return
        async with self._one_at_a_time:
            if self._token == used:
                await self._open((yield self._opening()))
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request

    def _opening(self) -> httpx.Request:
        pair = f"{self._client}:{self._secret.get_secret_value()}".encode()
        return httpx.Request(
            "POST",
            self._url,
            headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}"},
            data={"grant_type": "client_credentials"},
        )

    async def _open(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 429 or status >= 500:
            raise Transient(f"access_token answered {status}")
        try:
            told = json.loads(await response.aread()) if status == 200 else {}
        except ValueError:
            raise Transient("access_token answered no JSON") from None
        token = told.get("access_token") if isinstance(told, dict) else None
        if not (isinstance(token, str) and token and token.isascii()):
            raise CredentialRejected(CLIENT_SETTING)
        self._token = token
