"""What a digest tells beside publications, the recaps, and what is said on one day only."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from bot.core.compare import Seen
from bot.core.firms.kinds import FirmKind, Relation
from bot.core.model import DeliveryKind
from bot.render.profiles import CHANGED
from bot.render.terminal import to_text
from bot.render.words import Words
from bot.service.digest_facts import habits
from bot.service.digests import digest_message
from bot.store import channels, deliveries, digests, firms
from bot.store.engine import Store
from bot.store.tables import digest
from connectors.types import Post, PostKind
from tests.service.looking import page
from tests.service.test_digests import DAY, HOUR, MINUTE, OPENS, SUNDAY, Morning
from tests.store.world import ANNE, World, a_post


async def begun(store: Store) -> Morning:
    morning = Morning(store)
    await morning.begin()
    return morning


async def mornings(morning: Morning, days: int) -> None:
    """Each day is looked at, and its digest made, from the first Monday on."""
    for day in range(days):
        morning.clock.at = OPENS + day * DAY - 2 * MINUTE
        await morning.tower.look(page(), minutes=1)
        await morning.tick_at(OPENS + day * DAY)


async def reading(morning: Morning, payload: dict[str, Any]) -> str:
    words = Words("en", "Europe/Paris", morning.clock.now())
    async with morning.store.read() as tx:
        message = await digest_message(tx, words, payload)
    assert message is not None
    return to_text(message)


def told(number: int, at: datetime, reactions: int) -> Post:
    return a_post(f"p{number}", f"Post {number}.", published_at=at, reactions=reactions)


async def test_what_an_account_is_used_to_makes_the_title_and_the_reason(store: Store) -> None:
    morning = Morning(store)
    await morning.begin()
    old = [told(n, SUNDAY - (5 + n) * DAY, 10) for n in range(6)]
    new = [told(10 + n, SUNDAY + HOUR + n * MINUTE, 50 if n == 1 else 1) for n in range(4)]
    await morning.tower.look(page(*old, *new), minutes=90)
    await morning.tick_at(OPENS)
    text = await morning.read()
    assert text.startswith("Sage: “Post 11.”\n")
    assert "• Sage: “Post 11.” (50 reactions, usual 10)" in text


def seen(since: datetime, *posts: Post) -> Seen:
    return Seen("mastodon", "k", "Sage", posts, since, OPENS)


def test_a_record_of_thirty_days_needs_thirty_days_of_looks() -> None:
    posts = [told(n, OPENS - n * DAY, n) for n in range(1, 20)]
    known = habits(seen(OPENS - 40 * DAY, *posts), OPENS - DAY, OPENS)
    assert (known.record("p19"), known.record("p3"), known.usual) == (18, 19, 10.5)
    assert habits(seen(OPENS - 20 * DAY, *posts), OPENS - DAY, OPENS).record("p3") is None


async def test_an_unusual_silence_is_told_once(store: Store) -> None:
    morning = await begun(store)
    for day in range(70):
        morning.clock.at = OPENS + day * DAY - 10 * MINUTE
        new = [told(day, morning.clock.at, 3)] if day < 40 and day % 2 else []
        await morning.tower.look(page(*new), minutes=1)
        await morning.tick_at(OPENS + day * DAY)
    silent = [one for one in await morning.payloads() if one["findings"]["unusual"]]
    assert len(silent) == 1
    assert "Sage: no post for" in await reading(morning, silent[0])


async def test_a_day_of_many_publications_is_told_by_the_digest_after_it(store: Store) -> None:
    morning = await begun(store)
    for day in range(45):
        morning.clock.at = OPENS + day * DAY + HOUR
        many = 9 if day == 43 else 1
        new = [told(100 * day + n, morning.clock.at, 3) for n in range(many)]
        await morning.tower.look(page(*new), minutes=1)
        await morning.tick_at(OPENS + (day + 1) * DAY)
    loud = [one for one in await morning.payloads() if one["findings"]["unusual"]]
    assert {one["end"] for one in loud} == {(OPENS + 44 * DAY).isoformat()}
    assert "Sage: 9 posts on Tue 15 Dec, usual 1" in await reading(morning, loud[0])


async def test_new_accounts_and_hashtags_of_the_period_are_told_again(store: Store) -> None:
    morning = await begun(store)
    change = {"kind": "new_account", "now": "https://threads.example/sage", "network": "threads"}
    new = {"key": CHANGED, "name": "Sage", "network": "mastodon", "changes": [change]}
    risen = {"tag": "TVA", "multiplier": 3.2, "used": 14, "accounts": 6, "usual": 4.0}
    async with store.begin() as tx:
        for kind, facts in ((DeliveryKind.NOTICE, new), (DeliveryKind.TREND, risen)):
            channel = morning.watch.channel_id
            await deliveries.add(tx, channel, kind, payload=facts, now=SUNDAY + HOUR)
    posts = [told(n, SUNDAY + HOUR, n) for n in range(4)]
    await morning.tower.look(page(*posts), minutes=90)
    await morning.tick_at(OPENS)
    await morning.tick_at(OPENS + DAY)
    first, second = await morning.read(0), await morning.read(-1)
    assert first.split("\n")[0].endswith(" · #TVA ×3.2")
    assert "• #TVA: 6 accounts use it, usual 4 a day (14 posts)" in first
    assert "• Sage now has an account on Threads (https://threads.example/sage)" in first
    assert ("TVA" in second, "Threads" in second) == (False, False)


async def test_the_accounts_of_a_firm_are_one_group_under_what_it_is_to_us(store: Store) -> None:
    morning = await begun(store)
    async with store.begin() as tx:
        workspace = morning.watch.workspace_id
        firm = await firms.ensure(
            tx, workspace, name="Sage SA", site="", kind=FirmKind.SOFTWARE, person=ANNE, now=SUNDAY
        )
        await firms.change(tx, firm.id, relation=Relation.COMPETITOR)
        target = morning.watch.target.id
        await firms.confirm(tx, firm, target, proof="person", person=ANNE, now=SUNDAY)
    await morning.tower.look(page(told(1, SUNDAY + HOUR, 3)), minutes=90)
    await morning.tick_at(OPENS)
    text = await morning.read()
    assert text.startswith("Sage SA: “Post 1.”\n")
    assert "\nCompetitors\n" in text


# --- said on one day only


async def test_after_a_week_the_alerts_are_counted_once(store: Store) -> None:
    morning = await begun(store)
    async with store.begin() as tx:
        world = World(tx)
        quiet = await world.watch(await world.channel(), await world.target("nord"), SUNDAY)
        for watch, keys in ((morning.watch, ("a", "b")), (quiet, ("c",))):
            alerts = await world.alert(watch, *keys, at=OPENS + 3 * DAY)
            for one in alerts:
                await deliveries.add(
                    tx, watch.channel_id, DeliveryKind.ALERT, alert_ids=[one], now=OPENS + 3 * DAY
                )
    await mornings(morning, 15)
    told = [one for one in await morning.payloads() if one["findings"]["tally"]]
    assert [one["end"] for one in told if one["part"] == 0] == [(OPENS + 7 * DAY).isoformat()]
    assert "This week: 3 alerts, 2 of them from Sage." in await reading(morning, told[0])


async def test_the_weekly_recap_is_offered_once_in_the_second_week(store: Store) -> None:
    morning = await begun(store)
    await mornings(morning, 22)
    offered = [one for one in await morning.payloads() if one["findings"]["offer"]]
    assert [one["end"] for one in offered] == [(OPENS + 9 * DAY).isoformat()]


async def test_who_has_the_weekly_recap_is_not_offered_it(store: Store) -> None:
    morning = await begun(store)
    async with store.begin() as tx:
        await channels.update(tx, morning.watch.channel_id, weekly=True)
    await mornings(morning, 22)
    recaps = [one for one in await morning.payloads() if "recap" in one]
    daily = [one for one in await morning.payloads() if "recap" not in one]
    assert len(recaps) == 3
    assert not any(one["findings"]["offer"] for one in daily)


# --- recaps


async def test_a_recap_comes_with_the_first_digest_of_each_week_and_month(store: Store) -> None:
    morning = await begun(store)
    async with store.begin() as tx:
        await channels.update(tx, morning.watch.channel_id, weekly=True, monthly=True)
    await mornings(morning, 31)
    found = select(digest.c.kind, digest.c.local_date, digest.c.starts_at, digest.c.ends_at)
    recaps = found.where(digest.c.kind != "daily").order_by(digest.c.id)
    async with store.read() as tx:
        rows = [tuple(row) for row in (await tx.execute(recaps)).all()]
    weeks = [OPENS + n * 7 * DAY for n in range(5)]
    weekly = [(start, end) for kind, _, start, end in rows if kind == "weekly"]
    assert weekly == [*pairwise(weeks)]
    assert [end for kind, _, _, end in rows if kind == "monthly"] == [OPENS + 29 * DAY]


async def test_a_recap_shows_the_best_and_whom_two_firms_cite(store: Store) -> None:
    morning = await begun(store)
    await morning.tick_at(OPENS)
    best = a_post("b1", "Merci @KPL@social.example !", published_at=OPENS + HOUR, reactions=88)
    await morning.tower.look(page(best), minutes=90)
    passed_on = a_post("r1", "Theirs", kind=PostKind.REPOST, author_handle="kpl@social.example")
    async with store.begin() as tx:
        world = World(tx)
        nord = await world.target("nord")
        await world.watch(await world.channel(), nord, OPENS)
        await world.see(nord, passed_on, at=OPENS + HOUR)
        await channels.update(tx, morning.watch.channel_id, weekly=True)
    await morning.tick_at(OPENS + 7 * DAY)
    (recap,) = [one for one in await morning.payloads() if "recap" in one]
    text = await reading(morning, recap)
    assert "The week: 1 post from one account" in text
    assert "• Sage: “Merci @KPL@social.example !” (88 reactions)" in text
    assert "@kpl@social.example (Mastodon)" in text
    assert "cited 2 times by Sage, Nord" in text


async def test_a_channel_reads_no_digest_but_its_own(store: Store) -> None:
    morning = await begun(store)
    await morning.tick_at(OPENS)
    async with store.begin() as tx:
        other = await World(tx).channel("C2", workspace="T2")
        row = (await tx.execute(select(digest.c.id))).scalar_one()
        assert await digests.period(tx, other.id, row) is None
        own = await digests.period(tx, morning.watch.channel_id, row)
    assert own == (SUNDAY, OPENS)
