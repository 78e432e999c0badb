from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time

import pytest

from bot.core.model import (
    ChannelId,
    ChannelKey,
    DeliveryKind,
    DeliveryState,
    Match,
    Person,
    Platform,
    Quiet,
    Verdict,
)
from bot.store import alerts, buttons, channels, deliveries, operators, watches
from bot.store.engine import Store
from tests.store.world import (
    ANNE,
    LATER,
    NOW,
    World,
    a_post,
    ids,
    judgements,
    state_of,
    tell,
    waiting_in,
)


async def test_a_channel_is_met_once_and_its_name_renewed(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        assert channel.key == ChannelKey(Platform.SLACK, "T1", "C1")
        assert (channel.name, channel.zone, channel.digest_days) == (
            "#C1",
            "Europe/Paris",
            frozenset(range(5)),
        )
        await channels.update(tx, channel.id, zone="America/Montreal", name="#old")
        again = await world.channel()
        assert again == replace(channel, zone="America/Montreal")
        assert await channels.get(tx, channel.id) == again
        assert await channels.by_key(tx, channel.key) == again
        assert await channels.by_key(tx, replace(channel.key, topic="7")) is None
        with pytest.raises(LookupError):
            await channels.get(tx, ChannelId(999))


async def test_many_that_meet_a_channel_at_once_make_one(store: Store) -> None:
    async def meet() -> ChannelId:
        async with store.begin() as tx:
            return (await World(tx).channel()).id

    assert len(set(await asyncio.gather(*(meet() for _ in range(20))))) == 1


async def test_a_workspaces_channels_are_its_own(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        one, two = await world.channel("C1"), await world.channel("C2")
        other = await world.channel("C3", workspace="T2")
        assert one.workspace_id == two.workspace_id != other.workspace_id


async def test_everything_that_can_change_does(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, other = await world.channel("C1"), await world.channel("C2")
        wanted = replace(
            channel,
            name="#n",
            language="fr",
            zone="Europe/London",
            digest_on=False,
            digest_time=time(17, 45),
            digest_days=frozenset({0, 6}),
            quiet=Quiet(time(19), time(7, 30)),
            muted_until=LATER,
            parked="kicked",
            next_send_at=LATER,
        )
        await channels.update(
            tx,
            channel.id,
            name="#n",
            language="fr",
            zone="Europe/London",
            digest_on=False,
            digest_time=time(17, 45),
            digest_days=frozenset({0, 6}),
            quiet=Quiet(time(19), time(7, 30)),
            muted_until=LATER,
            parked="kicked",
            next_send_at=LATER,
        )
        assert await channels.get(tx, channel.id) == wanted
        await channels.update(tx, channel.id, quiet=None, muted_until=None, parked=None)
        assert (await channels.get(tx, channel.id)).quiet is None
        assert await channels.get(tx, other.id) == other


async def test_a_channel_with_something_to_send_is_active(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel("C1")
        await world.channel("C2")
        await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload={}, now=NOW)
        assert await channels.all_active(tx) == [channel]


async def test_operators_are_reached_in_private_only(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx, bot="B1")
        private = await world.channel("42", platform=Platform.TELEGRAM, private=True)
        await world.channel("43", platform=Platform.TELEGRAM, private=True)
        await world.channel("-9", platform=Platform.TELEGRAM)
        await operators.add_operator(tx, Platform.TELEGRAM, "B1", Person("42", "Anne"), NOW)
        group = Person("44", "Bruno")
        await operators.add_operator(tx, Platform.TELEGRAM, "B1", group, NOW, chat="-9")
        slack = World(tx)
        dm = await slack.channel("D7", private=True)
        await operators.add_operator(tx, Platform.SLACK, "T1", Person("U7", "C"), NOW, chat="D7")
        terminal = await slack.channel("local", platform=Platform.TERMINAL)
        assert await channels.of_operators(tx) == [private, dm, terminal]


async def _group(world: World, chat: str) -> ChannelId:
    made = await world.channel(chat, workspace=chat, platform=Platform.TELEGRAM)
    return made.id


async def test_a_chat_that_moves_keeps_its_channel_and_its_leave(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx, bot="B1")
        old = await _group(world, "-1")
        await operators.allow(tx, Platform.TELEGRAM, "B1", "-1", allowed=True, now=NOW)
        await channels.move(tx, old, "-1001")
        await channels.move(tx, old, "-1001")
        assert await _group(world, "-1001") == old
        access = await operators.access(tx, Platform.TELEGRAM, "B1", "-1001")
        assert access is operators.Access.ALLOWED


async def test_a_chat_met_under_its_new_id_first_is_merged_without_loss(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx, bot="B1")
        old, new = await _group(world, "-1"), await _group(world, "-1001")
        here, there = await channels.get(tx, old), await channels.get(tx, new)
        both_here = await world.watch(here, await world.target("both"))
        both_there = await world.watch(there, await world.target("both"))
        moved = await world.watch(there, await world.target("new"))
        await world.alert(both_there, "p0")
        waiting = await world.alert(moved, "p1")
        batch = await deliveries.add(tx, new, DeliveryKind.CATCHUP, alert_ids=waiting, now=NOW)
        await world.alert(moved, "p2")
        notice = await deliveries.add(tx, new, DeliveryKind.NOTICE, payload={}, now=NOW)
        (seen,) = ids(await world.see(moved.target, a_post("p1")))
        match = Match(moved.id, new, "p1", Verdict.NEWS)
        await alerts.record_matches(tx, [(match, seen)], NOW)
        (button,) = await buttons.issue(
            tx,
            [("list", "List")],
            workspace_id=there.workspace_id,
            channel_id=new,
            person_id=ANNE.id,
            expires_at=LATER,
            now=NOW,
            new_id=lambda: "b1",
        )

        await channels.move(tx, old, "-1001")

        assert (await channels.get(tx, old)).key.chat == "-1001"
        assert await watches.of_channel(tx, new) == []
        assert [one.id for one in await watches.of_channel(tx, old)] == [both_here.id, moved.id]
        assert await waiting_in(tx, new) == []
        raised = await tell(tx, old)
        assert [one.entries[0].post.post.key for one in raised] == ["p1", "p2"]
        assert {one.entries[0].watch_id for one in raised} == {moved.id}
        assert await judgements(tx, old) == [(moved.id, "news", None)]
        assert await state_of(tx, batch) is DeliveryState.WITHDRAWN
        claimed = await deliveries.claim(tx, old, NOW)
        assert claimed is not None
        assert claimed.id == notice
        pressed = await buttons.get(tx, button, NOW)
        assert pressed is not None
        assert (pressed.channel_id, pressed.workspace_id) == (old, here.workspace_id)
        assert await _group(world, "-1001") == old


async def test_a_channel_is_pictured_in_light_until_it_wants_dark(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        assert not channel.dark
        await channels.update(tx, channel.id, dark=True)
        assert (await channels.get(tx, channel.id)).dark
