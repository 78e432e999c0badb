"""What a person wants to see side by side, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.grammar.values import Term

USUAL_DAYS, MAX_DAYS, MOST_COMPARED = 30, 90, 5


@dataclass(frozen=True, slots=True)
class Compare:
    """Compare `subjects`, at most 5; of one alone its networks, of none: ask which.

    A subject of kind WORDS may hold several names one after the other, a PHRASE is one. `days`:
    how far back, 1 to 90. `on`: only these networks (empty: all).
    """

    subjects: tuple[Term, ...] = ()
    days: int = USUAL_DAYS
    on: tuple[str, ...] = ()
