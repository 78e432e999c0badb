"""TelegramFront: python-telegram-bot in our own event loop, by long polling.

https://core.telegram.org/bots/api#getupdates
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeAlias

from structlog.typing import FilteringBoundLogger
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler, Updater
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.core.model import ChannelKey, Person, Platform
from bot.front.errors import FrontError
from bot.front.telegram import membership, menu
from bot.front.telegram.inbound import place_of
from bot.front.telegram.order import OneByOneInAChat
from bot.front.telegram.polling import OK, STARTING, UNREACHABLE, Polling
from bot.front.telegram.rights import Administrators
from bot.front.telegram.updates import Handle, Hooks, Updates
from bot.front.telegram.wire import Wire
from bot.render.telegram import to_telegram
from bot.service.ports import CantRead, Outgoing, Rights

_Application: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
TIMEOUTS: dict[str, Any] = {
    "connect_timeout": 3.0,
    "pool_timeout": 2.0,
    "write_timeout": 5.0,
    "read_timeout": 8.0,
}
POLL_SECONDS = 10
CONNECTIONS = 16
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
STOP_SECONDS = 4.0
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_TALKATIVE = ("httpx", "httpcore", "telegram")


class TelegramFront:
    """Implements bot.service.ports.Front. `api_url`: without the trailing slash or "bot".

    Raises FrontError at once for a token that can't be one, and in start() for a refused one.
    """

    platform = Platform.TELEGRAM

    def __init__(
        self,
        token: str,
        api_url: str,
        handle: Handle,
        clock: Clock,
        log: FilteringBoundLogger,
        *,
        hooks: Hooks,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise FrontError("telegram_token", "TELEGRAM_BOT_TOKEN")
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # else each flood limit warns of a change
        for name in _TALKATIVE:  # they log addresses, and those hold the token
            logging.getLogger(name).setLevel(logging.WARNING)
        # It logs whole answers that it can't read; what failed is told by wire and polling.
        logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
        self._clock, self._log, self._state = clock, log, STARTING
        self._app = self._build(token, f"{api_url.rstrip('/')}/bot")
        self._bot: Bot = self._app.bot
        self._wire = Wire(self._bot)
        self._administrators = Administrators(self._bot, clock, log)
        updates = Updates(self._bot, self._wire, handle, hooks, clock, log)
        self._app.add_handler(TypeHandler(Update, updates.take))
        self._later: asyncio.Task[None] | None = None
        self.bot_id = token.partition(":")[0]

    def health(self) -> str:
        """ "ok", or the key of the sentence that says what is wrong with the polling."""
        return self._state

    async def start(self) -> None:
        """Returns at once where Telegram can't be reached: it keeps trying. Raises FrontError."""
        connected = await self._connected()
        self._later = asyncio.create_task(self._publish() if connected else self._keep_trying())

    async def verify(self) -> str:
        """Ask Telegram once who we are: the bot's name. Raises FrontError."""
        try:
            async with self._bot:
                me = await self._bot.get_me()
        except InvalidToken:  # its text holds the token
            raise FrontError("telegram_token", "TELEGRAM_BOT_TOKEN") from None
        except TelegramError:
            raise FrontError("telegram_unreachable", "TELEGRAM_API_URL") from None
        return f"@{me.username}"

    async def stop(self) -> None:
        """Takes no more updates; waits a little for answers under way."""
        if self._later:
            self._later.cancel()
            with suppress(asyncio.CancelledError, FrontError):
                await self._later
        if self._updater.running:
            await _within(STOP_SECONDS, self._updater.stop())
        if self._app.running:
            await _within(STOP_SECONDS, self._app.stop())
        await self._app.shutdown()
        await self._bot.shutdown()  # the one above leaves a bot that never got through

    async def send(self, outgoing: Outgoing) -> str:
        """The message id. Raises SendError, within 10 s."""
        payload = to_telegram(outgoing.message, repeat=outgoing.repeat, delivery=True)
        sent = await self._wire.post(
            place_of(outgoing.channel.key),
            payload,
            reply_to=int(outgoing.follows) if outgoing.follows else None,
            silent=outgoing.silent,
        )
        return str(sent)

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        """Raises SendError; "not modified" is success."""
        payload = to_telegram(outgoing.message, repeat=outgoing.repeat, delivery=True)
        await self._wire.edit(int(outgoing.channel.key.chat), int(message_id), payload)

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        """Telegram gives a bot no history: always raises CantRead."""
        raise CantRead("no history")

    async def rights(self, channel: ChannelKey, person: Person) -> Rights:
        return await self._administrators.rights(int(channel.chat), person)

    async def can_post(self, channel: ChannelKey) -> str | None:
        """None, or the key of the sentence that says why not."""
        return await membership.can_post(self._bot, int(channel.chat))

    @property
    def _updater(self) -> Updater:
        assert self._app.updater is not None  # the builder makes one unless told not to
        return self._app.updater

    def _build(self, token: str, base_url: str) -> _Application:
        builder = Application.builder().token(token).base_url(base_url).job_queue(None)
        builder = builder.concurrent_updates(OneByOneInAChat()).context_types(ContextTypes())
        builder = builder.request(HTTPXRequest(connection_pool_size=CONNECTIONS, **TIMEOUTS))
        polling = Polling(self._polled, connection_pool_size=1, **TIMEOUTS)
        app = builder.get_updates_request(polling).build()
        app.add_error_handler(self._failed)
        return app

    async def _failed(self, _update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        self._log.error("telegram_update_failed", exc_info=context.error)

    def _polled(self, state: str) -> None:
        if state != self._state:
            self._state = state
            log = self._log.info if state == OK else self._log.warning
            log("telegram_polling", state=state)

    async def _connected(self) -> bool:
        """One attempt; False where Telegram didn't answer as it should. Raises FrontError."""
        try:
            await self._app.initialize()
            await self._updater.start_polling(
                timeout=POLL_SECONDS, allowed_updates=UPDATES, error_callback=_seen_by_polling
            )
            await self._app.start()
        except InvalidToken:  # its text holds the token
            raise FrontError("telegram_token", "TELEGRAM_BOT_TOKEN") from None
        except TelegramError as error:
            self._log.warning("telegram_not_reached", error=type(error).__name__)
            self._polled(UNREACHABLE)
            return False
        self._polled(OK)
        return True

    async def _keep_trying(self) -> None:
        wait = FIRST_WAIT
        try:
            while not await self._connected():
                await self._clock.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
        except FrontError as error:
            self._polled(error.key)
            return
        await self._publish()

    async def _publish(self) -> None:
        try:
            await menu.publish(self._bot)
        except TelegramError as error:
            self._log.warning("telegram_menu_not_set", error=type(error).__name__)


async def _within(seconds: float, ending: Awaitable[None]) -> None:
    with suppress(TimeoutError, TelegramError):
        async with asyncio.timeout(seconds):
            await ending


def _seen_by_polling(error: TelegramError) -> None:
    """Polling has told the state already; the library would log each failure."""
