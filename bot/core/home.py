"""What a person's Home tab tells of the channels that they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Channel


@dataclass(frozen=True, slots=True)
class Broken:
    """A source that can't be read. `error`: a key of the texts."""

    name: str
    network: str
    since: datetime
    error: str


@dataclass(frozen=True, slots=True)
class HomePlace:
    """One channel. `names`: what it watches, as its list has it. `waiting`: not looked at yet."""

    channel: Channel
    names: tuple[str, ...]
    next_digest: datetime | None
    broken: tuple[Broken, ...]
    waiting: int
