"""What people ask, press, change and are allowed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

from bot.core.model import Change, Person, Platform
from bot.store import buttons, changes, inbox, operators, questions
from bot.store.engine import Store
from bot.store.operators import Access, Operator
from tests.store.world import ANNE, LATER, NOW, World

DAY = timedelta(days=1)


async def test_of_a_redelivered_event_one_acts(store: Store) -> None:
    async def act() -> bool:
        async with store.begin() as tx:
            return await inbox.first_time(tx, "slack", "E1", NOW)

    assert sum(await asyncio.gather(*(act() for _ in range(50)))) == 1
    async with store.begin() as tx:
        assert await inbox.seen(tx, "slack", "E1")
        assert not await inbox.seen(tx, "telegram", "E1")
        assert await inbox.first_time(tx, "telegram", "E1", LATER)
        assert await inbox.purge(tx, LATER) == 1
        assert not await inbox.seen(tx, "slack", "E1")
        assert await inbox.seen(tx, "telegram", "E1")


async def test_a_change_is_undone_once_and_the_latest_first(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        made = [
            await changes.add(
                tx,
                workspace_id=channel.workspace_id,
                channel_id=channel.id,
                person=ANNE,
                verb="watch",
                before={},
                after={"watch": number, "name": "Société"},
                now=NOW,
            )
            for number in range(2)
        ]
        latest = await changes.latest(tx, channel.id, ANNE.id, NOW)
        assert latest == Change(
            id=made[1],
            workspace_id=channel.workspace_id,
            channel_id=channel.id,
            person=ANNE,
            verb="watch",
            before={},
            after={"watch": 1, "name": "Société"},
            at=NOW,
        )
        assert await changes.mark_undone(tx, made[1], LATER)
        assert not await changes.mark_undone(tx, made[1], LATER)
        undone = await changes.get(tx, made[1])
        assert undone is not None
        assert undone.undone_at == LATER
        latest = await changes.latest(tx, channel.id, ANNE.id, NOW)
        assert latest is not None
        assert latest.id == made[0]
        assert await changes.latest(tx, channel.id, ANNE.id, LATER) is None
        assert await changes.latest(tx, channel.id, "U2", NOW) is None
        assert await changes.get(tx, 999) is None


async def test_another_channels_change_is_not_mine_to_undo(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        here, there = await world.channel("C1"), await world.channel("C2", workspace="T2")
        await changes.add(
            tx,
            workspace_id=here.workspace_id,
            channel_id=here.id,
            person=ANNE,
            verb="mute",
            before={},
            after={},
            now=NOW,
        )
        assert await changes.latest(tx, there.id, ANNE.id, NOW) is None


async def test_a_button_stands_for_its_command_until_it_expires(store: Store) -> None:
    numbers = count()
    async with store.begin() as tx:
        channel = await World(tx).channel()
        made = await buttons.issue(
            tx,
            [("unwatch 3", "Stop"), ("mute 3", "Pause")],
            workspace_id=channel.workspace_id,
            channel_id=channel.id,
            person_id=None,
            expires_at=LATER,
            now=NOW,
            new_id=lambda: f"b{next(numbers)}",
        )
        assert made == ["b0", "b1"]
        pressed = await buttons.get(tx, "b1", NOW)
        assert pressed == buttons.IssuedButton(
            "mute 3", "Pause", channel.workspace_id, channel.id, None
        )
        assert await buttons.get(tx, "b1", LATER) is None
        assert await buttons.get(tx, "b2", NOW) is None
        assert await buttons.purge(tx, NOW) == 0
        assert await buttons.purge(tx, LATER) == 2
        assert await buttons.get(tx, "b1", NOW) is None


async def test_a_message_without_buttons_issues_none(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        made = await buttons.issue(
            tx,
            [],
            workspace_id=channel.workspace_id,
            channel_id=channel.id,
            person_id=None,
            expires_at=LATER,
            now=NOW,
            new_id=lambda: "never",
        )
        assert made == []


async def test_a_question_is_answered_once_by_whom_it_was_asked(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        await questions.ask(tx, channel.id, "U1", "watch", LATER)
        await questions.ask(tx, channel.id, "U1", "search", LATER)
        assert await questions.take(tx, channel.id, "U2", NOW) is None
        assert await questions.take(tx, channel.id, "U1", NOW) == "search"
        assert await questions.take(tx, channel.id, "U1", NOW) is None


async def test_a_question_is_forgotten_when_its_time_is_over(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        await questions.ask(tx, channel.id, "U1", "watch", LATER)
        assert await questions.take(tx, channel.id, "U1", LATER) is None


async def test_of_many_that_use_the_claim_code_one_claims(store: Store) -> None:
    async with store.begin() as tx:
        assert await operators.claim_code_hash(tx) is None
        await operators.set_claim_code_hash(tx, "old", NOW)
        await operators.set_claim_code_hash(tx, "hash", NOW)
        assert await operators.claim_code_hash(tx) == "hash"
        assert not await operators.clear_claim_code(tx, "old")

    async def claim() -> bool:
        async with store.begin() as tx:
            return await operators.clear_claim_code(tx, "hash")

    assert sum(await asyncio.gather(*(claim() for _ in range(50)))) == 1
    async with store.read() as tx:
        assert await operators.claim_code_hash(tx) is None


async def test_operators_are_known_by_platform_and_bot(store: Store) -> None:
    anne, bruno = Person("42", "Anne"), Person("U9", "Bruno")
    async with store.begin() as tx:
        await operators.add_operator(tx, Platform.TELEGRAM, "B1", anne, NOW)
        await operators.add_operator(tx, Platform.TELEGRAM, "B1", anne, LATER)
        await operators.add_operator(tx, Platform.SLACK, "T1", bruno, LATER)
        first, second = await operators.operators(tx)
        assert first == Operator(Platform.TELEGRAM, "B1", anne)
        assert await operators.operators(tx, Platform.SLACK) == [second]


async def test_the_operators_last_answer_about_a_chat_counts(store: Store) -> None:
    async def access(chat: str) -> Access | None:
        async with store.read() as tx:
            return await operators.access(tx, Platform.TELEGRAM, "B1", chat)

    assert await access("-1") is None
    for allowed, answer in ((True, Access.ALLOWED), (False, Access.REFUSED)):
        async with store.begin() as tx:
            await operators.allow(tx, Platform.TELEGRAM, "B1", "-1", allowed=allowed, now=NOW)
        assert await access("-1") is answer
    assert await access("-2") is None
