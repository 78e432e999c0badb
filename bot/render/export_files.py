"""The files of an export: tables for spreadsheets, JSON for programs.

Whatever people wrote stays text: no cell can be taken for a formula, here or in a program that
opens the file with other separators.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.numbers import get_decimal_symbol

from bot.core.exporting import Cell, Column, Format, Said
from bot.render.words import Words

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as the system's old encoding."""
MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.OPML: "text/x-opml",
}
# https://support.microsoft.com/office/excel-specifications-and-limits
_CELL = 32_767
_WIDE = 200  # rows that the width of no column depends on
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"^(?=[\s'\"]*[=+\-@＝＋－＠])|(?<=[;,|])(?=[=+\-@＝＋－＠])")


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself. `lines`: (label, value) for people; `facts`: for programs."""

    title: str
    lines: Sequence[tuple[str, str]]
    facts: Mapping[str, Any]


class Book(Protocol):
    """A file in the making. Blocking: for a thread of its own."""

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None: ...

    def close(self, about: About) -> bytes:
        """The whole file; nothing can be added any more."""


def book(words: Words, wanted: Format, columns: Sequence[Column]) -> Book:
    """Raises ValueError for a format that holds no rows."""
    if wanted is Format.OPML:
        raise ValueError("OPML holds no rows")
    kinds: Mapping[Format, type[Any]] = {
        Format.CSV: CsvBook,
        Format.JSON: JsonBook,
        Format.XLSX: XlsxBook,
    }
    made: Book = kinds[wanted](words, columns)
    return made


def heading(words: Words, column: Column) -> str:
    return words(f"export.column.{column.key}")


def said(words: Words, column: Column, value: Cell) -> Cell:
    """A value as people read it."""
    if not value or column.said is Said.PLAIN:
        return value
    if column.said is Said.NETWORK:
        return words.network(str(value))
    return words(f"export.value.{value}")


def inert(text: str) -> str:
    """On one line, and nothing in it a formula, whatever separates its cells for a reader."""
    return _FORMULA.sub("'", _SPACES.sub(" ", _CONTROLS.sub("", text)).strip())


class CsvBook:
    """`;` between cells where the decimal mark is a comma, as Excel wants it there; else `,`."""

    def __init__(self, words: Words, columns: Sequence[Column]) -> None:
        self._words, self._columns = words, columns
        self._zone = ZoneInfo(words.zone)
        self._comma = get_decimal_symbol(words.language) == ","
        self._out = io.StringIO(newline="")
        self._out.write(BOM)
        self._writer = csv.writer(self._out, delimiter=";" if self._comma else ",")
        self._writer.writerow([heading(words, one) for one in columns])

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        for row in rows:
            self._writer.writerow([self._cell(one, row[one.key]) for one in self._columns])

    def _cell(self, column: Column, value: Cell) -> str | int:
        value = said(self._words, column, value)
        if isinstance(value, float) and self._comma:
            return f"{value:g}".replace(".", ",")
        if isinstance(value, datetime | date):
            return moment(value, self._zone)
        return inert(value) if isinstance(value, str) else "" if value is None else f"{value:g}"

    def close(self, about: About) -> bytes:
        return self._out.getvalue().encode()


def moment(value: datetime | date, zone: ZoneInfo) -> str:
    """ISO 8601, a time with its offset from UTC."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return value.isoformat()


class JsonBook:
    """{"about": facts, "rows": [...]}, with values as the code names them."""

    def __init__(self, words: Words, columns: Sequence[Column]) -> None:
        self._zone = ZoneInfo(words.zone)
        self._rows: list[str] = []

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        for row in rows:
            written = json.dumps(self._values(row), ensure_ascii=False)
            self._rows.append(written)

    def _values(self, row: Mapping[str, Cell]) -> dict[str, Any]:
        return {
            key: moment(value, self._zone) if isinstance(value, date) else value
            for key, value in row.items()
        }

    def close(self, about: About) -> bytes:
        rows = ",\n ".join(self._rows)
        facts = json.dumps(about.facts, ensure_ascii=False)
        return f'{{"about": {facts},\n"rows": [\n {rows}\n]}}\n'.encode(errors="replace")


class XlsxBook:
    """One sheet of rows with a head that stays and filters; one that says what it is."""

    def __init__(self, words: Words, columns: Sequence[Column]) -> None:
        import xlsxwriter  # 2 MB that a process without tables needn't hold

        self._words, self._columns = words, columns
        self._zone = ZoneInfo(words.zone)
        self._out = io.BytesIO()
        # Rows go to a file of the system's as they come: memory stays bounded.
        self._book = xlsxwriter.Workbook(self._out, {"constant_memory": True})
        bold = {"bold": True, "bottom": 1}
        self._bold = self._book.add_format(bold)
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet(words("export.sheet"))
        self._sheet.freeze_panes(1, 0)
        self._next = 1
        for number, one in enumerate(columns):
            self._sheet.set_column(number, number, one.width)
            self._sheet.write_string(0, number, heading(words, one), self._bold)

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        for row in rows:
            for number, one in enumerate(self._columns):
                self._write(number, said(self._words, one, row[one.key]))
            self._next += 1

    def _write(self, number: int, value: Cell) -> None:
        sheet, row = self._sheet, self._next
        if isinstance(value, datetime):
            # A spreadsheet's times have no zone: those of the channel.
            naive = value.astimezone(self._zone).replace(tzinfo=None)
            sheet.write_datetime(row, number, naive, self._time)
        elif isinstance(value, date):
            sheet.write_datetime(row, number, datetime(*value.timetuple()[:3]), self._day)  # noqa: DTZ001
        elif isinstance(value, str):
            if value:
                sheet.write_string(row, number, _CONTROLS.sub("", value)[:_CELL])
        elif value is not None:
            sheet.write_number(row, number, value)

    def close(self, about: About) -> bytes:
        last = max(self._next - 1, 1)
        self._sheet.autofilter(0, 0, last, len(self._columns) - 1)
        sheet = self._book.add_worksheet(self._words("export.about"))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 80)
        sheet.write_string(0, 0, _CONTROLS.sub("", about.title)[:_CELL], self._bold)
        for number, (label, value) in enumerate(about.lines, start=2):
            sheet.write_string(number, 0, _CONTROLS.sub("", label)[:_CELL])
            sheet.write_string(number, 1, _CONTROLS.sub("", value)[:_CELL])
        self._book.close()
        return self._out.getvalue()
