"""Small values for the store's tests, each with a default for what a test doesn't care about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from bot.core.model import (
    Alert,
    AlertId,
    Channel,
    ChannelId,
    ChannelKey,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Mode,
    Person,
    Platform,
    PostId,
    StoredPost,
    Watch,
    WatchId,
)
from bot.store import alerts, channels, deliveries, posts, targets, watches
from bot.store.engine import Tx
from bot.store.tables import delivery, verdict
from connectors.types import Account, Kind, LaneKey, Pace, Post, Target

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
ANNE = Person("U1", "Anne")
PACE = Pace(usual=timedelta(minutes=5), burst=3, per_second=0.5)


def an_account(name: str = "sage", host: str = "social.example", **facts: object) -> Account:
    values: dict[str, object] = {
        "network": "mastodon",
        "key": f"https://{host}/users/{name}",
        "handle": f"{name}@{host}",
        "name": name.title(),
        "url": f"https://{host}/@{name}",
        "host": host,
        "ref": name,
    }
    return Account(**(values | facts))  # type: ignore[arg-type]


def a_post(key: str = "p1", text: str = "Words", **facts: object) -> Post:
    values: dict[str, object] = {
        "network": "mastodon",
        "key": key,
        "url": f"https://social.example/{key}",
        "author_key": "https://social.example/users/sage",
        "author_handle": "sage@social.example",
        "author_name": "Sage",
        "text": text,
        "published_at": NOW,
    }
    return Post(**(values | facts))  # type: ignore[arg-type]


@dataclass
class World:
    """What stands in one database."""

    tx: Tx
    bot: str = "T1"

    async def channel(
        self,
        chat: str = "C1",
        *,
        workspace: str = "T1",
        platform: Platform = Platform.SLACK,
        private: bool = False,
    ) -> Channel:
        return await channels.ensure(
            self.tx,
            ChannelKey(platform, self.bot, chat),
            workspace=workspace,
            name=f"#{chat}",
            private=private,
            language="en",
            zone="Europe/Paris",
            digest_time=time(8, 30),
            digest_days=frozenset(range(5)),
            now=NOW,
        )

    async def target(self, name: str = "sage", host: str = "social.example") -> Target:
        return await targets.ensure(self.tx, an_account(name, host), credential="", now=NOW)

    async def hashtag(self, tag: str) -> Target:
        account = an_account(tag, kind=Kind.HASHTAG, key=f"social.example#{tag}")
        return await targets.ensure(self.tx, account, credential="", now=NOW)

    async def watch(self, channel: Channel, target: Target, at: datetime = NOW) -> Watch:
        watch, _ = await watches.add(
            self.tx,
            channel,
            target,
            ANNE,
            mode=Mode.BOTH,
            query=None,
            originals_only=True,
            label=None,
            now=at,
        )
        return watch

    async def watched(
        self, name: str = "sage", chat: str = "C1", *, workspace: str = "T1"
    ) -> Watch:
        channel = await self.channel(chat, workspace=workspace)
        return await self.watch(channel, await self.target(name))

    async def see(self, target: Target, *found: Post, at: datetime = NOW) -> list[StoredPost]:
        hashes = {post.key: f"hash of {post.text}" for post in found}
        stored = await posts.record(self.tx, target.id, found, hashes, at)
        return [stored[post.key] for post in found]

    async def alert(self, watch: Watch, *keys: str, at: datetime = NOW) -> list[AlertId]:
        """The ids of the channel's waiting alerts, once these posts were raised."""
        seen = await self.see(watch.target, *map(a_post, keys), at=at)
        await alerts.raise_alerts(self.tx, [(watch.id, one.id) for one in seen], at)
        return await waiting_in(self.tx, watch.channel_id)


async def waiting_in(tx: Tx, channel_id: ChannelId) -> list[AlertId]:
    """Alerts that are in no message yet."""
    return [one.alert_id for one in await alerts.waiting(tx, channel_id)]


async def tell(tx: Tx, channel_id: ChannelId) -> list[Alert]:
    """What a message with all that waits tells."""
    ready = await waiting_in(tx, channel_id)
    kind = DeliveryKind.CATCHUP
    made = await deliveries.add(tx, channel_id, kind, alert_ids=ready, now=NOW)
    return await alerts.of_delivery(tx, made)


async def state_of(tx: Tx, delivery_id: DeliveryId) -> DeliveryState:
    found = await tx.execute(select(delivery.c.state).where(delivery.c.id == delivery_id))
    return DeliveryState(found.scalar_one())


async def judgements(tx: Tx, channel_id: ChannelId) -> list[tuple[WatchId, str, str | None]]:
    """What the channel's watches made of posts: watch, verdict, word."""
    c = verdict.c
    found = select(c.watch_id, c.verdict, c.word).where(c.channel_id == channel_id)
    return [tuple(row) for row in (await tx.execute(found)).all()]


def lane_of(target: Target) -> LaneKey:
    return LaneKey(target.network, target.host, "")


def ids(stored: Sequence[StoredPost]) -> list[PostId]:
    return [one.id for one in stored]
