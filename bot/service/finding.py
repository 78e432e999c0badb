"""Who a person means: all enabled networks are asked, within a budget, late ones told later.

Of many texts at once (find_each), nobody waits for the first answer: none is given up as late.
"""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from bot.service.connectors import Networks
from bot.service.identifying import Identifying
from connectors.base import Connector
from connectors.errors import ConnectorError, Transient
from connectors.types import Ability, Account, Kind, Lead

BUDGET = 2.5  # seconds until the first answer
PATIENCE = 12.0  # seconds for late networks
ALIVE = timedelta(days=365)
AT_A_TIME = 4  # texts of a long list, beside what a network takes together
_SURE = frozenset({"exact", "domain", "link", "verified"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Gathered(Generic[T]):
    """Answers by network so far. `failed`: with their error. `late`: not answered yet."""

    answers: dict[str, T] = field(default_factory=dict)
    failed: dict[str, ConnectorError] = field(default_factory=dict)
    late: tuple[str, ...] = ()


async def gather(
    asks: Mapping[str, Callable[[], Awaitable[T]]],
) -> AsyncGenerator[Gathered[T], None]:
    """Ask all at once. Yields once within the budget, and once more if late ones answered."""
    tasks = {name: asyncio.ensure_future(ask()) for name, ask in asks.items()}
    if not tasks:
        yield Gathered()
        return
    try:
        await asyncio.wait(tasks.values(), timeout=BUDGET)
        first = _collect(tasks)
        yield first
        if first.late:
            await asyncio.wait(tasks.values(), timeout=PATIENCE - BUDGET)
            yield _given_up(_collect(tasks))
    finally:
        for task in tasks.values():
            task.cancel()


def _given_up(last: Gathered[T]) -> Gathered[T]:
    """Who is late at the end has failed."""
    silent: dict[str, ConnectorError] = {name: Transient("no answer") for name in last.late}
    return Gathered(last.answers, last.failed | silent)


def _collect(tasks: Mapping[str, asyncio.Future[T]]) -> Gathered[T]:
    answers: dict[str, T] = {}
    failed: dict[str, ConnectorError] = {}
    late: list[str] = []
    for name, task in tasks.items():
        if not task.done():
            late.append(name)
            continue
        error = task.exception()
        if error is None:
            answers[name] = task.result()
        elif isinstance(error, ConnectorError):
            failed[name] = error
        else:
            raise error
    return Gathered(answers, failed, tuple(late))


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates for one lead, best first. `exact`: the lead names one without doubt.

    `unreadable`: accounts that can be shown, but not watched.
    """

    candidates: tuple[Account, ...]
    failed: dict[str, ConnectorError]
    late: tuple[str, ...]
    asked: tuple[str, ...]
    exact: bool
    unreadable: tuple[Account, ...] = ()


def leads(networks: Networks, text: str, on: Iterable[str] = ()) -> dict[str, Lead]:
    """What each network makes of a person's words. A link that one network owns is its alone.

    The feed connector takes any web address, so it is asked only for what no network knows for
    sure, and beside a network for a domain, which may be both a handle and a site.
    """
    wanted = set(on)
    mine: dict[str, Lead] = {}
    for connector in networks:
        if wanted and connector.network not in wanted:
            continue
        lead = connector.parse_target(text)
        named = bool(wanted) or text.casefold().startswith(f"{connector.network}:")
        if lead is not None and (named or lead.exact or not _scarce(connector, lead)):
            mine[connector.network] = lead
    if (
        "feed" in mine
        and "://" in text
        and any(lead.exact for network, lead in mine.items() if network != "feed")
    ):
        del mine["feed"]
    return mine


def _scarce(connector: Connector, lead: Lead) -> bool:
    return connector.by_name_only(Ability(lead.kind.value))


async def find(by: Identifying, asked: Mapping[str, Lead]) -> AsyncGenerator[Found, None]:
    """Candidates on the networks of these leads; yields again when late networks answered."""
    asks = {network: partial(by.identify, lead) for network, lead in asked.items()}
    async for so_far in gather(asks):
        yield _found(asked, so_far)


async def find_each(
    networks: Networks, texts: Sequence[str], on: Iterable[str] = (), person: str = ""
) -> AsyncGenerator[tuple[int, Found], None]:
    """What each of many texts leads to, with its place among them, as the answers come.

    Each is told once. A text that no network takes has nobody `asked`.
    """
    asked = [leads(networks, text, on) for text in texts]
    async with aclosing(find_asked(networks, asked, person)) as answers:
        async for answer in answers:
            yield answer


async def find_asked(
    networks: Networks, asked: Sequence[Mapping[str, Lead]], person: str = ""
) -> AsyncGenerator[tuple[int, Found], None]:
    """The same for leads by network, as `leads` gives them."""
    by = Identifying(networks, (lead for one in asked for lead in one.values()), person)
    gate = asyncio.Semaphore(AT_A_TIME)

    async def one(place: int) -> tuple[int, Found]:
        async with gate:
            return place, await _find_all(by, asked[place])

    tasks = [asyncio.ensure_future(one(place)) for place in range(len(asked))]
    try:
        for answer in asyncio.as_completed(tasks):
            yield await answer
    finally:
        for task in tasks:
            task.cancel()
        by.close()


async def _find_all(by: Identifying, asked: Mapping[str, Lead]) -> Found:
    tasks = {name: asyncio.ensure_future(by.identify(lead)) for name, lead in asked.items()}
    try:
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        return _found(asked, _collect(tasks))
    finally:
        for task in tasks.values():
            task.cancel()


def _found(asked: Mapping[str, Lead], so_far: Gathered[Sequence[Account]]) -> Found:
    every = sorted((one for answer in so_far.answers.values() for one in answer), key=_rank)
    return Found(
        candidates=tuple(one for one in every if one.readable),
        failed=so_far.failed,
        late=so_far.late,
        asked=tuple(asked),
        exact=any(lead.exact for lead in asked.values()),
        unreadable=tuple(one for one in every if not one.readable),
    )


def _rank(one: Account) -> tuple[bool, float]:
    return one.proof not in _SURE, -(one.followers or 0)


def credible(found: Found, now: datetime) -> Account | None:
    """The one account to watch at once: exact, alive within a year, without a second exact one.

    A network that is late edits the answer if it knows a namesake.
    """
    sure = [one for one in found.candidates if one.proof in _SURE]
    if len(sure) != 1:
        return None
    if found.exact or sure[0].kind is not Kind.ACCOUNT:  # a quiet hashtag is nobody else's
        return sure[0]
    alive = sure[0].last_post_at is not None and now - sure[0].last_post_at <= ALIVE
    return sure[0] if alive else None
