from __future__ import annotations

from bot.demo.fediverse import Fediverse
from connectors.query import All, Not, Word
from connectors.types import Kind, Query
from tests.connectors.driving import Driver, again, due
from tests.connectors.fediverse import AT, after, host


async def test_a_hashtag_is_watched_at_the_chosen_server(
    world: Fediverse, mastodon: Driver
) -> None:
    world.post("a", "un #TVA", AT)
    found = await mastodon.found("#tva")
    assert [(one.key, one.kind, one.name) for one in found] == [
        (f"{host(world)}#tva", Kind.HASHTAG, "#tva")
    ]
    target = due(found[0])
    [first] = await mastodon.looks(target)
    world.post("b", "deux #tva", after(1))
    world.post("b", "trois", after(2))
    [look] = await mastodon.looks(again(target, first))
    assert [post.text for post in look.posts] == ["deux #tva", "un #TVA"]
    assert look.posts[0].hashtags == ("tva",)


async def test_a_search_finds_accounts_hashtags_and_posts_by_hashtag(
    world: Fediverse, mastodon: Driver
) -> None:
    world.add("tva_info")
    for number in range(30):
        world.post("a", f"n{number} #tva", after(number))
    wanted = All((Word("tva"), Not(Word("n28"))))
    page = await mastodon.run(mastodon.connector.search(Query(wanted, limit=20)))
    assert [one.handle.partition("@")[0] for one in page.accounts] == ["tva_info"]
    assert [(tag.name, tag.uses) for tag in page.tags] == [("tva", 30)]
    assert len(page.posts) == 20
    assert page.since == after(10)
    rest = await mastodon.run(
        mastodon.connector.search(Query(Word("tva"), limit=20, page=page.next_page))
    )
    assert [post.text.partition(" ")[0] for post in rest.posts] == [
        f"n{number}" for number in range(9, -1, -1)
    ]
    assert rest.next_page is None


async def test_a_search_for_several_words_says_what_it_could_not_search(
    world: Fediverse, mastodon: Driver
) -> None:
    wanted = All((Word("expert"), Word("comptable")))
    page = await mastodon.run(mastodon.connector.search(Query(wanted)))
    assert page.notes == ("mastodon_posts_by_hashtag_only",)


async def test_trends_count_two_days(world: Fediverse, mastodon: Driver) -> None:
    world.post("a", "#tva", AT)
    world.post("b", "#tva #is", AT)
    tags = await mastodon.run(mastodon.connector.trends(None))
    assert [(tag.name, tag.uses, tag.accounts) for tag in tags] == [("tva", 2, 2), ("is", 1, 1)]
