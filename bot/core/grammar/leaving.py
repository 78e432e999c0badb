"""Handing over and leaving: a list to another channel, a channel forgotten, who runs the bot.

What is asked for, and how it is read and written.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoveList:
    """All that is watched here goes to the channel `to` (its name or id, as in Watch)."""

    to: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase all that is known of this channel. `agreed`: the person has read what that means."""

    agreed: bool = False


class OwnersAction(enum.StrEnum):
    """`NEW`: a one-time code for one more; `LEAVE`: no longer be one."""

    SHOW = "owners"
    NEW = "new"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Owners:
    """Who runs this installation."""

    action: OwnersAction = OwnersAction.SHOW
