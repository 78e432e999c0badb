"""Files and charts that Slack and Telegram refuse are refused by the fakes."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot, InputFile, InputMediaPhoto
from telegram.error import BadRequest

from tests.fakes.slack import Channel, FakeSlack
from tests.fakes.slack_rules import check_blocks
from tests.fakes.small_slack_bot import refused
from tests.fakes.telegram import JANE, FakeTelegram
from tests.front.pictured import png

PNG = png()


async def uploaded(client: AsyncWebClient, content: bytes, **more: Any) -> str:
    asked = {"filename": "a.png", "length": len(content), **more}
    answer = await client.files_getUploadURLExternal(**asked)
    async with (
        aiohttp.ClientSession() as session,
        session.post(answer["upload_url"], data=content) as put,
    ):
        assert put.status == 200
    return str(answer["file_id"])


# --- Slack


async def test_a_file_is_shown_where_it_was_wanted(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.add(Channel("C1", "veille", member=True))
    file = await uploaded(client, PNG, alt_txt="A picture")
    assert slack.posts("C1") == []
    files: Any = [{"id": file, "title": "One"}]
    await client.files_completeUploadExternal(files=files, channel_id="C1")
    [post] = slack.posts("C1")
    [shown] = post.files
    assert (shown.name, shown.title, shown.alt) == ("a.png", "One", "A picture")
    assert shown.content == PNG


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"filename": ""}, "invalid_arguments"),
        ({"filename": "a/b.png"}, "invalid_arguments"),
        ({"length": 0}, "missing_argument"),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_an_upload_that_slack_refuses_is_refused(
    slack: FakeSlack, client: AsyncWebClient, wrong: dict[str, Any], code: str
) -> None:
    asked = {"filename": "a.png", "length": 3, **wrong}
    assert await refused(client.files_getUploadURLExternal(**asked)) == code
    assert len(slack.take_violations()) == 1


async def test_what_was_not_uploaded_whole_cannot_be_shown(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.add(Channel("C1", "veille", member=True))
    answer = await client.files_getUploadURLExternal(filename="a.png", length=5)
    async with aiohttp.ClientSession() as session:
        put = await session.post(answer["upload_url"], data=b"four")
        assert put.status == 400
    for file in (answer["file_id"], "F99"):
        files: Any = [{"id": file}]
        done = client.files_completeUploadExternal(files=files, channel_id="C1")
        assert await refused(done) == "file_not_found"
    assert len(slack.take_violations()) == 3


async def test_files_are_shown_by_members_and_under_the_first_message_of_a_thread(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    files: Any = [{"id": await uploaded(client, PNG)}]
    outside = client.files_completeUploadExternal(files=files, channel_id="C1")
    assert await refused(outside) == "not_in_channel"
    slack.add(Channel("C1", "veille", member=True))
    first = await client.chat_postMessage(channel="C1", text="one")
    reply = await client.chat_postMessage(channel="C1", text="two", thread_ts=first["ts"])
    under = client.files_completeUploadExternal(files=files, channel_id="C1", thread_ts=reply["ts"])
    assert await refused(under) == "invalid_arguments"
    assert len(slack.take_violations()) == 1


async def test_files_need_the_right_to_write_them(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.state.scopes -= {"files:write"}
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.files_getUploadURLExternal(filename="a.png", length=5)


def chart(**wrong: Any) -> dict[str, Any]:
    points = [{"label": "Durand", "value": 1}, {"label": "Nord", "value": 2}]
    bars = {"type": "bar", "series": [{"name": "Posts", "data": points}]}
    bars |= {"axis_config": {"categories": ["Durand", "Nord"]}}
    block = {"type": "data_visualization", "title": "Posts a week", "chart": bars}
    return {**block, **wrong}


def pie(*segments: tuple[str, float]) -> dict[str, Any]:
    told = [{"label": label, "value": value} for label, value in segments]
    return chart(chart={"type": "pie", "segments": told})


def series(*named: str, **point: Any) -> dict[str, Any]:
    points = [{"label": "Durand", "value": 1, **point}]
    told = [{"name": name, "data": points} for name in named]
    axis = {"categories": [points[0]["label"]]}
    return chart(chart={"type": "bar", "series": told, "axis_config": axis})


BAD_CHARTS: dict[str, dict[str, Any]] = {
    "a long title": chart(title="x" * 51),
    "no title": chart(title=""),
    "an unknown kind": chart(chart={"type": "donut"}),
    "no parts": pie(),
    "seven parts": pie(*((str(at), 1) for at in range(7))),
    "a part of nothing": pie(("a", 0), ("b", 1)),
    "a long label": pie(("x" * 21, 1)),
    "a long name of a series": series("x" * 21),
    "two series of one name": series("a", "a"),
    "seven series": series(*"abcdefg"),
    "a label that is no category": chart(
        chart={**chart()["chart"], "axis_config": {"categories": ["Durand", "Sud"]}}
    ),
    "a value in words": series("a", value="1"),
}


@pytest.mark.parametrize("block", BAD_CHARTS.values(), ids=BAD_CHARTS)
def test_charts_that_slack_refuses_are_refused(block: dict[str, Any]) -> None:
    assert list(check_blocks([block], 50))


def test_two_good_charts_are_taken_and_a_third_is_not() -> None:
    assert list(check_blocks([chart(), pie(("a", 1), ("b", 2))], 50)) == []
    assert list(check_blocks([chart()] * 3, 50))


# --- Telegram


BAD_PHOTOS: dict[str, dict[str, Any]] = {
    "no picture": {"photo": b"GIF89a"},
    "a caption of 1,025 units": {"photo": PNG, "caption": "x" * 1025},
    "sides of more than 10,000 together": {"photo": png(9000, 1001)},
    "more than twenty times as wide as high": {"photo": png(2100, 100)},
}


@pytest.mark.parametrize("call", BAD_PHOTOS.values(), ids=BAD_PHOTOS)
async def test_a_photo_that_telegram_refuses_is_refused(
    telegram: FakeTelegram, bot: Bot, call: dict[str, Any]
) -> None:
    with pytest.raises(BadRequest):
        await bot.send_photo(JANE.id, **call)
    assert len(telegram.take_violations()) == 1
    assert telegram.posts(JANE.id) == []


@pytest.mark.parametrize("count", [1, 11])
async def test_an_album_has_two_to_ten_pictures(
    telegram: FakeTelegram, bot: Bot, count: int
) -> None:
    with pytest.raises(BadRequest):
        await bot.send_media_group(JANE.id, [InputMediaPhoto(PNG) for _ in range(count)])
    assert len(telegram.take_violations()) == 1


async def test_an_empty_file_is_refused(telegram: FakeTelegram, bot: Bot) -> None:
    with pytest.raises(BadRequest):
        await bot.send_document(JANE.id, InputFile(b"", filename="a.csv"))
    assert len(telegram.take_violations()) == 1


async def test_photos_and_files_are_shown_with_what_is_written_under_them(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await bot.send_photo(JANE.id, PNG, caption="x" * 1024)
    await bot.send_document(JANE.id, InputFile(b"a;b", filename="list.csv"))
    await bot.send_media_group(JANE.id, [InputMediaPhoto(PNG, caption="a"), InputMediaPhoto(PNG)])
    photo, document, one, other = telegram.posts(JANE.id)
    assert photo.text == "x" * 1024
    assert document.media is not None
    assert (document.media.name, document.media.content) == ("list.csv", b"a;b")
    assert one.album == other.album is not None
