"""What a channel's purpose sets: what a watch sends, and what else is told there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.firms.kinds import Relation
from bot.core.model import Mode, Purpose
from bot.core.trends.values import Sensitivity


@dataclass(frozen=True, slots=True)
class Preset:
    """`mode`: of each watch. None leaves a setting alone. `relation`: what its firms mostly are."""

    mode: Mode
    profiles: bool = False
    rhythm: bool = False
    weekly: bool | None = None
    trends: Sensitivity | None = None
    relation: Relation | None = None

    @property
    def fields(self) -> dict[str, object]:
        """The channel's settings that it changes."""
        told = {"profiles": self.profiles, "rhythm": self.rhythm}
        wished = {"weekly": self.weekly, "trends": self.trends}
        return told | {name: value for name, value in wished.items() if value is not None}


PRESETS: Mapping[Purpose, Preset] = MappingProxyType(
    {
        Purpose.COMPETITORS: Preset(
            Mode.BOTH, profiles=True, rhythm=True, relation=Relation.COMPETITOR
        ),
        Purpose.NEWS: Preset(Mode.DIGEST),
        Purpose.IDEAS: Preset(Mode.DIGEST, weekly=True, relation=Relation.MODEL),
        Purpose.SUBJECT: Preset(Mode.BOTH, trends=Sensitivity.KEEN),
    }
)


def usual_mode(purpose: Purpose | None) -> Mode:
    """What a new watch sends where nobody said."""
    return Mode.BOTH if purpose is None else PRESETS[purpose].mode
