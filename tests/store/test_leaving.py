"""Watches that go to another channel, and channels of which nothing is to stay."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, func, select

from bot.core.firms.kinds import FirmKind
from bot.core.model import Mode, Person
from bot.store import changes, channels, firms, leaving, panels, watches
from bot.store.engine import Store, Tx
from bot.store.tables import channel, watch, workspace
from tests.store.world import ANNE, LATER, NOW, World, tell


def belongs_to(table: Table, root: Table, seen: frozenset[Table] = frozenset()) -> bool:
    """Do its rows lead to one of `root`'s, whatever lies between?"""
    others = {key.column.table for key in table.foreign_keys} - seen - {table}
    return root in others or any(belongs_to(one, root, seen | {table}) for one in others)


async def counts(tx: Tx) -> dict[str, int]:
    tables = channel.metadata.sorted_tables
    counted = {one.name: select(func.count()).select_from(one) for one in tables}
    return {name: int((await tx.execute(n)).scalar_one()) for name, n in counted.items()}


async def live_in(tx: Tx, channel_id: int) -> list[int]:
    found = select(watch.c.id).where(watch.c.channel_id == channel_id, watch.c.ended_at.is_(None))
    return [row.id for row in (await tx.execute(found)).all()]


async def inhabited(tx: Tx, world: World, chat: str = "C1", workspace: str = "T1") -> int:
    """A channel with a bit of everything; its id."""
    watched = await world.watched("sage", chat, workspace=workspace)
    here = await channels.get(tx, watched.channel_id)
    await world.alert(watched, f"p-{chat}")
    await tell(tx, here.id)
    await changes.add(
        tx,
        workspace_id=here.workspace_id,
        channel_id=here.id,
        person=ANNE,
        verb="watch",
        before={},
        after={},
        now=NOW,
    )
    firm = await firms.ensure(
        tx, here.workspace_id, name="Sage", site="", kind=FirmKind.OTHER, person=ANNE, now=NOW
    )
    await firms.confirm(tx, firm, watched.target.id, proof="site", person=ANNE, now=NOW)
    panel, _ = await panels.ensure(tx, here.workspace_id, name="All", person=ANNE, now=NOW)
    await panels.follow(tx, panel.id, here.id, Mode.BOTH, ANNE, NOW)
    return here.id


async def test_nothing_of_a_workspace_stays_once_its_only_channel_is_erased(store: Store) -> None:
    async with store.begin() as tx:
        here = await channels.get(tx, await inhabited(tx, World(tx)))
        before = await counts(tx)
        await leaving.erase(tx, here)
        after = await counts(tx)
    theirs = {one.name for one in channel.metadata.sorted_tables if belongs_to(one, workspace)}
    filled = {name for name in theirs if before[name]}
    assert filled >= {"channel", "watch", "alert", "alert_entry", "delivery", "change", "firm"}
    assert {name for name in theirs if after[name]} == set()
    assert after["workspace"] == 0
    assert (after["target"], after["post"]) == (before["target"], before["post"])


async def test_what_other_channels_share_stays_when_one_is_erased(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        here = await channels.get(tx, await inhabited(tx, world))
        other = await inhabited(tx, world, "C2")
        await leaving.erase(tx, here)
        theirs = [one for one in channel.metadata.sorted_tables if belongs_to(one, channel)]
        for table in theirs:
            if "channel_id" in table.c:
                left = await tx.execute(select(table.c.channel_id))
                assert {row.channel_id for row in left} <= {other}
        after = await counts(tx)
    assert after["channel"] == after["workspace"] == after["firm"] == after["panel"] == 1
    assert after["alert_entry"] == 1


async def test_watches_go_with_what_they_made_of_posts_unless_there_is_one_already(
    store: Store,
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        sage, odoo = await world.watched("sage"), await world.watched("odoo")
        there = await world.channel("C2")
        double = await world.watched("odoo", "C2")
        moved, ended = await leaving.move_watches(tx, [sage.id, odoo.id], there, LATER)
        assert (moved, ended) == ([sage.id], [odoo.id])
        assert await live_in(tx, sage.channel_id) == []
        assert sorted(await live_in(tx, there.id)) == sorted([sage.id, double.id])
        here = await channels.get(tx, sage.channel_id)
        assert await leaving.move_watches(tx, moved, here, LATER) == ([sage.id], [])
        assert await watches.revive(tx, odoo.id)
        assert sorted(await live_in(tx, here.id)) == sorted([sage.id, odoo.id])


async def test_a_closed_channel_is_told_once_to_each_who_added_something_and_ends_later(
    store: Store,
) -> None:
    async with store.begin() as tx:
        one = await World(tx).watched()
        place = one.channel_id
        assert await leaving.just_closed(tx, ()) == []
        await channels.update(tx, place, parked="slack_archived")
        assert await leaving.just_closed(tx, ["slack_archived"]) == []
        [(found, people)] = await leaving.just_closed(tx, ())
        assert (found.id, people) == (place, [Person("U1", "Anne")])
        assert await leaving.told(tx, place, NOW)
        assert not await leaving.told(tx, place, NOW)
        assert await leaving.just_closed(tx, ()) == []
        assert await leaving.end_closed(tx, NOW, LATER) == 0
        assert await leaving.end_closed(tx, NOW + timedelta(seconds=1), LATER) == 1
        assert await live_in(tx, place) == []


async def test_a_channel_that_is_back_may_be_parted_from_anew(store: Store) -> None:
    async with store.begin() as tx:
        place = (await World(tx).watched()).channel_id
        await channels.update(tx, place, parked="slack_archived")
        await leaving.told(tx, place, NOW)
        await channels.update(tx, place, parked=None)
        assert await leaving.end_closed(tx, LATER, LATER) == 0
        await channels.update(tx, place, parked="slack_archived")
        assert len(await leaving.just_closed(tx, ())) == 1


async def test_what_is_let_go_on_return_may_be_parted_from_anew_too(store: Store) -> None:
    async with store.begin() as tx:
        place = (await World(tx).watched()).channel_id
        await channels.update(tx, place, parked="slack_archived")
        await leaving.told(tx, place, NOW)
        assert await channels.unpark(tx, place, ["slack_archived"])
        assert await channels.park(tx, place, "slack_archived", before=None)
        assert len(await leaving.just_closed(tx, ())) == 1
