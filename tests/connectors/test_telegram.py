from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import (
    ConnectorError,
    NotPossible,
    RateLimited,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.parsing.telegram import Page, parse_page
from connectors.telegram import Telegram, TelegramConfig
from connectors.types import (
    Account,
    Answer,
    Batch,
    Coverage,
    Due,
    Kind,
    Media,
    Post,
    PostKind,
    Request,
    TargetId,
)
from tests.connectors import recorded
from tests.connectors.driving import Driver, again, driving, due
from tests.conversations import play
from tests.fakes.http import Fault, http_error
from tests.fakes.telegram_web import PAGE, Channel, TelegramWeb

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
QUOTED = (
    "<a class='tgme_widget_message_reply' href='https://t.me/fiteco/1'>"
    "<div class='tgme_widget_message_text js-message_reply_text'>what was said before</div></a>"
)
PHOTO = (
    "<a class='tgme_widget_message_photo_wrap 12 34' "
    "style=\"width:9px;background-image:url('https://cdn.example/a.jpg')\"></a>"
)
CARD = (
    "<a class='tgme_widget_message_link_preview' href='https://fiteco.example/tva'>"
    "<div class='link_preview_title'>VAT in 2026</div></a>"
)
POLL = "<div class='tgme_widget_message_poll_question'>Which rate applies?</div>"
EMPTY = "<section class='tgme_channel_history'></section>"
REACTIONS = (
    "<span class='tgme_reaction'><i class='emoji'><b>9</b></i>34</span>"
    "<span class='tgme_reaction'><i class='emoji'></i>1.1K</span>"
)


@pytest.fixture
async def site() -> AsyncIterator[TelegramWeb]:
    async with TelegramWeb() as server:
        yield server


@pytest.fixture
async def telegram(site: TelegramWeb) -> AsyncIterator[Driver]:
    async with driving(Telegram(TelegramConfig(telegram_web_url=site.url))) as driver:
        yield driver


@pytest.fixture
def channel(site: TelegramWeb) -> Channel:
    return site.channel("Fiteco", "Fiteco & Co", people="12.3K")


def fill(channel: Channel, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        channel.post(f"n{number}", AT + timedelta(hours=number))


# What people type


@pytest.mark.parametrize(
    "text",
    ["telegram:fiteco", "telegram: @Fiteco", "tg:fiteco", "t.me/fiteco", "https://t.me/s/Fiteco",
     "https://t.me/fiteco/123?single", "http://telegram.me/fiteco", "https://fiteco.t.me",
     "telegram:https://t.me/fiteco", "https://t.me/s/fiteco?before=20"],
)  # fmt: skip
def test_a_named_channel_or_its_link_is_understood(text: str) -> None:
    lead = Telegram(TelegramConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (Kind.ACCOUNT, "fiteco", True)


@pytest.mark.parametrize(
    "text",
    ["@fiteco", "fiteco", "#tva", "https://t.me/", "https://t.me/+AbCdEf", "https://t.me/c/12/3",
     "https://t.me/joinchat/AbCdEf", "https://t.me.evil.example/fiteco", "tg://resolve?domain=a",
     "telegram:abc", "telegram:1abcd", "https://notat.me/fiteco", "ftp://t.me/fiteco"],
)  # fmt: skip
def test_what_names_no_public_channel_is_left_alone(text: str) -> None:
    assert Telegram(TelegramConfig()).parse_target(text) is None


# Who is meant


async def test_a_channel_is_found_with_its_readers_and_its_latest_publication(
    channel: Channel, telegram: Driver
) -> None:
    channel.post("Bonjour", AT)
    channel.post("Au revoir", AT + timedelta(days=10))
    channel.post("changed its picture", AT + timedelta(days=11), service=True)
    [found] = await telegram.found("telegram:FITECO")
    assert (found.key, found.ref, found.handle) == ("fiteco", "fiteco", "Fiteco")
    assert (found.name, found.followers, found.proof) == ("Fiteco & Co", 12_300, "exact")
    assert found.url == "https://t.me/Fiteco"
    assert found.last_post_at == AT + timedelta(days=10)
    assert found.sample is not None
    assert found.sample.text == "Au revoir"
    assert found.monthly_posts == pytest.approx(3.0)


async def test_a_channel_that_has_said_nothing_yet_is_found(
    channel: Channel, telegram: Driver
) -> None:
    [found] = await telegram.found("telegram:fiteco")
    assert (found.sample, found.last_post_at, found.monthly_posts) == (None, None, None)


async def test_nobody_is_an_empty_answer(telegram: Driver) -> None:
    assert await telegram.found("telegram:nobody_here") == []


async def test_a_channel_without_a_preview_is_said_to_be_closed(
    site: TelegramWeb, telegram: Driver
) -> None:
    site.channel("Fiteco", preview=False)
    with pytest.raises(NotPossible) as refusal:
        await telegram.found("telegram:fiteco")
    assert refusal.value.reason == "telegram_no_preview"


async def test_a_page_of_another_shape_is_no_channel(site: TelegramWeb, telegram: Driver) -> None:
    site.fail("preview", Fault(status=200, body="<html><body>Just a moment</body></html>"))
    with pytest.raises(UnexpectedPayload):
        await telegram.found("telegram:fiteco")


# Looking


@pytest.mark.parametrize("burst", [0, 1, PAGE - 1, PAGE, PAGE + 1, 7 * PAGE])
async def test_no_publication_of_a_burst_is_missed(
    channel: Channel, telegram: Driver, burst: int
) -> None:
    fill(channel, 30)
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    assert len(first.posts) == PAGE
    fill(channel, burst, start=30)
    [look] = await telegram.looks(again(target, first))
    texts = {post.text for post in look.posts}
    assert {f"n{number}" for number in range(30, 30 + burst)} <= texts
    assert look.coverage is Coverage.COMPLETE
    assert look.cursor == str(30 + burst)


async def test_the_known_publication_may_be_gone(
    site: TelegramWeb, channel: Channel, telegram: Driver
) -> None:
    fill(channel, 60)
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    for number in range(50, 61):
        del channel.messages[number]
    site.calls.clear()
    [look] = await telegram.looks(again(target, first))
    assert look.coverage is Coverage.COMPLETE
    assert len(site.calls_of("preview")) == 1


async def test_an_empty_preview_where_there_were_publications_is_suspect(
    site: TelegramWeb, channel: Channel, telegram: Driver
) -> None:
    fill(channel, 3)
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    site.blank = True
    [look] = await telegram.looks(again(target, first))
    assert (look.coverage, look.cursor, look.posts) == (Coverage.SUSPECT, None, ())


async def test_a_new_channel_is_looked_at_without_suspicion(
    channel: Channel, telegram: Driver
) -> None:
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    assert (first.coverage, first.posts) == (Coverage.COMPLETE, ())
    channel.post("Premier", AT)
    [look] = await telegram.looks(again(target, first))
    assert [post.text for post in look.posts] == ["Premier"]


async def test_a_channel_that_lost_its_preview_is_gone(channel: Channel, telegram: Driver) -> None:
    fill(channel, 3)
    target = due((await telegram.found("telegram:fiteco"))[0])
    channel.preview = False
    [look] = await telegram.looks(target)
    assert isinstance(look.error, TargetGone)
    assert look.error.reason == "no_preview"


@pytest.mark.parametrize(
    ("fault", "error"),
    [(http_error(502), Transient), (Fault(status=200, body=EMPTY), UnexpectedPayload)],
)
async def test_an_older_page_that_fails_or_is_empty_leaves_a_gap_that_the_next_look_closes(
    site: TelegramWeb,
    channel: Channel,
    telegram: Driver,
    fault: Fault,
    error: type[ConnectorError],
) -> None:
    fill(channel, 5)
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    fill(channel, 50, start=5)
    site.fail("preview", fault, when=lambda asked: "before" in asked)
    waiting = again(target, first)
    [broken] = await telegram.looks(waiting)
    assert (broken.coverage, broken.cursor) == (Coverage.PARTIAL, None)
    assert isinstance(broken.error, error)
    assert len(broken.posts) == PAGE
    [look] = await telegram.looks(again(waiting, broken))
    assert {post.text for post in look.posts} >= {f"n{number}" for number in range(5, 55)}


async def test_pages_that_do_not_get_older_are_not_asked_for_ever(
    site: TelegramWeb, channel: Channel, telegram: Driver
) -> None:
    fill(channel, 5)
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    fill(channel, 50, start=5)
    site.stuck = True
    site.calls.clear()
    waiting = again(target, first)
    [stuck] = await telegram.looks(waiting)
    assert (stuck.coverage, stuck.cursor) == (Coverage.PARTIAL, None)
    assert len(site.calls_of("preview")) == 2
    site.stuck = False
    [look] = await telegram.looks(again(waiting, stuck))
    assert {post.text for post in look.posts} >= {f"n{number}" for number in range(5, 55)}


async def test_what_directly_follows_a_lost_publication_leaves_no_gap(
    site: TelegramWeb, channel: Channel, telegram: Driver
) -> None:
    fill(channel, 3)
    target = due((await telegram.found("telegram:fiteco"))[0])
    [first] = await telegram.looks(target)
    channel.messages.clear()
    fill(channel, 2, start=3)
    site.calls.clear()
    [look] = await telegram.looks(again(target, first))
    assert (look.coverage, look.cursor) == (Coverage.COMPLETE, "5")
    assert len(site.calls_of("preview")) == 1


async def test_a_limit_pauses_the_host(
    site: TelegramWeb, channel: Channel, telegram: Driver
) -> None:
    target = due((await telegram.found("telegram:fiteco"))[0])
    site.fail("preview", Fault(status=429, headers={"Retry-After": "60"}))
    [look] = await telegram.looks(target)
    assert isinstance(look.error, RateLimited)


# What a message says


async def posted(telegram: Driver) -> Post:
    [look] = await telegram.looks(due((await telegram.found("telegram:fiteco"))[0]))
    return look.posts[0]


async def test_a_message_is_read_as_its_reader_sees_it(channel: Channel, telegram: Driver) -> None:
    words = "Nouveau taux de <b>TVA</b><br/>#TVA <a href='https://fiteco.example/a'>ici</a>"
    channel.post(words, AT, extra=QUOTED + PHOTO + CARD + REACTIONS)
    post = await posted(telegram)
    assert post.text == "Nouveau taux de TVA\n#TVA ici"
    assert (post.key, post.url) == ("fiteco/1", "https://t.me/Fiteco/1")
    assert (post.author_key, post.author_handle) == ("fiteco", "Fiteco")
    assert (post.author_name, post.kind) == ("Fiteco & Co", PostKind.ORIGINAL)
    assert (post.published_at, post.hashtags, post.reactions) == (AT, ("TVA",), 1134)
    assert [one.url for one in post.media] == [
        "https://cdn.example/a.jpg",
        "https://fiteco.example/tva",
    ]
    assert post.links == ("https://fiteco.example/a", "https://fiteco.example/tva")


async def test_a_poll_says_its_question(channel: Channel, telegram: Driver) -> None:
    channel.post("", AT, extra=POLL)
    assert (await posted(telegram)).text == "Which rate applies?"


@pytest.mark.parametrize(
    ("url", "key", "handle"),
    [("https://t.me/Ordre/12", "ordre", "Ordre"), ("", "l'ordre", "L'Ordre")],
)
async def test_a_forwarded_message_is_its_first_authors(
    channel: Channel, telegram: Driver, url: str, key: str, handle: str
) -> None:
    channel.post("Forwarded", AT, origin=("L'Ordre", url))
    post = await posted(telegram)
    assert (post.kind, post.author_name) == (PostKind.REPOST, "L'Ordre")
    assert (post.author_key, post.author_handle) == (key, handle)


async def test_what_nobody_wrote_is_no_publication(channel: Channel, telegram: Driver) -> None:
    channel.post("Channel created", AT, service=True)
    [look] = await telegram.looks(due((await telegram.found("telegram:fiteco"))[0]))
    assert (look.posts, look.coverage, look.cursor) == ((), Coverage.COMPLETE, "1")


@settings(max_examples=60, deadline=None)
@given(html=st.text(alphabet=st.sampled_from("<>=/ 'abt#12_-\x00é"), max_size=300) | st.text())
def test_any_page_is_survived(html: str) -> None:
    page = f"<div class='tgme_widget_message' data-post='fiteco/1'>{html}</div>"
    found = parse_page(page.encode("utf-8", "replace"), {})
    assert [one.number for one in found.messages][:1] in ([1], [])
    assert isinstance(found, Page)


@pytest.mark.parametrize(
    ("shown", "people"),
    [("12.3K", 12_300), ("1 234", 1_234), ("10 612 280", 10_612_280), ("1.2M", 1_200_000),
     ("1.234", 1_234), ("7", 7), ("1,2K", 1_200), ("many", None), ("", None)],
)  # fmt: skip
def test_a_counter_is_read_however_it_is_shortened(shown: str, people: int | None) -> None:
    page = (
        "<div class='tgme_channel_info'><div class='tgme_channel_info_counter'>"
        f"<span class='counter_value'>{shown}</span></div></div>"
    )
    assert parse_page(page.encode(), {}).people == people


# Pages as the vendor writes them


@pytest.mark.parametrize("case", ["caption-forward-edit"])
def test_recorded_pages_give_what_was_expected(case: str) -> None:
    folder = recorded.FOLDER / "telegram" / case
    connector, cursor = Telegram(TelegramConfig()), None
    for number, expected in enumerate(json.loads((folder / "expected.json").read_text("utf-8")), 1):
        page = parse_page((folder / f"{number}.html").read_bytes(), {})

        def respond(request: Request, page: Page = page) -> Answer:
            assert (request.url, request.params) == ("https://t.me/s/cabinetdurand", ())
            return Answer(200, request.url, {}, parsed=page)

        looks, _ = play(connector.look(Batch((durand(cursor),))), respond)
        look = looks[TargetId(1)]
        assert (look.cursor, look.coverage) == (expected["cursor"], Coverage.COMPLETE)
        assert [
            {field: shown(post, field) for field in wanted}
            for post, wanted in zip(look.posts, expected["posts"], strict=True)
        ] == expected["posts"]
        cursor = look.cursor


def durand(cursor: str | None) -> Due:
    name = "cabinetdurand"
    url = f"https://t.me/{name}"
    return due(Account("telegram", name, name, "Cabinet Durand", url, "t.me", name), cursor)


def shown(post: Post, field: str) -> Any:
    value = getattr(post, field)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [one.url if isinstance(one, Media) else one for one in value]
    return value


# Asking again


async def test_what_was_told_is_found_edited_or_gone(channel: Channel, telegram: Driver) -> None:
    kept, edited, gone = (channel.post(text, AT) for text in ("kept", "befor", "gone"))
    [look] = await telegram.looks(due((await telegram.found("telegram:fiteco"))[0]))
    channel.messages[edited].html = "before"
    del channel.messages[gone]
    found = await telegram.run(telegram.connector.reread(look.posts))
    texts = {key: post.text if post else None for key, post in found.items()}
    assert texts == {f"fiteco/{kept}": "kept", f"fiteco/{edited}": "before", "fiteco/3": None}


async def test_a_renamed_channel_does_not_lose_its_publications(
    site: TelegramWeb, channel: Channel, telegram: Driver
) -> None:
    channel.post("kept", AT)
    [look] = await telegram.looks(due((await telegram.found("telegram:fiteco"))[0]))
    site.channels["fiteco_new"] = site.channels.pop("fiteco")
    assert await telegram.run(telegram.connector.reread(look.posts)) == {}


async def test_the_probe_asks_for_the_vendors_own_channel(
    site: TelegramWeb, telegram: Driver
) -> None:
    site.channel("telegram")
    await telegram.run(telegram.connector.probe())
    assert site.calls_of("preview") == [{"name": "telegram"}]
