"""How often accounts publish, and who departs from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.message import Block, Button, Items, Message, Paragraph, line
from bot.core.rhythm import Usual
from bot.render.words import Words

TOLD = "rhythm.told"
"""The key in the payload of these notices."""
AGAIN = "again"
MOST = 8
_WEEK, _MONTH, _YEAR = 7, 30, 365
_RANGES = 2


def rhythm_message(words: Words, payload: Mapping[str, Any]) -> Message:
    """`payload`: made by bot.service.rhythm_news. One line for each firm or account."""
    lines: Sequence[Mapping[str, Any]] = payload["lines"]
    texts = [_line(words, one) for one in lines[:MOST]]
    if len(lines) > MOST:
        texts.append(words("rhythm.more", n=len(lines) - MOST))
    block: Block = (
        Paragraph((line(texts[0]),)) if len(texts) == 1 else Items(tuple(map(line, texts)))
    )
    summary = texts[0] if len(texts) == 1 else words("rhythm.title", n=len(lines))
    blocks = (block,) if len(texts) == 1 else (Paragraph((line(summary),)), block)
    return Message(
        summary=summary,
        blocks=blocks,
        buttons=tuple(_buttons(words, lines)),
        more=(Button(words("rhythm.off"), command="settings rhythm off"),),
        language=words.language,
    )


def _buttons(words: Words, lines: Sequence[Mapping[str, Any]]) -> Iterator[Button]:
    if len(lines) == 1 and len(lines[0]["accounts"]) == 1:
        yield Button(words("alert.open"), url=lines[0]["accounts"][0][1])
    else:
        yield Button(words("digest.list"), command="list")


def _line(words: Words, one: Mapping[str, Any]) -> str:
    at = datetime.fromisoformat(one["at"])
    accounts: Sequence[tuple[str, str, float, int]] = one["accounts"]
    if one["kind"] == AGAIN:
        places = [words.network(network) for network, *_ in accounts]
        where = words.joined(places, "and")
        return words("rhythm.again", name=one["name"], networks=where, n=one["n"])
    if one["kind"] == "burst":
        found = [_loud(words, *account) for account in accounts]
        what = words.joined(found, "and")
        return words("rhythm.burst", name=one["name"], day=words.date(at), what=what)
    often = words.joined([_often_there(words, *account) for account in accounts], "and")
    return words(
        "rhythm.silence",
        name=one["name"],
        often=often,
        span=span(words, one["n"]),
        day=words.day(at),
    )


def _loud(words: Words, network: str, _url: str, usual: float, n: int) -> str:
    facts = {"network": words.network(network), "usual": words.number(round(usual, 1))}
    return words("rhythm.posts", n=n, **facts)


def _often_there(words: Words, network: str, _url: str, weekly: float, _n: int) -> str:
    return words("rhythm.there", often=often(words, weekly), network=words.network(network))


def often(words: Words, weekly: float) -> str:
    """ "4 times a week": in days, weeks or months, whichever gives a number to think in."""
    if weekly >= 2 * _WEEK:
        return words("rhythm.daily", n=round(weekly / _WEEK))
    if weekly >= 0.75:
        return words("rhythm.weekly", n=max(round(weekly), 1))
    return words("rhythm.monthly", n=max(round(weekly * _YEAR / 12 / _WEEK), 1))


def span(words: Words, days: int) -> str:
    """ "12 days", "3 weeks", "4 months"."""
    if days < 2 * _WEEK:
        return words("rhythm.days", n=days)
    if days < 2 * _MONTH:
        return words("rhythm.weeks", n=days // _WEEK)
    return words("rhythm.months", n=days // _MONTH)


def habits(words: Words, usual: Usual) -> str:
    """ "about 4 times a week, mostly 9–11 h"."""
    how = often(words, usual.weekly)
    ranges = list(_ranges(usual.hours))
    if not ranges or len(ranges) > _RANGES:
        return words("rhythm.about", often=how)
    said = [words("rhythm.hours", start=start, end=end) for start, end in ranges]
    return words("rhythm.mostly", often=how, hours=words.joined(said, "and"))


def _ranges(hours: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring hours together: 9 and 10 are from 9 to 11."""
    start = before = None
    for hour in sorted(hours):
        if start is None or before is None or hour != before + 1:
            if start is not None and before is not None:
                yield start, before + 1
            start = hour
        before = hour
    if start is not None and before is not None:
        yield start, before + 1
