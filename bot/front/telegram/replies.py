"""One command's answer: each reply replaces the one before, as Telegram allows it."""

from __future__ import annotations

from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger
from telegram import CallbackQuery
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.clock import Clock
from bot.core.message import Audience, Message, Reply
from bot.front.telegram.wire import Place, Wire
from bot.render.plain import shorten
from bot.render.telegram import TelegramPayload, to_telegram
from bot.service.ports import CantEdit, ContentRefused, NotSent, SendError

TOAST_LIMIT = 200
GLANCE = 60
LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Origin:
    """What is answered. `message_id`: the command, or the message whose button was pressed.

    `editable`: that message is an answer of ours, which the new answer may replace. `stays`: but
    only one that shows publications too.
    """

    place: Place
    kind: str
    message_id: int | None
    query: CallbackQuery | None = None
    editable: bool = False
    stays: bool = False

    @property
    def private(self) -> bool:
        return self.kind == ChatType.PRIVATE


class Exchange:
    """`shown`: the last message that was shown, and its id: its pictures and files come after."""

    def __init__(self, wire: Wire, origin: Origin, clock: Clock, log: FilteringBoundLogger) -> None:
        self._wire, self._origin, self._clock, self._log = wire, origin, clock, log
        self._pressing = origin.query
        self._own: int | None = None
        self.shown: tuple[Message, int] | None = None

    async def show(self, reply: Reply) -> None:
        """Failures are logged: who gets no answer asks again."""
        self.shown = None
        try:
            if not await self._toasted(reply):
                self.shown = reply.message, await self._show(reply)
        except SendError as error:
            self._log.warning("telegram_reply_lost", error=type(error).__name__, detail=str(error))

    async def close(self) -> None:
        """Ends the press of a button, which shows as busy until it is answered."""
        await self._answer(None)

    async def _show(self, reply: Reply) -> int:
        await self._answer(None)
        payload = to_telegram(reply.message)
        ask = reply.asks is not None and not (self._origin.private and payload.keyboard)
        replaced = self._own or self._pressed_message(reply)
        stays = not ask and not reply.picks  # an edit can't bring what stands below the text field
        if replaced is not None and stays and await self._edited(replaced, payload):
            return replaced
        self._own = await self._posted(payload, ask=ask, picks=reply.picks)
        return self._own

    def _pressed_message(self, reply: Reply) -> int | None:
        """The message pressed, where the answer may stand in its place for everyone there."""
        kept = self._origin.stays and not reply.message.stays
        apart = kept or reply.beside or self._for_one_in_public(reply)
        editable = self._origin.editable and not apart
        return self._origin.message_id if editable else None

    def _for_one_in_public(self, reply: Reply) -> bool:
        pressed = self._origin.query is not None
        return pressed and not self._origin.private and reply.audience is Audience.PERSON

    async def _toasted(self, reply: Reply) -> bool:
        """A word to the person who pressed, seen by nobody else; in a channel the only way."""
        if not self._for_one_in_public(reply):
            return False
        payload = to_telegram(reply.message)
        beside = reply.message.graphics or reply.message.files
        plain = not (payload.keyboard or beside or reply.asks) and len(payload.text) <= TOAST_LIMIT
        if self._origin.kind == ChatType.CHANNEL:
            await self._answer(shorten(payload.text, TOAST_LIMIT))
            return True
        if not plain or self._pressing is None:
            return False
        await self._answer(payload.text)
        return True

    async def _answer(self, text: str | None) -> None:
        query, self._pressing = self._pressing, None
        if query is None:
            return
        try:
            await query.answer(text, show_alert=len(text or "") > GLANCE)
        except TelegramError as error:
            self._log.debug("telegram_press_unanswered", error=type(error).__name__)

    async def _edited(self, message_id: int, payload: TelegramPayload) -> bool:
        try:
            await self._wire.edit(self._origin.place.chat, message_id, payload)
        except (CantEdit, ContentRefused):
            return False
        return True

    async def _posted(self, payload: TelegramPayload, *, ask: bool, picks: str) -> int:
        try:
            return await self._post(payload, ask=ask, picks=picks)
        except NotSent as error:
            await self._clock.sleep(min(error.retry_after, LONGEST_WAIT))
            return await self._post(payload, ask=ask, picks=picks)

    async def _post(self, payload: TelegramPayload, *, ask: bool, picks: str) -> int:
        """In a group an answer points at what it answers; a question must."""
        to = None if self._origin.private else self._origin.message_id
        return await self._wire.post(self._origin.place, payload, reply_to=to, ask=ask, picks=picks)
