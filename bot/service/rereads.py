"""Posts asked about again: deletions and edits of what was told, and reactions for good."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import structlog

from bot.clock import Clock
from bot.core.diff import text_hash
from bot.service.connectors import Networks
from bot.store import deliveries, posts, rereads
from bot.store.engine import Store
from bot.store.rereads import Told
from connectors.errors import ConnectorError, UnexpectedPayload
from connectors.types import Ability, Post, Priority

HOSTS_AT_ONCE = 4
log = structlog.get_logger(__name__)


class Rereads:
    """Asks the networks about posts that stand in messages of the last seven days, and about the
    others of watched accounts once they are two days old, where that is free of charge."""

    def __init__(self, store: Store, networks: Networks, clock: Clock) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._room = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def tick(self) -> None:
        """One bounded pass. A post whose network can't answer now waits for its next turn."""
        told: list[Told] = []
        for connector in self._networks:
            if Ability.REREAD in connector.abilities:
                async with self._store.begin() as tx:
                    told += await rereads.claim(
                        tx,
                        connector.network,
                        connector.rereading,
                        self._clock.now(),
                        free=connector.budget() is None,
                    )
        lanes: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
        for one in told:
            lanes[one.post.post.network, _host(one)].append(one)
        async with asyncio.TaskGroup() as tasks:
            for (network, host), mine in lanes.items():
                tasks.create_task(self._lane(network, host, mine))

    async def _lane(self, network: str, host: str, told: Sequence[Told]) -> None:
        async with self._room:
            try:
                size = self._networks.get(network).rereading.batch
                for start in range(0, len(told), size):
                    await self._batch(network, host, told[start : start + size])
            except ConnectorError as error:
                log.info("not reread", network=network, host=host, error=type(error).__name__)

    async def _batch(self, network: str, host: str, told: Sequence[Told]) -> None:
        """Raises ConnectorError. One post that nobody can read doesn't hide the others."""
        connector = self._networks.get(network)
        asked = connector.reread([one.post.post for one in told])
        try:
            lane = self._networks.lane(connector, host)
            answers = await self._networks.ask(connector, lane, asked, Priority.LOOK)
        except UnexpectedPayload:
            if len(told) == 1:
                return
            half = len(told) // 2
            await self._batch(network, host, told[:half])
            await self._batch(network, host, told[half:])
        else:
            at_once = not connector.rereading.sure
            await self._record(told, answers, at_once=at_once)

    async def _record(
        self, told: Sequence[Told], answers: Mapping[str, Post | None], *, at_once: bool
    ) -> None:
        """What a network can't tell about is left as it is."""
        answered = [(one, answers[key]) for one in told if (key := one.post.post.key) in answers]
        gone = [one for one, now_there in answered if now_there is None]
        there = [(one, new) for one, new in answered if new is not None]
        changed = [new for one, new in there if _words(new) != _words(one.post.post)]
        async with self._store.begin() as tx:
            await rereads.found(tx, [one.post.id for one, _ in there])
            await posts.recount(tx, [(one.post, new) for one, new in there], self._clock.now())
            await rereads.missed(tx, [one.post.id for one in gone], self._clock.now())
            surely = [one.post.id for one in gone if at_once or one.missing_at is not None]
            deleted = await posts.delete(tx, surely)
            edited = await posts.edit(tx, changed, {new.key: text_hash(new) for new in changed})
            await deliveries.touch(tx, [*deleted, *edited])
        if deleted or edited:
            log.info("followed upstream", deleted=len(deleted), edited=len(edited))


def _host(told: Told) -> str:
    """A key that is a web address names the server that knows; else its target's host does."""
    key = told.post.post.key
    try:
        parts = urlsplit(key)
    except ValueError:
        return told.host
    return parts.netloc.lower() if parts.scheme in ("http", "https") else told.host


def _words(post: Post) -> tuple[str | None, ...]:
    """What an author edits. Addresses of media differ with the server that tells them."""
    return post.title, post.text, post.warning
