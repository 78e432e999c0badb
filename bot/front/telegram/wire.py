"""Messages out: what is sent to Telegram, and what its refusals mean.

https://core.telegram.org/bots/api#sendmessage · https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.front.telegram.picking import picker
from bot.render.telegram import Keyboard, TelegramPayload, timeless
from bot.service.ports import (
    CantEdit,
    ChannelClosed,
    ChannelMoved,
    ContentRefused,
    NotSent,
    SendError,
    Unknown,
)

T = TypeVar("T")

DEADLINE = 8.0  # with what is asked before, a delivery takes less than 10 s
FILE_DEADLINE = 60.0
WRONG_TOKEN_WAIT = 60.0

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NOT_MODIFIED = "message is not modified"
_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")
_CANT_EDIT = ("message can't be edited", "message to edit not found", "message_id_invalid")
_CLOSED = {
    "bot was blocked": "telegram_blocked",
    "user is deactivated": "telegram_blocked",
    "chat not found": "telegram_removed",
    "peer_id_invalid": "telegram_removed",
    "channel_private": "telegram_removed",
    "rights": "telegram_no_rights",
    "chat_admin_required": "telegram_no_rights",
    "chat_write_forbidden": "telegram_no_rights",
    "chat_restricted": "telegram_no_rights",
    "topic_closed": "telegram_topic_closed",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and the topic in it (None: the general one)."""

    chat: int
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How a payload is sent; each refusal of the content makes it plainer."""

    thread: int | None = None
    html: bool = True
    extras: bool = True
    times: bool = True


class Wire:
    """Sends and edits. Raises SendError only, within DEADLINE seconds."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def post(
        self,
        place: Place,
        payload: TelegramPayload,
        *,
        reply_to: int | None = None,
        silent: bool = False,
        ask: bool = False,
        picks: str = "",
    ) -> int:
        """The message id. `ask`: Telegram opens the answer field of the person replied to.

        `picks`: the label of a button with which a channel is chosen.
        """
        below = {"reply_markup": picker(picks) if picks else _QUESTION} if picks or ask else {}

        async def send(form: Form) -> int:
            replying = reply_to if form.thread == place.thread else None
            sent = await self._bot.send_message(
                place.chat,
                message_thread_id=form.thread,
                disable_notification=silent,
                reply_parameters=reply_to_message(replying),
                **(_content(payload, form) | below),
            )
            return sent.message_id

        return await settled(send, Form(thread=place.thread))

    async def edit(self, chat: int, message_id: int, payload: TelegramPayload) -> None:
        """ "Not modified" is success. Raises CantEdit when the message is gone or too old."""

        async def send(form: Form) -> None:
            try:
                await self._bot.edit_message_text(
                    chat_id=chat, message_id=message_id, **_content(payload, form)
                )
            except BadRequest as error:
                if _NOT_MODIFIED not in error.message.lower():
                    raise

        await settled(send, Form())


_QUESTION = ForceReply(selective=True)


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(one.label, url=one.url, callback_data=one.data) for one in row]
        for row in keyboard
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def translate(error: TelegramError) -> SendError:
    """What a failure means for a message: surely not sent, unknown, or never again there."""
    match error:
        case RetryAfter():
            return NotSent(_seconds(error.retry_after), "too many requests")
        case ChatMigrated():
            return ChannelMoved(str(error.new_chat_id))
        case Forbidden():
            return ChannelClosed(_reason(error.message) or "telegram_removed")
        case InvalidToken():
            return NotSent(WRONG_TOKEN_WAIT, "token refused")
        case BadRequest():
            return _refusal(error.message.lower())
        case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
            return NotSent(detail=type(error.__cause__).__name__)
    return Unknown(type(error.__cause__ or error).__name__)


async def settled(
    send: Callable[[Form], Awaitable[T]], form: Form, deadline: float | None = None
) -> T:
    """Sends; where the content or the topic is refused, tries plainer forms. Raises SendError.

    `deadline`: seconds, DEADLINE where None.
    """
    try:
        async with asyncio.timeout(DEADLINE if deadline is None else deadline):
            return await _plainer_and_plainer(send, form)
    except TimeoutError:
        raise Unknown("time-out") from None
    except TelegramError as error:
        raise translate(error) from None


async def _plainer_and_plainer(send: Callable[[Form], Awaitable[T]], form: Form) -> T:
    while True:
        try:
            return await send(form)
        except BadRequest as error:
            plainer = _plainer(form, error.message.lower())
            if plainer is None:
                raise
            form = plainer


def _plainer(form: Form, refusal: str) -> Form | None:
    """The next form to try after that refusal; None: it isn't the form that is refused."""
    if any(text in refusal for text in _TOPIC) and form.thread is not None:
        return replace(form, thread=None)
    if not isinstance(_refusal(refusal), ContentRefused) or not form.html:
        return None
    if "tg-time" in refusal and form.times:  # a Bot API server of one's own may be older
        return replace(form, times=False)
    return replace(form, html=False, extras="parse entities" in refusal)


def _seconds(wait: float | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _refusal(text: str) -> SendError:
    if any(sign in text for sign in _CANT_EDIT):
        return CantEdit("gone or too old")
    if reason := _reason(text):
        return ChannelClosed(reason)
    return ContentRefused("refused, even as plain text")


def _reason(text: str) -> str | None:
    """Key of the sentence that tells why nothing can be sent there."""
    return next((key for sign, key in _CLOSED.items() if sign in text.lower()), None)


def _content(payload: TelegramPayload, form: Form) -> dict[str, Any]:
    preview = payload.preview_url if form.extras else None
    return {
        "text": _html(payload, form) if form.html else payload.text,
        "parse_mode": ParseMode.HTML if form.html else None,
        "reply_markup": markup(payload.keyboard) if form.extras else None,
        "link_preview_options": LinkPreviewOptions(
            is_disabled=preview is None, url=preview, prefer_small_media=bool(preview) or None
        ),
    }


def _html(payload: TelegramPayload, form: Form) -> str:
    return payload.html if form.times else timeless(payload.html)


def reply_to_message(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
