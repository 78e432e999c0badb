"""Which messages a channel gets for its pending alerts. No flood, no loss.

In any ten minutes a watch opens at most two messages: one for its first publication and one
that grows with whatever follows. In any hour a channel gets at most ten alert messages and one
roll-up. A message that still waits to be sent counts as just opened, so that the same bounds
hold after an outage of the chat, however long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.digest import local_day
from bot.core.model import (
    AlertId,
    Channel,
    DeliveryId,
    DeliveryKind,
    Platform,
    Quiet,
    WatchId,
)

SINGLES = 5
TOGETHER = timedelta(minutes=10)
CAP, CAP_WINDOW = 10, timedelta(hours=1)
BUSY_DAY = 10
_CAPPED = frozenset({DeliveryKind.ALERT, DeliveryKind.BURST, DeliveryKind.CATCHUP})
_GROWING = frozenset({DeliveryKind.BURST, DeliveryKind.CATCHUP, DeliveryKind.ROLLUP})
_EVENING, _MORNING, _SATURDAY = time(20), time(8), 5
# Quiet hours and hours for alerts may take turns: more of them leave no moment.
_TURNS = 14


@dataclass(frozen=True, slots=True)
class Pending:
    """An alert without a delivery. `wide`: its watch is a hashtag or a query (match.is_wide)."""

    alert_id: AlertId
    watch_id: WatchId
    post_published_at: datetime
    wide: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """A message with alerts that the channel got or will get. Withdrawn ones are left out.

    `sent_at` None: not sent yet. One whose sending stays unconfirmed: its last attempt.
    """

    delivery_id: DeliveryId
    kind: DeliveryKind
    watch_ids: frozenset[WatchId]
    sent_at: datetime | None

    def within(self, span: timedelta, now: datetime) -> bool:
        return self.sent_at is None or now - self.sent_at < span


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message to make. It answers `follows`, or the plan's `new[follows_new]`, in a thread."""

    kind: DeliveryKind
    alert_ids: tuple[AlertId, ...]
    silent: bool
    follows: DeliveryId | None = None
    follows_new: int | None = None


@dataclass(frozen=True, slots=True)
class Append:
    """Alerts that join a message: it is edited, or just longer when it wasn't sent yet."""

    delivery_id: DeliveryId
    alert_ids: tuple[AlertId, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`new` in the order in which they should be sent."""

    new: tuple[NewDelivery, ...] = ()
    appends: tuple[Append, ...] = ()


def in_quiet_hours(quiet: Quiet | None, local: time) -> bool:
    """`local`: the channel's time of day. Equal ends mean no quiet hours."""
    if quiet is None:
        return False
    if quiet.start <= quiet.end:
        return quiet.start <= local < quiet.end
    return local >= quiet.start or local < quiet.end


def held(channel: Channel, now: datetime) -> bool:
    """Does the channel want no alerts now?"""
    muted = channel.muted_until is not None and now < channel.muted_until
    return muted or channel.parked is not None or held_until(channel, now) is not None


def held_until(channel: Channel, now: datetime) -> datetime | None:
    """When the channel's quiet hours or its days without alerts end; None: alerts may come now.

    Where its hours leave no moment at all: some days ahead.
    """
    local = now.astimezone(ZoneInfo(channel.zone))
    at = local
    for _ in range(_TURNS):
        later = _next_hour(channel, at)
        if later == at:
            break
        at = later
    return None if at == local else at.astimezone(UTC)


def _next_hour(channel: Channel, local: datetime) -> datetime:
    """The end of the quiet hours, or the start of the hours for alerts; `local` if neither."""
    quiet, hours = channel.quiet, channel.alert_hours
    if quiet is not None and in_quiet_hours(quiet, local.time()):
        end = datetime.combine(local.date(), quiet.end, local.tzinfo)
        return end if end > local else end + timedelta(days=1)
    return local if hours is None else hours.opening(local)


def compose(
    pending: Sequence[Pending], recent: Sequence[Recent], channel: Channel, now: datetime
) -> Plan:
    """Give each pending alert of a channel its one message.

    `recent`: the channel's messages with alerts that wait or were sent in the last hour.
    While the channel is quiet, muted or parked nothing is composed: the alerts stay pending.
    """
    if held(channel, now):
        return Plan()
    draft = _Draft(recent, now, _silent(channel, now))
    for waiting in _by_watch(pending):
        draft.place(waiting)
    return draft.plan()


def offer_digest_only(
    recent: Sequence[Recent], channel: Channel, last_offer: date | None, now: datetime
) -> WatchId | None:
    """The busiest watch, from the tenth alert message of the local day on, else None.

    `recent`: the messages since the local day began. `last_offer`: local day of the last offer.
    """
    today = local_day(now, channel.zone)
    if last_offer == today:
        return None
    messages = [one for one in recent if local_day(one.sent_at or now, channel.zone) == today]
    if len(messages) < BUSY_DAY:
        return None
    shares = Counter(watch_id for one in messages for watch_id in one.watch_ids)
    return min(shares, key=lambda watch_id: (-shares[watch_id], watch_id), default=None)


@dataclass(slots=True)
class _Draft:
    """A plan while it is made."""

    recent: Sequence[Recent]
    now: datetime
    silent: bool
    new: list[NewDelivery] = field(default_factory=list)
    appends: dict[DeliveryId, list[Pending]] = field(default_factory=dict)
    overflow: list[Pending] = field(default_factory=list)

    def place(self, waiting: Sequence[Pending]) -> None:
        """All alerts that wait for one watch, oldest first."""
        mine = self._open_messages(waiting[0].watch_id)
        growing = [one for one in mine if one.kind in _GROWING]
        if growing:
            # The watch's own message rather than the roll-up that it shares.
            own = min(growing, key=lambda one: one.kind is DeliveryKind.ROLLUP)
            self._append(own, waiting)
            return
        opener = mine[0].delivery_id if mine else None
        fresh = _messages(waiting, opener, at=len(self.new), silent=self.silent)
        if len(fresh) <= self._budget():
            self.new.extend(fresh)
        else:
            self.overflow.extend(waiting)

    def plan(self) -> Plan:
        if self.overflow:
            self._roll_up()
        appends = tuple(Append(key, _ids(ones)) for key, ones in self.appends.items())
        return Plan(tuple(self.new), appends)

    def _open_messages(self, watch_id: WatchId) -> list[Recent]:
        return [
            one
            for one in self.recent
            if watch_id in one.watch_ids and one.within(TOGETHER, self.now)
        ]

    def _budget(self) -> int:
        """Alert messages that may still be made this hour."""
        lately = (one for one in self.recent if one.within(CAP_WINDOW, self.now))
        return CAP - sum(one.kind in _CAPPED for one in lately) - len(self.new)

    def _append(self, to: Recent, waiting: Iterable[Pending]) -> None:
        self.appends.setdefault(to.delivery_id, []).extend(waiting)

    def _roll_up(self) -> None:
        for one in self.recent:
            if one.kind is DeliveryKind.ROLLUP and one.within(CAP_WINDOW, self.now):
                self._append(one, self.overflow)
                return
        self.new.append(NewDelivery(DeliveryKind.ROLLUP, _ids(self.overflow), self.silent))


def _messages(
    waiting: Sequence[Pending], opener: DeliveryId | None, *, at: int, silent: bool
) -> list[NewDelivery]:
    """At most two messages for one watch. `at`: where in the plan the first will stand."""
    # Several authors of a hashtag are no thread of one account: gathered, not answered.
    scattered = waiting[0].wide and (opener is not None or len(waiting) > 1)
    if len(waiting) > SINGLES or scattered:
        return [NewDelivery(DeliveryKind.CATCHUP, _ids(waiting), silent)]
    if opener is not None:
        return [NewDelivery(DeliveryKind.BURST, _ids(waiting), silent, follows=opener)]
    first, rest = waiting[:1], waiting[1:]
    messages = [NewDelivery(DeliveryKind.ALERT, _ids(first), silent)]
    if rest:
        messages.append(NewDelivery(DeliveryKind.BURST, _ids(rest), silent, follows_new=at))
    return messages


def _by_watch(pending: Iterable[Pending]) -> Iterable[list[Pending]]:
    """Oldest first, within a watch and among watches."""
    groups: dict[WatchId, list[Pending]] = {}
    for one in sorted(pending, key=lambda one: (one.post_published_at, one.alert_id)):
        groups.setdefault(one.watch_id, []).append(one)
    return groups.values()


def _ids(waiting: Iterable[Pending]) -> tuple[AlertId, ...]:
    return tuple(one.alert_id for one in waiting)


def _silent(channel: Channel, now: datetime) -> bool:
    """Evenings, nights and weekends make no sound where the platform can do that."""
    local = now.astimezone(ZoneInfo(channel.zone))
    off_hours = in_quiet_hours(Quiet(_EVENING, _MORNING), local.time())
    return channel.key.platform is Platform.TELEGRAM and (off_hours or local.weekday() >= _SATURDAY)
