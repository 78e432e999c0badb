"""Slack's way out: posting, editing, and finding again what may have been posted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.message import Aside, Message, Span
from bot.core.model import ChannelKey, Person, Platform
from bot.front.slack.faults import CONTENT, GONE, SlackRefused, ask, closed
from bot.render.slack import fallback, to_slack
from bot.render.words import Words
from bot.service.ports import (
    CantEdit,
    CantRead,
    ContentRefused,
    NotSent,
    Outgoing,
    SendError,
    Unknown,
)

TIMEOUT = 10
"""Seconds that one call, and one send as a whole, may take."""

EVENT_TYPE = "veilleur_delivery"
_PAGE = 100
_CLOCK_SKEW = timedelta(seconds=60)
_QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, "link_names": False}


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are in this workspace (auth.test)."""

    team: str
    team_name: str
    user: str
    id: str


class SlackSender:
    """Implements ports.Sender. `bot` is known once auth.test has answered."""

    platform = Platform.SLACK

    def __init__(self, client: AsyncWebClient, clock: Clock, log: FilteringBoundLogger) -> None:
        self._client = client
        self._clock = clock
        self._log = log
        self.bot: Bot | None = None

    async def send(self, outgoing: Outgoing) -> str:
        """https://docs.slack.dev/reference/methods/chat.postMessage"""
        metadata = {
            "event_type": EVENT_TYPE,
            "event_payload": {"id": str(outgoing.delivery_id)},
        }
        message = self._marked(outgoing)
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self.post(
                    outgoing.channel.key.chat, message, outgoing.follows, metadata=metadata
                )
        except TimeoutError:
            raise Unknown("timeout") from None

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
            async for message in self._history(outgoing, since - _CLOCK_SKEW):
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
            answer = await ask(self._client.conversations_open(users=person.id))
            await self.post(answer["channel"]["id"], message)
        except SendError as error:
            self._log.warning("slack.cant_tell", person=person.id, error=str(error))
            return False
        return True

    async def post(
        self,
        chat: str,
        message: Message,
        thread: str | None = None,
        *,
        metadata: dict[str, Any] | None = None,
    ) -> str:
        """A new message; its ts. Raises SendError."""

        async def call(content: dict[str, Any]) -> AsyncSlackResponse:
            return await self._client.chat_postMessage(
                channel=chat, thread_ts=thread, metadata=metadata, **_QUIET, **content
            )

        try:
            answer = await self._show(message, call)
        except SlackRefused as refusal:
            raise closed(refusal) from None
        return str(answer["ts"])

    async def change(self, chat: str, ts: str, message: Message) -> None:
        """The message shows this now. Raises SendError, CantEdit if it is gone or too old."""

        async def call(content: dict[str, Any]) -> AsyncSlackResponse:
            return await self._client.chat_update(channel=chat, ts=ts, **content)

        try:
            await self._show(message, call)
        except SlackRefused as refusal:
            raise (CantEdit(refusal.code) if refusal.code in GONE else closed(refusal)) from None

    async def whisper(self, chat: str, user: str, message: Message, thread: str | None) -> None:
        """Only this person sees it, and it can't be changed any more. Raises SendError.

        https://docs.slack.dev/reference/methods/chat.postEphemeral
        """

        async def call(content: dict[str, Any]) -> AsyncSlackResponse:
            return await self._client.chat_postEphemeral(
                channel=chat, user=user, thread_ts=thread, **content
            )

        try:
            await self._show(message, call)
        except SlackRefused as refusal:
            raise closed(refusal) from None

    async def _show(
        self, message: Message, call: Callable[[dict[str, Any]], Awaitable[AsyncSlackResponse]]
    ) -> AsyncSlackResponse:
        """With blocks; where Slack refuses them, once more as plain text."""
        payload = to_slack(message)
        try:
            return await ask(call({"text": payload.text, "blocks": payload.blocks}))
        except SlackRefused as refusal:
            if refusal.code not in CONTENT:
                raise
            self._log.warning("slack.content_refused", error=refusal.code)
        try:
            return await ask(call({"text": fallback(message), "blocks": []}))
        except SlackRefused as refusal:
            raise (ContentRefused(refusal.code) if refusal.code in CONTENT else refusal) from None

    async def _history(self, outgoing: Outgoing, since: datetime) -> AsyncIterator[dict[str, Any]]:
        """A channel's history leaves replies out: those are asked of their thread."""
        asked: dict[str, Any] = {"channel": outgoing.channel.key.chat, "limit": _PAGE}
        asked |= {"oldest": f"{since.timestamp():.6f}", "include_all_metadata": True}
        cursor = ""
        while True:
            page = {**asked, "cursor": cursor} if cursor else asked
            if outgoing.follows:
                answer = await ask(self._client.conversations_replies(ts=outgoing.follows, **page))
            else:
                answer = await ask(self._client.conversations_history(**page))
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

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
