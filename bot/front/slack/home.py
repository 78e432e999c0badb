"""The Home tab. https://docs.slack.dev/surfaces/app-home"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from slack_sdk.web.async_client import AsyncWebClient
from structlog.typing import FilteringBoundLogger

from bot.core.home import HomePlace
from bot.core.message import Message
from bot.core.model import ChannelKey, Person, Platform
from bot.front.slack.faults import SlackRefused, ask
from bot.front.slack.paging import pages
from bot.front.slack.people import People
from bot.render.home import closed, home
from bot.render.slack import Json, to_slack
from bot.render.texts import spoken
from bot.render.words import Words
from bot.service.home import Homes
from bot.service.ports import SendError
from bot.service.workspaces import Standing

HOME = "home"
_KINDS = "public_channel,private_channel"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a Home tab that is shown keeps in mind. `own`: the person's conversation with us."""

    own: str = ""
    page: int = 1


class HomeTab:
    """Shows each person the channels that they are in, and no other."""

    def __init__(
        self,
        client: AsyncWebClient,
        people: People,
        homes: Homes,
        log: FilteringBoundLogger,
    ) -> None:
        self._client, self._people = client, people
        self._homes, self._log = homes, log
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def words(self, user: str) -> Words:
        """In the person's own language and zone."""
        profile, homes = await self._people.profile(user), self._homes
        language = profile.language if profile else None
        zone = (profile.zone if profile else None) or homes.default_zone
        known = spoken(language, homes.default_language)
        return Words(known, zone, homes.now)

    async def show(
        self, user: str, team: str, seen: Seen, notice: str = "", hash_: str = ""
    ) -> None:
        """Show how things are now. `hash_`: of the tab as the person saw it.

        One after the other for each person, so that an older state never covers a newer; where
        another process was faster, it is asked and shown once more.
        """
        async with self._locks.setdefault(user, asyncio.Lock()):
            try:
                await self._publish(user, team, seen, notice, hash_)
            except SlackRefused as refusal:
                if refusal.code != "hash_conflict":
                    self._log.warning("slack.home_failed", error=refusal.code)
                    return
                await self._publish(user, team, seen, notice)
            except SendError as error:
                self._log.warning("slack.home_failed", error=str(error))

    async def _publish(
        self, user: str, team: str, seen: Seen, notice: str, hash_: str = ""
    ) -> None:
        """https://docs.slack.dev/reference/methods/views.publish"""
        words = await self.words(user)
        shut = await self.shut(user, team)
        parts = (
            closed(words, f"slack.workspace.{shut}")
            if shut
            else home(words, await self._places(user, team, seen), seen.page, notice)
        )
        view = home_view(parts, seen)
        known = {"hash": hash_} if hash_ else {}
        await ask(self._client.views_publish(user_id=user, view=view, **known))

    async def shut(self, user: str, team: str) -> Standing | None:
        """Why this workspace may not use the bot; None: it may."""
        profile = await self._people.profile(user)
        return await self._homes.shut(team, Person(user, profile.name if profile else ""))

    async def _places(self, user: str, team: str, seen: Seen) -> list[HomePlace] | None:
        chats = await self.chats(user)
        if chats is None:
            return None
        own = [seen.own] if seen.own else []
        keys = [ChannelKey(Platform.SLACK, team, chat) for chat in [*own, *sorted(chats)]]
        return await self._homes.of(keys)

    async def chats(self, user: str) -> frozenset[str] | None:
        """The channels that this person is in, of those that the bot may know; None: no answer.

        https://docs.slack.dev/reference/methods/users.conversations
        """
        found: set[str] = set()
        try:
            async for page in pages(
                self._client.users_conversations, user=user, types=_KINDS, exclude_archived=True
            ):
                found.update(one["id"] for one in page["channels"])
        except SendError as error:
            self._log.warning("slack.channels_unknown", error=str(error))
            return None
        return frozenset(found)


def seen_in(view: dict[str, Any]) -> Seen:
    """What the tab that was pressed keeps in mind."""
    return msgspec.json.decode(view.get("private_metadata") or "{}", type=Seen)


def home_view(parts: Sequence[Message], seen: Seen) -> Json:
    """At most a hundred blocks; what is pressed tells the channel by the block that holds it."""
    blocks: list[Json] = []
    for number, part in enumerate(parts):
        blocks += [{"type": "divider"}] if number else []
        blocks += _named(to_slack(part).blocks, number)
    metadata = msgspec.json.encode(seen).decode()
    return {"type": "home", "callback_id": HOME, "private_metadata": metadata, "blocks": blocks}


def _named(blocks: list[Json], number: int) -> list[Json]:
    """Buttons say that they are the tab's, where a message's have an id of the store."""
    return [
        block | {"block_id": f"{HOME}.{number}"} if block["type"] == "actions" else block
        for block in blocks
    ]
