"""Any message, hostile ones included, is one that each platform takes."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.charts import Bar, Bars, Graphic
from bot.core.message import Button, Items, Message, Paragraph, Span
from bot.render.graphics import caption
from bot.render.slack import SlackPayload, fallback, to_slack
from bot.render.slack_charts import natively
from bot.render.telegram import Keyboard, KeyboardButton, opened, pressed, to_telegram
from bot.render.terminal import to_json, to_text
from tests.fakes.slack_rules import check_message
from tests.fakes.telegram_rules import CAPTION_UNITS, captioned, check_markup, formatted
from tests.render import messages as made

BROADCASTS = ("<!channel", "<!here", "<!everyone", "<!subteam", "<@", "<#")
# Much longer, and much more of everything, than any message of ours.
HUGE = st.sampled_from(["mot" * 4000, "😀" * 10_000, "https://e.example/" + "é" * 5000])
WORDS = made.texts | HUGE
VALUES = st.none() | st.floats(0, 1e9)
ROWS = st.lists(st.builds(Bar, WORDS, WORDS, VALUES), max_size=25).map(tuple)
GRAPHICS = st.builds(Graphic, WORDS, st.none() | st.builds(Bars, WORDS, WORDS, ROWS))


@st.composite
def any_message(draw: st.DrawFn) -> Message:
    message = draw(made.messages)
    if draw(st.booleans()):
        blocks = draw(st.lists(made.blocks, max_size=6)) * draw(st.integers(1, 20))
        long = st.builds(Button, made.texts, id=st.text("abc019_-", min_size=12, max_size=70))
        buttons = tuple(draw(st.lists(made.buttons | long, max_size=12)))
        message = replace(message, summary=draw(WORDS), title=draw(WORDS), blocks=tuple(blocks))
        message = message.with_buttons(buttons, buttons[::-1])
    return replace(message, graphics=tuple(draw(st.lists(GRAPHICS, max_size=3))))


def strings(of: Any) -> list[str]:
    if isinstance(of, str):
        return [of]
    parts = of.values() if isinstance(of, dict) else of if isinstance(of, list) else ()
    return [text for part in parts for text in strings(part)]


def in_slack(message: Message) -> SlackPayload:
    """With the charts that Slack draws itself, as it is sent."""
    charts, _ = natively(message.graphics)
    return to_slack(message, charts)


def markup(keyboard: Keyboard) -> dict[str, object]:
    def key(one: KeyboardButton) -> dict[str, str]:
        known = {"text": one.label, "callback_data": one.data, "url": one.url}
        return {name: value for name, value in known.items() if value is not None}

    return {"inline_keyboard": [[key(one) for one in row] for row in keyboard]}


@settings(max_examples=80)
@given(any_message())
def test_slack_takes_it_with_its_charts(message: Message) -> None:
    payload = in_slack(message)
    assert [*check_message({"text": payload.text, "blocks": payload.blocks})] == []
    held = [(*block.get("elements", ()), block.get("accessory", {})) for block in payload.blocks]
    ids = [one["action_id"] for named in held for one in named if "action_id" in one]
    assert len(ids) == len(set(ids))


@settings(max_examples=80)
@given(any_message(), st.booleans())
def test_at_most_three_buttons_stand_side_by_side_or_four_answers(
    message: Message, answers: bool
) -> None:
    message = replace(message, answers=answers)
    payload = in_slack(message)
    rows = [block["elements"] for block in payload.blocks if block["type"] == "actions"]
    on_slack = [one for row in rows for one in row if one["type"] == "button"]
    keys = [one for row in to_telegram(message).keyboard for one in row]
    on_telegram = [one for one in keys if not one.label.startswith("⋯")]
    most = 4 if answers else 3
    assert len(on_slack) <= most
    assert len(on_telegram) <= most


@given(st.integers(1, 400))
def test_slack_takes_any_number_of_short_blocks(count: int) -> None:
    message = Message("A sentence.", blocks=(Paragraph(((Span("mot"),),)),) * count)
    payload = in_slack(message)
    assert [*check_message({"text": payload.text, "blocks": payload.blocks})] == []


@settings(max_examples=80)
@given(any_message())
def test_slack_tells_nobody_and_links_only_to_the_web(message: Message) -> None:
    payload = in_slack(message)
    plain = [
        text for block in payload.blocks if block["type"] != "rich_text" for text in strings(block)
    ]
    assert not any(
        one in text for text in [payload.text, fallback(message), *plain] for one in BROADCASTS
    )
    assert all(url.startswith(("http://", "https://")) for url in links(payload.blocks))


def links(of: Any) -> list[str]:
    if isinstance(of, list):
        return [url for part in of for url in links(part)]
    if not isinstance(of, dict):
        return []
    own = [str(of["url"])] if "url" in of else []
    return own + [url for part in of.values() for url in links(part)]


@settings(max_examples=80)
@given(any_message())
def test_slack_takes_the_plain_form_that_stands_in_for_it(message: Message) -> None:
    assert [*check_message({"text": fallback(message)})] == []


@settings(max_examples=80)
@given(any_message(), st.booleans(), st.booleans(), st.lists(made.texts, min_size=5, max_size=5))
def test_telegram_takes_it_and_what_its_dots_open(
    message: Message, repeat: bool, delivery: bool, labels: list[str]
) -> None:
    payload = to_telegram(message, repeat=repeat, delivery=delivery)
    formatted({"text": payload.html, "parse_mode": "HTML"})
    assert [*check_markup(markup(payload.keyboard))] == []
    data = [one.data for row in payload.keyboard for one in row if one.data]
    for dots in (one for one in data if pressed(one).more):
        assert [*check_markup(markup(opened(payload.keyboard, dots, labels)))] == []


@settings(max_examples=40)
@given(made.messages)
def test_a_menu_beside_a_line_is_for_slack_alone(message: Message) -> None:
    bare = [replace(one, menus=()) if isinstance(one, Items) else one for one in message.blocks]
    without = replace(message, blocks=tuple(bare))
    assert to_telegram(message) == to_telegram(without)
    assert to_json("reply", "c", message) == to_json("reply", "c", without)
    assert to_text(message) == to_text(without)


@settings(max_examples=80)
@given(any_message())
def test_telegram_takes_each_caption(message: Message) -> None:
    for graphic in message.graphics:
        captioned({"caption": caption(graphic.alt, CAPTION_UNITS)})


@settings(max_examples=80)
@given(any_message())
def test_a_terminal_is_moved_by_nothing_and_reads_one_object_a_line(message: Message) -> None:
    shown = to_text(message).replace("\n", "")
    assert not any(unicodedata.category(one) in ("Cc", "Cs") for one in shown)
    told = json.dumps(to_json("reply", "terminal", message), ensure_ascii=False)
    assert "\n" not in told
    told.encode()
