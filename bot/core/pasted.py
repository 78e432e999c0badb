"""Lists of firms as people have them: names, sites, accounts, a table, or a file of ours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.core import outlines
from bot.core.firms.names import slug
from bot.core.grammar.words import fold
from bot.core.pasted_cells import (
    HEADERS,
    LONGEST,
    Entry,
    account_of,
    by_columns,
    free,
    sort_of,
    tidy,
)

MOST = 100
"""Rows that are read of one list."""
_DELIMITERS = "\t;,"

Row: TypeAlias = Entry | str
"""What a row says, or its words where it names no firm."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """`unread`: rows that name no firm. `beyond`: how many rows came after the last one read."""

    entries: tuple[Entry, ...] = ()
    unread: tuple[str, ...] = ()
    beyond: int = 0


def read_list(text: str, most: int = MOST) -> Pasted:
    """Whatever the text holds; never raises. Of rows about one firm the first counts."""
    text = text.lstrip("\ufeff").strip()
    rows = _rows(text)
    kept: dict[str, Entry] = {}
    unread = [one for one in rows[:most] if isinstance(one, str)]
    for one in rows[:most]:
        if isinstance(one, Entry):
            kept.setdefault(_same(one), one)
    return Pasted(tuple(kept.values()), tuple(unread), max(0, len(rows) - most))


def _rows(text: str) -> list[Row]:
    if text.startswith("<"):
        return _of_outlines(text) or [text[:LONGEST]]
    found = _of_json(text) if text[:1] in ("[", "{") else None
    return list(_table(text)) if found is None else found


def _same(one: Entry) -> str:
    return "|".join((one.site.casefold(), slug(one.name) if one.name else "", *one.accounts))


# --- tables, and lists without columns


def _table(text: str) -> Iterator[Row]:
    rows = [row for row in _cells(text) if any(row)]
    columns = _columns(rows[0]) if rows else None
    if columns is not None:
        for row in rows[1:]:
            found = by_columns(dict(zip(columns, row, strict=False)))
            yield found or " ".join(row)[:LONGEST]
        return
    if len(rows) == 1 and (several := _one_line(rows[0])):
        rows = [[cell] for cell in several]
    for row in rows:
        yield free(row) or " ".join(row)[:LONGEST]


def _cells(text: str) -> list[list[str]]:
    """The table in the text, or its lines."""
    delimiter = next((one for one in _DELIMITERS if one in text), ",")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, quotechar='"'
        )
        try:
            rows = [[tidy(cell) for cell in row] for row in reader]
        except csv.Error:
            continue
        # A quotation mark that was never closed has swallowed the lines after it.
        if not any("\n" in cell for row in rows for cell in row):
            return rows
    return [[tidy(line)] for line in text.splitlines()]


def _columns(row: Sequence[str]) -> list[str] | None:
    """The columns that a first row names: two that are known, or one that stands alone."""
    found = [HEADERS.get(fold(cell), "") for cell in row]
    known = len([one for one in found if one])
    return found if known > 1 or (known and len(row) == 1) else None


def _one_line(cells: Sequence[str]) -> Sequence[str]:
    """Several firms in one line, rather than one firm with its facts; else nothing."""
    sorts = [sort_of(cell) for cell in cells if cell]
    alike = len(set(sorts)) == 1 and len(sorts) > 1
    return [cell for cell in cells if cell] if alike and sorts[0] != "fact" else []


# --- files of ours, and of feed readers


def _of_json(text: str) -> list[Row] | None:
    """None: no JSON after all."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(read, Mapping):
        panels = dict(_panels(read))
        firms = [one for one in _several(read.get("firms")) if isinstance(one, Mapping)]
        return [_firm(one, panels) or "" for one in firms]
    return [row for one in _several(read) for row in _json_row(one)]


def _json_row(one: Any) -> Iterator[Row]:
    if isinstance(one, str):
        yield free([tidy(one)]) or one[:LONGEST]
    elif isinstance(one, Mapping):
        named = {HEADERS.get(fold(str(name)), ""): value for name, value in one.items()}
        yield by_columns(named) or json.dumps(one)[:LONGEST]


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _panels(read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for panel in _several(read.get("panels")):
        if isinstance(panel, Mapping):
            for one in _several(panel.get("firms")):
                yield str(one), str(panel.get("name", ""))


def _firm(one: Mapping[str, Any], panels: Mapping[str, str]) -> Entry | None:
    found = by_columns({**one, "panel": panels.get(str(one.get("slug")), "")})
    accounts = [
        account_of({name: value for name, value in account.items() if isinstance(value, str)})
        for account in _several(one.get("accounts"))
        if isinstance(account, Mapping)
    ]
    return None if found is None else replace(found, accounts=tuple(filter(None, accounts)))


def _of_outlines(text: str) -> list[Row]:
    """Nothing, where it is no OPML."""
    try:
        return [row for one in outlines.read(text) for row in _outlined(one, "")]
    except ValueError:
        return []


def _outlined(one: outlines.Outline, panel: str) -> Iterator[Row]:
    """Firms as we write them, and feeds wherever a reader has put them."""
    if "slug" in one.own:
        accounts = [
            account_of(
                {**child.own, "url": child.facts.get("xmlUrl") or child.facts.get("url", "")}
            )
            for child in one.children
        ]
        facts = {**one.own, "firm": one.text, "site": one.facts.get("url", ""), "panel": panel}
        found = by_columns(facts)
        yield replace(found, accounts=tuple(filter(None, accounts))) if found else one.text
    elif address := one.facts.get("xmlUrl"):
        yield Entry(name=one.text[:LONGEST], accounts=(address,), panel=panel)
    elif one.children:
        for child in one.children:
            yield from _outlined(child, one.text if "panel" in one.own else panel)
    elif one.text:
        yield free([tidy(one.text)]) or one.text
