from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.message import (
    Aside,
    Button,
    Details,
    Items,
    Message,
    Paragraph,
    Span,
    line,
)
from bot.render.telegram import (
    Keyboard,
    KeyboardButton,
    Pressed,
    opened,
    pressed,
    to_telegram,
)
from tests.fakes.telegram_html import parse_html, units
from tests.fakes.telegram_rules import check_markup, formatted
from tests.render.messages import messages

DIGEST = Message(
    summary="Cabinet Durand: “Our offer”",
    title="Cabinet Durand: “Our <offer>”",
    blocks=(
        Paragraph((line("In short"),)),
        Items((line(Span("A & B", link="https://a.example/?x=1&y=2"), " 88"), line("second"))),
        Details(line("Cabinet Durand · 4 posts"), (line("one"), line("two"))),
        Aside(line("Not read: YouTube since 06:10.")),
    ),
)


def labels(keyboard: Keyboard) -> list[list[str]]:
    return [[button.label for button in row] for row in keyboard]


def wire(keyboard: Keyboard) -> dict[str, object]:
    def button(one: KeyboardButton) -> dict[str, str]:
        known = {"text": one.label, "callback_data": one.data, "url": one.url}
        return {name: value for name, value in known.items() if value is not None}

    return {"inline_keyboard": [[button(one) for one in row] for row in keyboard]}


@settings(deadline=None)
@given(messages, st.booleans(), st.booleans())
def test_telegram_accepts_every_message(message: Message, repeat: bool, delivery: bool) -> None:
    payload = to_telegram(message, repeat=repeat, delivery=delivery)
    shown, _ = formatted({"text": payload.html, "parse_mode": "HTML"})
    assert shown == payload.text
    assert list(check_markup(wire(payload.keyboard))) == []
    payload.html.encode()


@settings(deadline=None)
@given(messages)
def test_no_control_or_turning_character_reaches_the_reader(message: Message) -> None:
    payload = to_telegram(message)
    seen = payload.text + "".join(one.label for row in payload.keyboard for one in row)
    bad = [c for c in seen if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    assert not bad
    assert not set(seen) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@settings(deadline=None)
@given(messages)
def test_only_web_addresses_are_linked(message: Message) -> None:
    payload = to_telegram(message)
    _, entities = parse_html(payload.html)
    urls = [entity.link for entity in entities if entity.type == "text_link"]
    urls += [one.url for row in payload.keyboard for one in row if one.url]
    assert all(str(url).startswith(("https://", "http://")) for url in urls)


def test_a_digest_reads_as_a_title_lists_a_folded_part_and_small_print() -> None:
    payload = to_telegram(DIGEST)
    assert payload.html == (
        "<b>Cabinet Durand: “Our &lt;offer&gt;”</b>\n\n"
        "In short\n"
        '• <a href="https://a.example/?x=1&amp;y=2">A &amp; B</a> 88\n• second\n'
        "<blockquote expandable><b>Cabinet Durand · 4 posts</b>\none\ntwo</blockquote>\n"
        "<i>Not read: YouTube since 06:10.</i>"
    )


def test_a_numbered_list_starts_at_its_number() -> None:
    message = Message("s", blocks=(Items((line("a"), line("b")), numbered=True, start=6),))
    assert to_telegram(message).text == "6. a\n7. b"


def test_a_message_of_nothing_visible_shows_its_summary() -> None:
    assert to_telegram(Message("Nothing new.", title=" ")).text == "Nothing new."
    assert to_telegram(Message("\u200b", title="\u200b")).text == "…"


def test_a_long_digest_keeps_its_small_print_and_counts_what_is_left_out() -> None:
    entries = tuple(line(f"publication {n} " + "x" * 80) for n in range(100))
    long = replace(
        DIGEST, blocks=(Details(line("All"), entries), Aside(line("Not read: YouTube.")))
    )
    payload = to_telegram(long)
    kept = payload.text.count("publication")
    assert 3500 < units(payload.text) <= 4096
    assert "Not read: YouTube." in payload.text
    assert payload.text.endswith(f"… and {100 - kept} more lines")


def test_the_count_of_what_is_left_out_is_french_for_a_french_reader() -> None:
    entries = tuple(line("x" * 900) for _ in range(6))
    payload = to_telegram(Message("s", blocks=(Items(entries),), language="fr"))
    assert payload.text.endswith("… et 2 lignes de plus")


def test_the_count_of_what_is_left_out_fits_too() -> None:
    payload = to_telegram(Message("s", blocks=(Items((line("x"),) * 1100),)))
    assert payload.text.endswith("more lines")
    assert 4000 < units(payload.text) <= 4096


def test_emoji_count_twice_as_telegram_counts_them() -> None:
    entries = tuple(line("😀" * 400) for _ in range(10))
    assert units(to_telegram(Message("s", blocks=(Items(entries),))).text) <= 4096


@pytest.mark.parametrize(("language", "mark"), [("en", "May repeat"), ("fr", "Répète peut-être")])
def test_a_possible_repeat_is_marked_first(language: str, mark: str) -> None:
    message = replace(DIGEST, language=language)
    assert to_telegram(message, repeat=True).text.startswith(mark)
    assert mark not in to_telegram(message).text


def test_three_buttons_then_the_one_that_opens_more() -> None:
    five = tuple(Button(f"B{n}", command="list", id=f"id{n}") for n in range(5))
    more = (Button("Stop", command="unwatch 1", id="s"), Button("Mute", command="mute", id="m"))
    keyboard = to_telegram(Message("s", buttons=five, more=more)).keyboard
    assert labels(keyboard) == [["B0", "B1", "B2", "⋯ More"]]
    assert keyboard[0][3].data == "m:s.m"


def test_long_labels_stand_one_above_the_other() -> None:
    wide = tuple(Button("Synthèse uniquement " + c, command="list", id=c) for c in "abc")
    assert len(to_telegram(Message("s", buttons=wide)).keyboard) == 3


def test_more_buttons_than_the_data_can_name_are_left_out() -> None:
    more = tuple(Button("B", command="list", id=c * 15) for c in "abcde")
    (row,) = to_telegram(Message("s", more=more)).keyboard
    assert row[0].data == "m:" + ".".join(c * 15 for c in "abc")


def test_a_button_without_an_id_or_address_is_not_shown() -> None:
    lost = (Button("Lost", command="list"), Button("Bad", url="javascript:alert(1)"))
    assert to_telegram(Message("s", buttons=lost)).keyboard == ()


@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("delivery", [False, True])
def test_what_a_button_carries_is_read_back_when_pressed(delivery: bool, stays: bool) -> None:
    message = Message(
        "s",
        buttons=(Button("A", command="list", id="k-_1"),),
        more=(Button("B", command="list", id="x"), Button("C", command="list", id="y")),
        stays=stays,
    )
    kept = stays and not delivery
    ((one, more),) = to_telegram(message, delivery=delivery).keyboard
    assert pressed(one.data or "") == Pressed(("k-_1",), delivery=delivery, stays=kept)
    assert pressed(more.data or "") == Pressed(("x", "y"), True, delivery, kept)


def test_opening_shows_the_further_buttons_without_expired_ones() -> None:
    keyboard = ((KeyboardButton("Open", url="https://a.example"), KeyboardButton("⋯", "d:m:x.y")),)
    after = opened(keyboard, "d:m:x.y", ["", "Stop"])
    assert labels(after) == [["Open"], ["Stop"]]
    assert pressed(after[1][0].data or "") == Pressed(("y",), delivery=True)


def test_the_preview_is_only_of_a_web_address() -> None:
    assert to_telegram(Message("s", preview_url="https://a.example/1")).preview_url
    assert to_telegram(Message("s", preview_url="file:///etc/passwd")).preview_url is None
