"""Eyes under a group's command that takes a while: it was seen, without a message more.

https://core.telegram.org/bots/api#setmessagereaction
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from structlog.typing import FilteringBoundLogger
from telegram import Bot
from telegram.constants import ChatType, ReactionEmoji
from telegram.error import TelegramError

from bot.clock import Clock
from bot.front.errands import Errands

PATIENCE = 1.0
"""Seconds within which an answer needs no other sign."""
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class Acknowledged:
    def __init__(self, bot: Bot, clock: Clock, errands: Errands, log: FilteringBoundLogger) -> None:
        self._bot, self._clock, self._errands, self._log = bot, clock, errands, log

    @asynccontextmanager
    async def while_working(self, chat: int, kind: str, message: int | None) -> AsyncIterator[None]:
        """Never in the way: the sign is put and taken beside the work, and may fail."""
        if kind not in _GROUPS or message is None:
            yield
            return
        done = asyncio.Event()
        self._errands.begin(self._show(chat, message, done))
        try:
            yield
        finally:
            done.set()

    async def _show(self, chat: int, message: int, done: asyncio.Event) -> None:
        waiting = asyncio.ensure_future(self._clock.sleep(PATIENCE))
        ended = asyncio.ensure_future(done.wait())
        try:
            await asyncio.wait((waiting, ended), return_when=asyncio.FIRST_COMPLETED)
            if done.is_set():
                return
            await self._bot.set_message_reaction(chat, message, ReactionEmoji.EYES)
            await ended
            await self._bot.set_message_reaction(chat, message, [])
        except TelegramError as error:
            self._log.debug("telegram_reaction_refused", error=type(error).__name__)
        finally:
            waiting.cancel()
            ended.cancel()
