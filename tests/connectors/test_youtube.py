"""YouTube: channels by their feeds, and what a key adds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NotPossible,
    QuotaUsed,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.parsing.video import parse_channel
from connectors.query import All, Tagged, Word
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Coverage,
    Kind,
    LaneKey,
    Lead,
    Post,
    Priority,
    Query,
    Request,
)
from connectors.youtube import YouTube, YouTubeConfig
from connectors.youtube.connector import OWN
from tests.connectors.driving import Driver, again, driving, due
from tests.conversations import answer, play
from tests.fakes.youtube import KEY, SPEC, Owner, Tube, Upload

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HOST = "www.youtube.com"
UC = "UC" + "a1_-" * 5 + "zz"


def upload(number: int) -> Upload:
    at = AT + timedelta(hours=number)
    return Upload(
        f"video{number:06d}", f"Vidéo <{number}> & co", "Plan #tva\nhttps://d.example/a", at
    )


def youtube(tube: Tube, key: str = "") -> YouTube:
    return YouTube(
        YouTubeConfig(
            youtube_api_key=SecretStr(key) if key else None,
            youtube_api_url=f"{tube.origin}/youtube/v3",
            youtube_feed_url=f"{tube.origin}/feeds/videos.xml",
        )
    )


@pytest.fixture
async def tube() -> AsyncIterator[Tube]:
    async with Tube().serving() as tube:
        owner = tube.owner(1, "cabinetdurand", "Cabinet Durand")
        owner.uploads = [upload(2), upload(1)]
        yield tube


@pytest.fixture
async def guest(tube: Tube) -> AsyncIterator[Driver]:
    async with driving(youtube(tube)) as driver:
        yield driver


@pytest.fixture
async def member(tube: Tube) -> AsyncIterator[Driver]:
    async with driving(youtube(tube, KEY)) as driver:
        yield driver


# What people type


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("youtube:@CabinetDurand", "CabinetDurand"),
        ("yt:cabinet.durand", "cabinet.durand"),
        (f"youtube:{UC}", UC),
        ("https://www.youtube.com/@CabinetDurand", "CabinetDurand"),
        ("https://m.youtube.com/@cabinet/videos?app=desktop", "cabinet"),
        ("https://youtube.com/@%C3%A9lan", "élan"),
        (f"https://www.youtube.com/channel/{UC}", UC),
        ("https://www.youtube.com/c/durand", "c/durand"),
        ("https://www.youtube.com/user/durand/featured", "user/durand"),
    ],
)
def test_names_and_links_are_leads(text: str, name: str) -> None:
    assert YouTube().parse_target(text) == Lead("youtube", Kind.ACCOUNT, name, HOST, exact=True)


@pytest.mark.parametrize(
    "text",
    ["@durand", "durand", "https://youtu.be/abc", "https://www.youtube.com/watch?v=abc",
     "https://www.youtube.com/channel/durand", "https://x.example/@durand", "youtube:"],
)  # fmt: skip
def test_other_words_are_not(text: str) -> None:
    assert YouTube().parse_target(text) is None


def test_a_bare_handle_is_one_where_asking_for_it_is_cheap() -> None:
    config = YouTubeConfig(youtube_api_key=SecretStr("k"))
    lead = YouTube(config).parse_target("@durand")
    assert lead == Lead("youtube", Kind.ACCOUNT, "durand", HOST)


# Finding a channel


@pytest.mark.parametrize("text", ["@CabinetDurand", "c/CabinetDurand", "user/cabinetdurand"])
async def test_a_channels_page_tells_its_id(tube: Tube, guest: Driver, text: str) -> None:
    (found,) = await guest.found(f"https://www.youtube.com/{text}")
    assert (found.key, found.ref, found.name) == (*[f"UC{1:022d}"] * 2, "Cabinet Durand")
    assert (found.followers, found.proof) == (None, "exact")
    assert found.sample is not None
    assert (found.sample.key, found.last_post_at) == ("video000002", AT + timedelta(hours=2))
    assert found.monthly_posts == 30.0
    assert tube.calls == []


async def test_a_page_that_leads_to_a_consent_is_said_to_need_a_key(
    tube: Tube, guest: Driver
) -> None:
    tube.owners[f"UC{1:022d}"].silent_page = True
    with pytest.raises(NotPossible) as refused:
        await guest.found("youtube:@cabinetdurand")
    assert refused.value.reason == "youtube_key"
    assert len(tube.pages) == 1


async def test_an_unknown_handle_gives_nobody(guest: Driver, member: Driver) -> None:
    assert await guest.found("youtube:@nobody") == []
    assert await member.found("youtube:@nobody") == []


async def test_an_id_needs_no_page(tube: Tube, guest: Driver) -> None:
    (found,) = await guest.found(f"youtube:UC{1:022d}")
    assert found.name == "Cabinet Durand"
    assert tube.pages == []


async def test_with_a_key_the_api_tells_followers_and_handle(tube: Tube, member: Driver) -> None:
    (found,) = await member.found("youtube:@CabinetDurand")
    assert (found.handle, found.followers) == ("cabinetdurand", 1200)
    assert found.sample is not None
    assert (tube.calls, tube.pages) == (["channels"], [])
    tube.owners[found.key].hidden = True
    (hidden,) = await member.found("youtube:@CabinetDurand")
    assert hidden.followers is None


async def test_a_feed_that_fails_hides_no_channel_that_the_api_knows(
    tube: Tube, member: Driver
) -> None:
    tube.feeds = 500
    (found,) = await member.found("youtube:@CabinetDurand")
    assert (found.sample, found.name) == (None, "Cabinet Durand")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", ""),
        (b"<html>channel_id=UCshort</html>", ""),
        (f'<meta itemprop="identifier" content="{UC}">'.encode(), UC),
        (f'{{"externalId":"{UC}"}}'.encode(), UC),
    ],
)
def test_whose_page_it_is_is_read_or_not(body: bytes, found: str) -> None:
    assert parse_channel(body, {}).id == found


# Looking


async def test_new_videos_are_seen_with_their_descriptions(tube: Tube, guest: Driver) -> None:
    (found,) = await guest.found(f"youtube:UC{1:022d}")
    first = due(found)
    (one,) = await guest.looks(first)
    tube.owners[found.key].uploads.insert(0, upload(3))
    (two,) = await guest.looks(again(first, one))
    assert [post.key for post in two.posts] == ["video000003", "video000002", "video000001"]
    post = two.posts[0]
    assert (post.title, post.text) == ("Vidéo <3> & co", "Plan #tva\nhttps://d.example/a")
    assert (post.hashtags, post.links) == (("tva",), ("https://d.example/a",))
    assert post.url == "https://www.youtube.com/watch?v=video000003"
    assert (post.author_key, post.author_name) == (found.key, "Cabinet Durand")


@pytest.mark.parametrize("status", [404, 500])
async def test_without_a_key_a_spell_of_failures_is_never_a_channel_that_went(
    tube: Tube, guest: Driver, status: int
) -> None:
    (found,) = await guest.found(f"youtube:UC{1:022d}")
    tube.feeds = status
    (failed,) = await guest.looks(due(found))
    assert failed.coverage is Coverage.FAILED
    assert isinstance(failed.error, Transient)
    assert not failed.error.lane_wide


async def test_with_a_key_a_spell_is_bridged_without_a_gap_or_a_repeat(
    tube: Tube, member: Driver
) -> None:
    (found,) = await member.found(f"youtube:UC{1:022d}")
    first = due(found)
    (one,) = await member.looks(first)
    tube.feeds = 404
    tube.owners[found.key].uploads.insert(0, upload(3))
    (two,) = await member.looks(again(first, one))
    assert two.coverage is Coverage.COMPLETE
    assert [post.key for post in two.posts[1:]] == [post.key for post in one.posts]
    assert replace(two.posts[1], language=None) == one.posts[0]
    tube.feeds = 0
    (three,) = await member.looks(again(again(first, one), two))
    assert (three.coverage, three.posts) == (Coverage.COMPLETE, two.posts)


async def test_only_the_api_can_say_that_a_channel_is_gone(tube: Tube, member: Driver) -> None:
    (found,) = await member.found(f"youtube:UC{1:022d}")
    tube.feeds, tube.owners[found.key].unlisted = 404, True
    (failed,) = await member.looks(due(found))
    assert isinstance(failed.error, Transient)
    del tube.owners[found.key]
    (gone,) = await member.looks(due(found))
    assert isinstance(gone.error, TargetGone)


@pytest.mark.parametrize(
    "error", [(403, "quotaExceeded"), (400, "keyInvalid"), (403, "rateLimitExceeded"), (500, "x")]
)
async def test_what_is_wrong_with_the_api_never_stops_the_feeds(
    tube: Tube, member: Driver, error: tuple[int, str]
) -> None:
    (found,) = await member.found(f"youtube:UC{1:022d}")
    tube.feeds, tube.error = 404, error
    (failed,) = await member.looks(due(found))
    assert isinstance(failed.error, Transient)
    assert not failed.error.lane_wide


async def test_an_empty_feed_is_asked_of_the_api_and_else_suspect(
    tube: Tube, guest: Driver, member: Driver
) -> None:
    (found,) = await guest.found(f"youtube:UC{1:022d}")
    first = due(found)
    (one,) = await guest.looks(first)
    tube.owners[found.key].uploads = []
    for driver in (guest, member):
        (empty,) = await driver.looks(again(first, one))
        assert (empty.coverage, empty.cursor) == (Coverage.SUSPECT, None)
    assert tube.calls == ["playlistItems"]


# With a key


async def test_a_search_gives_videos_and_channels(tube: Tube, member: Driver) -> None:
    tube.owners[f"UC{1:022d}"].uploads.append(Upload("other", "L'avis de Cabinet Durand", "…", AT))
    wanted = All((Word("cabinet"), Word("durand")))
    page = await member.run(member.connector.search(Query(wanted, limit=20)))
    assert [one.name for one in page.accounts] == ["Cabinet Durand"]
    assert page.accounts[0].proof == "exact"
    assert [post.title for post in page.posts] == ["L'avis de Cabinet Durand"]
    assert page.posts[0].author_name == "Cabinet Durand"


async def test_a_search_of_a_time_pages_and_says_how_far_back_it_read(
    tube: Tube, member: Driver
) -> None:
    query = Query(Word("vidéo"), since=AT - timedelta(hours=2), limit=1)
    page = await member.run(member.connector.search(query))
    assert [post.key for post in page.posts] == ["video000002"]
    assert (page.next_page, page.since) == ("1", page.posts[0].published_at)
    page = await member.run(member.connector.search(replace(query, page=page.next_page)))
    assert [post.key for post in page.posts] == ["video000001"]
    assert (page.next_page, page.since) == (None, query.since)


def test_each_search_counts_in_its_own_bucket() -> None:
    signed = YouTube(YouTubeConfig(youtube_api_key=SecretStr("k")))
    page = answer({"kind": "youtube#searchListResponse", "items": []})
    _, asked = play(signed.search(Query(Tagged("x"))), lambda _: page)
    assert [(one.quota.name, one.quota.limit) for one in asked if one.quota] == [
        ("youtube_search", 100)
    ]
    assert ("q", "#x") in asked[0].params
    assert asked[0].auth


def test_without_a_key_searches_and_rereads_say_what_they_need() -> None:
    for ask in (lambda: YouTube().search(Query(Word("x"))), lambda: YouTube().reread(())):
        with pytest.raises(NotPossible) as refused:
            ask()
        assert refused.value.reason == "youtube_key"


def test_only_a_key_declares_that_videos_can_be_asked_about_again() -> None:
    signed = YouTube(YouTubeConfig(youtube_api_key=SecretStr("k")))
    assert signed.abilities - YouTube(YouTubeConfig()).abilities == {Ability.REREAD}


async def test_videos_that_went_are_told_from_those_that_stay(tube: Tube, member: Driver) -> None:
    (found,) = await member.found(f"youtube:UC{1:022d}")
    (look,) = await member.looks(due(found))
    tube.owners[found.key].uploads = [replace(upload(2), title="Un autre titre")]
    now = await member.run(member.connector.reread(look.posts))
    assert now["video000001"] is None
    assert now["video000002"] == replace(
        look.posts[0], title="Un autre titre", author_handle=found.key
    )


def test_a_video_that_cannot_be_read_is_not_told_gone() -> None:
    signed = YouTube(YouTubeConfig(youtube_api_key=SecretStr("k")))
    one, two = (Post("youtube", key, "", "", "", "", "", None) for key in ("one", "two"))
    items = [{"id": "one", "snippet": {"title": "T"}}, {"id": "two", "snippet": 3}]
    page = answer({"kind": "youtube#videoListResponse", "items": items})
    now, _ = play(signed.reread([one, two]), lambda _: page)
    assert list(now) == ["one"]


async def test_every_question_to_the_api_is_one_that_google_describes(
    tube: Tube, member: Driver
) -> None:
    if not SPEC.exists():
        pytest.skip("the API's description isn't beside this checkout")
    (found,) = await member.found("youtube:@cabinetdurand")
    await member.found("https://www.youtube.com/user/cabinetdurand")
    tube.feeds = 404
    (look,) = await member.looks(due(found))
    await member.run(member.connector.reread(look.posts))
    await member.run(member.connector.search(Query(Word("vidéo"), since=AT, page="0", limit=1000)))
    assert set(tube.calls) == {"channels", "playlistItems", "videos", "search"}
    assert tube.faults == []


async def test_a_bad_key_is_told_as_one(tube: Tube) -> None:
    tube.owners[OWN] = Owner(OWN, "youtube", "YouTube", [upload(1)])
    async with driving(youtube(tube, "wrong")) as driver:
        for ask in (driver.connector.search(Query(Word("x"))), driver.connector.probe()):
            with pytest.raises(CredentialRejected) as refused:
                await driver.run(ask)
            assert refused.value.setting == "YOUTUBE_API_KEY"


async def test_the_probe_passes_where_all_is_well(tube: Tube, guest: Driver) -> None:
    with pytest.raises(Transient):
        await guest.run(guest.connector.probe())
    tube.owners[OWN] = Owner(OWN, "youtube", "YouTube")
    await guest.run(guest.connector.probe())


@pytest.mark.parametrize(
    ("path", "bucket"), [("search", "youtube_search"), ("channels", "youtube_units")]
)
def test_a_used_quota_lasts_until_midnight_in_california(path: str, bucket: str) -> None:
    body = b'{"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}'
    url = f"https://www.googleapis.com/youtube/v3/{path}?q=x"
    refused = YouTube().refusal(Answer(403, url, {"date": "Sun, 01 Mar 2026 09:00:00 GMT"}, body))
    assert isinstance(refused, QuotaUsed)
    assert (refused.name, refused.until) == (bucket, datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    assert isinstance(YouTube().refusal(Answer(403, url, {}, body)), Transient)


@pytest.mark.parametrize("error", [QuotaUsed("youtube_units", AT), Transient("no")])
def test_a_used_quota_leaves_the_page_to_find_a_channel_by(error: ConnectorError) -> None:
    signed = YouTube(YouTubeConfig(youtube_api_key=SecretStr("k")))
    lead = signed.parse_target("youtube:@durand")
    assert lead is not None
    urls: list[str] = []

    def respond(request: Request) -> ConnectorError:
        urls.append(request.url)
        return error

    with pytest.raises(type(error)):
        play(signed.identify(lead), respond)
    assert (len(urls) == 2) == isinstance(error, QuotaUsed)


async def test_the_key_goes_to_the_api_alone_and_into_no_address(
    tube: Tube, member: Driver
) -> None:
    asked: list[str] = []
    connector = member.connector

    def noted(conversation: Any) -> Any:
        reply = None
        while True:
            try:
                request = conversation.send(reply)
            except StopIteration as stop:
                return stop.value
            asked.append(f"{request.url}{request.params}{request.headers}")
            reply = yield request

    lead = connector.parse_target("youtube:@cabinetdurand")
    assert lead is not None
    lane = LaneKey(
        "youtube", connector.search_host(), connector.credential(connector.search_host())
    )
    await member.http.run(
        noted(connector.identify(lead)), connector=connector, lane=lane, priority=Priority.PERSON
    )
    assert len(asked) == 2
    assert not any(KEY in text for text in asked)
    assert KEY not in lane.credential


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"kind": "x", "items": 3}', b'{"kind": "x", "items": [{"id": 3}]}'],
)
def test_answers_of_the_api_that_make_no_sense_change_nothing(body: bytes) -> None:
    signed = YouTube(YouTubeConfig(youtube_api_key=SecretStr("k")))
    account = Account("youtube", UC, "d", "D", f"https://{HOST}/channel/{UC}", HOST, UC)

    def respond(request: Request) -> Answer | ConnectorError:
        return answer(body) if request.auth else Transient("HTTP 404")

    looks, _ = play(signed.look(Batch((due(account),))), respond)
    (look,) = looks.values()
    assert (look.coverage, look.cursor) == (Coverage.FAILED, None)
    with pytest.raises(UnexpectedPayload):
        play(signed.search(Query(Word("x"))), respond)
