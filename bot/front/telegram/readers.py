"""What stands below a channel's messages: its readers can't talk to the bot there, so it is links.

https://core.telegram.org/bots/features#deep-linking
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import Bot
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.core.grammar import Ok, parse
from bot.core.grammar.opening import only_shows
from bot.core.message import Button, Message
from bot.front.words import say

MOST = 3
SECONDS = 1.5
_OF_A_WATCH = re.compile(r"(?:mute|unwatch|watch) watch:\d+\b")


class Readers:
    """Which chats are channels is asked once each."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._channels: dict[int, bool] = {}

    async def seen_by(self, chat: int, message: Message) -> Message:
        """The message as it can be used there. Takes SECONDS at most."""
        if not await self._is_channel(chat) or not self._name():
            return message
        buttons = [self._linked(one) for one in message.buttons]
        return replace(message, buttons=(*buttons, *self._too(message))[:MOST])

    async def _is_channel(self, chat: int) -> bool:
        if chat > 0:
            return False
        if chat not in self._channels:
            try:
                async with asyncio.timeout(SECONDS):
                    kind = (await self._bot.get_chat(chat)).type
            except (TelegramError, TimeoutError):  # sending will tell
                return False
            self._channels[chat] = kind == ChatType.CHANNEL
        return self._channels[chat]

    def _linked(self, button: Button) -> Button:
        read = parse(button.command) if button.command else None
        if not isinstance(read, Ok) or not only_shows(read.command) or button.id is None:
            return button
        return Button(button.label, url=self._link("go", button.id))

    def _too(self, message: Message) -> Sequence[Button]:
        """For whoever reads an alert, here or where it was forwarded to."""
        every = (*message.buttons, *message.more)
        of_a_watch = (one for one in every if one.command and _OF_A_WATCH.match(one.command))
        first = next((one for one in of_a_watch if one.id is not None), None)
        if first is None or len(message.buttons) >= MOST:
            return ()
        return (Button(say("too", message.language), url=self._link("too", str(first.id))),)

    def _link(self, how: str, button: str) -> str:
        return f"https://t.me/{self._name()}?start={how}_{button}"

    def _name(self) -> str:
        try:
            return self._bot.username
        except RuntimeError:  # not initialised yet
            return ""
