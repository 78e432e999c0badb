"""Reddit: as a guest, with a feed token, and as an approved application."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    RateLimited,
    TargetGone,
    Transient,
)
from connectors.query import Tagged, Word
from connectors.reddit import Reddit, RedditConfig
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Coverage,
    Due,
    Kind,
    Lead,
    Look,
    Query,
    Request,
    TargetId,
)
from tests.connectors.driving import Driver, again, driving, due
from tests.conversations import answer, play
from tests.fakes.reddit import CLIENT, READER, SECRET, SITE, TOKEN, Front, Told

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "recorded"
AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HOST = "www.reddit.com"


def told(number: int, subreddit: str = "Compta", author: str = "ana", link: str = "") -> Told:
    at = AT + timedelta(minutes=number)
    return Told(f"1x{number}", subreddit, author, f"Sujet {number}", "Le texte", at, link)


READS = {"reddit_feed_user": READER, "reddit_feed_token": TOKEN}
APPROVED = {"reddit_client_id": CLIENT, "reddit_client_secret": SECRET}


def reddit(front: Front, **settings: str) -> Reddit:
    asked = {"reddit_url": front.origin, "reddit_oauth_url": front.origin, **settings}
    return Reddit(RedditConfig.model_validate(asked))


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with Front().serving() as front:
        front.tell(told(1))
        front.tell(told(2, "droit", "bob"))
        front.tell(told(3, link="https://loi.example/a"))
        yield front


@pytest.fixture
async def guest(front: Front) -> AsyncIterator[Driver]:
    async with driving(reddit(front)) as driver:
        yield driver


@pytest.fixture
async def app(front: Front) -> AsyncIterator[Driver]:
    async with driving(reddit(front, **APPROVED)) as driver:
        yield driver


async def watched(driver: Driver, *texts: str) -> list[Due]:
    """What is due once these are watched, numbered."""
    found = [(await driver.found(text))[0] for text in texts]
    return [due(account, number=number) for number, account in enumerate(found, 1)]


def always(told: Answer) -> Callable[[Request], Answer]:
    return lambda _: told


def titles(look: Look) -> list[str | None]:
    return [post.title for post in look.posts]


# What people type


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("r/Compta", "r/Compta"),
        ("/r/compta/", "r/compta"),
        ("u/ana-b", "u/ana-b"),
        ("reddit:compta", "r/compta"),
        ("reddit:r/compta", "r/compta"),
        ("reddit: @ana", "u/ana"),
        ("https://www.reddit.com/r/compta/new/?sort=x", "r/compta"),
        ("https://old.reddit.com/user/ana/submitted", "u/ana"),
        ("https://reddit.com/r/compta/comments/1abc/sujet/", "r/compta"),
    ],
)
def test_subreddits_and_users_are_leads(text: str, name: str) -> None:
    assert Reddit().parse_target(text) == Lead("reddit", Kind.ACCOUNT, name, HOST, exact=True)


@pytest.mark.parametrize(
    "text",
    ["compta", "@ana", "r/a", "r/compta/new", "x/compta", "r/été", "reddit:", "reddit://r/compta",
     "https://www.reddit.com/", "https://reddit.com.evil.example/r/compta", "u/a b"],
)  # fmt: skip
def test_other_words_are_not(text: str) -> None:
    assert Reddit().parse_target(text) is None


# As a guest


async def test_a_subreddit_is_found_with_its_newest_submission(front: Front, guest: Driver) -> None:
    (found,) = await guest.found("r/Compta")
    assert (found.key, found.handle, found.url) == (
        "r/compta",
        "r/Compta",
        f"{front.origin}/r/Compta/",
    )
    assert found.sample is not None
    assert (found.sample.key, found.sample.title) == ("t3_1x3", "Sujet 3")
    assert len(front.asked) == 1


async def test_what_the_feeds_add_is_no_part_of_a_text(guest: Driver) -> None:
    [one] = await watched(guest, "r/compta")
    (look,) = await guest.looks(one)
    shared, own = look.posts
    assert (own.text, own.links, own.author_handle) == ("Le texte", (), "u/ana")
    assert (shared.text, shared.links) == ("Le texte", ("https://loi.example/a",))
    assert own.url == f"{SITE}/r/Compta/comments/1x1/sujet/"
    assert own.published_at == AT + timedelta(minutes=1)


async def test_several_subreddits_are_one_question_and_each_gets_its_own(
    front: Front, guest: Driver
) -> None:
    dues = await watched(guest, "r/compta", "r/DROIT", "u/ana")
    packed = [batch.dues for batch in guest.connector.pack(dues, ())]
    assert [[one.target.ref for one in group] for group in packed] == [
        ["r/compta", "r/DROIT"],
        ["u/ana"],
    ]
    front.asked.clear()
    compta, droit = await guest.looks(*dues[:2])
    (ana,) = await guest.looks(dues[2])
    assert front.asked == ["/r/compta+DROIT/new.rss", "/user/ana/submitted.rss"]
    assert (titles(compta), titles(droit)) == (["Sujet 3", "Sujet 1"], ["Sujet 2"])
    assert titles(ana) == ["Sujet 3", "Sujet 1"]


def test_a_question_holds_at_most_25_subreddits() -> None:
    account = Account("reddit", "r/x", "r/x", "", f"{SITE}/r/x/", HOST, "r/x")
    dues = [due(account, number=number) for number in range(60)]
    assert [len(batch.dues) for batch in Reddit().pack(dues, ())] == [25, 25, 10]


async def test_a_page_that_does_not_reach_back_is_partial_and_one_that_does_is_not(
    front: Front, guest: Driver
) -> None:
    dues = await watched(guest, "r/compta", "r/droit")
    looks = await guest.looks(*dues)
    for number in range(10, 40):
        front.tell(told(number, "droit", "bob"))
    after = [again(one, look) for one, look in zip(dues, looks, strict=True)]
    quiet, busy = await guest.looks(*after)
    assert (quiet.coverage, busy.coverage) == (Coverage.COMPLETE, Coverage.COMPLETE)
    assert (len(quiet.posts), len(busy.posts)) == (2, 31)
    front.page = 30
    cut = await guest.looks(*after)
    assert [look.coverage for look in cut] == [Coverage.PARTIAL, Coverage.PARTIAL]


async def test_a_subreddit_that_fell_silent_on_a_whole_page_is_suspect(
    front: Front, guest: Driver
) -> None:
    dues = await watched(guest, "r/compta", "r/droit")
    looks = await guest.looks(*dues)
    front.states["droit"] = "banned"
    after = [again(one, look) for one, look in zip(dues, looks, strict=True)]
    compta, droit = await guest.looks(*after)
    assert (compta.coverage, len(compta.posts)) == (Coverage.COMPLETE, 2)
    assert (droit.coverage, droit.cursor) == (Coverage.SUSPECT, None)


async def test_one_that_spoils_the_question_is_found_by_halves(front: Front, guest: Driver) -> None:
    front.tell(told(4, "paie"))
    dues = await watched(guest, "r/compta", "r/droit", "r/paie")
    front.states["droit"] = "private"
    front.omits_spoilt = False
    compta, droit, paie = await guest.looks(*dues)
    assert (len(compta.posts), len(paie.posts)) == (2, 1)
    assert isinstance(droit.error, TargetGone)
    assert droit.error.reason == "private"


def test_where_halves_have_to_wait_nobody_is_told_gone() -> None:
    account = Account("reddit", "r/x", "r/x", "", f"{SITE}/r/x/", HOST, "r/x")
    dues = tuple(due(account, number=number) for number in (1, 2))
    replies: list[ConnectorError] = [TargetGone("gone"), RateLimited(AT), RateLimited(AT)]
    coming = iter(replies)
    looks, _ = play(Reddit().look(Batch(dues)), lambda _: next(coming))
    assert {type(look.error) for look in looks.values()} == {Transient}


async def test_what_is_not_there_gives_nobody_and_what_is_closed_says_so(
    front: Front, guest: Driver
) -> None:
    assert await guest.found("r/nobody") == []
    assert await guest.found("u/nobody") == []
    for state in ("banned", "private"):
        front.states["droit"] = state
        with pytest.raises(TargetGone):
            await guest.found("r/droit")


async def test_a_blocked_address_and_a_limit_are_told_as_what_they_are(
    front: Front, guest: Driver
) -> None:
    [one] = await watched(guest, "r/compta")
    front.status, front.body = 403, "<html>You've been blocked by network security.</html>"
    (blocked,) = await guest.looks(one)
    assert isinstance(blocked.error, NeedsApproval)
    assert blocked.error.what == "reddit_blocked"
    front.status, front.headers = 429, {"x-ratelimit-reset": "47"}
    (limited,) = await guest.looks(one)
    assert isinstance(limited.error, RateLimited)
    assert limited.error.until.second == 47


async def test_a_guest_searches_by_the_search_feed(guest: Driver) -> None:
    query = Query(Word("Sujet"), since=AT + timedelta(minutes=2), limit=1)
    page = await guest.run(guest.connector.search(query))
    assert [post.key for post in page.posts] == ["t3_1x3"]
    with pytest.raises(NotPossible):
        await guest.run(guest.connector.search(Query(Tagged("tva"))))
    with pytest.raises(NotPossible):
        guest.connector.reread(())


def test_only_an_application_declares_that_it_can_ask_again() -> None:
    approved = RedditConfig(reddit_client_id="c", reddit_client_secret=SecretStr("s"))
    reader = RedditConfig(reddit_feed_user="u", reddit_feed_token=SecretStr("t"))
    assert Ability.REREAD in Reddit(approved).abilities
    for config in (reader, RedditConfig()):
        assert Reddit(config).abilities == {Ability.ACCOUNT, Ability.SEARCH_POSTS}


def test_a_guest_asks_once_a_minute_in_one_lane_and_keeps_texts_a_week() -> None:
    connector = Reddit()
    assert (connector.pace.burst, round(connector.pace.per_second * 60)) == (1, 1)
    assert connector.keeps == timedelta(days=7)
    for text in ("r/compta", "u/ana"):
        lead = connector.parse_target(text)
        assert lead is not None
        assert connector.lead_host(lead) == HOST


# With a feed token


async def test_a_feed_token_is_sent_and_stands_in_no_request(front: Front) -> None:
    front.expects_token = True
    connector = reddit(front, **READS)
    async with driving(connector) as driver:
        [one] = await watched(driver, "r/compta")
        (look,) = await driver.looks(one)
    assert len(look.posts) == 2
    _, asked = play(connector.look(Batch((one,))), lambda _: Transient("no"))
    assert TOKEN not in repr(asked)
    assert connector.pace.per_second > Reddit().pace.per_second


async def test_a_feed_token_that_is_refused_is_named(front: Front) -> None:
    front.status = 401
    async with driving(reddit(front, **READS)) as driver:
        with pytest.raises(CredentialRejected) as refused:
            await driver.run(driver.connector.probe())
    assert refused.value.setting == "REDDIT_FEED_TOKEN"


async def test_a_reader_goes_back_one_page_more(front: Front) -> None:
    front.expects_token = True
    async with driving(reddit(front, **READS)) as driver:
        [one] = await watched(driver, "r/compta")
        (first,) = await driver.looks(one)
        for number in range(10, 60):
            front.tell(told(number))
        front.page = 30
        (second,) = await driver.looks(again(one, first))
    assert (second.coverage, len(second.posts)) == (Coverage.COMPLETE, 52)
    assert front.asked[-1] == "/r/compta/new.rss?t3_1x30"


# As an approved application


async def test_an_application_finds_members_and_reads_the_api(front: Front, app: Driver) -> None:
    (found,) = await app.found("r/compta")
    assert (found.name, found.followers) == ("La compta", 4321)
    (look,) = await app.looks(due(found))
    assert look.posts[0].links == ("https://loi.example/a",)
    assert (look.posts[1].text, look.posts[1].reactions) == ("Le texte", 10)
    assert front.opened == 1
    assert not any(path.endswith(".rss") for path in front.asked)
    assert app.connector.keeps is None


async def test_feeds_and_the_api_give_the_same_post(guest: Driver, app: Driver) -> None:
    [by_feed], [by_api] = await watched(guest, "r/compta"), await watched(app, "r/compta")
    (one,), (two,) = await guest.looks(by_feed), await app.looks(by_api)
    for fed, asked in zip(one.posts, two.posts, strict=True):
        assert replace(asked, reactions=None, url=fed.url) == fed
        assert asked.url.endswith(fed.url.removeprefix(SITE))


async def test_a_token_that_expires_is_renewed_within_the_request(
    front: Front, app: Driver
) -> None:
    front.lives = 1
    for _ in range(3):
        page = await app.run(app.connector.search(Query(Word("Sujet"))))
        assert len(page.posts) == 3
    assert front.opened == 3


async def test_a_wrong_secret_is_told_as_one_and_appears_nowhere(front: Front) -> None:
    wrong = "a-wrong-secret"
    settings = {"reddit_client_id": CLIENT, "reddit_client_secret": wrong}
    async with driving(reddit(front, **settings)) as driver:
        with pytest.raises(CredentialRejected) as refused:
            await driver.run(driver.connector.probe())
    assert refused.value.setting == "REDDIT_CLIENT_SECRET"
    assert wrong not in repr(refused.value)


async def test_what_was_removed_or_deleted_is_gone_and_the_rest_stays(
    front: Front, app: Driver
) -> None:
    front.tell(told(4))
    [one] = await watched(app, "r/compta")
    (look,) = await app.looks(one)
    front.submissions[0].state = "moderator"
    front.submissions = [one for one in front.submissions if one.id != "1x3"]
    now = await app.run(app.connector.reread(look.posts))
    assert now == {"t3_1x4": None, "t3_1x3": None, "t3_1x1": look.posts[2]}


async def test_an_application_goes_back_as_far_as_it_has_seen(front: Front, app: Driver) -> None:
    [one] = await watched(app, "u/ana")
    (first,) = await app.looks(one)
    for number in range(10, 110):
        front.tell(told(number))
    front.page = 40
    (second,) = await app.looks(again(one, first))
    assert (second.coverage, len(second.posts)) == (Coverage.COMPLETE, 102)


def test_what_cannot_be_read_is_neither_gone_nor_complete() -> None:
    approved = Reddit(RedditConfig(reddit_client_id="c", reddit_client_secret=SecretStr("s")))
    there = {"name": "t3_1", "subreddit": "x", "permalink": "/r/x/comments/1/", "created_utc": 9.0}
    listing = {"data": {"children": [{"data": there}, {"data": {"name": "t3_2"}}], "after": None}}
    account = Account("reddit", "r/x", "r/x", "", f"{SITE}/r/x/", HOST, "r/x")
    looks, _ = play(approved.look(Batch((due(account),))), always(answer(listing)))
    (look,) = looks.values()
    assert (look.coverage, len(look.posts)) == (Coverage.PARTIAL, 1)
    posts = [look.posts[0], replace(look.posts[0], key="t3_2")]
    now, _ = play(approved.reread(posts), always(answer(listing)))
    assert now == {"t3_1": look.posts[0]}


def test_real_listings_are_read() -> None:
    names = (
        "TestRedditorListings.test_submissions__new__1",
        "TestSubreddit.test_search__1",
        "TestSubredditListings.test_new__1",
        "TestSubredditStreams.test_submissions__2",
    )
    if not RECORDED.exists():
        pytest.skip("recorded answers aren't beside this checkout")
    settings = RedditConfig(reddit_client_id="c", reddit_client_secret=SecretStr("s"))
    for name in names:
        body = json.loads((RECORDED / f"reddit__{name}.json").read_text("utf-8"))["body"]
        page, _ = play(Reddit(settings).search(Query(Word("x"), limit=100)), always(answer(body)))
        assert len(page.posts) == len(body["data"]["children"])
        assert all(post.title and post.published_at and post.key for post in page.posts)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"data": {"children": 3}}', b'{"data": {"children": [{}]}}']
)
def test_answers_that_make_no_sense_change_nothing(body: bytes) -> None:
    approved = Reddit(RedditConfig(reddit_client_id="c", reddit_client_secret=SecretStr("s")))
    account = Account("reddit", "r/x", "r/x", "", f"{SITE}/r/x/", HOST, "r/x")
    looks, _ = play(approved.look(Batch((due(account),))), always(answer(body)))
    assert looks[TargetId(1)].coverage is Coverage.FAILED
