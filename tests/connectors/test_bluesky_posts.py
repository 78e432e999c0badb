from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.bluesky import Bluesky, BlueskyConfig
from connectors.bluesky.payload import Actor, Item
from connectors.bluesky.posts import account_of, post_of
from connectors.errors import RateLimited
from connectors.payload import one
from connectors.text import KEY_CAP
from connectors.types import Batch, PostKind
from tests.connectors import recorded
from tests.connectors.driving import Driver, due
from tests.connectors.sky import AT, account, after, item
from tests.conversations import answer, play
from tests.fakes.bluesky import Sky

SHARED = Path(__file__).parents[2] / ".." / "shared"


def read(text: str = "x", at: datetime = AT, **fields: Any) -> Any:
    return post_of(one(item(text, at, **fields), Item))


def test_facets_are_counted_in_bytes() -> None:
    text = "Élan 🎉 voir fiteco.fr/no… #tva"
    start = len("Élan 🎉 voir ".encode())
    end = start + len("fiteco.fr/no…".encode())
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://fiteco.fr/nouveautes"}
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "tva"}
    facets = [
        {"index": {"byteStart": start, "byteEnd": end}, "features": [link]},
        {"index": {"byteStart": end + 1, "byteEnd": end + 5}, "features": [tag]},
    ]
    post = read(text, record={"facets": facets})
    assert post.links == ("https://fiteco.fr/nouveautes",)
    assert post.hashtags == ("tva",)


@pytest.mark.parametrize(
    "facets",
    [3, [3], [{"index": None}], [{"index": {"byteStart": -1, "byteEnd": 10**9}, "features": [{}]}],
     [{"index": {"byteStart": 1, "byteEnd": 2}, "features": [{"uri": 5}, {"uri": "data:x"}]}]],
)  # fmt: skip
def test_broken_facets_are_survived(facets: Any) -> None:
    post = read("é #ok", record={"facets": facets})
    assert post.text == "é #ok"
    assert post.links == ()


def test_embeds_become_media_links_and_quotes() -> None:
    image = {"fullsize": "https://cdn.example/1", "thumb": "https://cdn.example/t", "alt": "chat"}
    images = {"$type": "app.bsky.embed.images#view", "images": [image]}
    post = read(embed={"$type": "app.bsky.embed.recordWithMedia#view", "media": images})
    assert post.kind is PostKind.QUOTE
    assert [(one.kind, one.url, one.alt) for one in post.media] == [
        ("image", "https://cdn.example/1", "chat")
    ]
    card = {"uri": "https://fiteco.fr/a", "title": "Article", "description": ""}
    post = read(embed={"$type": "app.bsky.embed.external#view", "external": card})
    assert (post.kind, post.links) == (PostKind.ORIGINAL, ("https://fiteco.fr/a",))
    video = {"$type": "app.bsky.embed.video#view", "playlist": "https://v.example/p", "cid": "c"}
    assert [one.kind for one in read(embed=video).media] == ["video"]


def test_a_thread_is_original_and_an_answer_to_another_a_reply() -> None:
    own = {"parent": {"uri": "at://did:plc:a/app.bsky.feed.post/1"}}
    other = {"parent": {"uri": "at://did:plc:b/app.bsky.feed.post/1"}}
    assert read(record={"reply": own}).kind is PostKind.ORIGINAL
    assert read(record={"reply": other}).kind is PostKind.REPLY


def test_an_authors_own_date_never_lies_in_the_future() -> None:
    assert read(record={"createdAt": "2099-01-01T00:00:00Z"}).published_at == AT
    assert read(record={"createdAt": "2020-01-01T00:00:00Z"}).published_at == datetime(
        2020, 1, 1, tzinfo=UTC
    )
    assert read(record={"createdAt": "soon"}).published_at == AT


@pytest.mark.parametrize(
    ("labels", "known"),
    [
        ([{"src": "did:plc:a", "val": "bot"}], True),
        ([{"src": "did:plc:labeler", "val": "bot"}], False),
        ([{"src": "did:plc:a", "val": "bot", "neg": True}], False),
        ([{"src": "did:plc:a", "val": "!no-unauthenticated"}, None, "bot"], False),
        ("bot", False),
        (None, False),
    ],
)
def test_an_account_is_automated_where_it_says_so_itself(labels: Any, known: bool) -> None:
    author = {"did": "did:plc:a", "handle": "a.fr", "labels": labels}
    assert read(author=author).bot is known


def test_a_pin_is_marked() -> None:
    assert read(reason={"$type": "app.bsky.feed.defs#reasonPin"}).pinned
    assert not read().pinned


def test_a_pinned_old_post_does_not_end_the_reading() -> None:
    connector = Bluesky(BlueskyConfig())
    pin = item("pinned", after(-999), reason={"$type": "app.bsky.feed.defs#reasonPin"})
    known = json.dumps({"newest": AT.isoformat(), "seen": [pin["post"]["uri"]]})
    pages = iter(
        [
            answer({"feed": [pin, item("new 2", after(2))], "cursor": "2"}),
            answer({"feed": [item("new 1", after(1)), item("old", after(-1))], "cursor": "4"}),
        ]
    )
    target = due(account(), known)
    looks, asked = play(connector.look(Batch((target,))), lambda _: next(pages))
    texts = [post.text for post in looks[target.target.id].posts]
    assert texts == ["pinned", "new 2", "new 1", "old"]
    assert len(asked) == 2


async def test_trends_outlive_a_method_that_fails(sky: Sky, bluesky: Driver) -> None:
    tags = await bluesky.run(bluesky.connector.trends(None))
    assert [(tag.name, tag.uses, tag.url) for tag in tags] == [
        ("Tax", 12, "https://bsky.app/topic/tax")
    ]
    sky.failing["app.bsky.unspecced.getTrends"] = 500
    tags = await bluesky.run(bluesky.connector.trends(None))
    assert [tag.name for tag in tags] == ["Audit"]


async def test_a_rate_limit_is_heard(sky: Sky, bluesky: Driver) -> None:
    sky.failing["app.bsky.actor.getProfile"] = 429
    with pytest.raises(RateLimited):
        await bluesky.found("@fiteco.fr")


def test_shapes_of_the_reference_server_are_read() -> None:
    folder = SHARED / "recorded" / "bluesky-shapes"
    if not folder.exists():
        pytest.skip("recorded answers aren't beside this checkout")
    kinds = set()
    for path in sorted(folder.glob("*feed*.json")):
        for place in json.loads(path.read_text("utf-8")):
            post = post_of(one(place, Item))
            assert post.author_handle
            kinds.add(post.kind)
    assert kinds >= {PostKind.ORIGINAL, PostKind.REPLY, PostKind.REPOST}
    for path in sorted(folder.glob("*actor_search*.json")):
        assert [one(actor, Actor).did for actor in json.loads(path.read_text("utf-8"))]


@pytest.mark.parametrize("case", recorded.cases("bluesky"))
def test_written_exchanges_give_what_was_expected(case: str) -> None:
    recorded.replay(Bluesky(BlueskyConfig()), case)


def test_endless_addresses_become_keys_that_fit_an_index() -> None:
    keys = {read(uri=f"at://did:plc:a/app.bsky.feed.post/{'x' * 1500}{n}").key for n in (1, 2)}
    assert len(keys) == 2
    assert max(map(len, keys)) <= KEY_CAP
    actor = Actor(did=f"did:web:{'x' * 1500}", handle="a.fr")
    account = account_of(actor, "public.api.bsky.app", "domain")
    assert len(account.key) <= KEY_CAP
    assert account.ref == actor.did


def test_a_post_with_a_shortened_key_is_not_taken_for_gone() -> None:
    post = read(uri=f"at://did:plc:a/app.bsky.feed.post/{'x' * 1500}")
    found, asked = play(Bluesky(BlueskyConfig()).reread([post]), lambda _: answer({"posts": []}))
    assert (found, asked) == ({}, [])
