"""Who comes into a channel, and that it is shared: nothing is read by whom it isn't meant for.

https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.model import ChannelKey, Person
from bot.front.slack.crowd import Crowd
from bot.front.slack.people import People
from bot.service.places import Places

OPENED_AGAIN = ("channel_unarchive", "group_unarchive")
JOINED, SHARED = "member_joined_channel", "channel_shared"
EVENTS = (JOINED, SHARED, *OPENED_AGAIN)


async def tell(
    places: Places,
    crowd: Crowd,
    people: People,
    key: ChannelKey,
    event: Mapping[str, Any],
    me: str,
) -> None:
    """Keep the use cases told of one event. `me`: the bot's own user."""
    user = str(event.get("user") or "")
    if event["type"] in OPENED_AGAIN or (event["type"] == JOINED and user == me):
        await places.returned(key)
        if inviter := event.get("inviter"):
            await _greet(places, crowd, people, key, str(inviter))
        return
    if event["type"] == JOINED and not await crowd.is_outside(Person(user, "")):
        return
    crowd.forget(key.chat)
    await places.opened(key, anew=event["type"] == SHARED)


async def _greet(
    places: Places, crowd: Crowd, people: People, key: ChannelKey, inviter: str
) -> None:
    """Where people from outside read along nothing is said before somebody asks for something.

    https://docs.slack.dev/reference/events/member_joined_channel
    """
    if await crowd.outsiders(key):
        return
    by, name = await people.profile(inviter), await people.channel_name(key.chat, "privategroup")
    language, zone = (by.language, by.zone) if by else (None, None)
    await places.invited(key, name, language, zone)
