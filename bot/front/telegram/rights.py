"""Who may change what a chat watches: its administrators, as Telegram tells them.

https://core.telegram.org/bots/api#getchatadministrators
"""

from __future__ import annotations

from structlog.typing import FilteringBoundLogger
from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.constants import ChatType
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

    async def rights(
        self, chat: int, person: Person, *, everyone: bool = False, present: bool = False
    ) -> Rights:
        """In private, the person; elsewhere administrators. Telegram silent: nobody.

        `everyone`: whoever is in a group may; of a channel that would be its readers. `present`:
        the person writes there, which only a member of a group can.
        """
        if chat > 0:
            return Rights(person.id == str(chat))
        if person.id == ANONYMOUS_ADMIN:  # only Telegram itself speaks under this id
            return Rights(True)
        if everyone and await self._is_in_group(chat, person, present=present):
            return Rights(True)
        names = await self._of(chat)
        return Rights(person.id in names, tuple(names.values()))

    async def _is_in_group(self, chat: int, person: Person, *, present: bool) -> bool:
        """Telegram may keep from a bot that is no administrator who the members are: then not."""
        try:
            if (await self._bot.get_chat(chat)).type == ChatType.CHANNEL:
                return False
            return present or _is_member(await self._bot.get_chat_member(chat, int(person.id)))
        except TelegramError as error:
            self._log.warning("telegram_member_unread", error=type(error).__name__)
            return False

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


def _is_member(of: ChatMember) -> bool:
    """Who has left, or was removed, isn't one who decides."""
    if isinstance(of, ChatMemberRestricted):
        return of.is_member
    return of.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)
