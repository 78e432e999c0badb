"""Handing over and leaving: a list moves, a channel is forgotten, people come and go."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.store.tables import channel
from tests.fakes.slack import Channel, Person
from tests.fakes.telegram import GROUP, JANE, JEANNE
from tests.scenarios.house import House
from tests.scenarios.seats import everywhere, in_both_languages

LIVE = """SELECT channel.chat, target.handle
    FROM watch
    JOIN channel ON channel.id = watch.channel_id
    JOIN target ON target.id = watch.target_id
    WHERE watch.ended_at IS NULL
    ORDER BY 1, 2"""
MOVE = {"en": "list to #{}", "fr": "liste vers #{}"}
FORGET = {"en": "forget here", "fr": "effacer ici"}
ERASE = {"en": "Erase everything", "fr": "Tout effacer"}
UNDO = {"en": "Undo", "fr": "Annuler"}


async def watching(house: House) -> list[tuple[str, str]]:
    return [(row["chat"], row["handle"].partition("@")[0]) for row in await house.rows(LIVE)]


@everywhere
async def test_a_list_moves_to_another_channel_goes_on_there_and_comes_back(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    here = house.seat(platform, language)
    if platform == "slack":
        there, name = house.seat("slack", language, "C2"), "general"
        house.slack.add(Channel("C2", name, member=True))
    else:
        house.telegram.world.chats[GROUP].roles |= {JANE.id: "creator", JEANNE.id: "creator"}
        there, name = house.seat("telegram", language, GROUP), "cabinet-martin"
    await there.say({"en": "list", "fr": "liste"}[language])
    await here.say(f"watch @durand@{house.host}")
    await house.looked()
    before = await watching(house)
    moved = await here.say(MOVE[language].format(name))
    assert len(moved.lines) == 1
    assert moved.lines[0].startswith(
        {
            "en": "What was watched here is now watched in ",
            "fr": "Ce qui était suivi ici l'est désormais dans ",
        }[language]
    )
    after = await watching(house)
    assert [handle for _, handle in after] == ["durand"]
    assert after != before
    house.fediverse.post("durand", "Dans l'autre canal", house.clock.now())
    await there.reads("Dans l'autre canal")
    await here.press(moved, UNDO[language], {"en": "Undone", "fr": "annulé"}[language])
    assert await watching(house) == before


@in_both_languages
async def test_what_is_watched_there_already_stays_as_it_is(house: House, language: str) -> None:
    house.durand()
    here, there = house.seat("slack", language), house.seat("slack", language, "C2")
    house.slack.add(Channel("C2", "general", member=True))
    await there.say(f"watch @durand@{house.host}")
    await here.say(f"watch @durand@{house.host}")
    moved = await here.say(MOVE[language].format("general"))
    double = {
        "en": "One was watched there already: it stays as it is there.",
        "fr": "L'un d'eux y était déjà suivi~: il y reste tel quel.",
    }[language]
    assert moved.lines[0].endswith(double)
    assert await watching(house) == [("C2", "durand")]


@everywhere
async def test_a_channel_is_forgotten_only_after_a_question_and_then_wholly(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.post("durand", "À oublier", house.clock.now())
    await jane.reads("À oublier")
    asked = await jane.say(FORGET[language])
    assert await watching(house)
    assert asked.buttons == [ERASE[language], {"en": "Keep it", "fr": "Garder"}[language]]
    done = {"en": "Done: nothing is watched here any more", "fr": "plus rien n'est suivi ici"}
    await jane.press(asked, ERASE[language], done[language])
    for table in channel.metadata.sorted_tables:
        columns = {key.column.table.name: key.parent.name for key in table.foreign_keys}
        if "channel" in columns:
            left = await house.rows(f"SELECT * FROM {table.name}")
            assert left == [], table.name
    again = await jane.say({"en": "list", "fr": "liste"}[language])
    assert "Durand" not in again


@in_both_languages
async def test_who_added_a_watch_learns_in_private_that_the_bot_was_removed(
    house: House, language: str
) -> None:
    house.durand()
    house.telegram.world.chats[GROUP].roles |= {JANE.id: "creator", JEANNE.id: "creator"}
    private, group = house.seat("telegram", language), house.seat("telegram", language, GROUP)
    await private.say("list")
    await group.say(f"watch @durand@{house.host}")
    await house.looked()
    await house.telegram.my_chat_member(GROUP, "kicked")
    told = await private.reads({"en": "kept until", "fr": "conservée jusqu'au"}[language], 15)
    assert "Cabinet Martin" in told
    assert [chat for chat, _ in await watching(house)] == [str(GROUP)]
    await house.app.housekeeping.tick()
    assert [chat for chat, _ in await watching(house)] == [str(GROUP)]
    house.clock.move(timedelta(days=31))
    await house.app.housekeeping.tick()
    assert await watching(house) == []


async def test_a_channel_that_is_reached_again_in_time_keeps_its_watches(house: House) -> None:
    house.durand()
    group = house.seat("telegram", "en", GROUP)
    await group.say(f"watch @durand@{house.host}")
    await house.looked()
    await house.telegram.my_chat_member(GROUP, "kicked")

    parted = partial(house.rows, "SELECT id FROM channel WHERE parked_at IS NOT NULL")
    await house.until(parted, "parting told", 15)
    await house.telegram.my_chat_member(GROUP, "member")

    async def back() -> bool:
        return not await parted()

    await house.until(back, "return told", 15)
    house.clock.move(timedelta(days=31))
    await house.app.housekeeping.tick()
    house.fediverse.post("durand", "De retour", house.clock.now())
    await group.reads("De retour", 15)


@in_both_languages
async def test_members_may_change_a_group_once_an_administrator_says_so(
    house: House, language: str
) -> None:
    house.durand()
    chat = house.telegram.world.chats[GROUP]
    chat.roles |= {JANE.id: "creator", JEANNE.id: "member"}
    if language == "fr":
        chat.roles |= {JANE.id: "member", JEANNE.id: "creator"}
    boss = house.seat("telegram", language, GROUP)
    other = house.seat("telegram", {"en": "fr", "fr": "en"}[language], GROUP)
    await boss.say("list")
    denied = await other.say("unwatch all")
    assert "[Open Veilleur]" in denied.text or "[Ouvrir Veilleur]" in denied.text
    said = {
        "en": "What is watched here can be changed by every member.",
        "fr": "Tous les membres peuvent changer ce qui est suivi ici.",
    }[language]
    setting = {"en": "settings changes members", "fr": "réglages modifications membres"}
    assert (await boss.say(setting[language])).lines == [said]
    added = await other.say(f"watch @durand@{house.host}")
    assert added.buttons
    assert await watching(house) == [(str(GROUP), "durand")]


@in_both_languages
async def test_in_slack_changes_can_be_left_to_administrators_by_one_of_them(
    house: House, language: str
) -> None:
    house.durand()
    users = {"en": ("U1", "Jane", "en-US"), "fr": ("U2", "Jeanne", "fr-FR")}
    user, name, locale = users[language]
    house.slack.add(Person(user, name, locale=locale, admin=True))
    boss = house.seat("slack", language)
    other = house.seat("slack", {"en": "fr", "fr": "en"}[language])
    setting = {"en": "settings changes admins", "fr": "réglages modifications admins"}[language]
    await boss.say("list")
    refused = await other.say(setting)
    assert {"en": "You aren't an administrator", "fr": "la liste des admin"}[language] in refused
    await boss.say(setting)
    await boss.say(f"watch @durand@{house.host}")
    denied = await other.say("unwatch all")
    who = {"en": "Only administrators of this workspace", "fr": "Seuls les administrateurs"}
    assert who[language] in denied
    assert await watching(house) == [("C1", "durand")]


@in_both_languages
async def test_a_second_person_runs_it_and_the_first_leaves_but_never_the_last(
    house: House, language: str
) -> None:
    first = house.seat("telegram", language)
    code = house.app.claim_code
    await first.say(f"claim {code}")
    last = await first.say({"en": "owners leave", "fr": "responsables partir"}[language])
    assert {"en": "You are the only one", "fr": "Personne d'autre"}[language] in last
    invited = await first.say({"en": "owners new", "fr": "responsables nouveau"}[language])
    [line] = [one for one in invited.lines if "/claim " in one]
    new = line.partition("/claim ")[2].split()[0]
    user = {"en": "U1", "fr": "U2"}[language]
    house.slack.state.im(user)
    second = house.seat("slack", language, f"D{user}")
    done = {"en": "You now run this Veilleur", "fr": "Vous gérez désormais ce Veilleur"}[language]
    assert done in await second.say(f"claim {new}")
    other = {"en": "U2", "fr": "U1"}[language]
    house.slack.state.im(other)
    refused = await house.seat("slack", language, f"D{other}").say(f"claim {new}")
    assert done not in refused
    left = await first.say({"en": "owners leave", "fr": "responsables partir"}[language])
    assert {"en": "You no longer run", "fr": "Vous ne gérez plus"}[language] in left
    rows = await house.rows("SELECT platform FROM operator")
    assert [row["platform"] for row in rows] == ["slack"]
