"""Which publications stand where in a digest, and the reason for each line of "In short"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest import (
    MOST_WORDS,
    OFFER_AFTER,
    TALLY_AFTER,
    DigestContent,
    DigestPost,
    Findings,
    Newcomer,
    Newest,
    Owner,
    Reacted,
    Room,
    Spread,
    Tag,
    Unusual,
    count_words,
    few_words,
    narrowed,
    reached,
    roomiest,
    select,
)
from bot.core.firms.kinds import Relation
from bot.core.firms.model import FirmId
from bot.core.model import PostId, StoredPost, StoryId, WatchId
from bot.core.rhythm import Silence
from connectors.types import Post

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DURAND = Owner(FirmId(1), "Durand", Relation.COMPETITOR)
OURS = Owner(FirmId(2), "We", Relation.OWN)
PARTNER = Owner(FirmId(3), "Partner", Relation.PARTNER)
UNSET = Owner(FirmId(4), "Somebody")
TAG = Tag("facturation", 3.2, 14, 6, 4.0)
SILENT = Unusual("KPL", "x", Silence(NOW - 30 * DAY, 30 * DAY, 4.0))
THERE = Newcomer("KPL", "threads", "https://threads.example/kpl")


def post(
    number: int,
    owner: Owner | None = None,
    *,
    watch: int = 1,
    network: str = "bluesky",
    reactions: int | None = None,
    story: int | None = None,
    usual: float | None = None,
    record: int | None = None,
    deleted: bool = False,
) -> DigestPost:
    """A higher number is newer."""
    at = NOW - DAY + number * MINUTE
    url = f"https://social.example/{number}"
    said = Post(network, f"k{number}", url, "a", "a", "A", f"Post {number}", at)
    stored = StoredPost(PostId(number), replace(said, reactions=reactions), at, deleted)
    return DigestPost(
        stored,
        WatchId(watch),
        f"Account {watch}",
        network,
        late=False,
        story=None if story is None else StoryId(story),
        owner=owner,
        usual=usual,
        record=record,
    )


def selected(posts: Sequence[DigestPost], findings: Findings | None = None) -> DigestContent:
    return select(posts, [], NOW - DAY, NOW, findings or Findings())


def test_a_firms_accounts_stand_together_and_its_announcement_once() -> None:
    told = [
        post(1, DURAND, watch=1, network="linkedin", story=7),
        post(2, DURAND, watch=2, network="x", story=7),
        post(3, DURAND, watch=2, network="x"),
    ]
    (group,) = selected(told).groups
    assert (group.name, group.networks, group.count) == ("Durand", ("x", "linkedin"), 2)
    assert [one.networks for one in group.every if one.story] == [("linkedin", "x")]


def test_competitors_come_first_and_our_own_accounts_last() -> None:
    told = [
        *(post(n, OURS, watch=1) for n in range(9)),
        post(10, UNSET, watch=2),
        post(11, PARTNER, watch=3),
        post(12, DURAND, watch=4),
        post(13, watch=5),
        post(14, watch=5),
    ]
    content = selected(told)
    assert content.sectioned
    names = [group.name for group in content.groups]
    assert names == ["Durand", "Partner", "Account 5", "Somebody", "We"]


def test_our_own_publications_are_not_the_title_where_others_published() -> None:
    ours = [post(n, OURS, watch=1, reactions=500, usual=1.0) for n in range(5)]
    content = selected([*ours, post(9, DURAND, watch=2)])
    assert content.top is not None
    assert content.top.who == "Durand"
    alone = selected(ours).top
    assert alone is not None
    assert alone.who == "We"


# --- in short


FOUR = [post(n, reactions=n, usual=10.0) for n in range(1, 5)]


def test_each_kind_of_news_has_its_line_before_a_second_reaction() -> None:
    wide = [
        post(n, DURAND, watch=n, network=network, story=1)
        for n, network in enumerate(["x", "linkedin", "bluesky"], start=20)
    ]
    content = selected([*FOUR, *wide], Findings(rising=(TAG,), unusual=(SILENT,)))
    assert [type(one) for one in content.short] == [Reacted, Tag, Spread]


def test_what_is_unusual_and_who_is_new_stand_there_too() -> None:
    content = selected(FOUR, Findings(unusual=(SILENT,), newcomers=(THERE,)))
    assert [type(one) for one in content.short] == [Reacted, Unusual, Newcomer]


def test_a_second_and_third_line_are_the_next_in_reactions() -> None:
    lines = selected(FOUR).short
    assert [one.post.reactions for one in lines if isinstance(one, Reacted)] == [4, 3, 2]


def test_where_nobody_reacted_the_newest_of_the_most_active_stands_there() -> None:
    quiet = [post(n, watch=1) for n in range(4)]
    (line,) = selected([*quiet, post(9, watch=2)]).short
    assert isinstance(line, Newest)
    assert line.post.post.id == 3


def test_few_publications_are_not_told_twice() -> None:
    assert selected(FOUR[:3]).short == ()
    assert selected(FOUR[:3], Findings(rising=(TAG,))).short == (TAG,)


def test_more_than_usual_comes_before_more() -> None:
    small = post(10, watch=2, reactions=40, usual=10.0)
    content = selected([*(post(n, reactions=90, usual=100.0) for n in range(3)), small])
    first = content.short[0]
    assert isinstance(first, Reacted)
    assert first.post.post.id == 10


@pytest.mark.parametrize(("record", "best"), [(None, False), (30, True), (41, False), (40, False)])
def test_a_record_is_told_only_where_it_is_one(record: int | None, best: bool) -> None:
    told = [*FOUR, post(9, reactions=40, usual=10.0, record=record)]
    first = selected(told).short[0]
    assert isinstance(first, Reacted)
    assert first.best is best


def test_what_its_author_deleted_is_in_no_line() -> None:
    gone = [replace(one, post=replace(one.post, deleted=True)) for one in FOUR]
    assert selected([*gone, *FOUR[:1]]).short == ()


# --- room


posts = st.builds(
    post,
    st.integers(1, 60),
    st.sampled_from([None, DURAND, OURS, PARTNER, UNSET]),
    watch=st.integers(1, 30),
    story=st.none() | st.integers(1, 5),
    reactions=st.none() | st.integers(0, 99),
)


@given(st.lists(posts, max_size=60, unique_by=lambda one: one.post.id), st.integers(0, 20))
def test_what_does_not_stand_up_front_is_in_the_rest(told: list[DigestPost], items: int) -> None:
    whole = selected(told)
    content = narrowed(whole, items)
    shown = [one for group in content.groups for one in group.shown]
    assert len(shown) <= items
    assert all(len(group.shown) <= 3 for group in content.groups)
    assert sorted(content.post_ids()) == sorted(one.post.id for one in told)
    assert [group.every for group in content.groups] == [group.every for group in whole.groups]


def test_the_roomiest_room_of_at_most_200_words_is_chosen() -> None:
    def said(room: Room) -> str:
        return "word " * (40 + room.items * room.words)

    room = roomiest(said)
    assert (room.items, room.words) == (12, 10)
    assert count_words(said(room)) <= MOST_WORDS < count_words(said(replace(room, words=14)))


def test_signs_alone_are_no_words() -> None:
    assert count_words("« Facture électronique : notre offre » · #TVA ×1,8 →") == 6


@given(st.text(), st.integers(1, 20))
def test_few_words_are_few_and_marked_where_they_were_cut(text: str, most: int) -> None:
    cut = few_words(text, 110, most)
    assert count_words(cut) <= most
    assert len(cut) <= 111
    assert cut.endswith("…") or cut.split() == text.split()


# --- said once


def test_a_milestone_is_reached_by_one_digest_whatever_days_have_one() -> None:
    first = date(2026, 3, 7)  # a Saturday
    days = [date(2026, 3, 9) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14)]
    for after, expected in ((TALLY_AFTER, date(2026, 3, 16)), (OFFER_AFTER, date(2026, 3, 17))):
        before: list[date | None] = [None, *days[:-1]]
        told = [
            day for last, day in zip(before, days, strict=True) if reached(after, first, last, day)
        ]
        assert told == [expected]
