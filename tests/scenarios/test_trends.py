"""Hashtags that take off: told once, asked for, turned down, and not to be forged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.core.model import Quiet, Watch
from bot.store import channels, deliveries, posts, targets
from bot.store.tables import trend_scope
from connectors.types import Kind
from tests.fakes.telegram import JANE
from tests.scenarios.desk import EDIT_EVERY, Desk, open_desk
from tests.scenarios.house import House, ago
from tests.scenarios.seats import Read, Seat, everywhere, in_both_languages
from tests.scenarios.test_paid import Paid, paid_house
from tests.store.world import World, a_post, an_account

FIRMS = [f"cabinet{number}" for number in range(8)]
TOLD = {
    "en": "#Facturation is taking off for the first time in four weeks: 4 posts by 4 accounts.",
    "fr": (
        "#Facturation décolle pour la première fois en quatre semaines~: "
        "4 publications de 4 comptes."
    ),
}
BUTTONS = {
    "en": ["Watch #Facturation", "Not this one", "⋯"],
    "fr": ["Suivre #Facturation", "Pas celui-ci", "⋯"],
}
IGNORE = {"en": "Not this one", "fr": "Pas celui-ci"}
IGNORED = {
    "en": "#Facturation is no longer told here as a trend.",
    "fr": "#Facturation ne sera plus annoncé ici comme tendance.",
}
VERB = {"en": "trends", "fr": "tendances"}
UNDO = {"en": "Undo", "fr": "Annuler"}


async def eight_firms(house: House, seat: Seat) -> None:
    """Accounts that were watched for eight days, each with something to say."""
    for name in FIRMS:
        house.fediverse.post(name, "Bonjour #compta", ago(hours=30))
    await seat.say("watch " + " ".join(f"@{name}@{house.host}" for name in FIRMS) + " only:digest")
    await counted(house, "SELECT account FROM trend_account", len(FIRMS))
    long_ago = house.clock.now() - timedelta(days=8)
    async with house.app.store.begin() as tx:
        await tx.execute(update(trend_scope).values(since=long_ago))


async def counted(house: House, rows: str, least: int) -> None:
    async def done() -> bool:
        waiting = await house.rows("SELECT id FROM trend_use")
        return len(await house.rows(rows)) >= least and not waiting

    await house.until(done, "posts counted", within=20.0)


async def all_say(house: House, tag: str, names: list[str] = FIRMS) -> None:
    for name in names:
        house.fediverse.post(name, f"Nous y sommes, {name} #{tag}", house.clock.now())
    rows = (
        f"SELECT p.id FROM post p JOIN sighting s ON s.post_id = p.id WHERE p.text LIKE '%#{tag}%'"
    )
    await counted(house, rows, len(names))


@everywhere
async def test_a_hashtag_that_takes_off_is_told_once_with_two_of_those_who_say_it(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await eight_firms(house, seat)
    await all_say(house, "Facturation")
    told = await seat.reads(TOLD[language])
    assert told.lines[0] == TOLD[language]
    assert ("Nous y sommes" in told.lines[1], "Nous y sommes" in told.lines[2]) == (True, True)
    assert len(told.lines) == 4
    assert told.buttons == BUTTONS[language]
    await all_say(house, "facturation")
    assert sum(TOLD[language] in one for one in seat.chat()) == 1


@everywhere
async def test_not_this_one_is_taken_at_its_word_and_can_be_undone(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await eight_firms(house, seat)
    await all_say(house, "Facturation")
    told = await seat.reads(TOLD[language])
    answer = await seat.press(told, IGNORE[language], IGNORED[language])
    assert [row["tag"] for row in await house.rows("SELECT tag FROM trend_ignored")] == [
        "facturation"
    ]
    shown = await asked(seat, language)
    assert "#Facturation" not in shown
    assert "#facturation" in shown  # among those left out
    await seat.press(answer, UNDO[language])
    await house.until(lambda: _none(house, "SELECT tag FROM trend_ignored"), "undone")


NETWORKS = {"en": "What the networks themselves", "fr": "Ce que les réseaux eux-mêmes"}


async def asked(seat: Seat, language: str) -> Read:
    """What /trends shows; a rise may be told at the same moment."""
    return await seat.say(VERB[language], within=10.0, containing=NETWORKS[language])


async def _none(house: House, query: str) -> bool:
    return not await house.rows(query)


LEFT_OUT = {
    "en": "Left out: 3 accounts that say they are automated.",
    "fr": "Non comptés~: 3 comptes qui se disent automatiques.",
}


@everywhere
async def test_bots_make_nothing_rise_and_are_told_as_left_out(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    for name in FIRMS[:3]:
        house.fediverse.add(name, bot=True)
    await eight_firms(house, seat)
    await all_say(house, "Facturation", FIRMS[3:4])
    await all_say(house, "Facturation", FIRMS[:3])
    assert not any(TOLD[language] in one for one in seat.chat())
    await all_say(house, "Facturation", FIRMS[4:])
    told = await seat.reads(TOLD[language])
    assert told.lines[-1].endswith(LEFT_OUT[language])
    shown = await asked(seat, language)
    assert shown.lines[1].endswith(LEFT_OUT[language])


ROWS = {
    "en": "#Facturation for the first time in four weeks: 8 posts by 8 accounts",
    "fr": "#Facturation pour la première fois en quatre semaines~: 8 publications de 8 comptes",
}


@everywhere
async def test_trends_shows_what_rises_here_then_what_the_networks_say(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await eight_firms(house, seat)
    await all_say(house, "Facturation")
    shown = await asked(seat, language)
    assert shown.lines[1] == ROWS[language]
    theirs = house.named("\n".join(shown.lines))
    assert "Mastodon (HOST)" in theirs
    assert "Bluesky (bsky.app)" in theirs
    assert "Tax" in theirs
    assert {"en": "Watch #Facturation", "fr": "Suivre #Facturation"}[language] in shown.buttons


NOT_YET = {
    "en": "The first week is for learning what is usual",
    "fr": "La première semaine sert à apprendre ce qui est habituel",
}


@everywhere
async def test_the_first_week_is_for_learning_and_trends_says_so(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    nothing = await asked(seat, language)
    assert {"en": "watch something first", "fr": "suivez d'abord"}[language] in nothing
    house.durand()
    await seat.say(f"watch @durand@{house.host}")
    await counted(house, "SELECT account FROM trend_account", 1)
    shown = await asked(seat, language)
    assert NOT_YET[language] in shown
    since, ready = {"en": ("23 Nov", "30 Nov"), "fr": ("23 nov", "30 nov")}[language]
    assert (since in shown, ready in shown) == (True, True)


STATES = {
    "en": [("calm", "eight accounts"), ("keen", "four accounts"), ("off", "no rise is told")],
    "fr": [("calme", "huit comptes"), ("attentif", "quatre comptes"), ("non", "aucune hausse")],
}


@everywhere
async def test_how_much_is_told_is_said_in_a_word_and_undone(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    for word, sentence in STATES[language]:
        said = await seat.say(f"{VERB[language]} {word}")
        assert sentence in said
    await seat.press(said, UNDO[language])
    again = await asked(seat, language)
    assert {"en": "No trends here", "fr": "Aucune tendance ici"}[language] in again.buttons


async def test_a_crowd_of_new_accounts_of_one_server_makes_nothing_rise(house: House) -> None:
    """Forty accounts, a hundred posts, one watched hashtag; one known firm joins in."""
    jane = house.seat("slack")
    await eight_firms(house, jane)
    await jane.say(f"watch https://{house.host}/tags/tva on mastodon")
    for number in range(100):
        words = f"Buy now {number} #tva #MiracleTax"
        house.fediverse.post(f"bot{number % 40}", words, house.clock.now())
    house.fediverse.post(FIRMS[0], "Really? #MiracleTax", house.clock.now())
    await counted(house, "SELECT id FROM post WHERE text LIKE '%MiracleTax%'", 20)
    assert await house.rows("SELECT id FROM delivery WHERE kind = 'trend'") == []
    assert "#MiracleTax for the first" not in await asked(jane, "en")


# --- what costs money


@pytest.fixture
async def paid(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Paid]:
    async with paid_house(tmp_path, sqlite_url) as running:
        yield running


PRICE = {
    "en": "X charges up to $0.01 for this question. Shall I ask?",
    "fr": "X fait payer cette question jusqu'à 0,01~$. Faut-il la poser¬?",
}


@in_both_languages
async def test_x_is_asked_by_name_and_only_once_the_price_was_read(
    paid: Paid, language: str
) -> None:
    seat = paid.house.seat("telegram", language)
    free = await asked(seat, language)
    assert {"en": "X is asked only by name", "fr": "X n'est interrogé que si"}[language] in free
    typed = {"en": "trends on x in France", "fr": "tendances sur x en France"}[language]
    question = await seat.say(typed)
    assert question.lines[0] == PRICE[language]
    assert paid.x.billed["trends"] == 0
    shown = await seat.press(question, question.buttons[0].replace("~", "\u00a0"), "TVA")
    assert "X (France)" in shown
    assert "Bercy" in shown
    assert paid.x.billed["trends"] == 1


async def test_a_place_that_x_does_not_know_costs_nothing(paid: Paid) -> None:
    answer = await paid.house.seat("telegram").say("trends on x in Trifouillis")
    assert "I don't know trends for this place" in answer
    assert paid.x.billed["trends"] == 0


# --- how it is counted and sent


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


async def eight_days(desk: Desk, chat: str) -> list[Watch]:
    """Accounts that are watched from this chat, each with something to say in the first week."""
    watched = [await desk.watching(chat, name) for name in FIRMS]
    await everybody(desk, watched, "hello")
    desk.clock.move(timedelta(days=8).total_seconds())
    return watched


async def everybody(desk: Desk, watched: list[Watch], tag: str) -> None:
    for watch in watched:
        post = a_post(
            f"{watch.target.key}/{tag}",
            f"About #{tag}",
            author_key=watch.target.key,
            published_at=desk.clock.now(),
            hashtags=(tag,),
        )
        await desk.see(watch.target, post)
    await desk.app.trends.tick()


HEAD = "#Facturation is taking off"
TELEGRAM = str(JANE.id)


async def test_on_telegram_it_comes_without_sound_by_day_too(desk: Desk) -> None:
    await everybody(desk, await eight_days(desk, TELEGRAM), "Facturation")
    await desk.pass_by(30)
    (told,) = [one for one in desk.telegram.posts(int(TELEGRAM)) if HEAD in one.text]
    assert told.silent


async def test_quiet_hours_hold_it_until_they_end(desk: Desk) -> None:
    watched = await eight_days(desk, "C1")
    place = await desk.channel(watched[0])
    async with desk.app.store.begin() as tx:
        await channels.update(tx, place.id, quiet=Quiet(time(9), time(12)))
    await everybody(desk, watched, "Facturation")
    await desk.pass_by(60)
    assert desk.holding(HEAD) == 0
    await desk.pass_to(desk.clock.now() + timedelta(hours=2))
    assert desk.holding(HEAD) == 1


async def test_what_could_not_be_sent_for_a_day_is_no_news_any_more(desk: Desk) -> None:
    watched = await eight_days(desk, "C1")
    place = await desk.channel(watched[0])
    await everybody(desk, watched, "Facturation")
    async with desk.app.store.begin() as tx:
        until = desk.clock.now() + timedelta(days=2)
        await channels.update(tx, place.id, muted_until=until)
    await desk.pass_to(desk.clock.now() + timedelta(days=2, hours=1))
    assert desk.holding(HEAD) == 0
    assert await desk.rows("SELECT state FROM delivery WHERE kind = 'trend'") == [("withdrawn",)]


async def test_an_example_that_its_author_deletes_is_taken_out(desk: Desk) -> None:
    await everybody(desk, await eight_days(desk, "C1"), "Facturation")
    await desk.pass_by(30)
    (told,) = [one for one in desk.texts() if HEAD in one]
    shown = told.count("About #Facturation")
    assert shown == 2
    ids = [row[0] for row in await desk.rows("SELECT id FROM post WHERE text LIKE '%Facturation'")]
    async with desk.app.store.begin() as tx:
        await deliveries.touch(tx, await posts.delete(tx, ids))
    await desk.pass_by(EDIT_EVERY)
    (told,) = [one for one in desk.texts() if HEAD in one]
    assert "About #Facturation" not in told


@pytest.mark.parametrize(("kind", "counted"), [(Kind.ACCOUNT, 1), (Kind.HASHTAG, 0)])
async def test_a_hashtag_that_is_read_only_while_it_takes_off_is_not_counted(
    desk: Desk, kind: Kind, counted: int
) -> None:
    """X counts its busy hashtags itself: what is read of them says nothing of what is usual."""
    async with desk.app.store.begin() as tx:
        world, account = World(tx), an_account("tva", network="x", key="1", kind=kind)
        target = await targets.ensure(tx, account, credential="", now=desk.clock.now())
        await world.watch(await world.channel(), target)
    await desk.see(target, a_post("1", network="x", hashtags=("tva",)))
    assert len(await desk.rows("SELECT id FROM trend_use")) == counted
