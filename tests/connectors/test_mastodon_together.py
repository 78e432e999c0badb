"""Many accounts of one server: one question tells which changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.demo.fediverse import Fediverse
from connectors.errors import TargetGone
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Coverage, Due
from tests.connectors.driving import Driver, again, due
from tests.connectors.fediverse import AT, after, at_host, host, watched


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


async def test_counts_are_not_trusted_for_longer_than_an_hour(
    world: Fediverse, mastodon: Driver
) -> None:
    """By the server's clock, where nobody else tells the time."""
    dues = await rounds(mastodon, await many(world, mastodon, 5), 2)
    kept = world.of("firm2")[0].id
    world.edit(kept, "edited", after(61))
    world.now += timedelta(minutes=61)
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


async def test_forty_accounts_cost_one_question_and_one_more_for_each_that_changed(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = await rounds(mastodon, await many(world, mastodon, 40), 1)
    world.requests.clear()
    assert all(look.unchanged for look in await mastodon.looks(*dues))
    assert world.requests == {"/api/v1/accounts": 1}
    for index in (3, 17, 39):
        world.post(f"firm{index}", "news", after(50))
    world.requests.clear()
    looks = await mastodon.looks(*dues)
    assert sum(1 for look in looks if look.posts) == 3
    assert sum(world.requests.values()) == 1 + 3


async def test_hashtags_of_the_lane_leave_forty_accounts_in_one_question(
    world: Fediverse, mastodon: Driver
) -> None:
    tags = [due((await mastodon.found(f"#tag{n}"))[0], number=90 + n) for n in range(3)]
    accounts = await rounds(mastodon, await many(world, mastodon, 40), 1)
    mixed = [*accounts[:10], *tags, *accounts[10:]]
    world.requests.clear()
    for packed in mastodon.connector.pack(mixed, ()):
        await mastodon.looks(*packed.dues)
    assert world.requests["/api/v1/accounts"] == 1
    assert sum(world.requests.values()) == 1 + 3


async def test_a_redraft_that_leaves_the_counts_alone_is_found_a_quarter_of_an_hour_after_news(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = [replace(one, at=AT) for one in await many(world, mastodon, 5)]
    dues = await rounds(mastodon, dues, 1)
    first = world.post("firm2", "with a mistaek", after(4))
    dues = await rounds(mastodon, [replace(one, at=after(5)) for one in dues], 1)
    world.delete(first)
    world.post("firm2", "redrafted", after(6))
    texts = []
    for minutes in (10, 21):
        dues = [replace(one, at=AT + timedelta(minutes=minutes)) for one in dues]
        looks = await mastodon.looks(*dues)
        texts.append([post.text for post in looks[2].posts])
    assert [("redrafted" in page) for page in texts] == [False, True]


async def test_without_news_the_counts_are_trusted_for_an_hour(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = [replace(one, at=AT) for one in await many(world, mastodon, 5)]
    dues = await rounds(mastodon, dues, 1)
    full = []
    for minutes in range(5, 180, 5):
        world.requests.clear()
        dues = [replace(one, at=AT + timedelta(minutes=minutes)) for one in dues]
        dues = await rounds(mastodon, dues, 1)
        if asked_for_statuses(world):
            full.append(minutes)
    assert full == [60, 120]


async def test_accounts_that_never_wrote_are_quiet_too(world: Fediverse, mastodon: Driver) -> None:
    dues = []
    for number in range(5):
        world.add(f"silent{number}")
        dues.append(await watched(mastodon, f"silent{number}@{host(world)}", number=number))
    dues = await rounds(mastodon, dues, 1)
    world.requests.clear()
    await rounds(mastodon, dues, 1)
    assert world.requests == {"/api/v1/accounts": 1}


async def test_two_accounts_are_asked_once_an_hour_what_they_say_of_themselves(
    world: Fediverse, mastodon: Driver
) -> None:
    dues = await many(world, mastodon, 2)
    asked = []
    for minutes in (0, 5, 55, 60, 65):
        world.requests.clear()
        dues = await rounds(mastodon, [replace(one, at=after(minutes)) for one in dues], 1)
        asked.append(world.requests["/api/v1/accounts"])
        assert asked_for_statuses(world) == 2
    assert asked == [1, 0, 0, 1, 0]
