from __future__ import annotations

import json
from typing import Any

import pytest

from bot.demo.fediverse import Fediverse
from connectors.errors import RateLimited, TargetGone, UnexpectedPayload
from connectors.types import Answer, Coverage, Request
from tests.connectors.driving import Driver, again
from tests.connectors.fediverse import AT, after, batch, status, watched
from tests.conversations import answer, play


async def test_the_first_look_is_one_page_newest_first(world: Fediverse, mastodon: Driver) -> None:
    for number in range(50):
        world.post("fiteco", f"n{number}", after(number))
    [look] = await mastodon.looks(await watched(mastodon, "fiteco"))
    assert [post.text for post in look.posts] == [f"n{number}" for number in range(49, 9, -1)]
    assert look.coverage is Coverage.COMPLETE


@pytest.mark.parametrize("burst", [0, 1, 39, 40, 41, 80, 300])
async def test_no_post_of_a_burst_is_missed(world: Fediverse, mastodon: Driver, burst: int) -> None:
    world.post("fiteco", "before", AT)
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    for number in range(burst):
        world.post("fiteco", f"n{number}", after(1 + number / 100))
    [look] = await mastodon.looks(again(target, first))
    new = {post.text for post in look.posts} - {"before"}
    assert new == {f"n{number}" for number in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_a_gap_too_wide_for_one_look_is_closed_by_the_next(
    world: Fediverse, mastodon: Driver
) -> None:
    world.post("fiteco", "before", AT)
    target = await watched(mastodon, "fiteco")
    [look] = await mastodon.looks(target)
    for number in range(1000):
        world.post("fiteco", f"n{number}", after(1 + number / 100))
    seen: set[str] = set()
    coverages = []
    for _ in range(2):
        target = again(target, look)
        [look] = await mastodon.looks(target)
        coverages.append(look.coverage)
        seen |= {post.text for post in look.posts}
    assert coverages == [Coverage.PARTIAL, Coverage.COMPLETE]
    assert seen >= {f"n{number}" for number in range(1000)}


async def test_a_walk_that_breaks_keeps_what_it_has_and_goes_on_from_there(
    world: Fediverse, mastodon: Driver
) -> None:
    connector = mastodon.connector
    world.post("fiteco", "before", AT)
    target = await watched(mastodon, "fiteco")
    [look] = await mastodon.looks(target)
    statuses = [status(str(10**18 + number)) for number in range(100)]
    pages: Any = iter(
        [answer(statuses[60:][::-1]), answer(statuses[:40][::-1]), RateLimited(after(9))]
    )
    conversation = connector.look(batch(again(target, look)))
    looks, asked = play(conversation, lambda _: next(pages))
    broken = looks[target.target.id]
    assert broken.coverage is Coverage.PARTIAL
    assert isinstance(broken.error, RateLimited)
    assert len(broken.posts) == 80
    assert json.loads(broken.cursor or "")["newest"] == statuses[39]["id"]
    assert not any(name == "since_id" for request in asked for name, _ in request.params)


@pytest.mark.parametrize("kept", [0, 1])
async def test_a_gap_is_not_closed_by_a_page_without_anything_newer(
    world: Fediverse, mastodon: Driver, kept: int
) -> None:
    world.post("fiteco", "before", AT)
    target = await watched(mastodon, "fiteco")
    statuses = [status(str(10**18 + number)) for number in range(60)]
    first = answer(statuses[:1])
    looks, _ = play(mastodon.connector.look(batch(target)), lambda _: first)
    waiting = again(target, looks[target.target.id])
    pages = iter([answer(statuses[20:][::-1]), answer(statuses[:kept])])
    looks, _ = play(mastodon.connector.look(batch(waiting)), lambda _: next(pages))
    look = looks[target.target.id]
    assert look.coverage is Coverage.PARTIAL
    assert isinstance(look.error, UnexpectedPayload)
    assert len(look.posts) == 40
    assert json.loads(look.cursor or "")["newest"] == statuses[0]["id"]


async def test_quiet_accounts_cost_no_marker_and_no_body(
    world: Fediverse, mastodon: Driver
) -> None:
    world.post("fiteco", "before", AT)
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    [second] = await mastodon.looks(again(target, first))
    assert second.unchanged
    assert second.posts == ()


async def test_deleted_posts_bring_nothing_back_as_new(world: Fediverse, mastodon: Driver) -> None:
    ids = [world.post("fiteco", f"n{number}", after(number)) for number in range(5)]
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    world.delete(ids[-1])
    [look] = await mastodon.looks(again(target, first))
    assert look.coverage is Coverage.COMPLETE
    assert {post.text for post in look.posts} <= {post.text for post in first.posts}


async def test_empty_where_there_were_posts_is_suspect(world: Fediverse, mastodon: Driver) -> None:
    world.post("fiteco", "n", AT)
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    entity = {"id": "101", "username": "fiteco", "acct": "fiteco", "statuses_count": 1}

    def respond(request: Request) -> Answer:
        return answer([] if request.url.endswith("/statuses") else entity)

    looks, _ = play(mastodon.connector.look(batch(again(target, first))), respond)
    assert looks[target.target.id].coverage is Coverage.SUSPECT
    assert looks[target.target.id].cursor is None


async def test_an_account_that_deleted_everything_is_just_empty(
    world: Fediverse, mastodon: Driver
) -> None:
    only = world.post("fiteco", "n", AT)
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    world.delete(only)
    [look] = await mastodon.looks(again(target, first))
    assert look.coverage is Coverage.COMPLETE


@pytest.mark.parametrize(("status", "reason"), [(404, "gone"), (410, "suspended")])
async def test_a_lost_account_is_gone(
    world: Fediverse, mastodon: Driver, status: int, reason: str
) -> None:
    world.post("fiteco", "n", AT)
    target = await watched(mastodon, "fiteco")
    world.people["fiteco"].gone = status
    [look] = await mastodon.looks(target)
    assert look.coverage is Coverage.FAILED
    assert isinstance(look.error, TargetGone)
    assert look.error.reason == reason


@pytest.mark.parametrize("status", [200, 429, 500, 503])
async def test_an_outage_fails_the_look_and_nothing_more(
    world: Fediverse, mastodon: Driver, status: int
) -> None:
    world.post("fiteco", "n", AT)
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    world.fail(None, status)
    [failed] = await mastodon.looks(again(target, first))
    assert failed.coverage is Coverage.FAILED
    world.recover()
    world.post("fiteco", "later", after(1))
    [look] = await mastodon.looks(again(target, first))
    assert "later" in {post.text for post in look.posts}


async def test_a_new_name_is_told(world: Fediverse, mastodon: Driver) -> None:
    world.post("fiteco", "n", AT)
    target = await watched(mastodon, "fiteco")
    [first] = await mastodon.looks(target)
    assert first.account is None
    world.rename("fiteco", "Fiteco Group")
    [look] = await mastodon.looks(target)
    assert look.account is not None
    assert (look.account.name, look.account.key) == ("Fiteco Group", target.target.key)
