from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.firms.model import (
    AccountState,
    Firm,
    FirmId,
    Standing,
    same_site,
    shown_site,
    state_of,
)
from bot.core.model import Platform, TargetState, WorkspaceId
from bot.store import channels, firms
from bot.store.engine import Store, Tx
from connectors.types import Target
from tests.store.world import ANNE, LATER, NOW, World

SITE = "https://www.cabinet-durand.fr"


async def a_firm(
    tx: Tx, name: str = "Cabinet Durand", site: str = SITE, *, workspace: str = "T1"
) -> Firm:
    channel = await World(tx).channel(workspace=workspace, chat=f"C of {workspace}")
    return await firms.ensure(
        tx,
        channel.workspace_id,
        name=name,
        site=site,
        kind=FirmKind.ACCOUNTING,
        person=ANNE,
        now=NOW,
    )


async def confirm(tx: Tx, of: Firm, target: Target, proof: str = "both") -> firms.Confirmed:
    return await firms.confirm(tx, of, target.id, proof=proof, person=ANNE, now=NOW)


async def test_a_firm_comes_back_as_it_was_made(store: Store) -> None:
    async with store.begin() as tx:
        made = await a_firm(tx)
        assert (made.slug, made.name, made.site) == ("cabinet-durand", "Cabinet Durand", SITE)
        assert (made.kind, made.relation) == (FirmKind.ACCOUNTING, None)
        assert (made.created_by, made.created_at) == (ANNE, NOW)
        assert await firms.get(tx, made.id) == made
        assert await firms.all_of(tx, made.workspace_id) == [made]


async def test_the_same_site_is_the_same_firm_whatever_it_is_called(store: Store) -> None:
    async with store.begin() as tx:
        made = await a_firm(tx)
        assert await a_firm(tx, "Durand & Associés", "http://blog.cabinet-durand.fr/") == made
        assert await a_firm(tx, "CABINET DURAND", "") == made
        assert len(await firms.all_of(tx, made.workspace_id)) == 1


async def test_a_namesake_with_another_site_is_another_firm(store: Store) -> None:
    async with store.begin() as tx:
        first = await a_firm(tx)
        second = await a_firm(tx, site="https://durand-lille.fr")
        third = await a_firm(tx, site="https://durand-lyon.fr")
        slugs = [first.slug, second.slug, third.slug]
        assert slugs == ["cabinet-durand", "cabinet-durand-2", "cabinet-durand-3"]


async def test_a_firm_without_a_site_takes_the_first_that_is_known(store: Store) -> None:
    async with store.begin() as tx:
        made = await a_firm(tx, site="")
        again = await a_firm(tx)
        assert (again.id, again.site) == (made.id, SITE)
        assert await firms.get(tx, made.id) == again


async def test_many_that_name_a_firm_at_once_make_one(store: Store) -> None:
    async with store.begin() as tx:
        await World(tx).channel(workspace="T1", chat="C of T1")

    async def meet(name: str) -> FirmId:
        async with store.begin() as tx:
            return (await a_firm(tx, name)).id

    met = await asyncio.gather(*(meet(f"Durand {number % 3}") for number in range(12)))
    assert len(set(met)) == 1


async def test_workspaces_have_firms_of_their_own(store: Store) -> None:
    async with store.begin() as tx:
        ours, theirs = await a_firm(tx), await a_firm(tx, workspace="T2")
        assert ours.id != theirs.id
        assert ours.slug == theirs.slug
        target = await World(tx).target()
        await confirm(tx, ours, target)
        assert await confirm(tx, theirs, target) == firms.Confirmed(added=True)
        assert await firms.of_targets(tx, ours.workspace_id, [target.id]) == {target.id: ours}
        assert await firms.of_targets(tx, theirs.workspace_id, [target.id]) == {target.id: theirs}


async def test_a_firm_is_found_by_what_people_call_it(store: Store) -> None:
    async with store.begin() as tx:
        made = await a_firm(tx, "Études Durand")
        other = await a_firm(tx, "Martin", "https://martin.fr")
        for text in ("etudes-durand", "ÉTUDES DURAND", "études durand ", "cabinet-durand.fr", SITE):
            assert await firms.by_words(tx, made.workspace_id, text) == made
        assert await firms.by_words(tx, made.workspace_id, "martin") == other
        assert await firms.by_words(tx, made.workspace_id, "durand") == made
        assert await firms.by_words(tx, made.workspace_id, "dur") is None
        assert await firms.by_words(tx, made.workspace_id, "") is None
        twin = await a_firm(tx, "Durand Conseil", "https://durand-conseil.fr")
        assert await firms.by_words(tx, made.workspace_id, "durand") is None
        assert await firms.like(tx, made.workspace_id, "Durand") == [twin, made]
        assert await firms.like(tx, made.workspace_id, " ") == []


async def test_an_account_is_of_one_firm_and_moving_it_is_told(store: Store) -> None:
    async with store.begin() as tx:
        durand, martin = await a_firm(tx), await a_firm(tx, "Martin", "https://martin.fr")
        target = await World(tx).target()
        assert await confirm(tx, durand, target) == firms.Confirmed(added=True)
        assert await confirm(tx, durand, target, "name") == firms.Confirmed(added=False)
        assert [one.proof for one in await firms.accounts(tx, durand, NOW)] == ["both"]
        moved = await confirm(tx, martin, target, "name")
        assert moved == firms.Confirmed(added=True, taken_from=durand.id)
        assert await firms.accounts(tx, durand, NOW) == []
        [account] = await firms.accounts(tx, martin, NOW)
        assert (account.target, account.proof) == (target, "name")


async def test_what_a_person_changes_is_kept_and_the_slug_stays(store: Store) -> None:
    async with store.begin() as tx:
        made = await a_firm(tx)
        assert await firms.change(
            tx, made.id, relation=Relation.CLIENT, kind=FirmKind.LAW, name="Durand & Associés"
        )
        [changed] = await firms.all_of(tx, made.workspace_id)
        assert (changed.relation, changed.kind) == (Relation.CLIENT, FirmKind.LAW)
        assert (changed.name, changed.slug) == ("Durand & Associés", "cabinet-durand")
        assert await firms.change(tx, made.id, relation=None)
        assert (await firms.all_of(tx, made.workspace_id))[0].relation is None


async def test_the_channels_that_watch_a_firm_are_counted(store: Store) -> None:
    async with store.begin() as tx:
        world, made = World(tx), await a_firm(tx)
        for name in ("sage", "ebp"):
            await confirm(tx, made, await world.target(name))
        first, second = await world.watched("sage", "C1"), await world.watched("sage", "C2")
        await world.watched("ebp", "C1")
        await world.watched("other", "C3")
        await world.watched("sage", "C4", workspace="T2")
        counted = {first.channel_id: 2, second.channel_id: 1}
        assert await firms.watched_in(tx, made) == counted


async def test_a_firm_that_is_forgotten_comes_back_with_its_accounts(store: Store) -> None:
    async with store.begin() as tx:
        made = await a_firm(tx)
        target = await World(tx).target()
        await confirm(tx, made, target)
        assert not await firms.end(tx, made.id, LATER, only_empty=True)
        assert await firms.end(tx, made.id, LATER)
        assert not await firms.end(tx, made.id, LATER)
        assert await firms.get(tx, made.id) is None
        assert not await firms.change(tx, made.id, relation=Relation.OWN)
        assert await firms.of_targets(tx, made.workspace_id, [target.id]) == {}
        assert await firms.revive(tx, made.id)
        assert not await firms.revive(tx, made.id)
        assert await firms.of_targets(tx, made.workspace_id, [target.id]) == {target.id: made}


async def test_a_forgotten_firm_gives_its_slug_and_its_accounts_away(store: Store) -> None:
    async with store.begin() as tx:
        made, target = await a_firm(tx), await World(tx).target()
        await confirm(tx, made, target)
        await firms.end(tx, made.id, LATER)
        anew = await a_firm(tx)
        assert (anew.slug, anew.id != made.id) == (made.slug, True)
        assert await confirm(tx, anew, target) == firms.Confirmed(added=True)
        assert not await firms.revive(tx, made.id)


async def test_an_account_is_dropped_and_the_empty_firm_with_it(store: Store) -> None:
    async with store.begin() as tx:
        made, target = await a_firm(tx), await World(tx).target()
        await confirm(tx, made, target)
        assert await firms.drop(tx, made.id, target.id)
        assert not await firms.drop(tx, made.id, target.id)
        assert await firms.end(tx, made.id, LATER, only_empty=True)


async def test_a_group_that_moves_takes_its_firms_along(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx, bot="B1")

        async def group(chat: str) -> WorkspaceId:
            made = await world.channel(chat, workspace=chat, platform=Platform.TELEGRAM)
            return made.workspace_id

        async def firm(workspace_id: WorkspaceId, name: str) -> Firm:
            return await firms.ensure(
                tx,
                workspace_id,
                name=name,
                site="",
                kind=FirmKind.OTHER,
                person=ANNE,
                now=NOW,
            )

        old, new = await group("-1"), await group("-1001")
        kept, both, there = await firm(old, "Kept"), await firm(old, "Both"), await firm(new, "New")
        twin = await firm(new, "Both")
        shared, mine, theirs = [await world.target(name) for name in ("shared", "mine", "theirs")]
        for of, target in ((kept, shared), (there, shared), (there, mine), (twin, theirs)):
            await confirm(tx, of, target)
        here = await channels.by_key(
            tx, (await world.channel("-1", workspace="-1", platform=Platform.TELEGRAM)).key
        )
        assert here is not None

        await channels.move(tx, here.id, "-1001")

        assert [one.id for one in await firms.all_of(tx, old)] == [both.id, kept.id, there.id]
        assert await firms.all_of(tx, new) == []
        found = await firms.of_targets(tx, old, [shared.id, mine.id, theirs.id])
        whose = {target: one.id for target, one in found.items()}
        assert whose == {shared.id: kept.id, mine.id: there.id, theirs.id: both.id}


def _seen(**facts: object) -> TargetState:
    target = Target(1, "mastodon", "account", "k", "h", "N", "u", "h", "r")  # type: ignore[arg-type]
    return TargetState(target, None, NOW, **facts)  # type: ignore[arg-type]


def test_an_account_stands_as_its_looks_say() -> None:
    old = NOW - timedelta(days=400)
    cases: list[tuple[dict[str, object], AccountState]] = [
        ({}, AccountState(Standing.NEW)),
        ({"last_good_at": NOW}, AccountState(Standing.OK)),
        ({"last_good_at": NOW, "newest_at": NOW}, AccountState(Standing.OK, NOW)),
        ({"last_good_at": NOW, "newest_at": old}, AccountState(Standing.QUIET, old)),
        (
            {"failures": 3, "failing_since": old, "error": "gone", "newest_at": old},
            AccountState(Standing.GONE, old, "gone"),
        ),
        (
            {"failures": 1, "failing_since": NOW, "error": "transient", "last_good_at": old},
            AccountState(Standing.UNREAD, NOW, "transient"),
        ),
    ]
    for facts, state in cases:
        assert state_of(_seen(**facts), NOW) == state


def test_a_site_is_shown_as_people_write_it() -> None:
    assert shown_site("https://www.cabinet-durand.fr/") == "cabinet-durand.fr"
    assert shown_site("http://127.0.0.1:8080") == "127.0.0.1:8080"


def test_ports_and_folders_of_shared_hosts_tell_sites_apart() -> None:
    assert same_site("http://www.durand.fr", "https://durand.fr/contact")
    assert not same_site("http://127.0.0.1:1", "http://127.0.0.1:2")
    assert not same_site("https://linktr.ee/durand", "https://linktr.ee/martin")


@given(st.text(max_size=60))
def test_any_text_may_be_compared_with_a_site(text: str) -> None:
    assert same_site(text, SITE) in (True, False)
    assert isinstance(shown_site(text), str)
