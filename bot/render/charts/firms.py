"""Comparisons of firms, as charts and as text. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from babel.dates import get_day_names

from bot.core.charts import Bar, Bars, Graphic, Heat, Part, Stack, Stacks, Strip
from bot.core.compare import Figures, Format, Formats, Rhythm, SideFigures, Unknown
from bot.render.charts.phrases import alt, during, percents, sentence, shown, why
from bot.render.words import Words, capital

_FORMATS = tuple(Format)
_LABELLED = 3  # every third hour


def weekly(figures: Figures, words: Words) -> Graphic:
    """Posts a week, one bar a side."""
    title, period = words("compare.weekly"), during(words, figures.period)
    bars = tuple(_bar(words, side) for side in figures.sides)
    text = alt(words, title, period, ((bar.name, bar.label) for bar in bars))
    known = sum(bar.value is not None for bar in bars)
    return Graphic(text, Bars(title, period, bars) if known > 1 else None)


def _bar(words: Words, side: SideFigures) -> Bar:
    if isinstance(side.weekly, Unknown):
        return Bar(shown(side.name), why(words, side.weekly), None)
    # A post in two months isn't none.
    digits = 1 if side.weekly >= 0.1 else 2
    return Bar(shown(side.name), words.number(round(side.weekly, digits)), side.weekly)


def hours(figures: Figures, side: SideFigures, words: Words) -> Graphic:
    """One side's posts by local hour and weekday."""
    title = words("compare.hours", name=shown(side.name))
    period = during(words, figures.period)
    if isinstance(side.rhythm, Unknown):
        reason = why(words, side.rhythm)
        return Graphic(sentence(words, title, period, reason), None)
    names = get_day_names("wide", locale=words.language)
    days = (
        (capital(str(names[day])), row) for day, row in enumerate(side.rhythm.counts) if sum(row)
    )
    text = alt(words, title, period, ((name, _told_hours(words, row)) for name, row in days))
    return Graphic(text, _heat(words, title, period, side.rhythm))


def _told_hours(words: Words, row: tuple[int, ...]) -> str:
    return ", ".join(
        words("compare.hour.count", hour=hour, n=count) for hour, count in enumerate(row) if count
    )


def _heat(words: Words, title: str, period: str, rhythm: Rhythm) -> Heat:
    short = get_day_names("abbreviated", locale=words.language)
    labels = ("" if hour % _LABELLED else words("compare.hour", hour=hour) for hour in range(24))
    days = tuple(str(short[day]) for day in range(7))
    return Heat(title, period, days, tuple(labels), rhythm.counts)


def formats(figures: Figures, words: Words) -> Graphic:
    """What posts are made of: text, images, videos, links."""
    title, period = words("compare.formats"), during(words, figures.period)
    stacks = tuple(_stack(words, side) for side in figures.sides)
    values = ((one.name, _told_parts(one)) for one in stacks)
    found = sorted({(part.colour, part.name) for one in stacks for part in one.parts})
    drawn = sum(bool(one.parts) for one in stacks) > 1
    chart = Stacks(title, period, tuple(found), stacks) if drawn else None
    return Graphic(alt(words, title, period, values), chart)


def _stack(words: Words, side: SideFigures) -> Stack:
    if isinstance(side.formats, Unknown):
        return Stack(shown(side.name), why(words, side.formats), ())
    label = words("compare.posts", n=side.formats.posts)
    return Stack(shown(side.name), label, tuple(_parts(words, side.formats)))


def _parts(words: Words, found: Formats) -> Iterator[Part]:
    shares = percents(words, [count for _, count in found.counts])
    for (one, count), label in zip(found.counts, shares, strict=True):
        if count:
            name = words(f"compare.format.{one}")
            yield Part(_FORMATS.index(one), name, count / found.posts, label)


def _told_parts(stack: Stack) -> str:
    parts = ", ".join(f"{part.name} {part.label}" for part in stack.parts)
    return f"{parts} ({stack.label})" if parts else stack.label


def voice(figures: Figures, words: Words) -> Graphic:
    """Each side's share of all posts."""
    title, period = words("compare.voice"), during(words, figures.period)
    if isinstance(figures.voice, Unknown):
        reason = why(words, figures.voice)
        return Graphic(sentence(words, title, period, reason), None)
    shares = figures.voice.shares
    labels = percents(words, [one.posts for one in shares])
    parts = tuple(
        Part(at, shown(one.name), one.share, f"{label} ({words('compare.posts', n=one.posts)})")
        for at, (one, label) in enumerate(zip(shares, labels, strict=True))
    )
    missing = [shown(name) for name in figures.voice.missing]
    note = words("compare.voice.without", names=words.names(missing)) if missing else ""
    text = alt(words, title, period, ((part.name, part.label) for part in parts))
    return Graphic(f"{text} {note}".strip(), Strip(title, period, parts, note))
