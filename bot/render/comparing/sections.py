"""What may be folded away: when, made of what, in what tone, how received, who is where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from babel.dates import get_day_names
from babel.numbers import format_percent

from bot.core.compare import Comparison, Figures, Known, Presence, Rhythm, SideFigures, Unknown
from bot.core.message import Block, Details, Line, Span, line
from bot.render.charts.panel import told_row
from bot.render.charts.phrases import percents, why
from bot.render.words import Words, capital

_MOST = 3  # days, hours


def sections(words: Words, found: Comparison) -> Iterator[Block]:
    """Sides that nothing is known of are told up front, once."""
    figures = found.figures
    for name, of in _SECTIONS.items():
        lines = _lines(words, figures, of)
        if lines:
            yield _details(words, name, lines)
    yield from _voice(words, figures)
    if not isinstance(found.presence, Unknown) and _several(found.presence):
        rows = (
            _told(words, capital(words.network(row.network)), told_row(row, found.presence, words))
            for row in found.presence.rows
        )
        yield _details(words, "presence", tuple(rows))


def _several(found: Presence) -> bool:
    return any(row.all.of > 1 for row in found.rows)


def value(words: Words, figure: float) -> str:
    """With one decimal where it tells anything."""
    return words.number(round(figure, 1) if figure < 100 else round(figure))


def _details(words: Words, name: str, lines: tuple[Line, ...]) -> Details:
    return Details(line(words(f"compare.section.{name}")), lines)


def _lines(
    words: Words, figures: Figures, of: Callable[[Words, SideFigures], Known[str]]
) -> tuple[Line, ...]:
    told = [(one.name, of(words, one)) for one in figures.sides if _has_habits(one)]
    return tuple(
        _told(words, name, why(words, one) if isinstance(one, Unknown) else one)
        for name, one in told
    )


def _has_habits(side: SideFigures) -> bool:
    """A single post makes none; that is told up front."""
    return isinstance(side.posts, int) and side.posts > 1


def _told(words: Words, name: str, told: str) -> Line:
    before, _, after = words("compare.alt.value", name="\0", value=told).partition("\0")
    return line(before, Span(name, strong=True), after)


def _when(words: Words, side: SideFigures) -> Known[str]:
    if isinstance(side.rhythm, Unknown):
        return side.rhythm
    names = get_day_names("wide", locale=words.language)
    days = Counter({day: sum(row) for day, row in enumerate(side.rhythm.counts)})
    told = (
        words("compare.day.count", day=names[day], n=count)
        for day, count in days.most_common(_MOST)
        if count
    )
    return f"{', '.join(told)}{words('join.values')}{_hours(words, side.rhythm)}"


def _hours(words: Words, rhythm: Rhythm) -> str:
    hours = Counter({hour: sum(row[hour] for row in rhythm.counts) for hour in range(24)})
    return ", ".join(
        words("compare.hour.count", hour=hour, n=count)
        for hour, count in hours.most_common(_MOST)
        if count
    )


def _made_of(words: Words, side: SideFigures) -> Known[str]:
    if isinstance(side.formats, Unknown):
        return side.formats
    shares = percents(words, [count for _, count in side.formats.counts])
    every = zip(side.formats.counts, shares, strict=True)
    parts = (f"{words(f'compare.format.{one}')} {share}" for (one, count), share in every if count)
    return ", ".join(parts)


def _written(words: Words, side: SideFigures) -> Known[str]:
    if isinstance(side.length, Unknown):
        return side.length
    told = [words("compare.length", n=round(side.length))]
    for key, figure in (("hashtags", side.hashtags), ("links", side.links)):
        if not isinstance(figure, Unknown):
            told.append(words(f"compare.{key}", value=value(words, figure)))
    return ", ".join(told)


def _tone(words: Words, side: SideFigures) -> Known[str]:
    if isinstance(side.tone, Unknown):
        return side.tone
    of = side.tone
    shares = [(of.share(one) or 0, one) for one, count in of.counts if count]
    shares.sort(key=lambda pair: -pair[0])
    told = [f"{words(f'compare.address.{one}')} {_percent(words, part)}" for part, one in shares]
    return ", ".join(told) or words("compare.address.nobody")


def _percent(words: Words, part: float) -> str:
    return str(format_percent(part, locale=words.language))


def _received(words: Words, side: SideFigures) -> Known[str]:
    if isinstance(side.reactions, Unknown):
        return side.reactions
    return words("compare.reactions", times=value(words, side.reactions))


_SECTIONS: Mapping[str, Callable[[Words, SideFigures], Known[str]]] = {
    "when": _when,
    "made_of": _made_of,
    "written": _written,
    "tone": _tone,
    "reactions": _received,
}


def _voice(words: Words, figures: Figures) -> Iterator[Block]:
    if isinstance(figures.voice, Unknown):
        return
    shares, missing = figures.voice.shares, figures.voice.missing
    labels = percents(words, [one.posts for one in shares])
    lines = [_told(words, one.name, label) for one, label in zip(shares, labels, strict=True)]
    if missing:
        lines.append(line(words("compare.voice.without", names=words.names(missing))))
    yield _details(words, "voice", tuple(lines))
