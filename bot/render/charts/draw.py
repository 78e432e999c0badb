"""The only module that loads matplotlib: it takes 60 MB, so it runs in a process of its own."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle

from bot.core.charts import Bars, Chart, Heat, Stacks, Strip, Table
from bot.render.charts import grids, rows
from bot.render.charts.sheet import Label, Sheet
from bot.render.charts.theme import DARK, LIGHT

_DPI = 72  # so that a point is a pixel
_FONTS = Path(mpl.get_data_path(), "fonts", "ttf")


class DejaVu:
    """The font that comes with matplotlib."""

    def width(self, text: str, size: int, *, bold: bool) -> float:
        font = get_font(_path(bold))
        font.set_size(size, _DPI)
        font.set_text(text, 0.0)
        return float(font.get_width_height()[0]) / 64

    def has(self, char: str) -> bool:
        return all(get_font(_path(bold)).get_char_index(ord(char)) for bold in (False, True))


def laid_out(chart: Chart, *, dark: bool) -> Sheet:
    """Where everything of a chart goes."""
    sheet = Sheet(DARK if dark else LIGHT, DejaVu())
    match chart:
        case Bars():
            rows.bars(sheet, chart)
        case Stacks():
            rows.stacks(sheet, chart)
        case Strip():
            rows.strip(sheet, chart)
        case Heat():
            sheet.width = grids.WIDE
            grids.heat(sheet, chart)
        case Table():
            sheet.width = grids.WIDE
            grids.table(sheet, chart)
    return sheet


def png(sheet: Sheet) -> bytes:
    size = (sheet.width / _DPI, sheet.height / _DPI)
    figure = Figure(figsize=size, dpi=_DPI, facecolor=sheet.theme.ground)
    FigureCanvasAgg(figure)  # which becomes the figure's own
    across, down = 1 / sheet.width, 1 / sheet.height
    for box in sheet.boxes:
        corner = (box.x * across, 1 - (box.y + box.height) * down)
        shape = Rectangle(corner, box.width * across, box.height * down, color=box.colour, lw=0)
        figure.add_artist(shape)
    for label in sheet.labels:
        _write(figure, label, label.x * across, 1 - label.y * down)
    picture = BytesIO()
    # Without the version: the same figures make the same picture.
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _write(figure: Figure, label: Label, x: float, y: float) -> None:
    figure.text(
        x,
        y,
        label.text,
        fontproperties=FontProperties(fname=_path(label.bold), size=label.size),
        color=label.colour,
        ha=label.align,
        va="baseline",
        # A dollar in a firm's name begins no formula.
        parse_math=False,
    )


@cache
def _path(bold: bool) -> str:
    return str(_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))
