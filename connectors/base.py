"""What a network must be able to say. It never sends: generators yield requests (DESIGN)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, TypeAlias

import httpx
from pydantic_settings import BaseSettings

from connectors.checklist import Checklist
from connectors.errors import ConnectorError, NotPossible
from connectors.query import Expr, decode, stored
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    Request,
    Rereading,
    SearchPage,
    Tag,
    Target,
    TargetId,
)

# Candidates for a lead, or why there is no answer.
Identified: TypeAlias = Sequence[Account] | ConnectorError


class Connector(ABC):
    """One network. Stateless but for its frozen Config; all state lives in the cursor."""

    network: ClassVar[str]
    display_name: ClassVar[str]
    # These two may depend on what the installation was given; the class has all that may be.
    abilities: frozenset[Ability]
    pace: Pace
    Config: ClassVar[type[BaseSettings]]
    checklist: ClassVar[Checklist]
    # Targets of a lane come up at the same moment, because pack() asks about many in one request.
    together: ClassVar[bool] = False
    # Names of accounts that identify_all() asks about in one request.
    at_once: ClassVar[int] = 1
    # How long texts may stay where deletions on the network can't be learned; None: as usual.
    keeps: timedelta | None = None
    rereading: ClassVar[Rereading] = Rereading()

    @abstractmethod
    def parse_target(self, text: str) -> Lead | None:
        """@name, link, #tag, name.host …: what it means here. None: not mine."""

    @abstractmethod
    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """Candidates, best first, with followers, last post and proof. Empty: nobody."""

    def identify_all(self, leads: Sequence[Lead]) -> Conversation[Sequence[Identified]]:
        """identify() of several, of which at most `at_once` are accounts: the answers in order."""
        return (yield from in_turn(leads, self.identify))

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

    def missing(self) -> tuple[str, ...]:
        """Settings without which nothing can be asked; empty: the network is switched on."""
        return ()

    def credential(self, host: str, key: str = "") -> str:
        """Opaque id of the credential used at that host, "" for none. Never the secret.

        `key`: a target's, which stays with one of several credentials; "": any question.
        """
        return ""

    def budget(self) -> int | None:
        """What may be spent on it in a month (UTC), in millionths of a US dollar. None: free."""
        return None

    def cost(self, request: Request, answer: Answer) -> int:
        """What a request did cost, in millionths of a US dollar."""
        return request.ceiling

    def counts(self, request: Request, answer: Answer) -> bool:
        """Does the network count this answer against the request's quota?"""
        return True

    def by_name_only(self, question: Ability) -> bool:
        """Is it asked only when a person names it, as each such question uses up something scarce?

        `question`: ACCOUNT or HASHTAG, to identify one; SEARCH_POSTS or SEARCH_HASHTAGS.
        """
        return False

    def warning(self, now: datetime) -> str | None:
        """Key of a sentence for the operator about a setting that will soon stop working."""
        return None

    def usage(self) -> Conversation[int]:
        """What the network itself says was used this month (UTC), in millionths of a dollar."""
        raise NotPossible("usage")

    def monthly_cost(self, account: Account) -> int | None:
        """What watching it will cost in a month, in millionths of a US dollar. None: nothing."""
        return None

    def search_cost(self) -> int | None:
        """The most that one page of a search costs, in millionths of a US dollar. None: nothing."""
        return None

    def probe(self) -> Conversation[None]:
        """One real question, as cheap as there is, that fails where a look would."""
        raise NotPossible("probe")

    def auth(self, credential: str) -> httpx.Auth | None:
        """How requests with `auth=True` are signed. Sessions live in the returned object."""
        return None

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        """How targets of one lane are asked together. Default: one target a batch."""
        return (Batch((one,)) for one in due)

    def search(self, query: Query) -> Conversation[SearchPage]:
        raise NotPossible("search")

    def query_lead(self, wanted: Expr) -> Lead | None:
        """What identify() makes a target of, so that the search is watched. None: it can't be."""
        if Ability.QUERY not in self.abilities:
            return None
        return Lead(self.network, Kind.QUERY, stored(wanted), exact=True)

    def wanted(self, target: Target) -> Expr | None:
        """What posts of a watched search must match, as the network may have been asked for more.

        None: whatever it answers.
        """
        try:
            return decode(target.ref) if target.kind is Kind.QUERY else None
        except ValueError:
            return None

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


def in_turn(
    leads: Sequence[Lead], one: Callable[[Lead], Conversation[Sequence[Account]]]
) -> Conversation[Sequence[Identified]]:
    """Identify leads one after the other: an error is its lead's answer.

    A lane-wide one is also the answer of the rest, which isn't asked about.
    """
    answers: list[Identified] = []
    down: ConnectorError | None = None
    for lead in leads:
        if down is not None:
            answers.append(down)
            continue
        try:
            answers.append((yield from one(lead)))
        except ConnectorError as error:
            answers.append(error)
            down = error if error.lane_wide else None
    return answers
