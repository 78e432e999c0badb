"""Hashtags and queries of X: read where they are rare, counted first where they are busy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import NotPossible
from connectors.query import Phrase, Some, Tagged, Word, stored
from connectors.types import Coverage, Kind
from connectors.x.tags import takes_off
from tests.connectors.xside import DAY, HOUR, MINUTE, NOW, Side, beside, tag, texts
from tests.fakes.x_world import Person

SEARCH = "/2/tweets/search/recent"
COUNTS = "/2/tweets/counts/recent"


@pytest.fixture(params=["tweet", "post"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with beside(request.param) as side:
        yield side


def crowd(side: Side, each: timedelta, days: float = 7) -> Person:
    """Somebody who writes about #TVA that often, until now."""
    person = side.x.person("foule")
    for number in range(1, int(timedelta(days=days) / each)):
        side.x.write(person, f"#TVA {number}", NOW - number * each)
        side.x.counted[NOW - number * each] = 1
    return person


async def test_a_rare_hashtag_is_read_as_it_comes(side: Side) -> None:
    person = side.x.person("fiscaliste")
    side.x.write(person, "Sur la #TVA hier", NOW - DAY)
    side.x.write(person, "Sans rapport", NOW - HOUR)
    side.follow(tag())
    [first] = await side.look()
    assert texts([first]) == [["Sur la #TVA hier"]]
    assert first.coverage is Coverage.COMPLETE
    side.x.write(person, "Encore la #TVA", side.x.now + MINUTE)
    [second] = await side.look(5 * MINUTE)
    assert texts([second]) == [["Encore la #TVA"]]
    assert second.posts[0].author_handle == "fiscaliste"
    assert side.x.requests[COUNTS] == 0
    [third] = await side.look(5 * MINUTE)
    assert (third.posts, third.coverage) == ((), Coverage.COMPLETE)


@pytest.mark.parametrize("kind", [Kind.HASHTAG, Kind.QUERY])
async def test_the_first_look_at_a_busy_subject_costs_fifteen_cents_at_most(
    side: Side, kind: Kind
) -> None:
    for number in range(40):
        side.x.write(side.x.person(f"auteur_{number}"), "#TVA", NOW - number * HOUR)
    side.follow(tag("TVA" if kind is Kind.HASHTAG else '"#TVA"', kind))
    [look] = await side.look()
    assert (len(look.posts), look.coverage) == (10, Coverage.COMPLETE)
    assert 0 < side.x.cost <= 0.15
    assert {query["max_results"] for _, query in side.x.asked} == {"10"}


async def test_a_query_is_looked_at_like_a_hashtag() -> None:
    async with beside() as side:
        person = side.x.person("juriste")
        side.x.write(person, "La facture électronique arrive", NOW - HOUR)
        side.follow(tag('"facture électronique"', Kind.QUERY))
        assert texts(await side.look()) == [["La facture électronique arrive"]]


async def test_a_busy_search_is_read_and_never_counted() -> None:
    async with beside() as side:
        person = crowd(side, 20 * MINUTE)
        side.follow(tag(stored(Some((Tagged("TVA"), Phrase("la paie")))), Kind.QUERY))
        await side.look()
        side.x.write(person, "La paie aussi", NOW + MINUTE)
        assert texts(await side.look(5 * MINUTE)) == [["La paie aussi"]]
        assert side.x.requests[COUNTS] == 0
        assert {query["query"] for _, query in side.x.asked} == {'(#TVA OR "la paie") -is:retweet'}


async def test_a_spoilt_search_fails_its_own_look() -> None:
    async with beside() as side:
        side.follow(tag('["word"', Kind.QUERY))
        [look] = await side.look()
        assert isinstance(look.error, NotPossible)
        assert side.x.asked == []


async def test_a_busy_hashtag_is_counted_at_most_once_an_hour_and_not_read() -> None:
    async with beside() as side:
        crowd(side, 20 * MINUTE)
        side.follow(tag())
        await side.look()
        before, reads = side.x.cost, side.x.requests[SEARCH]
        looks = [(await side.look(5 * MINUTE))[0] for _ in range(24)]
        assert side.x.requests[COUNTS] <= 2
        assert side.x.requests[SEARCH] == reads
        assert all(look.unchanged and look.coverage is Coverage.COMPLETE for look in looks)
        assert side.x.cost - before <= 0.010001


async def test_a_busy_hashtag_that_takes_off_is_read_at_that_hour(side: Side) -> None:
    person = crowd(side, 30 * MINUTE)
    side.follow(tag())
    await side.look()
    for number in range(30):
        at = NOW + 30 * MINUTE + number * timedelta(seconds=10)
        side.x.write(person, f"Alerte #TVA {number}", at)
        side.x.counted[at] = 1
    [look] = await side.look(HOUR + 5 * MINUTE)
    assert len(look.posts) == 30
    assert look.posts[0].text == "Alerte #TVA 29"
    assert look.coverage is Coverage.COMPLETE
    [after] = await side.look(5 * MINUTE)
    assert after.unchanged


async def test_an_hour_that_has_just_ended_is_left_to_settle() -> None:
    async with beside() as side:
        person = crowd(side, 30 * MINUTE)
        side.x.now = NOW - MINUTE
        side.follow(tag())
        await side.look()
        for number in range(30):
            at = NOW + number * MINUTE
            side.x.write(person, f"Alerte #TVA {number}", at)
            side.x.counted[at] = 1
        [early] = await side.look(HOUR + MINUTE)
        assert early.unchanged
        [look] = await side.look(5 * MINUTE)
        assert len(look.posts) == 30


async def test_of_a_great_crowd_only_a_hundred_posts_are_read() -> None:
    async with beside() as side:
        person = crowd(side, 30 * MINUTE)
        side.follow(tag())
        await side.look()
        for number in range(150):
            at = NOW + 30 * MINUTE + number * timedelta(seconds=5)
            side.x.write(person, f"Alerte #TVA {number}", at)
            side.x.counted[at] = 1
        before = side.x.billed["post"]
        [look] = await side.look(HOUR + 5 * MINUTE)
        assert (len(look.posts), look.coverage) == (100, Coverage.PARTIAL)
        assert side.x.billed["post"] == before + 100


async def test_a_rare_hashtag_that_takes_off_costs_two_pages_at_most_and_is_counted_then() -> None:
    async with beside() as side:
        person = side.x.person("fiscaliste")
        side.x.write(person, "Un mot sur la #TVA", NOW - DAY)
        side.follow(tag())
        await side.look()
        for number in range(400):
            at = NOW + number * timedelta(seconds=1)
            side.x.write(person, f"#TVA {number}", at)
            side.x.counted[at] = 1
        before = side.x.billed["post"]
        [look] = await side.look(20 * MINUTE)
        assert look.coverage is Coverage.PARTIAL
        assert side.x.billed["post"] - before == 125
        assert await side.asked(5 * MINUTE) == []
        assert COUNTS in await side.asked(2 * HOUR)


async def test_a_busy_hashtag_that_falls_quiet_is_read_again() -> None:
    async with beside() as side:
        person = crowd(side, 20 * MINUTE, days=1)
        side.follow(tag())
        await side.look()
        for _ in range(8):
            await side.look(DAY)
        side.x.write(person, "Enfin la #TVA", side.x.now + MINUTE)
        assert texts(await side.look(5 * MINUTE)) == [["Enfin la #TVA"]]


async def test_after_a_week_offline_a_hashtag_is_read_from_its_newest_page(side: Side) -> None:
    person = side.x.person("fiscaliste")
    side.follow(tag())
    await side.look()
    side.x.write(person, "La #TVA change", NOW + 8 * DAY)
    [look] = await side.look(9 * DAY)
    assert texts([look]) == [["La #TVA change"]]


async def test_a_query_longer_than_x_takes_is_not_asked() -> None:
    async with beside() as side:
        names = Some(tuple(Word(f"{'mot' * 9}{number}") for number in range(30)))
        side.follow(tag(stored(names), Kind.QUERY))
        [look] = await side.look()
        assert isinstance(look.error, NotPossible)
        assert side.x.asked == []


@pytest.mark.parametrize(
    ("posts", "usual", "news"),
    [(4, 0.0, False), (5, 0.0, True), (5, 1.0, True), (9, 4.0, False), (10, 4.0, True),
     (130, 100.0, True), (129, 100.0, False)],
)  # fmt: skip
def test_an_hour_is_news_far_above_what_is_usual(posts: int, usual: float, news: bool) -> None:
    assert takes_off(posts, usual) is news


@given(usual=st.floats(0, 10_000), posts=st.integers(0, 100_000))
def test_more_posts_are_never_less_of_a_peak(usual: float, posts: int) -> None:
    assert takes_off(posts, usual) <= takes_off(posts + 1, usual)
    assert not takes_off(int(usual), usual) or usual < 5
