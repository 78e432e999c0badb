"""Accounts that fall silent, publish much more than usual, or come back: one quiet line each."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.core.firms.kinds import FirmKind
from bot.core.model import Person, WorkspaceId
from bot.store import firms, posts, sql, targets
from bot.store.tables import target, watch
from connectors.types import TargetId
from tests.scenarios.house import House, ago, running_bot
from tests.scenarios.seats import Read, Seat, everywhere, in_both_languages
from tests.store.world import World, a_post

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SINCE = ago(weeks=30)
LAST = ago(days=10) + HOUR
SILENT = {
    "en": "Cabinet Durand usually publishes 4 times a week on Mastodon; nothing for 10 days "
    "(last post on Fri 13 Nov).",
    "fr": "Cabinet Durand publie d'habitude 4 fois par semaine sur Mastodon¬; rien depuis "
    "10 jours (dernière publication le ven. 13 nov.).",
}
LOUD = {
    "en": "Cabinet Durand, today: 5 posts on Mastodon (usually 1 a day).",
    "fr": "Cabinet Durand, aujourd'hui~: 5 publications sur Mastodon (1 par jour d'habitude).",
}
BACK = {
    "en": "Cabinet Durand publishes again on Mastodon, after 11 days of silence.",
    "fr": "Cabinet Durand publie de nouveau sur Mastodon, après 11 jours de silence.",
}
OFF = {
    "en": ("settings rhythm off", "Unusual silences and bursts of posts are no longer told here."),
    "fr": (
        "réglages rythme non",
        "Les silences et les poussées d'activité ne sont plus signalés ici.",
    ),
}
ROW = {
    "en": "Unusual silences and bursts of posts are not told",
    "fr": "Les silences et les poussées d'activité ne sont pas signalés",
}


async def known_for_long(house: House, seat: Seat, last: datetime, options: str = "") -> None:
    """Durand has been watched for 30 weeks, and has published four times in each."""
    house.fediverse.add("durand", "Cabinet Durand", 1204)
    house.fediverse.post("durand", "La dernière", last)
    await seat.say(f"watch @durand@{house.host}{options}")
    await house.looked()
    days = [week * WEEK + day * DAY for week in range(29) for day in (0, 1, 3, 4)]
    [row] = await house.rows("SELECT id FROM target")
    async with house.app.store.begin() as tx:
        await tx.execute(update(target).values(baseline_at=SINCE))
        await tx.execute(update(watch).values(created_at=SINCE))
        of = (await targets.state(tx, TargetId(row["id"]))).target
        for number, before in enumerate(days[1:]):
            at = last - before
            old = a_post(f"old{number}", published_at=at)
            await posts.record(tx, of.id, [old], {old.key: ""}, at)


async def told(house: House, seat: Seat, words: str) -> int:
    """How often the chat holds these words, after all that is due was sent."""
    await house.app.rhythms.tick()
    await house.all_sent()
    return sum(words in one for one in seat.chat())


async def read_again(house: House) -> None:
    """Each account was looked at after now."""
    now, at = house.clock.now(), target.c.last_look_at

    async def looked() -> bool:
        async with house.app.store.read() as tx:
            return await sql.first(tx, select(target.c.id).where(at < now)) is None

    await house.until(looked, "more looks")


async def publishes(house: House, many: int) -> None:
    before = len(await house.rows("SELECT id FROM post"))
    for number in range(many):
        house.fediverse.post("durand", f"Nouvelle {number}", house.clock.now())

    async def seen() -> bool:
        return len(await house.rows("SELECT id FROM post")) == before + many

    await house.until(seen, "the new publications")


@everywhere
async def test_a_silence_is_told_once_and_its_end_once(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    seat = house.seat(platform, language)
    await known_for_long(house, seat, LAST)
    assert await told(house, seat, SILENT[language]) == 0
    house.clock.move(HOUR)
    await read_again(house)
    await house.app.rhythms.tick()
    line = await seat.reads(SILENT[language])
    assert line.lines == [SILENT[language]]
    assert line.buttons == {"en": ["Open", "⋯"], "fr": ["Ouvrir", "⋯"]}[language]
    house.clock.move(DAY + HOUR)
    await read_again(house)
    assert await told(house, seat, SILENT[language]) == 1
    await publishes(house, 1)
    assert await told(house, seat, BACK[language]) == 1
    assert await told(house, seat, BACK[language]) == 1


@everywhere
async def test_a_day_of_many_publications_is_told_once(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await known_for_long(house, seat, ago(days=1))
    await publishes(house, 4)
    assert await told(house, seat, "4 p") == 0
    await publishes(house, 1)
    assert await told(house, seat, LOUD[language]) == 1
    await publishes(house, 2)
    house.clock.move(HOUR)
    assert await told(house, seat, LOUD[language]) == 1


@everywhere
async def test_who_switches_it_off_is_told_nothing_and_can_take_that_back(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await known_for_long(house, seat, LAST)
    typed, confirmed = OFF[language]
    answer = await seat.say(typed)
    assert answer.lines == [confirmed]
    shown = await seat.say({"en": "settings", "fr": "réglages"}[language])
    assert ROW[language] in shown.lines
    house.clock.move(2 * HOUR)
    await read_again(house)
    assert await told(house, seat, SILENT[language]) == 0
    await seat.press(answer, {"en": "Undo", "fr": "Annuler"}[language])
    assert await told(house, seat, SILENT[language]) == 1


@everywhere
async def test_who_reads_the_digest_only_finds_it_there(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await known_for_long(house, seat, LAST, " only:digest")
    house.clock.move(2 * HOUR)
    await read_again(house)
    assert await told(house, seat, SILENT[language]) == 0
    digest = await _digest(house, seat, language)
    assert {
        "en": "Cabinet Durand: no post for 10 days, usual 4.1 a week",
        "fr": "Cabinet Durand~: rien publié depuis 10 jours, contre 4,1 par semaine d'ordinaire",
    }[language] in digest


async def _digest(house: House, seat: Seat, language: str) -> Read:
    return await seat.say({"en": "digest now", "fr": "synthèse maintenant"}[language])


async def is_a_firm(house: House) -> None:
    [row] = await house.rows("SELECT workspace_id, target_id FROM watch")
    jane, now = Person("U1", "Jane"), house.clock.now()
    async with house.app.store.begin() as tx:
        firm = await firms.ensure(
            tx,
            WorkspaceId(row["workspace_id"]),
            name="Durand",
            site="",
            kind=FirmKind.LAW,
            person=jane,
            now=now,
        )
        await firms.confirm(
            tx, firm, TargetId(row["target_id"]), proof="person", person=jane, now=now
        )


@everywhere
async def test_a_firm_s_page_says_how_often_and_when_its_accounts_publish(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await known_for_long(house, seat, ago(days=1))
    await house.app.rhythms.tick()
    about = {
        "en": "about 4 times a week, mostly 11:00–12:00",
        "fr": "environ 4 fois par semaine, surtout de 11 h à 12 h",
    }[language]
    await is_a_firm(house)
    card = await seat.say("firm durand")
    assert about in card.text.replace("~", " ")


@everywhere
async def test_what_cannot_be_read_is_never_called_silent(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await known_for_long(house, seat, LAST)
    await house.app.looker.settle()
    house.fediverse.fail(None, 503)
    house.clock.move(2 * HOUR)
    await read_again(house)

    async def failing() -> bool:
        return bool(await house.rows("SELECT id FROM target WHERE failures > 0"))

    await house.until(failing, "a failed look")
    assert await told(house, seat, SILENT[language]) == 0


CROWDED = {
    "en": "Mastodon (social.example): more is watched than its limits allow at the usual pace; a "
    "look every 10 min on average instead of 5 min, more often where more is published.",
    "fr": "Mastodon (social.example)~: il y a plus de suivis que ses limites ne le permettent au "
    "rythme habituel¬; en moyenne une consultation toutes les 10~min au lieu de 5~min, plus "
    "souvent là où l'on publie davantage.",
}


@in_both_languages
async def test_the_status_says_where_looks_are_spread_apart(
    sqlite_url: str, tmp_path: Path, language: str
) -> None:
    async with running_bot(tmp_path, sqlite_url, MIN_POLL_SECONDS="") as house:
        seat = house.seat("slack", language)
        word = {"en": "status", "fr": "état"}[language]
        before = await seat.say(word)
        async with house.app.store.begin() as tx:
            world = World(tx)
            channel = await world.channel()
            for number in range(300):
                tag = await world.hashtag(f"tag{number}")
                await world.watch(channel, tag)
            await tx.execute(update(target).values(next_look_at=house.clock.now() + DAY))
        after = await seat.say(word, containing="300")
    assert CROWDED[language] not in before.lines
    assert CROWDED[language] in after.lines
