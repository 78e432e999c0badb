from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core.model import (
    Delivery,
    DeliveryKind,
    Match,
    Platform,
    PostId,
    StoredPost,
    Verdict,
    Watch,
)
from bot.render.terminal import to_text
from bot.service.deliver import Deliverer
from bot.service.digests import Digests
from bot.service.messages import Messages
from bot.service.rereads import Rereads
from bot.store import alerts, deliveries, digests, lanes, looks, posts, rereads, targets
from bot.store.engine import Store, Tx
from connectors.errors import NotPossible, RateLimited, Transient, UnexpectedPayload
from connectors.types import Coverage, Media, Post, TargetId
from tests.service.world import Chat, Deaf, SetClock, Upstream, networks
from tests.store.world import NOW, World, a_post, lane_of, waiting_in

HOUR = timedelta(hours=1)
BUTTONS = itertools.count()
MEDIA = (Media("image", "https://cdn.example/1.png", "alt"),)


@dataclass
class Desk:
    """A network that is asked again, and the messages that told its posts."""

    store: Store
    clock: SetClock
    upstream: Upstream
    rereads: Rereads

    async def tell(
        self, *told: Post, kind: DeliveryKind = DeliveryKind.CATCHUP, name: str = "sage"
    ) -> list[PostId]:
        """Posts in one sent message of a channel of their own."""
        async with self.store.begin() as tx:
            world = World(tx)
            watch = await world.watched(name, chat=f"C{name}", workspace=f"T{name}")
            seen = await world.see(watch.target, *told, at=self.clock.now())
            await self._send(tx, watch, kind, seen)
            return [one.id for one in seen]

    async def _send(self, tx: Tx, watch: Watch, kind: DeliveryKind, seen: list[StoredPost]) -> None:
        now = self.clock.now()
        if kind is not DeliveryKind.DIGEST:
            await alerts.raise_alerts(tx, [(watch.id, one.id) for one in seen], now)
        ready = await waiting_in(tx, watch.channel_id)
        made = await deliveries.add(tx, watch.channel_id, kind, alert_ids=ready, now=now)
        if kind is DeliveryKind.DIGEST:
            await digests.tells(tx, made, [one.id for one in seen])
        claimed = await deliveries.claim(tx, watch.channel_id, now)
        assert claimed is not None
        await deliveries.sent(tx, made, claimed.attempt, f"m{made}", now)

    async def passes(self, *hours: float) -> None:
        """Passes of the chore, each so many hours after the one before."""
        for wait in hours:
            self.clock.move(hours=wait)
            await self.rereads.tick()

    async def post(self, post_id: PostId) -> StoredPost:
        async with self.store.read() as tx:
            return (await posts.get(tx, [post_id]))[post_id]

    async def to_edit(self) -> list[Delivery]:
        async with self.store.read() as tx:
            return await deliveries.to_edit(tx, self.clock.now() + HOUR, HOUR / 60)

    async def health(self, target_id: TargetId, coverage: Coverage, error: str | None) -> None:
        """A look at the post's target, now."""
        async with self.store.begin() as tx:
            await looks.save(
                tx,
                target_id,
                cursor=None,
                coverage=coverage,
                at=self.clock.now(),
                newest_at=None,
                error=error,
                error_until=None,
                account=None,
                next_look_at=None,
            )

    async def target(self) -> TargetId:
        async with self.store.begin() as tx:
            return (await World(tx).target()).id

    def asked(self) -> list[list[str]]:
        """Since the last time."""
        found, self.upstream.asked = self.upstream.asked, []
        return found


@pytest.fixture
async def desk(store: Store) -> Desk:
    clock, upstream = SetClock(), Upstream()
    return Desk(store, clock, upstream, Rereads(store, networks(store, clock, upstream), clock))


TOLD = [kind for kind in DeliveryKind if kind is not DeliveryKind.NOTICE]


@pytest.mark.parametrize("kind", TOLD)
async def test_what_its_author_deletes_loses_its_words_and_its_message_is_edited(
    desk: Desk, kind: DeliveryKind
) -> None:
    (told,) = await desk.tell(
        a_post(title="Secret", media=MEDIA, links=("https://x.y",)), kind=kind
    )
    desk.upstream.answers["p1"] = None
    await desk.passes(1, 1)
    stored = await desk.post(told)
    assert stored.deleted
    left = stored.post
    assert (left.text, left.title, left.media, left.links, left.key) == ("", None, (), (), "p1")
    (due,) = await desk.to_edit()
    assert (due.wanted, due.shown) == (2, 1)
    await desk.passes(6, 6)
    assert (await desk.to_edit())[0].wanted == 2


async def test_a_deletion_reaches_every_workspace_that_was_told(desk: Desk) -> None:
    await desk.tell(a_post())
    await desk.tell(a_post(), name="cegid")
    await desk.tell(a_post("p2"), name="other")
    desk.upstream.answers["p1"] = None
    await desk.passes(1, 1)
    assert len(await desk.to_edit()) == 2


async def test_a_post_is_gone_only_when_it_is_missing_twice_in_a_row(desk: Desk) -> None:
    gone, error = None, UnexpectedPayload("?")
    histories = list(itertools.product(("there", gone, error), repeat=3))
    told = [
        (await desk.tell(a_post(f"https://h{n}.example/1"), name=f"a{n}"))[0]
        for n in range(len(histories))
    ]
    for step in range(3):
        for number, history in enumerate(histories):
            key, answer = f"https://h{number}.example/1", history[step]
            desk.upstream.answers[key] = a_post(key) if isinstance(answer, str) else answer
        await desk.passes(7)
    for history, post_id in zip(histories, told, strict=True):
        heard = [answer for answer in history if answer is not error]
        twice = any(pair == (None, None) for pair in itertools.pairwise(heard))
        assert (await desk.post(post_id)).deleted == twice, history


async def test_an_upstream_edit_is_shown_in_the_message(desk: Desk) -> None:
    (told,) = await desk.tell(a_post(text="Old words"))
    desk.upstream.answers["p1"] = a_post(text="New words")
    await desk.passes(1)
    assert (await desk.post(told)).post.text == "New words"
    (due,) = await desk.to_edit()
    assert due.wanted == 2
    await desk.passes(7, 7)
    (due,) = await desk.to_edit()
    assert due.wanted == 2


async def test_other_addresses_of_the_same_media_are_no_edit(desk: Desk) -> None:
    await desk.tell(a_post(media=MEDIA))
    desk.upstream.answers["p1"] = a_post(media=(Media("image", "https://cache.example/1.png"),))
    await desk.passes(1)
    assert await desk.to_edit() == []


async def test_a_post_is_asked_about_after_an_hour_then_every_six_for_a_week(desk: Desk) -> None:
    await desk.tell(a_post())
    asked = {}
    for minutes in range(0, 8 * 24 * 60, 10):
        desk.clock.at = NOW + timedelta(minutes=minutes)
        await desk.rereads.tick()
        if desk.asked():
            asked[minutes] = True
    assert list(asked) == [60 + n * 360 for n in range(28)]
    assert max(asked) < 7 * 24 * 60


async def test_what_was_not_sent_is_not_asked_about(desk: Desk) -> None:
    async with desk.store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        waiting = await world.alert(watch, "p1", "p2")
        await deliveries.add(
            tx, watch.channel_id, DeliveryKind.ALERT, alert_ids=waiting[:1], now=NOW
        )
    await desk.passes(2)
    assert desk.asked() == []


async def test_a_network_that_cannot_be_asked_again_is_left_alone(store: Store) -> None:
    clock = SetClock()
    chore = Rereads(store, networks(store, clock, Deaf()), clock)
    desk = Desk(store, clock, Upstream(), chore)
    (told,) = await desk.tell(a_post())
    await desk.passes(1, 1)
    assert not (await desk.post(told)).deleted


@pytest.mark.parametrize(
    "error",
    [
        Transient("down", lane_wide=True),
        RateLimited(NOW),
        UnexpectedPayload("html"),
        NotPossible("reread"),
    ],
)
async def test_an_error_changes_nothing_and_the_next_turn_comes_later(
    desk: Desk, error: Exception
) -> None:
    (told,) = await desk.tell(a_post())
    before = await desk.post(told)
    desk.upstream.answers["p1"] = error  # type: ignore[assignment]
    await desk.passes(1, 1)
    assert len(desk.asked()) == 1
    await desk.passes(6, 6)
    assert len(desk.asked()) == 2
    assert await desk.post(told) == before
    assert await desk.to_edit() == []


async def test_a_post_that_cannot_be_read_does_not_hide_the_others(desk: Desk) -> None:
    told = await desk.tell(*(a_post(f"p{n}") for n in range(8)))
    desk.upstream.answers = {f"p{n}": None for n in range(8)} | {"p5": UnexpectedPayload("?")}
    await desk.passes(1, 1)
    deleted = [(await desk.post(one)).deleted for one in told]
    assert deleted == [number != 5 for number in range(8)]


async def test_a_server_that_fails_stops_no_other(desk: Desk) -> None:
    told = await desk.tell(a_post("https://up.example/1"), a_post("https://down.example/1"))
    desk.upstream.answers = {
        "https://up.example/1": None,
        "https://down.example/1": Transient("down", lane_wide=True),
    }
    await desk.passes(1, 1)
    assert [(await desk.post(one)).deleted for one in told] == [True, False]


async def test_a_paused_lane_is_not_asked(desk: Desk) -> None:
    desk.upstream.sends = True
    await desk.tell(a_post())
    async with desk.store.begin() as tx:
        target = await World(tx).target()
        await lanes.pause(tx, lane_of(target), NOW + 9 * HOUR, "limit")
    await desk.passes(1)
    assert desk.asked() == []


@pytest.mark.parametrize("coverage", [Coverage.SUSPECT, Coverage.FAILED])
async def test_an_outage_deletes_nothing(desk: Desk, coverage: Coverage) -> None:
    (told,) = await desk.tell(a_post())
    desk.upstream.answers["p1"] = None
    target = await desk.target()
    await desk.passes(1)
    for _ in range(24):
        desk.clock.move(hours=1)
        await desk.health(target, coverage, "gone")
        await desk.rereads.tick()
    desk.upstream.answers["p1"] = a_post()
    await desk.health(target, Coverage.COMPLETE, None)
    await desk.passes(1, 1)
    assert not (await desk.post(told)).deleted


async def test_an_account_gone_for_days_takes_its_posts_along(desk: Desk) -> None:
    (told,) = await desk.tell(a_post())
    desk.upstream.answers["p1"] = None
    await desk.health(await desk.target(), Coverage.FAILED, "gone")
    await desk.passes(24, 23)
    assert desk.asked() == []
    await desk.passes(1, 1)
    assert (await desk.post(told)).deleted


async def test_each_pass_is_bounded_and_nobody_is_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereads, "PER_HOST", 4)
    monkeypatch.setattr(rereads, "PER_PASS", 6)
    many = [f"p{n}" for n in range(10)]
    await desk.tell(*map(a_post, many))
    async with desk.store.begin() as tx:
        world = World(tx)
        elsewhere = await world.target("cegid", "other.example")
        watch = await world.watch(await world.channel("C2"), elsewhere)
        seen = await world.see(elsewhere, a_post("q1"))
        await desk._send(tx, watch, DeliveryKind.ALERT, seen)
    await desk.passes(1)
    first = [key for batch in desk.asked() for key in batch]
    assert len(first) == 5
    assert "q1" in first
    await desk.passes(0.2, 0.2)
    rest = [key for batch in desk.asked() for key in batch]
    assert sorted(first + rest) == sorted([*many, "q1"])


async def _deliver(desk: Desk, chat: Chat) -> None:
    messages = Messages(lambda: str(next(BUTTONS)))
    deliverer = Deliverer(desk.store, {Platform.SLACK: chat}, messages, desk.clock)
    await deliverer.tick()
    await deliverer.settle()


async def test_readers_see_the_deletion_in_an_alert(desk: Desk) -> None:
    chat = Chat()
    async with desk.store.begin() as tx:
        world = World(tx)
        await world.alert(await world.watched(), "p1")
    await _deliver(desk, chat)
    assert "Words" in to_text(chat.sent[0].message)
    desk.upstream.answers["p1"] = None
    await desk.passes(1, 1)
    await _deliver(desk, chat)
    (edited,) = chat.edited
    assert "This post has been deleted by its author." in to_text(edited.message)
    assert "Words" not in to_text(edited.message)


async def test_readers_see_the_deletion_in_a_digest(desk: Desk) -> None:
    chat = Chat()
    makes = Digests(desk.store, networks(desk.store, desk.clock, desk.upstream), desk.clock)
    async with desk.store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        for one in await world.see(watch.target, a_post("p1"), a_post("p2", "Others")):
            match = Match(watch.id, watch.channel_id, one.post.key, Verdict.NEWS)
            await alerts.record_matches(tx, [(match, one.id)], NOW)
    desk.clock.move(days=1)
    assert await makes.tick() == 1
    await _deliver(desk, chat)
    assert "Words" in to_text(chat.sent[0].message)
    desk.upstream.answers["p1"] = None
    await desk.passes(1, 1)
    await _deliver(desk, chat)
    (edited,) = chat.edited
    shown = to_text(edited.message)
    assert "(deleted by its author)" in shown
    assert "Others" in shown
    assert "Words" not in shown


async def test_a_look_that_still_shows_a_deleted_post_brings_nothing_back(desk: Desk) -> None:
    (told,) = await desk.tell(a_post())
    desk.upstream.answers["p1"] = None
    await desk.passes(1, 1)
    async with desk.store.begin() as tx:
        target = (await targets.state(tx, (await World(tx).target()).id)).target
        (again,) = await World(tx).see(target, replace(a_post(), text="Words"))
    assert again == await desk.post(told)
    assert again.post.text == ""
