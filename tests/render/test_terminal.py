from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from rich.console import Console

from bot.core.message import Aside, Button, Details, Items, Message, PostRef, Span, line
from bot.core.model import DeliveryKind
from bot.render.terminal import kind_of, to_json, to_rich, to_text
from tests.render.messages import messages

MESSAGE = Message(
    summary="s",
    title="Two accounts",
    blocks=(
        Items((line(Span("Cabinet Durand", link="https://a.example/1")), line("other")), True),
        Details(line("More"), (line("folded"),)),
        Aside(line("small print")),
    ),
    buttons=(
        Button("Watch", command="watch bluesky:durand", id="x"),
        Button("Open", url="https://a.example/1"),
    ),
    more=(Button("Stop", command="unwatch 1", id="y"),),
    posts=(PostRef("bluesky", "at://1", "https://a.example/1"),),
)


def test_a_message_is_plain_lines_with_the_command_behind_each_button() -> None:
    assert to_text(MESSAGE).splitlines() == [
        "Two accounts",
        "",
        "1. Cabinet Durand (https://a.example/1)",
        "2. other",
        "More",
        "    folded",
        "small print",
        "",
        "[Watch] → watch bluesky:durand",
        "[Open] → https://a.example/1",
        "[Stop] → unwatch 1",
    ]


def test_json_has_exactly_the_five_keys() -> None:
    assert to_json("reply", "local", MESSAGE) == {
        "kind": "reply",
        "channel": "local",
        "text": to_text(MESSAGE).split("\n\n[")[0],
        "posts": [{"network": "bluesky", "id": "at://1", "url": "https://a.example/1"}],
        "buttons": [
            {"label": "Watch", "command": "watch bluesky:durand"},
            {"label": "Open", "command": "https://a.example/1"},
            {"label": "Stop", "command": "unwatch 1"},
        ],
    }


@settings(deadline=None)
@given(messages)
def test_foreign_text_moves_no_cursor_and_breaks_no_line_of_json(message: Message) -> None:
    assert not set(to_text(message)) & {"\x1b", "\x07", "\x00", "\r", "\x9b", "\u202e"}
    shown = json.dumps(to_json("alert", "local", message), ensure_ascii=False)
    assert "\n" not in shown
    shown.encode()


def rendered(message: Message, **environment: str) -> str:
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=200, _environ=environment).print(to_rich(message))
    return out.getvalue()


def test_an_interactive_terminal_gets_styles_unless_it_asks_for_no_color() -> None:
    coloured = Message("s", title="Title", blocks=(Aside(line(Span("x"))),))
    assert "\x1b[1m" in rendered(coloured, TERM="xterm")
    assert "\x1b[3" not in rendered(coloured, TERM="xterm", NO_COLOR="1")


def test_square_brackets_of_a_post_are_no_markup() -> None:
    hostile = Message("s", title="[bold red]x[/] [link=http://evil.example]y")
    assert "[bold red]x[/] [link=http://evil.example]y" in rendered(hostile, TERM="dumb")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (DeliveryKind.ALERT, "alert"),
        (DeliveryKind.BURST, "alert"),
        (DeliveryKind.CATCHUP, "alert"),
        (DeliveryKind.ROLLUP, "alert"),
        (DeliveryKind.DIGEST, "digest"),
        (DeliveryKind.NOTICE, "notice"),
    ],
)
def test_each_delivery_is_an_alert_a_digest_or_a_notice(kind: DeliveryKind, told: str) -> None:
    assert kind_of(kind) == told
