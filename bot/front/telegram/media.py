"""Pictures and files into Telegram, after the words that they belong to.

https://core.telegram.org/bots/api#sendphoto · https://core.telegram.org/bots/api#sendmediagroup
· https://core.telegram.org/bots/api#senddocument
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from structlog.typing import FilteringBoundLogger
from telegram import Bot, InputFile, InputMediaPhoto

from bot.clock import Clock
from bot.core.charts import Graphic
from bot.core.message import Attachment, Message
from bot.core.model import ChannelKey
from bot.front.telegram.wire import FILE_DEADLINE, Form, Place, Wire, reply_to_message, settled
from bot.front.words import say
from bot.render.graphics import caption, file_name
from bot.render.plain import clean
from bot.render.telegram import to_telegram
from bot.service.ports import NotSent, Pictures, SendError

CAPTION = 1024
"""UTF-16 units, counted as strictly as a reader might."""
ALBUM = 10
ALONE_SECONDS, GROUP_SECONDS = 1.0, 3.0
"""Between two messages: https://core.telegram.org/bots/faq"""

_TRIES = 3
_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class After:
    """The message that pictures and files follow. `key`: of the place, `private`: of one person."""

    place: Place
    key: ChannelKey
    message_id: int
    private: bool
    silent: bool = False


@dataclass(frozen=True, slots=True)
class _Photo:
    png: bytes
    caption: str


class Media:
    """`pictures` None: nothing is drawn."""

    def __init__(
        self,
        bot: Bot,
        wire: Wire,
        pictures: Pictures | None,
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._bot, self._wire, self._pictures = bot, wire, pictures
        self._clock, self._log = clock, log

    async def send(self, after: After, message: Message) -> None:
        """One after the other, as slowly as the chat allows.

        A picture that fails is let go, as the words say what matters; a file that fails is told.
        """
        photos = [one async for one in self._drawn(after.key, message.graphics)]
        for some in _albums(photos):
            await self._sent(after, partial(self._photos, after, some), len(some))
        for file in message.files:
            if not await self._sent(after, partial(self._document, after, file)):
                await self._sent(after, partial(self._unsent, after, file, message.language))

    async def _drawn(self, key: ChannelKey, graphics: Sequence[Graphic]) -> AsyncIterator[_Photo]:
        for graphic in graphics:
            if graphic.chart is None or self._pictures is None:
                continue
            if (png := await self._pictures.drawn(graphic.chart, key)) is not None:
                yield _Photo(png, caption(clean(graphic.alt), CAPTION))

    async def _sent(
        self, after: After, send: Callable[[], Awaitable[object]], messages: int = 1
    ) -> bool:
        """False where it failed. Each of an album counts as a message."""
        every = ALONE_SECONDS if after.private else GROUP_SECONDS
        await self._clock.sleep(every * messages)
        for _ in range(_TRIES):
            try:
                await send()
            except NotSent as error:
                await self._clock.sleep(min(error.retry_after, _LONGEST_WAIT))
            except SendError as error:
                self._log.warning("telegram_file_lost", kind=type(error).__name__)
                return False
            else:
                return True
        self._log.warning("telegram_file_lost", kind=NotSent.__name__)
        return False

    async def _photos(self, after: After, photos: Sequence[_Photo]) -> None:
        chat = after.place.chat

        async def send(form: Form) -> None:
            if len(photos) == 1:
                [one] = photos
                how = _how(after, form)
                await self._bot.send_photo(chat, one.png, caption=one.caption, **how)
            else:
                album = [InputMediaPhoto(one.png, caption=one.caption) for one in photos]
                await self._bot.send_media_group(chat, album, **_how(after, form))

        await settled(send, _plain(after), FILE_DEADLINE)

    async def _document(self, after: After, file: Attachment) -> None:
        named = InputFile(file.content, filename=file_name(file.name))

        async def send(form: Form) -> None:
            await self._bot.send_document(after.place.chat, named, **_how(after, form))

        await settled(send, _plain(after), FILE_DEADLINE)

    async def _unsent(self, after: After, file: Attachment, language: str) -> None:
        words = say("unsent", language, name=file_name(file.name))
        payload = to_telegram(Message(words, language=language))
        await self._wire.post(after.place, payload, reply_to=after.message_id, silent=after.silent)


def _plain(after: After) -> Form:
    """Captions have no markup: there is no plainer form, only another topic."""
    return Form(thread=after.place.thread, html=False)


def _how(after: After, form: Form) -> dict[str, Any]:
    answered = after.message_id if form.thread == after.place.thread else None
    return {
        "message_thread_id": form.thread,
        "disable_notification": after.silent,
        "reply_parameters": reply_to_message(answered),
    }


def _albums(photos: Sequence[_Photo]) -> Iterator[Sequence[_Photo]]:
    for start in range(0, len(photos), ALBUM):
        yield photos[start : start + ALBUM]
