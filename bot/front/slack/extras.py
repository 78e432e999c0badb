"""What follows the words of a message on Slack: its pictures, then its files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from bot.core.charts import Graphic
from bot.core.message import Attachment, Message, Paragraph, line
from bot.core.model import ChannelKey
from bot.front.slack.files import Files, Lost, Thread, Upload
from bot.front.slack.texts import say
from bot.render.graphics import file_name
from bot.render.slack_text import clean
from bot.service.ports import Pictures

_NO_RIGHT = "missing_scope"

Post = Callable[[Thread, Message], Awaitable[None]]


class Extras:
    """`post`: shows a sentence there, and raises nothing. `pictures` None: nothing is drawn."""

    def __init__(self, files: Files, pictures: Pictures | None, post: Post) -> None:
        self._files, self._pictures, self._post = files, pictures, post

    async def send(
        self, to: Thread, place: ChannelKey, message: Message, left: Sequence[Graphic]
    ) -> None:
        """`place`: where it was asked, whose colours the pictures have. `left`: not shown yet.

        A picture that fails is let go, as the words say what matters; a file that fails is told.
        """
        files = [_upload(one) for one in message.files]
        pictures = [one async for one in self._drawn(place, left)]
        lost = await self._files.share(to, [*pictures, *files])
        for one in lost:
            if one.upload in files:
                await self._post(to, _unsent(one, message.language))

    async def _drawn(self, place: ChannelKey, left: Sequence[Graphic]) -> AsyncIterator[Upload]:
        for graphic in left:
            chart = graphic.chart
            if chart is None or self._pictures is None:
                continue
            if (png := await self._pictures.drawn(chart, place)) is not None:
                title = f"{chart.title}, {chart.period}" if chart.period else chart.title
                yield Upload(file_name(f"{chart.title}.png"), clean(title), png, graphic.alt)


def _upload(file: Attachment) -> Upload:
    name = file_name(file.name)
    return Upload(name, name, file.content)


def _unsent(one: Lost, language: str) -> Message:
    key = "unsent.scope" if one.code == _NO_RIGHT else "unsent"
    words = say(language, key, name=one.upload.name)
    return Message(words, blocks=(Paragraph((line(words),)),), language=language)
