"""What is remembered of hashtags, in rows: the same as a detector that never forgets its memory."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.core.model import ChannelId, DeliveryKind, Mode
from bot.core.trends import Detector, Rise, Sensitivity, Settings, State, Use
from bot.service import trends as service
from bot.service.trends import Trends
from bot.store import channels, deliveries, firms, targets, trend_wishes, trends, watches
from bot.store.engine import Store, Tx
from bot.store.tables import delivery, trend_account, trend_tag, trend_use, watch
from connectors.types import Kind, Post, PostKind, Target
from tests.clock import VirtualClock
from tests.store.world import ANNE, NOW, World, a_post, an_account

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = [f"firm{number}" for number in range(12)]


def post_of(name: str, number: int, at: datetime, *tags: str, **facts: object) -> Post:
    author = f"https://social.example/users/{name}"
    handle = f"{name}@social.example"
    return a_post(
        f"p{number}",
        author_key=author,
        author_handle=handle,
        published_at=at,
        hashtags=tags,
        **facts,
    )


@dataclass
class Desk:
    """A workspace that watches twelve accounts from C1."""

    store: Store
    clock: VirtualClock
    counting: Trends
    targets: dict[str, Target]
    channel: ChannelId
    posts: int = 0

    async def say(self, name: str, *tags: str, at: datetime | None = None, **facts: object) -> None:
        """An account publishes, and a look brings it."""
        self.posts += 1
        post = post_of(name, self.posts, at or self.clock.now(), *tags, **facts)
        async with self.store.begin() as tx:
            (seen,) = await World(tx).see(self.targets[name], post, at=self.clock.now())
            await trends.note(tx, self.targets[name].id, [seen.id])

    async def count(self) -> None:
        await self.counting.tick()

    async def told(self) -> list[tuple[str, datetime]]:
        found = select(delivery).where(delivery.c.kind == DeliveryKind.TREND.value)
        async with self.store.read() as tx:
            rows = (await tx.execute(found.order_by(delivery.c.id))).all()
        return [(row.payload["tag"], row.created_at) for row in rows]

    async def week(self, days: int = 8) -> None:
        """All of them say something once a day."""
        for _ in range(days):
            for name in NAMES:
                await self.say(name, "news", "work")
            await self.count()
            self.clock.move(DAY.total_seconds())


@asynccontextmanager
async def a_desk(store: Store) -> AsyncIterator[Desk]:
    clock = VirtualClock(NOW)
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        targets = {name: await world.target(name) for name in NAMES}
        for target in targets.values():
            await world.watch(channel, target)
    yield Desk(store, clock, Trends(store, clock), targets, channel.id)


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    async with a_desk(store) as opened:
        yield opened


async def rows(store: Store, table: str) -> int:
    tables = {"use": trend_use, "tag": trend_tag, "account": trend_account}
    async with store.read() as tx:
        counted = select(func.count()).select_from(tables[table])
        return int((await tx.execute(counted)).scalar_one())


# --- bots


async def test_bots_make_no_rise_and_are_told_with_the_one_that_people_make(desk: Desk) -> None:
    await desk.week()
    for name in NAMES[:5]:
        await desk.say(name, "paie", bot=True)
    await desk.count()
    assert await desk.told() == []
    for name in NAMES[5:]:
        await desk.say(name, "paie")
        await desk.count()
    for name in NAMES[:3]:
        await desk.say(name, "paie", bot=True)
        await desk.count()
    assert [tag for tag, _ in await desk.told()] == ["paie"]
    async with desk.store.read() as tx:
        workspace = (await tx.execute(select(trend_tag.c.workspace_id).limit(1))).scalar_one()
        used = await trends.used_since(tx, workspace, desk.clock.now() - DAY)
    assert used["paie"].bots_since(desk.clock.now() - DAY) == 3
    assert len(used["paie"].voices) == len(NAMES) - 5


# --- the rows are the detector


def a_trace(seed: int) -> list[tuple[timedelta, str, tuple[str, ...], PostKind]]:
    """Five weeks of habits, with some days on which a tag is everywhere."""
    dice = random.Random(seed)
    found = []
    for day in range(36):
        for name in NAMES:
            tags = {tag for tag in ("tva", "rgpd", "paie", "Été") if dice.random() < 0.12}
            if day in (9, 10, 24, 33) and dice.random() < 0.8:
                tags.add("facturation")
            kind = PostKind.REPOST if dice.random() < 0.2 else PostKind.ORIGINAL
            at = day * DAY + dice.random() * DAY * (0.4 if "facturation" in tags else 1)
            found.append((at, name, tuple(sorted(tags)), kind))
    return sorted(found)


def replayed(uses: Sequence[Use], since: datetime) -> dict[Sensitivity, list[Rise]]:
    """By detectors that keep everything in memory."""
    found: dict[Sensitivity, list[Rise]] = {}
    for one in Sensitivity:
        detector = Detector(Settings(one), State(since=since))
        found[one] = [rise for use in uses if (rise := detector.feed(use)) is not None]
    return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_rows_judge_a_random_trace_as_one_detector_in_memory_does(
    desk: Desk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    uses: list[Use] = []
    stored: dict[Sensitivity, list[Rise]] = {one: [] for one in Sensitivity}
    count = service.count

    def noted(some: Sequence[Use], *of: object) -> object:
        uses.extend(some)
        after = count(some, *of)  # type: ignore[arg-type]
        for one, rise in after.rises:
            stored[one].append(rise)
        return after

    monkeypatch.setattr(service, "count", noted)
    dice = random.Random(seed)
    for after, name, tags, kind in a_trace(seed):
        desk.clock.move_to(NOW + after)
        await desk.say(name, *tags, kind=kind)
        if dice.random() < 0.3:
            await desk.count()
    await desk.count()
    assert len(uses) > 400
    async with desk.store.read() as tx:
        scope = await trends.scope_of(tx, (await channels.get(tx, desk.channel)).workspace_id)
    assert scope is not None
    assert stored == replayed(uses, scope.since)
    assert len(stored[Sensitivity.BALANCED]) >= 2


async def test_a_post_is_counted_once_however_often_it_is_counted(desk: Desk) -> None:
    await desk.say("firm1", "tva")
    await desk.count()
    await desk.count()
    async with desk.store.read() as tx:
        scope = (await channels.get(tx, desk.channel)).workspace_id
        (memory,) = (await trends.used_since(tx, scope, NOW - DAY)).values()
    assert sum(memory.hours.values()) == 1
    assert await rows(desk.store, "use") == 0


async def test_a_crash_while_counting_loses_nothing_and_counts_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.say("firm1", "tva")

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(trends, "done", killed)
        with pytest.raises(KeyboardInterrupt):
            await desk.count()
    assert (await rows(desk.store, "use"), await rows(desk.store, "tag")) == (1, 0)
    await desk.count()
    assert (await rows(desk.store, "use"), await rows(desk.store, "tag")) == (0, 1)


async def test_each_workspace_counts_what_it_watches(desk: Desk) -> None:
    async with desk.store.begin() as tx:
        world = World(tx)
        other = await world.channel("C9", workspace="T9")
        await world.watch(other, desk.targets["firm1"])
    await desk.say("firm1", "tva")
    await desk.say("firm2", "rgpd")
    await desk.count()
    async with desk.store.read() as tx:
        here = (await channels.get(tx, desk.channel)).workspace_id
        assert set(await trends.used_since(tx, here, NOW - DAY)) == {"tva", "rgpd"}
        assert set(await trends.used_since(tx, other.workspace_id, NOW - DAY)) == {"tva"}


async def test_what_was_not_used_for_thirty_days_is_forgotten(desk: Desk) -> None:
    await desk.say("firm1", "tva")
    await desk.count()
    desk.clock.move((20 * DAY).total_seconds())
    await desk.say("firm2", "rgpd")
    await desk.count()
    async with desk.store.begin() as tx:
        await trends.purge(tx, NOW + 10 * DAY)
    assert (await rows(desk.store, "tag"), await rows(desk.store, "account")) == (1, 1)


async def test_old_posts_of_a_first_look_do_not_end_the_week_of_learning(desk: Desk) -> None:
    await desk.say("firm1", "tva", at=NOW - 60 * DAY)
    for name in NAMES:
        await desk.say(name, "facturation")
    await desk.count()
    assert await desk.told() == []


# --- who is told


async def test_a_rise_is_told_once(desk: Desk) -> None:
    await desk.week()
    for name in NAMES:
        await desk.say(name, "Facturation")
        await desk.count()
    assert [tag for tag, _ in await desk.told()] == ["Facturation"]


async def test_who_is_watched_for_long_is_no_newcomer_after_weeks_of_silence(desk: Desk) -> None:
    await desk.week()
    desk.clock.move((40 * DAY).total_seconds())
    for name in NAMES:
        await desk.say(name, "Facturation")
        await desk.count()
    assert [tag for tag, _ in await desk.told()] == ["Facturation"]


async def test_who_is_watched_for_some_days_is_a_newcomer(desk: Desk) -> None:
    await desk.week()
    async with desk.store.begin() as tx:
        since = desk.clock.now() - 6 * DAY
        await tx.execute(update(watch).values(created_at=since))
        await tx.execute(delete(trend_account))
    for name in NAMES:
        await desk.say(name, "Facturation")
        await desk.count()
    assert await desk.told() == []


async def test_the_accounts_of_a_firm_are_one_voice(desk: Desk) -> None:
    async with desk.store.begin() as tx:
        place = await channels.get(tx, desk.channel)
        firm = await firms.ensure(
            tx,
            place.workspace_id,
            name="Durand",
            site="durand.fr",
            kind=firms.FirmKind.LAW,
            person=ANNE,
            now=NOW,
        )
        for name in NAMES[:8]:
            target = desk.targets[name].id
            await firms.confirm(tx, firm, target, proof="link", person=ANNE, now=NOW)
    await desk.week()
    for name in NAMES[:8]:
        await desk.say(name, "facturation")
    await desk.count()
    assert await desk.told() == []


async def test_a_channel_is_told_at_most_three_a_day(desk: Desk) -> None:
    await desk.week()
    for tag in ("a1", "b2", "c3", "d4"):
        for name in NAMES:
            await desk.say(name, tag)
    await desk.count()
    assert [tag for tag, _ in await desk.told()] == ["a1", "b2", "c3"]


async def hashtag(tx: Tx, tag: str) -> Target:
    account = an_account(tag, kind=Kind.HASHTAG, key=f"social.example#{tag}", handle=tag)
    return await targets.ensure(tx, account, credential="", now=NOW)


async def set_up(desk: Desk, wish: str) -> None:
    async with desk.store.begin() as tx:
        place = await channels.get(tx, desk.channel)
        match wish:
            case "off":
                await channels.update(tx, place.id, trends=None)
            case "muted":
                until = desk.clock.now() + DAY
                await channels.update(tx, place.id, muted_until=until)
            case "parked":
                await channels.update(tx, place.id, parked="kicked")
            case "ignored":
                assert await trend_wishes.ignore(tx, place.id, "FACTURATION", NOW)
            case "watched":
                world = World(tx)
                await world.watch(place, await hashtag(tx, "Facturation"))


@pytest.mark.parametrize("wish", ["off", "muted", "parked", "ignored", "watched"])
async def test_nothing_is_told_where_it_is_not_wanted_or_told_already(
    desk: Desk, wish: str
) -> None:
    await desk.week()
    await set_up(desk, wish)
    for name in NAMES:
        await desk.say(name, "facturation")
    await desk.count()
    assert await desk.told() == []


async def test_a_hashtag_that_comes_in_the_digest_only_is_told(desk: Desk) -> None:
    await desk.week()
    async with desk.store.begin() as tx:
        place = await channels.get(tx, desk.channel)
        watch = await World(tx).watch(place, await hashtag(tx, "facturation"))
        await watches.update(tx, watch.id, mode=Mode.DIGEST)
    for name in NAMES:
        await desk.say(name, "facturation")
    await desk.count()
    assert [tag for tag, _ in await desk.told()] == ["facturation"]


async def test_each_channel_is_told_as_soon_as_it_wants(desk: Desk) -> None:
    """Calm waits for eight accounts, keen doesn't."""
    async with desk.store.begin() as tx:
        world = World(tx)
        for chat, wanted in (("C2", Sensitivity.KEEN), ("C3", Sensitivity.CALM)):
            place = await world.channel(chat)
            await world.watch(place, desk.targets["firm1"])
            await channels.update(tx, place.id, trends=wanted)
    await desk.week()
    for number, name in enumerate(NAMES):
        desk.clock.move(HOUR.total_seconds())
        await desk.say(name, "facturation", kind=PostKind.REPOST)
        await desk.count()
        assert len(await desk.told()) == (number >= 3) + (number >= 4) + (number >= 7)


async def test_after_ten_alerts_in_an_hour_a_rise_waits(desk: Desk) -> None:
    await desk.week()
    async with desk.store.begin() as tx:
        world, place = World(tx), await channels.get(tx, desk.channel)
        watch = await world.watch(place, desk.targets["firm1"])
        for number in range(10):
            ids = await world.alert(watch, f"x{number}", at=desk.clock.now())
            now = desk.clock.now()
            await deliveries.add(tx, place.id, DeliveryKind.ALERT, alert_ids=ids, now=now)
    for name in NAMES:
        await desk.say(name, "facturation")
    await desk.count()
    async with desk.store.begin() as tx:
        found = select(delivery.c.not_before).where(delivery.c.kind == "trend")
        assert (await tx.execute(found)).scalar_one() == desk.clock.now() + HOUR


async def test_ignoring_a_tag_is_done_once_and_can_be_taken_back(store: Store) -> None:
    async with store.begin() as tx:
        place = await World(tx).channel()
        assert await trend_wishes.ignore(tx, place.id, "TVA", NOW)
        assert not await trend_wishes.ignore(tx, place.id, "tva", NOW)
        assert await trend_wishes.ignored(tx, place.id) == ["tva"]
        assert await trend_wishes.heed(tx, place.id, "Tva")
        assert not await trend_wishes.heed(tx, place.id, "tva")
