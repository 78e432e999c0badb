"""Firms, panels of firms and pasted lists of them, as commands."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.core.grammar.values import Ref


class FirmAction(enum.StrEnum):
    """`FIND`: read its site again. `FORGET`: the firm, not what is watched."""

    SHOW = "show"
    RELATION = "is"
    KIND = "kind"
    NAME = "as"
    ADD = "add"
    REMOVE = "remove"
    FIND = "find"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Firm:
    """Show the firm that people call `name` ("": all of them), or change it.

    `value`: RELATION a Relation's value or "none" · KIND a FirmKind's value · NAME its new name.
    `ref`: the account to ADD, or to REMOVE: its number in the firm's own list, or what it is.
    """

    name: str = ""
    action: FirmAction = FirmAction.SHOW
    value: str = ""
    ref: Ref | None = None


class PanelAction(enum.StrEnum):
    SHOW = "show"
    NAME = "as"
    ADD = "add"
    REMOVE = "remove"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Panel:
    """Show the panel that people call `name` ("": all of them), or change it.

    `firms`: what people call the firms to ADD or to REMOVE. `value`: its new NAME. `starter`: a
    set of firms to begin with is shown instead.
    """

    name: str = ""
    action: PanelAction = PanelAction.SHOW
    firms: tuple[str, ...] = ()
    value: str = ""
    starter: str = ""


class ImportAction(enum.StrEnum):
    """`ADD`: all that were found. `CHOOSE`: ask about one firm. `TAKE`: what was chosen for it.

    `ALERTS`: tell of the accounts that were added at once, not in the digest only.
    """

    READ = "read"
    ADD = "add"
    CHOOSE = "choose"
    TAKE = "take"
    ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class Import:
    """READ the list `text` or the set `starter`, for the panel `into` ("": none).

    The others are about `draft`, the number of what a list led to. `entry`: the place from 1 of a
    firm of which a person must choose the accounts, `choice`: one of them from 1, 0 for all.
    """

    text: str = ""
    into: str = ""
    starter: str = ""
    draft: int | None = None
    action: ImportAction = ImportAction.READ
    entry: int = 0
    choice: int = 0
