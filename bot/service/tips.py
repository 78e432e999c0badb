"""Five tips, one under a digest, each once, and only of what the channel hasn't used yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.core.grammar import Command, Compare, Import, Mute, Save, Search
from bot.core.model import Channel, ChannelId, Platform
from bot.store import told
from bot.store.engine import Tx

TIPS: Mapping[type, str] = MappingProxyType(
    {
        Search: "tip.search",
        Save: "tip.save",
        Mute: "tip.mute",
        Compare: "tip.compare",
        Import: "tip.import",
    }
)
"""By what they are about, in the order in which they are given."""


def of_use(command: Command) -> str | None:
    """The tip that whoever asks for this needs no more."""
    return TIPS.get(type(command))


async def used(tx: Tx, channel_id: ChannelId, tip: str, now: datetime) -> None:
    """It counts as told."""
    await told.once(tx, channel_id, tip, now)


async def next_tip(tx: Tx, channel: Channel, now: datetime) -> str | None:
    """The key of the one that is told now. None: all are known, or it is a terminal, where help
    is always at hand.
    """
    if channel.key.platform is Platform.TERMINAL:
        return None
    known = await told.names(tx, channel.id)
    tip = next((one for one in TIPS.values() if one not in known), None)
    if tip is not None:
        await told.once(tx, channel.id, tip, now)
    return tip
