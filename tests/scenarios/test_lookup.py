"""find with a name, an address or a link: who it is, also where nothing of theirs can be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.feeds import Feeds
from tests.fakes.linkedin import TOKEN, LinkedInApi
from tests.scenarios.house import House, running_bot
from tests.scenarios.seats import everywhere, in_both_languages


@asynccontextmanager
async def linkedin_house(folder: Path, url: str) -> AsyncIterator[House]:
    """LinkedIn is on; the page of durand isn't administered here, that of fiteco is."""
    async with LinkedInApi() as api, Feeds().serving() as news:
        api.organization("durand", "Cabinet Durand", followers=219_145)
        api.organization("fiteco", "Fiteco", followers=310, role="ADMINISTRATOR")
        settings = {
            "NETWORKS": "linkedin,mastodon,bluesky,feed,news",
            "LINKEDIN_API_URL": f"{api.url}/rest",
            "LINKEDIN_ACCESS_TOKEN": TOKEN,
            "NEWS_URL": f"{news.origin}/rss/search",
        }
        async with running_bot(folder, url, **settings) as house:
            yield house


@pytest.fixture
async def on(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with linkedin_house(tmp_path, sqlite_url) as house:
        yield house


FIND = {"en": "find", "fr": "trouver"}
WATCH = {"en": "watch", "fr": "suivre"}
FOUND = {
    "en": "I found Cabinet Durand on LinkedIn.",
    "fr": "J'ai trouvé Cabinet Durand sur LinkedIn.",
}
PAGE = {
    "en": "Cabinet Durand · LinkedIn · @durand · 219.1k followers",
    "fr": "Cabinet Durand · LinkedIn · @durand · 219,1~k abonnés",
}
REFUSED = {
    "en": "LinkedIn lets no tool officially read another company's posts. Instead I can watch its "
    "website news or the articles about it.",
    "fr": "LinkedIn ne permet à aucun outil de lire officiellement les publications d'une autre "
    "entreprise. À la place, je peux suivre les actualités de son site ou les articles qui "
    "parlent d'elle.",
}
# Where the press isn't read either.
REFUSED_ALONE = {
    "en": "LinkedIn lets no tool officially read another company's posts. Instead I can watch its "
    "website news: send me the address.",
    "fr": "LinkedIn ne permet à aucun outil de lire officiellement les publications d'une autre "
    "entreprise. À la place, je peux suivre les actualités de son site~: donnez-moi l'adresse.",
}
INSTEAD = {
    "en": ["Its website news", "Articles about it", "Which networks?"],
    "fr": ["Les actualités de son site", "Les articles qui en parlent", "Quels réseaux¬?"],
}


@everywhere
@pytest.mark.parametrize("named", ["linkedin:durand", "https://www.linkedin.com/company/durand/"])
async def test_a_linkedin_page_is_found_with_its_followers_and_what_works_instead(
    on: House, platform: str, language: str, named: str
) -> None:
    answer = await on.seat(platform, language).say(f"{FIND[language]} {named}")
    assert answer.lines == [FOUND[language], PAGE[language], REFUSED[language]]
    assert answer.buttons == INSTEAD[language]


@everywhere
@pytest.mark.parametrize("named", ["linkedin:durand", "https://www.linkedin.com/company/durand/"])
async def test_watching_it_is_refused_with_what_works_instead(
    on: House, platform: str, language: str, named: str
) -> None:
    answer = await on.seat(platform, language).say(f"{WATCH[language]} {named}")
    assert answer.lines == [REFUSED[language], PAGE[language]]
    assert answer.buttons == INSTEAD[language]
    assert await on.rows("SELECT id FROM watch") == []


async def test_the_page_found_is_linked(on: House) -> None:
    answer = await on.seat("telegram").say("find linkedin:durand")
    assert 'href="https://www.linkedin.com/company/durand/"' in answer.item.source


async def test_an_own_page_is_found_with_a_button_to_watch_it(on: House) -> None:
    jane = on.seat("slack")
    answer = await jane.say("find linkedin:fiteco")
    assert answer.lines == [
        "I found one match for “fiteco”.",
        "Fiteco · LinkedIn · @fiteco · 310 followers",
    ]
    assert answer.buttons == ["Watch Fiteco"]
    await jane.press(answer, "Watch Fiteco", containing="Fiteco (LinkedIn)")
    assert len(await on.rows("SELECT id FROM watch")) == 1


@in_both_languages
async def test_a_page_that_is_not_there_is_said_to_be_missing(on: House, language: str) -> None:
    answer = await on.seat("slack", language).say(f"{FIND[language]} linkedin:nobody")
    assert (
        answer.lines[0]
        == {
            "en": "“linkedin:nobody” does not exist, or no longer exists, on LinkedIn.",
            "fr": "«~linkedin:nobody~» n'existe pas, ou n'existe plus, sur LinkedIn.",
        }[language]
    )


@in_both_languages
async def test_where_linkedin_is_off_find_says_what_works_instead(
    house: House, language: str
) -> None:
    answer = await house.seat("slack", language).say(f"{FIND[language]} linkedin:durand")
    assert answer.lines == [REFUSED_ALONE[language]]
    assert answer.buttons == [INSTEAD[language][0], INSTEAD[language][2]]


# Elsewhere


@everywhere
async def test_a_name_that_several_have_is_found_with_a_button_for_each(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    house.sky.actor("durand.bsky.social", "Durand Peinture")
    jane = house.seat(platform, language)
    answer = await jane.say(f"{FIND[language]} @durand")
    assert [house.named(one) for one in answer.lines[1:]] == {
        "en": [
            "Cabinet Durand · Mastodon · @durand@HOST · 1.2k followers · last post today 07:12",
            "Durand Peinture · Bluesky · @durand.bsky.social · 0 followers",
        ],
        "fr": [
            "Cabinet Durand · Mastodon · @durand@HOST · 1,2~k abonnés"
            " · dernière publication aujourd'hui 07:12",
            "Durand Peinture · Bluesky · @durand.bsky.social · 0 abonné",
        ],
    }[language]
    press = {"en": "Watch 1 (Mastodon)", "fr": "Suivre 1 (Mastodon)"}[language]
    await jane.press(answer, press, containing="Cabinet Durand (Mastodon)")
    assert len(await house.rows("SELECT id FROM watch")) == 1


async def test_one_account_is_found_by_its_full_address(house: House) -> None:
    house.durand()
    jane = house.seat("slack")
    answer = await jane.say(f"find @durand@{house.host}")
    assert answer.buttons == ["Watch Cabinet Durand"]


async def test_a_name_that_nobody_bears_is_looked_for_as_a_word(house: House) -> None:
    house.fediverse.add("cabinet", "Les Durandal", 3)
    answer = await house.seat("slack").say("find @zzz")
    assert answer.lines[0] == "No account found for “zzz” on Mastodon or Bluesky."


async def test_a_link_is_found_among_what_stands_behind_it(house: House) -> None:
    house.durand()
    answer = await house.seat("telegram").say(f"find {house.fediverse.origin}/@durand")
    assert "Cabinet Durand · Mastodon" in answer.lines[1]
