"""The Slack front-end of one workspace: acknowledge, ask the use cases, answer."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.front.errors import FrontError
from bot.front.slack import webhook
from bot.front.slack.client import client_of
from bot.front.slack.faults import SlackRefused, ask
from bot.front.slack.hooks import Hooks
from bot.front.slack.listening import Listening, attach
from bot.front.slack.logs import quiet_logger
from bot.front.slack.send import Bot
from bot.front.slack.serving import Handle
from bot.front.slack.settings import SlackSettings, check_settings
from bot.front.slack.socket import Socket
from bot.front.slack.team import Team
from bot.front.slack.watchdog import Watchdog
from bot.service.ports import NotSent, Pictures, SendError

CHECK_SECONDS, STOP_SECONDS = 10.0, 5.0
_WRONG_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "not_allowed_token_type", "account_inactive"}
    | {"token_revoked", "token_expired", "missing_scope"}
)


@dataclass(frozen=True, slots=True)
class SlackHealth:
    """`connected`: the socket is alive, or requests by HTTP can be answered."""

    connected: bool
    rebuilds: int


class SlackFront(Team):
    """Implements ports.Front for one Slack workspace."""

    def __init__(
        self,
        settings: SlackSettings,
        handle: Handle,
        clock: Clock,
        log: FilteringBoundLogger,
        pictures: Pictures | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        self._settings = settings
        client = client_of(settings.bot_token, settings.api_url)
        super().__init__(client, settings, handle, clock, log, pictures, hooks)
        self._app = self._bolt()
        attach(self._app, self._always, log)
        self._socket = Socket.of(self._app, settings, log)
        self._watchdog = Watchdog(clock, log, CHECK_SECONDS)

    async def start(self) -> None:
        """Raises FrontError for a setting that can't work; an outage is waited out."""
        check_settings(self._settings)
        try:
            await self._begin()
        except SendError as error:
            self._log.warning("slack.not_reached", error=str(error))
        self._watchdog.start(self._check)

    async def verify(self) -> str:
        """Ask Slack once who we are and whether a socket may be opened: the team's name.

        Raises FrontError.
        """
        check_settings(self._settings)
        try:
            me = await ask(self._client.auth_test())
        except SlackRefused as refusal:
            raise refused(refusal, "slack_bot_token", "SLACK_BOT_TOKEN") from None
        except SendError:
            raise FrontError("slack_unreachable", "SLACK_API_URL") from None
        await check_socket(self._settings)
        return str(me.get("team") or me["team_id"])

    async def stop(self) -> None:
        """Takes nothing new, and gives what is being answered a few seconds to end."""
        await self._watchdog.stop()
        if self._socket is not None:
            await self._socket.close()
        await self.end(STOP_SECONDS)

    async def health(self) -> SlackHealth:
        if self._socket is None:
            return SlackHealth(self.bot is not None, 0)
        return SlackHealth(await self._socket.connected(), self._socket.rebuilds)

    async def http(self, request: web.Request) -> web.StreamResponse:
        """What Slack posts, all to one address: for a route of the installation's web server."""
        return await webhook.answer(request, self._app, self._settings.signing_secret)

    async def _always(self, context: AsyncBoltContext) -> Listening:
        return self.listening

    async def _begin(self) -> None:
        """https://docs.slack.dev/reference/methods/auth.test"""
        try:
            me = await ask(self._client.auth_test())
        except SlackRefused as refusal:
            raise refused(refusal, "slack_bot_token", "SLACK_BOT_TOKEN") from None
        team, user, enterprise = me["team_id"], me["user_id"], me.get("enterprise_id") or ""
        self.bot = Bot(team, me.get("team") or "", user, me.get("bot_id") or "", enterprise)
        if self._hooks is not None:
            await self._hooks.places.renewed(self.bot.team)
        if self._socket is not None:
            await open_socket(self._socket)

    async def _check(self) -> None:
        if self.bot is None:
            await self._begin()
        elif self._socket is not None:
            await self._socket.check()

    def _bolt(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return self._authorised()

        return AsyncApp(
            name="veilleur",
            logger=quiet_logger(),
            client=client_of(None, self._settings.api_url),
            signing_secret=self._settings.signing_secret or "",
            authorize=authorize,
            raise_error_for_unhandled_request=True,
        )

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


async def open_socket(socket: Socket) -> None:
    """Raises FrontError where the app's token is refused, or a SendError."""
    try:
        await socket.open()
    except SlackRefused as refusal:
        raise refused(refusal, "slack_app_token", "SLACK_APP_TOKEN") from None


async def check_socket(settings: SlackSettings) -> None:
    """May a socket be opened, where one is wanted? Raises FrontError, or a SendError."""
    if (token := settings.app_token) is None:
        return
    try:
        await ask(client_of(None, settings.api_url).apps_connections_open(app_token=token))
    except SlackRefused as refusal:
        raise refused(refusal, "slack_app_token", "SLACK_APP_TOKEN") from None


def refused(refusal: SlackRefused, key: str, setting: str) -> Exception:
    """A wrong token can only be mended by the operator."""
    return FrontError(key, setting) if refusal.code in _WRONG_TOKEN else refusal
