"""Searches and trends on X."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import NotPossible
from connectors.types import Query
from connectors.x.search import words_for
from connectors.x.trends import WOEIDS
from tests.connectors.xside import DAY, HOUR, NOW, Side, beside


@pytest.fixture(params=["tweet", "post"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with beside(request.param) as side:
        yield side


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (Query("TVA", hashtag=True), "#TVA -is:retweet"),
        (Query("facture électronique", exact=True), '"facture électronique" -is:retweet'),
        (Query("facture électronique"), "facture électronique -is:retweet"),
        (Query("paie", exclude=("offre d'emploi",)), 'paie -offre -"d\'emploi" -is:retweet'),
        (Query("from:impots OR a"), '"from:impots" "OR" a -is:retweet'),
        (Query('dire "oui'), "dire oui -is:retweet"),
        (Query("(a"), '"(a" -is:retweet'),
    ],
)
def test_words_become_a_search_without_operators(query: Query, words: str) -> None:
    assert words_for(query) == words


@given(text=st.text(max_size=600), exact=st.booleans(), hashtag=st.booleans())
def test_no_words_are_too_much_or_leave_a_quotation_open(
    text: str, exact: bool, hashtag: bool
) -> None:
    try:
        words = words_for(Query(text, exact=exact, hashtag=hashtag))
    except NotPossible:
        return
    assert len(words) <= 512
    assert words.count('"') % 2 == 0


async def test_a_search_gives_posts_with_their_authors_and_a_next_page(side: Side) -> None:
    person = side.x.person("fiscaliste")
    for number in range(15):
        side.x.write(person, f"Numéro {number} sur la #TVA", NOW - (20 - number) * HOUR)
    page = await side.driver.run(side.connector.search(Query("TVA", hashtag=True, limit=5)))
    assert len(page.posts) == 10
    assert page.posts[0].text == "Numéro 14 sur la #TVA"
    assert page.posts[0].author_name == "Fiscaliste"
    assert page.since == NOW - 7 * DAY
    assert page.next_page
    rest = await side.driver.run(
        side.connector.search(Query("TVA", hashtag=True, limit=5, page=page.next_page))
    )
    assert (len(rest.posts), rest.next_page) == (5, None)


async def test_a_search_from_long_ago_says_how_far_it_went(side: Side) -> None:
    person = side.x.person("fiscaliste")
    side.x.write(person, "#TVA", NOW - DAY)
    page = await side.driver.run(
        side.connector.search(Query("TVA", hashtag=True, since=NOW - 30 * DAY))
    )
    assert (len(page.posts), page.since) == (1, NOW - 7 * DAY)
    recent = await side.driver.run(
        side.connector.search(Query("TVA", hashtag=True, since=NOW - HOUR))
    )
    assert (len(recent.posts), recent.since) == (0, NOW - HOUR)


async def test_words_that_say_nothing_are_not_asked() -> None:
    async with beside() as side:
        for text in ("", '"', " ", "…"):
            with pytest.raises(NotPossible):
                await side.driver.run(side.connector.search(Query(text)))
        assert side.x.asked == []


@pytest.mark.parametrize("place", ["France", "france", " FR "])
async def test_trends_are_those_of_the_place(side: Side, place: str) -> None:
    tags = await side.driver.run(side.connector.trends(place))
    assert [(tag.name, tag.uses) for tag in tags] == [("TVA", 120), ("Bercy", None)]
    assert tags[0].url == "https://x.com/search?q=%23TVA"


async def test_trends_without_a_place_are_the_worlds() -> None:
    async with beside() as side:
        await side.driver.run(side.connector.trends(None))
        assert side.x.asked[0][0] == "/2/trends/by/woeid/1"


@pytest.mark.parametrize("place", ["Royaume-Uni", "united kingdom", "Montréal", "États-Unis"])
async def test_places_are_known_in_french_and_english(place: str) -> None:
    async with beside() as side:
        assert await side.driver.run(side.connector.trends(place))


async def test_an_unknown_place_is_not_asked() -> None:
    async with beside() as side:
        with pytest.raises(NotPossible):
            await side.driver.run(side.connector.trends("Trifouillis"))
        assert side.x.asked == []


def test_no_place_has_two_meanings() -> None:
    assert WOEIDS["paris"] != WOEIDS["france"]
    assert len(WOEIDS) > 40
