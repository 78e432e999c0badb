"""A search as a command, and what its buttons ask for in its place."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.core.grammar.values import Term
from connectors.query import Expr


class Category(enum.StrEnum):
    """What a search shows first. `POSTS`: the latest; `TOP`: those with the most reactions."""

    POSTS = "posts"
    TOP = "top"
    ACCOUNTS = "accounts"
    HASHTAGS = "hashtags"
    MEDIA = "media"
    PAGES = "pages"
    GROUPS = "groups"
    EVENTS = "events"


class Task(enum.StrEnum):
    """What the buttons of a search ask for in its place.

    `LIVE`: one message here that is kept up to date; `STOP`: no more of it. `CHOOSE`: which of its
    authors isn't wanted; `RESTORE`: all authors are, again. `SHARE`: everybody here is to read
    what was found.
    """

    LIVE = "live"
    STOP = "stop"
    CHOOSE = "choose"
    RESTORE = "restore"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who isn't wanted among the results. `key`: stable on `network`."""

    network: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Search:
    """Look for what matches `query`, and for the accounts, addresses and names in `terms`.

    At least one of the two, but to STOP. `first`: what is wanted first (None: as usual); ACCOUNTS
    is typed as `find`. `days`: how far back, None: the usual. `page`: opaque, as given by the
    answer before (letters, digits and `_.~=+/-`). `agreed`: the person has read what it costs.
    `drop`: from now on without this author.
    """

    query: Expr | None = None
    terms: tuple[Term, ...] = ()
    on: tuple[str, ...] = ()
    first: Category | None = None
    page: str | None = None
    days: int | None = None
    agreed: bool = False
    task: Task | None = None
    drop: Author | None = None

    @property
    def accounts_first(self) -> bool:
        return self.first is Category.ACCOUNTS
