from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import NotPossible, RateLimited, TargetGone, Transient, UnexpectedPayload
from connectors.hackernews import HackerNews, HackerNewsConfig
from connectors.query import All, From, Not, Phrase, Some, Tagged, Word
from connectors.types import Coverage, Kind, PostKind, Query
from tests.connectors import recorded
from tests.connectors.driving import Driver, again, driving, due
from tests.fakes.hackernews import HackerNewsSearch
from tests.fakes.http import Fault, http_error

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.fixture
async def site() -> AsyncIterator[HackerNewsSearch]:
    async with HackerNewsSearch() as server:
        yield server


@pytest.fixture
async def hn(site: HackerNewsSearch) -> AsyncIterator[Driver]:
    config = HackerNewsConfig(hackernews_url=f"{site.url}/api/v1/")
    async with driving(HackerNews(config)) as driver:
        yield driver


# What people type


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("hn:pg", Kind.ACCOUNT, "pg"),
        ("hackernews: @Tax_Man-1", Kind.ACCOUNT, "Tax_Man-1"),
        ("Hacker News: pg", Kind.ACCOUNT, "pg"),
        ("https://news.ycombinator.com/user?id=pg", Kind.ACCOUNT, "pg"),
        ("news.ycombinator.com/submitted?id=pg", Kind.ACCOUNT, "pg"),
        ("hn:https://news.ycombinator.com/threads?id=pg", Kind.ACCOUNT, "pg"),
        ('hn:"electronic invoice"', Kind.QUERY, "electronic invoice"),
        ("hn: « facture électronique »", Kind.QUERY, "facture électronique"),
        ("hackernews:electronic invoice", Kind.QUERY, "electronic invoice"),
        ("hn:#invoice", Kind.QUERY, "invoice"),
    ],
)
def test_users_links_and_words_are_understood(text: str, kind: Kind, canonical: str) -> None:
    lead = HackerNews(HackerNewsConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (kind, canonical, True)


@pytest.mark.parametrize(
    "text",
    ["@pg", "pg", "#tva", '"two words"', "https://news.ycombinator.com/item?id=1",
     "https://news.ycombinator.com.evil.example/user?id=pg", 'hn:""', 'hn:"  "', "hn:a/b c",
     "https://news.ycombinator.com/user?id=a%20b", "hn:"],
)  # fmt: skip
def test_what_is_not_hacker_news_is_left_alone(text: str) -> None:
    assert HackerNews(HackerNewsConfig()).parse_target(text) is None


# Who is meant


async def test_a_user_is_found_with_the_latest_publication(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "First", AT)
    site.comment("pg", "Second", after(60 * 24 * 10))
    [found] = await hn.found("hn:pg")
    assert (found.key, found.kind, found.proof) == ("pg", Kind.ACCOUNT, "exact")
    assert found.url == "https://news.ycombinator.com/user?id=pg"
    assert found.sample is not None
    assert (found.sample.text, found.last_post_at) == ("Second", after(60 * 24 * 10))
    assert found.monthly_posts == pytest.approx(3.0)


async def test_an_unknown_user_is_nobody(hn: Driver) -> None:
    assert await hn.found("hn:nobody") == []


async def test_words_are_a_target_even_where_nobody_wrote_them_yet(hn: Driver) -> None:
    [found] = await hn.found('hn:"Electronic Invoice"')
    assert (found.key, found.kind) == ('"electronic invoice"', Kind.QUERY)
    assert (found.sample, found.monthly_posts) == (None, None)


async def test_a_sample_that_fails_does_not_hide_the_user(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "First", AT)
    site.fail("search", http_error(503))
    [found] = await hn.found("hn:pg")
    assert (found.key, found.sample) == ("pg", None)


# Looking


@pytest.mark.parametrize("burst", [0, 1, 99, 100, 101, 450])
async def test_no_publication_of_a_burst_is_missed(
    site: HackerNewsSearch, hn: Driver, burst: int
) -> None:
    site.story("pg", "before", AT)
    site.story("other", "somebody else", AT)
    target = due((await hn.found("hn:pg"))[0])
    [first] = await hn.looks(target)
    for number in range(burst):
        site.story("pg", f"n{number}", after(1 + number / 100))
    [look] = await hn.looks(again(target, first))
    assert {post.title for post in look.posts} - {"before"} == {f"n{n}" for n in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_what_is_found_late_is_not_missed(site: HackerNewsSearch, hn: Driver) -> None:
    site.story("pg", "newest", after(60))
    target = due((await hn.found("hn:pg"))[0])
    [first] = await hn.looks(target)
    site.story("pg", "found late", AT)
    [look] = await hn.looks(again(target, first))
    assert "found late" in {post.title for post in look.posts}


async def test_the_newest_known_may_be_deleted(site: HackerNewsSearch, hn: Driver) -> None:
    site.story("pg", "old", AT)
    newest = site.story("pg", "newest", after(60 * 24))
    target = due((await hn.found("hn:pg"))[0])
    [first] = await hn.looks(target)
    newest.gone = True
    [look] = await hn.looks(again(target, first))
    assert (look.coverage, look.posts, look.cursor) == (Coverage.COMPLETE, (), None)


async def test_a_search_that_finds_nothing_any_more_is_suspect(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "old", AT)
    target = due((await hn.found("hn:pg"))[0])
    [first] = await hn.looks(target)
    site.blind = True
    [look] = await hn.looks(again(target, first))
    assert (look.coverage, look.cursor) == (Coverage.SUSPECT, None)


async def test_a_user_who_is_gone_with_everything_is_gone(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "old", AT)
    target = due((await hn.found("hn:pg"))[0])
    [first] = await hn.looks(target)
    site.items.clear()
    site.users.clear()
    [look] = await hn.looks(again(target, first))
    assert isinstance(look.error, TargetGone)
    assert (look.coverage, look.cursor) == (Coverage.FAILED, None)


async def test_words_that_nobody_says_any_more_are_nobody_who_could_be_gone(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "An audit log", AT)
    target = due((await hn.found('hn:"audit log"'))[0])
    [first] = await hn.looks(target)
    site.items.clear()
    [look] = await hn.looks(again(target, first))
    assert (look.coverage, look.error, site.calls_of("user")) == (Coverage.SUSPECT, None, [])


async def test_a_page_that_fails_leaves_a_gap_that_the_next_look_closes(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "before", AT)
    target = due((await hn.found("hn:pg"))[0])
    waiting = again(target, (await hn.looks(target))[0])
    for number in range(150):
        site.story("pg", f"n{number}", after(1 + number))
    site.fail("search", http_error(502), when=lambda asked: "page" in asked)
    [broken] = await hn.looks(waiting)
    assert (broken.coverage, broken.cursor) == (Coverage.PARTIAL, None)
    assert isinstance(broken.error, Transient)
    [look] = await hn.looks(again(waiting, broken))
    assert len(look.posts) == 151


async def test_more_than_the_search_gives_is_said_to_be_partial(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("pg", "before", AT)
    target = due((await hn.found("hn:pg"))[0])
    [first] = await hn.looks(target)
    for number in range(1_100):
        site.story("pg", f"n{number}", after(1 + number / 100))
    [look] = await hn.looks(again(target, first))
    assert len(look.posts) == 1_000
    assert look.coverage is Coverage.PARTIAL


async def test_words_that_only_resemble_are_not_told(site: HackerNewsSearch, hn: Driver) -> None:
    site.sloppy = True
    site.story("a", "The electronic  Invoice arrives", AT)
    site.story("b", "An electronic something", AT)
    site.comment("c", "<p>see <a href='https://x.example/electronic invoice'>it</a>", AT)
    [look] = await hn.looks(due((await hn.found('hn:"electronic invoice"'))[0]))
    assert [post.author_key for post in look.posts] == ["a"]


async def test_a_limit_pauses_the_host(site: HackerNewsSearch, hn: Driver) -> None:
    site.story("pg", "old", AT)
    target = due((await hn.found("hn:pg"))[0])
    site.fail("search", Fault(status=429))
    [look] = await hn.looks(target)
    assert isinstance(look.error, RateLimited)


# What is published


async def test_a_story_and_a_comment_are_read(site: HackerNewsSearch, hn: Driver) -> None:
    url = "https://fiteco.example/a"
    site.story("pg", "Invoices & you", AT, url=url, text="Why <i>now</i>")
    site.comment("pg", "I agree:<p>see https://x.example/b", after(1))
    [look] = await hn.looks(due((await hn.found("hn:pg"))[0]))
    comment, story = look.posts
    assert (story.kind, story.title, story.text) == (
        PostKind.ORIGINAL,
        "Invoices & you",
        "Why now",
    )
    assert (story.links, story.reactions) == ((url,), 7)
    assert (story.key, story.published_at) == ("1", AT)
    assert (comment.kind, comment.title, comment.reactions) == (PostKind.REPLY, None, None)
    assert comment.text == "I agree:\n\nsee https://x.example/b"
    assert comment.url == "https://news.ycombinator.com/item?id=2"


# Searching


async def test_a_search_pages_and_says_how_far_back_it_read(
    site: HackerNewsSearch, hn: Driver
) -> None:
    for number in range(30):
        site.story("a", f"invoice {number}", after(number))
    site.story("a", "invoice spam", after(40))
    query = Query(All((Word("invoice"), Not(Word("spam")))), since=after(5), limit=20)
    page = await hn.run(hn.connector.search(query))
    titles = ["invoice spam", *(f"invoice {n}" for n in range(29, 10, -1))]
    assert [post.title for post in page.posts] == titles
    assert (page.next_page, page.since, page.notes) == ("1", after(11), ())
    last = await hn.run(hn.connector.search(Query(Word("invoice"), since=after(5), page="1")))
    assert [post.title for post in last.posts] == [f"invoice {n}" for n in range(10, 4, -1)]
    assert (last.next_page, last.since) == (None, after(5))


async def test_alternatives_are_searched_one_by_one_and_shown_together(
    site: HackerNewsSearch, hn: Driver
) -> None:
    for number, title in enumerate(("an invoice", "payroll", "payroll and invoice")):
        site.story("a", title, after(number))
    query = Query(Some((Word("invoice"), Word("payroll"))), limit=2)
    page = await hn.run(hn.connector.search(query))
    assert [post.title for post in page.posts] == ["payroll and invoice", "payroll", "an invoice"]
    assert (page.next_page, page.complete) == (None, True)


async def test_an_author_of_a_search_is_asked_as_a_tag(site: HackerNewsSearch, hn: Driver) -> None:
    site.story("pg", "invoice", AT)
    site.story("other", "invoice", AT)
    page = await hn.run(hn.connector.search(Query(All((Word("invoice"), From("pg"))))))
    assert [post.author_handle for post in page.posts] == ["pg"]


async def test_any_search_is_watched_in_as_many_questions_as_it_takes(
    site: HackerNewsSearch, hn: Driver
) -> None:
    lead = hn.connector.query_lead(Some((Phrase("an invoice"), Word("payroll"))))
    assert lead is not None
    site.story("a", "an invoice", AT)
    [found] = await hn.run(hn.connector.identify(lead))
    assert (found.handle, found.kind, found.ref) == (
        '"an invoice" OR payroll',
        Kind.QUERY,
        lead.text,
    )
    first = due(found)
    [one] = await hn.looks(first)
    site.story("a", "payroll", after(200))
    site.story("a", "holidays", after(201))
    [two] = await hn.looks(again(first, one))
    assert [post.title for post in one.posts] == ["an invoice"]
    assert {post.title for post in two.posts} == {"an invoice", "payroll"}
    site.fail("search", Fault(status=500), when=lambda asked: asked["query"] == "payroll")
    [broken] = await hn.looks(again(first, two))
    assert (broken.coverage, broken.cursor) == (Coverage.PARTIAL, None)


async def test_a_search_that_cannot_be_asked_as_a_whole_is_not_watched(hn: Driver) -> None:
    for wanted in (Word("factur", begins=True), Some(tuple(Word(name) for name in "abcd"))):
        lead = hn.connector.query_lead(wanted)
        assert lead is not None
        with pytest.raises(NotPossible):
            await hn.run(hn.connector.identify(lead))


async def test_a_hashtag_is_searched_as_a_word_and_said_to_be(
    site: HackerNewsSearch, hn: Driver
) -> None:
    site.story("a", "About invoice", AT)
    page = await hn.run(hn.connector.search(Query(Tagged("invoice"))))
    assert [post.title for post in page.posts] == ["About invoice"]
    assert page.notes == ("hackernews_words",)
    assert site.calls_of("search")[-1]["query"] == "invoice"


# Asking again


async def test_what_was_told_is_found_or_gone(site: HackerNewsSearch, hn: Driver) -> None:
    site.story("pg", "kept", AT)
    deleted = site.comment("pg", "deleted", AT)
    dropped = site.comment("pg", "dropped", AT)
    [look] = await hn.looks(due((await hn.found("hn:pg"))[0]))
    deleted.gone = True
    del site.items[dropped.id]
    found = await hn.run(hn.connector.reread(look.posts))
    assert {key: post.title if post else None for key, post in found.items()} == {
        "1": "kept",
        "2": None,
        "3": None,
    }


async def test_an_edited_comment_is_read_as_it_is_now(site: HackerNewsSearch, hn: Driver) -> None:
    item = site.comment("pg", "befor", AT)
    [look] = await hn.looks(due((await hn.found("hn:pg"))[0]))
    item.text = "before"
    [now] = (await hn.run(hn.connector.reread(look.posts))).values()
    assert now is not None
    assert (now.text, now.kind, now.key) == ("before", PostKind.REPLY, "1")


async def test_the_probe_notices_an_answer_of_another_shape(
    site: HackerNewsSearch, hn: Driver
) -> None:
    await hn.run(hn.connector.probe())
    site.fail("search", Fault(status=200, body='{"message": "moved"}'))
    with pytest.raises(UnexpectedPayload):
        await hn.run(hn.connector.probe())


@pytest.mark.parametrize("case", recorded.cases("hackernews"))
def test_recorded_exchanges_give_what_was_expected(case: str) -> None:
    recorded.replay(HackerNews(HackerNewsConfig()), case)
