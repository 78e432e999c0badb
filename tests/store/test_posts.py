from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import posts
from bot.store.columns import clean
from bot.store.engine import Store
from connectors.types import Media, PostKind
from tests.store.world import LATER, NOW, World, a_post

DAY = timedelta(days=1)


async def test_a_post_comes_back_as_it_was_seen(store: Store) -> None:
    full = a_post(
        text="Première ligne\n« seconde »",
        kind=PostKind.QUOTE,
        title="Titre",
        language="fr",
        warning="spoiler",
        media=(Media("image", "https://cdn.example/1.png", "Un chat"),),
        hashtags=("compta", "été"),
        links=("https://sage.example/a",),
        reactions=12,
        edited_at=NOW,
        pinned=True,
        bot=True,
    )
    async with store.begin() as tx:
        world = World(tx)
        (seen,) = await world.see(await world.target(), full)
        assert seen.post == full
        assert seen.first_seen_at == NOW
        assert await posts.get(tx, [seen.id]) == {seen.id: seen}


async def test_a_post_seen_again_is_the_same_row(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target, tag = await world.target(), await world.hashtag("compta")
        (first,) = await world.see(target, a_post())
        (second,) = await world.see(tag, a_post(), at=LATER)
        assert first == second


async def test_what_one_target_has_shown_is_new_for_another(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target, tag = await world.target(), await world.hashtag("compta")
        await world.see(target, a_post("p1", "one"), a_post("p2", "two"))
        await world.see(tag, a_post("p2", "two, as the tag shows it"))
        asked = ["p1", "p2", "p3"]
        assert await posts.known(tx, target.id, asked) == {
            "p1": "hash of one",
            "p2": "hash of two",
        }
        assert await posts.known(tx, tag.id, asked) == {"p2": "hash of two, as the tag shows it"}
        assert await posts.known(tx, target.id, []) == {}


async def test_no_posts_are_no_work(store: Store) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        assert await posts.record(tx, target.id, [], {}, NOW) == {}


async def test_reactions_are_renewed_and_kept_where_the_network_tells_none(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        (seen,) = await world.see(target, a_post(reactions=1))
        await world.see(target, a_post(reactions=7))
        assert (await posts.get(tx, [seen.id]))[seen.id].post.reactions == 7
        await world.see(target, a_post(reactions=None))
        assert (await posts.get(tx, [seen.id]))[seen.id].post.reactions == 7
        await world.see(target, a_post(reactions=10**30))
        assert (await posts.get(tx, [seen.id]))[seen.id].post.reactions == 2**53


async def test_an_edit_is_taken_over_once_and_known_to_its_target(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        (seen,) = await world.see(target, a_post(text="old"))
        new = a_post(text="new", edited_at=LATER)
        await world.see(target, new, at=LATER)
        assert (await posts.get(tx, [seen.id]))[seen.id].post.text == "old"
        hashes = {"p1": "hash of new"}
        assert await posts.known(tx, target.id, ["p1"]) == hashes
        assert await posts.edit(tx, [new], hashes) == [seen.id]
        stored = (await posts.get(tx, [seen.id]))[seen.id]
        assert stored == replace(seen, post=new)
        assert await posts.edit(tx, [new], hashes) == []


async def test_a_deleted_post_loses_its_words_and_is_never_new_again(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        (seen,) = await world.see(
            target, a_post(title="Title", media=(Media("image", "https://x.example", "alt"),))
        )
        assert await posts.delete(tx, [seen.id]) == [seen.id]
        assert await posts.delete(tx, [seen.id]) == []
        (again,) = await world.see(target, a_post())
        assert again.id == seen.id
        assert again.deleted
        assert not seen.deleted
        assert (again.post.text, again.post.title, again.post.media) == ("", None, ())
        assert await posts.known(tx, target.id, ["p1"]) != {}
        assert await posts.edit(tx, [a_post(text="back")], {"p1": "other"}) == []


async def test_words_go_after_the_retention_and_facts_stay(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        (old,) = await world.see(target, a_post("old"), at=NOW - 90 * DAY)
        (young,) = await world.see(target, a_post("young"), at=NOW - 89 * DAY)
        picture = (Media("image", "https://example.org/face.jpg"),)
        (shown,) = await world.see(target, a_post("shown", "", media=picture), at=NOW - 90 * DAY)
        before = NOW - 89 * DAY
        assert await posts.purge_text(tx, before) == 2
        assert (await posts.get(tx, [shown.id]))[shown.id].post.media == ()
        assert await posts.purge_text(tx, before) == 0
        found = await posts.get(tx, [old.id, young.id])
        assert found[old.id].post.text == ""
        assert found[old.id].post.url == old.post.url
        assert found[young.id] == young
        assert await posts.known(tx, target.id, ["old"]) == {"old": "hash of Words"}


@pytest.mark.parametrize("hostile", ["a\x00b", "\ud800", "🇫🇷\u202e", "'; DROP TABLE post; --", ""])
async def test_hostile_texts_and_keys_are_stored(store: Store, hostile: str) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        given_post = a_post(hostile, hostile, hashtags=(hostile,), title=hostile)
        (seen,) = await world.see(target, given_post)
        assert seen.post.text == clean(hostile)
        assert seen.post.hashtags == (hostile,)
        (again,) = await world.see(target, given_post)
        assert again.id == seen.id


@given(st.text(alphabet=st.characters()))
def test_clean_text_stays_as_it_is(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert clean(text) == text.replace("\x00", "\ufffd")


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(st.text(alphabet=st.characters(categories=("Cs", "Lu", "Cc"))))
def test_any_text_becomes_text_that_databases_take(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned
    assert len(cleaned) == len(text)
