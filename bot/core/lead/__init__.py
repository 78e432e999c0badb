"""Was it told on networks before the press had it? Pure."""

from bot.core.lead.covering import (
    Coverage,
    NotComparable,
    Told,
    Unread,
    Why,
    coverages,
    is_bare_day,
)
from bot.core.lead.tally import ENOUGH, Example, Tally, tally
from bot.core.lead.telling import Said, tells

__all__ = [
    "ENOUGH",
    "Coverage",
    "Example",
    "NotComparable",
    "Said",
    "Tally",
    "Told",
    "Unread",
    "Why",
    "coverages",
    "is_bare_day",
    "tally",
    "tells",
]
