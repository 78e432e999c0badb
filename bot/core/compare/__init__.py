"""Firms compared: each figure is a value, or why there is none. Pure."""

from bot.core.compare.figures import (
    MOST,
    Figures,
    Share,
    SideFigures,
    Voice,
    by_network,
    common,
    figures,
)
from bot.core.compare.presence import Activity, Cell, Gap, Member, Presence, Row, presence
from bot.core.compare.reactions import Best
from bot.core.compare.tallies import Format, Formats, Rhythm
from bot.core.compare.telling import Telling, Version, side_by_side
from bot.core.compare.tone import Address, Tone
from bot.core.compare.values import Known, Period, Seen, Side, Unknown, Why

__all__ = [
    "MOST",
    "Activity",
    "Address",
    "Best",
    "Cell",
    "Figures",
    "Format",
    "Formats",
    "Gap",
    "Known",
    "Member",
    "Period",
    "Presence",
    "Rhythm",
    "Row",
    "Seen",
    "Share",
    "Side",
    "SideFigures",
    "Telling",
    "Tone",
    "Unknown",
    "Version",
    "Voice",
    "Why",
    "by_network",
    "common",
    "figures",
    "presence",
    "side_by_side",
]
