"""Filters and queries: shown, then saved; what comes, and why the rest doesn't."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.hackernews import HackerNewsSearch
from tests.scenarios.house import House, ago, running_bot
from tests.scenarios.seats import everywhere, in_both_languages
from tests.scenarios.sentences import ADDED, ALERTS, DIGEST, LATEST, ZONE

QUESTION = {
    "en": [
        "Shall I watch Cabinet Durand (Mastodon) like this?",
        "Only posts with “facture”.",
        "Posts without “emploi” or “stage”.",
        "In the last 7 days this would have caught 1 post of 3, at least: only one page was read "
        "(Mastodon).",
        "“Facture électronique : 5 pièges à éviter” · Cabinet Durand · today 07:12",
    ],
    "fr": [
        "Faut-il suivre Cabinet Durand (Mastodon) ainsi¬?",
        "Uniquement les publications avec «~facture~».",
        "Uniquement les publications sans «~emploi~» ni «~stage~».",
        "Sur les 7 derniers jours, cela aurait retenu 1 publication sur 3, au moins~: une seule "
        "page a été lue (Mastodon).",
        "«~Facture électronique : 5 pièges à éviter~» · Cabinet Durand · aujourd'hui 07:12",
    ],
}
BUTTONS = {"en": ["Watch it", "Without the words"], "fr": ["Suivre", "Sans les mots"]}
NOW_WATCHED = {"en": "Done, I am", "fr": "C'est noté"}
LEFT_OUT = {
    "en": "Left out because of the word “stage”.",
    "fr": "Écartée à cause du mot «~stage~».",
}
LACKS = {
    "en": "Left out: only posts with “facture” are wanted.",
    "fr": "Écartée~: seules les publications avec «~facture~» sont retenues.",
}


def scene(house: House) -> None:
    house.durand()
    house.fediverse.post("durand", "Facture : une offre de stage", ago(hours=30))
    house.fediverse.post("durand", "Notre cabinet a dix ans", ago(hours=40))


@everywhere
async def test_a_filter_is_shown_saved_and_explained(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    scene(house)
    jane = house.seat(platform, language)
    question = await jane.say("watch @durand +facture -emploi -stage")
    assert (question.lines, question.buttons) == (QUESTION[language], BUTTONS[language])
    assert await house.rows("SELECT id FROM watch") == []
    added = await jane.press(question, BUTTONS[language][0], containing=ALERTS[language])
    assert added.lines == [
        ADDED[platform, language].format("Cabinet Durand (Mastodon)"),
        f"{ALERTS[language]} {DIGEST[language]}",
        *QUESTION[language][1:3],
        LATEST[language],
        *([ZONE[language]] if platform == "telegram" else []),
    ]
    await house.looked()
    for text in ("Un stage sur la facture", "Nos vœux", "La facture arrive"):
        house.fediverse.post("durand", text, house.clock.now())
    await jane.reads("La facture arrive")
    texts = "\n".join(one.text for one in jane.chat())
    assert "Nos vœux" not in texts
    assert "Un stage" not in texts
    links = {row["text"]: row["url"] for row in await house.rows("SELECT text, url FROM post")}
    for text, why in (("Un stage sur la facture", LEFT_OUT), ("Nos vœux", LACKS)):
        answer = await jane.say(f"why {links[text]}")
        assert answer.lines[1].endswith(why[language])


@everywhere
async def test_what_is_wanted_without_the_words_is_watched_at_once(
    house: House, platform: str, language: str
) -> None:
    scene(house)
    jane = house.seat(platform, language)
    question = await jane.say("watch @durand +facture")
    await jane.press(question, BUTTONS[language][1], containing=ALERTS[language])
    assert await house.rows("SELECT query FROM watch") == [{"query": None}]


@everywhere
async def test_what_is_watched_takes_another_filter_and_undo_gives_back_the_old_one(
    house: House, platform: str, language: str
) -> None:
    scene(house)
    jane = house.seat(platform, language)
    question = await jane.say("watch @durand +facture")
    await jane.press(question, BUTTONS[language][0], containing=ALERTS[language])
    again = await jane.say("watch @durand -stage")
    changed = await jane.press(again, BUTTONS[language][0])
    assert (
        changed.lines[-1]
        == {
            "en": "Posts without “stage”.",
            "fr": "Uniquement les publications sans «~stage~».",
        }[language]
    )
    assert [row["query"] for row in await house.rows("SELECT query FROM watch")] == [
        '["not",["word","stage"]]'
    ]
    await jane.press(changed, changed.buttons[0])
    assert "facture" in str(await house.rows("SELECT query FROM watch"))


@in_both_languages
async def test_a_tag_with_a_filter_is_shown_first_without_one_it_is_watched(
    house: House, language: str
) -> None:
    house.fediverse.post("anna", "Un bilan en anglais #tva", ago(hours=2))
    jane = house.seat("slack", language)
    question = await jane.say("watch #tva lang:fr")
    assert (
        question.lines[1]
        == {
            "en": "Only posts in French.",
            "fr": "Uniquement les publications en français.",
        }[language]
    )
    assert question.buttons[1] == {"en": "Without the filter", "fr": "Sans le filtre"}[language]
    await jane.say("watch #tva")
    await jane.reads("#tva")
    assert len(await house.rows("SELECT id FROM watch")) == 1


@asynccontextmanager
async def searchable(folder: Path, url: str) -> AsyncIterator[tuple[House, HackerNewsSearch]]:
    """Bluesky with an account, and Hacker News."""
    hackers = HackerNewsSearch()
    async with hackers:
        settings = {
            "NETWORKS": "bluesky,hackernews,mastodon",
            "HACKERNEWS_URL": f"{hackers.url}/api/v1",
            "BLUESKY_IDENTIFIER": "me.example",
            "BLUESKY_APP_PASSWORD": "app-pass-word-1234",
        }
        async with running_bot(folder, url, **settings) as house:
            yield house, hackers


QUERY = '"electronic invoice" OR #einvoicing -advert'
WATCH_ON_BOTH = {
    "en": "Watch on Bluesky and Hacker News",
    "fr": "Suivre sur Bluesky et Hacker News",
}


@everywhere
async def test_a_query_is_shown_and_watched_on_all_networks_that_can_ask_it(
    sqlite_url: str, tmp_path: Path, platform: str, language: str
) -> None:
    async with searchable(tmp_path, sqlite_url) as (house, hackers):
        house.sky.ignores_filters = True  # the bot matches by itself
        anna = house.sky.actor("anna.bsky.social", "Anna")
        house.sky.post(anna, "Which platform for #einvoicing?", ago(hours=3))
        house.sky.post(anna, "Lunch", ago(hours=1))
        hackers.story("pg", "The electronic invoices of France", ago(hours=2))
        jane = house.seat(platform, language)
        question = await jane.say(f"watch {QUERY}")
        text = "\n".join(question.lines)
        assert "#einvoicing?" in text
        assert "electronic invoices of France" in text
        assert "Lunch" not in text
        assert question.buttons[0] == WATCH_ON_BOTH[language]
        watching = await jane.press(question, WATCH_ON_BOTH[language], containing="#einvoicing")
        await jane.reads(ALERTS[language])
        assert watching is not None
        kinds = await house.rows("SELECT network, kind FROM target ORDER BY network")
        assert kinds == [
            {"network": "bluesky", "kind": "query"},
            {"network": "hackernews", "kind": "query"},
        ]
        await house.looked(targets=2)
        house.sky.post(anna, "An advert about #einvoicing", house.clock.now())
        house.sky.post(anna, "News of #einvoicing", house.clock.now())
        await jane.reads("News of #einvoicing")
        assert not any("An advert" in one.text for one in jane.chat())


@in_both_languages
async def test_a_query_that_no_network_can_ask_is_offered_as_a_search(
    house: House, language: str
) -> None:
    answer = await house.seat("slack", language).say('watch "facture électronique" OR paie')
    assert (
        answer.lines[0]
        == {
            "en": 'No network I can read here can watch "facture électronique" OR paie. You can '
            "search it now, or give me an @account, a #tag or a website.",
            "fr": 'Aucun réseau consultable ici ne permet de suivre "facture électronique" OR '
            "paie. Vous pouvez le chercher maintenant, ou me donner un @compte, un #mot-clé ou un "
            "site.",
        }[language]
    )
    assert await house.rows("SELECT id FROM watch") == []


@everywhere
async def test_a_parenthesis_without_its_other_half_is_put_right_with_one_press(
    house: House, platform: str, language: str
) -> None:
    house.fediverse.post("anna", "Une facture #tva", ago(hours=2))
    jane = house.seat(platform, language)
    wrong = await jane.say("search (facture OR #tva")
    answer = await jane.press(wrong, {"en": "Yes", "fr": "Oui"}[language], containing="🔎")
    assert "Une facture #tva" in answer.text
