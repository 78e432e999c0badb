"""Networks or the press, from what a channel's watches found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.digest import RecapKind
from bot.core.firms.kinds import FirmKind
from bot.core.lead import Tally, Why
from bot.core.model import Channel, Match, StoredPost, Verdict, Watch
from bot.render.words import Words
from bot.service import digesting
from bot.service.leads import cited, from_payload, measured, to_payload
from bot.service.recaps import _to_payload, recap_of
from bot.store import alerts, firms, posts, targets
from bot.store.engine import Store, Tx
from bot.store.tables import post as post_table
from connectors.types import Account, Kind, Post, PostKind, Target
from tests.service.world import SetClock, Upstream, networks
from tests.store.world import ANNE, NOW, World, a_post, an_account

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AT = NOW + 5 * DAY + 13 * MINUTE
NEWS = "La CNIL inflige une amende de 3 millions d'euros à Datamark"


def a_feed(name: str = "gazette") -> Account:
    url = f"https://{name}.example/feed"
    return an_account(
        name, network="feed", kind=Kind.FEED, key=url, url=url, host=f"{name}.example", ref=url
    )


def a_search() -> Account:
    return an_account("cnil", network="news", kind=Kind.QUERY, key="fr:cnil", ref="q=cnil")


@dataclass
class Channels:
    """A channel that watches an account of Mastodon; more by the test."""

    tx: Tx
    world: World
    channel: Channel
    watched: list[Watch]

    async def add(self, account: Account, at: datetime = NOW) -> Watch:
        target = await targets.ensure(self.tx, account, credential="", now=at)
        watch = await self.world.watch(self.channel, target, at)
        self.watched.append(watch)
        return watch

    async def finds(
        self, watch: Watch, post: Post, at: datetime, verdict: Verdict = Verdict.NEWS
    ) -> StoredPost:
        (seen,) = await self.world.see(watch.target, post, at=at)
        match = Match(watch.id, self.channel.id, post.key, verdict)
        await alerts.record_matches(self.tx, [(match, seen.id)], at)
        return seen

    async def measure(self, start: datetime = NOW, end: datetime = NOW + 30 * DAY) -> Tally | None:
        return await measured(self.tx, self.channel, self.watched, start, end)


async def a_channel(tx: Tx) -> Channels:
    world = World(tx)
    here = Channels(tx, world, await world.channel(), [])
    await here.add(an_account())
    return here


def said(key: str = "s1", at: datetime = AT, **facts: Any) -> Post:
    values: dict[str, Any] = {"author_name": "Noémie", "published_at": at} | facts
    return a_post(key, values.pop("text", NEWS), **values)


def written(key: str = "n1", at: datetime | None = AT + 41 * MINUTE, **facts: Any) -> Post:
    values: dict[str, Any] = {
        "network": "feed",
        "title": NEWS,
        "url": f"https://gazette.example/{key}",
        "author_key": "https://gazette.example/feed",
        "author_name": "Gazette du Chiffre",
        "published_at": at,
    } | facts
    return a_post(key, "", **values)


async def test_without_the_press_there_is_nothing_to_measure(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        await here.finds(here.watched[0], said(), AT)
        assert await here.measure() is None


@pytest.mark.parametrize("account", [a_feed(), a_search()], ids=["feed", "news"])
async def test_a_feed_of_nobody_and_a_search_of_the_news_are_the_press(
    store: Store, account: Account
) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        press = await here.add(account)
        social = await here.finds(here.watched[0], said(), AT)
        article = await here.finds(press, written(network=account.network), AT + HOUR)
        found = await here.measure()
    assert found is not None
    assert (found.first, found.compared, found.median) == (1, 1, 41 * MINUTE)
    assert cited(found) == [social.id, article.id]


@pytest.mark.parametrize("confirmed", [True, False])
async def test_a_firm_s_own_feed_is_its_voice_and_no_press(store: Store, confirmed: bool) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        own = await here.add(a_feed())
        site = "" if confirmed else "https://www.gazette.example/"
        firm = await firms.ensure(
            tx,
            here.channel.workspace_id,
            name="Gazette",
            site=site,
            kind=FirmKind.OTHER,
            person=ANNE,
            now=NOW,
        )
        if confirmed:
            await firms.confirm(tx, firm, own.target.id, proof="person", person=ANNE, now=NOW)
        press = await here.add(a_feed("journal"))
        await here.finds(here.watched[0], said(), AT)
        await here.finds(own, written(), AT + HOUR)
        assert await here.measure() == Tally(0, 0, None)
        await here.finds(press, written("n2", AT + 2 * HOUR), AT + 2 * HOUR)
        found = await here.measure()
    assert found is not None
    assert found.median == 2 * HOUR


async def test_what_is_automated_shared_answered_or_not_wanted_does_not_count(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        account, press = here.watched[0], await here.add(a_feed())
        await here.finds(press, written(), AT + HOUR)
        await here.finds(account, said("bot", bot=True), AT)
        await here.finds(account, said("shared", kind=PostKind.REPOST), AT)
        await here.finds(account, said("reply", kind=PostKind.REPLY), AT)
        await here.finds(account, said("unwanted"), AT, Verdict.EXCLUDED)
        await here.finds(account, said("old"), AT, Verdict.BASELINE)
        gone = await here.finds(account, said("gone"), AT)
        await posts.delete(tx, [gone.id])
        assert await here.measure() == Tally(0, 0, None)


async def test_each_period_counts_what_became_known_in_it(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        press = await here.add(a_feed())
        await here.finds(here.watched[0], said(), AT)
        await here.finds(press, written(), AT + HOUR)
        before = await here.measure(NOW, AT + HOUR)
        then = await here.measure(AT + HOUR, AT + 2 * HOUR)
        after = await here.measure(AT + 2 * HOUR, AT + DAY)
    assert [one.compared if one else None for one in (before, then, after)] == [0, 1, 0]


async def test_nobody_is_called_first_before_both_were_watched(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        press = await here.add(a_feed(), AT + MINUTE)
        await here.finds(here.watched[0], said(), AT)
        await here.finds(press, written(), AT + HOUR)
        found = await here.measure()
    assert found == Tally(0, 0, None, ((Why.BEFORE, 1),))


async def test_a_press_that_cannot_be_read_may_have_been_first(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        press = await here.add(a_feed())
        broken = await here.add(a_feed("journal"))
        await here.finds(here.watched[0], said(), AT)
        await here.finds(press, written(), AT + HOUR)
        await _fail(tx, broken.target, AT)
        found = await here.measure()
    assert found == Tally(0, 0, None, ((Why.GAP, 1),))


async def _fail(tx: Tx, target: Target, since: datetime) -> None:
    from bot.store.tables import target as table

    failing = table.update().where(table.c.id == target.id)
    await tx.execute(failing.values(failing_since=since, failures=3, error="transient"))


async def test_another_channel_s_watches_say_nothing_here(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        elsewhere = Channels(tx, here.world, await here.world.channel("C2", workspace="T2"), [])
        social = await elsewhere.add(an_account())
        press = await elsewhere.add(a_feed())
        await elsewhere.finds(social, said(), AT)
        await elsewhere.finds(press, written(), AT + HOUR)
        await here.add(a_search())
        assert await here.measure() == Tally(0, 0, None)
        assert await elsewhere.measure() != Tally(0, 0, None)


async def test_a_recap_keeps_what_was_measured_and_shows_words_as_they_are_now(
    store: Store,
) -> None:
    clock = SetClock(AT + DAY)
    async with store.begin() as tx:
        here = await a_channel(tx)
        press = await here.add(a_feed())
        social = await here.finds(here.watched[0], said(), AT)
        article = await here.finds(press, written(), AT + HOUR)
        asked = networks(store, clock, Upstream())
        start, end = AT - 2 * DAY, AT + DAY
        content = await digesting.recap(tx, asked, here.channel, RecapKind.WEEKLY, start, end)
        payload = _to_payload(content)
        assert await from_payload(tx, payload["lead"]) == content.lead
        words = Words("en", "Europe/Paris", clock.now())
        assert {one.id for one in (await recap_of(tx, words, payload)).posts} >= {
            social.post.key,
            article.post.key,
        }
        renamed = post_table.update().where(post_table.c.id == article.id)
        await tx.execute(renamed.values(title="Rectifié depuis"))
        assert "Rectifié depuis" in str((await recap_of(tx, words, payload)).blocks)
        await posts.delete(tx, [social.id])
        assert "Rectifié depuis" not in str((await recap_of(tx, words, payload)).blocks)


async def test_a_recap_made_before_this_was_measured_is_still_read(store: Store) -> None:
    async with store.begin() as tx:
        assert await from_payload(tx, None) is None
    assert to_payload(None) is None


async def test_a_post_is_watched_since_the_oldest_of_its_watches(store: Store) -> None:
    async with store.begin() as tx:
        here = await a_channel(tx)
        press = await here.add(a_feed())
        tag = an_account("cnil", kind=Kind.HASHTAG, key="social.example#cnil")
        late = await here.add(tag, AT + 10 * MINUTE)
        await here.finds(late, said(), AT + 11 * MINUTE)
        await here.finds(press, written(), AT + HOUR)
        assert (await here.measure()) == Tally(0, 0, None, ((Why.BEFORE, 1),))
        await here.finds(here.watched[0], said(), AT + 12 * MINUTE)
        found = await here.measure()
    assert found is not None
    assert found.first == 1
