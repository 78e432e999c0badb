"""A search that goes on in one message: what it asks, when it is edited, how it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.model import ChannelKey, Person, Platform
from bot.service.live import Lives
from bot.service.ports import Inbound
from tests.scenarios.desk import Desk, open_desk
from tests.scenarios.house import House, ago
from tests.scenarios.seats import everywhere
from tests.scenarios.sentences import MORE

JANE = Person("U1", "Jane")
UNABLE = "SELECT id FROM delivery WHERE json_extract(payload, '$.unable') LIKE '%bluesky%'"


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


async def say(desk: Desk, typed: str, event: str = "") -> str:
    """Jane types a command in #c1; the last answer."""
    key = ChannelKey(Platform.SLACK, "T1", "C1")
    inbound = Inbound(key, "T1", JANE, event or typed, typed, chat_name="#c1", language="en")
    said = [reply.message.summary async for reply in desk.app.commands.handle(inbound)]
    return said[-1]


async def pass_by(desk: Desk, seconds: int, step: int = 1) -> None:
    for _ in range(0, seconds, step):
        desk.clock.move(step)
        await desk.app.lives.tick()
        await desk.app.lives.settle()
        await desk.send()


def published(desk: Desk, words: str, ago: timedelta = timedelta()) -> None:
    desk.fediverse.post("anna", words, desk.clock.now() - ago)


async def test_new_posts_appear_in_the_one_message_edited_every_ten_seconds_at_most(
    desk: Desk,
) -> None:
    published(desk, "Before #tva", timedelta(hours=1))
    await say(desk, "search #tva on mastodon")
    assert "live in this channel until" in await say(desk, "search #tva on mastodon live:on")
    await pass_by(desk, 1)
    [shown] = desk.texts()
    assert "Live: #tva · 0 new posts since" in shown
    assert "Before #tva" in shown
    edits = 0
    for number in range(60):
        published(desk, f"News {number} #tva")
        before = desk.texts()
        await pass_by(desk, 1)
        edits += desk.texts() != before
    [shown] = desk.texts()
    assert 2 <= edits <= 6
    assert "Before" not in shown
    assert "News 5" in shown
    assert sum("News" in line for line in shown.splitlines()) == 5


async def test_it_stops_asking_after_sixty_requests_or_ten_minutes_and_says_so(
    desk: Desk,
) -> None:
    await say(desk, "search #tva on mastodon live:on")
    desk.fediverse.requests.clear()
    await pass_by(desk, 625, step=5)
    assert 10 <= desk.fediverse.requests.total() <= 60
    [shown] = desk.texts()
    assert "No longer kept up to date: the 10 minutes are over." in shown
    assert "Watch #tva" in shown
    assert "Stop" not in shown
    asked = desk.fediverse.requests.total()
    await pass_by(desk, 60, step=10)
    assert desk.fediverse.requests.total() == asked
    assert await desk.rows("SELECT name FROM fact WHERE name LIKE 'live:%'") == []


async def test_a_question_that_takes_more_requests_than_are_left_is_cut_off(desk: Desk) -> None:
    await say(desk, "search #tva on mastodon live:on")
    [(row,)] = await desk.rows("SELECT id FROM delivery WHERE kind = 'live'")
    desk.fediverse.requests.clear()
    async with desk.app.store.begin() as tx:
        sql = "UPDATE delivery SET payload = json_set(payload, '$.asked', 59) WHERE id = :id"
        await tx.execute(text(sql), {"id": row})
    await pass_by(desk, 30, step=5)
    assert desk.fediverse.requests.total() == 1
    [shown] = desk.texts()
    assert "60 questions were put to the networks" in shown


async def test_a_channel_has_one_live_search_at_a_time_and_stop_ends_it(desk: Desk) -> None:
    await say(desk, "search #tva on mastodon live:on")
    assert "already live here" in await say(desk, "search #audit on mastodon live:on")
    await pass_by(desk, 2)
    assert "Stopped" in await say(desk, "search live:off")
    await pass_by(desk, 15)
    [shown] = desk.texts()
    assert "it was stopped" in shown
    assert "No search is live here." in await say(desk, "search live:off", event="again")
    assert "until" in await say(desk, "search #audit on mastodon live:on", event="another")


async def test_a_restart_goes_on_or_ends_it(desk: Desk) -> None:
    """Nothing of it is in memory: another process reads the row."""
    await say(desk, "search #tva on mastodon live:on")
    await pass_by(desk, 3)
    desk.app.lives = Lives(desk.app.store, desk.app.networks, desk.clock)
    published(desk, "After the restart #tva")
    await pass_by(desk, 40, step=5)
    assert desk.holding("After the restart") == 1
    desk.clock.move(3600)
    await pass_by(desk, 15)
    assert desk.holding("the 10 minutes are over") == 1


async def test_a_network_that_can_not_be_searched_is_not_asked_again(house: House) -> None:
    """Bluesky without an account finds no hashtags."""
    jane = house.seat("slack")
    await jane.say("search #tva on bluesky live:on")
    await jane.reads("🔎 Live: #tva")
    await house.until(partial(house.rows, UNABLE), "its answer")
    await house.all_sent()
    house.sky.requests.clear()
    house.clock.move(timedelta(seconds=30))
    shown = await jane.reads("no network can be searched for that any more")
    assert "did not answer" not in shown
    assert house.sky.requests.total() == 0


async def test_a_network_that_is_silent_is_named_until_it_answers(desk: Desk) -> None:
    await say(desk, "search #tva on mastodon live:on")
    desk.fediverse.fail(None, 503)
    await pass_by(desk, 15)
    assert desk.holding("Mastodon did not answer.") == 1
    desk.fediverse.recover()
    await pass_by(desk, 100, step=5)
    assert desk.holding("Mastodon did not answer.") == 0


async def test_an_hour_later_no_words_of_anybody_are_kept_in_its_row(desk: Desk) -> None:
    published(desk, "Words of Anna #tva", timedelta(minutes=1))
    await say(desk, "search #tva on mastodon")
    await say(desk, "search #tva on mastodon live:on")
    await pass_by(desk, 620, step=10)
    desk.clock.move(3600)
    await desk.app.housekeeping.tick()
    [(payload,)] = await desk.rows("SELECT payload FROM delivery WHERE kind = 'live'")
    assert "Words of Anna" not in payload
    assert desk.holding("Words of Anna") == 1


@everywhere
async def test_one_press_shows_a_search_live_in_the_channel(
    house: House, platform: str, language: str
) -> None:
    house.fediverse.post("anna", "Note #audit", ago(minutes=5))
    jane = house.seat(platform, language)
    answer = await jane.say("search #audit")
    label = {"en": "Live here", "fr": "En direct ici"}[language]
    if platform == "telegram":
        answer = await jane.press(answer, MORE[language])
    await jane.press(answer, label, containing="#audit")
    head = {
        "en": "🔎 Live: #audit · 0 new posts since 10:00",
        "fr": "🔎 En direct~: #audit · 0 nouvelle publication depuis 10:00",
    }[language]
    shown = await jane.reads(head)
    assert any("Note #audit" in line for line in shown.lines)
    assert shown.buttons[0] == {"en": "Stop", "fr": "Arrêter"}[language]
