"""Every message becomes blocks that Slack accepts, and no word of it is more than a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.message import Aside, Button, Details, Items, Line, Message, Paragraph, Span, line
from bot.render.slack import OPENS_LINK, fallback, to_slack
from bot.render.slack_text import clean, safe_url, shorten, size
from tests.fakes.slack_rules import check_message

AT = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
HOSTILE = (
    "<!channel> look",
    "<@U1> & <https://evil.example|your bank>",
    "&lt;!here&gt; *bold* _it_ `x`",
    "\u202egnp.exe",
    "a\u200bb",
    "\u200b",
    "nul\x00byte \x1b[31mred",
    "🎉" * 400,
    "&" * 900,
    "  \n ",
    "\ud83d",
    "mot " * 300,
)
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300))
LINKS = st.none() | st.sampled_from(
    (
        "https://example.org/a?b=1&c=2",
        "javascript:alert(1)",
        "https://e.example/|x>y",
        "//nowhere",
        "https://example.org/" + "a" * 900,
        "http://[broken",
        "https:///nohost",
    )
)
SPANS = st.builds(Span, WORDS, st.booleans(), LINKS, st.none() | st.just(AT))
LINE = st.lists(SPANS, max_size=4).map(tuple)
LINES = st.lists(LINE, max_size=8).map(tuple)
BUTTONS = st.builds(
    Button,
    WORDS,
    command=st.none(),
    url=LINKS,
    id=st.none() | st.text("abc123", min_size=1, max_size=90),
    primary=st.booleans(),
    danger=st.booleans(),
)
MENUS = st.lists(st.lists(BUTTONS, max_size=6).map(tuple), max_size=8).map(tuple)
BLOCKS = st.one_of(
    st.builds(Paragraph, LINES),
    st.builds(Items, LINES, st.booleans(), st.integers(1, 50), MENUS),
    st.builds(Details, LINE, LINES),
    st.builds(Aside, LINE),
)
MESSAGES = st.builds(
    Message,
    summary=WORDS,
    title=st.none() | WORDS,
    blocks=st.lists(BLOCKS, max_size=12).map(tuple),
    buttons=st.lists(BUTTONS, max_size=5).map(tuple),
    more=st.lists(BUTTONS, max_size=7).map(tuple),
    language=st.sampled_from(("fr", "en")),
)


def strings(value: Any, inside: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a payload with the type of the object that holds it."""
    if isinstance(value, dict):
        kind = value.get("type", inside)
        for one in value.values():
            yield from strings(one, kind)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, inside)
    elif isinstance(value, str):
        yield inside, value


def shown(message: Message) -> str:
    return json.dumps(to_slack(message).blocks, ensure_ascii=False)


def only(block: Any) -> Message:
    return Message(summary="A sentence.", blocks=(block,))


@settings(max_examples=60)
@given(MESSAGES)
def test_any_message_is_one_that_slack_accepts(message: Message) -> None:
    payload = to_slack(message)
    problems = [*check_message({"text": payload.text, "blocks": payload.blocks})]
    assert problems == []
    assert len(payload.blocks) <= 45


@settings(max_examples=60)
@given(MESSAGES)
def test_any_message_has_a_plain_form_that_slack_accepts(message: Message) -> None:
    text = fallback(message)
    assert [*check_message({"text": text})] == []
    assert "<" not in text
    assert ">" not in text


@settings(max_examples=60)
@given(MESSAGES)
def test_outside_rich_text_a_foreign_text_holds_no_markup(message: Message) -> None:
    payload = to_slack(message)
    assert "<" not in payload.text
    for kind, text in strings(payload.blocks):
        if kind == "plain_text":
            assert "<" not in text
            assert ">" not in text
        assert "\x00" not in text
        assert "\u202e" not in text


@settings(max_examples=60)
@given(MESSAGES)
def test_no_element_of_a_message_can_mention_anybody(message: Message) -> None:
    kinds = {kind for kind, _ in strings(to_slack(message).blocks)}
    assert kinds.isdisjoint({"user", "usergroup", "channel", "broadcast", "team", "emoji"})


@given(WORDS, st.integers(20, 400))
def test_shortening_keeps_within_the_limit_and_keeps_the_beginning(text: str, most: int) -> None:
    short = shorten(text, most)
    assert size(short) <= most
    assert clean(text).startswith(short.removesuffix("…"))


@pytest.mark.parametrize("flood", ["🎉" * 10_000, "&" * 20_000, "mot " * 10_000, "x\n" * 9000])
def test_a_flood_of_characters_is_cut_to_what_slack_accepts(flood: str) -> None:
    body = (Paragraph((line(flood), line("after"))), Aside(line(Span(flood, link="https://d.fr"))))
    payload = to_slack(Message(flood, title=flood, blocks=body))
    assert [*check_message({"text": payload.text, "blocks": payload.blocks})] == []
    assert [*check_message({"text": fallback(Message(flood, title=flood, blocks=body))})] == []
    assert "…" in shown(only(body[0]))


def test_a_paragraph_keeps_its_words_links_and_weight() -> None:
    said = only(
        Paragraph(
            (line(Span("Durand", strong=True), " · ", Span("Ouvrir", link="https://d.fr/1")),)
        )
    )
    [block] = to_slack(said).blocks
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "Durand", "style": {"bold": True}},
        {"type": "text", "text": " · "},
        {"type": "link", "url": "https://d.fr/1", "text": "Ouvrir"},
    ]


def test_words_in_rich_text_are_shown_as_they_were_written() -> None:
    assert "Tom & Jerry <!channel>" in shown(only(Paragraph((line("Tom & Jerry <!channel>"),))))


def test_small_print_escapes_foreign_words_beside_its_links() -> None:
    aside = Aside(line("<!channel> & ", Span("a|b>c", link="https://d.fr/?a=1&b=2")))
    [block] = to_slack(only(aside)).blocks
    [text] = block["elements"]
    assert text["text"] == "&lt;!channel&gt; &amp; <https://d.fr/?a=1&amp;b=2|a¦b&gt;c>"


def test_a_numbered_list_starts_at_its_number() -> None:
    [block] = to_slack(only(Items((line("six"), line("seven")), numbered=True, start=6))).blocks
    [section] = block["elements"]
    assert "".join(one["text"] for one in section["elements"]) == "6. six\n7. seven"


def test_a_list_from_one_is_numbered_by_slack() -> None:
    [block] = to_slack(only(Items((line("a"), line("b")), numbered=True))).blocks
    [listed] = block["elements"]
    assert (listed["style"], len(listed["elements"])) == ("ordered", 2)


def rows(*lines: Line, start: int = 1) -> Items:
    """Numbered, each with a menu of its own."""
    menus = tuple(
        (Button("Open", url=f"https://d.fr/{at}"), Button(f"Watch {at}", id=f"b{at}"))
        for at, _ in enumerate(lines, start)
    )
    return Items(lines, numbered=True, start=start, menus=menus)


def test_a_line_with_a_menu_is_a_section_with_dots_beside_it() -> None:
    said = line(Span("Tax & co", strong=True), " · ", Span("ouvrir", link="https://d.fr/1"))
    [first, second] = to_slack(only(rows(said, line("b"), start=6))).blocks
    assert first["text"]["text"] == "6. *Tax &amp; co* · <https://d.fr/1|ouvrir>"
    assert second["text"] == {"type": "plain_text", "text": "7. b", "emoji": False}
    assert [one["text"]["text"] for one in first["accessory"]["options"]] == ["Open", "Watch 6"]
    assert [one["value"] for one in first["accessory"]["options"]] == [OPENS_LINK, "b6"]
    assert first["accessory"]["action_id"] != second["accessory"]["action_id"]


@pytest.mark.parametrize("words", ["*gras* mot", "_x_", "~non~", "a `code`", "3 * 4", "* un"])
def test_signs_that_slack_would_carry_out_are_shown_as_they_were_written(words: str) -> None:
    said = line(Span("Tax", strong=True), " ", Span(words, link="https://d.fr/1"))
    [row] = to_slack(only(rows(said))).blocks
    assert row["text"] == {"type": "plain_text", "text": f"1. Tax {words}", "emoji": False}


def test_a_sign_within_a_word_keeps_its_line_marked_up() -> None:
    [row] = to_slack(only(rows(line(Span("tax_news", strong=True))))).blocks
    assert row["text"]["text"] == "1. *tax_news*"


def test_a_row_is_one_line_so_that_nothing_in_it_begins_a_quotation() -> None:
    [row] = to_slack(only(rows(line(Span("Tax", strong=True), " a\n> b")))).blocks
    assert row["text"]["text"] == "1. *Tax* a &gt; b"


def test_each_line_with_a_menu_counts_as_a_block() -> None:
    every = rows(*(line(f"publication {at}") for at in range(50)))
    blocks = to_slack(Message("x", blocks=(Paragraph((line("head"),)), every))).blocks
    assert len([one for one in blocks if "accessory" in one]) == 41
    assert blocks[-1]["elements"][0]["text"] == "… and 9 more lines"


def test_long_menus_leave_less_room_for_words() -> None:
    """Every label counts in what Slack takes as a whole."""
    words = tuple(line("mot " * 40) for _ in range(42))
    menus = tuple((Button("é" * 75, id="b"),) * 5 for _ in words)
    payload = to_slack(only(Items(words, menus=menus)))
    assert [*check_message({"text": payload.text, "blocks": payload.blocks})] == []


def test_details_have_a_bold_title_above_a_quote() -> None:
    [block] = to_slack(only(Details(line("Durand"), (line("one"), line("two"))))).blocks
    title, quote = block["elements"]
    assert title["elements"][0]["style"] == {"bold": True}
    assert quote["type"] == "rich_text_quote"


@pytest.mark.parametrize(
    ("words", "form"), [("09:12", "{time}"), ("today 09:12", "{date_short_pretty} {time}")]
)
def test_an_instant_is_told_in_the_readers_own_zone(words: str, form: str) -> None:
    instant = Span(words, at=AT)
    [rich, small] = to_slack(
        Message("A sentence.", blocks=(Paragraph(((instant,),)), Aside((instant,))))
    ).blocks
    [date] = rich["elements"][0]["elements"]
    assert date == {
        "type": "date",
        "timestamp": int(AT.timestamp()),
        "format": form,
        "fallback": words,
    }
    assert small["elements"][0]["text"] == f"<!date^{int(AT.timestamp())}^{form}|{words}>"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://e.example", "https://a b", "https://", "https://e/\u202ex", ""],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) is None
    assert '"link"' not in shown(only(Paragraph(((Span("x", link=url),),))))


def test_what_does_not_fit_is_counted_not_silently_dropped() -> None:
    body = Items(tuple(line(f"publication {n} " + "mot " * 20) for n in range(200)))
    [listed, note] = to_slack(Message("Deux cents.", blocks=(body,), language="fr")).blocks
    kept = len(listed["elements"][0]["elements"])
    assert 20 < kept < 200
    assert note["elements"][0]["text"] == f"… et {200 - kept} lignes de plus"


def test_a_message_of_too_many_blocks_says_how_many_are_missing() -> None:
    blocks = to_slack(Message("x", blocks=tuple(Aside(line(str(n))) for n in range(50)))).blocks
    assert blocks[-1]["elements"][0]["text"] == "… and 8 more lines"


def test_three_buttons_then_the_rest_behind_the_dots() -> None:
    message = Message(
        "x",
        buttons=(
            Button("Open", url="https://d.fr/1"),
            Button("Stop", id="b1", danger=True),
            Button("Undo", id="b2"),
        ),
        more=(Button("Mute", id="b3"), Button("Site", url="https://d.fr")),
    )
    [actions] = to_slack(message).blocks
    *buttons, overflow = actions["elements"]
    assert [one["value"] for one in buttons] == [OPENS_LINK, "b1", "b2"]
    assert buttons[0]["url"] == "https://d.fr/1"
    assert buttons[1]["style"] == "danger"
    assert [one["value"] for one in overflow["options"]] == ["b3", OPENS_LINK]
    assert len({one["action_id"] for one in actions["elements"]}) == 4


def test_a_button_that_nobody_can_answer_is_not_shown() -> None:
    assert to_slack(Message("x", buttons=(Button("Dead", command="list"),))).blocks == []


def test_a_message_without_a_summary_still_has_a_sentence_for_notifications() -> None:
    assert to_slack(Message("\u200b", title="Le titre")).text == "Le titre"


def test_the_plain_form_says_the_same_with_its_links() -> None:
    message = Message(
        "Summary.",
        title="Durand & fils",
        blocks=(Paragraph((line("Voir ", Span("ici", link="https://d.fr/1")),)),),
        buttons=(Button("Ouvrir", url="https://d.fr/2"),),
    )
    assert fallback(message) == (
        "Durand &amp; fils\nVoir ici (https://d.fr/1)\nOuvrir (https://d.fr/2)"
    )
