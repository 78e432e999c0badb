"""One command's replies, each taking the place of the one before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.charts import Graphic
from bot.core.message import Audience, Button, Message, Paragraph, Reply, Span, line
from bot.core.model import ChannelKey, Person, Platform
from bot.front.slack.asked import Asked, Original, again
from bot.front.slack.counter import Counter
from bot.front.slack.files import Thread
from bot.front.slack.modal import Opening
from bot.front.slack.search_form import SEARCH
from bot.front.slack.send import TIMEOUT, Shown, SlackSender
from bot.front.slack.texts import say
from bot.render.words import Words
from bot.service.ports import CantEdit, ChannelClosed, NotSent, SendError

After: TypeAlias = Callable[[str], Awaitable[None]]

USES = 5
"""Of one response_url (https://docs.slack.dev/interactivity/handling-user-interaction)."""

_AT_ONCE = 3
_TRIES = 3
_LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class _After:
    """What comes after the words: pictures of `left` and the message's files, in `to`."""

    to: Thread | Person
    message: Message
    left: Sequence[Graphic]


class Answer:
    """Where a command, a button or a mention is answered.

    A response address is good for few uses: the first replies are shown as they come, then only
    the last one. Where what one person sees can't be replaced, only the last is shown.
    """

    def __init__(
        self,
        asked: Asked,
        sender: SlackSender,
        client: AsyncWebClient,
        counter: Counter,
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._counter = counter
        self._asked, self._place = asked, asked.place
        self._sender, self._client = sender, client
        self._clock, self._log = clock, log
        self._uses = 0
        self._posted: str | None = None
        self._held: Message | None = None
        self._after: _After | None = None

    async def take(self, reply: Reply) -> None:
        """Show this reply instead of the one before."""
        self._held = self._after = None
        if reply.modal is not None and await self._open_form(reply):
            return
        if reply.audience is Audience.CHANNEL:
            await self._publicly(reply.message, self._posted or self._place.clicked)
        elif self._place.private and self._place.original is Original.PUBLIC:
            await self._publicly(reply.message, self._posted)
        elif self._is_last_shown():
            self._held = reply.message
        else:
            await self._privately(reply.message)

    def _is_last_shown(self) -> bool:
        """Where what is shown can't be replaced: the last of several answers alone is."""
        place = self._place
        return place.original is Original.PUBLIC or place.stays or self._uses >= _AT_ONCE

    async def finish(self) -> None:
        """Show the reply that was held back; then come the pictures and files of the last one."""
        if self._held is not None:
            held, self._held = self._held, None
            await self._privately(held)
        if self._after is not None:
            after, self._after = self._after, None
            self._sender.follow(after.to, self._key(), after.message, after.left)

    async def apologise(self, language: str, error_id: str) -> None:
        """Something broke: `error_id` is in the log."""
        words = say(language, "oops", id=error_id)
        self._held = self._after = None
        await self._privately(_sentence(words, language))

    async def _open_form(self, reply: Reply) -> bool:
        trigger = self._place.trigger
        if trigger is None:
            return False
        words = Words(reply.message.language, "UTC", self._clock.now())
        if reply.modal == SEARCH:
            return await self._counter.search(trigger, words, self._place)
        opening = Opening(self._place.channel, given=reply.given)
        return await self._counter.watch(trigger, words, opening)

    async def _publicly(self, message: Message, ts: str | None) -> None:
        try:
            self._public(message, await self._patiently(message, ts))
        except ChannelClosed as refusal:
            await self._uninvited(message, refusal)
        except SendError as error:
            self._log.warning("slack.reply_failed", error=str(error), kind=type(error).__name__)
            await self._privately(message)
        else:
            await self._clear()

    def _public(self, message: Message, shown: Shown) -> None:
        """In a conversation of two, what follows needs no thread of its own."""
        place = self._place
        self._posted = shown.ts
        thread = place.thread or (None if place.private else shown.ts)
        self._after = _After(Thread(place.channel, thread), message, shown.left)

    async def _patiently(self, message: Message, ts: str | None) -> Shown:
        """Replies don't pass the outbox: waits and repeats where Slack says to slow down."""
        for _ in range(_TRIES - 1):
            try:
                return await self._once(message, ts)
            except NotSent as error:
                await self._clock.sleep(min(error.retry_after, _LONGEST_WAIT))
        return await self._once(message, ts)

    async def _once(self, message: Message, ts: str | None) -> Shown:
        place = self._place
        if ts is not None:
            try:
                changed = await self._sender.change(place.channel, ts, message)
            except CantEdit:
                self._log.info("slack.message_gone", channel=place.channel)
            else:
                return Shown(ts, changed.left)
        return await self._sender.post(place.channel, message, place.thread)

    async def _uninvited(self, message: Message, refusal: ChannelClosed) -> None:
        """Joins where it may and posts then; else tells the person how to let it in."""
        if refusal.reason != "slack_invite" or self._place.private:
            await self._privately(message)
            return
        if await self._sender.can_post(self._key()) is None:
            try:
                self._public(message, await self._patiently(message, None))
            except SendError as error:
                self._log.warning("slack.reply_failed", error=str(error))
            else:
                await self._clear()
                return
        await self._privately(self._invitation(message))

    def _invitation(self, message: Message) -> Message:
        language = message.language
        button = Button(say(language, "again"), id=again(self._asked))
        return replace(_sentence(say(language, "invite"), language), buttons=(button,))

    def _key(self) -> ChannelKey:
        return ChannelKey(Platform.SLACK, self._sender.team, self._place.channel)

    async def _clear(self) -> None:
        """What only the person saw has become public."""
        shown = self._uses > 0 or self._place.original is Original.PRIVATE
        mine = self._place.original is not Original.PUBLIC and not self._place.stays
        if shown and mine and self._uses < USES:
            await self._respond({"delete_original": True})

    async def _privately(self, message: Message) -> None:
        sender, person = self._sender, Person(self._place.user, "")
        forms = sender.forms.of(message, sender.team, elsewhere=not self._place.private)
        for form in forms:
            body = {"response_type": "ephemeral", **form.content, **self._replaces(message)}
            if await self._respond(body):
                sender.forms.accepted(forms, form, sender.team)
                self._after = _After(person, message, form.left)
                return
        await self._whisper(message)

    def _replaces(self, message: Message) -> dict[str, Any]:
        original = self._place.original
        shown = self._uses > 0 and original is Original.NOTHING
        gives_way = original is Original.PRIVATE and (message.stays or not self._place.stays)
        return {"replace_original": shown or gives_way}

    async def _respond(self, body: dict[str, Any]) -> bool:
        """Post to the response address; False where it is used up, too old or refuses."""
        url = self._place.response_url
        if url is None or self._uses >= USES:
            return False
        self._uses += 1
        hook = AsyncWebhookClient(
            url, timeout=TIMEOUT, retry_handlers=[], logger=self._client.logger
        )
        try:
            answer = await hook.send_dict(body)
        except (aiohttp.ClientError, OSError, SlackApiError, ValueError) as error:
            self._log.warning("slack.response_failed", error=type(error).__name__)
            return False
        if answer.status_code != 200:
            self._log.warning("slack.response_refused", status=answer.status_code)
        return answer.status_code == 200

    async def _whisper(self, message: Message) -> None:
        place = self._place
        person, left = Person(place.user, ""), message.graphics
        try:
            shown = await self._sender.whisper(place.channel, place.user, message, place.thread)
            left = shown.left
        except SendError as error:
            self._log.warning("slack.whisper_failed", error=str(error))
            await self._sender.tell(person, message)
        self._after = _After(person, message, left)


class HomeAnswer(Answer):
    """To what was pressed in the Home tab: what all may read stands in the channel, the rest on
    top of the tab."""

    def __init__(
        self,
        asked: Asked,
        sender: SlackSender,
        client: AsyncWebClient,
        counter: Counter,
        clock: Clock,
        log: FilteringBoundLogger,
        after: After,
    ) -> None:
        super().__init__(asked, sender, client, counter, clock, log)
        self._show = after
        self._notice = ""

    async def finish(self) -> None:
        await super().finish()
        await self._show(self._notice)

    async def apologise(self, language: str, error_id: str) -> None:
        await super().apologise(language, error_id)
        await self._show(self._notice)

    async def _privately(self, message: Message) -> None:
        self._notice = message.summary


def _sentence(words: str, language: str) -> Message:
    return Message(words, blocks=(Paragraph((line(Span(words)),)),), language=language)
