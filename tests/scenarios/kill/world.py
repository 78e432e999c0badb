"""What stands around the bot before it starts: a network with an account, and who watches it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.core.model import ChannelKey, Mode, Person
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.store import channels, looks, targets, watches
from bot.store.engine import Store, Tx, normalise_url
from connectors.types import Account, Coverage
from tests.scenarios.kill.chats import Chat
from tests.scenarios.kill.child import Spec

HANDLE = "sage"


@dataclass(frozen=True, slots=True)
class World:
    fediverse: Fediverse
    spec: Spec

    def publish(self, *texts: str) -> None:
        for text in texts:
            self.fediverse.post(HANDLE, text, _now())


@asynccontextmanager
async def world(chat: Chat, spec: Spec, template: Path) -> AsyncIterator[World]:
    """`template`: an empty database. Each place of the chat watches the one account."""
    spec.folder.mkdir(parents=True)
    shutil.copyfile(template, spec.folder / "veilleur.db")
    fediverse = Fediverse()
    async with serving(fediverse):
        fediverse.add(HANDLE, "Sage")
        await _watched(spec.folder, chat, fediverse)
        settings = {
            "DATABASE_URL": "sqlite:///veilleur.db",
            "MASTODON_URL": fediverse.origin,
            "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            "MIN_POLL_SECONDS": "0.2",
            **chat.settings,
        }
        yield World(fediverse, replace(spec, settings=settings))


async def _watched(folder: Path, chat: Chat, fediverse: Fediverse) -> None:
    store = Store(normalise_url("sqlite:///veilleur.db", folder))
    before = _now() - timedelta(minutes=1)
    host = fediverse.origin.removeprefix("http://")
    account = Account(
        "mastodon",
        f"{fediverse.origin}/users/{HANDLE}",
        f"{HANDLE}@{host}",
        "Sage",
        f"{fediverse.origin}/@{HANDLE}",
        host,
        fediverse.people[HANDLE].id,
    )
    async with store.begin() as tx:
        target = await targets.ensure(tx, account, credential="", now=before)
        for place in chat.places:
            channel = await _channel(tx, place, before)
            await watches.add(
                tx,
                channel,
                target,
                Person("U1", "Jane"),
                mode=Mode.BOTH,
                include=(),
                exclude=(),
                originals_only=True,
                label=None,
                now=before,
            )
        # The first look is done: what is published from now on is news.
        await looks.save(
            tx,
            target.id,
            cursor=None,
            coverage=Coverage.COMPLETE,
            at=before,
            newest_at=None,
            error=None,
            error_until=None,
            account=None,
            next_look_at=None,
        )
    await store.close()


async def _channel(tx: Tx, place: ChannelKey, now: datetime) -> channels.Channel:
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
