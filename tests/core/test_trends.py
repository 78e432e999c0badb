"""Hashtags that take off are told; crowds that are made, and habits, are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.trends import Detector, Rise, Sensitivity, Settings, State, Use

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY, WEEK = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)
ACCOUNTS = [f"firm{number}" for number in range(40)]
NEWS_DAY = START + 9 * DAY + 10 * HOUR
_keys = count()


def use(tag: str, author: str, at: datetime) -> Use:
    return Use(tag, author, at, None, None, False, f"post{next(_keys)}")


def usual_days(days: int = 9) -> list[Use]:
    """Every account posts once a day, without hashtags."""
    return [
        use("", author, START + day * DAY + 9 * HOUR + number * MINUTE)
        for day in range(days)
        for number, author in enumerate(ACCOUNTS)
    ]


def wave(
    tag: str, authors: Sequence[str], at: datetime = NEWS_DAY, every: timedelta = 20 * MINUTE
) -> list[Use]:
    return [use(tag, author, at + number * every) for number, author in enumerate(authors)]


def rises(uses: Iterable[Use], chosen: Settings = Settings()) -> list[Rise]:  # noqa: B008
    detector = Detector(chosen, State())
    return [rise for one in sorted(uses, key=lambda one: one.at) if (rise := detector.feed(one))]


def test_a_tag_that_several_accounts_take_up_is_told_once_with_why() -> None:
    habit = [use("facturation", ACCOUNTS[0], START + day * DAY) for day in range(9)]
    (rise,) = rises([*usual_days(), *habit, *wave("Facturation", ACCOUNTS[:12])])
    assert (rise.tag, rise.authors, rise.posts) == ("facturation", 6, 6)
    assert rise.usual == pytest.approx(1, abs=0.1)
    assert rise.multiplier == pytest.approx(6 / rise.usual)
    assert len(rise.keys) == 6


def test_a_tag_that_nobody_used_before_is_new() -> None:
    (rise,) = rises([*usual_days(), *wave("pdp", ACCOUNTS[:12])])
    assert (rise.multiplier, rise.usual, rise.authors) == (None, 0, 4)


def test_four_accounts_are_enough_only_in_their_own_words_and_quickly() -> None:
    quick = wave("pdp", ACCOUNTS[:4])
    assert rises([*usual_days(), *quick])
    assert not rises([*usual_days(), *(replace(one, repost=True) for one in quick)])
    slow = wave("pdp", ACCOUNTS[:4], every=2 * HOUR)
    assert not rises([*usual_days(), *slow])
    assert rises([*usual_days(), *slow, use("pdp", ACCOUNTS[4], NEWS_DAY + 8 * HOUR)])


def test_five_accounts_over_two_days_are_no_rise() -> None:
    assert not rises([*usual_days(11), *wave("pdp", ACCOUNTS[:5], every=10 * HOUR)])


def test_the_first_week_is_silent_and_what_rose_in_it_is_no_news_after() -> None:
    early = START + WEEK - 2 * HOUR
    assert not rises([*usual_days(), *wave("pdp", ACCOUNTS[:12], early)])
    assert rises([*usual_days(), *wave("pdp", ACCOUNTS[:12], early + DAY)])


def test_a_tag_rests_after_it_was_told() -> None:
    again = wave("pdp", ACCOUNTS[20:32], NEWS_DAY + DAY)
    later = wave("pdp", ACCOUNTS[20:40], NEWS_DAY + 3 * DAY)
    told = rises([*usual_days(13), *wave("pdp", ACCOUNTS[:4]), *again, *later])
    assert [rise.at - NEWS_DAY > 2 * DAY for rise in told] == [False, True]


def test_an_ignored_tag_is_silent_however_it_is_written() -> None:
    stream = [*usual_days(), *wave("MotivationMonday", ACCOUNTS[:12])]
    assert rises(stream)
    assert not rises(stream, Settings(ignored=frozenset({"motivationmonday"})))


def test_the_keener_the_fewer_accounts_it_takes() -> None:
    stream = [*usual_days(), *wave("pdp", ACCOUNTS[:12])]
    needed = [rises(stream, Settings(how))[0].authors for how in Sensitivity]
    assert needed == [6, 4, 3]


def crowd(size: int = 40) -> list[Use]:
    """As many accounts in 90 seconds."""
    return wave("mow4", ACCOUNTS[:size], every=timedelta(seconds=90 / size))


def test_a_crowd_of_known_accounts_from_everywhere_is_told() -> None:
    everywhere = [replace(one, domain=f"{one.author}.example") for one in crowd()]
    assert rises([*usual_days(), *everywhere])


def test_forty_posts_from_one_domain_in_90_seconds_are_silent() -> None:
    assert not rises([*usual_days(), *(replace(one, domain="bots.example") for one in crowd())])


def test_two_accounts_from_elsewhere_don_t_make_a_domain_s_crowd_a_rise() -> None:
    one_place = [replace(one, domain="bots.example") for one in crowd(38)]
    others = wave("mow4", ACCOUNTS[38:], NEWS_DAY + MINUTE)
    others = [replace(one, domain=f"{one.author}.example") for one in others[:1]] + others[1:]
    told = rises([*usual_days(), *one_place, *others])
    assert [rise.authors for rise in told] == [4]
    assert not rises([*usual_days(), *one_place, *others[:1]])


def test_accounts_that_say_they_are_bots_are_silent() -> None:
    assert not rises([*usual_days(), *(replace(one, bot=True) for one in crowd())])


def test_a_rise_says_how_many_bots_are_left_out_of_its_numbers() -> None:
    uses = [*usual_days(), *crowd()]
    (plain,) = rises(uses)
    lately = [replace(crowd()[0], bot=True, author=f"bot{n % 3}") for n in range(9)]
    (rise,) = rises([*uses[:-1], *lately, uses[-1]])
    assert (plain.bots, rise.bots) == (0, 3)
    assert (rise.posts, rise.authors, rise.usual) == (plain.posts, plain.authors, plain.usual)


def test_bots_make_no_memory_of_tags_that_nobody_else_uses() -> None:
    detector = Detector(Settings(), State())
    for one in usual_days():
        detector.feed(one)
    before = set(detector.state().tags)
    for number in range(50):
        detector.feed(replace(crowd()[0], bot=True, tag=f"flood{number}"))
    assert set(detector.state().tags) <= before


def test_of_many_bots_only_the_latest_hundred_are_remembered() -> None:
    uses = [*usual_days(), *crowd()]
    flood = [replace(crowd()[0], bot=True, author=f"bot{n}") for n in range(500)]
    (rise,) = rises([*uses[:-1], *flood, uses[-1]])
    assert rise.bots == 100


def test_one_account_two_hundred_times_is_silent() -> None:
    assert not rises([*usual_days(), *wave("sale", ACCOUNTS[:1] * 200, every=MINUTE)])


def test_accounts_never_seen_before_are_silent_however_many() -> None:
    strangers = [f"stranger{number}" for number in range(200)]
    assert not rises([*usual_days(), *wave("mow4", strangers, every=MINUTE)])
    known = wave("mow4", ACCOUNTS[:2], NEWS_DAY + HOUR)
    assert [one.authors for one in rises([*usual_days(), *wave("mow4", strangers), *known])] == [4]


def test_the_posts_are_those_of_the_accounts_that_count() -> None:
    loud = ["stranger0"] * 50
    newcomers = wave("mow4", [*loud, "stranger1", "stranger2", "stranger2"], every=MINUTE)
    known = wave("mow4", [ACCOUNTS[0], *ACCOUNTS[:2]], NEWS_DAY + HOUR, MINUTE)
    (rise,) = rises([*usual_days(), *newcomers, *known])
    assert (rise.authors, rise.posts) == (4, (2 + 1) + (1 + 2))


def test_accounts_that_do_nothing_else_stay_newcomers() -> None:
    strangers = [f"stranger{number}" for number in range(40)]
    first = wave("mow4", strangers, NEWS_DAY, MINUTE)
    second = wave("mow4", strangers, NEWS_DAY + 10 * DAY, MINUTE)
    assert not rises([*usual_days(20), *first, *second])
    elsewhere = wave("other", strangers, NEWS_DAY + DAY, HOUR)
    assert "mow4" in {one.tag for one in rises([*usual_days(20), *first, *elsewhere, *second])}


def test_what_the_network_says_of_an_account_s_age_is_believed() -> None:
    strangers = wave("pdp", [f"stranger{number}" for number in range(8)])
    assert rises([*usual_days(), *(replace(one, new_author=False) for one in strangers)])
    known = wave("pdp", ACCOUNTS[:8])
    assert not rises([*usual_days(), *(replace(one, new_author=True) for one in known)])


@pytest.mark.parametrize("shift", [0, 7, 13, 22])
@pytest.mark.parametrize("period", [DAY, WEEK])
def test_a_tag_on_schedule_is_silent(period: timedelta, shift: int) -> None:
    uses = usual_days(56)
    for number in range(56 * DAY // period):
        late = number % 3 * 40 * MINUTE
        at = START + shift * HOUR + number * period + late
        uses += wave("throwback", ACCOUNTS[number % 5 :][:8], at, 15 * MINUTE)
    assert not rises(uses)


def test_a_tag_that_becomes_weekly_is_silent_after_two_weeks() -> None:
    uses = usual_days(70)
    for week in range(7):
        uses += wave("throwback", ACCOUNTS[:8], START + (3 + week) * WEEK + 10 * HOUR)
    assert [(rise.at - START) // WEEK for rise in rises(uses)] == [3, 4]


def test_a_post_that_came_a_day_late_counts_for_nothing() -> None:
    detector = Detector(Settings(), State())
    for one in usual_days(12):
        detector.feed(one)
    assert not any(detector.feed(one) for one in wave("pdp", ACCOUNTS[:12]))


def test_the_same_post_twice_is_one_use() -> None:
    (first, *others) = wave("pdp", ACCOUNTS[:4])
    told = rises([*usual_days(), first, first, *others])
    assert told[0].posts == 4


STREAMS = st.lists(
    st.builds(
        lambda tag, author, minutes, repost: Use(
            tag, author, START + minutes * MINUTE, None, None, repost, f"{author}{minutes}{tag}"
        ),
        st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from(ACCOUNTS[:8]),
        st.one_of(st.integers(0, 14 * 1440), st.integers(10 * 1440, 10 * 1440 + 300)),
        st.booleans(),
    ),
    min_size=10,
    max_size=120,
)
QUIET_START = [use("", author, START - WEEK) for author in ACCOUNTS[:8]]
KEEN = Settings(Sensitivity.KEEN)


def fed(detector: Detector, uses: Iterable[Use]) -> list[Rise]:
    return [rise for one in uses if (rise := detector.feed(one))]


def ordered(uses: list[Use]) -> list[Use]:
    return sorted(QUIET_START + uses, key=lambda one: one.at)


@given(STREAMS, st.integers(0, 130))
@settings(deadline=None)
def test_what_comes_later_changes_no_alert(uses: list[Use], cut: int) -> None:
    stream = ordered(uses)
    whole = fed(Detector(KEEN, State()), stream)
    beginning = fed(Detector(KEEN, State()), stream[:cut])
    assert whole[: len(beginning)] == beginning
    after = stream[cut:]
    assert all(rise.at >= after[0].at for rise in whole[len(beginning) :] if after)


@given(STREAMS, st.integers(0, 130))
@settings(deadline=None)
def test_a_restart_changes_no_alert(uses: list[Use], cut: int) -> None:
    """The state goes through JSON, as into a table and back; posts come late and out of order."""
    stream = QUIET_START + uses
    before = Detector(KEEN, State())
    first = fed(before, stream[:cut])
    kept = msgspec.json.decode(msgspec.json.encode(before.state()), type=State)
    again = first + fed(Detector(KEEN, kept), stream[cut:])
    assert again == fed(Detector(KEEN, State()), stream)


@given(STREAMS)
@settings(deadline=None, max_examples=50)
def test_a_detector_of_only_the_rows_at_hand_judges_as_one_of_all(uses: list[Use]) -> None:
    stream = ordered(uses)
    table, told = State(), []
    for one in stream:
        tags = {key: row for key, row in table.tags.items() if key == one.tag}
        accounts = {key: row for key, row in table.accounts.items() if key == one.author}
        detector = Detector(KEEN, replace(table, tags=tags, accounts=accounts))
        told += fed(detector, [one])
        now = detector.state()
        table = replace(
            now, tags={**table.tags, **now.tags}, accounts={**table.accounts, **now.accounts}
        )
    assert told == fed(Detector(KEEN, State()), stream)


@given(STREAMS)
@settings(deadline=None)
def test_fewer_accounts_than_the_rule_asks_for_are_never_told(uses: list[Use]) -> None:
    for rise in fed(Detector(Settings(), State()), ordered(uses)):
        recent = [one for one in uses if one.tag == rise.tag and one.at <= rise.at]
        half_day = {one.author for one in recent if one.at > rise.at - 12 * HOUR}
        assert 4 <= rise.authors <= len(half_day)


def test_memory_is_bounded_by_time_and_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.trends.detector.MOST_TAGS", 50)
    monkeypatch.setattr("bot.core.trends.detector.MOST_ACCOUNTS", 60)
    monkeypatch.setattr("bot.core.trends.memory.MOST_AUTHORS", 20)
    detector = Detector(Settings(), State())
    for number in range(2000):
        detector.feed(use(f"tag{number}", f"account{number}", START + number * MINUTE))
        detector.feed(use("busy", f"account{number}", START + number * MINUTE))
    state = detector.state()
    assert (len(state.tags), len(state.accounts)) == (50, 60)
    assert "tag1999" in state.tags
    assert len(state.tags["busy"].voices) == 20
    detector.feed(use("", "account", START + 40 * DAY))
    detector.feed(use("new", "account", START + 40 * DAY))
    assert (set(detector.state().tags), set(detector.state().accounts)) == ({"new"}, {"account"})
