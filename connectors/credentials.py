"""An installation's tokens for a network: one lane each, a target staying with one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Generator

import httpx
from pydantic import SecretStr


class Credentials:
    """The tokens of one setting, comma-separated where there are several."""

    def __init__(self, setting: SecretStr | None) -> None:
        written = setting.get_secret_value() if setting else ""
        tokens = [token.strip() for token in written.split(",")]
        self._tokens = {_short(token): SecretStr(token) for token in tokens if token}

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def of(self, key: str) -> str:
        """The opaque id of the token that serves a target's key; "" where there is none.

        A key keeps its token when others are added or go (rendezvous hashing).
        """
        return max(self._tokens, key=lambda one: _short(f"{one} {key}"), default="")

    def token(self, credential: str) -> SecretStr | None:
        """The token of an id."""
        return self._tokens.get(credential)

    def bearer(self, credential: str) -> httpx.Auth | None:
        """Signs requests with the token of an id."""
        token = self.token(credential)
        return Bearer(token) if token else None


class Bearer(httpx.Auth):
    """The token in the header that RFC 6750 names."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
