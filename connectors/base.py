"""What a network must be able to say. It never sends: generators yield requests (DESIGN)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import ClassVar

import httpx
from pydantic_settings import BaseSettings

from connectors.errors import ConnectorError, NotPossible
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    SearchPage,
    Tag,
    Target,
    TargetId,
)


class Connector(ABC):
    """One network. Stateless but for its frozen Config; all state lives in the cursor."""

    network: ClassVar[str]
    display_name: ClassVar[str]
    abilities: ClassVar[frozenset[Ability]]
    pace: ClassVar[Pace]
    Config: ClassVar[type[BaseSettings]]

    @abstractmethod
    def parse_target(self, text: str) -> Lead | None:
        """@name, link, #tag, name.host …: what it means here. None: not mine."""

    @abstractmethod
    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """Candidates, best first, with followers, last post and proof. Empty: nobody."""

    @abstractmethod
    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        """One Look for EVERY target of the batch."""

    @abstractmethod
    def search_host(self) -> str:
        """Host that searches and bare handles are asked at: the lane of those requests."""

    def lead_host(self, lead: Lead) -> str:
        """Host that identify() will mostly ask: the lane of those requests."""
        return lead.host or self.search_host()

    def origins(self) -> frozenset[str]:
        """Configured base URLs as "scheme://host[:port]": asked by the plain client."""
        return frozenset()

    def credential(self, host: str) -> str:
        """Opaque id of the credential used at that host, "" for none. Never the secret."""
        return ""

    def auth(self, credential: str) -> httpx.Auth | None:
        """How requests with `auth=True` are signed. Sessions live in the returned object."""
        return None

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        """How targets of one lane are asked together. Default: one target a batch."""
        return (Batch((one,)) for one in due)

    def search(self, query: Query) -> Conversation[SearchPage]:
        raise NotPossible("search")

    def trends(self, place: str | None) -> Conversation[Sequence[Tag]]:
        raise NotPossible("trends")

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        """By post key: the post as it is now, None when it is gone."""
        raise NotPossible("reread")

    def listen(self, targets: Sequence[Target], cursor: str | None) -> AsyncIterator[Post]:
        """Posts as the network pushes them."""
        raise NotPossible("listen")

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """This network's own error bodies; None: judge by the status."""
        return None


def each(
    batch: Batch, one: Callable[[Due], Conversation[Look]]
) -> Conversation[Mapping[TargetId, Look]]:
    """Look at a batch's targets in turn.

    One target's error becomes its failed Look; a lane-wide error also fails the rest, so that
    nothing already fetched is lost.
    """
    looks: dict[TargetId, Look] = {}
    down: ConnectorError | None = None
    for due in batch.dues:
        if down is not None:
            looks[due.target.id] = Look.failed(down)
            continue
        try:
            looks[due.target.id] = yield from one(due)
        except ConnectorError as error:
            looks[due.target.id] = Look.failed(error)
            down = error if error.lane_wide else None
    return looks
