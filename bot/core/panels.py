"""Named sets of firms, shared by the channels of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.core.model import ChannelId, Mode, Person, WorkspaceId

PanelId = NewType("PanelId", int)
FEW = 5
"""A set of more firms is told in the digest only, unless a person wants each alert."""


@dataclass(frozen=True, slots=True)
class Panel:
    """`slug`: what a person types."""

    id: PanelId
    workspace_id: WorkspaceId
    slug: str
    name: str
    created_by: Person
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Following:
    """A channel that watches the firms of a panel. `mode`: of the watches that come with it."""

    panel_id: PanelId
    channel_id: ChannelId
    mode: Mode
    created_by: Person
    created_at: datetime


def usual_mode(firms: int) -> Mode:
    return Mode.DIGEST if firms > FEW else Mode.BOTH
