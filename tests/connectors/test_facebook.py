from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.errors import CredentialRejected, NeedsApproval, RateLimited, TargetGone
from connectors.facebook import Facebook, FacebookConfig
from connectors.facebook.posts import PAGE_FIELDS, POST_FIELDS, SEARCH_FIELDS, PagePost, post_of
from connectors.payload import one
from connectors.query import Tagged, Word
from connectors.types import Coverage, Due, Kind, PostKind, Query
from tests.connectors.driving import Driver, again, driving, due
from tests.connectors.recorded import cases, replay
from tests.fakes.graph import TOKEN, FakeGraph, Refused, usage

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "meta"


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    graph = FakeGraph()
    async with graph.serving():
        yield graph


@pytest.fixture
async def facebook(graph: FakeGraph) -> AsyncIterator[Driver]:
    config = FacebookConfig(meta_access_token=SecretStr(TOKEN), meta_graph_url=graph.origin)
    async with driving(Facebook(config)) as driver:
        yield driver


async def watched(facebook: Driver, text: str = "facebook:fiteco") -> Due:
    return due((await facebook.found(text))[0])


# What people type


@pytest.mark.parametrize(
    ("text", "canonical", "exact"),
    [
        ("@Fiteco", "fiteco", False),
        ("facebook:Fiteco", "Fiteco", True),
        ("fb: cabinet.durand", "cabinet.durand", True),
        ("https://www.facebook.com/Fiteco", "Fiteco", True),
        ("facebook.com/fiteco/posts/123456789012", "fiteco", True),
        ("https://m.facebook.com/profile.php?id=100064", "100064", True),
        ("https://www.facebook.com/pages/Fiteco/123456789012", "123456789012", True),
        ("https://www.facebook.com/p/Cabinet-Durand-100063456789012/", "100063456789012", True),
        ("https://www.facebook.com/Cabinet-Durand-100063456789012/", "100063456789012", True),
    ],
)
def test_a_name_or_link_is_understood(text: str, canonical: str, exact: bool) -> None:
    lead = Facebook(FacebookConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (Kind.ACCOUNT, canonical, exact)


@pytest.mark.parametrize(
    "text",
    ["", "fiteco", "#tva", "@a@b.fr", "https://www.instagram.com/fiteco", "facebook:",
     "https://www.facebook.com/groups/123", "https://www.facebook.com/", "https://fb.watch/abc"],
)  # fmt: skip
def test_what_is_not_a_page_is_left_alone(text: str) -> None:
    assert Facebook(FacebookConfig()).parse_target(text) is None


# Who is meant


async def test_a_page_is_found_by_its_name(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco", followers=1200)
    for number in range(4):
        graph.publish(page, f"n{number}", AT + timedelta(days=10 * number))
    [found] = await facebook.found("@fiteco")
    assert (found.key, found.ref, found.proof) == (page, page, "exact")
    assert (found.handle, found.name, found.followers) == ("fiteco", "Fiteco", 1200)
    assert found.last_post_at == AT + timedelta(days=30)
    assert found.sample is not None
    assert found.sample.text == "n3"
    assert found.monthly_posts == 3


async def test_a_name_that_no_page_has_is_searched(graph: FakeGraph, facebook: Driver) -> None:
    graph.page("fiteco-lyon", "Fiteco Lyon")
    graph.page("fiteco-paris", "Fiteco Paris")
    found = await facebook.found("facebook:fiteco")
    assert {one.handle: one.proof for one in found} == {
        "fiteco-lyon": "similar",
        "fiteco-paris": "similar",
    }


async def test_a_link_to_a_number_that_no_page_has_finds_nobody(
    graph: FakeGraph, facebook: Driver
) -> None:
    graph.page("fiteco-lyon", "Fiteco Lyon")
    assert await facebook.found("https://www.facebook.com/profile.php?id=100064") == []
    assert graph.requests["pages/search"] == 0


async def test_pages_are_searched_by_name_and_posts_are_said_not_to_be(
    graph: FakeGraph, facebook: Driver
) -> None:
    for number in range(4):
        graph.page(f"durand{number}", f"Cabinet Durand {number}")
    graph.page("durand", "Durand")
    page = await facebook.run(facebook.connector.search(Query(Word("durand"), limit=3)))
    assert [one.name for one in page.accounts] == [f"Cabinet Durand {n}" for n in range(3)]
    query = Query(Word("durand"), limit=3, page=page.next_page)
    rest = await facebook.run(facebook.connector.search(query))
    assert [(one.name, one.proof) for one in rest.accounts] == [
        ("Durand", "exact"),
        ("Cabinet Durand 3", "similar"),
    ]
    assert (rest.next_page, page.notes) == (None, ("facebook_pages_only",))


async def test_a_hashtag_is_not_asked_for(graph: FakeGraph, facebook: Driver) -> None:
    page = await facebook.run(facebook.connector.search(Query(Tagged("tva"))))
    assert (page.accounts, page.notes) == ((), ("facebook_pages_only",))
    assert not graph.requests


# Without approval


async def test_without_approval_every_question_says_what_it_takes(
    graph: FakeGraph, facebook: Driver
) -> None:
    page = graph.page("fiteco", "Fiteco")
    graph.publish(page, "n", AT)
    target = await watched(facebook)
    graph.approved = False
    connector = facebook.connector
    for question in (
        connector.search(Query(Word("fiteco"))),
        connector.probe(),
        connector.identify(connector.parse_target("@fiteco")),  # type: ignore[arg-type]
        connector.identify(connector.parse_target("facebook:nobody")),  # type: ignore[arg-type]
    ):
        with pytest.raises(NeedsApproval) as needed:
            await facebook.run(question)
        assert needed.value.what == "facebook_ppca"
    [look] = await facebook.looks(target)
    assert isinstance(look.error, NeedsApproval)


async def test_a_page_whose_posts_are_closed_is_not_offered(
    graph: FakeGraph, facebook: Driver
) -> None:
    page = graph.page("fiteco", "Fiteco")
    graph.failing[f"{page}/posts"] = Refused(10)
    with pytest.raises(NeedsApproval):
        await facebook.found("@fiteco")


async def test_a_refused_token_names_its_setting(graph: FakeGraph) -> None:
    config = FacebookConfig(meta_access_token=SecretStr("old"), meta_graph_url=graph.origin)
    async with driving(Facebook(config)) as driver:
        with pytest.raises(CredentialRejected) as rejected:
            await driver.run(driver.connector.probe())
    assert rejected.value.setting == "META_ACCESS_TOKEN"


async def test_the_probe_reads_a_page_that_is_not_ours(graph: FakeGraph, facebook: Driver) -> None:
    graph.page("facebook", "Facebook")
    await facebook.run(facebook.connector.probe())


def test_without_a_token_it_is_switched_off() -> None:
    assert Facebook(FacebookConfig()).missing() == ("META_ACCESS_TOKEN",)
    config = FacebookConfig(meta_access_token=SecretStr("a, b"))
    connector = Facebook(config)
    assert connector.missing() == ()
    used = {connector.credential("graph.facebook.com", f"page{number}") for number in range(40)}
    assert len(used) == 2
    assert all(connector.auth(one) for one in used)


# Looking


@pytest.mark.parametrize("burst", [0, 1, 24, 25, 26, 120])
async def test_no_post_of_a_burst_is_missed(graph: FakeGraph, facebook: Driver, burst: int) -> None:
    page = graph.page("fiteco", "Fiteco")
    graph.publish(page, "before", AT)
    target = await watched(facebook)
    [first] = await facebook.looks(target)
    for number in range(burst):
        graph.publish(page, f"n{number}", after(1 + number))
    [look] = await facebook.looks(again(target, first))
    assert {post.text for post in look.posts} - {"before"} == {f"n{n}" for n in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_an_edited_post_keeps_its_key(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco")
    number = graph.publish(page, "n", AT)
    target = await watched(facebook)
    [first] = await facebook.looks(target)
    graph.feeds[page][0]["message"] = "n, corrected"
    [look] = await facebook.looks(again(target, first))
    assert [(post.key, post.text) for post in look.posts] == [(number, "n, corrected")]


async def test_a_new_name_is_told_and_the_id_stays(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco")
    graph.publish(page, "n", AT)
    target = await watched(facebook)
    [look] = await facebook.looks(target)
    assert look.account is None
    graph.pages[page]["name"] = "Fiteco Conseil"
    [look] = await facebook.looks(target)
    assert look.account is not None
    assert (look.account.key, look.account.name) == (page, "Fiteco Conseil")


async def test_an_emptied_page_is_doubted(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco")
    graph.publish(page, "n", AT)
    target = await watched(facebook)
    [first] = await facebook.looks(target)
    graph.feeds[page].clear()
    [look] = await facebook.looks(again(target, first))
    assert (look.coverage, look.cursor) == (Coverage.SUSPECT, None)


async def test_a_closed_page_is_gone(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco")
    target = await watched(facebook)
    graph.failing[f"{page}/posts"] = Refused(100, 33)
    [look] = await facebook.looks(target)
    assert isinstance(look.error, TargetGone)


async def test_full_use_keeps_what_was_read_and_spares_the_rest(
    graph: FakeGraph, facebook: Driver
) -> None:
    targets = []
    for number in range(3):
        page = graph.page(f"firm{number}", f"Firm {number}")
        graph.publish(page, f"n{number}", AT)
        [account] = await facebook.found(f"@firm{number}")
        targets.append(due(account, number=number))
    graph.requests.clear()
    graph.usage = usage(96, regain=9)
    looks = await facebook.looks(*targets)
    assert [post.text for post in looks[0].posts] == ["n0"]
    assert looks[0].coverage is Coverage.COMPLETE
    for look in looks[1:]:
        assert isinstance(look.error, RateLimited)
        assert look.error.until == graph.now + timedelta(minutes=9)
    assert graph.requests.total() == 1


async def test_a_throttled_token_waits_an_hour(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco")
    target = await watched(facebook)
    graph.failing[f"{page}/posts"] = Refused(32)
    [look] = await facebook.looks(target)
    assert isinstance(look.error, RateLimited)
    assert look.error.until == graph.now + timedelta(hours=1)


async def test_posts_are_read_again_by_their_id(graph: FakeGraph, facebook: Driver) -> None:
    page = graph.page("fiteco", "Fiteco")
    gone, stays = graph.publish(page, "gone", AT), graph.publish(page, "stays", after(1))
    [look] = await facebook.looks(await watched(facebook))
    graph.feeds[page] = [one for one in graph.feeds[page] if one["id"] != gone]
    graph.feeds[page][0]["message"] = "changed"
    now = await facebook.run(facebook.connector.reread(look.posts))
    assert now[gone] is None
    kept = now[stays]
    assert kept is not None
    assert (kept.text, kept.author_handle, kept.author_key) == ("changed", "fiteco", page)


# Posts


def post(**fields: Any) -> Any:
    payload = {"id": "1_2", "created_time": "2026-03-01T08:00:00+0000", **fields}
    return post_of(one(payload, PagePost), "1", "fiteco", "Fiteco")


def test_a_post_without_words_shows_its_story_or_its_link() -> None:
    linked = {"data": [{"media_type": "link", "title": "TVA", "description": "Ce qui change"}]}
    assert post(story="Fiteco updated their cover photo.").text.startswith("Fiteco updated")
    assert post(attachments=linked).text == "TVA\nCe qui change"
    assert post(message="Bonjour", story="x", attachments=linked).text == "Bonjour"


def test_a_shared_post_is_a_repost_or_a_quote() -> None:
    assert post(message="n").kind is PostKind.ORIGINAL
    assert post(parent_id="3_4", story="Fiteco shared a post.").kind is PostKind.REPOST
    assert post(parent_id="3_4", message="Voyez").kind is PostKind.QUOTE


def test_a_wrapped_link_is_told_without_its_changing_mark() -> None:
    wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Ffiteco.fr%2Ftva%3Fa%3D1&h=AT0"
    data = {"data": [{"media_type": "link", "url": wrapped, "title": "TVA"}]}
    shown = post(message="#TVA", attachments=data)
    assert [(one.kind, one.url, one.alt) for one in shown.media] == [
        ("link", "https://fiteco.fr/tva?a=1", "TVA")
    ]
    assert shown.links == ("https://fiteco.fr/tva?a=1",)
    assert shown.hashtags == ("TVA",)


@pytest.mark.parametrize(
    "attachments",
    [
        {},
        {"data": None},
        {"data": [3, None]},
        {"data": [{"url": 3, "title": [], "media_type": {}}]},
    ],
)
def test_odd_attachments_are_survived(attachments: Any) -> None:
    assert post(message="n", attachments=attachments).text == "n"


# What the Graph publishes


def asked_fields(text: str) -> set[str]:
    return set(re.sub(r"\{[^{}]*\}", "", text).split(","))


@pytest.mark.parametrize(
    ("spec", "fields"),
    [("Page", PAGE_FIELDS), ("Page", SEARCH_FIELDS), ("PagePost", POST_FIELDS)],
)
def test_only_published_fields_are_asked_for(spec: str, fields: str) -> None:
    if not SPEC.exists():
        pytest.skip("the published specifications aren't beside this checkout")
    published = json.loads((SPEC / f"{spec}.json").read_text("utf-8"))
    edges = {api.get("endpoint") for api in published["apis"]}
    known = {field["name"] for field in published["fields"]} | edges
    assert asked_fields(fields) <= known


@pytest.mark.parametrize("case", cases("facebook"))
def test_a_recorded_exchange_is_read_as_written(case: str) -> None:
    replay(Facebook(FacebookConfig()), case)
