"""A list of firms is pasted: their accounts are found, and added with one tap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import starters
from bot.core.pasted import MOST
from bot.core.pasted_cells import Entry
from bot.demo.fediverse import Failure
from bot.service.commands import imports, panels
from tests.fakes.telegram import GROUP
from tests.scenarios.house import House, ago, running_bot
from tests.scenarios.seats import Read, Seat, TelegramSeat, everywhere, in_both_languages
from tests.scenarios.sentences import DIGEST, ZONE
from tests.scenarios.test_paid import paid_house

LIVE = "SELECT id, mode FROM watch WHERE ended_at IS NULL"
FIRMS = "SELECT name, kind, relation FROM firm WHERE ended_at IS NULL ORDER BY name"
VERB = {"en": "import", "fr": "importer"}


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Sites are asked for by another name than networks, so that they are other owners."""
    hosts = "127.0.0.1,localhost"
    async with running_bot(tmp_path, sqlite_url, ALLOWED_PRIVATE_HOSTS=hosts) as running:
        for name in ("durand", "martin"):
            person(running, name)
        yield running


def person(house: House, name: str) -> None:
    house.fediverse.add(name, f"Cabinet {name.title()}", 1204)
    house.fediverse.post(name, "Facture électronique", ago(hours=3))


def with_site(house: House) -> str:
    """The site of Cabinet Petit, which names its account."""
    site = house.site.origin.replace("127.0.0.1", "localhost")
    house.fediverse.add("petit", "Cabinet Petit", 300, site=site)
    house.fediverse.post("petit", "Bonjour", ago(hours=5))
    house.site.pages["/"] = f"""
        <html lang="fr"><head><title>Cabinet Petit | Expert-comptable à Lille</title></head>
        <body><footer><a rel="me" href="{house.fediverse.origin}/@petit">Mastodon</a>
        </footer></body></html>"""
    return site


async def paste(seat: Seat, language: str, text: str, *, into: str = "") -> Read:
    head = VERB[language] + (f' into panel:"{into}"' if into else "")
    return await seat.say(f"{head}\n{text}", within=20)


FOUND = {
    "en": [
        "Found: 2 · To choose: 1 · Not found: 1",
        "Durand · Mastodon",
        "Cabinet Petit · Mastodon · the site links to it, and it links back",
        "To choose: martin.",
        "Not found: Rien du tout. Send me the address of its site, for example: Durand;durand.fr",
        "On a network that I can't read here: https://www.linkedin.com/company/durand/.",
        "I could not read: “#tva”.",
    ],
    "fr": [
        "Trouvées~: 2 · À choisir~: 1 · Introuvables~: 1",
        "Durand · Mastodon",
        "Cabinet Petit · Mastodon · le site y renvoie, et le compte renvoie au site",
        "À choisir~: martin.",
        "Introuvable~: Rien du tout. Envoyez-moi l'adresse de son site, par exemple~: "
        "Durand;durand.fr",
        "Sur un réseau que je ne peux pas lire ici~: https://www.linkedin.com/company/durand/.",
        "Je n'ai pas pu lire~: «~#tva~».",
    ],
}
TAPS = {
    "en": ["Watch the 2 found", "Choose the next"],
    "fr": ["Suivre les 2 trouvées", "Choisir la suivante"],
}
ADDED = {
    ("slack", "en"): "Jane added 2 firms to what this channel watches (2 accounts: Mastodon (2)).",
    ("slack", "fr"): "Jeanne a ajouté 2 entreprises à la veille de ce canal "
    "(2 comptes~: Mastodon (2)).",
    ("telegram", "en"): "Done, I am watching 2 firms for you (2 accounts: Mastodon (2)).",
    ("telegram", "fr"): "C'est noté, je surveille 2 entreprises pour vous "
    "(2 comptes~: Mastodon (2)).",
}
QUESTION = {
    "en": "1 of 1: martin. Which account is its own?",
    "fr": "1 sur 1~: martin. Quel compte est le sien¬?",
}
TAKEN = {
    "en": "martin: Mastodon (@martin@HOST) is now watched here.",
    "fr": "martin~: Mastodon (@martin@HOST), surveillé ici désormais.",
}
LAST = {"en": "That was the last one.", "fr": "C'était la dernière."}


@everywhere
async def test_a_list_is_looked_up_then_added_with_one_tap_and_the_rest_is_chosen(
    town: House, platform: str, language: str
) -> None:
    jane = town.seat(platform, language)
    rows = [f"Durand;@durand@{town.host};concurrent;avocats", with_site(town), "martin"]
    rows += ["Rien du tout", "https://www.linkedin.com/company/durand/", "#tva"]
    found = await paste(jane, language, "\n".join(rows))
    assert [town.named(one) for one in found.lines] == FOUND[language]
    assert found.buttons == TAPS[language]
    assert await town.rows(LIVE) == []

    added = await jane.press(found, found.buttons[0], containing="Mastodon (2)")
    assert added.lines[0] == ADDED[platform, language]
    assert DIGEST[language] in added.lines[1]
    assert [one["mode"] for one in await town.rows(LIVE)] == ["both", "both"]
    assert await town.rows(FIRMS) == [
        {"name": "Cabinet Petit", "kind": "accounting", "relation": None},
        {"name": "Durand", "kind": "law", "relation": "competitor"},
    ]

    asked = await jane.press(added, added.buttons[1], containing="martin")
    assert asked.lines[0] == QUESTION[language]
    assert "Cabinet Martin · Mastodon" in asked.lines[1]
    taken = await jane.press(asked, "1 Mastodon", containing=LAST[language])
    asks = [ZONE[language]] if platform == "telegram" else []  # not before all is chosen
    assert ZONE[language] not in added.lines
    assert [town.named(one) for one in taken.lines] == [TAKEN[language], LAST[language], *asks]
    assert len(await town.rows(LIVE)) == 3

    undone = await jane.press(taken, taken.buttons[0], containing="martin")
    assert {"en": "Undone: martin removed again.", "fr": "Annulé~: l'ajout de martin."}[
        language
    ] in undone.lines
    assert len(await town.rows(LIVE)) == 2
    assert len(await town.rows(FIRMS)) == 2


async def test_one_undo_takes_a_whole_list_back(town: House) -> None:
    jane = town.seat("telegram")
    found = await paste(jane, "en", f"@durand@{town.host}\n@martin@{town.host}", into="Lyon")
    added = await jane.press(found, "Watch the 2 found", containing="Done")
    assert "Panel: Lyon, followed here." in added.lines
    assert added.lines[-1] == ZONE["en"]
    assert added.buttons == ["Undo", "Yes, Paris", "Change"]
    assert len(await town.rows(LIVE)) == 2
    await jane.press(added, "Undo", containing="Undone")
    for table in ("panel", "panel_firm", "panel_channel", "firm_account"):
        assert await town.rows(f"SELECT * FROM {table}") == []
    assert await town.rows(LIVE) == await town.rows(FIRMS) == []


async def test_a_second_tap_adds_nothing_twice(town: House) -> None:
    jane = town.seat("telegram")
    found = await paste(jane, "en", f"@durand@{town.host}")
    await jane.press(found, "Watch the one found", containing="Done")
    again = await paste(jane, "en", f"@durand@{town.host}")
    told = await jane.press(again, "Watch the one found", containing="already")
    assert told.lines == ["All of that is known and watched here already."]
    assert len(await town.rows(LIVE)) == 1


async def test_many_firms_come_in_the_digest_unless_alerts_are_wanted(town: House) -> None:
    jane = town.seat("slack")
    names = [f"firm{number}" for number in range(7)]
    for name in names:
        person(town, name)
    text = "\n".join(f"{name};@{name}@{town.host}" for name in names)
    found = await paste(jane, "en", text)
    added = await jane.press(found, "Watch the 7 found", containing="7 firms")
    assert added.lines[1:] == [
        "With more than 5 firms, they come in the digest only, unless you want each alert.",
        DIGEST["en"],
    ]
    assert {one["mode"] for one in await town.rows(LIVE)} == {"digest"}
    alerts = await jane.press(added, "Alerts too", containing="at once")
    assert alerts.lines == ["7 accounts of this list are now told at once, and in the digest."]
    assert {one["mode"] for one in await town.rows(LIVE)} == {"both"}
    await jane.press(alerts, "Undo", containing="Undone")
    assert {one["mode"] for one in await town.rows(LIVE)} == {"digest"}


async def test_handles_of_one_server_are_asked_for_by_few(town: House) -> None:
    jane = town.seat("telegram")
    text = "\n".join(f"@{name}@{town.host}" for name in ("durand", "martin", "nobody"))
    before = town.fediverse.requests.total()
    found = await paste(jane, "en", text)
    assert found.lines[0] == "Found: 2 · To choose: 0 · Not found: 1"
    assert town.fediverse.requests.total() - before <= 12


@in_both_languages
async def test_a_list_that_is_sent_after_the_question_is_its_answer(
    town: House, language: str
) -> None:
    jeanne = town.seat("telegram", language)
    assert isinstance(jeanne, TelegramSeat)
    asked = await jeanne.say(VERB[language])
    assert {"en": "Send me the list", "fr": "Envoyez-moi la liste"}[language] in asked.lines[0]
    text = f"Liste\n@durand@{town.host}"
    await town.telegram.message(jeanne.channel, jeanne.user, text)
    await jeanne.reads({"en": "Found: 1", "fr": "Trouvées~: 1"}[language])


async def test_more_rows_than_the_limit_are_counted_and_left(town: House) -> None:
    jane = town.seat("telegram")
    text = "\n".join([f"@durand@{town.host}", *["#tva"] * (MOST + 1)])
    found = await paste(jane, "en", text)
    assert "I read 100 rows at a time: 2 are left. Send them as a second list." in found.lines


async def test_a_list_of_nothing_says_how_one_looks(town: House) -> None:
    told = await paste(town.seat("telegram"), "en", "#tva\na@b.fr")
    assert told.lines == [
        "I found no firm in that. I could not read: “#tva”, “a@b.fr”. "
        "One firm a line, for example: Durand;durand.fr"
    ]


async def test_a_network_that_does_not_answer_is_told_as_such(town: House) -> None:
    town.fediverse.failures[None] = Failure(503)
    found = await paste(town.seat("telegram"), "en", f"Durand;@durand@{town.host}")
    assert found.lines == [
        "Found: 0 · To choose: 0 · Not found: 0",
        "No answer, so I don't know: Durand. Send it once more later.",
    ]


async def test_a_tap_after_a_day_says_that_the_list_is_too_old(town: House) -> None:
    jane = town.seat("telegram")
    found = await paste(jane, "en", f"@durand@{town.host}")
    town.clock.move(timedelta(hours=25))
    told = await jane.press(found, "Watch the one found", containing="Send it")
    assert told.lines == ["That list is more than a day old. Send it once more."]


async def test_a_list_of_another_chat_can_not_be_tapped(town: House) -> None:
    jane = town.seat("telegram")
    await paste(jane, "en", f"@durand@{town.host}")
    [draft] = await town.rows("SELECT id FROM draft")
    there = town.seat("slack")
    told = await there.say(f"import draft:{draft['id']} add")
    assert told.lines == ["That list is more than a day old. Send it once more."]


async def test_who_may_not_change_the_channel_may_not_import(town: House) -> None:
    guest = town.seat("telegram", "fr", GROUP)
    told = await paste(guest, "fr", f"@durand@{town.host}")
    assert await town.rows("SELECT * FROM draft") == []
    assert "Trouvées" not in told


async def test_a_list_to_begin_with_is_shown_then_looked_up_into_a_panel(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    lawyers = starters.Starter("lawyers", (Entry("Petit", with_site(town)),), ("droit",))
    for module in (imports, panels):
        monkeypatch.setattr(module, "STARTERS", {"lawyers": lawyers})
    jane = town.seat("telegram")
    none = await jane.say("panel")
    assert none.buttons == ["Lawyers"]
    shown = await jane.press(none, "Lawyers", containing="to begin with")
    assert shown.buttons == ["Find their accounts", "Watch #droit"]
    found = await jane.press(shown, "Find their accounts", containing="Found: 1")
    assert await town.rows(LIVE) == []
    added = await jane.press(found, "Watch the one found", containing="Done")
    assert "Panel: Lawyers, followed here." in added.lines


async def test_accounts_that_cost_are_named_and_nobody_asks_for_them(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with paid_house(tmp_path, sqlite_url) as paid:
        paid.durand()
        person(paid.house, "martin")
        before = len(paid.x.asked)
        text = f"Durand;x:durand\nhttps://x.com/durand\n@martin@{paid.house.host}\n@martin"
        found = await paste(paid.house.seat("telegram"), "en", text)
        assert found.lines[0] == "Found: 2 · To choose: 0 · Not found: 1"
        assert found.lines[-1] == (
            "Not asked, because each costs: x:durand, https://x.com/durand. "
            "Watch them one by one to see the price."
        )
        assert len(paid.x.asked) == before
        assert await paid.house.rows("SELECT * FROM spending") == []


async def test_all_candidates_on_different_networks_can_be_taken_together(town: House) -> None:
    sky = town.sky.actor("martin.bsky.social", "Cabinet Martin", 31)
    town.sky.post(sky, "On recrute", ago(days=2))
    jane = town.seat("telegram")
    found = await paste(jane, "en", "Cabinet Martin")
    asked = await jane.press(found, "Choose the next", containing="1 of 1")
    assert asked.buttons == ["1 Mastodon", "All of them", "Skip", "⋯"]
    taken = await jane.press(asked, "All of them", containing="now watched")
    assert [town.named(one) for one in taken.lines] == [
        "Cabinet Martin: Mastodon (@martin@HOST), Bluesky (@martin.bsky.social) "
        "are now watched here.",
        "That was the last one.",
        ZONE["en"],
    ]
    assert len(await town.rows(LIVE)) == 2
