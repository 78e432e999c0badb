"""Payloads that Telegram refuses are refused by the fake."""

from __future__ import annotations

import html
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.constants import ParseMode

from tests.fakes.telegram import (
    JANE,
    FakeTelegram,
    shown,
)
from tests.fakes.telegram_html import parse_html


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **fields}]]}


BAD_SENDS: dict[str, dict[str, Any]] = {
    "nothing": {"text": ""},
    "blanks": {"text": " \n"},
    "nothing once parsed": {"text": "<b></b>", "parse_mode": "HTML"},
    "4,097 units": {"text": "x" * 4097},
    "4,097 units of emoji": {"text": "😀" * 2049},
    "an unsupported tag": {"text": "a<br>b", "parse_mode": "HTML"},
    "a tag that never ends": {"text": "<b>x", "parse_mode": "HTML"},
    "crossed tags": {"text": "<b><i>x</b></i>", "parse_mode": "HTML"},
    "an end without a start": {"text": "x</b>", "parse_mode": "HTML"},
    "a stray sign": {"text": "1 < 2", "parse_mode": "HTML"},
    "nested quotes": {
        "text": "<blockquote>a<blockquote>b</blockquote></blockquote>",
        "parse_mode": "HTML",
    },
    "bold inside code": {"text": "<code>a<b>b</b></code>", "parse_mode": "HTML"},
    "a plain span": {"text": "<span>a</span>", "parse_mode": "HTML"},
    "an unsafe link": {"text": '<a href="javascript:x">a</a>', "parse_mode": "HTML"},
    "a time that isn't one": {"text": '<tg-time unix="now">a</tg-time>', "parse_mode": "HTML"},
    "another parse mode": {"text": "x", "parse_mode": "MarkdownV3"},
    "65 bytes of data": {"text": "x", "reply_markup": button(callback_data="é" * 33)},
    "no data": {"text": "x", "reply_markup": button(callback_data="")},
    "no action": {"text": "x", "reply_markup": button()},
    "two actions": {"text": "x", "reply_markup": button(callback_data="a", url="https://x.fr")},
    "an unsafe button": {"text": "x", "reply_markup": button(url="javascript:x")},
    "an odd style": {"text": "x", "reply_markup": button(callback_data="a", style="loud")},
    "no label": {"text": "x", "reply_markup": button(callback_data="a", text=" ")},
    "nine in a row": {
        "text": "x",
        "reply_markup": {"inline_keyboard": [button(callback_data="a")["inline_keyboard"][0] * 9]},
    },
    "too many buttons": {
        "text": "x",
        "reply_markup": {"inline_keyboard": button(callback_data="a")["inline_keyboard"] * 101},
    },
    "no keyboard": {"text": "x", "reply_markup": {"buttons": []}},
}


async def ask(telegram: FakeTelegram, method: str, **arguments: Any) -> tuple[int, str]:
    """A call that the library wouldn't make."""
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"{telegram.url}/bot{telegram.token}/{method}"
        answer = (await client.post(url, json=arguments)).json()
        return answer.get("error_code", 200), answer.get("description", "")


@pytest.mark.parametrize("name", BAD_SENDS)
async def test_messages_that_telegram_refuses_are_refused(
    telegram: FakeTelegram, name: str
) -> None:
    code, _ = await ask(telegram, "sendMessage", chat_id=JANE.id, **BAD_SENDS[name])
    assert code == 400
    assert len(telegram.take_violations()) == 1
    assert telegram.posts(JANE.id) == []


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
        ("setMyCommands", {"commands": [{"command": "Suivre", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "été", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "x", "description": "x"}] * 101}),
        ("setMyDescription", {"description": "x" * 513}),
        ("setMyShortDescription", {"short_description": "x" * 121}),
        ("sendChatAction", {"chat_id": 1001, "action": "dancing"}),
    ],
)
async def test_calls_that_telegram_refuses_are_refused(
    telegram: FakeTelegram, method: str, arguments: dict[str, Any]
) -> None:
    assert (await ask(telegram, method, **arguments))[0] == 400
    assert len(telegram.take_violations()) == 1


async def test_unknown_methods_are_not_found(telegram: FakeTelegram) -> None:
    assert (await ask(telegram, "sendSong"))[0] == 404
    telegram.take_violations()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<b>a</b> &lt;b&gt; &amp;amp; &quot;x&quot; &#233;", 'a <b> &amp; "x" é'),
        ("&nbsp;&eacute;", "&nbsp;&eacute;"),
        ('<a href="https://x.fr/?a=1&amp;b=2">x</a>', "x"),
        ('<tg-time unix="1763888400" format="r">now</tg-time>', "now"),
        ("<blockquote expandable>a <i>b</i></blockquote>", "a b"),
        ('<pre><code class="language-py">x</code></pre>', "x"),
        ("<B>a</b>", "a"),
    ],
)
async def test_formatting_is_shown_as_people_read_it(
    telegram: FakeTelegram, bot: Bot, source: str, text: str
) -> None:
    await bot.send_message(JANE.id, source, parse_mode=ParseMode.HTML)
    assert shown(telegram.posts(JANE.id)[0]) == text


async def test_4096_units_are_allowed_however_long_the_tags(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await bot.send_message(JANE.id, "<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
    assert telegram.posts(JANE.id)[0].entities[0].length == 4096


@given(st.text())
def test_escaped_text_is_shown_as_it_was_written(words: str) -> None:
    assert parse_html(f"<b>{html.escape(words, quote=False)}</b>")[0] == words
