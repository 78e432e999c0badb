from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    QuotaUsed,
    RateLimited,
    TargetGone,
)
from connectors.instagram import Instagram, InstagramConfig
from connectors.instagram.posts import MEDIA_FIELDS, PROFILE_FIELDS
from connectors.query import All, Tagged, Word
from connectors.types import Answer, Batch, Coverage, Due, Kind, Query, Quota, Request
from tests.connectors.driving import NOW, Driver, again, driving, due
from tests.connectors.recorded import cases, replay
from tests.conversations import answer, play
from tests.fakes.graph import OWN_ID, TOKEN, FakeGraph, Refused, usage

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "meta"
WEEK = timedelta(days=7)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def config(origin: str = "https://graph.facebook.com", token: str = TOKEN) -> InstagramConfig:
    return InstagramConfig(
        meta_access_token=SecretStr(token), meta_graph_url=origin, instagram_user_id=OWN_ID
    )


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    graph = FakeGraph()
    async with graph.serving():
        yield graph


@pytest.fixture
async def instagram(graph: FakeGraph) -> AsyncIterator[Driver]:
    async with driving(Instagram(config(graph.origin))) as driver:
        yield driver


async def watched(instagram: Driver, text: str = "@fiteco") -> Due:
    return replace(due((await instagram.found(text))[0]), at=NOW)


# What people type


@pytest.mark.parametrize(
    ("text", "kind", "canonical", "exact"),
    [
        ("@Fiteco", Kind.ACCOUNT, "fiteco", False),
        ("@cabinet.durand", Kind.ACCOUNT, "cabinet.durand", False),
        ("insta:Fiteco", Kind.ACCOUNT, "fiteco", True),
        ("https://www.instagram.com/Fiteco/", Kind.ACCOUNT, "fiteco", True),
        ("instagram.com/fiteco/p/Cxyz", Kind.ACCOUNT, "fiteco", True),
        ("#TVA", Kind.HASHTAG, "TVA", False),
        ("instagram:#comptabilité", Kind.HASHTAG, "comptabilité", False),
        ("https://www.instagram.com/explore/tags/tva/", Kind.HASHTAG, "tva", False),
    ],
)
def test_a_name_link_or_hashtag_is_understood(
    text: str, kind: Kind, canonical: str, exact: bool
) -> None:
    lead = Instagram(InstagramConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (kind, canonical, exact)


@pytest.mark.parametrize(
    "text",
    ["", "fiteco", "#12", "#🎉", "@a@b.fr", "@a b", "facebook:fiteco", "instagram:a(b)",
     "https://www.instagram.com/p/Cxyz/", "https://www.instagram.com/explore/"],
)  # fmt: skip
def test_what_is_not_instagrams_is_left_alone(text: str) -> None:
    assert Instagram(InstagramConfig()).parse_target(text) is None


def test_it_is_switched_on_by_a_token_and_an_account() -> None:
    assert Instagram(InstagramConfig()).missing() == ("META_ACCESS_TOKEN", "INSTAGRAM_USER_ID")
    assert Instagram(config()).missing() == ()


async def test_of_several_tokens_the_first_is_used(graph: FakeGraph) -> None:
    graph.account("instagram", "Instagram")
    async with driving(Instagram(config(graph.origin, f"{TOKEN}, other"))) as driver:
        await driver.run(driver.connector.probe())


# Accounts


async def test_a_professional_account_is_found(graph: FakeGraph, instagram: Driver) -> None:
    account = graph.account("fiteco", "Fiteco", followers=900)
    for days in (20, 10, 0):
        graph.picture("n", AT - timedelta(days=days), account["media"])
    [found] = await instagram.found("@fiteco")
    assert (found.key, found.ref, found.proof) == (account["id"], "fiteco", "exact")
    assert (found.name, found.followers, found.last_post_at) == ("Fiteco", 900, AT)
    assert found.monthly_posts == 3


async def test_a_person_or_nobody_is_nobody(instagram: Driver) -> None:
    assert await instagram.found("@nobody") == []


@pytest.mark.parametrize("burst", [0, 1, 9, 10, 11, 130])
async def test_no_picture_of_a_burst_is_missed(
    graph: FakeGraph, instagram: Driver, burst: int
) -> None:
    media = graph.account("fiteco", "Fiteco")["media"]
    graph.picture("before", AT, media)
    target = await watched(instagram)
    [first] = await instagram.looks(target)
    for number in range(burst):
        graph.picture(f"n{number}", after(1 + number), media)
    [look] = await instagram.looks(again(target, first))
    assert {post.text for post in look.posts} - {"before"} == {f"n{n}" for n in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_pinned_pictures_do_not_hide_new_ones(graph: FakeGraph, instagram: Driver) -> None:
    media = graph.account("fiteco", "Fiteco")["media"]
    graph.picture("pinned", AT - timedelta(days=99), media)
    target = await watched(instagram)
    [first] = await instagram.looks(target)
    pinned = media.pop()
    for number in range(14):
        graph.picture(f"n{number}", after(number), media)
    media.insert(0, pinned)
    [look] = await instagram.looks(again(target, first))
    assert len(look.posts) == 15


async def test_an_unchanged_count_and_page_is_unchanged(
    graph: FakeGraph, instagram: Driver
) -> None:
    media = graph.account("fiteco", "Fiteco")["media"]
    graph.picture("n", AT, media)
    target = await watched(instagram)
    [first] = await instagram.looks(target)
    graph.requests.clear()
    [look] = await instagram.looks(again(target, first))
    assert (look.unchanged, look.posts, look.cursor) == (True, (), None)
    assert graph.requests.total() == 1


@pytest.mark.parametrize("change", [{"caption": "corrected"}, {"like_count": 9}])
async def test_a_changed_caption_or_count_is_told(
    graph: FakeGraph, instagram: Driver, change: dict[str, object]
) -> None:
    media = graph.account("fiteco", "Fiteco")["media"]
    graph.picture("n", AT, media)
    target = await watched(instagram)
    [first] = await instagram.looks(target)
    media[0].update(change)
    [look] = await instagram.looks(again(target, first))
    assert not look.unchanged
    assert [post.key for post in look.posts] == [media[0]["id"]]


async def test_an_empty_page_is_believed_only_where_the_count_is_zero(
    graph: FakeGraph, instagram: Driver
) -> None:
    account = graph.account("fiteco", "Fiteco")
    graph.picture("n", AT, account["media"])
    target = await watched(instagram)
    [first] = await instagram.looks(target)
    account["media"].clear()
    [look] = await instagram.looks(again(target, first))
    assert look.coverage is Coverage.COMPLETE
    account["media_count"] = 1
    [look] = await instagram.looks(again(target, first))
    assert (look.coverage, look.cursor) == (Coverage.SUSPECT, None)


async def test_another_account_that_took_the_name_is_not_taken_for_it(
    graph: FakeGraph, instagram: Driver
) -> None:
    graph.account("fiteco", "Fiteco")
    target = await watched(instagram)
    graph.account("fiteco", "Somebody else")
    [look] = await instagram.looks(target)
    assert isinstance(look.error, TargetGone)
    assert look.error.reason == "name_taken"


async def test_an_account_that_is_no_longer_professional_is_gone(
    graph: FakeGraph, instagram: Driver
) -> None:
    graph.account("fiteco", "Fiteco")
    target = await watched(instagram)
    graph.accounts.clear()
    [look] = await instagram.looks(target)
    assert isinstance(look.error, TargetGone)
    assert look.error.reason == "not_professional"


async def test_a_new_display_name_is_told(graph: FakeGraph, instagram: Driver) -> None:
    graph.account("fiteco", "Fiteco")
    target = await watched(instagram)
    graph.accounts["fiteco"]["name"] = "Fiteco Conseil"
    [look] = await instagram.looks(target)
    assert look.account is not None
    assert look.account.name == "Fiteco Conseil"


async def test_full_use_stops_a_walk_and_the_gap_is_closed_later(
    graph: FakeGraph, instagram: Driver
) -> None:
    media = graph.account("fiteco", "Fiteco")["media"]
    graph.picture("before", AT, media)
    target = await watched(instagram)
    [first] = await instagram.looks(target)
    for number in range(30):
        graph.picture(f"n{number}", after(1 + number), media)
    graph.usage = usage(99)
    [look] = await instagram.looks(again(target, first))
    assert (look.coverage, look.cursor, len(look.posts)) == (Coverage.PARTIAL, None, 10)
    assert isinstance(look.error, RateLimited)
    graph.usage = {}
    [look] = await instagram.looks(again(target, first))
    assert len(look.posts) == 31


# Hashtags


async def test_a_hashtag_is_found_and_its_id_is_kept(graph: FakeGraph, instagram: Driver) -> None:
    graph.picture("Bientôt", AT, graph.hashtags.setdefault("tva", []))
    [found] = await instagram.found("#tva")
    assert (found.kind, found.key, found.handle) == (Kind.HASHTAG, "#tva", "tva")
    assert found.last_post_at == AT
    graph.requests.clear()
    [look] = await instagram.looks(due(found))
    [post] = look.posts
    assert (post.author_name, post.author_handle, post.hashtags) == ("Instagram", "", ("tva",))
    assert graph.requests["ig_hashtag_search"] == 0


async def test_a_hashtag_that_nobody_uses_is_nobody(instagram: Driver) -> None:
    assert await instagram.found("#nothing") == []


async def test_pages_of_a_hashtag_are_read_though_the_cursor_never_changes(
    graph: FakeGraph, instagram: Driver
) -> None:
    media = graph.hashtags.setdefault("tva", [])
    graph.picture("before", AT, media)
    target = await watched(instagram, "#tva")
    [first] = await instagram.looks(target)
    for number in range(120):
        graph.picture(f"n{number}", after(number / 10), media)
    [look] = await instagram.looks(again(target, first))
    assert len(look.posts) == 121
    assert look.coverage is Coverage.COMPLETE


async def test_a_known_picture_amid_new_ones_does_not_end_the_reading_of_a_hashtag(
    graph: FakeGraph, instagram: Driver
) -> None:
    media = graph.hashtags.setdefault("tva", [])
    graph.picture("before", AT, media)
    target = await watched(instagram, "#tva")
    [first] = await instagram.looks(target)
    known = media.pop()
    for number in range(80):
        graph.picture(f"n{number}", after(number / 10), media)
    media.insert(0, known)
    [look] = await instagram.looks(again(target, first))
    assert len(look.posts) == 81


async def test_a_quiet_day_of_a_hashtag_is_quiet_and_a_sudden_void_is_not(
    graph: FakeGraph, instagram: Driver
) -> None:
    graph.picture("n", AT, graph.hashtags.setdefault("tva", []))
    target = await watched(instagram, "#tva")
    [first] = await instagram.looks(target)
    graph.hashtags["tva"].clear()
    [look] = await instagram.looks(replace(again(target, first), at=AT + timedelta(hours=2)))
    assert look.coverage is Coverage.SUSPECT
    [look] = await instagram.looks(replace(again(target, first), at=AT + timedelta(hours=25)))
    assert look.coverage is Coverage.COMPLETE
    [look] = await instagram.looks(replace(again(target, first), at=AT + timedelta(hours=26)))
    assert look.coverage is Coverage.PARTIAL


async def test_a_day_without_a_look_leaves_a_gap_that_is_told(
    graph: FakeGraph, instagram: Driver
) -> None:
    media = graph.hashtags.setdefault("tva", [])
    graph.picture("n", AT, media)
    target = await watched(instagram, "#tva")
    [first] = await instagram.looks(target)
    [look] = await instagram.looks(replace(again(target, first), at=NOW + timedelta(hours=23)))
    assert look.coverage is Coverage.COMPLETE
    [look] = await instagram.looks(replace(again(target, first), at=NOW + timedelta(hours=25)))
    assert look.coverage is Coverage.PARTIAL


def test_every_question_about_a_hashtag_is_in_the_ledger() -> None:
    connector = Instagram(config())
    lead = connector.parse_target("#TVA")
    assert lead is not None
    bodies = iter([{"data": [{"id": "1784"}]}, {"data": []}])
    [found], asked = play(connector.identify(lead), lambda _: answer(next(bodies)))
    _, looked = play(connector.look(Batch((due(found),))), lambda _: answer({"data": []}))
    ledger = Quota("instagram_hashtags", 30, WEEK, item="tva")
    assert [request.quota for request in (*asked, *looked)] == [ledger] * 3
    assert connector.pace.usual < timedelta(days=1)


def test_the_31st_hashtag_is_refused_with_the_date_that_one_is_free() -> None:
    connector = Instagram(config())
    full = QuotaUsed("instagram_hashtags", NOW + WEEK)
    lead = connector.parse_target("#tva")
    assert lead is not None
    for question in (connector.identify(lead), connector.search(Query(Tagged("tva")))):
        with pytest.raises(QuotaUsed) as used:
            play(question, lambda _: full)
        assert used.value.until == NOW + WEEK


def test_a_hashtag_that_we_may_not_ask_for_is_not_counted() -> None:
    connector = Instagram(config())
    asked = Request("https://x.example", quota=Quota("instagram_hashtags", 30, WEEK, item="tva"))
    refused = answer({"error": {"code": 10}}, 400)
    assert not connector.counts(asked, refused)
    assert connector.counts(asked, answer({"error": {"code": 2}}, 400))
    assert connector.counts(asked, answer({"data": []}))
    assert connector.counts(asked, answer(b"<html>"))


# Searching


async def test_a_hashtag_is_searched_for_a_day(graph: FakeGraph, instagram: Driver) -> None:
    media = graph.hashtags.setdefault("tva", [])
    graph.picture("Bientôt", AT, media)
    graph.picture("Promotion", after(1), media)
    query = Query(All((Tagged("tva"), Word("bientôt"))))
    page = await instagram.run(instagram.connector.search(query))
    assert [post.text for post in page.posts] == ["Bientôt", "Promotion"]
    assert page.since == graph.now - timedelta(hours=24)


async def test_words_find_an_account_of_that_name_only(graph: FakeGraph, instagram: Driver) -> None:
    graph.account("fiteco", "Fiteco")
    search = instagram.connector.search
    found = await instagram.run(search(Query(Word("Fiteco"))))
    assert [one.handle for one in found.accounts] == ["fiteco"]
    for words in ("nobody", "facture électronique"):
        page = await instagram.run(search(Query(Word(words))))
        assert (page.accounts, page.notes) == ((), ("instagram_by_hashtag_only",))


# Without approval


async def test_without_approval_every_question_says_what_it_takes(
    graph: FakeGraph, instagram: Driver
) -> None:
    graph.account("fiteco", "Fiteco")
    target = await watched(instagram)
    graph.approved = False
    connector = instagram.connector
    for question in (
        connector.search(Query(Word("fiteco"))),
        connector.search(Query(Tagged("tva"))),
        connector.probe(),
        connector.identify(connector.parse_target("@fiteco")),  # type: ignore[arg-type]
        connector.identify(connector.parse_target("#tva")),  # type: ignore[arg-type]
    ):
        with pytest.raises(NeedsApproval) as needed:
            await instagram.run(question)
        assert needed.value.what == "instagram_access"
    [look] = await instagram.looks(target)
    assert isinstance(look.error, NeedsApproval)


async def test_a_refused_token_names_its_setting(graph: FakeGraph, instagram: Driver) -> None:
    graph.failing[OWN_ID] = Refused(190, 463)
    with pytest.raises(CredentialRejected) as rejected:
        await instagram.found("@fiteco")
    assert rejected.value.setting == "META_ACCESS_TOKEN"


# Whatever is answered


@pytest.mark.parametrize("name", ["a){id},x(", "https://a.example", "", "a b"])
def test_a_name_that_could_change_the_question_is_not_asked(name: str) -> None:
    connector = Instagram(config())
    [found], _ = play(
        connector.identify(connector.parse_target("@fiteco")),  # type: ignore[arg-type]
        lambda _: answer({"business_discovery": {"id": "1", "username": name or "x"}}),
    )
    target = due(replace(found, ref=name))
    looks, asked = play(connector.look(Batch((target,))), lambda _: answer({}))
    assert (looks[target.target.id].coverage, asked) == (Coverage.FAILED, [])


def test_a_cursor_that_could_change_the_question_is_not_followed() -> None:
    connector = Instagram(config())
    items = [{"id": str(number), "timestamp": "2026-03-01T08:00:00+0000"} for number in range(10)]
    paging = {"cursors": {"after": "x){id},media.limit(1"}}
    profile = {"id": "1", "username": "fiteco", "media_count": 40}
    body = {"business_discovery": {**profile, "media": {"data": items, "paging": paging}}}
    [found], _ = play(
        connector.identify(connector.parse_target("@fiteco")),  # type: ignore[arg-type]
        lambda _: answer(body),
    )
    seen = due(found, '{"seen":["99"],"count":1}')
    _, asked = play(connector.look(Batch((seen,))), lambda _: answer(body))
    assert len(asked) == 1


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["business_discovery", "media", "data", "id", "username", "media_count",
                         "timestamp", "caption", "paging", "cursors", "after"]), inner, max_size=6),
    max_leaves=15,
)  # fmt: skip


@given(body=ANYTHING)
def test_any_json_is_survived(body: object) -> None:
    connector = Instagram(config())
    lead = connector.parse_target("@fiteco")
    assert lead is not None

    def respond(request: Request) -> Answer:
        return answer({"business_discovery": body})

    with suppress(ConnectorError):
        play(connector.identify(lead), respond)


# What the Graph publishes


@pytest.mark.parametrize(
    ("spec", "fields"), [("IGMedia", MEDIA_FIELDS), ("IGUser", PROFILE_FIELDS)]
)
def test_only_published_fields_are_asked_for(spec: str, fields: str) -> None:
    if not SPEC.exists():
        pytest.skip("the published specifications aren't beside this checkout")
    published = json.loads((SPEC / f"{spec}.json").read_text("utf-8"))
    assert set(fields.split(",")) <= {field["name"] for field in published["fields"]}


@pytest.mark.parametrize("case", cases("instagram"))
def test_a_recorded_exchange_is_read_as_written(case: str) -> None:
    replay(Instagram(config()), case)
