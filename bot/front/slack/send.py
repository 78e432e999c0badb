"""Slack's way out: posting, editing, and finding again what may have been posted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.charts import Graphic
from bot.core.message import Aside, Message, Span
from bot.core.model import ChannelKey, Person, Platform
from bot.front.errands import Errands
from bot.front.slack.extras import Extras
from bot.front.slack.faults import CONTENT, GONE, SlackRefused, ask, closed
from bot.front.slack.files import Files, Thread
from bot.front.slack.forms import Forms
from bot.front.slack.history import history
from bot.render.words import Words
from bot.service.ports import (
    CantEdit,
    CantRead,
    ContentRefused,
    NotSent,
    Outgoing,
    Pictures,
    SendError,
    Unknown,
)

TIMEOUT = 10
"""Seconds that one call, and one send as a whole, may take."""

EVENT_TYPE = "veilleur_delivery"
_CLOCK_SKEW = timedelta(seconds=60)
_QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, "link_names": False}


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are in this workspace (auth.test). `enterprise`: its organisation, "" for none."""

    team: str
    team_name: str
    user: str
    id: str
    enterprise: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """`ts`: of the message. `left`: the graphics that it doesn't show."""

    ts: str
    left: tuple[Graphic, ...] = ()


class SlackSender:
    """Implements ports.Sender. `bot` is known once auth.test has answered.

    `pictures` None: charts that Slack doesn't draw are told in words only.
    """

    platform = Platform.SLACK

    def __init__(
        self,
        client: AsyncWebClient,
        clock: Clock,
        log: FilteringBoundLogger,
        pictures: Pictures | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._log = log
        self.bot: Bot | None = None
        self.forms = Forms(clock)
        self._errands = Errands(log)
        self._extras = Extras(Files(client, clock, log), pictures, self._remark)

    async def send(self, outgoing: Outgoing) -> str:
        """https://docs.slack.dev/reference/methods/chat.postMessage"""
        metadata = {
            "event_type": EVENT_TYPE,
            "event_payload": {"id": str(outgoing.delivery_id)},
        }
        message = self._marked(outgoing)
        try:
            async with asyncio.timeout(TIMEOUT):
                shown = await self.post(
                    outgoing.channel.key.chat, message, outgoing.follows, metadata=metadata
                )
        except TimeoutError:
            raise Unknown("timeout") from None
        key = outgoing.channel.key
        self.follow(Thread(key.chat, outgoing.follows or shown.ts), key, message, shown.left)
        return shown.ts

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        """https://docs.slack.dev/reference/methods/chat.update"""
        try:
            await self.change(outgoing.channel.key.chat, message_id, self._marked(outgoing))
        except Unknown as error:
            # Safe to do again: it shows the same content.
            raise NotSent(detail=str(error)) from None

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        """Ours with this delivery's id, posted since (with room for clocks that disagree).

        https://docs.slack.dev/reference/methods/conversations.history
        """
        bot = self._known_bot()
        wanted = {"event_type": EVENT_TYPE, "event_payload": {"id": str(outgoing.delivery_id)}}
        try:
            async for message in history(self._client, outgoing, since - _CLOCK_SKEW):
                ours = bot.id == message.get("bot_id") or bot.user == message.get("user")
                if ours and _same(message.get("metadata"), wanted):
                    return str(message["ts"])
        except SlackRefused as refusal:
            if refusal.code == "thread_not_found":
                return None
            raise CantRead(refusal.code) from None
        except Unknown as error:
            raise NotSent(detail=str(error)) from None
        return None

    async def can_post(self, channel: ChannelKey) -> str | None:
        """None once the bot is in the channel: it joins public ones, others must invite it.

        https://docs.slack.dev/reference/methods/conversations.join
        """
        try:
            answer = await ask(self._client.conversations_info(channel=channel.chat))
            place = answer["channel"]
            if place.get("is_archived"):
                return "slack_archived"
            if place.get("is_im") or place.get("is_member"):
                return None
            if place.get("is_private"):
                return "slack_invite"
            await ask(self._client.conversations_join(channel=channel.chat))
        except SlackRefused as refusal:
            self._log.warning("slack.cant_join", channel=channel.chat, error=refusal.code)
            return "slack_invite"
        except SendError as error:
            # Not an answer about this channel: the first message will tell.
            self._log.warning("slack.cant_ask", channel=channel.chat, error=str(error))
        return None

    async def tell(self, person: Person, message: Message) -> bool:
        """In the person's direct conversation with the bot."""
        try:
            await self.post(await self._conversation(person), message)
        except SendError as error:
            self._log.warning("slack.cant_tell", person=person.id, error=str(error))
            return False
        return True

    def follow(
        self, to: Thread | Person, place: ChannelKey, message: Message, left: Sequence[Graphic]
    ) -> None:
        """What comes after a message was shown: the graphics that it left, and its files.

        `to` a person: in the conversation with the bot. `place`: where the message belongs.
        """
        if left or message.files:
            self._errands.begin(self._follow(to, place, message, left))

    async def _follow(
        self, to: Thread | Person, place: ChannelKey, message: Message, left: Sequence[Graphic]
    ) -> None:
        try:
            thread = Thread(await self._conversation(to)) if isinstance(to, Person) else to
        except SendError as error:
            self._log.warning("slack.files_lost", error=str(error))
            return
        await self._extras.send(thread, place, message, left)

    async def _conversation(self, person: Person) -> str:
        """https://docs.slack.dev/reference/methods/conversations.open"""
        answer = await ask(self._client.conversations_open(users=person.id))
        return str(answer["channel"]["id"])

    async def _remark(self, to: Thread, message: Message) -> None:
        try:
            await self.post(to.channel, message, to.ts)
        except SendError as error:
            self._log.warning("slack.remark_lost", error=str(error))

    async def post(
        self,
        chat: str,
        message: Message,
        thread: str | None = None,
        *,
        metadata: dict[str, Any] | None = None,
    ) -> Shown:
        """A new message. Raises SendError."""

        async def call(content: dict[str, Any]) -> AsyncSlackResponse:
            return await self._client.chat_postMessage(
                channel=chat, thread_ts=thread, metadata=metadata, **_QUIET, **content
            )

        try:
            return await self._show(message, call)
        except SlackRefused as refusal:
            raise closed(refusal) from None

    async def change(self, chat: str, ts: str, message: Message) -> Shown:
        """The message shows this now. Raises SendError, CantEdit if it is gone or too old."""

        async def call(content: dict[str, Any]) -> AsyncSlackResponse:
            return await self._client.chat_update(channel=chat, ts=ts, **content)

        try:
            return await self._show(message, call)
        except SlackRefused as refusal:
            raise (CantEdit(refusal.code) if refusal.code in GONE else closed(refusal)) from None

    async def whisper(self, chat: str, user: str, message: Message, thread: str | None) -> Shown:
        """Only this person sees it, and it can't be changed any more. Raises SendError.

        https://docs.slack.dev/reference/methods/chat.postEphemeral
        """

        async def call(content: dict[str, Any]) -> AsyncSlackResponse:
            return await self._client.chat_postEphemeral(
                channel=chat, user=user, thread_ts=thread, **content
            )

        try:
            return await self._show(message, call, elsewhere=True)
        except SlackRefused as refusal:
            raise closed(refusal) from None

    async def _show(
        self,
        message: Message,
        call: Callable[[dict[str, Any]], Awaitable[AsyncSlackResponse]],
        *,
        elsewhere: bool = False,
    ) -> Shown:
        """In the richest form that Slack takes."""
        forms = self.forms.of(message, self.team, elsewhere=elsewhere)
        code = ""
        for form in forms:
            try:
                answer = await ask(call({"blocks": [], **form.content}))
            except SlackRefused as refusal:
                if refusal.code not in CONTENT:
                    raise
                code = refusal.code
                self._log.warning("slack.content_refused", error=code)
            else:
                self.forms.accepted(forms, form, self.team)
                return Shown(str(answer.get("ts") or ""), form.left)
        raise ContentRefused(code)

    @property
    def team(self) -> str:
        return self.bot.team if self.bot else ""

    def _known_bot(self) -> Bot:
        if self.bot is None:
            raise NotSent(detail="not connected yet")
        return self.bot

    def _marked(self, outgoing: Outgoing) -> Message:
        message = outgoing.message
        if not outgoing.repeat:
            return message
        words = Words(message.language, outgoing.channel.zone, self._clock.now())
        mark = Aside((Span(words("alert.repeat")),))
        return replace(message, blocks=(mark, *message.blocks))


def _same(metadata: Any, wanted: dict[str, Any]) -> bool:
    return isinstance(metadata, dict) and all(metadata.get(key) == wanted[key] for key in wanted)
