"""What is asked about examples to learn from and the board that keeps them, as values."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.grammar.values import Term

PERIOD = 30


@dataclass(frozen=True, slots=True)
class Inspire:
    """What worked lately. `subject`: a firm, a panel or an account; None: the model firms.

    A subject of kind WORDS is the name of a firm or a panel. `all`: whoever is watched here.
    """

    subject: Term | None = None
    days: int = PERIOD
    all: bool = False


@dataclass(frozen=True, slots=True)
class Save:
    """Keep what one of these names. `number`: of the last answer with numbered examples;
    `post`: as buttons say it; `link`: as Term's LINK."""

    link: str = ""
    number: int | None = None
    post: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What is kept here, `page` from 1.

    `remove`: the number of an entry, the newest being 1, to take off; `entry`: the same by its id,
    as buttons say it.
    """

    page: int = 1
    remove: int | None = None
    entry: int | None = None
