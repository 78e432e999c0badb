"""Whatever a network says arrives as text: no markup, no mention, no link, no error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.slack import Message as SlackMessage
from tests.fakes.telegram import Message as TelegramMessage
from tests.scenarios.house import House
from tests.scenarios.seats import Seat

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "naughty-strings.json"
HOSTILE = [
    "<!channel> <!here|everyone> <@U1> & <#C1|x> <https://evil.example|votre banque>",
    "*gras* _italique_ ~barré~ `code` > citation",
    "</b><a href='https://evil.example'>ici</a> <script>alert(1)</script> &lt;b&gt;",
    "\u202emirror \u2066isolate\u2069 \u200bzero\u200dwidth \ufeff",
    "nul \x00 bell \x07 escape \x1b[31m",
    "👩‍👩‍👧‍👦" * 400,
    "A" * 5000,
    "{what} {0} %s %(x)s ${HOME} [link](https://evil.example)",
    "@everyone @channel /undo",
]
ROUND = 60


async def posted(house: House, seats: list[Seat], texts: list[str]) -> None:
    """All texts published at once and read at the end of the list by everybody."""
    for number, text in enumerate(texts):
        house.fediverse.post("durand", f"n{number} {text}", house.clock.now())

    async def all_recorded() -> bool:
        return len(await house.rows("SELECT id FROM post")) >= 1 + len(texts)

    await house.until(all_recorded, "all texts are recorded", within=30)
    house.clock.move(timedelta(minutes=1))
    await house.app.drain()


def links_of(message: TelegramMessage) -> set[str]:
    return {entity.link or "" for entity in message.entities if entity.type == "text_link"}


async def both_watch(house: House) -> list[Seat]:
    house.durand()
    seats = [house.seat("slack"), house.seat("telegram", "fr")]
    for one in seats:
        await one.say(f"watch @durand@{house.host}")
    await house.looked()
    return seats


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
        assert kinds <= {"bold", "italic", "text_link", "blockquote", "expandable_blockquote"}
        assert all(url.startswith(house.fediverse.origin) for url in links_of(item))
        return
    for element in every([*item.blocks]):
        assert element.get("type") not in ("user", "broadcast", "usergroup", "channel", "emoji")
        url = str(element.get("url", house.fediverse.origin))
        assert url.startswith(house.fediverse.origin)
        if element.get("type") == "mrkdwn":
            assert "<!" not in element["text"]
            assert "<@" not in element["text"]
    assert "<!" not in item.text


def every(blocks: object) -> Iterator[dict[str, Any]]:
    if isinstance(blocks, dict):
        yield blocks
        for value in blocks.values():
            yield from every(value)
    if isinstance(blocks, list):
        for one in blocks:
            yield from every(one)


async def test_every_naughty_string_is_delivered_or_listed_without_an_error(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    if not CORPUS.exists():
        pytest.skip(f"the corpus {CORPUS.name} is not here")
    texts = [one for one in json.loads(CORPUS.read_text()) if one.strip()]
    seats = await both_watch(house)
    for start in range(0, len(texts), ROUND):
        await posted(house, seats, texts[start : start + ROUND])
    for one in seats:
        for read in one.chat():
            inert(house, read.item)
    failed = await house.rows("SELECT state FROM delivery WHERE state NOT IN ('sent', 'pending')")
    assert failed == []
    assert "error" not in capfd.readouterr().out.replace("error=None", "")
