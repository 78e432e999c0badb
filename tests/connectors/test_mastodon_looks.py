from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.fediverse import Fediverse
from connectors.errors import RateLimited, TargetGone
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Answer, Coverage, Due, Request
from tests.connectors.driving import Driver, again
from tests.connectors.fediverse import AT, after, at_host, batch, host, status, watched
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


# Many accounts of one server


async def many(world: Fediverse, mastodon: Driver, number: int) -> list[Due]:
    dues = []
    for index in range(number):
        world.post(f"firm{index}", f"hello {index}", after(index))
        dues.append(await watched(mastodon, f"firm{index}@{host(world)}", number=index + 1))
    return dues


async def rounds(mastodon: Driver, dues: list[Due], times: int) -> list[Due]:
    for _ in range(times):
        looks = await mastodon.looks(*dues)
        dues = [again(one, look) for one, look in zip(dues, looks, strict=True)]
    return dues


def asked_for_statuses(world: Fediverse) -> int:
    return sum(
        count for path, count in world.requests.items()
        if path.startswith("/api/v1/accounts/") and path.endswith("/statuses")
    )  # fmt: skip


async def test_one_question_tells_that_twenty_accounts_are_quiet(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = await rounds(mastodon, await many(world, mastodon, 20), 1)
    world.requests.clear()
    looks = await mastodon.looks(*dues)
    assert all(look.unchanged and look.coverage is Coverage.COMPLETE for look in looks)
    assert world.requests == {"/api/v1/accounts": 1}


async def test_only_what_changed_is_fetched(world: Fediverse, mastodon: Driver) -> None:
    dues = await rounds(mastodon, await many(world, mastodon, 20), 1)
    world.post("firm7", "news", after(21))
    world.requests.clear()
    looks = await mastodon.looks(*dues)
    assert [look.posts[0].text for look in looks if look.posts] == ["news"]
    assert asked_for_statuses(world) == 1


async def test_counts_are_not_trusted_for_longer_than_a_quarter_of_an_hour(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = await rounds(mastodon, await many(world, mastodon, 5), 2)
    kept = world.of("firm2")[0].id
    world.edit(kept, "edited", after(61))
    world.now += timedelta(minutes=16)
    looks = await mastodon.looks(*dues)
    assert looks[2].posts[0].text == "edited"
    assert looks[2].posts[0].edited_at == after(61)


async def test_a_count_that_moved_for_nothing_is_followed_up_a_few_times_only(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = await rounds(mastodon, await many(world, mastodon, 5), 1)
    world.post("firm2", "for friends", after(6), visibility="private")
    world.requests.clear()
    dues = await rounds(mastodon, dues, 10)
    assert 2 <= asked_for_statuses(world) <= 4
    world.post("firm2", "for all", after(7))
    assert (await mastodon.looks(*dues))[2].posts[0].text == "for all"


async def test_a_server_without_the_detector_is_asked_for_each(
    world: Fediverse, mastodon: Driver
) -> None:
    world.detector = False
    dues = await rounds(mastodon, await many(world, mastodon, 5), 1)
    world.post("firm3", "news", after(60))
    looks = await mastodon.looks(*dues)
    assert looks[3].posts[0].text == "news"


async def test_one_lost_account_does_not_hide_the_others(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = await rounds(mastodon, await many(world, mastodon, 5), 1)
    world.people["firm1"].gone = 410
    world.post("firm4", "news", after(60))
    looks = await mastodon.looks(*dues)
    assert isinstance(looks[1].error, TargetGone)
    assert looks[4].posts[0].text == "news"


def test_targets_are_packed_by_server() -> None:
    connector = Mastodon(MastodonConfig())
    dues = [at_host(f"s{number % 2}.example", number) for number in range(90)]
    packed = list(connector.pack(dues, ()))
    assert sorted(len(batch.dues) for batch in packed) == [5, 5, 40, 40]
    assert all(len({one.target.host for one in batch.dues}) == 1 for batch in packed)
