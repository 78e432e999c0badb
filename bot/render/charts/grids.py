"""Where heat maps and tables go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from bot.core.charts import Heat, Table, TableCell
from bot.render.charts.rows import heading, notes
from bot.render.charts.sheet import MARGIN, SMALL, TEXT, Label, Sheet

WIDE = 1200
_CELL, _DAY, _GAP, _ROW = 43, 56, 2, 68
_COUNT = 22  # size of a count in a heat map
_PAD = 20  # beside a column's text


def heat(sheet: Sheet, chart: Heat) -> None:
    heading(sheet, chart.title, chart.period)
    left = sheet.width - MARGIN - len(chart.hours) * _CELL
    for hour, name in enumerate(chart.hours):
        sheet.line(left + hour * _CELL, name, 3 * _CELL, size=SMALL, muted=True)
    sheet.y += SMALL * 1.6
    most = max(map(max, chart.counts))
    for name, row in zip(chart.days, chart.counts, strict=True):
        base = sheet.middle(sheet.y, _DAY - _GAP, SMALL)
        ink, ground = sheet.theme.ink, sheet.theme.ground
        sheet.label(Label(MARGIN, base, name, SMALL, ink, ground), left - MARGIN)
        for hour, count in enumerate(row):
            _heat_cell(sheet, left + hour * _CELL, count, most)
        sheet.y += _DAY


def _heat_cell(sheet: Sheet, x: float, count: int, most: int) -> None:
    fill = sheet.theme.shade(count / most)
    sheet.box(x, sheet.y, _CELL - _GAP, _DAY - _GAP, fill)
    if count and sheet.fits(str(count), _COUNT, _CELL):
        at, base = x + (_CELL - _GAP) / 2, sheet.middle(sheet.y, _DAY - _GAP, _COUNT)
        ink = sheet.theme.on(fill)
        sheet.label(Label(at, base, str(count), _COUNT, ink, fill, align="center"), _CELL)


def table(sheet: Sheet, chart: Table) -> None:
    heading(sheet, chart.title, chart.period)
    names = max(sheet.measure(row.name, TEXT) for row in chart.rows) + _PAD
    left = MARGIN + min(names, sheet.inner / 3)
    columns = _columns(sheet, chart, left)
    _headers(sheet, chart.headers, columns)
    for row in chart.rows:
        base = sheet.middle(sheet.y, _ROW - 2 * _GAP, TEXT)
        ink, ground = sheet.theme.ink, sheet.theme.ground
        sheet.label(Label(MARGIN, base, row.name, TEXT, ink, ground), left - MARGIN - _PAD / 2)
        for cell, (x, width) in zip(row.cells, columns, strict=True):
            _table_cell(sheet, cell, x, width - 2 * _GAP)
        sheet.y += _ROW
    sheet.y += SMALL
    notes(sheet, chart.notes)


def _columns(sheet: Sheet, chart: Table, left: float) -> list[tuple[float, float]]:
    """Where each begins, and its width: what its longest word takes, and a share of the rest."""
    needs = [
        max(
            *(sheet.measure(word, SMALL) for word in header.split()),
            *(sheet.measure(row.cells[at].text, TEXT) for row in chart.rows),
        )
        + _PAD
        for at, header in enumerate(chart.headers)
    ]
    spare = (sheet.width - MARGIN - left - sum(needs)) / len(needs)
    ends = accumulate((need + spare for need in needs), initial=left)
    return [(start, end - start) for start, end in pairwise(ends)]


def _headers(
    sheet: Sheet, headers: tuple[str, ...], columns: Sequence[tuple[float, float]]
) -> None:
    wrapped = [
        sheet.wrap(text, SMALL, width - 4 * _GAP)
        for text, (_, width) in zip(headers, columns, strict=True)
    ]
    depth = max(map(len, wrapped))
    for lines, (x, width) in zip(wrapped, columns, strict=True):
        for number, text in enumerate(lines, depth - len(lines)):
            base = sheet.y + SMALL * 1.3 * number + SMALL
            at, ink, ground = x + width / 2, sheet.theme.muted, sheet.theme.ground
            sheet.label(Label(at, base, text, SMALL, ink, ground, align="center"), width)
    sheet.y += SMALL * 1.3 * depth + 16


def _table_cell(sheet: Sheet, cell: TableCell, x: float, width: float) -> None:
    fill, ink = sheet.theme.ground, sheet.theme.ink
    if cell.share is not None:
        fill = sheet.theme.shade(cell.share)
        ink = sheet.theme.on(fill)
        sheet.box(x, sheet.y, width, _ROW - 2 * _GAP, fill)
    base = sheet.middle(sheet.y, _ROW - 2 * _GAP, TEXT)
    sheet.label(Label(x + width / 2, base, cell.text, TEXT, ink, fill, align="center"), width)
