"""Where and with what right Meta's networks are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import httpx
from pydantic import SecretStr

from connectors.base import Connector
from connectors.credentials import Credentials
from connectors.errors import ConnectorError
from connectors.graph import look
from connectors.graph.api import Graph
from connectors.types import Answer, Batch, Due


class GraphConnector(Connector):
    """One origin, and one lane for each token of the setting that `graph` names."""

    def __init__(self, graph: Graph, tokens: SecretStr | None) -> None:
        self._graph = graph
        self._credentials = Credentials(tokens)

    def search_host(self) -> str:
        return self._graph.host

    def origins(self) -> frozenset[str]:
        return frozenset({self._graph.origin})

    def missing(self) -> tuple[str, ...]:
        return () if self._credentials else (self._graph.setting,)

    def credential(self, host: str, key: str = "") -> str:
        return self._credentials.of(key) if host.lower() == self._graph.host else ""

    def auth(self, credential: str) -> httpx.Auth | None:
        return self._credentials.bearer(credential)

    def refusal(self, answer: Answer) -> ConnectorError | None:
        return self._graph.refusal(answer)

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        return look.packed(due)
