"""The Slack front-end of many workspaces: one app, installed by a browser in each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.model import Changers, ChannelKey, Person, Platform
from bot.front.errors import FrontError
from bot.front.slack import webhook
from bot.front.slack.app import CHECK_SECONDS, STOP_SECONDS, SlackHealth, check_socket, open_socket
from bot.front.slack.client import client_of
from bot.front.slack.faults import SlackRefused, ask
from bot.front.slack.hooks import Hooks
from bot.front.slack.listening import Listening, attach
from bot.front.slack.logs import quiet_logger
from bot.front.slack.oauth import Installing
from bot.front.slack.people import People
from bot.front.slack.send import Bot
from bot.front.slack.serving import Handle
from bot.front.slack.settings import OAuth, SlackSettings, check_teams
from bot.front.slack.socket import Socket
from bot.front.slack.team import Team
from bot.front.slack.texts import say
from bot.front.slack.watchdog import Watchdog
from bot.render.texts import CATALOGUES
from bot.service.installations import UNINSTALLED, Installations, Installed
from bot.service.ports import ChannelClosed, Outgoing, Pictures, Rights, SendError


@dataclass(frozen=True, slots=True)
class _Known:
    """A workspace as it was installed, and what serves it."""

    installed: Installed
    team: Team


class SlackTeams:
    """Implements ports.Front for every workspace that has an installation."""

    platform = Platform.SLACK

    def __init__(
        self,
        settings: SlackSettings,
        oauth: OAuth,
        installations: Installations,
        handle: Handle,
        clock: Clock,
        log: FilteringBoundLogger,
        pictures: Pictures | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        self._settings, self._installations = settings, installations
        self._handle, self._clock, self._log = handle, clock, log
        self._pictures, self._hooks = pictures, hooks
        self._known: dict[str, _Known] = {}
        self._replaced: list[Team] = []
        self.installing = Installing(
            oauth, settings.api_url, installations, self._installed, self._name_of, log
        )
        self._app = self._bolt()
        attach(self._app, self._listening, log)
        self._app.event("app_uninstalled")(self._on_uninstalled)
        self._app.event("tokens_revoked")(self._on_revoked)
        self._socket = Socket.of(self._app, settings, log)
        self._watchdog = Watchdog(clock, log, CHECK_SECONDS)

    # Whose it is

    async def team(self, team: str, enterprise: str = "") -> Team | None:
        """What serves this workspace; None where there is no installation for it."""
        found = await self._installations.find(team, enterprise)
        known = self._known.get(team)
        if found is None or not team:
            self._forget(team)
            return None
        if known is not None and known.installed == found:
            return known.team
        self._forget(team)
        made = self._known[team] = _Known(found, self._built(team, found))
        if not found.team:
            await self._installations.seen(team, found.enterprise)
        return made.team

    def _forget(self, team: str) -> None:
        """What it is answering still ends."""
        if (known := self._known.pop(team, None)) is not None:
            self._replaced.append(known.team)

    def _built(self, team: str, one: Installed) -> Team:
        client = client_of(one.token, self._settings.api_url, None if one.team else team)
        bot = Bot(team, one.name, one.bot_user, one.bot_id, one.enterprise)
        return Team(
            client,
            self._settings,
            self._handle,
            self._clock,
            self._log,
            self._pictures,
            self._hooks,
            bot,
        )

    async def _listening(self, context: AsyncBoltContext) -> Listening | None:
        found = await self.team(context.team_id or "", context.enterprise_id or "")
        return found.listening if found is not None else None

    async def _there(self, channel: ChannelKey) -> Team:
        """Raises ChannelClosed where there is no installation any more."""
        found = await self.team(channel.bot)
        if found is None:
            raise ChannelClosed(UNINSTALLED)
        return found

    # It comes and goes

    async def _installed(self, teams: list[str]) -> None:
        """What waited there for a token is sent."""
        if self._hooks is not None:
            for team in teams:
                await self._hooks.places.renewed(team)

    async def _name_of(self, one: Installed, user: str) -> str:
        """With the token that was given just now; "": Slack doesn't say, as of an organisation."""
        if not one.team:
            return ""
        people = People(client_of(one.token, self._settings.api_url), self._clock)
        profile = await people.profile(user)
        return profile.name if profile else ""

    async def _on_uninstalled(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """https://docs.slack.dev/reference/events/app_uninstalled"""
        await ack()
        team = "" if context.is_enterprise_install else context.team_id or ""
        await self._installations.remove(team, context.enterprise_id or "")

    async def _on_revoked(
        self, ack: AsyncAck, context: AsyncBoltContext, event: dict[str, object]
    ) -> None:
        """https://docs.slack.dev/reference/events/tokens_revoked"""
        tokens = event.get("tokens")
        if isinstance(tokens, dict) and tokens.get("bot"):
            await self._on_uninstalled(ack, context)
        else:
            await ack()

    # ports.Front

    async def start(self) -> None:
        """Raises FrontError for a setting that can't work; an outage is waited out."""
        check_teams(self._settings)
        if self._socket is not None:
            try:
                await open_socket(self._socket)
            except SendError as error:
                self._log.warning("slack.not_reached", error=str(error))
            self._watchdog.start(self._socket.check)

    async def verify(self) -> str:
        """Ask Slack once about each token: the workspaces' names. Raises FrontError."""
        check_teams(self._settings)
        every = await self._installations.every()
        try:
            for one in every:
                await ask(client_of(one.token, self._settings.api_url).auth_test())
        except SlackRefused:
            raise FrontError("slack_installed_token", "SLACK_CLIENT_ID") from None
        except SendError:
            raise FrontError("slack_unreachable", "SLACK_API_URL") from None
        await check_socket(self._settings)
        return ", ".join(one.name for one in every)

    async def stop(self) -> None:
        """Takes nothing new, and gives what is being answered a few seconds to end."""
        await self._watchdog.stop()
        if self._socket is not None:
            await self._socket.close()
        teams = [one.team for one in self._known.values()] + self._replaced
        await asyncio.gather(*(one.end(STOP_SECONDS) for one in teams))

    async def health(self) -> SlackHealth:
        if self._socket is None:
            return SlackHealth(connected=True, rebuilds=0)
        return SlackHealth(await self._socket.connected(), self._socket.rebuilds)

    async def http(self, request: web.Request) -> web.StreamResponse:
        """What Slack posts, all to one address: for a route of the installation's web server."""
        return await webhook.answer(request, self._app, self._settings.signing_secret)

    async def send(self, outgoing: Outgoing) -> str:
        return await (await self._there(outgoing.channel.key)).send(outgoing)

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        await (await self._there(outgoing.channel.key)).edit(outgoing, message_id)

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        return await (await self._there(outgoing.channel.key)).find(outgoing, since)

    async def can_post(self, channel: ChannelKey) -> str | None:
        found = await self.team(channel.bot)
        return UNINSTALLED if found is None else await found.can_post(channel)

    async def rights(
        self, channel: ChannelKey, person: Person, changers: Changers | None, *, present: bool
    ) -> Rights:
        found = await self.team(channel.bot)
        if found is None:
            return Rights(False)
        return await found.rights(channel, person, changers, present=present)

    def private_link(self) -> str | None:
        """Slack has none that works without the app's number."""
        return None

    # ports.Crowd

    async def outsiders(self, channel: ChannelKey) -> bool:
        return await (await self._there(channel)).outsiders(channel)

    async def stranger(self, channel: ChannelKey, person: Person) -> bool:
        return await (await self._there(channel)).stranger(channel, person)

    async def private_chat(self, channel: ChannelKey, person: Person) -> ChannelKey | None:
        found = await self.team(channel.bot)
        return None if found is None else await found.private_chat(channel, person)

    def _bolt(self) -> AsyncApp:
        """Where nothing is installed, there is no knowing which language is spoken."""
        missing = "\n".join(say(language, "not_installed") for language in sorted(CATALOGUES))
        return AsyncApp(
            name="veilleur",
            logger=quiet_logger(),
            client=client_of(None, self._settings.api_url),
            signing_secret=self._settings.signing_secret or "",
            oauth_flow=self.installing.flow,
            installation_store_bot_only=True,
            user_facing_authorize_error_message=missing,
            raise_error_for_unhandled_request=True,
        )
