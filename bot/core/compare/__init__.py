"""Firms compared: each figure is a value, or why there is none. Pure."""

from bot.core.compare.comparison import Comparison, Hindrance, Unwatched
from bot.core.compare.contrast import Contrast, Measure, contrast
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
from bot.core.compare.naming import divided
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
    "Comparison",
    "Contrast",
    "Figures",
    "Format",
    "Formats",
    "Gap",
    "Hindrance",
    "Known",
    "Measure",
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
    "Unwatched",
    "Version",
    "Voice",
    "Why",
    "by_network",
    "common",
    "contrast",
    "divided",
    "figures",
    "presence",
    "side_by_side",
]
