"""Nothing of one workspace shows in another, though they share the looks."""

from __future__ import annotations

from tests.fakes.telegram import GROUP
from tests.scenarios.house import House


async def test_two_workspaces_watch_the_same_firm_and_see_nothing_of_each_other(
    house_on_both: House,
) -> None:
    house = house_on_both
    house.durand()
    house.fediverse.add("kpl", "KPL")
    jane, group, jeanne = (
        house.seat("slack"),
        house.seat("telegram", "en", GROUP),
        house.seat("telegram", "fr"),
    )
    await jane.say(f"watch @durand@{house.host}")
    await jane.say(f"watch @kpl@{house.host}")
    answer = await group.say(f"watch @durand@{house.host}")
    assert answer.lines[0] == "Jane added Cabinet Durand (Mastodon) to what this channel watches."
    await house.looked(2)
    assert len(await house.rows("SELECT id FROM target")) == 2
    assert "KPL" not in await group.say("list")
    assert (await jeanne.say("list")).lines[0].startswith("Rien n'est suivi")
    assert (await jeanne.say("undo")).lines[0].startswith("Il n'y a rien à annuler")
    house.fediverse.post("kpl", "Seulement pour Slack", house.clock.now())
    house.fediverse.post("durand", "Pour les deux", house.clock.now())
    await jane.reads("Seulement pour Slack")
    await jane.reads("Pour les deux")
    await group.reads("Pour les deux")
    assert not any("Slack" in one for one in group.chat())
    assert all("Durand" not in one for one in jeanne.chat())


async def test_a_button_of_one_chat_means_nothing_in_another(house: House) -> None:
    house.durand()
    jane, jeanne = house.seat("telegram", "en"), house.seat("telegram", "fr")
    added = await jane.say("watch @durand")
    mine = await jeanne.say("help")
    data = next(one["callback_data"] for one in added.item.buttons)
    exchange = await house.telegram.call_back(mine.item, data, jeanne_id(house))
    await exchange.reply("trop ancien")
    assert len(await house.rows("SELECT id FROM watch WHERE ended_at IS NULL")) == 1


def jeanne_id(house: House) -> int:
    return next(one.id for one in house.telegram.world.users.values() if one.name == "Jeanne")


async def test_the_change_of_another_workspace_can_not_be_undone_by_its_number(
    house: House,
) -> None:
    house.durand()
    jane, jeanne = house.seat("telegram", "en"), house.seat("telegram", "fr")
    await jane.say("watch @durand")
    [change] = await house.rows("SELECT id FROM change")
    answer = await jeanne.say(f"undo {change['id']}")
    assert answer.lines == ["Il n'y a rien à annuler ici depuis 24 heures."]
    assert len(await house.rows("SELECT id FROM watch WHERE ended_at IS NULL")) == 1
