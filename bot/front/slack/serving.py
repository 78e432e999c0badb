"""From what was asked to its answer: in order within a channel, once for each event."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.message import Reply
from bot.core.model import ChannelKey, Person, Platform
from bot.front.slack.answer import After, Answer, HomeAnswer
from bot.front.slack.asked import Asked
from bot.front.slack.counter import Counter
from bot.front.slack.people import People
from bot.front.slack.send import SlackSender
from bot.service.ports import Inbound

Handle: TypeAlias = Callable[[Inbound], AsyncIterator[Reply]]

# Work waits for as long to see whether more arrives, and not more often than so.
_LULL_SECONDS, _LULLS = 0.02, 25
_REMEMBERED = 2_000


class Serving:
    """Asks the use cases and shows what they say."""

    def __init__(
        self,
        sender: SlackSender,
        client: AsyncWebClient,
        people: People,
        counter: Counter,
        handle: Handle,
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._sender, self._client, self._people = sender, client, people
        self._counter = counter
        self._handle, self._clock, self._log = handle, clock, log
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._arrived = 0

    @property
    def team(self) -> str:
        return self._sender.team

    def begin(self, asked: Asked, answer: Answer | None = None) -> None:
        """Have it answered; Slack repeats an event when it wasn't acknowledged soon enough."""
        if not self._is_known(asked.event_id):
            self.spawn(self._serve(asked, answer or self.answer(asked)))

    def answer(self, asked: Asked) -> Answer:
        return Answer(asked, self._sender, self._client, self._counter, self._clock, self._log)

    def home_answer(self, asked: Asked, after: After) -> HomeAnswer:
        """`after`: has the Home tab shown anew, with what was said to the person alone."""
        return HomeAnswer(
            asked, self._sender, self._client, self._counter, self._clock, self._log, after
        )

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._arrived += 1
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self, seconds: float) -> None:
        """Give what is under way as long to end."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _is_known(self, event_id: str) -> bool:
        """What changes something is known for longer, and across restarts (bot.store.inbox)."""
        known = event_id in self._known
        self._known[event_id] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return known

    async def _lull(self) -> None:
        """Acknowledgements go before work: Slack gives up on a command after three seconds."""
        for _ in range(_LULLS):
            arrived = self._arrived
            await self._clock.sleep(_LULL_SECONDS)
            if self._arrived == arrived:
                return

    async def _serve(self, asked: Asked, answer: Answer) -> None:
        """One question after the other in a channel; channels don't wait for each other."""
        lock = self._locks.setdefault(asked.place.channel, asyncio.Lock())
        async with lock:
            await self._lull()
            language: str | None = None
            try:
                inbound = await self._inbound(asked)
                language = inbound.language
                async for reply in self._handle(inbound):
                    await answer.take(reply)
                await answer.finish()
            except Exception:  # noqa: BLE001 - whatever broke, the person gets a sentence
                error_id = new_error_id()
                self._log.exception("slack.reply_broke", id=error_id)
                await answer.apologise(language or "en", error_id)

    async def _inbound(self, asked: Asked) -> Inbound:
        place, team = asked.place, self._sender.team
        profile = await self._people.profile(place.user)
        return Inbound(
            channel=ChannelKey(Platform.SLACK, team, place.channel),
            workspace=team,
            person=Person(place.user, profile.name if profile else ""),
            event_id=asked.event_id,
            text=asked.text,
            button=asked.button,
            chat_name=await self._people.channel_name(place.channel, asked.channel_name),
            private=place.private,
            language=profile.language if profile else None,
            zone=profile.zone if profile else None,
            bare=asked.bare,
        )


def new_error_id() -> str:
    return secrets.token_hex(2).upper()
