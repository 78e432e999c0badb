"""Bad input and bad luck: a clear sentence, nothing changes, nothing is lost, the process lives."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text as statement

from bot.core.model import ChannelKey, Person, Platform
from bot.service.ports import Inbound
from bot.store.urls import sqlite_path
from tests.fakes.telegram import JANE
from tests.scenarios.house import House, running_bot
from tests.scenarios.seats import Seat, everywhere, in_both_languages

LONG = "watch " + "très long " * 1000
SLASH = {"slack": "/veille ", "telegram": "/"}
# How the word that isn't known is named: on Telegram it was typed as a command.
WHAT = {
    ("slack", "en"): "“wacth”",
    ("slack", "fr"): "«~wacth~»",
    ("telegram", "en"): "the command “/wacth”",
    ("telegram", "fr"): "la commande «~/wacth~»",
}
# What is typed -> the exact answer, by language; {slash} as commands begin on that platform.
ROWS = {
    "an unknown command": (
        "wacth @durand",
        "I don't know {what}. For example: {slash}watch @durand. Did you mean "
        "“{slash}watch @durand”?",
        "Je ne connais pas {what}. Par exemple~: {slash}suivre @durand. Vouliez-vous dire "
        "«~{slash}suivre @durand~»¬?",
    ),
    "an empty target": (
        "find",
        "Which firm should I look for? Its name is enough.",
        "Quelle entreprise faut-il chercher¬? Son nom suffit.",
    ),
    "10,000 characters": (
        LONG,
        "That is too long for me (2,000 characters at most). One account, link or subject at a "
        "time is enough.",
        "C'est trop long pour moi (2¬000 caractères au plus). Un compte, un lien ou un sujet à "
        "la fois suffit.",
    ),
    "control characters in a handle": (
        "watch @dur\x07and",
        "That name holds invisible control characters. Type it by hand: {slash}watch @durand.",
        "Ce nom contient des caractères de contrôle invisibles. Tapez-le à la main~: "
        "{slash}suivre @durand.",
    ),
    "a handle that can't be one": (
        "watch @durand:x",
        "“@durand:x” can't be the name of an account. For example: {slash}watch @durand.",
        "«~@durand:x~» ne peut pas être le nom d'un compte. Par exemple~: {slash}suivre @durand.",
    ),
    "a link with a password": (
        "watch https://marie:secret@cabinet.example/",
        "That link holds a password: I don't take those. Send the public address, for example: "
        "{slash}watch https://cabinet-durand.fr.",
        "Ce lien contient un mot de passe~: je n'en prends pas. Envoyez l'adresse publique, par "
        "exemple~: {slash}suivre https://cabinet-durand.fr.",
    ),
    "a feed that is a login page": (
        "watch SITE/login",
        "I found no news feed at SITE/login: no page there lists its news in a form I can follow "
        "(it may also ask for a login).",
        "Je n'ai pas trouvé de fil d'actualités à l'adresse SITE/login~: aucune page n'y présente "
        "ses nouvelles sous une forme que je peux suivre (elle demande peut-être une connexion).",
    ),
    "a number that isn't in the list": (
        "unwatch 7",
        "That is not in the list any more.",
        "Cet élément n'est plus dans la liste.",
    ),
    "a city that doesn't exist": (
        "settings zone Atlantide",
        "I don't know the city “Atlantide”. Try a larger one in the same country.",
        "Je ne connais pas la ville «~Atlantide~». Essayez une plus grande du même pays.",
    ),
}
LOGIN = "<html><body><form>Mot de passe <input type=password></form></body></html>"
BUSY = {
    "en": "The database is busy with something else. Nothing was changed: try again in a minute.",
    "fr": "La base de données est occupée par autre chose. Rien n'a été modifié~: réessayez dans "
    "une minute.",
}
FULL = {
    "en": "The disk is full: nothing could be saved, nothing was changed. The person who runs "
    "Veilleur must free some space.",
    "fr": "Le disque est plein~: rien n'a pu être enregistré, rien n'a été modifié. La personne "
    "qui gère Veilleur doit libérer de la place.",
}
TITLE = {"en": "Watched here: 1 account or subject", "fr": "Suivi ici~: 1 compte ou sujet"}


async def settled(house: House, jane: Seat) -> None:
    """One watch, looked at, nothing under way."""
    house.durand()
    house.site.pages["/login"] = LOGIN
    await jane.say("watch @durand")
    await house.looked()


async def answers_at_once(house: House, jane: Seat, language: str) -> None:
    began = house.clock.monotonic()
    assert (await jane.say("list")).lines[0] == TITLE[language]
    assert house.clock.monotonic() - began < 1


@pytest.mark.parametrize("row", ROWS)
@in_both_languages
async def test_bad_input_gets_its_sentence_and_changes_nothing(
    house: House, row: str, language: str
) -> None:
    await refuses(house, "slack", language, row)
    await refuses(house, "telegram", language, row)


async def test_bad_input_changes_nothing_on_postgres_either(
    postgres_url: str, tmp_path: Path
) -> None:
    async with running_bot(tmp_path, postgres_url) as house:
        for row in ROWS:
            await refuses(house, "telegram", "fr", row)


async def refuses(house: House, platform: str, language: str, row: str) -> None:
    """The exact sentence; watches, cursors and outbox as before; the next command answered."""
    jane = house.seat(platform, language)
    await settled(house, jane)
    before = await house.kept()
    typed, *expected = ROWS[row]
    answer = await jane.say(typed.replace("SITE", house.site.origin), within=12)
    words = expected[language == "fr"]
    facts = {"slash": SLASH[platform], "what": WHAT[platform, language]}
    assert house.named(answer.lines[0]) == words.format(**facts)
    assert await house.kept() == before
    await answers_at_once(house, jane, language)


LOCK_SECONDS = 30


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds a write."""
    path = sqlite_path(house.app.url)
    assert path is not None
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize(("platform", "language"), [("slack", "en"), ("telegram", "fr")])
async def test_a_locked_database_is_said_and_what_was_due_comes_once_it_is_free(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await settled(house, jane)
    before = await house.kept()
    with locked(house):
        house.fediverse.post("durand", "Écrit pendant le blocage", house.clock.now())
        freed = time.monotonic() + LOCK_SECONDS
        while time.monotonic() < freed:
            answer = await jane.say("mute 2d", within=9)
            assert answer.lines == [BUSY[language]]
    assert (await house.kept())["watch"] == before["watch"]
    await jane.reads("Écrit pendant le blocage")
    await answers_at_once(house, jane, language)


async def limit_pages(house: House, pages: int) -> None:
    async with house.app.store.read() as tx:
        await tx.execute(statement(f"PRAGMA max_page_count = {pages}"))


@everywhere
async def test_a_full_disk_is_said_and_what_was_due_comes_once_there_is_room(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await settled(house, jane)
    before = await house.kept()
    await limit_pages(house, 1)  # SQLite keeps what it has: not one page more
    # More than a page: it finds no room in what the tables already have.
    house.fediverse.post("durand", "Écrit sans place " + "é" * 4000, house.clock.now())
    answer = await fills_up(jane, FULL[language])
    assert answer == [FULL[language]]
    assert (await house.kept())["watch"] == before["watch"]
    await limit_pages(house, 1_000_000)
    await jane.reads("Écrit sans place")
    await answers_at_once(house, jane, language)


async def fills_up(jane: Seat, expected: str) -> list[str]:
    """Questions whose buttons are kept use up the room that is left in the last pages."""
    lines: list[str] = []
    for _ in range(200):
        lines = (await jane.say("settings")).lines
        if lines[0] == expected:
            break
    return lines


async def test_four_deliveries_of_a_slack_command_have_one_effect(house: House) -> None:
    house.durand()
    exchange = await house.slack.command("/watch", "@durand")
    for _ in range(3):
        await house.slack.redeliver(exchange)
    await watched_once(house, house.seat("slack"))


async def test_four_deliveries_of_a_telegram_update_have_one_effect(house_on_both: House) -> None:
    """As after a crash before the update was confirmed: Telegram gives it again."""
    house = house_on_both
    house.durand()
    key = ChannelKey(Platform.TELEGRAM, "1", str(JANE.id))
    inbound = Inbound(
        key, str(JANE.id), Person(str(JANE.id), "Jane"), "1:77", "/watch @durand", private=True
    )

    async def deliver() -> int:
        return len([reply async for reply in house.app.commands.handle(inbound)])

    answers = [await deliver(), *(await asyncio.gather(deliver(), deliver(), deliver()))]
    assert answers[0] > 0
    assert answers[1:] == [0, 0, 0]
    assert len(await house.rows("SELECT id FROM watch")) == 1
    assert len(await house.rows("SELECT id FROM change")) == 1


async def watched_once(house: House, jane: Seat) -> None:
    await jane.reads("Cabinet Durand (Mastodon)")
    await answers_at_once(house, jane, "en")
    assert len(await house.rows("SELECT id FROM watch")) == 1
    assert len(await house.rows("SELECT id FROM change")) == 1
    assert sum("Cabinet Durand (Mastodon)" in one for one in jane.chat()) == 1
