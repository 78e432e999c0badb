"""Was it told on networks before the press had it? The recap says so, and what it can't say."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.fediverse import Item
from tests.scenarios.house import House, ago
from tests.scenarios.seats import Seat, everywhere

PLACES = ("Lille", "Nantes", "Lyon")
PRESS = "/gazette.rss"
ASKED = {"en": "digest monthly", "fr": "synthese mensuelle"}
TITLE = {
    "en": "Networks or the press: who was first?",
    "fr": "Réseaux ou presse~: qui en a parlé d'abord¬?",
}


def news_of(place: str, lawyers: int) -> str:
    return f"Le cabinet KPL ouvre un bureau à {place} avec {lawyers} avocats"


async def both_watched(house: House, jane: Seat) -> None:
    """A person on Mastodon, and a paper by its feed."""
    house.fediverse.add("noemie", "Noémie", 80)
    house.fediverse.post("noemie", "Bonjour", ago(hours=3))
    house.fediverse.feed(PRESS, "Gazette du Chiffre", [old()])
    await jane.say(f"watch @noemie@{house.host} only:digest")
    await jane.say(f"watch {house.fediverse.origin}{PRESS} only:digest")
    await house.looked(2)


def old() -> Item:
    return Item("old", "Bienvenue", ago(hours=20), "Texte", "https://gazette.example/old")


async def told_on_both_sides(house: House, minutes: int, places: tuple[str, ...] = PLACES) -> None:
    """In each place the person speaks first, and the paper so many minutes later."""
    items = [old()]
    for number, place in enumerate(places):
        text = news_of(place, 20 + number)
        house.fediverse.post("noemie", f"{text} !", house.clock.now())
        await seen(house, 2 * number + 3)
        house.clock.move(timedelta(minutes=minutes))
        link = f"https://gazette.example/{place.lower()}"
        items.insert(0, Item(place, text, house.clock.now(), "Texte", link))
        house.fediverse.feed(PRESS, "Gazette du Chiffre", items)
        await seen(house, 2 * number + 4)


async def seen(house: House, posts: int) -> None:
    async def all_seen() -> bool:
        return len(await house.rows("SELECT id FROM post")) >= posts

    await house.until(all_seen, "the posts are seen")


@everywhere
async def test_the_month_says_in_how_many_cases_networks_were_first(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    jane = house.seat(platform, language)
    await both_watched(house, jane)
    await told_on_both_sides(house, minutes=41)
    recap = await jane.say(ASKED[language], containing="Gazette")
    start = recap.lines.index(TITLE[language])
    headline = news_of("Lille", 20)
    expected = {
        "en": "Your topics: social networks first in 3 of 3, median lead 41 minutes.",
        "fr": "Vos sujets~: les réseaux en premier 3 fois sur 3, avance médiane de 41 minutes.",
    }
    assert recap.lines[start + 1] == expected[language]
    shown = "\n".join(recap.lines[start + 2 : start + 5])
    assert {
        "en": f"“{headline}” · Mastodon, 41 minutes before Gazette du Chiffre",
        "fr": f"«~{headline}~» · Mastodon, 41 minutes avant Gazette du Chiffre",
    }[language] in shown


@everywhere
async def test_one_case_is_too_few_and_a_date_alone_is_none(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await both_watched(house, jane)
    await told_on_both_sides(house, minutes=30, places=("Lille",))
    text = news_of("Metz", 60)
    house.fediverse.post("noemie", text, house.clock.now())
    midnight = house.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    item = Item("metz", text, midnight, "Texte", "https://gazette.example/metz")
    house.fediverse.feed(PRESS, "Gazette du Chiffre", [item, old()])
    await seen(house, 6)
    recap = await jane.say(ASKED[language], containing="Lille")
    start = recap.lines.index(TITLE[language])
    assert recap.lines[start + 1].startswith(
        {
            "en": "Only 1 topic told on both sides can be compared",
            "fr": "Seul 1 sujet présent des deux côtés est comparable",
        }[language]
    )
    assert (
        recap.lines[start + 2]
        == {
            "en": "Not comparable: 1 with a date but no time.",
            "fr": "Non comparables~: 1 avec une date sans heure.",
        }[language]
    )


@everywhere
async def test_where_the_press_is_not_watched_the_recap_says_nothing_of_it(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    house.durand()
    await jane.say(f"watch @durand@{house.host} only:digest")
    await house.looked(1)
    house.fediverse.post("durand", "On recrute à Lille", house.clock.now(), likes=9)
    await seen(house, 2)
    recap = await jane.say(ASKED[language], containing="recrute")
    assert TITLE[language] not in recap.lines
