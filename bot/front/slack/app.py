"""The Slack front-end: acknowledge, ask the use cases, answer."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.message import Reply
from bot.core.model import ChannelKey, Person, Platform
from bot.front.errors import FrontError
from bot.front.slack import webhook
from bot.front.slack.answer import Answer
from bot.front.slack.asked import Asked, from_action, from_command, from_direct, from_mention
from bot.front.slack.faults import SlackRefused, ask
from bot.front.slack.logs import quiet_logger
from bot.front.slack.modal import WATCH, from_view
from bot.front.slack.people import MINUTE, People
from bot.front.slack.send import TIMEOUT, Bot, SlackSender
from bot.front.slack.socket import Socket
from bot.front.slack.texts import say
from bot.service.ports import Inbound, NotSent, Rights, SendError

Handle: TypeAlias = Callable[[Inbound], AsyncIterator[Reply]]

ANY = re.compile("")
# Work waits for as long to see whether more arrives, and not more often than so.
_LULL_SECONDS, _LULLS = 0.02, 25
_CHECK_SECONDS, _STOP_SECONDS = 10.0, 5.0
_WRONG_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "not_allowed_token_type", "account_inactive"}
    | {"token_revoked", "token_expired", "missing_scope"}
)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """`app_token` set: Socket Mode; else requests come by HTTP and `signing_secret` is needed.

    `command_prefix`: comes before each command's name ("acme-" makes /acme-watch).
    `ping_seconds`: between two signs of life of the socket.
    """

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    command_prefix: str = ""
    ping_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class SlackHealth:
    """`connected`: the socket is alive, or requests by HTTP can be answered."""

    connected: bool
    rebuilds: int


class SlackFront(SlackSender):
    """Implements ports.Front for one Slack workspace."""

    def __init__(
        self, settings: SlackSettings, handle: Handle, clock: Clock, log: FilteringBoundLogger
    ) -> None:
        self._settings = settings
        self._handle = handle
        client = _client(settings.bot_token, settings.api_url)
        super().__init__(client, clock, log)
        self._people = People(client, clock)
        self._app = self._listeners()
        self._socket: Socket | None = None
        if settings.app_token:
            self._socket = Socket(self._app, settings.app_token, log, settings.ping_seconds)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watchdog: asyncio.Task[None] | None = None
        self._arrived = 0

    async def start(self) -> None:
        """Raises FrontError for a setting that can't work; an outage is waited out."""
        check_settings(self._settings)
        try:
            await self._begin()
        except SendError as error:
            self._log.warning("slack.not_reached", error=str(error))
        self._watchdog = asyncio.create_task(self._watch())

    async def verify(self) -> str:
        """Ask Slack once who we are and whether a socket may be opened: the team's name.

        Raises FrontError.
        """
        check_settings(self._settings)
        try:
            me = await ask(self._client.auth_test())
        except SlackRefused as refusal:
            raise _refused(refusal, "slack_bot_token", "SLACK_BOT_TOKEN") from None
        except SendError:
            raise FrontError("slack_unreachable", "SLACK_API_URL") from None
        if (token := self._settings.app_token) is not None:
            try:
                await ask(self._client.apps_connections_open(app_token=token))
            except SlackRefused as refusal:
                raise _refused(refusal, "slack_app_token", "SLACK_APP_TOKEN") from None
        return str(me.get("team") or me["team_id"])

    async def stop(self) -> None:
        """Takes nothing new, and gives what is being answered a few seconds to end."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.gather(self._watchdog, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def health(self) -> SlackHealth:
        if self._socket is None:
            return SlackHealth(self.bot is not None, 0)
        return SlackHealth(await self._socket.connected(), self._socket.rebuilds)

    async def http(self, request: web.Request) -> web.StreamResponse:
        """What Slack posts, all to one address: for a route of the installation's web server."""
        return await webhook.answer(request, self._app, self._settings.signing_secret)

    async def rights(self, channel: ChannelKey, person: Person) -> Rights:
        """Everyone of the team but guests; nobody of another company (Slack Connect)."""
        if self.bot is None:
            return Rights(False)
        profile = await self._people.profile(person.id, MINUTE)
        if profile is not None and profile.team == self.bot.team and not profile.guest:
            return Rights(True)
        return Rights(False, (self.bot.team_name,))

    async def _begin(self) -> None:
        """https://docs.slack.dev/reference/methods/auth.test"""
        try:
            me = await ask(self._client.auth_test())
        except SlackRefused as refusal:
            raise _refused(refusal, "slack_bot_token", "SLACK_BOT_TOKEN") from None
        self.bot = Bot(me["team_id"], me.get("team") or "", me["user_id"], me.get("bot_id") or "")
        if self._socket is not None:
            try:
                await self._socket.open()
            except SlackRefused as refusal:
                raise _refused(refusal, "slack_app_token", "SLACK_APP_TOKEN") from None

    async def _watch(self) -> None:
        while True:
            await self._clock.sleep(_CHECK_SECONDS)
            try:
                if self.bot is None:
                    await self._begin()
                elif self._socket is not None:
                    await self._socket.check()
            except (SendError, FrontError) as error:
                self._log.warning("slack.not_reached", error=str(error))

    def _listeners(self) -> AsyncApp:
        logger = quiet_logger()

        async def authorize() -> AuthorizeResult:
            return self._authorised()

        app = AsyncApp(
            name="veilleur",
            logger=logger,
            client=_client(None, self._settings.api_url),
            signing_secret=self._settings.signing_secret or "",
            authorize=authorize,
            raise_error_for_unhandled_request=True,
        )
        app.command(ANY)(self._on_command)
        app.action(ANY)(self._on_action)
        app.view(WATCH)(self._on_form)
        app.event("app_mention")(self._on_mention)
        app.event("message")(self._on_message)
        app.error(self._on_error)
        return app

    def _authorised(self) -> AuthorizeResult:
        """Known from the start: an auth.test before each acknowledgement would delay it."""
        if self.bot is None:
            raise NotSent(detail="not connected yet")
        return AuthorizeResult(
            enterprise_id=None,
            team_id=self.bot.team,
            bot_id=self.bot.id,
            bot_user_id=self.bot.user,
            bot_token=self._settings.bot_token,
        )

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._spawn(self._serve(from_command(body, self._settings.command_prefix)))

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if (asked := from_action(body)) is not None:
            self._spawn(self._serve(asked))

    async def _on_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        filled = from_view(body)
        if filled.asked is None:
            await ack(response_action="errors", errors=dict(filled.errors))
            return
        await ack()
        self._spawn(self._serve(filled.asked))

    async def _on_mention(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._spawn(self._serve(from_mention(body)))

    async def _on_message(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if (asked := from_direct(body)) is not None:
            self._spawn(self._serve(asked))

    async def _on_error(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Whatever happens, the person doesn't read that the app did not respond."""
        self._log.warning("slack.unhandled", kind=str(body.get("type")), error=type(error).__name__)
        if "command" not in body:
            return BoltResponse(status=200, body="")
        words = say("en", "oops", id=_error_id())
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words})

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._arrived += 1
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _lull(self) -> None:
        """Acknowledgements go before work: Slack gives up on a command after three seconds."""
        for _ in range(_LULLS):
            arrived = self._arrived
            await self._clock.sleep(_LULL_SECONDS)
            if self._arrived == arrived:
                return

    async def _serve(self, asked: Asked) -> None:
        """One question after the other in a channel; channels don't wait for each other."""
        lock = self._locks.setdefault(asked.place.channel, asyncio.Lock())
        async with lock:
            await self._lull()
            answer = Answer(asked, self, self._client, self._clock, self._log)
            language: str | None = None
            try:
                inbound = await self._inbound(asked)
                language = inbound.language
                async for reply in self._handle(inbound):
                    await answer.take(reply)
                await answer.finish()
            except Exception:  # noqa: BLE001 - whatever broke, the person gets a sentence
                error_id = _error_id()
                self._log.exception("slack.reply_broke", id=error_id)
                await answer.apologise(language or "en", error_id)

    async def _inbound(self, asked: Asked) -> Inbound:
        place, team = asked.place, self.bot.team if self.bot else ""
        profile = await self._people.profile(place.user)
        return Inbound(
            channel=ChannelKey(Platform.SLACK, team, place.channel),
            workspace=team,
            person=Person(place.user, profile.name if profile else ""),
            event_id=asked.event_id,
            text=asked.text,
            button=asked.button,
            chat_name=await self._people.channel_name(place.channel, asked.channel_name),
            private=place.private,
            language=profile.language if profile else None,
            zone=profile.zone if profile else None,
            bare=asked.bare,
        )


def check_settings(settings: SlackSettings) -> None:
    """Raises FrontError where a token lies in the wrong place: told before anything is sent.

    https://docs.slack.dev/authentication/tokens
    """
    bot, app = settings.bot_token, settings.app_token or ""
    if bot.startswith("xapp-"):
        raise FrontError("slack_bot_token_is_app_token", "SLACK_BOT_TOKEN")
    if bot.startswith("xoxp-"):
        raise FrontError("slack_bot_token_is_user_token", "SLACK_BOT_TOKEN")
    if app.startswith("xoxb-"):
        raise FrontError("slack_app_token_is_bot_token", "SLACK_APP_TOKEN")
    if not app and not settings.signing_secret:
        raise FrontError("slack_no_way_in", "SLACK_APP_TOKEN")


def _refused(refusal: SlackRefused, key: str, setting: str) -> Exception:
    return FrontError(key, setting) if refusal.code in _WRONG_TOKEN else refusal


def _client(token: str | None, api_url: str) -> AsyncWebClient:
    """No retries: a repeated call could post twice; the outbox decides."""
    return AsyncWebClient(
        token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet_logger()
    )


def _error_id() -> str:
    return secrets.token_hex(2).upper()
