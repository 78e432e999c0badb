"""A cleaned text cut in words and figures, each figure in one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.core.stories.lexicon import MONTHS, NUMBERS, ORDINALS, PLACES, UNSURE_MONTHS, WEEKDAYS
from bot.core.words.hashtags import split

WORD, NUMBER, ORDINAL, REFERENCE = "word", "number", "ordinal", "reference"
PART, PLACE, COUNTDOWN = "part", "place", "countdown"

_FIGURE = r"\d{1,3}(?:[ .,]\d{3}){1,4}(?!\d)|\d{1,15}(?:[.,]\d{1,6}){0,4}"
_LETTERS = r"[^\W\d_]{1,60}"
_TOKEN = re.compile(
    rf"""
      \bj\ ?-\ ?(?P<countdown>\d{{1,3}})\b
    | (?:\bn°|№|\bn[or]\.\ |\bno(?=\d)|\bnumero\ |\#)\ ?(?P<reference>\d(?:[.\-/]?\d){{0,15}})
    | (?<![\d/])(?P<day>\d{{1,2}})/(?P<month>0\d|1[0-2])(?:/(?:20)?(?P<year>\d\d))?(?![\d/])
    | (?<![\w.])(?P<hour>\d{{1,2}})(?:\ ?h(?:eures?)?(?:\ ?(?P<minute>\d\d))?(?![^\W\d_])
        |:(?P<minutes>\d\d))(?!\d)
    | (?<![\w.])(?P<clock>\d{{1,2}})(?:[:.](?P<past>\d\d))?\ ?(?P<half>[ap])\.?m\b
    | (?<![\w.])(?P<number>{_FIGURE})
        (?:\ ?(?P<percent>%|pour\ cent\b|per\ cent\b|percent\b)
         |\ ?(?P<times>k|m|bn|mds?|mille|thousand|millions?|milliards?|billions?)(?![^\W_])
         |(?P<rank>er|e|eme|nd|rd|st|th)\b)?
    | \#(?P<tag>\w[\w&]{{0,100}})
    | @(?P<mention>\w[\w]{{0,60}})(?:[.@][\w.-]{{1,60}}\w)?
    | \b(?P<code>[a-z]{{1,4}}\d{{1,4}})\b
    | (?P<word>dix-(?:sept|huit|neuf)\b|{_LETTERS}(?:'{_LETTERS})?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ZEROS = {"k": 3, "m": 6, "b": 9, "md": 9, "mds": 9, "milliard": 9, "milliards": 9, "mille": 3}
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)'(?=\w\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"'(?:s|re|ll|ve|d|m|t)\Z", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAME_SENTENCE = re.compile(r"[ ,'&/-]*")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: "word", or of which kind a figure is. `named`: written as names are."""

    kind: str
    value: str
    named: bool = False
    handle: bool = False


def tokens(text: str) -> list[Token]:
    """In order. A month that may be another word is one beside a number only."""
    found = [token for match, starts in _matches(text) for token in _read(match, starts)]
    for place, token in enumerate(found):
        if token.value in UNSURE_MONTHS and token.kind == WORD:
            around = found[max(place - 1, 0) : place + 2]
            if any(one.kind in (NUMBER, ORDINAL, "year") for one in around):
                found[place] = Token("month", MONTHS[token.value])
    return found


def _matches(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """With each: whether a sentence starts there, so that its capital tells nothing."""
    end = -1
    for match in _TOKEN.finditer(text):
        starts = end < 0 or not _SAME_SENTENCE.fullmatch(text, end, match.start())
        end = match.end()
        yield match, starts


def _read(match: re.Match[str], starts: bool) -> Iterator[Token]:
    part = match.groupdict()
    kind = str(match.lastgroup)
    if part["word"]:
        yield _word(part["word"], starts)
    elif written := part["tag"] or part["mention"]:
        for piece in split(written.rstrip(".")):
            known = _number(piece, {}) if piece.isdigit() else _word(piece, starts=False)
            yield replace(known, named=False, handle=bool(part["mention"]))
    elif part["day"]:
        yield Token(NUMBER, part["day"].lstrip("0") or "0")
        yield Token("month", part["month"].lstrip("0"))
        if part["year"]:
            yield Token("year", f"20{part['year']}")
    elif part["hour"] or part["clock"]:
        yield _time(part)
    elif part["number"]:
        yield _number(part["number"], part)
    else:
        yield Token(kind, part[kind].lower())


def _word(written: str, starts: bool) -> Token:
    own = _POSSESSIVE.sub("", _ELIDED.sub("", written))
    word, capital = own.casefold(), own[:1].isupper()
    for kind, known in ((NUMBER, NUMBERS), (ORDINAL, ORDINALS), ("weekday", WEEKDAYS)):
        if word in known:
            return Token(kind, known[word])
    if word in MONTHS and word not in UNSURE_MONTHS:
        return Token("month", MONTHS[word])
    if word in PLACES and capital:
        return Token(PLACE, word, named=True)
    return Token(WORD, word.replace("'", ""), named=capital and not starts)


def _time(part: dict[str, str | None]) -> Token:
    hour = int(part["hour"] or part["clock"] or 0)
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    minute = part["minute"] or part["minutes"] or part["past"] or "00"
    return Token("time", f"{hour}:{minute}")


def _number(written: str, part: dict[str, str | None]) -> Token:
    plain = re.sub("[ .,]", "", written) if _GROUPED.fullmatch(written) else written
    plain = plain.replace(",", ".")
    if part.get("percent"):
        return Token("percent", plain)
    if times := part.get("times"):
        return Token(NUMBER, _multiplied(plain, times.lower()))
    if part.get("rank"):
        return Token(ORDINAL, plain)
    return Token("year" if _YEAR.fullmatch(plain) else NUMBER, plain)


def _multiplied(plain: str, times: str) -> str:
    if plain.count(".") > 1:
        return plain
    zeros = _ZEROS.get(times) or _ZEROS.get(times[:2]) or _ZEROS[times[0]]
    return str(int(Decimal(plain) * 10**zeros))
