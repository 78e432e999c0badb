"""Updates as Telegram posts them, where this machine can be reached from outside.

https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import hmac
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web
from structlog.typing import FilteringBoundLogger
from telegram import Bot, Update
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.front.errors import FrontError
from bot.front.telegram.polling import OK, UNREACHABLE

PATH = "/telegram/updates"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
FAILING, REFUSED = "telegram_webhook_failing", "telegram_webhook_refused"
RECENT = timedelta(minutes=15)
SECONDS = 300.0
"""After which Telegram is asked whether its posts arrive."""
REMEMBERED = 2000
IN_LINE = 1000
"""Updates that wait here; more of them wait at Telegram, which keeps them for a day."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """`url`: where Telegram posts. `secret`: what it must show there."""

    url: str
    secret: str = field(repr=False)

    @staticmethod
    def of(public_url: str | None, secret: str) -> Webhook:
        """Raises FrontError where the two can't be used."""
        if not _SECRET.fullmatch(secret):
            raise FrontError("telegram_webhook_secret", "TELEGRAM_WEBHOOK_SECRET")
        if public_url is None or not public_url.startswith("https://"):
            raise FrontError("telegram_webhook_url", "PUBLIC_URL")
        return Webhook(public_url.rstrip("/") + PATH, secret)


class Door:
    """What answers Telegram's posts: at once, before anything is done.

    `take` puts an update in line; False where that isn't possible at the moment, so that Telegram
    posts it again later.
    """

    def __init__(
        self, hook: Webhook, bot: Bot, take: Callable[[Update], bool], log: FilteringBoundLogger
    ) -> None:
        self._secret, self._bot, self._take, self._log = hook.secret, bot, take, log
        self._known: deque[int] = deque(maxlen=REMEMBERED)

    async def answer(self, request: web.Request) -> web.Response:
        """Only who shows the secret is read at all."""
        shown = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret.encode()):
            return web.Response(status=403)
        update = await self._read(request)
        if update is None or update.update_id in self._known:
            return web.Response()
        if not self._take(update):
            return web.Response(status=503, headers={"Retry-After": "5"})
        self._known.append(update.update_id)
        return web.Response()

    async def _read(self, request: web.Request) -> Update | None:
        """None for what can't be read: it would be no better when it is posted again."""
        try:
            return Update.de_json(await request.json(), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._log.warning("telegram_update_unread", error=type(error).__name__)
            return None


async def register(bot: Bot, hook: Webhook, kinds: Sequence[str]) -> None:
    """From now on Telegram posts there, and no longer lets updates be polled.

    Raises FrontError where it refuses the address, and TelegramError.
    """
    try:
        await bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=kinds)
    except BadRequest:
        raise FrontError(REFUSED, "PUBLIC_URL") from None


async def keep(
    bot: Bot, hook: Webhook, kinds: Sequence[str], clock: Clock, tell: Callable[[str], None]
) -> None:
    """Sees for ever that Telegram goes on posting here, whoever else uses the token.

    `tell` hears the state each time. Raises FrontError.
    """
    while True:
        await clock.sleep(SECONDS)
        try:
            told = await state(bot, hook, clock)
            if told is None:
                await register(bot, hook, kinds)
            tell(told or OK)
        except TelegramError:
            tell(UNREACHABLE)


async def state(bot: Bot, hook: Webhook, clock: Clock) -> str | None:
    """OK or FAILING, as Telegram sees it; None: it posts elsewhere, or nowhere.

    https://core.telegram.org/bots/api#getwebhookinfo. Raises TelegramError.
    """
    told = await bot.get_webhook_info()
    if told.url != hook.url:
        return None
    failed = told.last_error_date
    recently = failed is not None and clock.now() - failed < RECENT
    return FAILING if recently and told.pending_update_count else OK
