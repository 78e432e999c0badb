"""export: what a channel found or watches, as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core.exporting import USUAL_DAYS, Export, Format, Subject
from bot.core.grammar.commands import Ask, Bad, Ok, Result
from bot.core.grammar.lex import Args, Shape, shown
from bot.core.grammar.values import Verb
from bot.core.grammar.words import words_of

MAX_DAYS = 366
_EXAMPLE, _OPML = "export posts xlsx 30d", "export watchlist opml"
_PERIOD = re.compile(r"(\d{1,3})[dj]")
_NOISE = words_of("as en in the of le la les du des last dernier")
_MEANT: Mapping[str, tuple[str, Any]] = {
    **dict.fromkeys(words_of("posts post publications publication"), ("subject", Subject.POSTS)),
    **dict.fromkeys(words_of("counts count figures chiffres"), ("subject", Subject.COUNTS)),
    **dict.fromkeys(words_of("watchlist list liste"), ("subject", Subject.WATCHLIST)),
    **{one.value: ("format", one) for one in Format},
    **dict.fromkeys(words_of("excel xls"), ("format", Format.XLSX)),
    **dict.fromkeys(words_of("month mois"), ("days", None)),
}


def read_export(args: Args) -> Result:
    """Ok(Export); Ask export without any word. Bad: bad_export, bad_export_opml."""
    words = [token for token in args.tokens if token.shape is not Shape.SEP]
    if not words:
        return Ask(Verb.EXPORT, "export", tuple(map(Export, Subject)), before=Verb.EXPORT)
    chosen: dict[str, Any] = {}
    for token in words:
        if (read := _read(token.folded)) is not None:
            chosen |= [read]
        elif token.folded not in _NOISE:
            return Bad("bad_export", token.start, shown(token.text), example=_EXAMPLE)
    return _export(args, chosen)


def _read(word: str) -> tuple[str, Any] | None:
    """What it chooses, and its value there."""
    if match := _PERIOD.fullmatch(word):
        days = int(match[1])
        return ("days", days) if 1 <= days <= MAX_DAYS else None
    return _MEANT.get(word)


def _export(args: Args, chosen: Mapping[str, Any]) -> Result:
    opml = chosen.get("format") is Format.OPML
    subject = chosen.get("subject", Subject.WATCHLIST if opml else Subject.POSTS)
    if subject is Subject.WATCHLIST:
        return Ok(Export(subject, chosen.get("format", Format.XLSX)))
    if opml:
        return Bad("bad_export_opml", args.start, did_you_mean=_OPML, example=_OPML)
    return Ok(Export(subject, chosen.get("format", Format.XLSX), chosen.get("days", USUAL_DAYS)))


def write_export(export: Export) -> list[str]:
    """The pieces of the command, to be joined by spaces."""
    period = "month" if export.days is None else f"{export.days}d"
    dated = export.subject is not Subject.WATCHLIST
    return [Verb.EXPORT, export.subject, export.format, period if dated else ""]
