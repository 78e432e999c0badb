"""One Slack workspace: who is in it, what is asked there, and what it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.core.model import Changers, Channel, ChannelKey, Person, Platform
from bot.front.slack.arrivals import tell
from bot.front.slack.counter import Counter
from bot.front.slack.crowd import Crowd
from bot.front.slack.faults import SlackRefused
from bot.front.slack.home import HomeTab
from bot.front.slack.hooks import Hooks
from bot.front.slack.listening import Listening
from bot.front.slack.people import MINUTE, People, Profile
from bot.front.slack.send import TIMEOUT, Bot, SlackSender
from bot.front.slack.serving import Handle, Serving
from bot.front.slack.settings import SlackSettings
from bot.service.outsiders import TO_ASK
from bot.service.ports import (
    ChannelClosed,
    NotSent,
    Outgoing,
    Pictures,
    Rights,
    SendError,
    Unknown,
)


class Team(SlackSender):
    """`listening`: what does with a request of this workspace what is asked."""

    def __init__(
        self,
        client: AsyncWebClient,
        settings: SlackSettings,
        handle: Handle,
        clock: Clock,
        log: FilteringBoundLogger,
        pictures: Pictures | None = None,
        hooks: Hooks | None = None,
        bot: Bot | None = None,
    ) -> None:
        """`bot` None: not known yet."""
        super().__init__(client, clock, log, pictures)
        self.bot = bot
        self._partners = settings.partners
        self._people = People(client, clock)
        self._hooks = hooks
        self._crowd = Crowd(client, self._people, clock, self._ours)
        homes = hooks.homes if hooks else None
        counter = Counter(client, homes, log)
        self._serving = Serving(self, client, self._people, counter, handle, clock, log)
        tab = HomeTab(client, self._people, homes, log) if homes else None
        self.listening = Listening(
            self._serving, counter, self._arrived, tab, settings.command_prefix
        )

    async def end(self, seconds: float) -> None:
        """Give what is being answered, and what follows it, as long to end."""
        began = self._clock.monotonic()
        await self._serving.end(seconds)
        left = seconds - (self._clock.monotonic() - began)
        await self._errands.end(max(left, 0.0))

    async def rights(
        self, channel: ChannelKey, person: Person, changers: Changers | None, *, present: bool
    ) -> Rights:
        """Everyone of the team but guests, or its administrators; nobody of another company.

        Of a private channel, where they don't stand in it, only who is its member.
        """
        if self.bot is None:
            return Rights(False)
        profile = await self._people.profile(person.id, MINUTE)
        if profile is None or profile.guest or not self._ours(profile):
            return Rights(False, (self.bot.team_name,))
        if not (present or await self._may_see(channel, person)):
            return Rights(False, inside=True)
        return Rights(profile.admin or changers is not Changers.ADMINS)

    async def _may_see(self, channel: ChannelKey, person: Person) -> bool:
        """No where Slack doesn't say."""
        try:
            return await self._crowd.may_see(channel, person)
        except SendError as error:
            self._log.warning("slack.members_unknown", error=str(error))
            return False

    def _ours(self, profile: Profile) -> bool:
        """Of this firm: its team, another of its organisation, or a partner."""
        bot = self.bot
        if bot is None:
            return False
        same_firm = bot.enterprise != "" and profile.enterprise == bot.enterprise
        return same_firm or profile.team in {bot.team, *self._partners}

    def private_link(self) -> str | None:
        """Slack has none that works without the app's number."""
        return None

    # What must not be read by people from outside

    async def send(self, outgoing: Outgoing) -> str:
        """Raises ChannelClosed where people from outside would read it and nobody has agreed."""
        await self._guard(outgoing.channel)
        return await super().send(outgoing)

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        await self._guard(outgoing.channel)
        await super().edit(outgoing, message_id)

    async def _guard(self, channel: Channel) -> None:
        if channel.private or channel.for_outsiders:
            return
        try:
            async with asyncio.timeout(TIMEOUT):
                read_outside = await self._crowd.outsiders(channel.key)
        except (Unknown, TimeoutError) as error:
            raise NotSent(detail=str(error)) from None
        if read_outside:
            raise ChannelClosed(TO_ASK)

    async def outsiders(self, channel: ChannelKey) -> bool:
        return await self._crowd.outsiders(channel)

    async def stranger(self, channel: ChannelKey, person: Person) -> bool:
        return await self._crowd.stranger(person)

    async def private_chat(self, channel: ChannelKey, person: Person) -> ChannelKey | None:
        """None: that person takes no messages, or has left."""
        try:
            return replace(channel, chat=await self._conversation(person), topic="")
        except SlackRefused:
            return None

    async def _arrived(self, event: Mapping[str, Any]) -> None:
        if self._hooks is None or self.bot is None:
            return
        channel = event.get("channel")
        key = ChannelKey(Platform.SLACK, self.bot.team, str(channel or ""))
        await tell(self._hooks.places, self._crowd, self._people, key, event, self.bot.user)
