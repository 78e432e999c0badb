"""Who reads a channel beside the firm's own people. https://docs.slack.dev/apis/slack-connect"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.core.model import ChannelKey, Person
from bot.front.slack.faults import SlackRefused, ask
from bot.front.slack.paging import next_cursor, pages
from bot.front.slack.people import People, Profile, is_guest

CHANNEL_SECONDS, GUESTS_SECONDS = 600.0, 3600.0
_CLOSED = ("is_private", "is_im", "is_mpim")
# Where the bot isn't, it posts nothing either: the send itself is refused.
_NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "is_archived"})


@dataclass(frozen=True, slots=True)
class _Known:
    """`at`: when it was asked, in seconds of the monotonic clock."""

    at: float
    outside: bool


class Crowd:
    """Tells channels that another firm shares, or in which the team has guests."""

    def __init__(
        self,
        client: AsyncWebClient,
        people: People,
        clock: Clock,
        ours: Callable[[Profile], bool],
    ) -> None:
        """`ours`: is this somebody of the bot's own firm, or who counts as that?"""
        self._client, self._people, self._clock = client, people, clock
        self._ours = ours
        self._known: dict[str, _Known] = {}
        self._guests: tuple[float, frozenset[str]] | None = None
        self._found: set[str] = set()
        self._reached = ""

    async def outsiders(self, channel: ChannelKey) -> bool:
        """At most ten minutes old. A channel of which Slack tells too little has some.

        Raises NotSent or Unknown where Slack doesn't answer.
        """
        now, known = self._clock.monotonic(), self._known.get(channel.chat)
        if known is None or now - known.at >= CHANNEL_SECONDS:
            known = _Known(now, await self._ask(channel.chat))
            self._known[channel.chat] = known
        return known.outside

    async def stranger(self, person: Person) -> bool:
        """Is this somebody of another firm? One of whom Slack tells nothing is none."""
        profile = await self._people.profile(person.id)
        return profile is not None and profile.team != "" and not self._ours(profile)

    async def is_outside(self, person: Person) -> bool:
        """A guest, or somebody of another firm."""
        profile = await self._people.profile(person.id)
        return profile is not None and (profile.guest or await self.stranger(person))

    async def may_see(self, channel: ChannelKey, person: Person) -> bool:
        """Is it open to the whole team, or is this one of its members? Raises SendError.

        https://docs.slack.dev/reference/methods/conversations.members
        """
        answer = await ask(self._client.conversations_info(channel=channel.chat))
        place = answer["channel"]
        if not any(place.get(mark) for mark in _CLOSED):
            return True
        async for page in pages(self._client.conversations_members, channel=channel.chat):
            if person.id in page["members"]:
                return True
        return False

    def forget(self, chat: str) -> None:
        """Somebody came or left, or it has been shared: ask anew."""
        self._known.pop(chat, None)
        self._guests, self._reached = None, ""

    async def _ask(self, chat: str) -> bool:
        """https://docs.slack.dev/reference/objects/conversation-object"""
        try:
            answer = await ask(self._client.conversations_info(channel=chat))
            place = answer["channel"]
            if place.get("is_im"):
                return False
            return _is_shared(place) or await self._has_guests(chat)
        except SlackRefused as refusal:
            return refusal.code not in _NOT_THERE

    async def _has_guests(self, chat: str) -> bool:
        """Guests are few, and most teams have none: then no channel needs to be read."""
        guests = await self._guests_of_team()
        if not guests:
            return False
        async for page in pages(self._client.conversations_members, channel=chat):
            if not guests.isdisjoint(page["members"]):
                return True
        return False

    async def _guests_of_team(self) -> frozenset[str]:
        """Read to the end even where Slack asks to slow down: the next question goes on.

        https://docs.slack.dev/reference/methods/users.list
        """
        now = self._clock.monotonic()
        if self._guests is not None and now - self._guests[0] < GUESTS_SECONDS:
            return self._guests[1]
        async for page in pages(self._client.users_list, cursor=self._reached):
            self._found.update(one["id"] for one in page["members"] if is_guest(one))
            self._reached = next_cursor(page)
        self._guests = now, frozenset(self._found)
        self._found.clear()
        return self._guests[1]


def _is_shared(place: dict[str, Any]) -> bool:
    """With another firm, or soon; the workspaces of one organisation are one firm."""
    pending = place.get("pending_shared") or place.get("pending_connected_team_ids")
    other = place.get("is_shared") and not place.get("is_org_shared")
    return bool(
        place.get("is_ext_shared") or place.get("is_pending_ext_shared") or pending or other
    )
