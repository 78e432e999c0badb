"""Where the bot may post, and when that changes.

https://core.telegram.org/bots/api#chatmemberupdated · https://core.telegram.org/bots/api#chatmember
"""

from __future__ import annotations

from telegram import (
    Bot,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
)
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.front.telegram.wire import translate
from bot.service.ports import ChannelClosed


def obstacle(member: ChatMember, kind: str) -> str | None:
    """None, or the key of the sentence that says why a bot with that membership can't post."""
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return "telegram_blocked" if kind == ChatType.PRIVATE else "telegram_removed"
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return "telegram_no_rights"
    if kind != ChatType.CHANNEL:
        return None
    may = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
    return None if may else "telegram_no_rights"


def change(update: ChatMemberUpdated) -> tuple[str | None, str | None]:
    """Obstacles before and after."""
    kind = update.chat.type
    return obstacle(update.old_chat_member, kind), obstacle(update.new_chat_member, kind)


async def can_post(bot: Bot, chat: int) -> str | None:
    """Asks Telegram. An answer that doesn't come is no obstacle: sending will tell."""
    if chat > 0:
        return None
    try:
        about = await bot.get_chat(chat)
        member = await bot.get_chat_member(chat, bot.id)
    except TelegramError as error:
        meaning = translate(error)
        return meaning.reason if isinstance(meaning, ChannelClosed) else None
    return obstacle(member, about.type)
