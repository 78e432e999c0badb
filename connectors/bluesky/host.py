"""How a host is asked. https://atproto.com/specs/xrpc"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.types import Request


def origin_of(url: str) -> str:
    """ "scheme://host[:port]" of a base URL."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}".lower()


@dataclass(frozen=True, slots=True)
class Host:
    """Where to ask. `signed`: with a session."""

    origin: str
    signed: bool = False

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]

    def request(
        self,
        method: str,
        *params: tuple[str, str],
        accept: frozenset[int] = frozenset({200, 400}),
    ) -> Request:
        return Request(
            f"{self.origin}/xrpc/{method}",
            headers={"Accept": "application/json"},
            params=params,
            accept=accept,
            auth=self.signed,
        )
