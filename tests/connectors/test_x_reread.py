"""Deletions and edits of told posts on X."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.errors import ConnectorError, NeedsApproval, RateLimited, Transient
from connectors.guard import Allowed, Guard
from connectors.http import Http
from connectors.types import LaneKey, Post, Priority
from tests.connectors.driving import Unlimited
from tests.connectors.xside import DAY, HOUR, NOW, Side, beside
from tests.fakes.x_world import Written

LOOKUP = "/2/tweets"


@pytest.fixture(params=["tweet", "post"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with beside(request.param) as side:
        yield side


def told(post: Written) -> Post:
    return Post("x", post.history[0], "", post.author, "fiteco", "Fiteco", post.text, post.at)


async def reread(side: Side, posts: list[Post]) -> tuple[dict[str, Post | None], list[float]]:
    """What is known of them, and how long X was given for its job."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    guard = Guard(Allowed.parse("127.0.0.1,localhost"))
    http = Http(Unlimited(), now=lambda: side.x.now, guard=guard, sleep=sleep)
    host = side.connector.search_host()
    lane = LaneKey("x", host, side.connector.credential(host))
    try:
        found = await http.run(
            side.connector.reread(posts),
            connector=side.connector,
            lane=lane,
            priority=Priority.LOOK,
        )
    finally:
        await http.aclose()
    return dict(found), waits


async def test_one_free_job_tells_what_is_gone(side: Side) -> None:
    person = side.x.person("fiteco")
    posts = [side.x.write(person, f"Numéro {number}", NOW - DAY) for number in range(4)]
    side.x.noncompliant = {posts[1].id: "deleted", posts[2].id: "suspended", "99": "deleted"}
    side.x.noncompliant[posts[3].id] = "scrub_geo"
    side.x.polls = 3
    found, waits = await reread(side, [told(post) for post in posts])
    assert found == {posts[1].id: None, posts[2].id: None}
    assert side.x.uploaded == [post.id for post in posts]
    assert waits == [5, 10, 15]
    assert side.x.cost == 0


async def test_a_job_that_is_never_done_is_left_for_another_day() -> None:
    async with beside() as side:
        side.x.polls = 100
        post = side.x.write(side.x.person("fiteco"), "Bonjour", NOW - DAY)
        with pytest.raises(Transient):
            await reread(side, [told(post)])


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_where_jobs_are_refused_posts_of_a_day_ago_are_read_again(
    side: Side, status: int
) -> None:
    side.x.job = status
    person = side.x.person("fiteco")
    ages = {"frais": 2 * HOUR, "mûr": 25 * HOUR, "parti": 30 * HOUR, "vieux": 3 * DAY}
    posts = {text: side.x.write(person, text, NOW - age) for text, age in ages.items()}
    side.x.delete(posts["parti"])
    found, _ = await reread(side, [told(post) for post in posts.values()])
    assert set(found) == {posts["mûr"].id, posts["parti"].id}
    assert found[posts["parti"].id] is None
    again = found[posts["mûr"].id]
    assert again is not None
    assert (again.text, again.author_handle) == ("mûr", "fiteco")
    assert side.x.billed["post"] == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (402, {"title": "CreditsDepleted"}, NeedsApproval),
        (429, {"type": "https://api.x.com/2/problems/usage-capped"}, NeedsApproval),
        (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, RateLimited),
    ],
)
async def test_where_money_or_a_limit_stops_the_job_nothing_is_read_again(
    side: Side, status: int, body: object, error: type[ConnectorError]
) -> None:
    side.x.failing["/2/compliance/jobs"] = (status, body)
    post = side.x.write(side.x.person("fiteco"), "Bonjour", NOW - 30 * HOUR)
    with pytest.raises(error):
        await reread(side, [told(post)])
    assert (side.x.requests[LOOKUP], side.x.cost) == (0, 0)


async def test_an_edit_is_found_when_a_post_is_read_again(side: Side) -> None:
    side.x.job = 403
    person = side.x.person("fiteco")
    post = side.x.write(person, "Avant", NOW - 30 * HOUR)
    before = told(post)
    side.x.edit(post, "Après", post.at + timedelta(minutes=5))
    found, _ = await reread(side, [before])
    after = found[before.key]
    assert after is not None
    assert (after.key, after.text) == (before.key, "Après")


async def test_more_than_a_hundred_posts_are_asked_by_the_hundred() -> None:
    async with beside() as side:
        side.x.job = 403
        person = side.x.person("fiteco")
        posts = [side.x.write(person, str(number), NOW - 30 * HOUR) for number in range(150)]
        found, _ = await reread(side, [told(post) for post in posts])
        assert len(found) == 150
        assert side.x.requests[LOOKUP] == 2


async def test_posts_that_are_not_of_x_are_not_asked_about() -> None:
    async with beside() as side:
        post = told(side.x.write(side.x.person("fiteco"), "Bonjour"))
        assert await reread(side, [replace(post, key="at://did:plc:a/1")]) == ({}, [])
        assert side.x.asked == []
