"""Feeds that break off or lack something: told as they are, nothing under a false key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed import Feed
from connectors.feeds.keys import Cursor
from connectors.parsing.feed import parse_feed, parse_tolerant
from connectors.types import Answer, Batch, Coverage, Due, Kind, Look, Target, TargetId
from tests.connectors import recorded
from tests.conversations import play

URL = "https://cabinet.example/feed"
TARGET = Target(
    TargetId(1), "feed", Kind.FEED, URL, "cabinet.example", "Cabinet", URL, "cabinet.example", URL
)
HEAD = "<title>Cabinet</title><link>https://x.example/</link><description>d</description>"
TAGS = {"etag": '"v2"', "last-modified": "today"}


def look(body: bytes, cursor: str | None = None, **headers: str) -> Look:
    """A look at a feed whose server says `body`."""

    def respond(request: Any) -> Any:
        return recorded.parsed(request, Answer(200, URL, headers, body))

    looks, _ = play(Feed().look(Batch((Due(TARGET, cursor),))), respond)
    return looks[TARGET.id]


def rss(*idents: str) -> str:
    items = "".join(
        f"<item><title>Été {ident}</title><link>https://x.example/{ident}</link>"
        "<pubDate>Mon, 04 May 2026 10:00:00 +0200</pubDate><description>"
        f"<![CDATA[<p>Clôture &amp; <b>bilan</b> du </rss> {ident}</p>]]></description></item>"
        for ident in idents
    )
    return f"<rss version='2.0'><channel>{HEAD}{items}</channel></rss>"


def atom(*idents: str) -> str:
    entries = "".join(
        f"<a:entry><a:id>https://x.example/{ident}</a:id><a:title>Été {ident}</a:title>"
        f"<a:updated>2026-03-02T09:00:00.000Z</a:updated><a:summary>Clôture {ident}</a:summary>"
        f"</a:entry>"
        for ident in idents
    )
    head = "<a:id>urn:f</a:id><a:title>Cabinet</a:title>"
    return f'<a:feed xmlns:a="http://www.w3.org/2005/Atom">{head}{entries}</a:feed>'


def rdf(*idents: str) -> str:
    items = "".join(
        f'<item rdf:about="https://x.example/{ident}"><title>Été {ident}</title>'
        f"<link>https://x.example/{ident}</link><description>Clôture</description></item>"
        for ident in idents
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/"><channel>{HEAD}</channel>{items}</rdf:RDF>'
    )


def declared(text: str, encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)


WRITTEN = {"rss": rss, "atom": atom, "rdf": rdf}
WHOLE = {
    f"{kind} in {encoding}": declared(write("3", "2", "1"), encoding)
    for kind, write in WRITTEN.items()
    for encoding in ("utf-8", "utf-16", "iso-8859-1")
}
ENDS = {
    "nothing": "",
    "lines": "\r\n \n",
    "comments": "\n<!-- served in 3 ms -->\n<!-- cached > 5 min -->\n",
    "a fault's notice": "\n<br /><b>Warning</b>: headers already sent",
    "an instruction": "<?end now?>",
}


# Cut short


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("parse", [parse_feed, parse_tolerant])
def test_wherever_a_feed_is_cut_what_is_left_is_as_in_the_whole(body: bytes, parse: Any) -> None:
    whole = parse(body, {})
    assert whole.whole
    assert len(whole.entries) == 3
    for end in range(len(body) // 3, len(body)):
        cut = parse(body[:end], {})
        assert cut.entries == whole.entries[: len(cut.entries)], body[:end][-60:]
        assert cut.entries == whole.entries or not (cut and cut.whole), body[:end][-60:]


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("kind", WRITTEN)
def test_what_follows_the_closing_tag_does_not_make_a_feed_cut(kind: str, end: str) -> None:
    text = WRITTEN[kind]("2", "1") + end
    for encoding in ("utf-8", "utf-16"):
        feed = parse_feed(declared(text, encoding), {})
        assert (feed.whole, len(feed.entries)) == (True, 2)


def test_a_closing_tag_in_the_text_of_an_item_is_not_the_end() -> None:
    whole = rss("2", "1")
    middle = whole.rindex("bilan")
    feed = parse_feed(f"{whole[:middle]} </rss>".encode(), {})
    assert (feed.whole, [entry.link for entry in feed.entries]) == (False, ["https://x.example/2"])


@pytest.mark.parametrize(
    "damaged",
    [
        rss("2", "1").replace("<link>https://x.example/1", "<link>https://x.example/1?a=1&b=2"),
        rss("2", "1").replace("</channel>", ""),
        rss("2", "1").replace("</rss>", "</RSS >").replace("<rss", "<RSS"),
        rss("2", "1").removesuffix(">"),
    ],
)
def test_a_feed_that_is_ill_formed_but_closed_is_read_to_its_end(damaged: str) -> None:
    feed = parse_feed(damaged.encode(), {})
    assert (feed.whole, len(feed.entries)) == (True, 2)


def test_a_cut_feed_is_partial_and_nothing_known_is_forgotten() -> None:
    first = look(rss("3", "2", "1").encode(), **TAGS)
    known = Cursor.read(first.cursor)
    cut = look(rss("4", "3", "2").partition("x.example/2")[0].encode(), first.cursor, **TAGS)
    after = Cursor.read(cut.cursor)
    assert cut.coverage is Coverage.PARTIAL
    assert [post.title for post in cut.posts] == ["Été 4", "Été 3"]
    assert set(known.seen) < set(after.seen)
    assert (after.etag, after.modified) == ("", "")
    again = look(rss("4", "3", "2").encode(), cut.cursor, **TAGS)
    assert (again.coverage, len(again.posts)) == (Coverage.COMPLETE, 3)
    assert Cursor.read(again.cursor).etag == '"v2"'


@pytest.mark.parametrize("cursor", [None, look(rss("1").encode()).cursor])
def test_a_feed_cut_before_its_second_entry_changes_nothing(cursor: str | None) -> None:
    spoilt = look(rss("2", "1").partition("bilan")[0].encode(), cursor)
    assert (spoilt.coverage, spoilt.cursor, spoilt.posts) == (Coverage.SUSPECT, None, ())


def test_a_cut_feed_that_another_parser_reads_is_not_believed() -> None:
    first = look(rss("2", "1").encode())
    other = Cursor(parser="json", seen=Cursor.read(first.cursor).seen).write()
    spoilt = look(rss("3", "2", "1").removesuffix("</channel></rss>").encode(), other)
    assert (spoilt.coverage, spoilt.cursor) == (Coverage.SUSPECT, None)


def test_a_cut_that_leaves_only_entries_with_one_id_does_not_rename_the_others() -> None:
    page = rss("3", "2", "1")
    for number in "32":
        page = page.replace(f"<title>Été {number}", f"<guid>same</guid><title>Été {number}")
    first = look(page.encode())
    cut = look(page.rpartition("bilan")[0].encode(), first.cursor)
    assert cut.coverage is Coverage.PARTIAL
    again = look(page.encode(), cut.cursor)
    assert [post.key for post in again.posts] == [post.key for post in first.posts]


# Shaped otherwise


@pytest.mark.parametrize("items", [None, 3, "text", True, {"a": {}}])
def test_json_whose_items_are_no_list_is_no_feed(items: Any) -> None:
    assert not parse_feed(_json(items), {})


@given(st.lists(st.none() | st.integers() | st.just({"id": "a"}), max_size=4))
def test_items_of_another_shape_are_missing_with_a_word(items: list[Any]) -> None:
    feed = parse_feed(_json(items), {})
    assert feed.whole == all(isinstance(one, dict) for one in items)
    assert feed


def _json(items: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()


# Renamed


def test_a_new_title_is_the_new_name_under_the_old_key() -> None:
    renamed = look(rss("1").replace("<title>Cabinet", "<title>Cabinet &amp; Fils", 1).encode())
    assert renamed.account is not None
    assert (renamed.account.name, renamed.account.key) == ("Cabinet & Fils", URL)
    assert (renamed.account.url, renamed.account.ref, renamed.account.host) == (
        TARGET.url,
        TARGET.ref,
        TARGET.host,
    )


@pytest.mark.parametrize(
    "body",
    [
        rss("2", "1"),
        re.sub("<title>Cabinet</title>", "", rss("2", "1")),
        rss("2", "1").replace("<title>Cabinet", "<title>Cab").removesuffix("</channel></rss>"),
    ],
    ids=["the same", "none", "of a feed that is cut"],
)
def test_other_titles_rename_nobody(body: str) -> None:
    assert look(body.encode()).account is None


def test_names_of_questions_are_not_their_feeds_titles() -> None:
    came = recorded.replay(recorded.build("news"), "a-life")
    assert all(one.account is None for step in came for one in step.looks)


MOVED: Mapping[str, str] = {
    "lemmy": "https://lem.example/c/compta",
    "peertube": "https://tube.example/c/cabinet",
    "pixelfed": "https://pix.example/ana",
}


@pytest.mark.parametrize("network", MOVED)
def test_an_account_whose_feed_moved_keeps_the_page_that_people_read(network: str) -> None:
    came = recorded.replay(recorded.build(network), "a-life")
    [moved] = [one.account for step in came for one in step.looks if one.account]
    assert moved.url == MOVED[network]
    assert moved.host in moved.ref
    assert moved.host != MOVED[network].split("/")[2]
