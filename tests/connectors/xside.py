"""What the tests of X say often."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from connectors.types import Account, Due, Kind, Look, TargetId
from connectors.x import X, XConfig
from tests.connectors.driving import Driver, driving, due
from tests.fakes.x import FakeX
from tests.fakes.x_world import Person

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(slots=True)
class Side:
    """A connector beside the small X that it asks, and what it watches, in order."""

    x: FakeX
    driver: Driver
    watched: list[Due] = field(default_factory=list)

    @property
    def connector(self) -> X:
        connector = self.driver.connector
        assert isinstance(connector, X)
        return connector

    def watch(self, person: Person) -> None:
        self.follow(
            Account("x", person.id, person.username, person.name, "", _host(self), person.id)
        )

    def follow(self, account: Account) -> None:
        self.watched.append(due(account, number=len(self.watched) + 1))

    async def look(self, after: timedelta = timedelta()) -> list[Look]:
        """Look at all of them together, that much later; what comes of it is remembered."""
        self.x.now += after
        dues = [replace(one, at=self.x.now) for one in self.watched]
        looks: dict[TargetId, Look] = {}
        for batch in self.connector.pack(dues, ()):
            looks |= await self.driver.run(self.connector.look(batch))
        found = [looks[one.target.id] for one in dues]
        self.watched = [_after(one, look) for one, look in zip(self.watched, found, strict=True)]
        return found

    async def asked(self, after: timedelta = timedelta()) -> list[str]:
        """The calls that one look comes to."""
        before = len(self.x.asked)
        await self.look(after)
        return [path for path, _ in self.x.asked[before:]]


@asynccontextmanager
async def beside(family: str = "tweet") -> AsyncIterator[Side]:
    x = FakeX(NOW, family)
    async with x.serving() as origin, driving(X(config(origin))) as driver:
        yield Side(x, driver)


def config(origin: str = "https://api.x.com", token: str = "app-token") -> XConfig:
    return XConfig(x_bearer_token=SecretStr(token), x_api_url=origin)


def tag(name: str = "TVA", kind: Kind = Kind.HASHTAG) -> Account:
    return Account("x", f"#{name.lower()}", name, f"#{name}", "", "api.x.com", name, kind)


def texts(looks: Sequence[Look]) -> list[list[str]]:
    return [[post.text for post in look.posts] for look in looks]


def _host(side: Side) -> str:
    return side.connector.search_host()


def _after(before: Due, look: Look) -> Due:
    target = before.target
    if look.account is not None:
        target = replace(target, handle=look.account.handle, name=look.account.name)
    return Due(target, look.cursor or before.cursor)
