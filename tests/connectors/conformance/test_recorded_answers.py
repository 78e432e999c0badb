"""What real servers answered, read by whole looks: every post that it holds comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.types import Account, Batch, Coverage, Look
from tests.connectors import recorded
from tests.connectors.driving import due
from tests.conversations import answer, play

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "recorded"
SETTINGS = {"reddit": {"reddit_client_id": "c", "reddit_client_secret": "s"}}
TARGETS = {
    "mastodon": Account(
        "mastodon", "http://localhost:3000/users/a", "a@localhost:3000", "A",
        "http://localhost:3000/@a", "localhost:3000", "1",
    ),
    "reddit": Account("reddit", "u/a", "u/a", "u/a", "https://a.example/", "a.example", "u/a"),
    "x": Account("x", "1", "a", "A", "https://x.com/a", "api.x.com", "1"),
    "bluesky": Account("bluesky", "did:a", "a.test", "A", "https://a.test/", "a.example", "did:a"),
}  # fmt: skip


def looked(network: str, body: Any) -> Look:
    """A first look at somebody, to which the server says `body`."""
    waiting = due(TARGETS[network])
    connector = recorded.build(network, SETTINGS.get(network))
    looks, _ = play(connector.look(Batch((waiting,))), lambda _: answer(body))
    return looks[waiting.target.id]


def bodies(pattern: str) -> Iterator[tuple[str, Any]]:
    if not FOLDER.exists():
        pytest.skip("recorded answers aren't beside this checkout")
    for path in sorted(FOLDER.glob(pattern)):
        record = json.loads(path.read_text("utf-8"))
        yield path.name, record


def statuses(body: Any) -> list[Any]:
    """The public statuses that an answer consists of."""
    listed = body["statuses"] if isinstance(body, dict) and "statuses" in body else body
    found = listed if isinstance(listed, list) else [listed]
    return [one for one in found if one.get("visibility") in ("public", "unlisted")
            and "content" in one]  # fmt: skip


def test_mastodons_statuses_are_read() -> None:
    read: set[str] = set()
    for name, record in bodies("mastodon__*.json"):
        wanted = statuses(record["body"])
        if wanted:
            look = looked("mastodon", wanted)
            assert look.coverage is Coverage.COMPLETE, name
            assert {post.key for post in look.posts} == {one["uri"] for one in wanted}, name
            read |= {post.key for post in look.posts}
    assert len(read) >= 40


def test_reddits_submissions_are_read() -> None:
    read: set[str] = set()
    for name, record in bodies("reddit__*.json"):
        if record["body"].get("kind") != "Listing":
            continue
        wanted = [child["data"] for child in record["body"]["data"]["children"]]
        look = looked("reddit", record["body"])
        assert look.coverage is Coverage.COMPLETE, name
        assert {post.key for post in look.posts} == {one["name"] for one in wanted}, name
        assert all(post.title and post.published_at and post.author_handle for post in look.posts)
        read |= {post.key for post in look.posts}
    assert len(read) > 100


def test_posts_of_x_are_read() -> None:
    read: set[str] = set()
    for name, record in bodies("x__*.json"):
        data = record["body"]["data"]
        wanted = [one for one in (data if isinstance(data, list) else [data]) if "text" in one]
        if wanted:
            read |= posts_of_x(name, wanted)
    assert len(read) > 15


def test_the_activity_of_x_is_read() -> None:
    events = [(name, record["data"]["payload"]) for name, record in bodies("x-activity/*.json")]
    written = [(name, payload) for name, payload in events if "text" in payload]
    assert len(written) >= 4
    for name, payload in written:
        posts_of_x(name, [payload])


def posts_of_x(name: str, wanted: list[Any]) -> set[str]:
    look = looked("x", {"data": wanted, "meta": {"result_count": len(wanted)}})
    keys = {post.key for post in look.posts}
    assert look.coverage is Coverage.COMPLETE, name
    assert keys == {one["edit_history_tweet_ids"][0] for one in wanted}, name
    return keys


def test_blueskys_shapes_are_read() -> None:
    read = 0
    for name, feed in bodies("bluesky-shapes/*feed*.json"):
        look = looked("bluesky", {"feed": feed})
        assert look.coverage is Coverage.COMPLETE, name
        assert len(look.posts) >= len({item["post"]["uri"] for item in feed}), name
        read += len(look.posts)
    assert read > 20
