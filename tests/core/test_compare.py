"""Firms compared: each figure is right, or says why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.compare import (
    Activity,
    Address,
    Figures,
    Format,
    Gap,
    Known,
    Member,
    Period,
    Presence,
    Rhythm,
    Seen,
    Share,
    Side,
    SideFigures,
    Tone,
    Unknown,
    Voice,
    Why,
    by_network,
    common,
    figures,
    presence,
    side_by_side,
)
from bot.core.compare.tallies import median
from bot.core.compare.tone import language_of, tone
from bot.core.firms import FirmKind
from bot.core.model import StoryId
from connectors.types import Media, Post, PostKind

END = datetime(2026, 11, 23, tzinfo=UTC)  # a Monday
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
PERIOD = Period(END - 4 * WEEK, END)
PARIS = "Europe/Paris"


def post(ago: timedelta, text: str = "", network: str = "mastodon", **facts: object) -> Post:
    key = f"{network}/{ago}/{text}"
    made = Post(network, key, f"https://firm.example/{key}", "a", "a", "A", text, END - ago)
    return replace(made, **facts)  # type: ignore[arg-type]


def daily(count: int, first: timedelta = DAY, **facts: object) -> list[Post]:
    return [post(first + number * DAY, **facts) for number in range(count)]  # type: ignore[arg-type]


def seen(posts: Iterable[Post], since: timedelta = 30 * WEEK, network: str = "mastodon") -> Seen:
    return Seen(network, "key", "Durand", tuple(posts), END - since, END)


def side(posts: Iterable[Post], name: str = "Durand") -> Side:
    return Side(name, (seen(posts),))


def told(*sides: Side, period: Period = PERIOD, zone: str = PARIS) -> Figures:
    return figures(sides, period, zone)


def one(posts: Iterable[Post], period: Period = PERIOD, zone: str = PARIS) -> SideFigures:
    return told(side(posts), period=period, zone=zone).sides[0]


# --- figures of one side


def test_posts_a_week_are_counted_over_the_period_alone() -> None:
    posts = [*daily(12), post(5 * WEEK), post(timedelta(0))]
    assert (one(posts).posts, one(posts).weekly) == (12, 3.0)


def test_what_others_said_and_answers_to_others_are_not_a_firms_own_posts() -> None:
    kinds = (PostKind.ORIGINAL, PostKind.QUOTE, PostKind.REPLY, PostKind.REPOST)
    assert one([post(DAY, kind.value, kind=kind) for kind in kinds]).posts == 2


def test_hours_are_those_of_the_channels_zone() -> None:
    sunday_night = [post(HOUR / 2), post(WEEK + HOUR / 2)]
    for zone, day, hour in ((PARIS, 0, 0), ("UTC", 6, 23), ("Asia/Tokyo", 0, 8)):
        rhythm = one(sunday_night, zone=zone).rhythm
        assert isinstance(rhythm, Rhythm)
        assert (rhythm.counts[day][hour], rhythm.posts) == (2, 2)


@pytest.mark.parametrize(
    ("kinds", "links", "expected"),
    [
        ((), (), Format.TEXT),
        ((), ("https://a.example",), Format.LINK),
        (("link",), (), Format.LINK),
        (("image",), ("https://a.example",), Format.IMAGE),
        (("image", "video"), (), Format.VIDEO),
        (("audio",), ("https://a.example",), Format.OTHER),
    ],
)
def test_a_post_has_one_format_the_richest(
    kinds: Sequence[str], links: tuple[str, ...], expected: Format
) -> None:
    media = tuple(Media(kind, "") for kind in kinds)
    found = one([post(DAY, media=media, links=links), post(2 * DAY)]).formats
    assert not isinstance(found, Unknown)
    assert found.posts == 2
    assert found.share(expected) == (1.0 if expected is Format.TEXT else 0.5)


def test_length_is_the_median_and_tags_and_links_are_counted_once_a_post() -> None:
    posts = [
        post(DAY, "a" * 10, hashtags=("TVA", "tva", "Paie"), links=("u", "u")),
        post(2 * DAY, "b" * 20),
        post(3 * DAY, "", title="c" * 300, links=("u", "v")),
    ]
    found = one(posts)
    assert found.length == 20
    assert found.hashtags == pytest.approx(2 / 3)
    assert found.links == 1


@given(st.lists(st.integers(-50, 50), min_size=1))
def test_a_median_has_as_many_values_above_as_below(values: list[int]) -> None:
    middle = median(values)
    assert sum(value < middle for value in values) <= len(values) / 2
    assert sum(value > middle for value in values) <= len(values) / 2


# --- what isn't known


def test_no_post_is_nought_a_week_and_nothing_else_is_made_up_from_it() -> None:
    found = one([])
    assert (found.posts, found.weekly) == (0, 0.0)
    rest = (found.rhythm, found.formats, found.length, found.hashtags, found.tone, found.best)
    assert set(rest) == {Unknown(Why.NO_POSTS)}


def test_a_single_post_makes_no_habit() -> None:
    found = one([post(DAY, "Nous recrutons", reactions=3)])
    assert found.posts == 1
    rest = {found.rhythm, found.formats, found.length, found.hashtags, found.links, found.tone}
    assert rest == {Unknown(Why.ONE_POST)}


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (END - DAY, END, Why.ADDED),
        (END - 2 * WEEK, END, Why.UNCOVERED),
        (END - 9 * WEEK, END - 2 * DAY, Why.UNREAD),
        (None, None, Why.UNREAD),
    ],
)
def test_an_account_that_isnt_known_for_the_period_has_no_figure_at_all(
    since: datetime | None, until: datetime | None, why: Why
) -> None:
    account = replace(seen(daily(20, reactions=5)), since=since, until=until)
    (found,) = told(Side("Durand", (account,))).sides
    values = (getattr(found, name) for name in found.__slots__ if name != "name")
    assert set(values) == {Unknown(why)}


def test_one_account_that_isnt_known_leaves_its_firm_without_figures() -> None:
    new = seen(daily(3), since=DAY)
    (found,) = told(Side("Durand", (seen(daily(20)), new))).sides
    assert found.posts == Unknown(Why.ADDED)


def test_undated_posts_make_no_figures() -> None:
    assert one([*daily(5), post(DAY, published_at=None)]).weekly == Unknown(Why.UNDATED)


def test_a_few_days_make_no_week() -> None:
    found = one(daily(3), Period(END - 3 * DAY, END))
    assert (found.posts, found.weekly) == (3, Unknown(Why.SHORT))


def test_the_common_period_begins_when_all_that_are_known_for_a_week_are_known() -> None:
    sides = [Side("A", (seen([], since=10 * WEEK), seen([], since=3 * WEEK), seen([], since=DAY)))]
    assert common(sides, PERIOD) == Period(END - 3 * WEEK, END)
    assert common([side([])], PERIOD) == PERIOD


@pytest.mark.parametrize("count", [0, 6])
def test_only_one_to_five_are_compared(count: int) -> None:
    with pytest.raises(ValueError, match="sides"):
        figures([side([])] * count, PERIOD, PARIS)


# --- reactions


def past(reactions: Sequence[int | None]) -> list[Post]:
    return [post(6 * WEEK + at * DAY, reactions=each) for at, each in enumerate(reactions)]


def test_reactions_are_told_against_the_accounts_own_past() -> None:
    recent = daily(5, 3 * DAY, reactions=30)
    found = one([*past([5, 10, 10, 10, 200]), *recent])
    assert found.reactions == 3.0
    famous = one([*past([500, 1000, 1000, 1000, 20000]), *daily(5, 3 * DAY, reactions=3000)])
    assert famous.reactions == 3.0


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ([None] * 6, Why.UNTOLD),
        ([10] * 4, Why.TOO_FEW),
        ([], Why.TOO_FEW),
        ([0] * 6, Why.UNMOVED),
    ],
)
def test_reactions_without_a_past_to_measure_by_are_unknown(
    before: list[int | None], why: Why
) -> None:
    found = one([*past(before), *daily(6, 3 * DAY, reactions=7)])
    assert (found.reactions, found.best) == (Unknown(why), Unknown(why))


def test_the_best_post_is_the_one_furthest_above_its_accounts_usual() -> None:
    small = seen([*past([2] * 5), post(3 * DAY, "small", reactions=10)])
    large = seen([*past([100] * 5), post(3 * DAY, "large", reactions=300)])
    (found,) = told(Side("Durand", (small, large))).sides
    assert not isinstance(found.best, Unknown)
    assert (found.best.post.text, found.best.ratio, found.best.usual) == ("small", 5.0, 2)
    assert found.reactions == Unknown(Why.TOO_FEW)


def test_a_post_of_yesterday_is_not_judged() -> None:
    ripe = [post(3 * DAY, reactions=12), post(4 * DAY, reactions=11)]
    found = one([*past([10] * 5), *ripe, post(DAY, "young", reactions=500)])
    assert not isinstance(found.best, Unknown)
    assert found.best.post is ripe[0]


# --- tone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Découvrez votre nouveau calendrier des échéances", {Address.VOUS, Address.IMPERATIVE}),
        ("Tu ouvres ton cabinet ? On en parle avec toi.", {Address.TU}),
        ("T'as vu la réforme de la TVA et de la paie ?", {Address.TU}),
        ("Le ton de la réforme est donné par le ministre", set()),
        ("Un rendez-vous avec le ministre dans la matinée", set()),
        ("Nous recrutons pour nos bureaux de Lyon", {Address.NOUS}),
        ("🚀 Comprendre la facturation électronique en 5 minutes", {Address.INFINITIVE}),
        ("La paie change. N'oubliez pas la date !", {Address.IMPERATIVE}),
        (
            "Discover how we help you with the new VAT",
            {Address.YOU, Address.WE, Address.IMPERATIVE},
        ),
        ("The court has ruled on the appeal", set()),
        ("We are hiring for our office in Lyon", {Address.WE}),
    ],
)
def test_a_tone_is_counted_from_the_words_of_address(text: str, expected: set[Address]) -> None:
    found = tone([post(DAY, text)])
    assert {address for address, count in found.counts if count} == expected


def test_shares_of_a_tone_are_of_the_posts_in_its_language() -> None:
    found = one(
        [
            post(DAY, "Découvrez le calendrier de la paie"),
            post(2 * DAY, "Nous sommes dans les locaux de Lyon"),
            post(3 * DAY, "We are in the office for you"),
            post(4 * DAY, "Wir sind heute nicht erreichbar"),
        ]
    ).tone
    assert isinstance(found, Tone)
    assert (found.french, found.english) == (2, 1)
    assert (found.share(Address.NOUS), found.share(Address.WE)) == (0.5, 1.0)
    assert found.share(Address.IMPERATIVE) == pytest.approx(1 / 3)


def test_posts_in_other_languages_have_no_tone_and_short_ones_that_of_their_network() -> None:
    german = [post(at * DAY, "Steuern sparen leicht gemacht", language="de") for at in (1, 2)]
    assert one(german).tone == Unknown(Why.LANGUAGE)
    assert language_of(post(DAY, "TVA 2027", language="fr-FR")) == "fr"


@given(st.text(max_size=200))
def test_any_text_has_a_tone_or_none(text: str) -> None:
    found = tone([post(DAY, text)])
    assert all(0 <= (found.share(address) or 0) <= 1 for address in Address)


# --- several sides


def test_share_of_voice_is_of_all_posts_of_those_that_are_known() -> None:
    late = Side("Nord", (seen(daily(9), since=DAY),))
    found = told(side(daily(15), "Durand"), late, side(daily(5), "KPL")).voice
    assert found == Voice((Share("Durand", 15, 0.75), Share("KPL", 5, 0.25)), ("Nord",))


@pytest.mark.parametrize(
    ("counts", "why"), [((5,), Why.ALONE), ((0, 0), Why.NO_POSTS), ((1, 0), Why.ONE_POST)]
)
def test_there_is_no_share_of_voice_without_two_sides_and_two_posts(
    counts: Sequence[int], why: Why
) -> None:
    assert told(*(side(daily(count)) for count in counts)).voice == Unknown(why)


def test_a_firms_networks_are_compared_like_firms_busiest_first() -> None:
    accounts = (
        seen(daily(2)),
        seen(daily(5, network="bluesky"), network="bluesky"),
        seen(daily(4, HOUR)),
    )
    found = by_network(Side("Durand", accounts), PERIOD)
    assert [(one.name, len(one.accounts)) for one in found] == [("mastodon", 2), ("bluesky", 1)]


def test_an_announcement_is_shown_side_by_side_by_network() -> None:
    mastodon = post(DAY, "Nous ouvrons un bureau", hashtags=("Lyon",))
    again = post(DAY - HOUR, "Nous ouvrons un bureau, rappel")
    bluesky = post(DAY - HOUR / 4, "Découvrez notre bureau de la rue", "bluesky", links=("u",))
    alone = post(2 * DAY, "Autre chose")
    stories = {(each.network, each.key): StoryId(1) for each in (mastodon, again, bluesky)}
    stories[alone.network, alone.key] = StoryId(2)
    (found,) = side_by_side(side([again, bluesky, alone, mastodon]), stories, PERIOD)
    assert found.story == 1
    first, second = found.versions
    assert (first.post, first.after, first.hashtags) == (mastodon, timedelta(0), 1)
    assert (second.post, second.after, second.links) == (bluesky, HOUR / 4, 1)
    assert (first.format, second.format) == (Format.TEXT, Format.LINK)
    assert second.addresses == {Address.NOUS, Address.IMPERATIVE}


# --- presence


def panel(own: Member | None) -> Known[Presence]:
    active, quiet, unread = Activity
    members = [
        Member("KPL", FirmKind.LAW, {"bluesky": active, "x": quiet}),
        Member("Juris", FirmKind.LAW, {"bluesky": unread}),
        Member("Durand", FirmKind.ACCOUNTING, {"bluesky": quiet}),
    ]
    return presence(members, own, ["x", "bluesky", "youtube"])


def test_presence_is_told_by_network_and_kind_of_firm_with_ones_own_gaps() -> None:
    found = panel(Member("Martin", FirmKind.ACCOUNTING, {"x": Activity.ACTIVE}))
    assert isinstance(found, Presence)
    assert found.kinds == (FirmKind.ACCOUNTING, FirmKind.LAW)
    bluesky, x = found.rows
    assert [(cell.present, cell.active, cell.of) for cell in bluesky.cells] == [
        (1, 0, 1),
        (2, None, 2),  # one of them can't be read
    ]
    assert [(cell.present, cell.active, cell.of) for cell in x.cells] == [(0, 0, 1), (1, 0, 2)]
    assert (bluesky.own, x.own) == (False, True)
    assert found.gaps == (Gap("bluesky", 3, 3),)


def test_gaps_need_a_firm_of_ones_own_and_presence_needs_others() -> None:
    found = panel(None)
    assert isinstance(found, Presence)
    assert found.gaps == Unknown(Why.NO_OWN)
    assert presence([], Member("Martin", FirmKind.LAW, {}), ["x"]) == Unknown(Why.ALONE)


# --- all together


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.sampled_from([None, 0, 3, 50])), max_size=12),
        min_size=1,
        max_size=5,
    )
)
def test_shares_make_a_whole_and_counts_agree(
    firms: list[list[tuple[int, int | None]]],
) -> None:
    sides = [
        side([post(day * DAY + HOUR, str(at), reactions=n) for at, (day, n) in enumerate(posts)])
        for posts in firms
    ]
    found = told(*sides)
    for each in found.sides:
        assert isinstance(each.posts, int)
        if not isinstance(each.rhythm, Unknown):
            assert each.rhythm.posts == each.posts
        if not isinstance(each.formats, Unknown):
            assert each.formats.posts == each.posts
        assert isinstance(each.rhythm, Unknown) == (each.posts < 2)
    if not isinstance(found.voice, Unknown):
        assert sum(share.share for share in found.voice.shares) == pytest.approx(1)
