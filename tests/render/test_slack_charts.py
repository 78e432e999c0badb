"""Charts that Slack draws itself: only where nothing is lost or cut."""

from __future__ import annotations

from dataclasses import replace as with_
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.charts import Bar, Bars, Chart, Graphic, Part, Stack, Stacks, Strip
from bot.core.message import Items, Message, line
from bot.render.slack import to_slack
from bot.render.slack_charts import natively
from tests.fakes.slack_rules import check_message
from tests.front.pictured import BARS, FEW, HOURS, SHARES

assert isinstance(BARS.chart, Bars)
assert isinstance(SHARES.chart, Strip)
BAR, STRIP = BARS.chart, SHARES.chart


def bars(*named: tuple[str, float | None]) -> Bars:
    return replace(BAR, bars=tuple(Bar(name, "", value) for name, value in named))


def parts(*named: tuple[str, float]) -> Strip:
    return replace(STRIP, parts=tuple(Part(0, name, share, "") for name, share in named))


NOT_NATIVE: dict[str, Chart] = {
    "a side without a value": bars(("Durand", 1.0), ("Nord", None)),
    "a name too long": bars(("Fiduciaire du Nord & fils", 1.0), ("Nord", 2.0)),
    "two of one name": bars(("Durand", 1.0), ("Durand", 2.0)),
    "21 points": bars(*((str(at), 1.0) for at in range(21))),
    "a name with signs that may be parsed": bars(("<!channel>", 1.0), ("Nord", 2.0)),
    "an empty name": bars(("", 1.0), ("Nord", 2.0)),
    "a turned name": bars(("a\u202eb", 1.0), ("Nord", 2.0)),
    "a title too long": replace(BAR, title="x" * 51),
    "a part of nothing": parts(("Durand", 1.0), ("Nord", 0.0)),
    "seven parts": parts(*((str(at), 1 / 7) for at in range(7))),
    "two parts of one name": parts(("Durand", 0.5), ("Durand", 0.5)),
    "parts of several wholes": Stacks("x", "y", (), (Stack("Durand", "", ()),)),
}


def blocks_of(*graphics: Graphic) -> list[dict[str, Any]]:
    return natively(graphics)[0]


@pytest.mark.parametrize("chart", NOT_NATIVE.values(), ids=NOT_NATIVE)
def test_what_slack_would_refuse_or_show_in_part_stays_a_picture(chart: Chart) -> None:
    graphic = Graphic("alt", chart)
    assert natively([graphic]) == ([], (graphic,))


def test_at_most_two_charts_are_drawn_by_slack_and_the_others_stay_pictures() -> None:
    blocks, left = natively([BARS, HOURS, SHARES, BARS])
    assert [one["type"] for one in blocks] == ["data_visualization", "context"] * 2
    assert left == (HOURS, BARS)


def test_a_graphic_without_a_chart_is_neither() -> None:
    assert natively([FEW]) == ([], ())


def test_charts_stand_between_the_words_and_the_buttons() -> None:
    message = Message("s", blocks=(Items((line("x"),)),), graphics=(BARS,))
    kinds = [one["type"] for one in to_slack(message, blocks_of(BARS)).blocks]
    assert kinds == ["rich_text", "data_visualization", "context"]


def test_a_long_message_still_has_room_for_two_charts() -> None:
    rows = Items(tuple(line("x" * 300) for _ in range(200)))
    message = Message("s", title="t", blocks=(rows,) * 60, graphics=(BARS, SHARES))
    payload = to_slack(message, blocks_of(BARS, SHARES))
    assert list(check_message({"text": payload.text, "blocks": payload.blocks})) == []
    assert len(payload.blocks) <= 50


names = st.text(max_size=30)
values = st.none() | st.floats(0, 1e6)


@given(st.text(max_size=60), st.lists(st.tuples(names, values), max_size=25))
def test_slack_takes_all_that_is_offered_to_it(
    title: str, named: list[tuple[str, float | None]]
) -> None:
    drawn = Graphic("a", replace(bars(*named), title=title))
    shares = Graphic("a", replace(parts(*((n, v or 0.0) for n, v in named)), title=title))
    message = with_(Message("s"), graphics=(drawn, shares))
    payload = to_slack(message, blocks_of(drawn, shares))
    assert list(check_message({"text": payload.text, "blocks": payload.blocks})) == []
