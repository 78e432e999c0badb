"""Panels of firms, who follows them, and which watches came with them."""

from __future__ import annotations

from bot.core.firms.kinds import FirmKind
from bot.core.firms.model import Firm
from bot.core.model import Channel, Mode, Platform, WorkspaceId
from bot.core.panels import Panel
from bot.store import channels, drafts, firms, panels, watches
from bot.store.engine import Store, Tx
from tests.store.world import ANNE, LATER, NOW, World


async def a_panel(tx: Tx, channel: Channel, name: str = "Cabinets de Lyon") -> Panel:
    made, _ = await panels.ensure(tx, channel.workspace_id, name=name, person=ANNE, now=NOW)
    return made


async def a_firm(tx: Tx, workspace_id: WorkspaceId, name: str = "Durand") -> Firm:
    kind = FirmKind.ACCOUNTING
    return await firms.ensure(tx, workspace_id, name=name, site="", kind=kind, person=ANNE, now=NOW)


async def follow(tx: Tx, of: Panel, channel: Channel, mode: Mode = Mode.BOTH) -> bool:
    return await panels.follow(tx, of.id, channel.id, mode, ANNE, NOW)


async def test_a_panel_comes_back_as_it_was_made_and_only_once(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        ws = channel.workspace_id
        made, new = await panels.ensure(tx, ws, name="Cabinets de Lyon", person=ANNE, now=NOW)
        again = await panels.ensure(tx, ws, name="cabinets  de lyon", person=ANNE, now=LATER)
        assert new
        assert again == (made, False)
        assert (made.slug, made.created_by, made.created_at) == ("cabinets-de-lyon", ANNE, NOW)
        assert await panels.all_of(tx, ws) == [made]


async def test_a_panel_is_meant_by_its_slug_its_name_or_a_word_that_no_other_has(
    store: Store,
) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        lyon = await a_panel(tx, channel)
        lille = await a_panel(tx, channel, "Cabinets de Lille")
        ws = channel.workspace_id
        for words in ("cabinets-de-lyon", "CABINETS DE LYON", "lyon", " Lyon "):
            assert await panels.by_words(tx, ws, words) == lyon
        assert await panels.by_words(tx, ws, "cabinets") is None
        assert await panels.by_words(tx, ws, "") is None
        assert await panels.rename(tx, lille.id, "Ceux du Nord")
        renamed = await panels.by_words(tx, ws, "nord")
        assert renamed is not None
        assert (renamed.id, renamed.slug) == (lille.id, "cabinets-de-lille")


async def test_a_panel_of_another_workspace_is_not_seen(store: Store) -> None:
    async with store.begin() as tx:
        here, there = await World(tx).channel(), await World(tx).channel("C9", workspace="T9")
        await a_panel(tx, here)
        assert await panels.all_of(tx, there.workspace_id) == []
        assert await panels.by_words(tx, there.workspace_id, "lyon") is None


async def test_firms_go_in_and_out_once_and_forgotten_ones_do_not_show(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        lyon, ws = await a_panel(tx, channel), channel.workspace_id
        martin, durand = await a_firm(tx, ws, "Martin"), await a_firm(tx, ws)
        assert [await panels.add_firm(tx, lyon.id, one.id) for one in (martin, durand, durand)] == [
            True,
            True,
            False,
        ]
        assert await panels.firms_in(tx, lyon) == [durand, martin]
        await firms.end(tx, durand.id, NOW)
        assert await panels.firms_in(tx, lyon) == [martin]
        assert await panels.drop_firm(tx, lyon.id, martin.id)
        assert not await panels.drop_firm(tx, lyon.id, martin.id)
        assert await panels.firms_in(tx, lyon) == []


async def test_a_channel_follows_once_and_a_second_time_changes_the_mode(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        lyon = await a_panel(tx, channel)
        assert await follow(tx, lyon, channel)
        assert not await follow(tx, lyon, channel, Mode.DIGEST)
        [one] = await panels.followers(tx, lyon.id)
        assert (one.channel_id, one.mode, one.created_by) == (channel.id, Mode.DIGEST, ANNE)
        assert await panels.followed(tx, channel) == [lyon]
        assert await panels.unfollow(tx, lyon.id, channel.id)
        assert not await panels.unfollow(tx, lyon.id, channel.id)
        assert await panels.followed(tx, channel) == []


async def test_a_follower_wants_every_account_of_the_firms_of_its_panel(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, other = await world.channel(), await world.channel("C2")
        lyon, ws = await a_panel(tx, channel), channel.workspace_id
        durand, target = await a_firm(tx, ws), await world.target()
        await firms.confirm(tx, durand, target.id, proof="site", person=ANNE, now=NOW)
        assert await panels.wanted(tx, ws) == []
        await panels.add_firm(tx, lyon.id, durand.id)
        await follow(tx, lyon, channel, Mode.DIGEST)
        [one] = await panels.wanted(tx, ws)
        assert (one.panel, one.firm_id, one.firm_name) == (lyon, durand.id, "Durand")
        assert (one.target, one.following.mode) == (target, Mode.DIGEST)
        assert one.following.channel_id == channel.id != other.id
        await firms.end(tx, durand.id, NOW)
        assert await panels.wanted(tx, ws) == []


async def test_a_watch_knows_its_panel_until_a_person_wants_it_for_itself(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, target = await world.channel(), await world.target()
        lyon, ws = await a_panel(tx, channel), channel.workspace_id
        watched, new = await watches.add(
            tx,
            channel,
            target,
            ANNE,
            mode=Mode.BOTH,
            query=None,
            originals_only=True,
            label=None,
            now=NOW,
            panel_id=lyon.id,
        )
        assert new
        [one] = await panels.held(tx, ws)
        assert (one.watch_id, one.panel_id, one.live) == (watched.id, lyon.id, True)
        assert await panels.watched(tx, ws) == {(channel.id, target.id)}
        await watches.end(tx, watched.id, LATER)
        assert [one.live for one in await panels.held(tx, ws)] == [False]
        await watches.revive(tx, watched.id)
        again = await world.watch(channel, target)
        assert again.id == watched.id
        assert await panels.held(tx, ws) == []


async def test_a_forgotten_panel_leaves_no_row_behind(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        lyon = await a_panel(tx, channel)
        await panels.add_firm(tx, lyon.id, (await a_firm(tx, channel.workspace_id)).id)
        await follow(tx, lyon, channel)
        await panels.end(tx, lyon.id)
        assert await panels.all_of(tx, channel.workspace_id) == []
        assert await panels.followers(tx, lyon.id) == []
        assert not await panels.rename(tx, lyon.id, "Other")


async def test_a_group_that_moved_keeps_its_panels_and_what_it_follows(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx, bot="7")
        old = await world.channel("-1", workspace="-1", platform=Platform.TELEGRAM)
        new = await world.channel("-100", workspace="-100", platform=Platform.TELEGRAM)
        lyon, lille = await a_panel(tx, old), await a_panel(tx, old, "Lille")
        also_lyon = await a_panel(tx, new)
        for channel, of in ((old, lyon), (old, lille), (new, also_lyon)):
            inside = await a_firm(tx, channel.workspace_id, "Durand")
            await panels.add_firm(tx, of.id, inside.id)
        await panels.add_firm(tx, also_lyon.id, (await a_firm(tx, new.workspace_id, "Petit")).id)
        await follow(tx, also_lyon, new, Mode.DIGEST)
        await channels.move(tx, old.id, "-100")
        known = await panels.all_of(tx, old.workspace_id)
        assert [one.name for one in known] == ["Cabinets de Lyon", "Lille"]
        inside = await panels.firms_in(tx, known[0])
        assert [one.name for one in inside] == ["Durand", "Petit"]
        assert len(await firms.all_of(tx, old.workspace_id)) == 2
        assert await panels.followed(tx, old) == [known[0]]


async def test_a_draft_is_there_for_its_channel_and_for_a_day(store: Store) -> None:
    async with store.begin() as tx:
        channel, other = await World(tx).channel(), await World(tx).channel("C2")
        number = await drafts.add(tx, channel.id, {"found": [1]}, NOW)
        assert await drafts.get(tx, number, channel.id, LATER) == {"found": [1]}
        assert await drafts.get(tx, number, other.id, LATER) is None
        assert await drafts.get(tx, number, channel.id, NOW + drafts.LIFE) is None
        assert await drafts.purge(tx, LATER) == 0
        assert await drafts.purge(tx, NOW + drafts.LIFE) == 1
