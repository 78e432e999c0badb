"""Who a person is and what a channel is called, asked of Slack and remembered for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.front.slack.faults import ask
from bot.service.ports import SendError

DAY, MINUTE = 86_400.0, 60.0
_MOST = 5_000
_HIDDEN_NAMES = frozenset({"", "privategroup", "directmessage"})


@dataclass(frozen=True, slots=True)
class Profile:
    """`language`: two letters. `zone`: IANA name. `guest`: of one or a few channels only.

    `admin`: of the workspace, or its owner. `enterprise`: their organisation, "" for none.
    """

    name: str
    language: str | None
    zone: str | None
    team: str
    guest: bool
    admin: bool = False
    enterprise: str = ""


class People:
    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._profiles: dict[str, tuple[float, Profile]] = {}
        self._channels: dict[str, tuple[float, str]] = {}

    async def profile(self, user: str, max_age: float = DAY) -> Profile | None:
        """At most `max_age` seconds old, older where Slack doesn't answer; None: unknown.

        https://docs.slack.dev/reference/methods/users.info
        """
        now = self._clock.monotonic()
        known = self._profiles.get(user)
        if known is not None and now - known[0] < max_age:
            return known[1]
        try:
            answer = await ask(self._client.users_info(user=user, include_locale=True))
        except SendError:
            return known[1] if known else None
        self._profiles = _bounded(self._profiles)
        self._profiles[user] = now, _profile(answer["user"])
        return self._profiles[user][1]

    async def channel_name(self, channel: str, told: str) -> str:
        """As people know it: a command doesn't tell the name of a private channel."""
        if told not in _HIDDEN_NAMES or channel.startswith("D"):
            return "" if told in _HIDDEN_NAMES else told
        now = self._clock.monotonic()
        known = self._channels.get(channel)
        if known is not None and now - known[0] < DAY:
            return known[1]
        try:
            answer = await ask(self._client.conversations_info(channel=channel))
        except SendError:
            return known[1] if known else ""
        self._channels = _bounded(self._channels)
        self._channels[channel] = now, str(answer["channel"].get("name") or "")
        return self._channels[channel][1]


def _bounded(cache: dict[str, Any]) -> dict[str, Any]:
    return cache if len(cache) < _MOST else {}


def _profile(user: dict[str, Any]) -> Profile:
    shown = user.get("profile") or {}
    names = (shown.get("display_name"), shown.get("real_name"), user.get("name"))
    locale = str(user.get("locale") or "")
    return Profile(
        name=str(next(filter(None, names), "")),
        language=locale[:2].lower() or None,
        zone=user.get("tz") or None,
        team=str(user.get("team_id") or ""),
        guest=is_guest(user),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        enterprise=str((user.get("enterprise_user") or {}).get("enterprise_id") or ""),
    )


def is_guest(user: Mapping[str, Any]) -> bool:
    """Of one or a few channels only, or of another firm.

    https://docs.slack.dev/reference/objects/user-object
    """
    marks = ("is_restricted", "is_ultra_restricted", "is_stranger")
    return not user.get("deleted") and any(user.get(mark) for mark in marks)
