"""Searches and trends on X."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import NotPossible
from connectors.query import All, Not, Phrase, Some, Tagged, Word, compiled
from connectors.types import Query
from connectors.x.query import DIALECT, whole_words_for
from connectors.x.trends import WOEIDS
from tests.connectors.xside import DAY, HOUR, NOW, Side, beside


@pytest.fixture(params=["tweet", "post"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with beside(request.param) as side:
        yield side


@given(text=st.text(max_size=600), kind=st.sampled_from([Word, Phrase, Tagged]))
def test_no_words_are_too_much_or_leave_a_quotation_open(
    text: str, kind: type[Word | Phrase | Tagged]
) -> None:
    try:
        [words] = compiled(kind(text), DIALECT).texts
    except NotPossible:
        return
    assert len(words) <= 512
    assert words.count('"') % 2 == 0
    assert words.endswith(" -is:retweet")


def test_a_watched_search_fits_as_a_whole_or_is_refused() -> None:
    names = [Phrase(f"cabinet numéro {number}") for number in range(40)]
    assert len(whole_words_for(Some(tuple(names[:15])))) <= 512
    with pytest.raises(NotPossible) as refused:
        whole_words_for(Some(tuple(names)))
    assert refused.value.reason == "x_query_too_long"
    assert not compiled(Some(tuple(names)), DIALECT).complete


async def test_a_search_gives_posts_with_their_authors_and_a_next_page(side: Side) -> None:
    person = side.x.person("fiscaliste")
    for number in range(15):
        side.x.write(person, f"Numéro {number} sur la #TVA", NOW - (20 - number) * HOUR)
    page = await side.driver.run(side.connector.search(Query(Tagged("TVA"), limit=5)))
    assert len(page.posts) == 10
    assert page.posts[0].text == "Numéro 14 sur la #TVA"
    assert page.posts[0].author_name == "Fiscaliste"
    assert page.since == NOW - 15 * HOUR
    assert page.next_page
    rest = await side.driver.run(
        side.connector.search(Query(Tagged("TVA"), limit=5, page=page.next_page))
    )
    assert (len(rest.posts), rest.next_page, rest.since) == (5, None, NOW - 7 * DAY)


async def test_a_search_from_long_ago_says_how_far_it_went(side: Side) -> None:
    person = side.x.person("fiscaliste")
    side.x.write(person, "#TVA", NOW - DAY)
    page = await side.driver.run(side.connector.search(Query(Tagged("TVA"), since=NOW - 30 * DAY)))
    assert (len(page.posts), page.since) == (1, NOW - 7 * DAY)
    recent = await side.driver.run(side.connector.search(Query(Tagged("TVA"), since=NOW - HOUR)))
    assert (len(recent.posts), recent.since) == (0, NOW - HOUR)


async def test_words_that_say_nothing_are_not_asked() -> None:
    async with beside() as side:
        for text in ("", '"', " ", "…"):
            with pytest.raises(NotPossible):
                await side.driver.run(side.connector.search(Query(Word(text))))
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


async def test_any_search_becomes_a_target_with_its_price(side: Side) -> None:
    side.x.counted[NOW - DAY] = 14
    lead = side.connector.query_lead(All((Some((Word("TVA"), Phrase("la paie"))), Not(Word("x")))))
    assert lead is not None
    [found] = await side.driver.run(side.connector.identify(lead))
    assert side.x.asked[-1][1]["query"] == '(TVA OR "la paie") -x -is:retweet'
    assert (found.handle, found.ref) == ('(TVA OR "la paie") -x', lead.text)
    assert found.key == lead.text.casefold()
    assert found.monthly_posts == 60
    assert side.connector.monthly_cost(found) == 60 * 15_000


async def test_a_watched_phrase_stays_the_target_that_it_was(side: Side) -> None:
    [found] = await side.driver.found('x:"Facture électronique"')
    told = (found.key, found.handle, found.ref)
    assert told == ('"facture électronique"', '"Facture électronique"', "Facture électronique")
