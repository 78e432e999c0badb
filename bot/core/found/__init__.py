"""What a search found on all networks: merged, counted, and what may be tried next. Pure."""

from bot.core.found.counting import (
    Short,
    Trend,
    Volume,
    shortfalls,
    top,
    volume,
    with_media,
    within,
)
from bot.core.found.hinting import beside, close, crowded
from bot.core.found.merging import Found, Pages, Reach, merge

__all__ = [
    "Found",
    "Pages",
    "Reach",
    "Short",
    "Trend",
    "Volume",
    "beside",
    "close",
    "crowded",
    "merge",
    "shortfalls",
    "top",
    "volume",
    "with_media",
    "within",
]
