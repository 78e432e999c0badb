"""The networks beside the first three, through the whole bot: watched by name, alert, deletion."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import spending
from connectors.types import Quota
from tests.fakes.feeds import Feeds, Written
from tests.fakes.graph import OWN_ID, FakeGraph
from tests.fakes.graph import TOKEN as META_TOKEN
from tests.fakes.hackernews import HackerNewsSearch
from tests.fakes.linkedin import TOKEN, LinkedInApi
from tests.fakes.telegram_web import TelegramWeb
from tests.scenarios.house import START, House, ago, running_bot
from tests.scenarios.seats import in_both_languages


@in_both_languages
async def test_a_public_telegram_channel_is_watched_by_its_link(
    sqlite_url: str, tmp_path: Path, language: str
) -> None:
    async with TelegramWeb() as web:
        durand = web.channel("cabinet_durand", "Cabinet Durand")
        durand.post("Bonjour", ago(hours=3))
        settings = {"NETWORKS": "telegram,feed,mastodon", "TELEGRAM_WEB_URL": web.url}
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            jane = house.seat("slack", language)
            added = await jane.say("watch telegram:cabinet_durand")
            assert "Cabinet Durand (Telegram)" in added.lines[0]
            await house.looked()
            durand.post("La facture <b>électronique</b> arrive", house.clock.now())
            alert = await jane.reads("électronique arrive")
            assert alert.lines[0].startswith("Cabinet Durand · Telegram")


async def test_a_private_telegram_channel_is_answered_in_words(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with TelegramWeb() as web:
        web.channel("closed_circle", preview=False)
        settings = {"NETWORKS": "telegram", "TELEGRAM_WEB_URL": web.url}
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            answer = await house.seat("slack").say("watch telegram:closed_circle")
            assert any("shows nothing to people without the app" in one for one in answer.lines)


async def test_articles_about_a_firm_are_watched_in_place_of_linkedin(
    sqlite_url: str, tmp_path: Path
) -> None:
    """From the honest answer, by its button, to an article."""
    news = Feeds()
    async with news.serving():
        settings = {
            "NETWORKS": "news,linkedin,mastodon",
            "NEWS_URL": f"{news.origin}/rss/search",
        }
        news.items['"cabinet durand"'] = [article(1, "Cabinet Durand s'agrandit", ago(hours=5))]
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            jane = house.seat("slack")
            answer = await jane.say("watch linkedin:cabinet-durand")
            added = await jane.press(answer, "Articles about it", containing="added")
            assert "cabinet durand" in added.lines[0]
            await house.looked()
            news.items['"cabinet durand"'].insert(
                0, article(2, "Durand ouvre à Lyon", house.clock.now())
            )
            await jane.reads("Durand ouvre à Lyon")


def article(number: int, title: str, at: object) -> Written:
    link = f"https://paper.example/{number}"
    return Written(f"a{number}", link, title, "", at)  # type: ignore[arg-type]


async def test_words_are_searched_in_the_press_and_on_hacker_news_beside_the_networks(
    sqlite_url: str, tmp_path: Path
) -> None:
    news, hackers = Feeds(), HackerNewsSearch()
    async with news.serving(), hackers:
        hackers.story("pg", "Electronic invoicing in France", ago(hours=2))
        news.items["invoicing"] = [article(1, "Invoicing becomes electronic", ago(hours=1))]
        settings = {
            "NETWORKS": "news,hackernews",
            "NEWS_URL": f"{news.origin}/rss/search",
            "HACKERNEWS_URL": f"{hackers.url}/api/v1",
        }
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            answer = await house.seat("slack").say("search invoicing")
            text = "\n".join(answer.lines)
            assert "Invoicing becomes electronic" in text
            assert "Electronic invoicing in France" in text


@pytest.mark.parametrize(("role", "watched"), [("ADMINISTRATOR", 1), ("", 0)])
async def test_on_linkedin_only_ones_own_page_is_watched(
    sqlite_url: str, tmp_path: Path, role: str, watched: int
) -> None:
    async with LinkedInApi() as linkedin:
        linkedin.organization("cabinet-durand", "Cabinet Durand", followers=120, role=role)
        settings = {
            "NETWORKS": "linkedin,mastodon",
            "LINKEDIN_API_URL": f"{linkedin.url}/rest",
            "LINKEDIN_ACCESS_TOKEN": TOKEN,
        }
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            answer = await house.seat("slack").say("watch linkedin:cabinet-durand")
            assert len(await house.rows("SELECT id FROM watch")) == watched
            if not watched:
                assert answer.lines[0].startswith("LinkedIn lets no tool officially read")


async def test_the_thirty_first_hashtag_of_instagram_is_refused_with_the_date_it_frees(
    sqlite_url: str, tmp_path: Path
) -> None:
    graph = FakeGraph(now=START)
    graph.hashtags |= {"subject0": [], "subject30": []}
    async with graph.serving() as origin:
        settings = {
            "NETWORKS": "mastodon,instagram",
            "META_GRAPH_URL": origin,
            "META_ACCESS_TOKEN": META_TOKEN,
            "INSTAGRAM_USER_ID": OWN_ID,
        }
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            await fill_the_ledger(house)
            jane = house.seat("slack")
            refused = await jane.say("watch #subject30 on instagram")
            assert refused.lines[0] == (
                "Instagram allows 30 different hashtags in 7 days, and they are used: a new one is "
                "possible from 30 November."
            )
            added = await jane.say("watch #subject0 on instagram")
            assert "#subject0 (Instagram)" in added.lines[0]


async def fill_the_ledger(house: House) -> None:
    """As if 30 hashtags had been asked for today."""
    instagram = house.app.networks.get("instagram")
    lane = house.app.networks.lane(instagram, instagram.search_host())
    async with house.app.store.begin() as tx:
        for number in range(30):
            used = Quota("instagram_hashtags", 30, timedelta(days=7), item=f"subject{number}")
            assert await spending.use(tx, lane, used, house.clock.now()) is None


async def test_without_metas_approval_one_message_says_what_one_gets_and_what_it_takes(
    sqlite_url: str, tmp_path: Path
) -> None:
    graph = FakeGraph(now=START, approved=False)
    async with graph.serving() as origin:
        graph.page("durand", "Cabinet Durand")
        settings = {
            "NETWORKS": "mastodon,facebook",
            "META_GRAPH_URL": origin,
            "META_ACCESS_TOKEN": META_TOKEN,
        }
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            answer = await house.seat("slack").say("watch facebook:durand")
            assert "Page Public Content Access" in answer.lines[0]
            assert "the posts of firms' Pages" in answer.lines[0]
            assert await house.rows("SELECT id FROM watch") == []
