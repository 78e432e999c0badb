"""Charts that Slack draws itself: pure.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. It has no stacked bars
and no grid, and has no room for a reason where there is no value: those stay pictures of ours.
Nothing is cut to fit, as the picture has room for whole names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from bot.core.charts import Bars, Chart, Graphic, Strip
from bot.render.slack_text import clean, escape, shorten

Json: TypeAlias = dict[str, Any]

CHART = "data_visualization"
TITLE, LABEL, PARTS, POINTS, NOTE = 50, 20, 6, 20, 500
MOST = 2
"""Of such blocks in one message: Slack refuses a third."""

# Whether labels are parsed isn't written anywhere: a name of these signs stays out of them.
_PARSED = re.compile("[<>]")


def natively(graphics: Iterable[Graphic]) -> tuple[list[Json], tuple[Graphic, ...]]:
    """The blocks of those charts that Slack can draw, and the graphics left to be pictures."""
    blocks: list[Json] = []
    left: list[Graphic] = []
    drawn = 0
    for graphic in (one for one in graphics if one.chart is not None):
        made = _blocks(graphic.chart) if drawn < MOST else None
        if made is None:
            left.append(graphic)
        else:
            drawn += 1
            blocks += made
    return blocks, tuple(left)


def _blocks(chart: Chart | None) -> list[Json] | None:
    match chart:
        case Bars():
            return _bars(chart)
        case Strip():
            return _strip(chart)
        case _:
            return None


def _bars(chart: Bars) -> list[Json] | None:
    values = {bar.name: bar.value for bar in chart.bars if bar.value is not None}
    names = [bar.name for bar in chart.bars]
    if len(values) < len(names) or not 0 < len(names) <= POINTS or not _fit(chart.title, names):
        return None
    points = [{"label": name, "value": round(value, 2)} for name, value in values.items()]
    series = [{"name": shorten(chart.title, LABEL), "data": points}]
    drawn = {"type": "bar", "series": series, "axis_config": {"categories": names}}
    return _with(chart.title, drawn, chart.period)


def _strip(chart: Strip) -> list[Json] | None:
    """As a pie, where each part is more than nothing."""
    names = [part.name for part in chart.parts]
    values = {part.name: round(100 * part.share, 2) for part in chart.parts}
    told = len(values) == len(names) and all(value > 0 for value in values.values())
    if not told or not 0 < len(names) <= PARTS or not _fit(chart.title, names):
        return None
    segments = [{"label": name, "value": value} for name, value in values.items()]
    drawn = {"type": "pie", "segments": segments}
    return _with(chart.title, drawn, chart.period, chart.note)


def _fit(title: str, names: Sequence[str]) -> bool:
    """Shown whole, as they are."""
    within = 0 < len(title) <= TITLE and all(0 < len(name) <= LABEL for name in names)
    told = (title, *names)
    return within and all(clean(text) == text and not _PARSED.search(text) for text in told)


def _with(title: str, drawn: Json, *notes: str) -> list[Json]:
    """The chart, and in small print below what it is of."""
    told = [shorten(clean(note).strip(), NOTE) for note in notes]
    small = [{"type": "plain_text", "text": escape(one), "emoji": False} for one in told if one]
    block = {"type": CHART, "title": title, "chart": drawn}
    return [block, *([{"type": "context", "elements": small}] if small else [])]
