"""Which kinds of firms are on which networks, as a table and as text. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.charts import Graphic, Table, TableCell, TableRow
from bot.core.compare import Cell, Known, Period, Presence, Row, Unknown
from bot.render.charts.phrases import LONGEST_ALT, alt, during, sentence, why
from bot.render.words import Words

_GAPS = 3  # networks named as the reader's own gap


def presence(found: Known[Presence], period: Period, words: Words) -> Graphic:
    """One row a network. `period`: in which accounts were active."""
    title, told = words("compare.presence"), during(words, period)
    if isinstance(found, Unknown) or not found.rows:
        reason = why(words, found) if isinstance(found, Unknown) else words("compare.nowhere")
        return Graphic(sentence(words, title, told, reason), None)
    gaps = tuple(_gaps(found, words))
    text = _text(found, title, told, gaps, words)
    if len(text) > LONGEST_ALT:
        text = _text(_uncounted(found), title, told, gaps, words)
    firms = sum(cell.of for cell in found.rows[0].cells)
    return Graphic(text, _table(found, title, told, gaps, words) if firms > 1 else None)


def _text(found: Presence, title: str, period: str, gaps: tuple[str, ...], words: Words) -> str:
    values = ((words.network(row.network), told_row(row, found, words)) for row in found.rows)
    return " ".join((alt(words, title, period, values), *gaps))


def _uncounted(found: Presence) -> Presence:
    """Without what is only told in the text, so that all that the picture shows has room."""
    rows = (
        replace(row, cells=tuple(replace(cell, active=None) for cell in row.cells))
        for row in found.rows
    )
    return replace(found, rows=tuple(rows))


def told_row(row: Row, found: Presence, words: Words) -> str:
    """Of each kind how many, and whether the own firm is there."""
    kinds = (
        words(
            "compare.presence.kind", kind=words(f"compare.kind.{kind}"), value=_count(cell, words)
        )
        for kind, cell in zip(found.kinds, row.cells, strict=True)
    )
    own = [] if isinstance(row.own, Unknown) else [_own(row.own, words)]
    return ", ".join((*kinds, *own))


def _count(cell: Cell, words: Words) -> str:
    facts = {"present": words.number(cell.present), "of": words.number(cell.of)}
    if cell.active is None or not cell.present:
        return words("compare.presence.count", **facts)
    return words("compare.presence.active", n=cell.active, **facts)


def _own(there: bool, words: Words) -> str:
    return words("compare.presence.own" if there else "compare.presence.not_own")


def _gaps(found: Presence, words: Words) -> Iterator[str]:
    if isinstance(found.gaps, Unknown):
        return
    for gap in found.gaps[:_GAPS]:
        yield words(
            "compare.gap",
            network=words.network(gap.network),
            present=words.number(gap.present),
            of=words.number(gap.of),
        )


def _table(found: Presence, title: str, period: str, gaps: tuple[str, ...], words: Words) -> Table:
    kinds = tuple(words(f"compare.kind.{kind}") for kind in found.kinds)
    with_own = not isinstance(found.gaps, Unknown)
    headers = (*kinds, words("compare.you")) if with_own else kinds
    rows = tuple(
        TableRow(words.network(row.network), tuple(_cells(row, words))) for row in found.rows
    )
    return Table(title, period, headers, rows, gaps)


def _cells(row: Row, words: Words) -> Iterator[TableCell]:
    for cell in row.cells:
        text = f"{words.number(cell.present)}/{words.number(cell.of)}"
        yield TableCell(text, cell.present / cell.of)
    if not isinstance(row.own, Unknown):
        yield TableCell(words("compare.here" if row.own else "compare.absent"))
