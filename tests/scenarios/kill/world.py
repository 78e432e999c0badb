"""What stands around the bot before it starts: a network with an account, and who watches it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.core.model import Channel, ChannelKey, Mode, Person
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.store import channels, looks, targets, watches
from bot.store.engine import Store, Tx, normalise_url
from connectors.types import Account, Coverage, Target
from tests.scenarios.kill.chats import Chat
from tests.scenarios.kill.child import Spec

HANDLES = ("sage", "pennylane")


@dataclass(frozen=True, slots=True)
class World:
    fediverse: Fediverse
    spec: Spec

    def publish(self, *texts: str, place: int = 0) -> None:
        """The account that this place watches says so."""
        for text in texts:
            self.fediverse.post(HANDLES[place], text, _now())


@asynccontextmanager
async def world(chat: Chat, spec: Spec, template: Path) -> AsyncIterator[World]:
    """`template`: an empty database. Each place of the chat watches one account."""
    spec.folder.mkdir(parents=True)
    shutil.copyfile(template, spec.folder / "veilleur.db")
    fediverse = Fediverse()
    async with serving(fediverse):
        await _watched(spec.folder, chat, fediverse)
        settings = {
            "DATABASE_URL": "sqlite:///veilleur.db",
            "NETWORKS": "mastodon,bluesky,feed",
            "MASTODON_URL": fediverse.origin,
            "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            "MIN_POLL_SECONDS": "0.5",
            **chat.settings,
        }
        yield World(fediverse, replace(spec, settings=settings))


async def _watched(folder: Path, chat: Chat, fediverse: Fediverse) -> None:
    store = Store(normalise_url("sqlite:///veilleur.db", folder))
    before = _now() - timedelta(minutes=1)
    async with store.begin() as tx:
        for place, handle in zip(chat.places, HANDLES, strict=False):
            account = _account(fediverse, handle)
            target = await targets.ensure(tx, account, credential="", now=before)
            await _watch(tx, await _channel(tx, place, before), target, before)
    await store.close()


def _account(fediverse: Fediverse, handle: str) -> Account:
    host = fediverse.origin.removeprefix("http://")
    return Account(
        network="mastodon",
        key=f"{fediverse.origin}/users/{handle}",
        handle=f"{handle}@{host}",
        name=handle.title(),
        url=f"{fediverse.origin}/@{handle}",
        host=host,
        ref=fediverse.add(handle, handle.title()).id,
    )


async def _watch(tx: Tx, channel: Channel, target: Target, now: datetime) -> None:
    """The first look is done: what is published from now on is news."""
    await watches.add(
        tx,
        channel,
        target,
        Person("U1", "Jane"),
        mode=Mode.BOTH,
        query=None,
        originals_only=True,
        label=None,
        now=now,
    )
    await looks.save(
        tx,
        target.id,
        cursor=None,
        coverage=Coverage.COMPLETE,
        at=now,
        newest_at=None,
        error=None,
        error_until=None,
        account=None,
        next_look_at=None,
    )


async def _channel(tx: Tx, place: ChannelKey, now: datetime) -> Channel:
    channel = await channels.ensure(
        tx,
        place,
        workspace=place.bot,
        name=place.chat,
        private=True,
        language="en",
        zone="Europe/Paris",
        digest_time=time(8, 30),
        digest_days=frozenset(range(7)),
        now=now,
    )
    await channels.update(tx, channel.id, digest_on=False)
    return channel


def _now() -> datetime:
    return SystemClock().now()
