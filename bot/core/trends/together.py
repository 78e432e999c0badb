"""One stream judged at every sensitivity: what is counted is common, what was told is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.trends.detector import Detector, State
from bot.core.trends.memory import Known, Memory
from bot.core.trends.values import Rise, Sensitivity, Settings, Use


@dataclass(frozen=True, slots=True)
class Past:
    """A tag's memory. `risen`: when it last took off, by sensitivity, in place of `risen_at`."""

    memory: Memory = field(default_factory=Memory)
    risen: Mapping[Sensitivity, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """After some uses: the tags and accounts as they are now, and who would be told of what."""

    now: datetime
    tags: Mapping[str, Past]
    accounts: Mapping[str, Known]
    rises: tuple[tuple[Sensitivity, Rise], ...]


def count(
    uses: Iterable[Use],
    since: datetime,
    now: datetime | None,
    tags: Mapping[str, Past],
    accounts: Mapping[str, Known],
) -> Counted:
    """Feed a detector of each sensitivity. `since`, `now`: as State has them."""
    begun = State(since, accounts=accounts) if now is None else State(since, now, {}, accounts)
    detectors = {
        one: Detector(Settings(one), replace(begun, tags=_as_told(tags, one)))
        for one in Sensitivity
    }
    rises: list[tuple[Sensitivity, Rise]] = []
    for use in uses:
        for one, detector in detectors.items():
            if (rise := detector.feed(use)) is not None:
                rises.append((one, rise))
    states = {one: detector.state() for one, detector in detectors.items()}
    last = states[Sensitivity.BALANCED]
    pasts = {tag: _past(tag, memory, states) for tag, memory in last.tags.items()}
    return Counted(last.now, pasts, last.accounts, tuple(rises))


def _as_told(tags: Mapping[str, Past], at: Sensitivity) -> Mapping[str, Memory]:
    return {tag: replace(past.memory, risen_at=past.risen.get(at)) for tag, past in tags.items()}


def _past(tag: str, memory: Memory, states: Mapping[Sensitivity, State]) -> Past:
    told = {one: state.tags[tag].risen_at for one, state in states.items()}
    risen = {one: at for one, at in told.items() if at is not None}
    return Past(replace(memory, risen_at=None), risen)
