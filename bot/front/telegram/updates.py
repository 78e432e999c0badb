"""Each update to what it asks for: a command, a press, or a change of membership."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from structlog.typing import FilteringBoundLogger
from telegram import (
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    ChatShared,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.clock import Clock
from bot.core.message import Message as Said
from bot.core.message import Reply
from bot.core.model import ChannelKey, Person
from bot.front.telegram import inbound, inline, membership
from bot.front.telegram.inline import Suggest, no_suggestions
from bot.front.telegram.media import After
from bot.front.telegram.replies import Exchange, Origin
from bot.front.telegram.seen import Acknowledged
from bot.front.telegram.wire import Wire, markup
from bot.front.words import say
from bot.render.telegram import Keyboard, KeyboardButton, opened, pressed
from bot.service.ports import Inbound

FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the front-end tells and asks the use cases beside commands.

    `joined(channel, name, by, language, readers)`: the bot may post there from now on, or again;
    `readers`: in a channel, where nobody else speaks.
    `left(channel, reason)`: it no longer may; `reason` is a key of the texts.
    `moved(channel, chat)`: a group became a supergroup; `chat` is its new id.
    `button_labels(ids)`: one label for each id, "" for an expired one.
    `suggest(channel, by, language, text)`: to choose from, while `by` types in any conversation.
    """

    joined: Callable[[ChannelKey, str, Person, str | None, bool], Awaitable[None]]
    left: Callable[[ChannelKey, str], Awaitable[None]]
    moved: Callable[[ChannelKey, str], Awaitable[None]]
    button_labels: Callable[[Sequence[str]], Awaitable[Sequence[str]]]
    suggest: Suggest = no_suggestions


Handle = Callable[[Inbound], AsyncIterator[Reply]]


async def _nothing(*_: object) -> None:
    return None


async def _no_labels(ids: Sequence[str]) -> Sequence[str]:
    return [""] * len(ids)


NO_HOOKS = Hooks(joined=_nothing, left=_nothing, moved=_nothing, button_labels=_no_labels)


class Updates:
    def __init__(
        self,
        bot: Bot,
        wire: Wire,
        handle: Handle,
        hooks: Hooks,
        clock: Clock,
        log: FilteringBoundLogger,
        follow: Callable[[After, Said], None],
        acknowledged: Acknowledged,
    ) -> None:
        """`follow`: sends a message's pictures and files, after what it shows; doesn't wait."""
        self._acknowledged = acknowledged
        self._bot, self._wire, self._handle, self._hooks = bot, wire, handle, hooks
        self._clock, self._log, self._follow = clock, log, follow
        self._told_away: set[int] = set()

    async def take(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.migrate_to_chat_id:
            old = inbound.key_of(str(self._bot.id), update.message.chat)
            await self._hooks.moved(old, str(update.message.migrate_to_chat_id))
        elif update.message:
            await self._message(update.message, update.update_id)
        elif update.callback_query:
            await self._press(update.callback_query, update.update_id)
        elif update.my_chat_member:
            await self._membership(update.my_chat_member)
        elif update.inline_query:
            bot = str(self._bot.id)
            await inline.answer(update.inline_query, bot, self._hooks.suggest, self._log)

    async def _message(self, message: Message, update_id: int) -> None:
        if message.chat_shared is not None:
            await self._meet(message, message.chat_shared)
        asked = inbound.typed(message, update_id=update_id, bot=self._bot.bot)
        if asked is None:
            return
        origin = Origin(inbound.place_of(asked.channel), message.chat.type, message.message_id)
        if self._clock.now() - message.date <= FRESH:
            self._told_away.discard(message.chat.id)
            chat = message.chat
            async with self._acknowledged.while_working(chat.id, chat.type, message.message_id):
                await self._answer(asked, origin)
        elif message.chat.id not in self._told_away:
            self._told_away.add(message.chat.id)
            away = Reply(_sentence("away", asked.language))
            await self._exchange(origin).show(away)

    async def _meet(self, message: Message, shared: ChatShared) -> None:
        """A channel that a person chose: the bot is in it by now, if it may."""
        by, chat = message.from_user, shared.chat_id
        if by is None or await membership.can_post(self._bot, chat) is not None:
            return
        key = inbound.key_of_chat(str(self._bot.id), chat)
        name, language = shared.title or str(chat), inbound.language_of(by)
        await self._hooks.joined(key, name, inbound.person_of(by), language, True)

    async def _press(self, query: CallbackQuery, update_id: int) -> None:
        press = pressed(query.data or "")
        if press.more:
            await self._open(query, press.ids)
            return
        asked = inbound.pressed(query, press.ids[0], update_id=update_id, bot=self._bot.bot)
        message = query.message
        if asked is None or message is None:
            await query.answer()
            return
        editable = isinstance(message, Message) and not press.delivery
        place = inbound.place_of(asked.channel)
        origin = Origin(place, message.chat.type, message.message_id, query, editable, press.stays)
        await self._answer(asked, origin)

    async def _answer(self, asked: Inbound, origin: Origin) -> None:
        exchange = self._exchange(origin)
        try:
            async for reply in self._handle(asked):
                await exchange.show(reply)
            if exchange.shown is not None:
                said, shown = exchange.shown
                self._follow(After(origin.place, asked.channel, shown, origin.private), said)
        except Exception:  # noqa: BLE001 - who asked gets an answer whatever happened
            reference = secrets.token_hex(2).upper()
            self._log.exception("telegram_command_failed", reference=reference)
            await exchange.show(Reply(_sentence("failed", asked.language, reference=reference)))
        finally:
            await exchange.close()

    def _exchange(self, origin: Origin) -> Exchange:
        return Exchange(self._wire, origin, self._clock, self._log)

    async def _open(self, query: CallbackQuery, ids: Sequence[str]) -> None:
        """[⋯]: shows the further buttons under the same message."""
        message = query.message
        labels = await self._hooks.button_labels(ids)
        try:
            if not isinstance(message, Message) or not any(labels):
                await query.answer(
                    say("expired", inbound.language_of(query.from_user)), show_alert=True
                )
                return
            keyboard = opened(_keyboard(message.reply_markup), query.data or "", labels)
            await query.edit_message_reply_markup(markup(keyboard))
            await query.answer()
        except TelegramError as error:
            self._log.warning("telegram_buttons_not_opened", error=type(error).__name__)

    async def _membership(self, update: ChatMemberUpdated) -> None:
        before, after = membership.change(update)
        if (before is None) == (after is None):
            return
        channel = inbound.key_of(str(self._bot.id), update.chat)
        by = inbound.person_of(update.from_user)
        if after is None:
            name, language = inbound.chat_name(update.chat), inbound.language_of(update.from_user)
            readers = update.chat.type == ChatType.CHANNEL
            await self._hooks.joined(channel, name, by, language, readers)
        else:
            await self._hooks.left(channel, after)


def _keyboard(shown: InlineKeyboardMarkup | None) -> Keyboard:
    rows = shown.inline_keyboard if shown else ()
    return tuple(tuple(map(_button, row)) for row in rows)


def _button(button: InlineKeyboardButton) -> KeyboardButton:
    return KeyboardButton(button.text, data=str(button.callback_data or "") or None, url=button.url)


def _sentence(key: str, language: str | None, **facts: str) -> Said:
    return Said(summary=say(key, language, **facts))
