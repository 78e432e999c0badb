"""The daily digest word for word: news, a quiet day, and what could not be looked at."""

from __future__ import annotations

from tests.scenarios.house import House
from tests.scenarios.seats import everywhere
from tests.scenarios.test_digest import next_morning, published, watching
from tests.scenarios.transcripts import Transcript

POSTS = (
    "Facture électronique : notre offre",
    "5 pièges à éviter",
    "On recrute à Lille",
    "Bilan de l'année",
)


@everywhere
async def test_a_digest_says_what_came_out_and_leads_to_all_of_it(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand", "kpl")
    await published(house, *POSTS)
    await next_morning(house, 2)
    digest = await jane.reads({"en": "In short", "fr": "En bref"}[language])
    transcript.holds("digest: full", digest, house)
    whole = {"en": "All 4 posts", "fr": "Les 4 publications"}[language]
    pressed = await jane.press(digest, whole, containing=f"{whole}\n")
    transcript.holds("digest: all of it", pressed, house, f"[{whole}]")


@everywhere
async def test_a_quiet_day_is_one_sentence(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand", "kpl")
    await next_morning(house, 2)
    digest = await jane.reads({"en": "Nothing new", "fr": "Rien de nouveau"}[language])
    transcript.holds("digest: quiet day", digest, house)


@everywhere
async def test_what_could_not_be_looked_at_is_never_called_quiet(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand", "kpl", "sud")
    house.fediverse.fail("sud", 200)  # a web page where data was asked for

    async def failing() -> bool:
        return bool(await house.rows("SELECT id FROM target WHERE failures > 0"))

    await house.until(failing, "a look that fails")
    await next_morning(house, 2)
    digest = await jane.reads({"en": "No post seen", "fr": "Aucune publication vue"}[language])
    transcript.holds("digest: partly unread", digest, house)
