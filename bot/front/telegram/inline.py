"""@bot #tag in any conversation: what is found, to choose from.

https://core.telegram.org/bots/inline
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from structlog.typing import FilteringBoundLogger
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.core.inline import Suggestion, Suggestions
from bot.core.model import ChannelKey, Person, Platform
from bot.front.telegram.inbound import language_of, person_of
from bot.front.telegram.wire import markup
from bot.render.plain import clean, shorten
from bot.render.telegram import to_telegram

Suggest = Callable[[ChannelKey, Person, str | None, str], Awaitable[Suggestions]]

HINT, TITLE, DESCRIPTION = 64, 120, 240
START = "inline"
"""What [the hint] opens the private conversation with."""


async def no_suggestions(*_: object) -> Suggestions:
    return Suggestions()


async def answer(query: InlineQuery, bot: str, suggest: Suggest, log: FilteringBoundLogger) -> None:
    """Failures are logged only: the next letter typed asks again."""
    person = person_of(query.from_user)
    key = ChannelKey(Platform.TELEGRAM, bot, person.id)
    told = await suggest(key, person, language_of(query.from_user), query.query)
    hint = InlineQueryResultsButton(shorten(told.hint, HINT), start_parameter=START)
    try:
        await query.answer(
            [_article(one) for one in told.found],
            cache_time=told.seconds,
            is_personal=True,
            button=hint if told.hint else None,
        )
    except TelegramError as error:
        log.info("telegram_inline_unanswered", error=type(error).__name__)


def _article(one: Suggestion) -> InlineQueryResultArticle:
    payload = to_telegram(one.message)
    preview = LinkPreviewOptions(
        is_disabled=payload.preview_url is None,
        url=payload.preview_url,
        prefer_small_media=bool(payload.preview_url) or None,
    )
    return InlineQueryResultArticle(
        one.key,
        shorten(clean(one.title), TITLE),
        InputTextMessageContent(payload.html, ParseMode.HTML, link_preview_options=preview),
        reply_markup=markup(payload.keyboard),
        description=shorten(clean(one.description), DESCRIPTION),
    )
