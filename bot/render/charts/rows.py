"""Where bars, stacks and strips go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.charts import Bar, Bars, Part, Stack, Stacks, Strip
from bot.render.charts.sheet import MARGIN, SMALL, TEXT, TITLE, Label, Sheet

_LINE = 1.35  # from one line to the next, of the font's size
_GAP = 3  # between parts of one bar
_PAD = 12
_CHIP = 28
_BAR, _STACK, _STRIP = 40, 56, 84
_LABEL_ROOM = 150


def heading(sheet: Sheet, title: str, period: str) -> None:
    for text in sheet.wrap(title, TITLE, sheet.inner, bold=True):
        sheet.line(MARGIN, text, sheet.inner, size=TITLE, bold=True)
        sheet.y += TITLE * _LINE
    sheet.line(MARGIN, period, sheet.inner, size=SMALL, muted=True)
    sheet.y += SMALL * _LINE + 20


def notes(sheet: Sheet, every: Iterable[str]) -> None:
    """Sentences at the foot."""
    for note in every:
        for text in sheet.wrap(note, SMALL, sheet.inner):
            sheet.line(MARGIN, text, sheet.inner, size=SMALL, muted=True)
            sheet.y += SMALL * _LINE


def bars(sheet: Sheet, chart: Bars) -> None:
    heading(sheet, chart.title, chart.period)
    most = max((bar.value or 0 for bar in chart.bars), default=0)
    for bar in chart.bars:
        _named(sheet, bar.name, "")
        _bar(sheet, bar, most)
    sheet.y -= _PAD


def _bar(sheet: Sheet, bar: Bar, most: float) -> None:
    if bar.value is None:
        sheet.line(MARGIN, bar.label, sheet.inner, muted=True)
    else:
        # A thin line shows that there is a value, and that it is nought.
        width = max((sheet.inner - _LABEL_ROOM) * bar.value / most if most else 0, 4)
        sheet.box(MARGIN, sheet.y, width, _BAR, sheet.theme.series[0])
        base = sheet.middle(sheet.y, _BAR, TEXT)
        at = MARGIN + width + _PAD
        ink, ground = sheet.theme.ink, sheet.theme.ground
        sheet.label(Label(at, base, bar.label, TEXT, ink, ground, bold=True), _LABEL_ROOM - _PAD)
    sheet.y += _BAR + 2 * _PAD


def stacks(sheet: Sheet, chart: Stacks) -> None:
    heading(sheet, chart.title, chart.period)
    _legend(sheet, chart.legend)
    for stack in chart.stacks:
        _stack(sheet, stack)
    sheet.y -= _PAD


def _stack(sheet: Sheet, stack: Stack) -> None:
    if not stack.parts:
        _named(sheet, stack.name, "")
        sheet.line(MARGIN, stack.label, sheet.inner, muted=True)
    else:
        _named(sheet, stack.name, stack.label)
        _parted(sheet, stack.parts, _STACK, [f"{part.name} {part.label}" for part in stack.parts])
    sheet.y += _STACK + 2 * _PAD


def strip(sheet: Sheet, chart: Strip) -> None:
    heading(sheet, chart.title, chart.period)
    _parted(sheet, chart.parts, _STRIP, [part.name for part in chart.parts])
    sheet.y += _STRIP + 2 * _PAD
    for part in chart.parts:
        _chip(sheet, MARGIN, part.colour)
        room = sheet.measure(part.label, TEXT)
        sheet.line(sheet.width - MARGIN, part.label, sheet.inner, align="right")
        at = MARGIN + _CHIP + _PAD
        sheet.line(at, part.name, sheet.inner - _CHIP - room - 3 * _PAD)
        sheet.y += TEXT * _LINE + _PAD
    notes(sheet, [chart.note] if chart.note else [])


def _named(sheet: Sheet, name: str, aside: str) -> None:
    """A line above a bar."""
    room = sheet.measure(aside, SMALL)
    sheet.line(MARGIN, name, sheet.inner - room - 2 * _PAD)
    if aside:
        sheet.y += TEXT - SMALL
        sheet.line(sheet.width - MARGIN, aside, room, size=SMALL, muted=True, align="right")
        sheet.y -= TEXT - SMALL
    sheet.y += TEXT * _LINE


def _parted(sheet: Sheet, parts: Sequence[Part], height: float, inside: Sequence[str]) -> None:
    """One bar of the whole width. Where a part is too narrow for `inside`, its share alone."""
    x = float(MARGIN)
    for part, text in zip(parts, inside, strict=True):
        width = sheet.inner * part.share
        fill = sheet.theme.series[part.colour]
        wide = width - (_GAP if part is not parts[-1] else 0)
        if part.share:
            sheet.box(x, sheet.y, max(wide, 2), height, fill)
        for said in (text, part.label.partition(" (")[0]):
            if said and sheet.fits(said, SMALL, wide - _PAD, bold=True):
                base = sheet.middle(sheet.y, height, SMALL)
                at, ink = x + wide / 2, sheet.theme.on(fill)
                sheet.label(Label(at, base, said, SMALL, ink, fill, True, "center"), width)
                break
        x += width


def _legend(sheet: Sheet, entries: Iterable[tuple[int, str]]) -> None:
    x = float(MARGIN)
    for colour, name in entries:
        width = _CHIP + _PAD + sheet.measure(name, TEXT)
        if x > MARGIN and x + width > sheet.width - MARGIN:
            x, sheet.y = MARGIN, sheet.y + TEXT * _LINE
        _chip(sheet, x, colour)
        sheet.line(x + _CHIP + _PAD, name, sheet.inner)
        x += width + 3 * _PAD
    sheet.y += TEXT * _LINE + 2 * _PAD


def _chip(sheet: Sheet, x: float, colour: int) -> None:
    sheet.box(x, sheet.y + 4, _CHIP, _CHIP, sheet.theme.series[colour])
