"""Live messages and unwanted authors, on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.core.grammar import Author
from bot.core.model import DeliveryKind
from bot.store import channels, lives, unwanted
from bot.store.engine import Store
from tests.store.world import LATER, NOW, World

HOUR = timedelta(hours=1)
POSTS = {"search": "search #tva", "posts": [{"text": "words of Anna"}], "seen": ["1"]}
ANNA = Author("mastodon", "https://a.example/users/anna", "Anna")
NOISY = Author("bluesky", "did:plc:1", "Noisy")


async def test_a_channel_has_one_live_message_at_a_time(store: Store) -> None:
    async with store.begin() as tx:
        here = await World(tx).channel("C1")
        there = await World(tx).channel("C2")
        made = await lives.begin(tx, here.id, POSTS, NOW)
        assert made is not None
        assert await lives.begin(tx, here.id, POSTS, NOW) is None
        assert await lives.begin(tx, there.id, POSTS, NOW) is not None
        one = await lives.of_channel(tx, here.id)
        assert one is not None
        assert (one.id, one.kind, one.payload) == (made, DeliveryKind.LIVE, POSTS)
        assert await lives.end(tx, one, {**POSTS, "ended": "stop"})
        assert await lives.of_channel(tx, here.id) is None
        assert await lives.begin(tx, here.id, POSTS, NOW) is not None


async def test_what_is_due_is_claimed_once_and_again_when_it_says(store: Store) -> None:
    async with store.begin() as tx:
        here = await World(tx).channel("C1")
        await lives.begin(tx, here.id, POSTS, NOW)
        [one] = await lives.claim(tx, NOW, NOW + HOUR)
        assert await lives.claim(tx, NOW + HOUR / 2, NOW + HOUR) == []
        assert await lives.go_on(tx, one, {**POSTS, "asked": 1}, LATER, changed=False)
        [again] = await lives.claim(tx, LATER, LATER + HOUR)
        assert (again.payload or {})["asked"] == 1
        assert again.wanted == one.wanted


async def test_only_what_changes_the_message_asks_for_an_edit(store: Store) -> None:
    async with store.begin() as tx:
        here = await World(tx).channel("C1")
        await lives.begin(tx, here.id, POSTS, NOW)
        [one] = await lives.claim(tx, NOW, NOW)
        await lives.go_on(tx, one, POSTS, NOW, changed=True)
        [again] = await lives.claim(tx, NOW, NOW)
        assert again.wanted == one.wanted + 1


async def test_an_answer_that_comes_after_the_end_changes_nothing(store: Store) -> None:
    async with store.begin() as tx:
        here = await World(tx).channel("C1")
        await lives.begin(tx, here.id, POSTS, NOW)
        [one] = await lives.claim(tx, NOW, NOW + HOUR)
        assert await lives.end(tx, one, {**POSTS, "ended": "stop"})
        assert not await lives.go_on(tx, one, POSTS, LATER, changed=True)
        assert not await lives.end(tx, one, {**POSTS, "ended": "time"})
        assert await lives.claim(tx, LATER, LATER + HOUR) == []


async def test_words_are_forgotten_once_it_is_over_and_not_before(store: Store) -> None:
    async with store.begin() as tx:
        here = await World(tx).channel("C1")
        await lives.begin(tx, here.id, POSTS, NOW)
        await lives.forget(tx, NOW - HOUR)
        [kept] = await lives.claim(tx, NOW, NOW)
        assert kept.payload == POSTS
        await lives.forget(tx, NOW + HOUR)
        [bare] = await lives.claim(tx, NOW, NOW)
        assert bare.payload == {"search": "search #tva", "posts": [], "seen": []}


async def test_unwanted_authors_belong_to_a_channel_and_a_subject(store: Store) -> None:
    async with store.begin() as tx:
        here, there = await World(tx).channel("C1"), await World(tx).channel("C2")
        await unwanted.add(tx, here, "tva", [ANNA, NOISY], now=NOW)
        await unwanted.add(tx, here, "tva", [ANNA], now=LATER)
        assert await unwanted.authors(tx, here.id, "tva") == [ANNA, NOISY]
        assert await unwanted.authors(tx, here.id, "audit") == []
        assert await unwanted.authors(tx, there.id, "tva") == []
        await unwanted.remove(tx, here.id, "tva", [ANNA])
        assert await unwanted.authors(tx, here.id, "tva") == [NOISY]


async def test_a_chat_that_goes_on_under_another_id_takes_them_along(store: Store) -> None:
    async with store.begin() as tx:
        here, there = await World(tx).channel("C1"), await World(tx).channel("C2")
        await unwanted.add(tx, here, "tva", [ANNA, NOISY], now=NOW)
        await unwanted.add(tx, there, "tva", [ANNA], now=NOW)
        await channels.move(tx, there.id, "C1")
        assert set(await unwanted.authors(tx, there.id, "tva")) == {ANNA, NOISY}
        assert await unwanted.authors(tx, here.id, "tva") == []
