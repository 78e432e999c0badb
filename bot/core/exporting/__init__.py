"""What a channel found, as rows of a file."""

from bot.core.exporting.counts import Counts
from bot.core.exporting.values import (
    COLUMNS,
    MOST_ROWS,
    USUAL_DAYS,
    Cell,
    Column,
    Export,
    Find,
    Format,
    Made,
    Outage,
    Said,
    Subject,
    Wanted,
    came_out,
    last_month,
)

__all__ = [
    "COLUMNS",
    "MOST_ROWS",
    "USUAL_DAYS",
    "Cell",
    "Column",
    "Counts",
    "Export",
    "Find",
    "Format",
    "Made",
    "Outage",
    "Said",
    "Subject",
    "Wanted",
    "came_out",
    "last_month",
]
