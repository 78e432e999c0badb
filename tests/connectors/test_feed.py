"""Feeds: found from any web address, read again and again without loss or repeat."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import RateLimited, Refused, TargetGone, Transient, UnexpectedPayload
from connectors.feed import Feed
from connectors.feeds.keys import REMEMBERED, Cursor, name
from connectors.parsing.feed import Entry, parse_feed, parse_page, parse_tolerant
from connectors.parsing.worker import ParseWorker
from connectors.text import KEY_CAP, short_key
from connectors.types import (
    Account,
    Answer,
    Batch,
    Coverage,
    Due,
    Kind,
    Lead,
    Look,
    Post,
    Request,
    Target,
    TargetId,
)
from tests.connectors.driving import Driver, again, driving, due
from tests.connectors.web import Web, reply, web
from tests.conversations import play

RECORDED = Path(__file__).parents[1] / "recorded" / "feed"
CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "feeds"
URL = "https://cabinet.example/feed"
TARGET = Target(
    id=TargetId(1),
    network="feed",
    kind=Kind.FEED,
    key=URL,
    handle="cabinet.example",
    name="Cabinet Durand",
    url=URL,
    host="cabinet.example",
    ref=URL,
)


def rss(*items: str, title: str = "Le blog") -> bytes:
    listed = "".join(f"<item>{item}</item>" for item in items)
    head = f"<title>{title}</title><link>https://x.example</link><description>d</description>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{listed}</channel></rss>'.encode()
    )


def item(ident: str, words: str = "Un texte") -> str:
    date = "<pubDate>Mon, 04 May 2026 10:00:00 +0200</pubDate>"
    return f"<guid>{ident}</guid><title>{ident}</title><description>{words}</description>{date}"


def look(cursor: str | None, respond: Any) -> tuple[Look, list[Request]]:
    looks, asked = play(Feed().look(Batch((Due(TARGET, cursor),))), respond)
    return looks[TARGET.id], asked


def parsed(request: Request, answer: Answer) -> Answer:
    """The answer as the driver gives it, parsed in this process."""
    if request.parse is None or answer.status != 200:
        return answer
    found = request.parse(answer.body, answer.headers)
    return Answer(answer.status, answer.url, answer.headers, answer.body, found, answer.moved)


# What people type


@pytest.mark.parametrize(
    ("text", "canonical", "host"),
    [
        ("cabinet-durand.fr", "cabinet-durand.fr", "cabinet-durand.fr"),
        ("www.x.fr/blog", "www.x.fr/blog", "www.x.fr"),
        ("X.fr/Blog/", "x.fr/Blog/", "x.fr"),
        ("https://X.fr/", "https://x.fr", "x.fr"),
        ("http://x.fr/a?b=1#c", "http://x.fr/a?b=1", "x.fr"),
        ("rss:https://x.fr/feed", "https://x.fr/feed", "x.fr"),
        ("feed:x.fr/feed", "x.fr/feed", "x.fr"),
        ("feed://x.fr/feed", "x.fr/feed", "x.fr"),
        ("web:x.fr", "x.fr", "x.fr"),
        ("web:localhost:8080/a", "localhost:8080/a", "localhost:8080"),
        ("https://127.0.0.1:3000/feed", "https://127.0.0.1:3000/feed", "127.0.0.1:3000"),
        ("élan.fr", "xn--lan-9la.fr", "xn--lan-9la.fr"),
    ],
)
def test_links_and_domains_are_leads(text: str, canonical: str, host: str) -> None:
    lead = Feed().parse_target(text)
    assert lead == Lead("feed", Kind.FEED, canonical, host=host, exact=True)


@pytest.mark.parametrize(
    "text",
    ["", "durand", "@durand", "#tva", "a@b.fr", "1.2", "v2.0", "x.fr y", "rss:", "mailto:a@b.fr",
     "ftp://x.fr", "https://user:pw@x.fr/", "https://"],
)  # fmt: skip
def test_other_words_are_not(text: str) -> None:
    assert Feed().parse_target(text) is None


@given(st.text(max_size=80))
def test_any_text_is_a_lead_or_not_and_a_lead_is_stable(text: str) -> None:
    lead = Feed().parse_target(text)
    if lead is not None:
        again = Feed().parse_target(f"web:{lead.text}")
        assert again == lead


# Finding a feed


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with web() as started:
        yield started


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with driving(Feed()) as driving_feed:
        yield driving_feed


async def test_an_address_that_is_a_feed_is_the_candidate(site: Web, driver: Driver) -> None:
    site.pages["/old"] = reply(b"", 301, location="/new")
    old, new = item("a"), item("b").replace("04 May", "05 May")
    site.pages["/new"] = reply(rss(old, new), content_type="text/xml")
    (found,) = await driver.found(site.url("/old"))
    assert isinstance(found, Account)
    assert (found.key, found.ref, found.url) == (site.url("/new"),) * 3
    assert (found.kind, found.name, found.proof) == (Kind.FEED, "Le blog", "link")
    assert found.host == found.handle == f"127.0.0.1:{site.port}"
    assert found.last_post_at == datetime(2026, 5, 5, 8, 0, tzinfo=UTC)
    assert found.sample is not None
    assert found.sample.title == "b"


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/atom+xml; charset=utf-8", "Application/Feed+JSON"]
)
async def test_a_page_that_announces_a_feed_leads_to_it(
    site: Web, driver: Driver, kind: str
) -> None:
    page = f"""<!DOCTYPE html><html><head>
        <link rel="alternate" type="text/html" href="/en">
        <link rel="alternate" type="{kind}" href="/comments/feed">
        <link rel="ALTERNATE home" type="{kind}" href="actu.xml"></head><body>…</body></html>"""
    site.pages["/blog/"] = reply(page.encode())
    site.pages["/blog/actu.xml"] = reply(rss(item("a")))
    site.pages["/comments/feed"] = reply(rss(item("c")))
    (found,) = await driver.found(site.url("/blog/"))
    assert found.key == site.url("/blog/actu.xml")


async def test_a_page_with_a_base_is_read_from_there(site: Web, driver: Driver) -> None:
    link = '<base href="/deep/"><link rel="alternate" type="application/rss+xml" href="f">'
    site.pages["/"] = reply(f"<html><head>{link}</head></html>".encode())
    site.pages["/deep/f"] = reply(rss(item("a")))
    (found,) = await driver.found(site.url("/"))
    assert found.key == site.url("/deep/f")


async def test_a_page_that_announces_none_is_searched_at_the_usual_places(
    site: Web, driver: Driver
) -> None:
    site.pages["/blog"] = reply(b"<html><body>Bonjour</body></html>")
    site.pages["/feed"] = reply(b"<html>no</html>")
    site.pages["/feed.xml"] = reply(rss(item("a")))
    (found,) = await driver.found(site.url("/blog"))
    assert found.key == site.url("/feed.xml")


async def test_a_login_page_without_a_feed_gives_nobody_in_a_few_requests(
    site: Web, driver: Driver
) -> None:
    site.pages["/"] = reply(b"<html><form>Mot de passe</form></html>")
    assert await driver.found(site.url("/")) == []
    assert len(site.asked) <= 8


async def test_a_bare_domain_is_asked_by_https_and_then_by_http(site: Web, driver: Driver) -> None:
    site.pages["/feed"] = reply(rss(item("a")))
    (found,) = await driver.found(f"web:127.0.0.1:{site.port}/feed")
    assert found.key == site.url("/feed")


async def test_a_site_that_forbids_or_misses_the_page_gives_nobody(
    site: Web, driver: Driver
) -> None:
    site.pages["/wall"] = reply(b"no", 403)
    assert await driver.found(site.url("/wall")) == []
    assert await driver.found(site.url("/gone")) == []


async def test_a_site_that_fails_is_told_apart_from_one_without_a_feed(
    site: Web, driver: Driver
) -> None:
    site.pages["/"] = reply(b"", 500)
    site.pages["/busy"] = reply(b"", 429)
    with pytest.raises(Transient):
        await driver.found(site.url("/"))
    with pytest.raises(RateLimited):
        await driver.found(site.url("/busy"))
    with pytest.raises(Refused):
        await driver.found("http://192.168.0.1/")


async def test_a_feed_found_is_looked_at_again_with_its_tags(site: Web, driver: Driver) -> None:
    site.pages["/feed"] = reply(rss(item("a")), etag='"v1"', last_modified="yesterday")
    (found,) = await driver.found(site.url("/feed"))
    first = due(found)
    (one,) = await driver.looks(first)
    assert found.sample is not None
    assert [post.key for post in one.posts] == [found.sample.key]
    site.pages["/feed"] = reply(b"", 304)
    (two,) = await driver.looks(again(first, one))
    assert (two.unchanged, two.coverage, two.posts) == (True, Coverage.COMPLETE, ())
    head = site.asked[-1].lower()
    assert 'if-none-match: "v1"' in head
    assert "if-modified-since: yesterday" in head


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (410, {}, TargetGone),
        (404, {}, Transient),
        (429, {"retry_after": "60"}, RateLimited),
        (503, {"retry_after": "60"}, RateLimited),
        (500, {}, Transient),
    ],
)
async def test_a_feed_that_answers_no_is_a_failed_look(
    site: Web, driver: Driver, status: int, headers: dict[str, str], kind: type[Exception]
) -> None:
    site.pages["/feed"] = reply(rss(item("a")))
    (found,) = await driver.found(site.url("/feed"))
    site.pages["/feed"] = reply(b"", status, **headers)
    (failed,) = await driver.looks(due(found))
    assert (failed.coverage, failed.cursor) == (Coverage.FAILED, None)
    assert type(failed.error) is kind


# Looking: recorded cases


@pytest.mark.parametrize(
    "case", sorted(path.parent.name for path in RECORDED.glob("*/answers.json"))
)
def test_recorded_looks_give_what_was_expected(case: str) -> None:
    folder = RECORDED / case
    answers = json.loads((folder / "answers.json").read_text())
    expected = json.loads((folder / "expected.json").read_text())
    assert len(answers) == len(expected)
    cursor: str | None = None
    for recorded, wanted in zip(answers, expected, strict=True):
        body = (folder / recorded["body"]).read_bytes() if recorded["body"] is not None else b""
        moved = recorded.get("moved")
        reply_ = Answer(recorded["status"], moved or URL, recorded["headers"], body, moved=moved)
        got, asked = look(cursor, lambda request, reply_=reply_: parsed(request, reply_))
        cursor = got.cursor or cursor
        check_look(got, wanted)
        assert asked[0].url == wanted.get("asked", URL)


def check_look(got: Look, wanted: dict[str, Any]) -> None:
    assert got.coverage.value == wanted["coverage"]
    assert got.unchanged == wanted.get("unchanged", False)
    at = got.account.ref if got.account else URL
    assert at == wanted.get("moved", URL)
    assert got.account is None or got.account.key == URL
    assert len(got.posts) == len(wanted["posts"])
    for post, fields in zip(got.posts, wanted["posts"], strict=True):
        assert {field: plain(post, field) for field in fields} == fields


def plain(post: Post, field: str) -> Any:
    value = getattr(post, field)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


# Looking: one thing at a time


def answering(body: bytes, **headers: str) -> Any:
    return lambda request: parsed(request, Answer(200, URL, headers, body))


def test_the_parser_of_the_first_look_is_kept() -> None:
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>'
        b"<item><title>Un</title><link>https://x.example/1</link></item></rdf:RDF>"
    )
    one, asked = look(None, answering(rdf))
    assert asked[0].parse is parse_feed
    assert [post.key for post in one.posts] == [f"{URL}#https://x.example/1"]
    two, asked = look(one.cursor, answering(rss(item("a"))))
    assert asked[0].parse is parse_tolerant
    assert [post.key for post in two.posts] == [f"{URL}#a"]


def test_a_fast_feed_stays_fast_while_it_is_empty() -> None:
    one, _ = look(None, answering(rss(item("a"))))
    two, _ = look(one.cursor, answering(rss()))
    _, asked = look(two.cursor or one.cursor, answering(rss(item("a"))))
    assert two.coverage is Coverage.SUSPECT
    assert asked[0].parse is parse_feed


def test_a_cursor_that_is_not_ours_is_a_first_look() -> None:
    one, _ = look('{"seen": 3}', answering(rss(item("a"))))
    assert (one.coverage, len(one.posts)) == (Coverage.COMPLETE, 1)


def test_a_page_with_nothing_known_on_it_is_partial() -> None:
    one, _ = look(None, answering(rss(item("a"), item("b"))))
    two, _ = look(one.cursor, answering(rss(item("c"), item("d"))))
    assert two.coverage is Coverage.PARTIAL
    assert [post.title for post in two.posts] == ["c", "d"]


def test_a_link_that_is_no_web_address_is_not_shown() -> None:
    bad = "<guid>1</guid><link>javascript:alert(1)</link><title>x</title>"
    one, _ = look(None, answering(rss(bad)))
    assert one.posts[0].url == URL


def test_items_and_texts_are_bounded() -> None:
    items = [item(str(number), "mot " * 10_000) for number in range(300)]
    one, _ = look(None, answering(rss(*items)))
    assert len(one.posts) == 200
    assert all(len(post.text) <= 20_000 for post in one.posts)
    assert len(one.cursor or "") < 64 * 1024


def test_the_cursor_stays_small_however_long_a_feed_lives() -> None:
    cursor = Cursor()
    for page in range(30):
        entries = [Entry(f"{page}-{n}" + "x" * 900, "", "t", "w", None) for n in range(200)]
        named = name(entries, cursor)
        assert all(len(ident) <= 300 for ident, _ in named.entries)
        cursor = Cursor(seen=dict(named.seen), etag="e" * 1000, at="u" * 2000)
    assert len(cursor.seen) == REMEMBERED
    assert len(cursor.write()) < 64 * 1024
    assert Cursor.read(cursor.write()) == cursor


AT = datetime(2026, 1, 5, tzinfo=UTC)
entries = st.builds(
    Entry,
    id=st.sampled_from(["", "a", "b"]),
    link=st.sampled_from(["", "/1", "/2"]),
    title=st.sampled_from(["", "t", "u"]),
    text=st.sampled_from(["", "x", "y"]),
    published=st.none() | st.sampled_from([AT, AT + timedelta(days=1), AT + timedelta(days=40)]),
)


@given(st.lists(entries, max_size=12))
def test_ids_of_a_page_are_unique_stable_and_lose_no_text(page: list[Entry]) -> None:
    first = name(page, Cursor())
    second = name(page, Cursor(by_link=first.by_link, seen=dict(first.seen)))
    idents = [ident for ident, _ in first.entries]
    assert len(set(idents)) == len(idents)
    assert [ident for ident, _ in second.entries] == idents
    assert second.joined
    kept = {(entry.title, entry.text) for _, entry in first.entries}
    assert kept == {(entry.title, entry.text) for entry in page}


def test_one_id_for_two_items_of_a_page_hides_neither() -> None:
    one, _ = look(None, answering(rss(item("same", "Un"), item("same", "Deux"), item("other"))))
    assert {post.text for post in one.posts} == {"Un", "Deux", "Un texte"}


# Documents from strangers


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><rss version="2.0"><channel><title>&i;</title></channel></rss>'
).encode()
HOSTILE = {
    "billion laughs": LAUGHS,
    "billion laughs in UTF-16": LAUGHS.decode().encode("utf-16"),
    "file": b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel>'
    b"<title>&f;</title></channel></rss>",
    "200,000 nested tags": b"<rss><channel><item><description>" + b"<b>" * 200_000,
    "200,000 nested tags in a text": rss(item("a", "<![CDATA[" + "<b>" * 200_000 + "]]>")),
    "200,000 nested tags of a page": b"<html><body>" + b"<div>" * 200_000,
    "a million entities": rss(item("a", "&lt;" * 1_000_000)),
    "20,000 items": rss(*[item("a")] * 20_000),
    "nested JSON": b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 500_000,
    "open doctypes": b"<!doctype " * 400_000,
    "binary": bytes(range(256)) * 4_000,
    "nothing": b"",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("parse", [parse_page, parse_tolerant])
async def test_a_hostile_document_costs_a_bounded_time_and_never_blocks(
    body: bytes, parse: Any
) -> None:
    worker = ParseWorker()
    parsing = asyncio.ensure_future(worker.parse(parse, body, {}))
    start = last = time.monotonic()
    longest = 0.0
    while not parsing.done():
        await asyncio.wait({parsing}, timeout=0.02)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    await asyncio.wait({parsing})
    assert isinstance(parsing.exception(), UnexpectedPayload | None)
    assert last - start < 20
    assert longest < 1.0
    await worker.aclose()


@pytest.mark.parametrize("name", ["billion laughs", "billion laughs in UTF-16", "file"])
@pytest.mark.parametrize("parse", [parse_feed, parse_tolerant, parse_page])
def test_a_document_with_entities_of_its_own_is_refused_unread(name: str, parse: Any) -> None:
    with pytest.raises(ValueError, match="entities"):
        parse(HOSTILE[name], {})


def test_a_doctype_without_entities_is_read() -> None:
    doctype = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://n.example/r.dtd">'
    body = rss(item("a")).replace(b"<rss", doctype + b"<rss")
    assert [entry.id for entry in parse_feed(body, {}).entries] == ["a"]


async def test_every_feed_of_the_corpus_is_read_or_refused_and_gives_the_same_ids_twice() -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus of feeds lies beside the checkout only where it is developed")
    worker = ParseWorker()
    read = 0
    for path in sorted(CORPUS.rglob("*.*ml")):
        body = path.read_bytes()
        for parse in (parse_feed, parse_tolerant):
            try:
                first, second = [await worker.parse(parse, body, {}) for _ in range(2)]
            except UnexpectedPayload:
                continue
            one, two = (name(feed.entries, Cursor()).entries for feed in (first, second))
            assert [ident for ident, _ in one] == [ident for ident, _ in two], path
            read += bool(first)
    await worker.aclose()
    assert read > 150


def test_keys_of_feeds_with_endless_addresses_fit_an_index() -> None:
    target = replace(TARGET, key=short_key(f"{URL}?{'a' * 1900}"))
    page = rss(item("x" * 290), item("y" * 290))
    due = Due(target, None)
    looks, _ = play(Feed().look(Batch((due,))), answering(page))
    keys = {post.key for post in looks[target.id].posts}
    assert len(keys) == 2
    assert max(map(len, keys)) <= KEY_CAP


def test_the_key_of_a_feed_with_an_endless_address_fits_an_index() -> None:
    address = f"{URL}?{'a' * 1900}"
    lead = Feed().parse_target(address)
    assert lead is not None

    def respond(request: Request) -> Answer:
        return parsed(request, Answer(200, request.url, {}, rss(item("a"))))

    (found,), _ = play(Feed().identify(lead), respond)
    assert len(found.key) <= KEY_CAP
    assert found.url == found.ref == address
