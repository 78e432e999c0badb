"""Many accounts of Bluesky: one question tells which changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.bluesky import Bluesky, BlueskyConfig
from connectors.errors import (
    CredentialRejected,
    RateLimited,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.types import Answer, Batch, Coverage, Due, Kind, Request
from tests.connectors.driving import Driver, again, due
from tests.connectors.sky import AT, account, after, config
from tests.conversations import answer, play
from tests.fakes.bluesky import Actor, Sky

LEXICONS = Path(__file__).parents[2] / ".." / "shared" / "specs" / "bluesky" / "lexicons"
PROFILES, FEED = "app.bsky.actor.getProfiles", "app.bsky.feed.getAuthorFeed"


async def many(sky: Sky, bluesky: Driver, number: int) -> tuple[list[Actor], list[Due]]:
    actors, dues = [], []
    for index in range(number):
        actors.append(sky.actor(f"firm{index}.fr"))
        sky.post(actors[-1], f"hello {index}", after(index))
        dues.append(due((await bluesky.found(f"@firm{index}.fr"))[0], number=index + 1))
    return actors, dues


async def rounds(bluesky: Driver, dues: list[Due], times: int = 1) -> list[Due]:
    for _ in range(times):
        looks = await bluesky.looks(*dues)
        dues = [again(one, look) for one, look in zip(dues, looks, strict=True)]
    return dues


def at(dues: list[Due], minutes: float) -> list[Due]:
    return [replace(one, at=after(minutes)) for one in dues]


async def test_twenty_five_quiet_accounts_cost_one_question(sky: Sky, bluesky: Driver) -> None:
    _, dues = await many(sky, bluesky, 25)
    dues = await rounds(bluesky, dues)
    sky.requests.clear()
    looks = await bluesky.looks(*dues)
    assert all(look.unchanged and look.coverage is Coverage.COMPLETE for look in looks)
    assert sky.requests == {PROFILES: 1}


async def test_only_the_feeds_that_changed_are_read(sky: Sky, bluesky: Driver) -> None:
    actors, dues = await many(sky, bluesky, 25)
    dues = await rounds(bluesky, dues)
    for index in (2, 20):
        sky.post(actors[index], f"news {index}", after(60))
    sky.requests.clear()
    looks = await bluesky.looks(*dues)
    assert [look.posts[0].text for look in looks if look.posts] == ["news 2", "news 20"]
    assert sky.requests == {PROFILES: 1, FEED: 2}


async def test_a_new_account_is_read_at_once_among_quiet_ones(sky: Sky, bluesky: Driver) -> None:
    _, dues = await many(sky, bluesky, 10)
    dues = await rounds(bluesky, dues)
    sky.requests.clear()
    looks = await bluesky.looks(*dues[:9], replace(dues[9], cursor=None))
    assert [post.text for post in looks[9].posts] == ["hello 9"]
    assert sky.requests == {PROFILES: 1, FEED: 1}


async def test_where_the_time_is_told_a_quiet_look_has_nothing_to_write(
    sky: Sky, bluesky: Driver
) -> None:
    _, dues = await many(sky, bluesky, 5)
    dues = at(await rounds(bluesky, at(dues, 60)), 62)
    assert [look.cursor for look in await bluesky.looks(*dues)] == [None] * 5


async def test_a_deletion_is_noticed_and_asks_no_more_than_once(sky: Sky, bluesky: Driver) -> None:
    actors, dues = await many(sky, bluesky, 5)
    uri = sky.post(actors[1], "oops", after(50))
    dues = await rounds(bluesky, dues)
    sky.delete(uri)
    sky.requests.clear()
    dues = await rounds(bluesky, dues, 3)
    assert sky.requests == {PROFILES: 3, FEED: 1}


async def test_a_correction_that_leaves_the_count_alone_is_found_ten_minutes_after_news(
    sky: Sky, bluesky: Driver
) -> None:
    actors, dues = await many(sky, bluesky, 5)
    dues = await rounds(bluesky, at(dues, 60))
    uri = sky.post(actors[1], "with a mistaek", after(61))
    dues = await rounds(bluesky, at(dues, 62))
    sky.delete(uri)
    sky.post(actors[1], "without a mistake", after(63))
    seen = []
    for minutes in range(64, 80, 2):
        looks = await bluesky.looks(*at(dues, minutes))
        if "without a mistake" in {post.text for post in looks[1].posts}:
            seen.append(minutes)
    assert seen[0] == 72


async def test_reposts_are_found_within_the_hour(sky: Sky, bluesky: Driver) -> None:
    actors, dues = await many(sky, bluesky, 5)
    other = sky.post(sky.actor("other.fr"), "theirs", after(1))
    dues = await rounds(bluesky, at(dues, 71))
    sky.repost(actors[3], other, after(72))
    found = []
    for minutes in range(73, 140, 2):
        looks = await bluesky.looks(*at(dues, minutes))
        if "theirs" in {post.text for post in looks[3].posts}:
            found.append(minutes)
    assert found[0] == 131


@pytest.mark.parametrize("told", [True, False])
async def test_counts_are_trusted_for_an_hour_by_the_clock_or_by_looks(
    sky: Sky, bluesky: Driver, told: bool
) -> None:
    _, dues = await many(sky, bluesky, 3)
    dues = await rounds(bluesky, at(dues, 0) if told else dues)
    full = []
    for minutes in range(2, 160, 2):
        sky.requests.clear()
        dues = await rounds(bluesky, at(dues, minutes) if told else dues)
        if sky.requests[FEED]:
            full.append(minutes)
    assert full == [60, 120]


async def test_a_feed_that_lags_behind_the_count_is_read_again_soon(
    sky: Sky, bluesky: Driver
) -> None:
    actors, dues = await many(sky, bluesky, 3)
    dues = await rounds(bluesky, dues)
    sky.lagging.add(sky.post(actors[0], "first", after(60)))
    sky.post(actors[0], "second", after(61))
    looks = await bluesky.looks(*dues)
    dues = [again(one, look) for one, look in zip(dues, looks, strict=True)]
    assert "first" not in {post.text for post in looks[0].posts}
    sky.lagging.clear()
    assert "first" in {post.text for post in (await bluesky.looks(*dues))[0].posts}


@pytest.mark.parametrize(
    ("state", "reason"), [("AccountDeactivated", "deactivated"), ("AccountTakedown", "suspended")]
)
async def test_an_account_that_is_left_out_says_itself_why(
    sky: Sky, bluesky: Driver, state: str, reason: str
) -> None:
    actors, dues = await many(sky, bluesky, 5)
    dues = await rounds(bluesky, dues)
    actors[2].state = state
    looks = await bluesky.looks(*dues)
    assert isinstance(looks[2].error, TargetGone)
    assert looks[2].error.reason == reason
    assert all(look.unchanged for index, look in enumerate(looks) if index != 2)


async def test_a_rename_is_told_by_the_shared_question(sky: Sky, bluesky: Driver) -> None:
    actors, dues = await many(sky, bluesky, 5)
    dues = await rounds(bluesky, dues)
    actors[4].handle, actors[4].name = "cabinet.fr", "Cabinet"
    sky.requests.clear()
    looks = await bluesky.looks(*dues)
    assert looks[4].account is not None
    assert (looks[4].account.handle, looks[4].account.name) == ("cabinet.fr", "Cabinet")
    assert looks[4].account.key == actors[4].did
    assert [look.account for look in looks[:4]] == [None] * 4
    assert sky.requests == {PROFILES: 1}


@pytest.mark.parametrize(
    "fault", [answer({"error": "InvalidRequest", "message": "no"}, 400), answer({}), answer([]),
              answer({"profiles": [3, {"did": 1}]}), UnexpectedPayload("odd"), Transient("reset")],
)  # fmt: skip
async def test_where_many_cannot_be_asked_each_is_asked(
    sky: Sky, bluesky: Driver, fault: Any
) -> None:
    _, dues = await many(sky, bluesky, 4)

    def respond(request: Request) -> Any:
        return fault if PROFILES in request.url else answer({"feed": []})

    looks, asked = play(bluesky.connector.look(Batch(tuple(dues))), respond)
    assert {look.coverage for look in looks.values()} == {Coverage.COMPLETE}
    assert len(asked) == 1 + 4


@pytest.mark.parametrize("fault", [RateLimited(AT), Transient("down", lane_wide=True)])
async def test_a_fault_of_the_whole_lane_is_asked_about_once(
    sky: Sky, bluesky: Driver, fault: Any
) -> None:
    _, dues = await many(sky, bluesky, 25)
    looks, asked = play(bluesky.connector.look(Batch(tuple(dues))), lambda _: fault)
    assert {look.error for look in looks.values()} == {fault}
    assert len(asked) == 1


def test_accounts_are_packed_by_twenty_five_and_hashtags_alone() -> None:
    one = account()
    tag = replace(one, kind=Kind.HASHTAG, ref="tva", handle="tva")
    dues = [due(tag if n % 10 == 5 else one, number=n) for n in range(60)]
    packed = list(Bluesky(BlueskyConfig()).pack(dues, ()))
    assert [len(batch.dues) for batch in packed] == [25, 25, 4, 1, 1, 1, 1, 1, 1]
    kinds = [{due.target.kind for due in batch.dues} for batch in packed]
    assert kinds == [{Kind.ACCOUNT}] * 3 + [{Kind.HASHTAG}] * 6


def test_the_question_is_as_published() -> None:
    path = LEXICONS / "app" / "bsky" / "actor" / "getProfiles.json"
    if not path.exists():
        pytest.skip("the published lexicons aren't beside this checkout")
    published = json.loads(path.read_text("utf-8"))["defs"]["main"]["parameters"]["properties"]
    dues = [due(replace(account(), ref=f"did:plc:{n}"), number=n) for n in range(25)]

    def respond(request: Request) -> Answer:
        return answer({"profiles": []} if PROFILES in request.url else {"feed": []})

    _, asked = play(Bluesky(BlueskyConfig()).look(Batch(tuple(dues))), respond)
    assert {name for name, _ in asked[0].params} == {"actors"}
    assert len(asked[0].params) == published["actors"]["maxLength"] == 25


# The probe


async def test_guests_are_probed_with_what_guests_may_ask(sky: Sky, bluesky: Driver) -> None:
    await bluesky.run(bluesky.connector.probe())
    assert sky.requests == {"app.bsky.actor.searchActors": 1}
    sky.failing["app.bsky.actor.searchActors"] = 502
    with pytest.raises(Transient):
        await bluesky.run(bluesky.connector.probe())


async def test_an_app_password_is_probed_with_the_search_that_needs_it(
    sky: Sky, signed: Driver
) -> None:
    await signed.run(signed.connector.probe())
    assert sky.requests["app.bsky.feed.searchPosts"] == 1
    wrong = Bluesky(config(sky).model_copy(update={"bluesky_app_password": SecretStr("wrong")}))
    with pytest.raises(CredentialRejected):
        await replace(signed, connector=wrong).run(wrong.probe())


async def test_an_account_alone_is_asked_once_an_hour_what_it_says_of_itself(
    sky: Sky, bluesky: Driver
) -> None:
    _, dues = await many(sky, bluesky, 1)
    told = []
    for minutes in (0, 2, 58, 60, 62):
        sky.requests.clear()
        dues = at(dues, minutes)
        (look,) = await bluesky.looks(*dues)
        told.append(look.profile is not None and sky.requests[PROFILES] == 1)
        assert sky.requests[FEED] == 1
        dues = [again(dues[0], look)]
    assert told == [True, False, False, True, False]
