"""Searches that go on in one message: a network after the other is asked again, within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.core.found import merge
from bot.core.found.living import (
    REQUESTS,
    Live,
    from_payload,
    next_at,
    to_payload,
    why_ended,
    with_posts,
)
from bot.core.grammar import Ok, Search, parse
from bot.core.model import Delivery
from bot.core.query import Matcher
from bot.service.connectors import Networks
from bot.service.excuses import excuse
from bot.service.searches import Subject, is_paid, query_of, searchable
from bot.store import lives, unwanted
from bot.store.engine import Store, StoreUnavailable
from connectors.base import Connector
from connectors.errors import ConnectorError, Transient
from connectors.types import Conversation, Post, SearchPage

# Longer than any network is waited for.
LEASE = timedelta(seconds=60)
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Counter:
    """Requests that a conversation made; `most`: then it is ended as if the network were busy."""

    most: int
    made: int = 0

    def over(self, conversation: Conversation[SearchPage]) -> Conversation[SearchPage]:
        answer = None
        try:
            request = next(conversation)
            while True:
                if self.made == self.most:
                    raise Transient("as many requests as it may make")
                self.made += 1
                try:
                    answer = yield request
                except ConnectorError as error:
                    request = conversation.throw(error)
                else:
                    request = conversation.send(answer)
        except StopIteration as end:
            page: SearchPage = end.value
            return page
        finally:
            conversation.close()


class Lives:
    """`tick` lets each live message that is due ask one network; it doesn't wait for it."""

    def __init__(self, store: Store, networks: Networks, clock: Clock) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    async def tick(self) -> None:
        now = self._clock.now()
        async with self._store.read() as tx:
            if not await lives.any_due(tx, now):
                return
        async with self._store.begin() as tx:
            due = await lives.claim(tx, now, now + LEASE)
        for one in due:
            task = asyncio.create_task(self._safely(one))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def settle(self) -> None:
        """Wait for the questions under way."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _safely(self, one: Delivery) -> None:
        try:
            await self._go_on(one)
        except StoreUnavailable as error:
            log.warning("store unavailable during a live search", error=str(error))
        except Exception:
            log.exception("live search failed", delivery=one.id)

    async def _go_on(self, one: Delivery) -> None:
        now, live = self._clock.now(), from_payload(one.payload or {})
        search = _search_of(live)
        subject = Subject.of(search, one.channel_id)
        free = [one for one in self._free(search, subject) if one.network not in live.unable]
        ended = why_ended(live, now) or ("" if free else "networks")
        if ended:
            async with self._store.begin() as tx:
                await lives.end(tx, one, to_payload(replace(live, ended=ended)))
            return
        counter = _Counter(REQUESTS - live.asked)
        after = await self._ask(one, live, free[live.turn % len(free)], search, subject, counter)
        after = replace(after, asked=live.asked + counter.made, turn=live.turn + 1)
        changed = (after.posts, after.new, after.silent) != (live.posts, live.new, live.silent)
        async with self._store.begin() as tx:
            at = next_at(counter.made, self._clock.now())
            await lives.go_on(tx, one, to_payload(after), at, changed=changed)

    def _free(self, search: Search, subject: Subject) -> Sequence[Connector]:
        able = searchable(self._networks, subject.wanted, search.on)
        return [one for one in able if not is_paid(one)]

    async def _ask(
        self,
        one: Delivery,
        live: Live,
        connector: Connector,
        search: Search,
        subject: Subject,
        counter: _Counter,
    ) -> Live:
        network = connector.network
        others = tuple(name for name in live.silent if name != network)
        lane = self._networks.lane(connector, connector.search_host())
        query = query_of(connector, subject, self._clock.now())
        try:
            asking = counter.over(connector.search(query))
            page = await self._networks.ask(connector, lane, asking)
        except ConnectorError as error:
            if excuse(network, error) is not None:
                return replace(live, silent=others, unable=(*live.unable, network))
            return replace(live, silent=(*others, network))
        posts = await self._wanted(one, search, subject, {network: (page,)})
        return with_posts(replace(live, silent=others), posts, self._clock.now())

    async def _wanted(
        self,
        one: Delivery,
        search: Search,
        subject: Subject,
        pages: dict[str, tuple[SearchPage, ...]],
    ) -> Sequence[Post]:
        """As the search itself would show them."""
        now = self._clock.now()
        async with self._store.read() as tx:
            dropped = await unwanted.authors(tx, one.channel_id, subject.key)
        hidden = frozenset((author.network, author.key) for author in dropped)
        matches = Matcher.of(search.query).confirms if search.query else bool
        return merge(pages, matches, now - subject.period, now, hidden).posts


def _search_of(live: Live) -> Search:
    read = parse(live.search)
    assert isinstance(read, Ok)  # it was written by render
    assert isinstance(read.command, Search)
    return read.command
