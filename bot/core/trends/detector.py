"""Which hashtags take off, judged at each use from what came before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from bot.core.trends.memory import Known, Memory, Voice, counted, hour_of, met
from bot.core.trends.usual import usual
from bot.core.trends.values import (
    DAY,
    MEMORY,
    RULES,
    SUDDENLY,
    WEEK,
    WINDOW,
    Rise,
    Settings,
    Use,
    same,
)

MOST_TAGS = 10_000
MOST_ACCOUNTS = 50_000
_MOST_KEYS = 10
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class State:
    """All that a detector remembers: one row a tag, one an account, and two instants.

    `since`: when watching began; `now`: the newest use so far; None: there was none. Rows not
    used for MEMORY and a day can be deleted: nothing is judged differently. A detector made of
    only those rows that the next uses are about judges these as one made of all would.
    """

    since: datetime | None = None
    now: datetime = _NEVER
    tags: Mapping[str, Memory] = field(default_factory=dict)
    accounts: Mapping[str, Known] = field(default_factory=dict)


class Detector:
    """Watches one stream of posts: what a workspace watches, or what a network shows us.

    Uses come in the order in which they were seen. One that came out before the newest so far
    counts at its own time if that is less than a day ago, and otherwise only shows that its
    author exists. The first week is silent: nothing is known to be usual. Beyond MOST_TAGS and
    MOST_ACCOUNTS those not seen for longest are forgotten.
    """

    def __init__(self, settings: Settings, state: State) -> None:
        self._rule = RULES[settings.sensitivity]
        self._cooldown = settings.cooldown
        self._ignored = frozenset(map(same, settings.ignored))
        self._since, self._now = state.since, state.now
        self._tags = _by_use(state.tags)
        self._accounts = _by_use(state.accounts)
        self._hour = hour_of(state.now)
        self._often: dict[str, tuple[float, int]] = {}

    def state(self) -> State:
        return State(self._since, self._now, dict(self._tags), dict(self._accounts))

    def feed(self, use: Use) -> Rise | None:
        """Count one use; the rise that it makes, if the tag takes off with it."""
        now = self._now = max(use.at, self._now)
        self._since = self._since or now
        tag = same(use.tag)
        new = self._meet(use, tag, now)
        if not tag or use.at <= now - DAY:
            return None
        if use.bot:
            self._hear_bot(use, tag, now)
            return None
        memory = self._tags.pop(tag, None) or Memory()
        memory = memory.after(use, new, now)
        rise = self._judge(tag, memory, now)
        self._tags[tag] = replace(memory, risen_at=now) if rise else memory
        _forget(self._tags, MOST_TAGS, now)
        return rise if self._settled(now) and tag not in self._ignored else None

    def _hear_bot(self, use: Use, tag: str, now: datetime) -> None:
        """Bots alone must not make tags that push others out of memory."""
        if (memory := self._tags.get(tag)) is not None:
            self._tags[tag] = memory.after_bot(use, now)

    def _meet(self, use: Use, tag: str, now: datetime) -> bool:
        """Remember the account. Was it a newcomer up to now?"""
        known = self._accounts.pop(use.author, None)
        if known and now - known.used_at > MEMORY:
            known = None
        settled = self._settled(now)
        self._accounts[use.author] = met(known, tag, now, was_there=not settled)
        _forget(self._accounts, MOST_ACCOUNTS, now)
        if use.new_author is not None:
            return use.new_author
        return settled and (known is None or known.is_new(tag, now))

    def _settled(self, now: datetime) -> bool:
        return self._since is not None and now - self._since >= WEEK

    def _judge(self, tag: str, memory: Memory, now: datetime) -> Rise | None:
        """A rise in the first week is judged too: it is no news when the week ends."""
        if memory.risen_at is not None and now - memory.risen_at < self._cooldown:
            return None
        often, enough = self._usual(tag, memory, now)
        if len(memory.voices) < enough:
            return None
        voices = lately(memory, now)
        authors = counted(voices)
        sudden = [voice for voice in voices if voice.own_at and voice.own_at > now - SUDDENLY]
        many = authors >= self._rule.floor or counted(sudden) >= self._rule.sudden
        if not many or authors < enough:
            return None
        return rise_of(tag, now, memory, authors, often)

    def _usual(self, tag: str, memory: Memory, now: datetime) -> tuple[float, int]:
        """Accounts a day, and how many are clearly more: the same for a whole hour."""
        if self._since is None or not self._settled(now):
            return 0.0, self._rule.sudden
        if (hour := hour_of(now)) != self._hour:
            self._hour, self._often = hour, {}
        if tag not in self._often:
            often = usual(memory.hours, hour, hour_of(self._since))
            self._often[tag] = often.accounts, often.enough(self._rule)
        return self._often[tag]


class _Used(Protocol):
    @property
    def used_at(self) -> datetime: ...


U = TypeVar("U", bound=_Used)


def _by_use(rows: Mapping[str, U]) -> dict[str, U]:
    return dict(sorted(rows.items(), key=lambda item: item[1].used_at))


def _forget(rows: dict[str, U], most: int, now: datetime) -> None:
    """From the front, where those not used for longest are."""
    while rows:
        oldest = next(iter(rows))
        if len(rows) <= most and now - rows[oldest].used_at <= MEMORY + DAY:
            return
        del rows[oldest]


def lately(memory: Memory, now: datetime) -> list[Voice]:
    """Who used it in the last WINDOW."""
    return [voice for voice in memory.voices.values() if voice.at > now - WINDOW]


def rise_of(tag: str, now: datetime, memory: Memory, authors: int, often: float) -> Rise:
    """What is to be said of a tag. `authors`: those of the last WINDOW that count."""
    voices = lately(memory, now)
    multiplier = authors / max(often, 1.0) if often else None
    newest = sorted(max((at, key) for key, at in voice.posts.items()) for voice in voices)
    keys = tuple(key for _, key in newest[: -_MOST_KEYS - 1 : -1])
    bots = memory.bots_since(now - WINDOW)
    posts = _posts(voices, authors, now)
    return Rise(tag, now, multiplier, posts, authors, often, keys, bots)


def _posts(voices: Iterable[Voice], authors: int, now: datetime) -> int:
    """What so many accounts published: newcomers last, and none that would swell the number."""
    each = [(one.new, sum(at > now - WINDOW for at in one.posts.values())) for one in voices]
    return sum(posts for _, posts in sorted(each)[:authors])
