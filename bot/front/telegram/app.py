"""TelegramFront: python-telegram-bot in our own event loop, by long polling or by a webhook.

https://core.telegram.org/bots/api#getting-updates
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

from aiohttp import web
from structlog.typing import FilteringBoundLogger
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler, Updater
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.core.message import Message
from bot.core.model import Changers, ChannelKey, Person, Platform
from bot.front.errands import Errands
from bot.front.errors import FrontError
from bot.front.telegram import membership, menu, webhook
from bot.front.telegram.inbound import place_of
from bot.front.telegram.media import After, Media
from bot.front.telegram.order import OneByOneInAChat
from bot.front.telegram.polling import OK, STARTING, UNREACHABLE, Polling
from bot.front.telegram.readers import Readers
from bot.front.telegram.rights import Administrators
from bot.front.telegram.seen import Acknowledged
from bot.front.telegram.updates import Handle, Hooks, Updates
from bot.front.telegram.webhook import Webhook
from bot.front.telegram.wire import Wire
from bot.render.telegram import TelegramPayload, to_telegram
from bot.service.ports import CantRead, Outgoing, Pictures, Rights

_Application: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

UPDATES = (
    Update.MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.INLINE_QUERY,
)
TIMEOUTS: dict[str, Any] = {
    "connect_timeout": 3.0,
    "pool_timeout": 2.0,
    "write_timeout": 5.0,
    "read_timeout": 8.0,
}
POLL_SECONDS = 10
CONNECTIONS = 16
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
STOP_SECONDS, ERRANDS_SECONDS = 4.0, 1.0
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
        pictures: Pictures | None = None,
        hook: Webhook | None = None,
    ) -> None:
        """`pictures` None: nothing is drawn. `hook` None: updates are polled."""
        if not _TOKEN.fullmatch(token):
            raise FrontError("telegram_token", "TELEGRAM_BOT_TOKEN")
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # else each flood limit warns of a change
        for name in _TALKATIVE:  # they log addresses, and those hold the token
            logging.getLogger(name).setLevel(logging.WARNING)
        # It logs whole answers that it can't read; what failed is told by wire and polling.
        logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
        self._clock, self._log, self._state, self._hook = clock, log, STARTING, hook
        self._app = self._build(token, f"{api_url.rstrip('/')}/bot")
        self._bot: Bot = self._app.bot
        self._wire = Wire(self._bot)
        self._administrators = Administrators(self._bot, clock, log)
        self._media = Media(self._bot, self._wire, pictures, clock, log)
        self._errands = Errands(log)
        self._readers = Readers(self._bot)
        acknowledged = Acknowledged(self._bot, clock, self._errands, log)
        updates = Updates(
            self._bot, self._wire, handle, hooks, clock, log, self._follow, acknowledged
        )
        self._app.add_handler(TypeHandler(Update, updates.take))
        self._door = webhook.Door(hook, self._bot, self._put, log) if hook is not None else None
        self._later: asyncio.Task[None] | None = None
        self.bot_id = token.partition(":")[0]

    def health(self) -> str:
        """ "ok", or the key of the sentence that says what is wrong with getting updates."""
        return self._state

    async def posted(self, request: web.Request) -> web.Response:
        """What Telegram posts to the webhook."""
        assert self._door is not None  # only then has it a path
        return await self._door.answer(request)

    def _put(self, update: Update) -> bool:
        if not self._app.running or self._app.update_queue.qsize() >= webhook.IN_LINE:
            return False
        self._app.update_queue.put_nowait(update)
        return True

    async def start(self) -> None:
        """Returns at once where Telegram can't be reached: it keeps trying. Raises FrontError."""
        connected = await self._connected()
        self._later = asyncio.create_task(self._go_on(connected=connected))

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

    def remarks(self) -> tuple[str, ...]:
        """Keys of sentences about what BotFather has switched on, once verify() has asked."""
        return (f"telegram.inline.{'on' if self._bot.supports_inline_queries else 'off'}",)

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
        await self._errands.end(ERRANDS_SECONDS)
        await self._app.shutdown()
        await self._bot.shutdown()  # the one above leaves a bot that never got through

    async def send(self, outgoing: Outgoing) -> str:
        """The message id. Raises SendError, within 10 s."""
        payload = await self._delivered(outgoing)
        sent = await self._wire.post(
            place_of(outgoing.channel.key),
            payload,
            reply_to=int(outgoing.follows) if outgoing.follows else None,
            silent=outgoing.silent,
        )
        channel = outgoing.channel
        place, private = place_of(channel.key), channel.private
        self._follow(After(place, channel.key, sent, private, outgoing.silent), outgoing.message)
        return str(sent)

    async def _delivered(self, outgoing: Outgoing) -> TelegramPayload:
        message = await self._readers.seen_by(int(outgoing.channel.key.chat), outgoing.message)
        return to_telegram(message, repeat=outgoing.repeat, delivery=True)

    def _follow(self, after: After, message: Message) -> None:
        if message.graphics or message.files:
            self._errands.begin(self._media.send(after, message))

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        """Raises SendError; "not modified" is success."""
        payload = await self._delivered(outgoing)
        await self._wire.edit(int(outgoing.channel.key.chat), int(message_id), payload)

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        """Telegram gives a bot no history: always raises CantRead."""
        raise CantRead("no history")

    async def rights(
        self, channel: ChannelKey, person: Person, changers: Changers | None, *, present: bool
    ) -> Rights:
        everyone = changers is Changers.MEMBERS
        return await self._administrators.rights(
            int(channel.chat), person, everyone=everyone, present=present
        )

    def private_link(self) -> str | None:
        """https://core.telegram.org/api/links#public-username-links"""
        try:
            return f"https://t.me/{self._bot.username}"
        except RuntimeError:  # not initialised yet
            return None

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
            log("telegram_updates", state=state)

    async def _connected(self) -> bool:
        """One attempt; False where Telegram didn't answer as it should. Raises FrontError."""
        try:
            await self._app.initialize()
            await self._listen()
            await self._app.start()
        except InvalidToken:  # its text holds the token
            raise FrontError("telegram_token", "TELEGRAM_BOT_TOKEN") from None
        except TelegramError as error:
            self._log.warning("telegram_not_reached", error=type(error).__name__)
            self._polled(UNREACHABLE)
            return False
        self._polled(OK)
        return True

    async def _listen(self) -> None:
        """Polling begins with the end of any webhook, without which Telegram answers 409."""
        if self._hook is not None:
            await webhook.register(self._bot, self._hook, UPDATES)
            return
        await self._updater.start_polling(
            timeout=POLL_SECONDS, allowed_updates=UPDATES, error_callback=_seen_by_polling
        )

    async def _go_on(self, *, connected: bool) -> None:
        """Whatever is left to do once Telegram was asked for the first time."""
        try:
            if not connected:
                await self._keep_trying()
            await self._publish()
            if self._hook is not None:
                await webhook.keep(self._bot, self._hook, UPDATES, self._clock, self._polled)
        except FrontError as error:
            self._polled(error.key)

    async def _keep_trying(self) -> None:
        wait = FIRST_WAIT
        while not await self._connected():
            await self._clock.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

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
