"""A clock that is set by hand, a network that is asked again, and a chat that takes messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import SystemClock
from bot.service.connectors import Networks
from bot.service.meter import StoreMeter
from bot.service.ports import Outgoing
from bot.store.engine import Store
from connectors.errors import ConnectorError
from connectors.http import Http
from connectors.types import Ability, Conversation, Post, Request
from tests.connectors.web import Toy
from tests.store.world import NOW


class SetClock(SystemClock):
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


class Upstream(Toy):
    """A network whose answers about a post are set: as it is now, None, an error, or nothing."""

    network = "mastodon"
    abilities = frozenset({Ability.ACCOUNT, Ability.REREAD})

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, Post | ConnectorError | None] = {}
        self.asked: list[list[str]] = []
        self.sends = False

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        if self.sends:
            yield Request("https://social.example/")
        self.asked.append([post.key for post in posts])
        found: dict[str, Post | None] = {}
        for post in posts:
            answer = self.answers.get(post.key, post)
            if isinstance(answer, ConnectorError):
                raise answer
            found[post.key] = answer
        return found


class Deaf(Toy):
    """A network that can't be asked again."""

    network = "mastodon"


@dataclass
class Chat:
    """Takes every message and keeps what it was given."""

    sent: list[Outgoing] = field(default_factory=list)
    edited: list[Outgoing] = field(default_factory=list)

    async def send(self, outgoing: Outgoing) -> str:
        self.sent.append(outgoing)
        return f"m{outgoing.delivery_id}"

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        self.edited.append(outgoing)

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        return None


def networks(store: Store, clock: SetClock, connector: Toy) -> Networks:
    http = Http(StoreMeter(store, clock), now=clock.now)
    return Networks({connector.network: connector}, http, None)
