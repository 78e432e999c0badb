from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from connectors.errors import CredentialRejected, NeedsApproval, RateLimited, TargetGone
from connectors.query import All, Not, Phrase, Tagged, Word
from connectors.threads import Threads, ThreadsConfig
from connectors.threads.connector import EARLIEST, PROFILES, QUERIES
from connectors.threads.posts import FOUND_FIELDS, POST_FIELDS
from connectors.types import Batch, Coverage, Due, Kind, PostKind, Query, Request
from tests.connectors.driving import Driver, again, driving, due
from tests.connectors.recorded import cases, replay
from tests.conversations import answer, play
from tests.fakes.graph import TOKEN, FakeGraph, Refused, usage

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "threads"


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    """Other people write about threads at any time."""
    graph = FakeGraph()
    for name in ("me", "ann", "bob"):
        graph.thread(name, "On threads today", AT - timedelta(days=1))
    async with graph.serving():
        yield graph


@pytest.fixture
async def threads(graph: FakeGraph) -> AsyncIterator[Driver]:
    config = ThreadsConfig(threads_access_token=SecretStr(TOKEN), threads_api_url=graph.origin)
    async with driving(Threads(config)) as driver:
        yield driver


async def watched(threads: Driver, text: str = "@fiteco") -> Due:
    return due((await threads.found(text))[0])


# What people type


@pytest.mark.parametrize(
    ("text", "kind", "canonical", "exact"),
    [
        ("@Fiteco", Kind.ACCOUNT, "fiteco", False),
        ("threads:Fiteco", Kind.ACCOUNT, "fiteco", True),
        ("https://www.threads.com/@fiteco", Kind.ACCOUNT, "fiteco", True),
        ("https://www.threads.net/@fiteco/post/Dabc", Kind.ACCOUNT, "fiteco", True),
        ("#TVA", Kind.HASHTAG, "TVA", False),
        ("threads: #TVA", Kind.HASHTAG, "TVA", False),
        ("https://www.threads.com/search?q=tva&serp_type=tags", Kind.HASHTAG, "tva", False),
    ],
)
def test_a_name_link_or_topic_is_understood(
    text: str, kind: Kind, canonical: str, exact: bool
) -> None:
    lead = Threads(ThreadsConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (kind, canonical, exact)


@pytest.mark.parametrize(
    "text",
    ["", "fiteco", "#12", "@a@b.fr", "@a b", "instagram:fiteco", "https://www.threads.com/t/Dabc",
     "https://www.threads.com/search?q=tva", "https://www.threads.com/search?q=a+b&serp_type=tags"],
)  # fmt: skip
def test_what_is_not_threads_is_left_alone(text: str) -> None:
    assert Threads(ThreadsConfig()).parse_target(text) is None


def test_without_a_token_it_is_switched_off() -> None:
    assert Threads(ThreadsConfig()).missing() == ("THREADS_ACCESS_TOKEN",)


# Profiles


async def test_a_profile_is_found_by_its_name(graph: FakeGraph, threads: Driver) -> None:
    graph.profile("fiteco", "Fiteco", followers=400)
    for number in range(3):
        graph.thread("fiteco", f"n{number}", AT + timedelta(days=15 * number))
    [found] = await threads.found("@fiteco")
    assert (found.key, found.ref, found.proof) == ("fiteco", "fiteco", "exact")
    assert (found.name, found.followers, found.monthly_posts) == ("Fiteco", 400, 2)
    assert found.last_post_at == AT + timedelta(days=30)
    assert await threads.found("@nobody") == []


@pytest.mark.parametrize("burst", [0, 1, 24, 25, 26, 120])
async def test_no_post_of_a_burst_is_missed(graph: FakeGraph, threads: Driver, burst: int) -> None:
    graph.profile("fiteco", "Fiteco")
    graph.thread("fiteco", "before", AT)
    target = await watched(threads)
    [first] = await threads.looks(target)
    for number in range(burst):
        graph.thread("fiteco", f"n{number}", after(1 + number))
    [look] = await threads.looks(again(target, first))
    assert {post.text for post in look.posts} - {"before"} == {f"n{n}" for n in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_an_emptied_profile_is_doubted(graph: FakeGraph, threads: Driver) -> None:
    graph.profile("fiteco", "Fiteco")
    graph.thread("fiteco", "n", AT)
    target = await watched(threads)
    [first] = await threads.looks(target)
    graph.threads = [one for one in graph.threads if one["username"] != "fiteco"]
    [look] = await threads.looks(again(target, first))
    assert (look.coverage, look.cursor) == (Coverage.SUSPECT, None)


async def test_an_unknown_profile_is_gone(graph: FakeGraph, threads: Driver) -> None:
    graph.profile("fiteco", "Fiteco")
    target = await watched(threads)
    graph.profiles.clear()
    [look] = await threads.looks(target)
    assert isinstance(look.error, TargetGone)


async def test_full_use_spares_the_rest(graph: FakeGraph, threads: Driver) -> None:
    targets = []
    for number in range(2):
        graph.profile(f"firm{number}", "Firm")
        targets.append(due((await threads.found(f"@firm{number}"))[0], number=number))
    graph.usage = usage(95)
    first, second = await threads.looks(*targets)
    assert first.coverage is Coverage.COMPLETE
    assert isinstance(second.error, RateLimited)


async def test_posts_are_read_again_by_their_id(graph: FakeGraph, threads: Driver) -> None:
    graph.profile("fiteco", "Fiteco")
    gone, stays = graph.thread("fiteco", "gone", AT), graph.thread("fiteco", "stays", after(1))
    [look] = await threads.looks(await watched(threads))
    graph.threads = [one for one in graph.threads if one["id"] != gone]
    now = await threads.run(threads.connector.reread(look.posts))
    assert now == {gone: None, stays: look.posts[0]}


# Topics and words


async def test_a_topic_is_watched(graph: FakeGraph, threads: Driver) -> None:
    graph.thread("ann", "La facture", AT, topic_tag="TVA")
    graph.thread("bob", "TVA sans sujet", after(1))
    target = await watched(threads, "#tva")
    assert (target.target.kind, target.target.ref) == (Kind.HASHTAG, "tva")
    [first] = await threads.looks(target)
    assert [(post.text, post.hashtags) for post in first.posts] == [("La facture", ("TVA",))]
    graph.thread("bob", "La suite", after(2), topic_tag="TVA")
    [look] = await threads.looks(again(target, first))
    assert [post.author_handle for post in look.posts] == ["bob", "ann"]


async def test_a_quiet_topic_is_quiet_once_the_search_is_known_to_be_public(
    graph: FakeGraph, threads: Driver
) -> None:
    target = await watched(threads, "#tva")
    [first] = await threads.looks(target)
    assert (first.coverage, first.posts) == (Coverage.COMPLETE, ())
    graph.requests.clear()
    [look] = await threads.looks(again(target, first))
    assert (look.coverage, graph.requests.total()) == (Coverage.COMPLETE, 1)


async def test_words_are_searched_one_by_one_and_since_a_time(
    graph: FakeGraph, threads: Driver
) -> None:
    graph.thread("ann", "Une facture électronique simple", AT)
    graph.thread("bob", "Une facture électronique en promotion", after(1))
    graph.thread("bob", "Deux fois la facture électronique", after(2))
    wanted = All((Phrase("facture électronique"), Not(Word("Promotion"))))
    query = Query(wanted, since=AT - timedelta(days=1))
    page = await threads.run(threads.connector.search(query))
    assert [post.author_handle for post in page.posts] == ["bob", "bob", "ann"]
    assert (page.since, page.complete) == (query.since, True)


async def test_a_search_goes_on_where_it_ended(graph: FakeGraph, threads: Driver) -> None:
    for number in range(5):
        graph.thread(("ann", "bob")[number % 2], f"tva {number}", after(number))
    search = threads.connector.search
    page = await threads.run(search(Query(Word("tva"), limit=3)))
    rest = await threads.run(search(Query(Word("tva"), limit=3, page=page.next_page)))
    assert [post.text for post in (*page.posts, *rest.posts)] == [
        f"tva {n}" for n in (4, 3, 2, 1, 0)
    ]


def test_a_search_asks_for_no_time_before_threads_existed() -> None:
    asked: list[Request] = []

    def respond(request: Request) -> NeedsApproval:
        asked.append(request)
        return NeedsApproval("x")

    query = Query(Word("tva"), since=datetime(2001, 1, 1, tzinfo=UTC))
    question = Threads(ThreadsConfig()).search(query)
    with pytest.raises(NeedsApproval):
        play(question, respond)
    assert ("since", str(EARLIEST)) in asked[0].params


# Without approval


async def test_without_approval_every_question_says_what_it_takes(
    graph: FakeGraph, threads: Driver
) -> None:
    """Only our own posts are searched then, and Threads doesn't say so."""
    graph.profile("fiteco", "Fiteco")
    graph.profile("nasa", "NASA")
    account, topic = await watched(threads), await watched(threads, "#tva")
    await threads.run(threads.connector.probe())
    graph.thread("me", "Notre TVA", AT, topic_tag="tva")
    graph.approved = False
    connector = threads.connector
    for question in (
        connector.search(Query(Word("tva"))),
        connector.search(Query(All((Word("nothing"), Word("at"), Word("all"))))),
        connector.search(Query(Tagged("tva"))),
        connector.probe(),
        connector.identify(connector.parse_target("@fiteco")),  # type: ignore[arg-type]
        connector.identify(connector.parse_target("#tva")),  # type: ignore[arg-type]
    ):
        with pytest.raises(NeedsApproval) as needed:
            await threads.run(question)
        assert needed.value.what == "threads_access"
    looks = await threads.looks(account, topic)
    assert all(isinstance(look.error, NeedsApproval) for look in looks)


async def test_the_networks_own_profiles_prove_nothing(graph: FakeGraph, threads: Driver) -> None:
    graph.profile("nasa", "NASA")
    graph.failing["keyword_search"] = Refused(10)
    with pytest.raises(NeedsApproval):
        await threads.run(threads.connector.probe())
    assert graph.requests["profile_lookup"] == 1


async def test_a_refused_token_names_its_setting(graph: FakeGraph, threads: Driver) -> None:
    graph.failing["profile_lookup"] = Refused(190)
    with pytest.raises(CredentialRejected) as rejected:
        await threads.found("@fiteco")
    assert rejected.value.setting == "THREADS_ACCESS_TOKEN"


# What is counted


def test_profiles_and_searches_are_counted_apart() -> None:
    connector = Threads(ThreadsConfig())
    both = [connector.parse_target(text) for text in ("@fiteco", "#tva")]
    used = []
    for lead in both:
        assert lead is not None
        posts = [{"id": "1", "username": name, "timestamp": ""} for name in ("a", "b")]
        body = {"username": "fiteco", "data": posts}
        [found], asked = play(connector.identify(lead), lambda _, body=body: answer(body))  # type: ignore[misc]
        _, looked = play(
            connector.look(Batch((due(found),))),
            lambda _, body=body: answer(body),  # type: ignore[misc]
        )
        used.append({request.quota for request in (*asked, *looked)})
    assert used == [{PROFILES}, {QUERIES}]
    assert (PROFILES.limit, QUERIES.limit, QUERIES.window) == (1000, 2200, timedelta(hours=24))


def test_a_search_that_finds_nothing_is_not_counted() -> None:
    connector = Threads(ThreadsConfig())
    search = Request("https://graph.threads.net/v1.0/keyword_search", quota=QUERIES)
    profile = Request("https://graph.threads.net/v1.0/profile_posts", quota=PROFILES)
    assert not connector.counts(search, answer({"data": []}))
    assert connector.counts(search, answer({"data": [1]}))
    assert connector.counts(search, answer(b"<html>"))
    assert connector.counts(search, answer([]))
    assert connector.counts(profile, answer({"data": []}))


def test_a_days_looks_stay_below_the_lowest_limit() -> None:
    pace = Threads.pace
    assert pace.burst + pace.per_second * 24 * 3600 <= PROFILES.limit


# Posts


async def test_kinds_of_posts_are_told_apart(graph: FakeGraph, threads: Driver) -> None:
    graph.profile("fiteco", "Fiteco")
    graph.thread("fiteco", "mine", AT)
    graph.thread("fiteco", "see", after(1), is_quote_post=True)
    graph.thread("fiteco", "", after(2), media_type="REPOST_FACADE")
    graph.thread("fiteco", "seen", after(3), media_type="VIDEO", alt_text="Un chat",
                 link_attachment_url="https://fiteco.fr/tva")  # fmt: skip
    [look] = await threads.looks(await watched(threads))
    assert [post.kind for post in look.posts] == [
        PostKind.ORIGINAL, PostKind.REPOST, PostKind.QUOTE, PostKind.ORIGINAL,
    ]  # fmt: skip
    video, link = look.posts[0].media
    assert (video.kind, video.url, video.alt) == ("video", look.posts[0].url, "Un chat")
    assert (link.kind, look.posts[0].links) == ("link", ("https://fiteco.fr/tva",))


# What Threads publishes


def published() -> dict[str, str]:
    if not SPEC.exists():
        pytest.skip("the published collection isn't beside this checkout")
    path = SPEC / "threads-api.postman_collection.json"
    collection = json.loads(path.read_text("utf-8"))
    return {one["key"]: one["value"] for one in collection["variable"]}


def test_only_published_fields_are_asked_for() -> None:
    known = published()
    assert set(POST_FIELDS.split(",")) <= set(known["fields_threads"].split(","))
    every = {*known["fields_threads"].split(","), *known["fields_replies"].split(",")}
    assert set(FOUND_FIELDS.split(",")) <= every


def test_the_published_address_is_the_default() -> None:
    assert published()["api_host"] == ThreadsConfig().threads_api_url


@pytest.mark.parametrize("case", cases("threads"))
def test_a_recorded_exchange_is_read_as_written(case: str) -> None:
    replay(Threads(ThreadsConfig()), case)
