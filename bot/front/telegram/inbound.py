"""What people type and press, as the use cases take it. Pure but for the library's values.

https://core.telegram.org/bots/features#commands
"""

from __future__ import annotations

import re

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatID, ChatType

from bot.core.grammar import Bad, parse
from bot.core.model import ChannelKey, Person, Platform
from bot.front.telegram.wire import Place
from bot.render.telegram import pressed as carried
from bot.service.ports import Inbound

ANONYMOUS_ADMIN = str(int(ChatID.ANONYMOUS_ADMIN))
GENERAL_TOPIC = "1"
_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?!\S)")


def key_of(bot: str, chat: Chat, message: Message | None = None) -> ChannelKey:
    """`message`: where the topic is read. A reply thread outside a forum is no topic."""
    in_topic = message is not None and message.is_topic_message
    topic = str(message.message_thread_id or "") if message and in_topic else ""
    return ChannelKey(Platform.TELEGRAM, bot, str(chat.id), topic)


def key_of_chat(bot: str, chat: int) -> ChannelKey:
    return ChannelKey(Platform.TELEGRAM, bot, str(chat))


def place_of(key: ChannelKey) -> Place:
    """Where a channel is; the general topic is reached by naming none."""
    return Place(int(key.chat), int(key.topic) if key.topic not in ("", GENERAL_TOPIC) else None)


def chat_name(chat: Chat) -> str:
    return chat.title or chat.full_name or chat.username or str(chat.id)


def person_of(user: User) -> Person:
    return Person(str(user.id), user.full_name)


def language_of(user: User) -> str | None:
    """Two letters, as the person's application says."""
    return (user.language_code or "")[:2].lower() or None


def typed(message: Message, *, update_id: int, bot: User) -> Inbound | None:
    """A command, plain words in private, or an answer to a question; None: not meant for us.

    In a group, any answer to one of our messages without buttons is given as `bare`: it counts
    only where a question is open for that person.
    """
    user, text = message.from_user, message.text
    if message.chat_shared is not None:  # chosen with a button of ours: as if it had been typed
        text = f"/channels {message.chat_shared.chat_id}"
    if user is None or not text or _automatic(message, user):
        return None
    command, private = _COMMAND.match(text), message.chat.type == ChatType.PRIVATE
    if not (_for_us(command, private, bot) if command else private or _answers(message, bot)):
        return None
    said = f"/{command[1]}{text[command.end() :]}" if command else text
    return Inbound(
        channel=key_of(str(bot.id), message.chat, message),
        workspace=str(message.chat.id),
        person=person_of(user),
        event_id=f"{bot.id}:{update_id}",
        text=said,
        chat_name=chat_name(message.chat),
        private=private,
        language=language_of(user),
        bare=not command,
        about=_about(message) if private else None,
    )


def pressed(query: CallbackQuery, button: str, *, update_id: int, bot: User) -> Inbound | None:
    """The press of a button of ours; None where Telegram doesn't tell in which chat."""
    if query.message is None:
        return None
    chat = query.message.chat
    message = query.message if isinstance(query.message, Message) else None
    return Inbound(
        channel=key_of(str(bot.id), chat, message),
        workspace=str(chat.id),
        person=person_of(query.from_user),
        event_id=f"{bot.id}:{update_id}",
        button=button,
        chat_name=chat_name(chat),
        private=chat.type == ChatType.PRIVATE,
        language=language_of(query.from_user),
    )


def _about(message: Message) -> str | None:
    """The first button below the message that is answered."""
    answered = message.reply_to_message
    rows = answered.reply_markup.inline_keyboard if answered and answered.reply_markup else ()
    data = (button.callback_data for row in rows for button in row)
    first = next((one for one in data if isinstance(one, str)), None)
    return carried(first).ids[0] if first else None


def _automatic(message: Message, user: User) -> bool:
    """By another bot, or from a linked channel; an anonymous administrator is a person."""
    anonymous = str(user.id) == ANONYMOUS_ADMIN and message.sender_chat == message.chat
    return bool(message.is_automatic_forward) or (user.is_bot and not anonymous)


def _for_us(command: re.Match[str], private: bool, bot: User) -> bool:
    """By our name; without any, whatever is like a word of ours: groups have several bots."""
    if command[2]:
        return command[2].lower() == (bot.username or "").lower()
    if private:
        return True
    read = parse(f"/{command[1]}")
    return not (
        isinstance(read, Bad) and read.reason == "unknown_command" and not read.did_you_mean
    )


def _answers(message: Message, bot: User) -> bool:
    asked = message.reply_to_message
    if asked is None or asked.from_user is None or asked.reply_markup is not None:
        return False
    return asked.from_user.id == bot.id
