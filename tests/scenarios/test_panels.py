"""Panels: sets of firms that channels follow together, and that change under them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.slack import Channel
from tests.fakes.telegram import GROUP, JANE, JEANNE
from tests.scenarios.house import House, ago
from tests.scenarios.seats import Read, Seat, everywhere, in_both_languages
from tests.scenarios.sentences import ALERTS, DIGEST

LIVE = """SELECT target.name, watch.mode, channel.chat FROM watch
    JOIN target ON target.id = watch.target_id JOIN channel ON channel.id = watch.channel_id
    WHERE watch.ended_at IS NULL ORDER BY channel.chat, target.name"""


async def live(house: House) -> list[tuple[Any, ...]]:
    """Who is watched where: (account, channel)."""
    return [(one["name"], one["chat"]) for one in await house.rows(LIVE)]


async def modes(house: House) -> set[str]:
    return {one["mode"] for one in await house.rows(LIVE)}


def person(house: House, name: str) -> str:
    house.fediverse.add(name, name.title(), 1204)
    house.fediverse.post(name, "Facture électronique", ago(hours=3))
    return f"@{name}@{house.host}"


async def known(house: House, seat: Seat, *names: str) -> None:
    """Firms that have an account each, and that nobody watches."""
    for name in names:
        await noted(house, seat, name)
    await seat.say("unwatch all")


def two_channels(house: House, language: str = "en") -> tuple[Seat, Seat]:
    house.slack.add(Channel("C2", "concurrents"))
    return house.seat("slack", language), house.seat("slack", language, "C2")


async def noted(house: House, seat: Seat, name: str) -> None:
    """A firm that is watched here."""
    hint = f'of:"|accounting|person|{name.title()}"'
    await seat.say(f"watch {person(house, name)} {hint}", containing=name.title())


async def in_lyon(house: House, seat: Seat, *names: str) -> Read:
    await known(house, seat, *names)
    return await seat.say(f"panel lyon add {', '.join(names)}")


SHOWN = {
    "en": [
        "lyon · 2 firms",
        "Durand · accounting firm · 1 account: Mastodon",
        "Martin · accounting firm · 1 account: Mastodon",
    ],
    "fr": [
        "lyon · 2 entreprises",
        "Durand · cabinet comptable · 1 compte~: Mastodon",
        "Martin · cabinet comptable · 1 compte~: Mastodon",
    ],
}
FOLLOWED = {
    ("slack", "en"): "Jane: this channel now follows the panel lyon "
    "(2 firms, 2 accounts: Mastodon (2)).",
    ("slack", "fr"): "Jeanne~: ce canal suit désormais le panel lyon "
    "(2 entreprises, 2 comptes~: Mastodon (2)).",
    ("telegram", "en"): "Done, I am following the panel lyon for you "
    "(2 firms, 2 accounts: Mastodon (2)).",
    ("telegram", "fr"): "C'est noté, je suis le panel lyon pour vous "
    "(2 entreprises, 2 comptes~: Mastodon (2)).",
}
LATER = {
    "en": "What is added to the panel later is watched here too.",
    "fr": "Ce qui s'ajoutera au panel sera surveillé ici aussi.",
}
REMOVED = {
    "en": ["Martin is no longer in lyon.", "One account is no longer watched here."],
    "fr": ["Martin ne fait plus partie de lyon.", "1 compte n'est plus surveillé ici."],
}
RENAMED = {
    "en": "lyon is now called Cabinets de Lyon.",
    "fr": "lyon porte désormais le nom Cabinets de Lyon.",
}
FORGOTTEN = {
    "en": "The panel Cabinets de Lyon is forgotten. Its firms stay known.",
    "fr": "Le panel Cabinets de Lyon est oublié. Ses entreprises restent connues.",
}
LEFT = {
    "en": "No longer followed here: Cabinets de Lyon. One account is no longer watched; "
    "what was wanted for itself stays.",
    "fr": "Cabinets de Lyon~: ce n'est plus suivi ici. 1 compte n'est plus surveillé¬; "
    "ce qui était suivi pour lui-même le reste.",
}


@everywhere
async def test_the_life_of_a_panel(house: House, platform: str, language: str) -> None:
    jane = house.seat(platform, language)
    made = await in_lyon(house, jane, "durand", "martin")
    added = {"en": "Durand, Martin are now in lyon.", "fr": "Durand, Martin font maintenant partie"}
    assert made.lines[0].startswith(added[language])
    shown = await jane.say("panel lyon")
    assert shown.lines[:3] == SHOWN[language]

    followed = await jane.press(shown, shown.buttons[0], containing="Mastodon (2)")
    assert followed.lines == [
        FOLLOWED[platform, language],
        f"{ALERTS[language]} {DIGEST[language]}",
        LATER[language],
    ]
    assert [name for name, _ in await live(house)] == ["Durand", "Martin"]
    removed = await jane.say("panel lyon remove martin")
    assert removed.lines == REMOVED[language]
    assert [name for name, _ in await live(house)] == ["Durand"]

    renamed = await jane.say('panel lyon as "Cabinets de Lyon"')
    assert renamed.lines == [RENAMED[language]]
    left = await jane.say("unwatch panel:lyon")
    assert left.lines == [LEFT[language]]
    assert await live(house) == []
    await jane.press(left, left.buttons[0], containing="Cabinets de Lyon")
    assert [name for name, _ in await live(house)] == ["Durand"]

    forgotten = await jane.say("panel lyon forget")
    assert forgotten.lines[0] == FORGOTTEN[language]
    assert await live(house) == []
    await jane.press(forgotten, forgotten.buttons[0], containing="Cabinets de Lyon")
    back = await jane.say("panel lyon")
    assert back.lines[0].startswith("Cabinets de Lyon · 1 ")
    assert [name for name, _ in await live(house)] == ["Durand"]


GROWN = {
    "en": "Panel lyon, Martin: one account more is watched here.",
    "fr": "Panel lyon, Martin~: un compte de plus est surveillé ici.",
}
SHRUNK = {
    "en": "A panel that is followed here has changed: one account is no longer watched here.",
    "fr": "Un panel suivi ici a changé~: 1 compte n'est plus surveillé ici.",
}


@in_both_languages
async def test_what_changes_in_a_panel_changes_in_every_channel_that_follows_it(
    house: House, language: str
) -> None:
    here, there = two_channels(house, language)
    await in_lyon(house, here, "durand")
    for seat in (here, there):
        await seat.say("watch panel:lyon")
    await noted(house, here, "martin")
    await here.say(f"unwatch @martin@{house.host}")
    added = await here.say("panel lyon add martin", containing="Martin")
    followed = {"en": "It is followed here", "fr": "Il est suivi ici"}
    assert added.lines[1].startswith(followed[language])
    await there.reads(GROWN[language])
    assert ("Martin", "C2") in await live(house)
    await here.say("panel lyon remove martin")
    await there.reads(SHRUNK[language])
    assert ("Martin", "C2") not in await live(house)


async def test_an_account_that_a_firm_gets_later_is_watched_where_its_panel_is_followed(
    house: House,
) -> None:
    here, there = two_channels(house)
    await in_lyon(house, here, "durand")
    await there.say("watch panel:lyon")
    new = person(house, "durand2")
    await here.say(f"firm durand add {new}", containing="noted")
    await there.reads("Panel lyon, Durand: one account more is watched here.")
    assert await live(house) == [("Durand", "C2"), ("Durand2", "C2")]
    lost = await here.say("firm durand remove 2")
    assert "What is watched stays watched." in lost.lines[0]
    await there.say("unwatch panel:lyon")
    assert await live(house) == [("Durand2", "C2")]


async def test_undoing_an_account_ends_its_watch_everywhere(house: House) -> None:
    here, there = two_channels(house)
    await in_lyon(house, here, "durand")
    await there.say("watch panel:lyon")
    added = await here.say(f"firm durand add {person(house, 'durand2')}", containing="noted")
    await there.reads("one account more")
    await here.press(added, "Undo", containing="Undone")
    await there.reads("has changed")
    assert await live(house) == [("Durand", "C2")]


async def test_what_is_wanted_for_itself_stays_when_a_panel_is_left(house: House) -> None:
    jane = house.seat("telegram")
    await in_lyon(house, jane, "durand", "martin")
    await jane.say(f"watch @durand@{house.host}")
    await jane.say("watch panel:lyon")
    own = await jane.say(f"watch @martin@{house.host}")
    assert "already" in own.lines[0]
    await jane.say("unwatch panel:lyon")
    assert [name for name, _ in await live(house)] == ["Durand", "Martin"]


async def test_a_firm_of_two_panels_is_watched_until_both_are_left(house: House) -> None:
    jane = house.seat("telegram")
    await in_lyon(house, jane, "durand")
    await jane.say("panel lille add durand")
    await jane.say("watch panel:lyon")
    await jane.say("watch panel:lille")
    left = await jane.say("unwatch panel:lyon")
    assert "0 accounts are no longer watched" in left.lines[0]
    assert [name for name, _ in await live(house)] == ["Durand"]
    await jane.say("unwatch panel:lille")
    assert await live(house) == []


async def test_what_a_person_stops_does_not_come_back_by_itself(house: House) -> None:
    jane = house.seat("telegram")
    await in_lyon(house, jane, "durand", "martin")
    await jane.say("watch panel:lyon")
    await jane.say("unwatch 1")
    await known_later(house, jane)
    assert [name for name, _ in await live(house)] == ["Martin", "Petit"]
    again = await jane.say("watch panel:lyon")
    assert again.lines == ["One account of lyon that had been stopped is watched here again."]
    assert len(await live(house)) == 3
    none = await jane.say("watch panel:lyon")
    assert none.lines == ["lyon is followed here already."]


async def known_later(house: House, jane: Seat) -> None:
    """Another firm comes into the panel."""
    await noted(house, jane, "petit")
    await jane.say("panel lyon add petit")


async def test_more_than_five_firms_come_in_the_digest_unless_alerts_are_wanted(
    house: House,
) -> None:
    jane = house.seat("telegram")
    await in_lyon(house, jane, *(f"firm{letter}" for letter in "abcdef"))
    followed = await jane.say("watch panel:lyon")
    assert followed.lines[1:3] == [
        "With more than 5 firms, they come in the digest only, unless you want each alert.",
        DIGEST["en"],
    ]
    assert await modes(house) == {"digest"}
    alerts = await jane.press(followed, "Alerts too", containing="alerts")
    assert alerts.lines == ["lyon: alerts here, and in the digest."]
    assert await modes(house) == {"both"}
    await jane.press(alerts, "Undo", containing="Undone")
    assert await modes(house) == {"digest"}
    assert "digest only" in (await jane.say("panel lyon")).lines[0]


async def test_names_of_no_firm_are_told_with_a_way_to_find_them(house: House) -> None:
    jane = house.seat("telegram")
    await known(house, jane, "durand")
    said = await jane.say("panel lyon add durand, tartempion")
    assert said.lines == [
        "Durand is now in lyon.",
        "I know no firm called “tartempion” here: look for it first, "
        "or send me the address of its site.",
    ]
    assert said.buttons == ["Undo", "lyon", "Look for tartempion"]
    nobody = await jane.say("panel lille add personne")
    assert nobody.buttons == ["Look for personne", "Firms"]
    assert [one["name"] for one in await house.rows("SELECT name FROM panel")] == ["lyon"]
    await jane.press(said, "Undo", containing="Undone")
    assert await house.rows("SELECT name FROM panel") == []


async def test_unwatching_everything_leaves_the_panels_too(house: House) -> None:
    jane = house.seat("telegram")
    await in_lyon(house, jane, "durand")
    await jane.say("watch panel:lyon")
    await jane.say("unwatch all")
    assert await live(house) == await house.rows("SELECT * FROM panel_channel") == []
    await jane.say("undo")
    assert [name for name, _ in await live(house)] == ["Durand"]


async def test_panels_of_one_workspace_are_not_seen_in_another(house: House) -> None:
    jane, jeanne = house.seat("slack"), house.seat("telegram", "fr")
    await in_lyon(house, jane, "durand")
    assert "aucun panel nommé" in (await jeanne.say("panel lyon")).lines[0]
    assert "aucun panel" in (await jeanne.say("panel")).lines[0]
    assert "aucun panel" in (await jeanne.say("watch panel:lyon")).lines[0]
    assert await live(house) == []


@pytest.mark.parametrize(
    "typed", ["panel lyon add durand", "panel lyon forget", "watch panel:lyon"]
)
async def test_who_may_not_change_a_channel_changes_no_panel_there(
    house: House, typed: str
) -> None:
    house.telegram.world.chats[GROUP].roles |= {JANE.id: "creator", JEANNE.id: "member"}
    jane, jeanne = house.seat("telegram", "en", GROUP), house.seat("telegram", "fr", GROUP)
    await in_lyon(house, jane, "durand")
    before = await house.kept()
    denied = await jeanne.say(typed)
    assert "Jane" in denied.lines[0]
    assert await house.kept() == before


async def test_help_tells_of_panels_and_lists(house: House) -> None:
    jane = house.seat("telegram")
    for topic in ("panel", "import"):
        shown = await jane.say(f"help {topic}")
        assert "/import, then the list: names, sites and accounts, one a line" in shown.lines
        assert shown.buttons == ["Panels", "Help"]
