from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.model import ChannelId, DeliveryId, DeliveryKind, DeliveryState
from bot.store import alerts, channels, deliveries, digests
from bot.store.engine import Store, Tx
from bot.store.tables import delivery
from tests.store.world import LATER, NOW, World, a_post, ids, state_of, waiting_in

MINUTE = timedelta(minutes=1)


async def _notice(tx: Tx, channel_id: ChannelId, **options: object) -> DeliveryId:
    return await deliveries.add(
        tx,
        channel_id,
        DeliveryKind.NOTICE,
        payload={"key": "k"},
        now=NOW,
        **options,  # type: ignore[arg-type]
    )


async def test_of_200_senders_one_gets_the_message(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        await _notice(tx, channel.id)

    async def claim() -> bool:
        async with store.begin() as tx:
            return await deliveries.claim(tx, channel.id, NOW) is not None

    assert sum(await asyncio.gather(*(claim() for _ in range(200)))) == 1


async def test_200_senders_of_a_channel_never_send_two_messages_at_once(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        made = [await _notice(tx, channel.id) for _ in range(10)]
    sent: list[DeliveryId] = []

    async def work() -> None:
        async with store.begin() as tx:
            one = await deliveries.claim(tx, channel.id, NOW)
        if one is not None:
            async with store.begin() as tx:
                assert await deliveries.sent(tx, one.id, one.attempt, f"m{one.id}", NOW)
            sent.append(one.id)

    await asyncio.gather(*(work() for _ in range(200)))
    assert sent == made[: len(sent)]
    assert sent


async def test_the_oldest_goes_first_and_one_at_a_time(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        first, second = await _notice(tx, channel.id), await _notice(tx, channel.id)
        claimed = await deliveries.claim(tx, channel.id, NOW)
        assert claimed is not None
        assert (claimed.id, claimed.attempt, claimed.attempt_at) == (first, 1, NOW)
        assert await deliveries.claim(tx, channel.id, NOW) is None
        assert await deliveries.channels_ready(tx, NOW) == []
        assert await deliveries.sent(tx, first, 1, "m1", NOW)
        assert await deliveries.channels_ready(tx, NOW) == [channel.id]
        claimed = await deliveries.claim(tx, channel.id, NOW)
        assert claimed is not None
        assert claimed.id == second


async def test_one_channel_waits_for_no_other(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        one, two = await world.channel("C1"), await world.channel("C2")
        await _notice(tx, one.id)
        await _notice(tx, two.id)
        await deliveries.claim(tx, one.id, NOW)
        assert await deliveries.channels_ready(tx, NOW) == [two.id]
        assert await deliveries.claim(tx, two.id, NOW) is not None


async def test_an_answer_is_sent_only_after_what_it_answers(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        first = await _notice(tx, channel.id)
        answer = await _notice(tx, channel.id, follows=first)
        other = await _notice(tx, channel.id)
        await deliveries.claim(tx, channel.id, NOW)
        assert await deliveries.unknown(tx, first, 1)
        claimed = await deliveries.claim(tx, channel.id, NOW)
        assert claimed is not None
        assert claimed.id == other
        await deliveries.sent(tx, other, 1, "m", NOW)
        assert await deliveries.claim(tx, channel.id, NOW) is None
        assert await deliveries.unconfirmed(tx, first, 1)
        claimed = await deliveries.claim(tx, channel.id, NOW)
        assert claimed is not None
        assert claimed.id == answer


async def test_a_withdrawn_message_holds_no_answer_back(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        first = await _notice(tx, channel.id)
        await _notice(tx, channel.id, follows=first)
        assert await deliveries.withdraw(tx, [first]) == 1
        assert await deliveries.claim(tx, channel.id, NOW) is not None


async def test_nothing_goes_before_its_time_or_into_a_parked_channel(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        await _notice(tx, channel.id, not_before=LATER)
        assert await deliveries.claim(tx, channel.id, NOW) is None
        await channels.update(tx, channel.id, next_send_at=LATER + MINUTE)
        assert await deliveries.claim(tx, channel.id, LATER) is None
        await channels.update(tx, channel.id, parked="kicked")
        assert await deliveries.claim(tx, channel.id, LATER + MINUTE) is None
        assert await deliveries.channels_ready(tx, LATER + MINUTE) == []
        await channels.update(tx, channel.id, parked=None)
        assert await deliveries.claim(tx, channel.id, LATER + MINUTE) is not None


async def test_what_is_known_not_sent_goes_again_later(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one = await _notice(tx, channel.id)
        for attempt in range(1, 30):
            claimed = await deliveries.claim(tx, channel.id, NOW)
            assert claimed is not None
            assert claimed.attempt == attempt
            assert await deliveries.back(tx, one, attempt, NOW)
        await deliveries.claim(tx, channel.id, NOW)
        await deliveries.back(tx, one, 30, LATER)
        assert await deliveries.claim(tx, channel.id, NOW) is None
        assert await deliveries.claim(tx, channel.id, LATER) is not None


async def test_an_attempt_that_was_overtaken_changes_nothing(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one = await _notice(tx, channel.id)
        await deliveries.claim(tx, channel.id, NOW)
        await deliveries.back(tx, one, 1, NOW)
        await deliveries.claim(tx, channel.id, NOW)
        assert not await deliveries.sent(tx, one, 1, "m1", NOW)
        assert not await deliveries.unknown(tx, one, 1)
        assert not await deliveries.back(tx, one, 1, NOW)
        assert await deliveries.sent(tx, one, 2, "m2", NOW)
        assert not await deliveries.sent(tx, one, 2, "m3", NOW)
        assert not await deliveries.back(tx, one, 2, NOW)
        assert await deliveries.withdraw(tx, [one]) == 0
        assert await deliveries.message_id_of(tx, one) == "m2"


async def test_after_a_crash_what_was_being_sent_is_stuck(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one, other = await _notice(tx, channel.id), await _notice(tx, channel.id)
        await deliveries.claim(tx, channel.id, NOW)
        assert await state_of(tx, one) is DeliveryState.SENDING
        assert await state_of(tx, other) is DeliveryState.PENDING
        assert await deliveries.stuck(tx, NOW + MINUTE / 2, MINUTE) == []
        assert [row.id for row in await deliveries.stuck(tx, LATER, MINUTE)] == [one]


async def test_a_repeat_is_counted_and_follows_an_unknown_outcome_only(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one = await _notice(tx, channel.id)
        await deliveries.claim(tx, channel.id, NOW)
        assert not await deliveries.repeat(tx, one, 1, NOW)
        assert not await deliveries.unconfirmed(tx, one, 1)
        await deliveries.unknown(tx, one, 1)
        assert await deliveries.repeat(tx, one, 1, NOW)
        again = await deliveries.claim(tx, channel.id, NOW)
        assert again is not None
        assert (again.repeats, again.attempt) == (1, 2)


async def test_a_late_discovery_turns_unknown_into_sent(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one = await _notice(tx, channel.id)
        await deliveries.claim(tx, channel.id, NOW)
        await deliveries.unknown(tx, one, 1)
        assert await deliveries.sent(tx, one, 1, "found", LATER)
        assert await deliveries.counts(tx) == {DeliveryState.SENT: 1}


async def test_a_message_being_sent_can_still_be_withdrawn(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one = await _notice(tx, channel.id)
        await deliveries.claim(tx, channel.id, NOW)
        assert await deliveries.withdraw(tx, [one]) == 1
        assert await state_of(tx, one) is DeliveryState.WITHDRAWN


async def test_an_alert_is_in_one_message_only(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        waiting = await World(tx).alert(watch, "p1", "p2")
        channel_id = watch.channel_id
        first = await deliveries.add(
            tx, channel_id, DeliveryKind.ALERT, alert_ids=waiting[:1], now=NOW
        )
        second = await deliveries.add(
            tx, channel_id, DeliveryKind.CATCHUP, alert_ids=waiting, now=NOW
        )
        assert [one.id for one in await alerts.of_delivery(tx, first)] == waiting[:1]
        assert [one.id for one in await alerts.of_delivery(tx, second)] == waiting[1:]
        assert await waiting_in(tx, channel_id) == []


async def _sent_alert(tx: Tx, channel_id: ChannelId, *alert_ids: int) -> DeliveryId:
    one = await deliveries.add(
        tx,
        channel_id,
        DeliveryKind.BURST,
        alert_ids=alert_ids,  # type: ignore[arg-type]
        now=NOW,
    )
    claimed = await deliveries.claim(tx, channel_id, NOW)
    assert claimed is not None
    assert claimed.id == one
    await deliveries.sent(tx, one, claimed.attempt, f"m{one}", NOW)
    return one


async def test_a_message_that_grows_is_edited_once_a_minute(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        waiting = await World(tx).alert(watch, "p1", "p2", "p3")
        one = await _sent_alert(tx, watch.channel_id, waiting[0])
        assert await deliveries.to_edit(tx, LATER, MINUTE) == []
        await deliveries.append(tx, one, waiting[1:2])
        assert await deliveries.to_edit(tx, NOW + MINUTE / 2, MINUTE) == []
        (due,) = await deliveries.to_edit(tx, LATER, MINUTE)
        assert (due.id, due.wanted, due.shown) == (one, 2, 1)
        await deliveries.append(tx, one, waiting[2:])
        await deliveries.shown(tx, one, due.wanted, LATER)
        assert await deliveries.to_edit(tx, LATER, MINUTE) == []
        (due,) = await deliveries.to_edit(tx, LATER + MINUTE, MINUTE)
        await deliveries.shown(tx, one, due.wanted, LATER + MINUTE)
        assert await deliveries.to_edit(tx, LATER + 9 * MINUTE, MINUTE) == []
        assert len(await alerts.of_delivery(tx, one)) == 3


async def test_what_changes_while_a_message_is_sent_is_edited_after(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        waiting = await World(tx).alert(watch, "p1")
        (seen,) = ids(await World(tx).see(watch.target, a_post("p1")))
        channel_id = watch.channel_id
        one = await deliveries.add(tx, channel_id, DeliveryKind.ALERT, alert_ids=waiting, now=NOW)
        await deliveries.touch(tx, [seen])
        claimed = await deliveries.claim(tx, channel_id, NOW)
        assert claimed is not None
        assert claimed.shown == claimed.wanted == 2
        await deliveries.touch(tx, [seen])
        await deliveries.sent(tx, one, 1, "m", NOW)
        (due,) = await deliveries.to_edit(tx, LATER, MINUTE)
        assert (due.shown, due.wanted) == (2, 3)
        await deliveries.shown(tx, one, 1, LATER)
        (due,) = await deliveries.to_edit(tx, LATER + MINUTE, MINUTE)
        assert due.shown == 2


async def _wanted(tx: Tx) -> dict[int, int]:
    c = delivery.c
    return {row.id: row.wanted for row in (await tx.execute(select(c.id, c.wanted))).all()}


async def test_a_changed_post_touches_every_message_that_tells_it_and_no_other(
    store: Store,
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        here, there = await world.watched(chat="C1"), await world.watched(chat="C2")
        kind = DeliveryKind.CATCHUP
        made = [
            await deliveries.add(
                tx, watch.channel_id, kind, alert_ids=await world.alert(watch, *keys), now=NOW
            )
            for watch, keys in ((here, ["p1"]), (there, ["p1", "p2"]), (here, ["p3"]))
        ]
        await world.alert(here, "p2")
        first, second, other = ids(
            await world.see(here.target, a_post("p1"), a_post("p2"), a_post("p4"))
        )
        await deliveries.touch(tx, [])
        await deliveries.touch(tx, [other])
        assert await _wanted(tx) == dict.fromkeys(made, 1)
        await deliveries.touch(tx, [first])
        assert await _wanted(tx) == dict(zip(made, (2, 2, 1), strict=True))
        await deliveries.touch(tx, [first, second])
        assert await _wanted(tx) == dict(zip(made, (3, 3, 1), strict=True))


async def test_a_changed_post_touches_all_parts_of_its_digest(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        first, second = ids(await world.see(watch.target, a_post("p1"), a_post("p2")))
        made = []
        for told in (first, second):
            front = await _digest(tx, watch.channel_id)
            await digests.tells(tx, front, [told, told])
            made += [front, await _digest(tx, watch.channel_id, front)]
        await deliveries.touch(tx, [first])
        assert await _wanted(tx) == dict(zip(made, (2, 2, 1, 1), strict=True))


async def _digest(tx: Tx, channel_id: ChannelId, follows: DeliveryId | None = None) -> DeliveryId:
    kind = DeliveryKind.DIGEST
    return await deliveries.add(tx, channel_id, kind, payload={}, follows=follows, now=NOW)


@pytest.mark.parametrize("kind", DeliveryKind)
async def test_quietly_only_what_raises_no_alert_goes(store: Store, kind: DeliveryKind) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        one = await deliveries.add(tx, channel.id, kind, payload={}, now=NOW)
        claimed = await deliveries.claim(tx, channel.id, NOW, quietly=True)
        if kind in (DeliveryKind.DIGEST, DeliveryKind.NOTICE, DeliveryKind.LIVE):
            assert claimed is not None
        else:
            assert claimed is None
            claimed = await deliveries.claim(tx, channel.id, NOW)
        assert claimed is not None
        assert claimed.id == one


async def test_an_alert_that_is_held_stops_no_digest_behind_it(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        await deliveries.add(tx, channel.id, DeliveryKind.ALERT, now=NOW)
        digest = await _digest(tx, channel.id)
        claimed = await deliveries.claim(tx, channel.id, NOW, quietly=True)
        assert claimed is not None
        assert claimed.id == digest


async def test_a_message_out_of_reach_takes_no_more_alerts(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        waiting = await World(tx).alert(watch, "p1")
        channel_id = watch.channel_id
        one = await deliveries.add(tx, channel_id, DeliveryKind.BURST, now=NOW)
        await deliveries.withdraw(tx, [one])
        await deliveries.append(tx, one, waiting)
        assert await waiting_in(tx, channel_id) == waiting


async def test_recent_messages_tell_their_watches_and_when_they_went(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, other = await world.watched("sage"), await world.watched("cegid")
        first = await world.alert(watch, "p1")
        one = await _sent_alert(tx, watch.channel_id, *first)
        waiting = await world.alert(other, "p2")
        two = await deliveries.add(
            tx, watch.channel_id, DeliveryKind.ALERT, alert_ids=waiting, now=NOW
        )
        await _notice(tx, watch.channel_id)
        found = await deliveries.recent(tx, watch.channel_id, NOW)
        assert [(r.delivery_id, r.kind, r.watch_ids, r.sent_at) for r in found] == [
            (one, DeliveryKind.BURST, frozenset({watch.id}), NOW),
            (two, DeliveryKind.ALERT, frozenset({other.id}), None),
        ]
        later = await deliveries.recent(tx, watch.channel_id, LATER)
        assert [r.delivery_id for r in later] == [two]
        await deliveries.claim(tx, watch.channel_id, NOW)
        await deliveries.unknown(tx, two, 1)
        await deliveries.unconfirmed(tx, two, 1)
        found = await deliveries.recent(tx, watch.channel_id, NOW)
        assert [r.sent_at for r in found] == [NOW, NOW]
        assert await deliveries.recent(tx, watch.channel_id, LATER) == []


async def test_a_withdrawn_message_is_not_recent(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        waiting = await World(tx).alert(watch, "p1")
        one = await deliveries.add(
            tx, watch.channel_id, DeliveryKind.ALERT, alert_ids=waiting, now=NOW
        )
        await deliveries.withdraw(tx, [one])
        assert await deliveries.recent(tx, watch.channel_id, NOW) == []


async def test_a_messages_facts_come_back_as_they_went_in(store: Store) -> None:
    facts = {"name": "Société Générale", "since": None, "n": [1, {"a": "\x00\ud800"}]}
    async with store.begin() as tx:
        channel = await World(tx).channel()
        await deliveries.add(
            tx, channel.id, DeliveryKind.NOTICE, payload=facts, silent=True, now=NOW
        )
        claimed = await deliveries.claim(tx, channel.id, NOW)
        assert claimed is not None
        assert claimed.payload == facts
        assert claimed.silent
