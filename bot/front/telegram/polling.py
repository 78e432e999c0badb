"""The long poll's request: it also tells how the last poll ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

STARTING, OK = "telegram_starting", "ok"
UNREACHABLE, CONFLICT, WRONG_TOKEN = "telegram_unreachable", "telegram_conflict", "telegram_token"
_STATES = {200: OK, 401: WRONG_TOKEN, 404: WRONG_TOKEN, 409: CONFLICT}


class Polling(HTTPXRequest):
    """`seen` hears the state after each poll, as a key of the texts."""

    def __init__(self, seen: Callable[[str], None], **options: Any) -> None:
        super().__init__(**options)
        self._seen = seen

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            status, body = await super().do_request(*args, **kwargs)
        except TelegramError:
            self._seen(UNREACHABLE)
            raise
        self._seen(_STATES.get(status, UNREACHABLE))
        return status, body
