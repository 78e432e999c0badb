"""Who is unusually silent or loud, and who is back: what each channel is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core.firms.kinds import FirmKind
from bot.core.model import Channel, ChannelId, Mode, Quiet, Watch
from bot.render.rhythms import rhythm_message
from bot.render.words import Words
from bot.service.housekeeping import Housekeeping
from bot.service.rhythms import Rhythms
from bot.store import channels, firms, posts, rhythms, watches
from bot.store.engine import Store
from bot.store.tables import delivery, publishing, rhythm, target, told_break
from connectors.types import Kind, PostKind, Target
from tests.service.looking import Scripted
from tests.service.world import SetClock, networks
from tests.store.world import ANNE, NOW, World, a_post, an_account

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGAN = NOW - 30 * WEEK


class Scene:
    """Accounts that are read, a clock that is moved by hand, and what channels are told."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = SetClock()
        self.rhythms = Rhythms(store, self.clock)
        self.newest = a_post()
        self._made = 0

    async def watching(self, name: str = "sage", chat: str = "C1", **facts: Any) -> Watch:
        async with self.store.begin() as tx:
            world = World(tx)
            channel = await world.channel(chat, workspace=facts.pop("workspace", "T1"))
            return await world.watch(channel, await world.target(name), facts.pop("at", BEGAN))

    async def publish(self, of: Target, instants: Iterable[datetime], **facts: Any) -> None:
        async with self.store.begin() as tx:
            for at in instants:
                self._made += 1
                self.newest = a_post(f"{of.id}/{self._made}", published_at=at, **facts)
                await World(tx).see(of, self.newest, at=at)

    async def regular(self, of: Target, last: datetime, weeks: int = 29) -> None:
        """Four posts a week until `last`, each week as the one before."""
        days = [week * WEEK + day * DAY for week in range(weeks) for day in (0, 1, 3, 4)]
        await self.publish(of, sorted(last - one for one in days))

    async def tick(self, *unread: Target, to: datetime | None = None) -> None:
        """Everything has been read again just now, but for what is `unread`."""
        if to is not None:
            self.clock.at = to
        now = self.clock.now()
        async with self.store.begin() as tx:
            read = update(target).where(target.c.id.not_in([one.id for one in unread]))
            await tx.execute(read.values(baseline_at=BEGAN, last_look_at=now, last_good_at=now))
        await self.rhythms.tick()

    async def told(self, channel: ChannelId | None = None) -> list[str]:
        """The lines so far, in English."""
        found = select(delivery.c.payload, delivery.c.channel_id).order_by(delivery.c.id)
        async with self.store.read() as tx:
            rows = (await tx.execute(found)).all()
        words = Words("en", "Europe/Paris", self.clock.now())
        return [
            rhythm_message(words, row.payload).summary
            for row in rows
            if channel in (None, row.channel_id)
        ]

    async def change(self, watch: Watch, **fields: Any) -> Channel:
        async with self.store.begin() as tx:
            await channels.update(tx, watch.channel_id, **fields)
            return await channels.get(tx, watch.channel_id)


@pytest.fixture
def scene(sqlite_store: Store) -> Scene:
    return Scene(sqlite_store)


LAST = NOW - 10 * DAY + HOUR
SILENT = (
    "Sage usually publishes 4 times a week on Mastodon; nothing for 10 days "
    "(last post on Fri 23 Oct)."
)


async def about_to_be_silent(scene: Scene) -> Watch:
    """In an hour it will be ten days."""
    watch = await scene.watching()
    await scene.regular(watch.target, LAST)
    return watch


# --- silences


async def test_a_silence_is_told_once_from_the_hour_that_it_is_one(store: Store) -> None:
    scene = Scene(store)
    await about_to_be_silent(scene)
    await scene.tick()
    assert await scene.told() == []
    for hours in (1, 2, 30, 24 * 9):
        await scene.tick(to=NOW + hours * HOUR)
    assert await scene.told() == [SILENT]


async def test_what_cannot_be_read_is_never_called_silent(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick()
    for days in range(1, 30):
        await scene.tick(watch.target, to=NOW + days * DAY)
    assert await scene.told() == []


async def test_an_account_that_fails_now_is_not_called_silent(scene: Scene) -> None:
    await about_to_be_silent(scene)
    async with scene.store.begin() as tx:
        await tx.execute(update(target).values(failures=1))
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == []


async def test_a_silence_from_before_the_watch_is_no_news(scene: Scene) -> None:
    watch = await scene.watching(at=NOW - DAY)
    await scene.regular(watch.target, NOW - 12 * DAY)
    await scene.tick()
    assert await scene.told() == []


async def test_a_silence_of_long_ago_is_no_news_to_a_bot_that_has_just_begun(
    scene: Scene,
) -> None:
    watch = await scene.watching()
    await scene.regular(watch.target, NOW - 18 * DAY)
    await scene.tick()
    assert await scene.told() == []


async def test_what_it_passes_on_and_what_was_deleted_break_no_silence(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.publish(watch.target, [NOW], kind=PostKind.REPOST)
    await scene.publish(watch.target, [NOW])
    async with scene.store.begin() as tx:
        found = await World(tx).see(watch.target, scene.newest)
        await posts.delete(tx, [found[0].id])
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == [SILENT]


async def test_the_deletion_of_the_last_post_does_not_tell_its_silence_again(
    scene: Scene,
) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick(to=NOW + HOUR)
    async with scene.store.begin() as tx:
        found = await World(tx).see(watch.target, scene.newest)
        await posts.delete(tx, [found[0].id])
    await scene.tick(to=NOW + 2 * DAY)
    assert await scene.told() == [SILENT]


async def test_nobody_hears_of_a_silence_at_night(scene: Scene) -> None:
    watch = await scene.watching()
    await scene.regular(watch.target, NOW - 10 * DAY + 12 * HOUR)  # ten days at 22:00 in Paris
    watch_at_night = await scene.watching("night")
    await scene.regular(watch_at_night.target, NOW - 10 * DAY + 16 * HOUR)  # at 2:00
    await scene.tick(to=NOW + 15 * HOUR)
    assert len(await scene.told()) == 0
    await scene.tick(to=NOW + 22 * HOUR)
    assert await scene.told() == ["2 unusual rhythms:"]


# --- bursts


async def burst(scene: Scene, watch: Watch, many: int = 5) -> None:
    await scene.regular(watch.target, NOW - DAY)
    await scene.publish(watch.target, [NOW - HOUR + n * timedelta(minutes=5) for n in range(many)])


async def test_a_burst_is_told_once_a_day(store: Store) -> None:
    scene = Scene(store)
    watch = await scene.watching()
    await burst(scene, watch, 4)
    await scene.tick()
    assert await scene.told() == []
    await scene.publish(watch.target, [NOW])
    await scene.tick()
    await scene.publish(watch.target, [NOW + n * timedelta(minutes=1) for n in range(1, 9)])
    await scene.tick(to=NOW + 2 * HOUR)
    assert await scene.told() == ["Sage, today: 5 posts on Mastodon (usually 1 a day)."]


async def test_a_busy_first_day_is_no_burst(scene: Scene) -> None:
    watch = await scene.watching(at=NOW - 2 * HOUR)
    await burst(scene, watch)
    await scene.tick()
    assert await scene.told() == []


async def test_a_burst_of_the_evening_waits_for_the_end_of_the_quiet_hours(scene: Scene) -> None:
    watch = await scene.watching()
    await burst(scene, watch)
    await scene.change(watch, quiet=Quiet(time(9), time(11)))
    await scene.tick()
    async with scene.store.read() as tx:
        row = (await tx.execute(select(delivery))).one()
    assert (row.not_before, row.silent) == (NOW + HOUR, True)


async def test_a_silence_is_looked_for_again_after_the_quiet_hours(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.change(watch, quiet=Quiet(time(9), time(12)))
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == []
    await scene.tick(to=NOW + 2 * HOUR)
    assert await scene.told() == [SILENT]


# --- who is back


async def test_who_publishes_again_after_a_told_silence_is_one_line(store: Store) -> None:
    scene = Scene(store)
    watch = await about_to_be_silent(scene)
    await scene.tick(to=NOW + HOUR)
    await scene.publish(watch.target, [NOW + 14 * DAY])
    for hours in (1, 5, 40):
        await scene.tick(to=NOW + 14 * DAY + hours * HOUR)
    again = "Sage publishes again on Mastodon, after 23 days of silence."
    assert await scene.told() == [SILENT, again]


async def test_who_was_not_called_silent_is_not_called_back(scene: Scene) -> None:
    watch = await scene.watching()
    await scene.regular(watch.target, NOW - 9 * DAY)
    await scene.publish(watch.target, [NOW])
    await scene.tick()
    assert await scene.told() == []


async def test_a_second_silence_is_told_as_the_first_was(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick(to=NOW + HOUR)
    await scene.publish(watch.target, [NOW + DAY])
    await scene.tick(to=NOW + DAY + HOUR)
    for day in range(2, 40):
        await scene.tick(to=NOW + day * DAY)
    assert len(await scene.told()) == 3
    assert (await scene.told())[-1].startswith("Sage usually publishes 4 times a week")


async def test_a_return_of_long_ago_is_noticed_without_a_word(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick(to=NOW + HOUR)
    await scene.publish(watch.target, [NOW + DAY])
    await scene.tick(to=NOW + 15 * DAY)
    assert await scene.told() == [SILENT]
    async with scene.store.read() as tx:
        assert await rhythms.silences(tx, watch.channel_id) == {}


# --- who is told


async def test_a_channel_that_does_not_want_it_is_told_nothing(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.change(watch, rhythm=False)
    other = await scene.watching(chat="C2", workspace="T2")
    await scene.tick(to=NOW + HOUR)
    assert await scene.told(watch.channel_id) == []
    assert await scene.told(other.channel_id) == [SILENT]


@pytest.mark.parametrize(
    "fields", [{"mode": Mode.DIGEST}, {"muted_until": NOW + DAY}], ids=["digest only", "muted"]
)
async def test_a_watch_that_wants_no_messages_gets_none(
    scene: Scene, fields: dict[str, Any]
) -> None:
    watch = await about_to_be_silent(scene)
    loud = await scene.watching("loud")
    await burst(scene, loud, 6)
    async with scene.store.begin() as tx:
        for one in (watch, loud):
            await watches.update(tx, one.id, **fields)
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == []


async def test_a_mute_that_ends_in_time_only_puts_the_line_off(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.change(watch, muted_until=NOW + DAY)
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == []
    await scene.tick(to=NOW + DAY + HOUR)
    assert len(await scene.told()) == 1


async def test_a_firm_s_accounts_are_one_line(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    other = await scene.watching("sage2")
    await scene.regular(other.target, LAST - HOUR)
    async with scene.store.begin() as tx:
        firm = await firms.ensure(
            tx, watch.workspace_id, name="Sage SA", site="", kind=FirmKind.SOFTWARE,
            person=ANNE, now=NOW,
        )  # fmt: skip
        for one in (watch, other):
            await firms.confirm(tx, firm, one.target.id, proof="person", person=ANNE, now=NOW)
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == [
        "Sage SA usually publishes 4 times a week on Mastodon and 4 times a week on Mastodon; "
        "nothing for 10 days (last post on Fri 23 Oct)."
    ]


async def test_each_channel_is_told_by_the_days_of_its_own_zone(scene: Scene) -> None:
    watch = await scene.watching()
    await scene.regular(watch.target, NOW - 2 * DAY)
    # From 23:30 to 0:30 in Paris, which is one evening in New York.
    midnight = NOW.replace(hour=23)
    await scene.publish(
        watch.target, [midnight + n * timedelta(minutes=15) for n in (-2, -1, 1, 2, 3)]
    )
    far = await scene.watching(chat="C2", workspace="T2")
    await scene.change(far, zone="America/New_York")
    await scene.tick(to=midnight + HOUR)
    assert await scene.told(watch.channel_id) == []
    assert len(await scene.told(far.channel_id)) == 1


async def test_hashtags_have_no_rhythm(scene: Scene) -> None:
    async with scene.store.begin() as tx:
        world = World(tx)
        tag = await world.hashtag("tva")
        await world.watch(await world.channel(), tag, BEGAN)
    await scene.regular(tag, LAST)
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == []


# --- what is kept


async def test_habits_are_worked_out_once_on_each_local_day(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick()
    first = await kept(scene)
    async with scene.store.begin() as tx:
        await tx.execute(update(rhythm).values(weekly=99.0))
    await scene.tick(to=NOW + 13 * HOUR)  # 23:00 in Paris
    assert (await kept(scene))[watch.target.id] == 99
    await scene.tick(to=NOW + 15 * HOUR)
    assert await kept(scene) == first


async def kept(scene: Scene) -> dict[int, float]:
    async with scene.store.read() as tx:
        found = await tx.execute(select(rhythm.c.target_id, rhythm.c.weekly))
        return {row.target_id: row.weekly for row in found.all()}


async def test_housekeeping_forgets_what_nobody_watches_and_what_is_over(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick(to=NOW + HOUR)
    keeper = Housekeeping(
        scene.store, networks(scene.store, scene.clock, Scripted()), scene.clock, 90
    )
    scene.clock.move(days=60)
    await keeper.tick()
    assert await counts(scene) == [1, 1, 1]
    async with scene.store.begin() as tx:
        await watches.end(tx, watch.id, scene.clock.now())
    await keeper.tick()
    assert await counts(scene) == [0, 0, 0]


async def counts(scene: Scene) -> list[int]:
    async with scene.store.read() as tx:
        return [
            len((await tx.execute(select(table))).all())
            for table in (rhythm, publishing, told_break)
        ]


async def test_one_channel_s_fault_does_not_stop_the_others(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await about_to_be_silent(scene)
    other = await scene.watching(chat="C2", workspace="T2")
    read = watches.of_channel

    async def broken(tx: Any, channel: ChannelId) -> list[Watch]:
        if channel != other.channel_id:
            raise RuntimeError("bad row")
        return await read(tx, channel)

    monkeypatch.setattr(watches, "of_channel", broken)
    await scene.tick(to=NOW + HOUR)
    assert await scene.told() == [SILENT]


async def test_two_that_tell_at_once_tell_once(scene: Scene) -> None:
    watch = await scene.watching()
    async with scene.store.begin() as tx:
        channel, one = watch.channel_id, watch.target.id
        first = await rhythms.tell(tx, channel, one, rhythms.SILENCE, LAST, NOW)
        second = await rhythms.tell(tx, channel, one, rhythms.SILENCE, LAST, NOW)
        longer = await rhythms.tell(tx, channel, one, rhythms.SILENCE, LAST - DAY, NOW)
        assert (first, second, longer) == (True, False, False)
        assert await rhythms.end(tx, channel, one, NOW)
        assert not await rhythms.end(tx, channel, one, NOW)


async def test_a_channel_with_a_new_id_is_told_nothing_again(scene: Scene) -> None:
    watch = await about_to_be_silent(scene)
    await scene.tick(to=NOW + HOUR)
    async with scene.store.begin() as tx:
        other = await World(tx).channel("C9", workspace="T9")
        await rhythms.move_channel(tx, watch.channel_id, other.id)
        assert await rhythms.silences(tx, other.id) == {watch.target.id: LAST}


def test_feeds_have_a_rhythm_too() -> None:
    assert set(rhythms.KINDS) == {Kind.ACCOUNT, Kind.FEED}
    assert an_account(kind=Kind.FEED).kind in rhythms.KINDS
