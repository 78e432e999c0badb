"""No flood, no loss: which messages a channel gets for its pending alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.compose import (
    Append,
    NewDelivery,
    Pending,
    Plan,
    Recent,
    compose,
    in_quiet_hours,
    offer_digest_only,
)
from bot.core.model import (
    AlertId,
    Channel,
    ChannelId,
    ChannelKey,
    DeliveryId,
    DeliveryKind,
    Platform,
    Quiet,
    WatchId,
    WorkspaceId,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 10, 10, tzinfo=PARIS).astimezone(UTC)  # a Tuesday
MINUTE = timedelta(minutes=1)
CHANNEL = Channel(
    id=ChannelId(1),
    workspace_id=WorkspaceId(1),
    key=ChannelKey(Platform.SLACK, "T1", "C1"),
    name="veille",
    language="fr",
    zone="Europe/Paris",
    digest_on=True,
    digest_time=time(8, 30),
    digest_days=frozenset(range(5)),
    created_at=NOW - timedelta(days=9),
)
ALERT, BURST = DeliveryKind.ALERT, DeliveryKind.BURST
CATCHUP, ROLLUP = DeliveryKind.CATCHUP, DeliveryKind.ROLLUP


def pending(*numbers: int, watch: int = 1, wide: bool = False) -> list[Pending]:
    return [
        Pending(AlertId(n), WatchId(watch), NOW - timedelta(days=1) + n * MINUTE, wide)
        for n in numbers
    ]


def recent(
    kind: DeliveryKind, *, ago: timedelta | None, number: int = 50, watch: int = 1
) -> Recent:
    """`ago` None: not sent yet."""
    sent_at = None if ago is None else NOW - ago
    return Recent(DeliveryId(number), kind, frozenset({WatchId(watch)}), sent_at)


def plan(waiting: Iterable[Pending], *before: Recent, channel: Channel = CHANNEL) -> Plan:
    return compose(list(waiting), before, channel, NOW)


def new(kind: DeliveryKind, *numbers: int) -> NewDelivery:
    return NewDelivery(kind, tuple(AlertId(n) for n in numbers), silent=False)


def append(delivery: int, *numbers: int) -> Append:
    return Append(DeliveryId(delivery), tuple(AlertId(n) for n in numbers))


def test_nothing_pending_composes_nothing() -> None:
    assert plan([], recent(ALERT, ago=MINUTE)) == Plan()


def test_one_alert_is_a_single_message() -> None:
    assert plan(pending(1)) == Plan(new=(new(ALERT, 1),))


def test_two_to_five_of_an_account_are_the_oldest_alone_and_one_reply_to_it() -> None:
    for count in range(2, 6):
        numbers = range(1, count + 1)
        reply = replace(new(BURST, *numbers[1:]), follows_new=0)
        assert plan(reversed(pending(*numbers))) == Plan(new=(new(ALERT, 1), reply))


def test_a_reply_follows_the_single_of_its_own_watch() -> None:
    got = plan([*pending(1, watch=1), *pending(2, 3, watch=2)])
    assert [one.kind for one in got.new] == [ALERT, ALERT, BURST]
    assert got.new[2].follows_new == 1


def test_more_than_five_waiting_are_one_catch_up_and_no_single() -> None:
    assert plan(pending(*range(6))) == Plan(new=(new(CATCHUP, *range(6)),))


def test_five_thousand_after_a_day_are_one_message_that_holds_them_all() -> None:
    assert plan(pending(*range(5000))) == Plan(new=(new(CATCHUP, *range(5000)),))


def test_a_second_publication_within_ten_minutes_is_a_reply_to_the_first() -> None:
    single = recent(ALERT, ago=10 * MINUTE - timedelta(seconds=1))
    assert plan(pending(2), single).new == (replace(new(BURST, 2), follows=DeliveryId(50)),)


def test_a_second_publication_after_ten_minutes_is_a_single_again() -> None:
    assert plan(pending(2), recent(ALERT, ago=10 * MINUTE)) == Plan(new=(new(ALERT, 2),))


@pytest.mark.parametrize("kind", [BURST, CATCHUP, ROLLUP])
@pytest.mark.parametrize("count", [1, 5, 50])
def test_a_reply_a_catch_up_or_a_roll_up_of_the_watch_grows_for_ten_minutes(
    kind: DeliveryKind, count: int
) -> None:
    before = [recent(ALERT, ago=9 * MINUTE), recent(kind, ago=MINUTE, number=51)]
    assert plan(pending(*range(count)), *before) == Plan(appends=(append(51, *range(count)),))


def test_a_watch_s_own_message_grows_rather_than_the_roll_up_that_it_shares() -> None:
    rollup, own = recent(ROLLUP, ago=MINUTE, number=51), recent(CATCHUP, ago=MINUTE, number=52)
    for before in ([rollup, own], [own, rollup]):
        assert plan(pending(1), *before).appends == (append(52, 1),)


def test_a_flood_after_a_single_is_a_catch_up() -> None:
    got = plan(pending(*range(6)), recent(ALERT, ago=MINUTE))
    assert got == Plan(new=(new(CATCHUP, *range(6)),))


def test_the_messages_of_another_watch_do_not_count() -> None:
    assert plan(pending(1), recent(CATCHUP, ago=MINUTE, watch=2)).new == (new(ALERT, 1),)


def test_several_authors_of_a_hashtag_are_gathered_not_threaded() -> None:
    assert plan(pending(1, wide=True)).new == (new(ALERT, 1),)
    assert plan(pending(1, 2, wide=True)).new == (new(CATCHUP, 1, 2),)
    assert plan(pending(2, wide=True), recent(ALERT, ago=MINUTE)).new == (new(CATCHUP, 2),)


@pytest.mark.parametrize("kind", [BURST, CATCHUP, ROLLUP])
def test_a_message_that_waits_for_a_broken_chat_grows_however_long(kind: DeliveryKind) -> None:
    assert plan(pending(2), recent(kind, ago=None)).appends == (append(50, 2),)


def test_the_eleventh_message_of_an_hour_is_a_roll_up_of_the_rest() -> None:
    waiting = [one for n in range(30) for one in pending(n, watch=n)]
    got = plan(waiting)
    assert [one.kind for one in got.new] == [ALERT] * 10 + [ROLLUP]
    assert got.new[10].alert_ids == tuple(range(10, 30))


def test_the_roll_up_of_the_hour_grows_while_the_cap_lasts() -> None:
    before = [recent(ALERT, ago=20 * MINUTE, number=n, watch=n) for n in range(100, 110)]
    rollup = recent(ROLLUP, ago=15 * MINUTE, number=60, watch=99)
    assert plan(pending(1), *before, rollup) == Plan(appends=(append(60, 1),))
    old = replace(rollup, sent_at=NOW - timedelta(hours=1))
    assert plan(pending(1), *before, old) == Plan(new=(new(ROLLUP, 1),))
    assert plan(pending(1), *before[1:], rollup) == Plan(new=(new(ALERT, 1),))


def test_a_single_and_its_reply_go_to_the_roll_up_together_where_one_is_left() -> None:
    before = [recent(ALERT, ago=20 * MINUTE, number=n, watch=n) for n in range(100, 109)]
    got = plan([*pending(1, 2), *pending(3, watch=2)], *before)
    assert got.new == (new(ALERT, 3), new(ROLLUP, 1, 2))


@pytest.mark.parametrize(
    ("start", "end", "held", "free"),
    [
        (time(20), time(8), ("20:00", "23:59", "00:00", "07:59"), ("08:00", "12:00", "19:59")),
        (time(12), time(14), ("12:00", "13:59"), ("11:59", "14:00", "00:00")),
        (time(9), time(9), (), ("08:59", "09:00", "23:00")),
    ],
)
def test_quiet_hours_hold_and_may_span_midnight(
    start: time, end: time, held: tuple[str, ...], free: tuple[str, ...]
) -> None:
    channel = replace(CHANNEL, quiet=Quiet(start, end))
    for clock, expected in [*((c, True) for c in held), *((c, False) for c in free)]:
        local = datetime.combine(date(2026, 3, 10), time.fromisoformat(clock), PARIS)
        got = compose(pending(1), [], channel, local.astimezone(UTC))
        assert (got == Plan()) is expected, clock


def test_a_muted_or_parked_channel_keeps_its_alerts_pending() -> None:
    assert plan(pending(1), channel=replace(CHANNEL, muted_until=NOW + MINUTE)) == Plan()
    assert plan(pending(1), channel=replace(CHANNEL, parked="slack_invite")) == Plan()
    assert plan(pending(1), channel=replace(CHANNEL, muted_until=NOW)).new == (new(ALERT, 1),)


@pytest.mark.parametrize(
    ("platform", "local", "silent"),
    [
        (Platform.TELEGRAM, "2026-03-10T19:59", False),
        (Platform.TELEGRAM, "2026-03-10T20:00", True),
        (Platform.TELEGRAM, "2026-03-10T07:59", True),
        (Platform.TELEGRAM, "2026-03-10T08:00", False),
        (Platform.TELEGRAM, "2026-03-14T12:00", True),
        (Platform.TELEGRAM, "2026-03-15T12:00", True),
        (Platform.SLACK, "2026-03-14T23:00", False),
        (Platform.TERMINAL, "2026-03-14T23:00", False),
    ],
)
def test_telegram_is_silent_in_the_evening_at_night_and_at_weekends(
    platform: Platform, local: str, silent: bool
) -> None:
    channel = replace(CHANNEL, key=ChannelKey(platform, "b", "c"))
    now = datetime.fromisoformat(local).replace(tzinfo=PARIS).astimezone(UTC)
    assert compose(pending(1), [], channel, now).new[0].silent is silent


@dataclass
class Chat:
    """A channel over virtual time: applies plans as the outbox does, and remembers."""

    channel: Channel = CHANNEL
    now: datetime = NOW
    up: bool = True
    waiting: list[Pending] = field(default_factory=list)
    recent: dict[DeliveryId, Recent] = field(default_factory=dict)
    told: Counter[AlertId] = field(default_factory=Counter)
    watch_of: dict[AlertId, WatchId] = field(default_factory=dict)
    composed: list[datetime] = field(default_factory=list)
    asked: int = 0

    def arrive(self, watch: int, count: int, wide: bool = False) -> None:
        for _ in range(count):
            self.asked += 1
            one = Pending(AlertId(self.asked), WatchId(watch), self.now, wide)
            self.watch_of[one.alert_id] = one.watch_id
            self.waiting.append(one)

    def minute(self) -> None:
        got = compose(self.waiting, list(self.recent.values()), self.channel, self.now)
        self.composed += [self.now for _ in (*got.new, *got.appends)]
        for message in got.new:
            key = DeliveryId(len(self.recent) + 1)
            self.recent[key] = Recent(key, message.kind, self._tell(message.alert_ids), None)
        for more in got.appends:
            old = self.recent[more.delivery_id]
            watches = old.watch_ids | self._tell(more.alert_ids)
            self.recent[old.delivery_id] = replace(old, watch_ids=watches)
        self.waiting = [one for one in self.waiting if not self.told[one.alert_id]]
        if self.up:
            for key, one in self.recent.items():
                self.recent[key] = replace(one, sent_at=one.sent_at or self.now)
        self.now += MINUTE

    def _tell(self, alert_ids: Iterable[AlertId]) -> frozenset[WatchId]:
        ids = list(alert_ids)
        self.told.update(ids)
        return frozenset(self.watch_of[one] for one in ids)

    def sent(self, *kinds: DeliveryKind, watch: int | None = None) -> list[datetime]:
        return sorted(
            one.sent_at
            for one in self.recent.values()
            if one.sent_at and one.kind in kinds and (watch is None or watch in one.watch_ids)
        )


def most_within(times: list[datetime], span: timedelta) -> int:
    return max((sum(start <= at < start + span for at in times) for start in times), default=0)


ARRIVALS = st.lists(
    st.tuples(
        st.integers(1, 6),  # watch; 5 and 6 are hashtags
        st.sampled_from([1, 1, 1, 2, 5, 6, 300]),
        st.integers(0, 25),  # minutes that pass afterwards
        st.sampled_from(["up", "up", "up", "down"]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(ARRIVALS, st.sampled_from([None, Quiet(time(11), time(13)), Quiet(time(22), time(10, 30))]))
def test_whatever_arrives_no_alert_is_lost_or_doubled_and_no_bound_is_passed(
    arrivals: list[tuple[int, int, int, str]], quiet: Quiet | None
) -> None:
    chat = Chat(channel=replace(CHANNEL, quiet=quiet))
    for watch, count, minutes, state in arrivals:
        chat.arrive(watch, count, wide=watch > 4)
        chat.up = state == "up"
        for _ in range(minutes):
            chat.minute()
    chat.up = True
    while quiet and in_quiet_hours(quiet, chat.now.astimezone(PARIS).time()):
        chat.minute()
    chat.minute()
    assert chat.told == Counter({AlertId(n): 1 for n in range(1, chat.asked + 1)})
    hour = timedelta(hours=1)
    assert most_within(chat.sent(ALERT, BURST, CATCHUP), hour) <= 10
    assert most_within(chat.sent(ROLLUP), hour) <= 1
    for watch in range(1, 7):
        assert most_within(chat.sent(ALERT, BURST, CATCHUP, watch=watch), 10 * MINUTE) <= 2
    assert not any(in_quiet_hours(quiet, at.astimezone(PARIS).time()) for at in chat.composed)


@pytest.mark.parametrize("chunks", [[5000], [1] * 9, [5, 1, 1, 5, 4988], [6, 3], [1, 4994, 5]])
@pytest.mark.parametrize("wide", [False, True])
def test_after_an_outage_of_the_network_a_watch_gets_at_most_two_messages(
    chunks: list[int], wide: bool
) -> None:
    chat = Chat()
    for count in chunks:
        chat.arrive(1, count, wide)
        chat.minute()
    assert len(chat.recent) <= 2
    assert len(chat.told) == sum(chunks)


def test_after_a_day_without_the_chat_a_watch_gets_at_most_two_messages() -> None:
    chat = Chat(up=False)
    for _ in range(48):
        chat.arrive(1, 1)
        for _ in range(30):
            chat.minute()
    chat.up = True
    chat.minute()
    assert [one.kind for one in chat.recent.values()] == [ALERT, BURST]
    assert len(chat.told) == 48


def test_from_the_tenth_alert_of_a_day_the_busiest_watch_is_offered_once() -> None:
    today = [
        recent(ALERT, ago=n * 10 * MINUTE, number=n, watch=2 if n % 3 else 1) for n in range(10)
    ]
    day = date(2026, 3, 10)
    assert offer_digest_only(today, CHANNEL, None, NOW) == 2
    assert offer_digest_only(today, CHANNEL, day - timedelta(days=1), NOW) == 2
    assert offer_digest_only(today, CHANNEL, day, NOW) is None
    assert offer_digest_only(today[1:], CHANNEL, None, NOW) is None


def test_the_alerts_of_yesterday_do_not_count_for_the_offer() -> None:
    ten_o_clock = timedelta(hours=10)
    messages = [recent(ALERT, ago=ten_o_clock, number=n) for n in range(10)]
    assert offer_digest_only(messages, CHANNEL, None, NOW) == 1
    messages[0] = replace(messages[0], sent_at=NOW - ten_o_clock - MINUTE)
    assert offer_digest_only(messages, CHANNEL, None, NOW) is None
