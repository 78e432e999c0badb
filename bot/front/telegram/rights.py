"""Who may change what a chat watches: its administrators, as Telegram tells them.

https://core.telegram.org/bots/api#getchatadministrators
"""

from __future__ import annotations

from structlog.typing import FilteringBoundLogger
from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot.clock import Clock
from bot.core.model import Person
from bot.front.telegram.inbound import ANONYMOUS_ADMIN
from bot.service.ports import Rights

KEPT = 60.0
MOST = 1000


class Administrators:
    def __init__(self, bot: Bot, clock: Clock, log: FilteringBoundLogger) -> None:
        self._bot, self._clock, self._log = bot, clock, log
        self._known: dict[int, tuple[float, dict[str, str]]] = {}

    async def rights(self, chat: int, person: Person) -> Rights:
        """In private, the person; elsewhere administrators. Telegram silent: nobody."""
        if chat > 0:
            return Rights(person.id == str(chat))
        if person.id == ANONYMOUS_ADMIN:  # only Telegram itself speaks under this id
            return Rights(True)
        names = await self._of(chat)
        return Rights(person.id in names, tuple(names.values()))

    async def _of(self, chat: int) -> dict[str, str]:
        """Names by person id, the owner first."""
        read_at, names = self._known.get(chat, (float("-inf"), {}))
        if self._clock.monotonic() - read_at < KEPT:
            return names
        try:
            members = await self._bot.get_chat_administrators(chat)
        except TelegramError as error:
            self._log.warning("telegram_administrators_unread", error=type(error).__name__)
            return {}
        people = [member for member in members if not member.user.is_bot]
        people.sort(key=lambda member: member.status != ChatMember.OWNER)
        names = {str(member.user.id): member.user.full_name for member in people}
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[chat] = (self._clock.monotonic(), names)
        return names
