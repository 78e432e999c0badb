"""The daily digest word for word: news, a quiet day, and what could not be looked at."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.demo.fediverse import Item
from bot.store import sql
from bot.store.tables import target
from tests.scenarios.house import House, ago
from tests.scenarios.seats import Seat, everywhere
from tests.scenarios.test_digest import next_morning, watching
from tests.scenarios.transcripts import Transcript, payload

NAMES = {
    "durand": "Cabinet Durand",
    "nord": "Fiduciaire Nord",
    "ouest": "Ouest Conseil",
    "lemaire": "Lemaire et Fils",
    "est": "Comptoir Est",
    "sud": "Audit Sud",
    "kpl": "KPL",
}
USUAL = {"durand": 20, "nord": 9}
"""Reactions that these two are used to."""
BLOG = "/ledoux.xml"
EVERYTHING = len(NAMES) + 1
DAY = timedelta(days=1)
# In Paris: two Mondays at 07:00, a Friday's digest, and the next Monday at 06:10 and 08:28.
MONDAYS = (datetime(2026, 12, 28, 6, 0, tzinfo=UTC), datetime(2027, 1, 4, 6, 0, tzinfo=UTC))
FRIDAY = datetime(2027, 1, 8, 7, 30, tzinfo=UTC)
EARLY = datetime(2027, 1, 11, 5, 10, tzinfo=UTC)
MORNING = datetime(2027, 1, 11, 7, 28, tzinfo=UTC)
PAUSE = timedelta(hours=2, minutes=50)
NEWS = (
    ("durand", "Facture électronique : notre offre\n\n#facturation #PlateformeAgréée", 88),
    ("durand", "5 pièges à éviter\n\n#facturation #TVA", 41),
    ("durand", "Nos bureaux déménagent", 14),
    ("durand", "Un café avec nos clients", 6),
    ("nord", "On recrute à Lille", 23),
    ("nord", "Bilan de l'année\n\n#facturation", 9),
    ("ouest", "Vos questions, nos réponses\n\n#facturation #PlateformeAgréée #TVA", 5),
    ("lemaire", "Le calendrier de la réforme\n\n#facturation #PlateformeAgréée", 4),
    ("est", "Dernière ligne droite\n\n#facturation #TVA", 2),
)


async def seven_accounts_and_a_blog(house: House, jane: Seat) -> None:
    """All are watched for the digest, and each has said something before."""
    for handle, name in NAMES.items():
        house.fediverse.add(handle, name)
        for week in range(5):
            at, likes = ago(weeks=week, days=3), USUAL.get(handle, 0)
            house.fediverse.post(handle, "Notre lettre", at, likes=likes)
    house.fediverse.feed(BLOG, "Blog Ledoux", [Item("1", "Le télétravail", ago(days=5))])
    accounts = " ".join(f"@{handle}@{house.host}" for handle in NAMES)
    await jane.say(f"watch {accounts} only:digest")
    await jane.say(f"watch {house.fediverse.origin}{BLOG} only:digest")
    await house.looked(EVERYTHING)
    await house.app.trends.tick()  # hashtags are counted from now on


async def comes(house: House, at: datetime, sources: int) -> None:
    """That time comes, and so many sources are read again."""
    house.clock.move(at - house.clock.now())

    async def read_again() -> bool:
        async with house.app.store.read() as tx:
            found = await sql.rows(tx, select(target.c.id).where(target.c.last_good_at >= at))
        return len(found) == sources

    await house.until(read_again, "looks of that time")


async def counted(house: House) -> None:
    """All that was published is seen, and its hashtags are counted."""

    async def seen() -> bool:
        posts = await house.rows("SELECT id FROM post WHERE network = 'mastodon'")
        return len(posts) == len(house.fediverse.statuses)

    await house.until(seen, "all posts")
    await house.app.trends.tick()


async def an_ordinary_monday(house: House, at: datetime) -> None:
    """Two speak of invoices, one of taxes; what the two others said is some days old."""
    await comes(house, at, EVERYTHING)
    for handle, likes in (("durand", 20), ("nord", 31)):
        house.fediverse.post(handle, "Notre lettre", at - 3 * DAY, likes=likes)
    for handle, tag in (("ouest", "facturation"), ("lemaire", "facturation"), ("est", "TVA")):
        house.fediverse.post(handle, f"Le point du lundi\n\n#{tag}", at)
    await counted(house)


async def a_weekend_of_news(house: House) -> None:
    """Seven weeks after the first watch, from Friday's digest until Monday's."""
    for monday in MONDAYS:
        await an_ordinary_monday(house, monday)
    await comes(house, FRIDAY, EVERYTHING)
    await house.app.digests.tick()
    await comes(house, EARLY, EVERYTHING)
    for number, (handle, text, likes) in enumerate(NEWS):
        house.fediverse.post(handle, text, EARLY + timedelta(milliseconds=number), likes=likes)
    await counted(house)
    house.fediverse.fail(BLOG, 429, Retry_After=str(int(PAUSE.total_seconds())))
    limited = "SELECT id FROM target WHERE error = 'rate_limited'"
    await house.until(lambda: house.rows(limited), "a blog that can't be read")
    await comes(house, MORNING, EVERYTHING - 1)
    house.clock.move(timedelta(minutes=2))
    await house.app.digests.tick()


@everywhere
async def test_a_digest_says_what_came_out_and_leads_to_all_of_it(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await seven_accounts_and_a_blog(house, jane)
    await a_weekend_of_news(house)
    digest = await jane.reads({"en": "Mon 11 Jan 08:30", "fr": "lun. 11 janv. 08:30"}[language])
    transcript.holds("digest: full", digest, house)
    whole = {"en": "All 9 posts", "fr": "Les 9 publications"}[language]
    thread = await jane.reads(f"{whole}\n")
    transcript.holds("digest: thread", thread, house)
    given = payload(thread.item)
    links = set(re.findall(r"/@[a-z]+/(\d+)", json.dumps(given)))
    assert (given["reply"], len(links)) == (True, len(NEWS))
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
