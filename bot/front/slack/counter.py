"""Where forms are handed out. https://docs.slack.dev/reference/methods/views.open"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient
from structlog.typing import FilteringBoundLogger

from bot.core.model import ChannelKey
from bot.front.slack.asked import Place
from bot.front.slack.faults import ask
from bot.front.slack.home import Seen
from bot.front.slack.modal import Opening, watch_view
from bot.front.slack.search_form import search_view
from bot.front.slack.settings_form import settings_view
from bot.front.slack.texts import say
from bot.front.slack.views import Choice, modal, text
from bot.render.slack import Json
from bot.render.words import Words, capital
from bot.service.home import Homes
from bot.service.ports import SendError

NOTE = "note"


class Counter:
    """Opens forms, and fills the lists that a person searches by typing.

    A trigger is good for three seconds: False where a form could not be opened.
    """

    def __init__(
        self, client: AsyncWebClient, homes: Homes | None, log: FilteringBoundLogger
    ) -> None:
        self._client, self._homes, self._log = client, homes, log

    async def watch(self, trigger: str, words: Words, opening: Opening) -> bool:
        networks = _named(words, self._homes.networks() if self._homes else ())
        view = watch_view(words.language, replace(opening, networks=networks))
        return await self._open(trigger, view)

    async def search(self, trigger: str, words: Words, place: Place) -> bool:
        networks = _named(words, self._homes.searched() if self._homes else ())
        return await self._open(trigger, search_view(words.language, place, networks))

    async def settings(self, trigger: str, words: Words, key: ChannelKey, seen: Seen) -> bool:
        channel = await self._homes.place(key) if self._homes else None
        if channel is None:
            return False
        return await self._open(trigger, settings_view(words, channel, seen))

    async def note(self, trigger: str, language: str, key: str) -> bool:
        """A sentence, where there is nothing to fill in."""
        said = {"type": "section", "text": text(say(language, key))}
        return await self._open(trigger, modal(language, NOTE, "", [said]))

    async def watched(self, key: ChannelKey, typed: str) -> Sequence[Choice]:
        return await self._homes.watched(key, typed) if self._homes else ()

    async def _open(self, trigger: str, view: Json) -> bool:
        try:
            await ask(self._client.views_open(trigger_id=trigger, view=view))
        except SendError as error:
            self._log.warning("slack.form_refused", error=str(error))
            return False
        return True


def _named(words: Words, networks: Sequence[str]) -> tuple[Choice, ...]:
    return tuple((capital(words.network(one)), one) for one in networks)
