"""News: questions to the search feeds, in a language's edition."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import NotPossible, RateLimited, Transient
from connectors.news import News, NewsConfig
from connectors.query import All, Language, Not, Phrase, Some, Tagged, Word, decode
from connectors.types import Coverage, Kind, Query
from tests.connectors.driving import Driver, again, driving, due
from tests.fakes.feeds import Feeds, Written

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def article(number: int, title: str = "Durand recrute", source: str = "Les Nouvelles") -> Written:
    link = f"https://news.google.com/rss/articles/CB{number}?oc=5"
    html = f'<a href="{link}">{title}</a>&nbsp;&nbsp;<font color="#6f6f6f">{source}</font>'
    at = AT + timedelta(minutes=number)
    return Written(f"CB{number}", link, f"{title} - {source}", html, at)


@pytest.fixture
async def server() -> AsyncIterator[Feeds]:
    async with Feeds().serving() as feeds:
        feeds.items['"Cabinet Durand"'] = [article(1), article(2)]
        yield feeds


@pytest.fixture
async def driver(server: Feeds) -> AsyncIterator[Driver]:
    async with driving(News(NewsConfig(news_url=f"{server.origin}/rss/search"))) as driven:
        yield driven


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('news:"Cabinet Durand"', '"Cabinet Durand"'),
        ("news: facture électronique", "facture électronique"),
        ("presse:durand OR horizon", "durand OR horizon"),
        ("news:fr:durand", "durand"),
        ("news:en:durand", "en:durand"),
        ("NEWS:EN:durand", "en:durand"),
        ("news:site:lemonde.fr durand", "site:lemonde.fr durand"),
    ],
)
def test_questions_behind_the_prefix_are_leads(text: str, shown: str) -> None:
    lead = News().parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (Kind.QUERY, shown, True)


@pytest.mark.parametrize("text", ["news:", 'news:""', "news://x.fr", "durand", "news:" + "a" * 400])
def test_other_words_are_not(text: str) -> None:
    assert News().parse_target(text) is None


@given(st.lists(st.sampled_from(["fr:", "en:", " ", "durand", '"', "xx:", "é"]), max_size=6))
def test_a_lead_means_the_same_when_it_is_typed_again(pieces: list[str]) -> None:
    lead = News().parse_target(f"news:{''.join(pieces)}")
    if lead is not None:
        assert News().parse_target(f"news:{lead.text}") == lead


@pytest.mark.parametrize(("language", "asked"), [("en-GB", "en:"), ("xx", "fr:"), ("", "fr:")])
def test_the_installations_language_is_asked_where_none_is_named(language: str, asked: str) -> None:
    news = News(NewsConfig(news_language=language))
    lead = news.parse_target(f"news:{asked}durand")
    assert lead is not None
    assert lead.text == "durand"


async def test_a_question_is_found_with_its_newest_article(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found('news:"Cabinet Durand"')
    assert (found.kind, found.key, found.proof) == (Kind.QUERY, 'fr:"cabinet durand"', "exact")
    assert found.url.startswith(f"{server.origin}/search?q=%22Cabinet+Durand%22&hl=fr")
    assert found.sample is not None
    assert (found.sample.key, found.sample.title) == ("CB2", "Durand recrute")
    assert (found.sample.author_name, found.sample.language) == ("Les Nouvelles", "fr")


async def test_a_question_that_nothing_answers_can_be_watched(
    server: Feeds, driver: Driver
) -> None:
    (found,) = await driver.found("news:en:nobody at all")
    assert found.sample is None
    first = due(found)
    (one,) = await driver.looks(first)
    server.items["nobody at all"] = [article(3, "Nobody - a novel", "The Paper")]
    (two,) = await driver.looks(again(first, one))
    assert [(post.title, post.author_name) for post in two.posts] == [
        ("Nobody - a novel", "The Paper")
    ]
    assert "hl=en-GB&gl=GB&ceid=GB:en" in server.asked[-1].replace("%3A", ":")


async def test_no_article_where_there_were_some_is_suspect(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found('news:"Cabinet Durand"')
    first = due(found)
    (one,) = await driver.looks(first)
    server.items.clear()
    (two,) = await driver.looks(again(first, one))
    assert (one.coverage, two.coverage) == (Coverage.COMPLETE, Coverage.SUSPECT)


async def test_a_page_that_wants_a_consent_is_not_followed(server: Feeds, driver: Driver) -> None:
    (found,) = await driver.found('news:"Cabinet Durand"')
    server.status, server.headers = 302, {"Location": f"{server.origin}/sorry"}
    (failed,) = await driver.looks(due(found))
    assert isinstance(failed.error, Transient)
    assert failed.error.lane_wide
    assert not any("sorry" in path for path in server.asked)
    server.status, server.headers = 429, {}
    (limited,) = await driver.looks(due(found))
    assert isinstance(limited.error, RateLimited)


async def test_a_search_gives_articles_newest_first(server: Feeds, driver: Driver) -> None:
    server.items['"Cabinet Durand" -stage'] = [article(1), article(3), article(2)]
    wanted = All((Phrase("Cabinet Durand"), Not(Word("stage"))))
    page = await driver.run(driver.connector.search(Query(wanted, limit=2)))
    assert [post.key for post in page.posts] == ["CB3", "CB2"]


async def test_any_search_is_watched_in_its_language(server: Feeds, driver: Driver) -> None:
    asked = '"Cabinet Durand" OR Fiteco -stage'
    server.items[asked] = [article(1)]
    either = Some((Phrase("Cabinet Durand"), Word("Fiteco")))
    lead = driver.connector.query_lead(All((either, Not(Word("stage")), Language("en"))))
    assert lead is not None
    (found,) = await driver.run(driver.connector.identify(lead))
    assert found.handle == '("Cabinet Durand" OR Fiteco) -stage lang:en'
    assert found.sample is not None
    first = due(found)
    (one,) = await driver.looks(first)
    server.items[asked].append(article(2))
    (two,) = await driver.looks(again(first, one))
    assert "CB2" in [post.key for post in two.posts]
    assert "hl=en-GB" in server.asked[-1]
    assert driver.connector.wanted(first.target) == decode(lead.text)


async def test_a_question_as_it_was_typed_is_nothing_to_check(driver: Driver) -> None:
    (found,) = await driver.found("news:Durand -stage")
    assert driver.connector.wanted(due(found).target) is None


async def test_articles_have_no_hashtags(driver: Driver) -> None:
    with pytest.raises(NotPossible):
        await driver.run(driver.connector.search(Query(Tagged("tva"))))


async def test_the_probe_fails_where_a_look_would(server: Feeds, driver: Driver) -> None:
    await driver.run(driver.connector.probe())
    server.status = 503
    with pytest.raises(Transient):
        await driver.run(driver.connector.probe())
