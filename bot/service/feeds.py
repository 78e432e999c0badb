"""The web feeds of channels, for who knows their secret addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.clock import Clock
from bot.render.atom import atom, updated
from bot.render.words import Words
from bot.store import feeds, finds
from bot.store.engine import Store

ENTRIES = 50
LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Document:
    """`tag`: the same as long as the content is. `modified`: when anything in it last changed."""

    content: bytes
    tag: str
    modified: datetime


def address(base: str, secret: str) -> str:
    """`base`: PUBLIC_URL."""
    return f"{base.rstrip('/')}/feed/{secret}.xml"


class Feeds:
    """`public_url`: PUBLIC_URL."""

    def __init__(self, store: Store, clock: Clock, public_url: str) -> None:
        self._store = store
        self._clock = clock
        self._base = public_url

    async def document(self, secret: str) -> Document | None:
        """None: it is nobody's address. Raises StoreUnavailable."""
        now = self._clock.now()
        async with self._store.read() as tx:
            fed = await feeds.of_secret(tx, secret)
            if fed is None:
                return None
            place, end = fed.channel, now + timedelta(seconds=1)
            newest = await finds.listed(tx, place.id, now - LOOKS_BACK, end, limit=ENTRIES)
            found = await finds.of_posts(tx, place, newest)
        words = Words(place.language, place.zone, now)
        content = atom(words, place, found, address(self._base, secret), fed.since)
        return Document(content, sha256(content).hexdigest()[:32], updated(found, fed.since))
