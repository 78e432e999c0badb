"""What Slack refuses in its own charts.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Obj: TypeAlias = Mapping[str, Any]

TITLE, LABEL, AXIS = 50, 20, 50
PARTS, POINTS, CHARTS = 6, 20, 2


def check_chart(block: Obj) -> Iterator[str]:
    """One block."""
    yield from _words(block.get("title"), "title", TITLE)
    chart = block.get("chart")
    kind = chart.get("type") if isinstance(chart, dict) else None
    if not isinstance(chart, dict) or kind not in ("pie", "bar", "area", "line"):
        yield f"chart type {kind!r}"
    elif kind == "pie":
        yield from _pie(chart)
    else:
        yield from _axes(chart)


def check_number(blocks: Any) -> Iterator[str]:
    """Of charts in a message."""
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if kinds.count("data_visualization") > CHARTS:
        yield f"more than {CHARTS} charts"


def _pie(chart: Obj) -> Iterator[str]:
    segments = chart.get("segments") or []
    if not 1 <= len(segments) <= PARTS:
        yield f"{len(segments)} segments"
    for segment in segments:
        yield from _point(segment)
        if not segment.get("value", 0) > 0:
            yield "a segment of nothing"


def _axes(chart: Obj) -> Iterator[str]:
    axis, series = chart.get("axis_config") or {}, chart.get("series") or []
    categories = axis.get("categories") or []
    for category in categories:
        yield from _words(category, "category", LABEL)
    for name in axis.keys() & {"x_label", "y_label"}:
        yield from _words(axis[name], name, AXIS)
    if not 1 <= len(series) <= PARTS or len({one.get("name") for one in series}) < len(series):
        yield f"{len(series)} series, or two of one name"
    for one in series:
        yield from _words(one.get("name"), "series", LABEL)
        yield from _points(one.get("data") or [], categories)


def _points(points: Sequence[Obj], categories: Sequence[str]) -> Iterator[str]:
    if not 1 <= len(points) <= POINTS:
        yield f"{len(points)} points"
    if sorted(str(one.get("label")) for one in points) != sorted(categories):
        yield "the labels aren't the categories"
    for point in points:
        yield from _point(point)


def _point(point: Obj) -> Iterator[str]:
    yield from _words(point.get("label"), "label", LABEL)
    value = point.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        yield f"value {value!r}"


def _words(text: Any, name: str, most: int) -> Iterator[str]:
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        yield f"{name} {text!r}"
