"""What searches ask of the networks, and what they answered, kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.core.found.counting import BEFORE
from bot.core.grammar import Search
from bot.core.grammar.expression import all_of
from bot.core.model import ChannelId
from bot.service.connectors import Networks
from connectors.base import Connector
from connectors.errors import ConnectorError
from connectors.query import Expr, Word, key_of, required_tag
from connectors.types import Ability, Query, SearchPage

USUAL_DAYS = 7
MOST, MOST_PAID = 100, 10
SEARCHES = frozenset({Ability.SEARCH_POSTS, Ability.SEARCH_ACCOUNTS, Ability.SEARCH_HASHTAGS})
LIFE = timedelta(minutes=10)
Answered: TypeAlias = Sequence[SearchPage] | ConnectorError
_KEPT = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """A search as it is asked: what posts must match (of an account, its name), and how far back.

    `channel_id`: for whom it is kept.
    """

    channel_id: ChannelId
    wanted: Expr
    days: int

    @property
    def key(self) -> str:
        return key_of(self.wanted)

    @property
    def period(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def reach(self) -> timedelta:
        """How far back is asked, so that the usual is known."""
        return (1 + BEFORE) * self.period

    @staticmethod
    def of(command: Search, channel_id: ChannelId) -> Subject:
        named = [Word(word) for term in command.terms[:1] for word in term.text.split()]
        wanted = all_of([*named, *([command.query] if command.query else [])])
        assert wanted is not None  # a search that is shown has one of the two
        return Subject(channel_id, wanted, command.days or USUAL_DAYS)


def searchable(networks: Networks, wanted: Expr, on: Collection[str] = ()) -> list[Connector]:
    """Who is asked: the networks that were named; else all that can be asked freely."""
    tag = required_tag(wanted) is not None
    question = Ability.SEARCH_HASHTAGS if tag else Ability.SEARCH_POSTS
    able = [one for one in networks if one.abilities & SEARCHES]
    if on:
        return [one for one in able if one.network in on]
    return [one for one in able if not one.by_name_only(question)]


def is_paid(connector: Connector) -> bool:
    return connector.budget() is not None


async def ask(
    networks: Networks,
    connector: Connector,
    subject: Subject,
    now: datetime,
    *,
    page: str | None = None,
    person: str = "",
) -> SearchPage:
    """One page; of a network that costs money a small one. Raises ConnectorError."""
    query = query_of(connector, subject, now, page)
    lane = networks.lane(connector, connector.search_host())
    return await networks.ask(connector, lane, connector.search(query), person=person)


def query_of(
    connector: Connector, subject: Subject, now: datetime, page: str | None = None
) -> Query:
    paid = is_paid(connector)
    since = now - (subject.period if paid else subject.reach)
    return Query(subject.wanted, since, limit=MOST_PAID if paid else MOST, page=page)


class Searches:
    """The last answers, in memory: more of a search is shown without asking for it again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Subject, dict[str, tuple[datetime, Answered]]]
        self._kept = OrderedDict()

    def get(
        self, subject: Subject, names: Iterable[str], now: datetime
    ) -> Mapping[str, Sequence[SearchPage]]:
        """What is still fresh of these networks' pages."""
        fresh = self._fresh(subject, names, now)
        return {name: one for name, one in fresh if not isinstance(one, ConnectorError)}

    def failed(
        self, subject: Subject, names: Iterable[str], now: datetime
    ) -> dict[str, ConnectorError]:
        """Which of them gave no page when they were asked, and why."""
        fresh = self._fresh(subject, names, now)
        return {name: one for name, one in fresh if isinstance(one, ConnectorError)}

    def _fresh(
        self, subject: Subject, names: Iterable[str], now: datetime
    ) -> Iterator[tuple[str, Answered]]:
        kept = self._kept.get(subject, {})
        for name in names:
            if name in kept and now - kept[name][0] < LIFE:
                yield name, kept[name][1]

    def put(self, subject: Subject, answers: Mapping[str, Answered], now: datetime) -> None:
        kept = self._kept.setdefault(subject, {})
        kept |= {name: (now, one) for name, one in answers.items()}
        self._kept.move_to_end(subject)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
