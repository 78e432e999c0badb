from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.demo.fediverse import Fediverse
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.mastodon.cursor import order
from connectors.mastodon.payload import AccountEntity, StatusEntity
from connectors.mastodon.posts import Home, account_of, post_of
from connectors.payload import one
from connectors.text import KEY_CAP
from connectors.types import Coverage, PostKind
from tests.connectors import recorded
from tests.connectors.driving import Driver
from tests.connectors.fediverse import AT, after, at_host, batch, status, watched
from tests.conversations import answer, play

SHARED = Path(__file__).parents[2] / ".." / "shared"


A_EXAMPLE = Home("https://a.example", "a.example")


def read(**fields: Any) -> Any:
    return post_of(one(status("5", **fields), StatusEntity), Home("https://a.example", "a.example"))


def test_a_boost_has_its_own_key_and_the_text_of_another() -> None:
    other = {"id": "9", "username": "b", "acct": "b@b.example", "url": "https://b.example/@b"}
    inner = status("3", account=other, uri="https://b.example/s/3", content="<p>theirs</p>")
    post = read(reblog=inner, uri="https://a.example/users/a/statuses/5/activity")
    assert post.kind is PostKind.REPOST
    assert post.key == "https://a.example/users/a/statuses/5/activity"
    assert (post.author_handle, post.text) == ("b@b.example", "theirs")


def test_a_thread_is_original_and_an_answer_to_another_a_reply() -> None:
    assert read(in_reply_to_id="4", in_reply_to_account_id="7").kind is PostKind.ORIGINAL
    assert read(in_reply_to_id="4", in_reply_to_account_id="8").kind is PostKind.REPLY
    assert read(quote={"state": "accepted"}).kind is PostKind.QUOTE
    assert read(quote={"state": "revoked"}).kind is PostKind.ORIGINAL


def test_a_post_keeps_what_readers_see() -> None:
    post = read(
        content='<p>A &amp; B <a href="https://x.example/long">x</a></p>',
        spoiler_text="attention",
        poll={"options": [{"title": "Oui"}, {"title": "Non"}]},
        media_attachments=[{"type": "gifv", "url": "https://m.example/1", "description": "chat"}],
        tags=[{"name": "tva"}],
        favourites_count=3,
        reblogs_count=2,
        replies_count=1,
        edited_at="2026-03-01T09:00:00Z",
    )
    assert post.text == "A & B x\n– Oui\n– Non"
    assert post.warning == "attention"
    assert [(item.kind, item.alt) for item in post.media] == [("video", "chat")]
    assert (post.hashtags, post.links, post.reactions) == (("tva",), ("https://x.example/long",), 6)
    assert post.edited_at == after(60)


@pytest.mark.parametrize(
    ("told", "known"), [(True, True), (False, False), (None, False), ("yes", False)]
)
def test_an_account_that_says_it_is_automated_is_known_as_such(told: Any, known: bool) -> None:
    account = status("3")["account"]
    said = {} if told is None else {"bot": told}
    assert read(account={**account, **said}).bot is known


def test_of_a_boost_the_author_counts_and_not_who_boosts() -> None:
    other = {"id": "9", "username": "b", "acct": "b@b.example", "bot": True}
    booster = {**status("3")["account"], "bot": True}
    assert read(reblog=status("3", account=other)).bot
    assert not read(reblog=status("3"), account=booster).bot


def test_no_server_speaks_in_the_name_of_another() -> None:
    home = Home("https://evil.example", "evil.example", "https://evil.example/users/a")
    forged = one(status("5", uri="https://bank.example/users/ceo/statuses/1"), StatusEntity)
    assert post_of(forged, home).key == "https://evil.example/statuses/5"


async def test_private_posts_are_not_shown(world: Fediverse, mastodon: Driver) -> None:
    connector = mastodon.connector
    world.post("fiteco", "n", AT)
    target = await watched(mastodon, "fiteco")
    shown = [status("9", visibility=kind) for kind in ("private", "direct", "unlisted", "public")]
    pages = [{**status, "id": str(number)} for number, status in enumerate(shown, 1)]
    looks, _ = play(connector.look(batch(target)), lambda _: answer(pages))
    assert len(looks[target.target.id].posts) == 2


def test_ids_are_ordered_as_numbers_even_where_they_are_none() -> None:
    assert order("99") < order("100")
    assert order("01JA000000000000000000000A") < order("01JA000000000000000000000B")


def test_one_unreadable_status_does_not_hide_the_others() -> None:
    target = at_host("a.example", 1)
    looks, _ = play(
        Mastodon(MastodonConfig()).look(batch(target)),
        lambda _: answer([status("1"), {"id": 5}, "x"]),
    )
    look = looks[target.target.id]
    assert len(look.posts) == 1
    assert look.coverage is Coverage.PARTIAL


def test_recorded_answers_are_read() -> None:
    folder = SHARED / "recorded"
    if not folder.exists():
        pytest.skip("recorded answers aren't beside this checkout")
    read = 0
    for path in sorted(folder.glob("mastodon__*.json")):
        record = json.loads(path.read_text("utf-8"))
        bodies = record["body"] if isinstance(record["body"], list) else [record["body"]]
        for body in bodies:
            if isinstance(body, dict) and "visibility" in body and "uri" in body:
                post = post_of(one(body, StatusEntity), A_EXAMPLE)
                assert post.published_at is not None
                assert post.url
                read += 1
    assert read > 40


@pytest.mark.parametrize("case", recorded.cases("mastodon"))
def test_written_exchanges_give_what_was_expected(case: str) -> None:
    recorded.replay(Mastodon(MastodonConfig()), case)


def test_endless_addresses_become_keys_that_fit_an_index() -> None:
    longs = [f"https://a.example/{'x' * 1500}/statuses/{n}" for n in (1, 2)]
    keys = {read(uri=long).key for long in longs}
    assert len(keys) == 2
    assert max(map(len, keys)) <= KEY_CAP
    author = AccountEntity(id="7", username="a", acct="a", uri=longs[0])
    assert len(account_of(author, A_EXAMPLE, "exact").key) <= KEY_CAP


def test_a_post_with_a_shortened_key_is_not_taken_for_gone() -> None:
    post = read(uri=f"https://a.example/{'x' * 1500}/statuses/1")
    found, asked = play(Mastodon(MastodonConfig()).reread([post]), lambda _: answer({}, status=404))
    assert (found, asked) == ({}, [])
