"""Whatever a network says arrives as text: no markup, no mention, no link, no error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.slack import Message as SlackMessage
from tests.fakes.telegram import Message as TelegramMessage
from tests.scenarios.house import House

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "naughty-strings.json"
# What Slack carries out: all but a date, which is ours.
COMMAND = re.compile(r"<!(?!date\^\d+\^)")
HOSTILE = [
    "<!channel> <!here|everyone> <@U1> & <#C1|x> <https://evil.example|votre banque> @everyone",
    "</b><a href='https://evil.example'>ici</a> <script>alert(1)</script> &lt;b&gt; *gras* `code`",
    "\u202emirror \u2066isolate\u2069 \u200bzero\u200dwidth \ufeff nul \x00 bell \x07 \x1b[31m",
    "👩‍👩‍👧‍👦" * 400,
    "A" * 5000,
    "{what} {0} %s %(x)s ${HOME} [link](https://evil.example) /undo",
]
PAGE = 40


async def published(house: House, texts: list[str]) -> None:
    """All texts, as many at a time as one page of Mastodon holds, until they are recorded."""
    for start in range(0, len(texts), PAGE):
        page = texts[start : start + PAGE]
        for number, text in enumerate(page, start=start):
            house.fediverse.post("durand", f"n{number}: {text}", house.clock.now())
        wanted = 1 + start + len(page)

        async def recorded(wanted: int = wanted) -> bool:
            return len(await house.rows("SELECT id FROM post")) >= wanted

        await house.until(recorded, "the texts are recorded", within=20)


async def all_sent(house: House) -> None:
    """The clock goes on, so that no pace of a platform has to be waited for."""

    async def none_left() -> bool:
        house.clock.move(timedelta(seconds=5))
        await house.app.drain()
        return not await house.rows("SELECT id FROM delivery WHERE state <> 'sent'")

    await house.until(none_left, "everything is sent", within=60)


def links_of(message: TelegramMessage) -> set[str]:
    return {entity.link or "" for entity in message.entities if entity.type == "text_link"}


async def test_hostile_words_and_names_arrive_as_words(house: House) -> None:
    seats = [house.seat("slack"), house.seat("telegram", "fr")]
    for number, text in enumerate(HOSTILE):
        house.fediverse.add(f"nom{number}", text[:200])
    handles = " ".join(f"@nom{number}@{house.host}" for number in range(len(HOSTILE)))
    for one in seats:
        await one.say(f"watch {handles}")
    await house.looked(len(HOSTILE))
    for number, text in enumerate(HOSTILE):
        house.fediverse.post(f"nom{number}", f"départ {number} {text}", house.clock.now())
    for one in seats:
        for number in range(len(HOSTILE)):
            await one.reads(f"départ {number}", within=30)
        for read in one.chat():
            inert(house, read.item)


def inert(house: House, item: SlackMessage | TelegramMessage) -> None:
    """Nothing in the message was made of the post but characters to read."""
    if isinstance(item, TelegramMessage):
        kinds = {entity.type for entity in item.entities}
        assert kinds <= {
            "bold",
            "italic",
            "text_link",
            "blockquote",
            "expandable_blockquote",
            "date_time",
        }
        assert all(url.startswith(house.fediverse.origin) for url in links_of(item))
        return
    for element in every([*item.blocks]):
        assert element.get("type") not in ("user", "broadcast", "usergroup", "channel", "emoji")
        url = str(element.get("url", house.fediverse.origin))
        assert url.startswith(house.fediverse.origin)
        if element.get("type") == "mrkdwn":
            assert not COMMAND.search(element["text"])
            assert "<@" not in element["text"]
    assert not COMMAND.search(item.text)


def every(blocks: object) -> Iterator[dict[str, Any]]:
    if isinstance(blocks, dict):
        yield blocks
        for value in blocks.values():
            yield from every(value)
    if isinstance(blocks, list):
        for one in blocks:
            yield from every(one)


async def test_every_naughty_string_is_read_in_the_digest_without_an_error(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    if not CORPUS.exists():
        pytest.skip(f"the corpus {CORPUS.name} is not here")
    texts = [one for one in json.loads(CORPUS.read_text()) if one.strip()]
    house.durand()
    seats = [house.seat("slack"), house.seat("telegram", "fr")]
    for one in seats:
        await one.say(f"watch @durand@{house.host} only:digest")
    await house.looked()
    await published(house, texts)
    house.clock.move(timedelta(hours=22, minutes=31))
    await house.app.digests.tick()
    await all_sent(house)
    for one in seats:
        chat = one.chat()
        for read in chat:
            inert(house, read.item)
        shown = "\n".join(read.text for read in chat)
        missing = [number for number in range(len(texts)) if f"n{number}:" not in shown]
        assert missing == []
    assert "error" not in capfd.readouterr().out.replace("error=None", "")
