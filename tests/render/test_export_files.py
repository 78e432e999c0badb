"""Files that any spreadsheet opens, and in which nothing that people wrote is ever computed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.exporting import COLUMNS, Cell, Column, Format, Said, Subject
from bot.render.export_files import MEDIA_TYPES, About, book
from bot.render.texts import CATALOGUES
from bot.render.words import Words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = {language: Words(language, "Europe/Paris", NOW) for language in ("en", "fr")}
ABOUT = About("Posts found in #veille", [("Period", "all of it")], {"posts": 2})
SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
POSTS = COLUMNS[Subject.POSTS]
ATTACKS = (
    "=1+1",
    "+33 1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "'=1",
    '"=1',
    "＝1",
    "a;=1",
    "a,@x",
)


def a_row(**cells: Cell) -> dict[str, Cell]:
    row: dict[str, Cell] = {one.key: None for one in POSTS}
    row |= {"date": NOW, "network": "mastodon", "kind": "original", "reactions": 12}
    return row | cells


def made(
    wanted: Format,
    *rows: dict[str, Cell],
    language: str = "en",
    columns: Sequence[Column] = POSTS,
) -> bytes:
    file = book(WORDS[language], wanted, columns)
    file.add(rows)
    return file.close(ABOUT)


def table(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


class Sheets:
    """A workbook, read as the format's own rules say."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self.names = self._zip.namelist()

    def xml(self, number: int) -> ElementTree.Element:
        return ElementTree.fromstring(self._zip.read(f"xl/worksheets/sheet{number}.xml"))

    def shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.names:
            return []
        root = ElementTree.fromstring(self._zip.read("xl/sharedStrings.xml"))
        return ["".join(one.itertext()) for one in root.findall("s:si", SHEET)]

    def cells(self, number: int = 1) -> list[list[tuple[str, str]]]:
        """(type, value) of each cell, row by row."""
        shared = self.shared()
        return [
            [self._cell(cell, shared) for cell in row.findall("s:c", SHEET)]
            for row in self.xml(number).findall("s:sheetData/s:row", SHEET)
        ]

    def _cell(self, cell: ElementTree.Element, shared: list[str]) -> tuple[str, str]:
        kind = cell.get("t", "n")
        value = cell.find("s:v", SHEET)
        if kind == "s":
            assert value is not None
            return "text", shared[int(value.text or "")]
        if kind == "inlineStr":
            return "text", "".join(cell.itertext())
        return kind, value.text or "" if value is not None else ""


# --- what people wrote


@pytest.mark.parametrize("language", ["en", "fr"])
@given(text=st.one_of(st.text(max_size=60), st.sampled_from(ATTACKS)))
def test_no_cell_of_a_csv_begins_a_formula_whatever_the_reader_takes_for_a_separator(
    language: str, text: str
) -> None:
    content = made(Format.CSV, a_row(words=text, account=text, watch=text), language=language)
    for delimiter in ";,\t|":
        for row in csv.reader(
            io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter
        ):
            for cell in row:
                assert not re.match(r"[=+\-@＝＋－＠\t\r]", cell), (delimiter, cell)


@pytest.mark.parametrize("text", ATTACKS)
def test_in_a_workbook_all_of_it_is_text(text: str) -> None:
    sheets = Sheets(made(Format.XLSX, a_row(words=text, account=text)))
    told = [value for kind, value in sheets.cells()[1] if kind == "text"]
    assert text.replace("\r", "") in told
    xml = ElementTree.tostring(sheets.xml(1), encoding="unicode")
    assert ":f>" not in xml  # no formula
    assert "hyperlink" not in xml.lower()


@given(text=st.text(max_size=80))
def test_any_text_makes_a_workbook_that_is_well_formed(text: str) -> None:
    row = a_row(words=text, account=text, link=text)
    assert len(Sheets(made(Format.XLSX, row)).cells()) == 2


def test_a_text_that_is_longer_than_a_cell_may_be_is_cut() -> None:
    sheets = Sheets(made(Format.XLSX, a_row(words="x" * 40_000)))
    assert max(len(value) for _, value in sheets.cells()[1]) == 32_767


@given(text=st.text(max_size=80))
def test_json_keeps_every_text_as_it_is(text: str) -> None:
    read = json.loads(made(Format.JSON, a_row(words=text)))
    assert read["rows"][0]["words"] == text.encode(errors="replace").decode()


# --- times, numbers and names


def test_times_are_those_of_the_channel_with_their_offset() -> None:
    row = a_row(told=datetime(2026, 7, 1, 9, 0, tzinfo=UTC))
    for language, delimiter in (("en", ","), ("fr", ";")):
        [read] = table(made(Format.CSV, row, language=language), delimiter)
        heads = CATALOGUES[language]
        assert read[str(heads["export.column.date"])] == "2026-11-23T10:00:00+01:00"
        assert read[str(heads["export.column.told"])] == "2026-07-01T11:00:00+02:00"
    [read_json] = json.loads(made(Format.JSON, row))["rows"]
    assert read_json["date"] == "2026-11-23T10:00:00+01:00"


def test_in_a_workbook_times_are_dates_that_sort_and_numbers_are_numbers() -> None:
    cells = Sheets(made(Format.XLSX, a_row(words="Words"))).cells()[1]
    day = (date(2026, 11, 23) - date(1899, 12, 30)).days + 10 / 24
    assert ("n", pytest.approx(day)) == (cells[0][0], float(cells[0][1]))
    assert ("n", "12") in cells


def test_the_head_of_a_workbook_stays_filters_and_says_what_it_is() -> None:
    sheets = Sheets(made(Format.XLSX, a_row(words="Words")))
    xml = ElementTree.tostring(sheets.xml(1), encoding="unicode")
    assert 'state="frozen"' in xml
    assert "autoFilter" in xml
    assert [value for _, value in sheets.cells()[0]] == [
        CATALOGUES["en"][f"export.column.{one.key}"] for one in POSTS
    ]
    about = [[value for _, value in row] for row in sheets.cells(2)]
    assert about == [["Posts found in #veille"], ["Period", "all of it"]]


@pytest.mark.parametrize(
    ("language", "network", "kind", "delimiter"),
    [("en", "Mastodon", "post", ","), ("fr", "Mastodon", "publication", ";")],
)
def test_tables_speak_the_language_of_the_channel_and_separate_as_its_excel_does(
    language: str, network: str, kind: str, delimiter: str
) -> None:
    content = made(Format.CSV, a_row(words="Déjà"), language=language)
    assert content.startswith(b"\xef\xbb\xbf")
    [read] = table(content, delimiter)
    assert [*read.values()][1] == network
    assert [*read.values()][7] == kind
    [read_json] = json.loads(made(Format.JSON, a_row(), language=language))["rows"]
    assert (read_json["network"], read_json["kind"]) == ("mastodon", "original")


def test_halves_of_a_median_have_the_comma_of_the_language() -> None:
    row: dict[str, Cell] = {one.key: None for one in COLUMNS[Subject.COUNTS]}
    row |= {"week": date(2026, 11, 23), "by": "network", "network": "x", "median": 2.5}
    for language, delimiter, told in (("en", ",", "2.5"), ("fr", ";", "2,5")):
        content = made(Format.CSV, row, language=language, columns=COLUMNS[Subject.COUNTS])
        [read] = table(content, delimiter)
        values = [*read.values()]
        assert (values[0], values[6]) == ("2026-11-23", told)


def test_every_column_has_a_head_and_every_value_its_words() -> None:
    for language in ("en", "fr"):
        for column in (one for some in COLUMNS.values() for one in some):
            assert f"export.column.{column.key}" in CATALOGUES[language]
    assert Said.PLAIN == ""


def test_outlines_hold_no_rows() -> None:
    with pytest.raises(ValueError, match="OPML"):
        book(WORDS["en"], Format.OPML, POSTS)
    assert set(MEDIA_TYPES) == set(Format)


def facts(content: bytes) -> Any:
    return json.loads(content)["about"]


def test_json_says_what_it_is() -> None:
    assert facts(made(Format.JSON)) == {"posts": 2}
