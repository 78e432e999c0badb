"""Charts, pictures and files on Slack, by the real client library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.core.message import Attachment, Audience, Reply
from bot.core.model import ChannelKey, Platform
from bot.front.slack import SlackFront
from bot.front.slack.files import trusted
from bot.front.slack.forms import CHARTS_REFUSED_SECONDS
from bot.service.ports import Outgoing
from tests.fakes.http import DROP, HANG, Fault, http_error
from tests.fakes.slack import Channel, FakeSlack, Message, error, shown
from tests.front.pictured import BARS, CSV, FEW, HOURS, SHARES, Painted, compared, png
from tests.front.slack_desk import Desk, front_of, outgoing

ASK, DONE = "files.getUploadURLExternal", "files.completeUploadExternal"
HERE = ChannelKey(Platform.SLACK, "T1", "C1")


class Hours(SystemClock):
    """`ahead`: seconds that have passed beside real ones. Long sleeps end at once."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        if seconds < 1:
            await super().sleep(seconds)
        elif seconds < 10 and self.slept and self.slept[-1] < 10:
            await asyncio.Event().wait()  # the watchdog's next round
        else:
            self.slept.append(seconds)
            await super().sleep(0)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def painted() -> Painted:
    return Painted()


@pytest.fixture
async def front(slack: FakeSlack, desk: Desk, painted: Painted) -> AsyncIterator[SlackFront]:
    front = front_of(slack, desk, pictures=painted)
    await front.start()
    yield front
    await front.stop()


def delivery(*graphics: Any, follows: str | None = None, **more: Any) -> Outgoing:
    return replace(outgoing(follows=follows), message=compared(*graphics, **more))


def charts(message: Message) -> list[dict[str, Any]]:
    return [dict(one) for one in message.blocks if one["type"] == "data_visualization"]


def with_files(slack: FakeSlack, chat: str = "C1") -> list[Message]:
    return [one for one in slack.posts(chat) if one.files]


async def files_in(slack: FakeSlack, chat: str = "C1") -> Message:
    await slack.wait_for(lambda: with_files(slack, chat))
    [one] = with_files(slack, chat)
    return one


# --- charts that Slack draws


async def test_bars_and_shares_are_drawn_by_slack_itself_in_the_message(
    slack: FakeSlack, front: SlackFront
) -> None:
    await front.send(delivery(BARS, SHARES))
    [post] = slack.posts("C1")
    bars, shares = charts(post)
    assert bars["title"] == "Posts a week"
    assert bars["chart"] == {
        "type": "bar",
        "series": [
            {
                "name": "Posts a week",
                "data": [{"label": "Durand", "value": 8.5}, {"label": "Nord & Co", "value": 5.25}],
            }
        ],
        "axis_config": {"categories": ["Durand", "Nord & Co"]},
    }
    assert shares["chart"]["segments"] == [
        {"label": "Durand", "value": 60.0},
        {"label": "Nord & Co", "value": 40.0},
    ]
    assert "Mon 26 Oct to Sun 22 Nov" in shown(post)
    assert "Left out: KPL." in shown(post)
    assert not slack.calls_of(ASK)


async def test_what_slack_cannot_draw_is_a_picture_in_the_thread_with_its_text(
    slack: FakeSlack, front: SlackFront, painted: Painted
) -> None:
    ts = await front.send(delivery(HOURS))
    post = await files_in(slack)
    [file] = post.files
    assert (post.thread_ts, file.content, file.alt) == (ts, png(), HOURS.alt)
    assert file.name == "Durand- posts by day and hour.png"
    assert file.title == "Durand: posts by day and hour, Mon 26 Oct to Sun 22 Nov"
    assert painted.asked == [("Durand: posts by day and hour", HERE)]


async def test_where_charts_are_not_known_the_words_come_and_pictures_follow(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.state.charts = False
    ts = await front.send(delivery(BARS, SHARES))
    post = await files_in(slack)
    assert "Durand posts more" in shown(slack.posts("C1")[0])
    assert not charts(slack.posts("C1")[0])
    assert [file.alt for file in post.files] == [BARS.alt, SHARES.alt]
    assert post.thread_ts == ts


async def test_a_refusal_of_charts_is_remembered_for_an_hour(
    slack: FakeSlack, desk: Desk, painted: Painted
) -> None:
    clock = Hours()
    front = front_of(slack, desk, clock, painted)
    await front.start()
    slack.state.charts = False
    for number in (1, 2):
        await front.send(delivery(BARS))
        await slack.wait_for(lambda number=number: len(with_files(slack)) == number)
    assert len(slack.calls_of("chat.postMessage")) == 3
    slack.state.charts = True
    clock.ahead = CHARTS_REFUSED_SECONDS
    await front.send(delivery(BARS))
    assert charts(slack.posts("C1")[-1])
    await front.stop()


async def test_a_message_refused_for_its_words_does_not_speak_against_charts(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.fail("chat.postMessage", error("invalid_blocks"), times=2)
    await front.send(delivery(BARS))
    await files_in(slack)
    await front.send(delivery(BARS))
    assert charts(slack.posts("C1")[-1])


async def test_a_graphic_of_too_little_is_told_in_words(
    slack: FakeSlack, front: SlackFront, painted: Painted
) -> None:
    await front.send(delivery(FEW))
    [post] = slack.posts("C1")
    assert "Too few posts to say." in shown(post)
    assert painted.asked == []


# --- deliveries


async def test_an_edit_brings_no_picture_or_file_again(slack: FakeSlack, front: SlackFront) -> None:
    ts = await front.send(delivery(HOURS, files=(CSV,)))
    await files_in(slack)
    await front.edit(delivery(HOURS, files=(CSV,)), ts)
    await front.stop()
    assert len(with_files(slack)) == 1


async def test_what_follows_another_message_stays_in_its_thread(
    slack: FakeSlack, front: SlackFront
) -> None:
    first = await front.send(outgoing())
    await front.send(delivery(HOURS, follows=first))
    assert (await files_in(slack)).thread_ts == first


async def test_pictures_and_files_come_together_in_one_message(
    slack: FakeSlack, front: SlackFront
) -> None:
    await front.send(delivery(HOURS, files=(CSV,)))
    post = await files_in(slack)
    assert [file.name for file in post.files][1] == "watchlist.csv"
    assert post.files[1].content == CSV.content


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        (ASK, http_error(500)),
        (ASK, error("file_uploads_disabled")),
        ("upload", http_error(503)),
        ("upload", DROP),
        (DONE, DROP),
        (DONE, error("posting_to_channel_denied")),
    ],
)
async def test_a_failed_picture_costs_nothing_but_the_picture(
    slack: FakeSlack, front: SlackFront, method: str, fault: Fault
) -> None:
    slack.fail(method, fault, times=3)
    await front.send(delivery(HOURS))
    await slack.wait_for(lambda: method in [call.method for call in slack.calls])
    await front.send(outgoing("Durand: another post"))
    await front.stop()
    assert [shown(one).strip() for one in slack.posts("C1")] == [
        "Durand posts more than Nord & Co.",
        "Durand: another post",
    ]


async def test_a_picture_that_cannot_be_drawn_leaves_the_others(
    slack: FakeSlack, front: SlackFront, painted: Painted
) -> None:
    painted.fails = True
    await front.send(delivery(HOURS, files=(CSV,)))
    assert [file.name for file in (await files_in(slack)).files] == ["watchlist.csv"]


@pytest.mark.parametrize(
    ("code", "told"),
    [("missing_scope", "the app lacks the right “files:write”"), ("fatal_error", "try again")],
)
async def test_a_file_that_cannot_be_sent_is_told(
    slack: FakeSlack, front: SlackFront, code: str, told: str
) -> None:
    slack.fail(ASK, error(code))
    ts = await front.send(delivery(files=(CSV,)))
    await slack.wait_for(lambda: len(slack.posts("C1")) == 2)
    remark = slack.posts("C1")[1]
    assert "I could not send the file watchlist.csv" in shown(remark)
    assert told in shown(remark)
    assert remark.thread_ts == ts


async def test_files_make_the_bot_join_a_public_channel_that_takes_words_from_outside(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.state.scopes |= {"chat:write.public"}
    slack.add(Channel("C1", "veille", member=False))
    await front.send(delivery(HOURS))
    assert (await files_in(slack)).files


async def test_slow_down_is_waited_out(slack: FakeSlack, desk: Desk, painted: Painted) -> None:
    clock = Hours()
    front = front_of(slack, desk, clock, painted)
    await front.start()
    slack.fail(DONE, error("ratelimited", retry_after=12))
    await front.send(delivery(HOURS))
    await files_in(slack)
    assert 12 in clock.slept
    await front.stop()


async def test_stopping_does_not_wait_for_ever(slack: FakeSlack, front: SlackFront) -> None:
    slack.fail("upload", HANG)
    await front.send(delivery(HOURS))
    await slack.wait_for(lambda: slack.calls_of("upload"))
    await asyncio.wait_for(front.stop(), 10)


# --- answers


async def test_a_public_answer_has_its_pictures_in_its_thread(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    desk.script = lambda _: [
        Reply(compared(), Audience.CHANNEL),
        Reply(compared(BARS, HOURS), Audience.CHANNEL),
    ]
    await slack.command("/veille", "compare durand nord")
    post = await files_in(slack)
    [answer, _] = slack.posts("C1")
    assert charts(answer)
    assert post.thread_ts == answer.ts


async def test_a_private_answer_has_its_files_in_the_person_s_own_conversation(
    slack: FakeSlack, desk: Desk, front: SlackFront, painted: Painted
) -> None:
    desk.script = lambda _: [Reply(compared(HOURS, files=(CSV,)))]
    asked = await slack.command("/veille", "export")
    answer = await asked.reply("in our private conversation")
    assert isinstance(answer, Message)
    assert answer.only == "U1"
    post = await files_in(slack, slack.state.im("U1").id)
    assert [file.name for file in post.files][-1] == "watchlist.csv"
    assert slack.posts("C1") == []
    assert painted.asked == [("Durand: posts by day and hour", HERE)]


async def test_a_private_answer_that_shows_all_its_charts_says_nothing_of_pictures(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    desk.script = lambda _: [Reply(compared(BARS))]
    asked = await slack.command("/veille", "compare durand nord")
    answer = await asked.reply("Durand posts more")
    assert isinstance(answer, Message)
    assert charts(answer)
    assert "private conversation" not in shown(answer)


async def test_a_response_address_that_takes_no_charts_gets_the_words(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    slack.state.charts = False
    desk.script = lambda _: [Reply(compared(BARS, language="fr"))]
    asked = await slack.command("/veille", "comparer durand nord", user="U2")
    await asked.reply("dans notre conversation privée")
    post = await files_in(slack, slack.state.im("U2").id)
    assert [file.alt for file in post.files] == [BARS.alt]


async def test_in_a_private_conversation_files_stand_beside_the_answer(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    desk.script = lambda _: [Reply(compared(files=(CSV,)))]
    await slack.tell("export")
    post = await files_in(slack, slack.state.im("U1").id)
    assert post.thread_ts is None


async def test_in_a_thread_pictures_stay_in_it(
    slack: FakeSlack, desk: Desk, front: SlackFront
) -> None:
    parent = slack.say("C1", "U1", "What do you think?")
    desk.script = lambda _: [Reply(compared(HOURS), Audience.CHANNEL)]
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "text": "<@UBOT> compare"}
    await slack.event({**event, "thread_ts": parent.ts})
    assert (await files_in(slack)).thread_ts == parent.ts


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c.csv", "x\n\x00\u202efdp.exe", "", ".bashrc", "é" * 400]
)
async def test_a_hostile_name_of_a_file_is_made_harmless(
    slack: FakeSlack, front: SlackFront, name: str
) -> None:
    await front.send(delivery(files=(Attachment(name, "text/csv", b"x"),)))
    [file] = (await files_in(slack)).files
    assert 0 < len(file.name) <= 90
    assert not file.name.startswith(".")
    assert not {"/", "\\", "\n", "\x00", "\u202e"} & set(file.name)


# --- where a file may be sent


@pytest.mark.parametrize(
    ("address", "api", "may"),
    [
        ("https://files.slack.com/upload/v1/A", "https://slack.com/api/", True),
        ("https://slack.com/upload", "https://slack.com/api/", True),
        ("https://files.slack-gov.com/upload", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:99/upload", "http://127.0.0.1:99/api/", True),
        ("http://127.0.0.1:98/upload", "http://127.0.0.1:99/api/", False),
        ("http://files.slack.com/upload", "https://slack.com/api/", False),
        ("https://files.slack.com.evil.example/", "https://slack.com/api/", False),
        ("https://evilslack.com/", "https://slack.com/api/", False),
        ("https://files.slack.com:8443/", "https://slack.com/api/", False),
        ("https://files.slack.com@evil.example/", "https://slack.com/api/", False),
        ("https://me@files.slack.com/", "https://slack.com/api/", False),
        ("file:///etc/passwd", "https://slack.com/api/", False),
        ("https://[", "https://slack.com/api/", False),
        ("", "https://slack.com/api/", False),
    ],
)
def test_files_go_to_slack_alone(address: str, api: str, may: bool) -> None:
    assert trusted(address, api) is may


async def test_an_address_that_is_not_slack_s_gets_no_file(
    slack: FakeSlack, front: SlackFront
) -> None:
    slack.state.url = lambda: f"http://localhost:{slack.port}"
    await front.send(delivery(files=(CSV,)))
    await slack.wait_for(lambda: len(slack.posts("C1")) == 2)
    assert "I could not send" in shown(slack.posts("C1")[1])
    assert not slack.calls_of("upload")
