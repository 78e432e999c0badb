"""What stands up front: the title, the figures, what is missing, the best, one's own gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.charts import Graphic
from bot.core.compare import Best, Comparison, Figures, Gap, Known, SideFigures, Unknown, Why
from bot.core.compare.values import WEEK
from bot.core.excerpt import first_words
from bot.core.message import Aside, Block, Items, Line, Message, Paragraph, Span, line
from bot.render import charts
from bot.render.alerts import headline, reference
from bot.render.charts.phrases import during, shown, why
from bot.render.columns import columns
from bot.render.comparing.sections import sections, value
from bot.render.comparing.tellings import side_by_side
from bot.render.comparing.title import title
from bot.render.words import Words, capital

NONE = "–"
QUOTED, BEST, GAPS, MISSING, PICTURES = 70, 3, 2, 3, 3


def comparison_message(words: Words, found: Comparison, how_own: str) -> Message:
    """`how_own`: what to type, for example, to say which firm is the reader's own."""
    found = _readable(words, found)
    said = title(words, found.figures.sides, _of(found))
    blocks = (
        *_table(words, found.figures),
        *_notes(words, found),
        *_best(words, found.figures),
        *side_by_side(words, found.tellings),
        *_gaps(words, found, how_own),
        *sections(words, found),
        Aside(line(_small_print(words, found))),
    )
    best = [one.best for one in found.figures.sides if not isinstance(one.best, Unknown)]
    return Message(
        summary=said,
        title=said,
        blocks=blocks,
        posts=tuple(reference(one.post) for one in best),
        language=words.language,
        graphics=tuple(_graphics(words, found))[:PICTURES],
    )


def _readable(words: Words, found: Comparison) -> Comparison:
    """With names fit for one line; networks by the names that people know."""
    figures, voice = found.figures, found.figures.voice
    names = {one.name: _name(words, found, one.name) for one in figures.sides}
    sides = tuple(replace(one, name=names[one.name]) for one in figures.sides)
    if not isinstance(voice, Unknown):
        shares = tuple(replace(one, name=names[one.name]) for one in voice.shares)
        voice = replace(voice, shares=shares, missing=tuple(names[one] for one in voice.missing))
    return replace(found, figures=replace(figures, sides=sides, voice=voice))


def _name(words: Words, found: Comparison, name: str) -> str:
    return capital(words.network(name)) if found.whole else shown(name)


def _of(found: Comparison) -> str:
    """The firm whose networks are compared."""
    return shown(found.whole.name) if found.whole else ""


# --- figures


def _table(words: Words, figures: Figures) -> Iterator[Block]:
    """A dash where a figure isn't known: the sections say why."""
    sides = [one for one in figures.sides if isinstance(one.posts, int)]
    if not sides or not any(one.posts for one in sides):
        return
    kept = [
        (name, values)
        for name, values in _every_column(words, figures)
        if any(one != NONE for one in values)
    ]
    rows = [(one.name, [values[at] for _, values in kept]) for at, one in enumerate(figures.sides)]
    yield columns([name for name, _ in kept], rows)


def _every_column(words: Words, figures: Figures) -> Iterator[tuple[str, list[str]]]:
    sides = figures.sides
    yield words("compare.column.posts"), [_cell(words, one.posts) for one in sides]
    yield words("compare.column.weekly"), [_cell(words, one.weekly) for one in sides]
    times = [_cell(words, one.reactions) for one in sides]
    yield (
        words("compare.column.reactions"),
        [one if one == NONE else f"×{one}" for one in times],
    )


def _cell(words: Words, figure: Known[float]) -> str:
    return NONE if isinstance(figure, Unknown) else value(words, figure)


# --- what isn't known, and why


def _notes(words: Words, found: Comparison) -> Iterator[Block]:
    said = [*_of_period(words, found), *_of_accounts(words, found)]
    if said:
        yield Paragraph(tuple(line(one) for one in said))


def _of_period(words: Words, found: Comparison) -> Iterator[str]:
    if found.of > len(found.figures.sides) and not found.whole:
        n = len(found.figures.sides)
        yield words("compare.note.busiest", n=n, of=words.number(found.of))
    start = found.figures.period.start
    if start > found.asked.start:
        yield words("compare.note.shorter", start=words.day(start))


def _of_accounts(words: Words, found: Comparison) -> Iterator[str]:
    for one in found.hindrances:
        where = f"{shown(one.side)} ({words.network(one.network)})"
        late = one.why in (Why.ADDED, Why.UNCOVERED) and one.since is not None
        if late and one.since is not None:
            since, ready = words.date(one.since), words.day(one.since + WEEK)
            yield words("compare.note.late", name=where, since=since, ready=ready)
        else:
            yield words("compare.note.why", name=where, why=why(words, Unknown(one.why)))
    for side in found.figures.sides:
        if (reason := _too_little(side)) is not None:
            yield words("compare.note.why", name=side.name, why=why(words, Unknown(reason)))
        if isinstance(side.forgotten, int) and side.forgotten:
            yield words("compare.note.forgotten", name=side.name, n=side.forgotten)
    if found.unwatched:
        yield words("compare.note.others", names=words.names(_unwatched(words, found), MISSING))


def _unwatched(words: Words, found: Comparison) -> list[str]:
    networks = ([words.network(name) for name in one.networks] for one in found.unwatched)
    names = (shown(one.side) for one in found.unwatched)
    return [f"{name} ({words.names(some)})" for name, some in zip(names, networks, strict=True)]


def _too_little(side: SideFigures) -> Why | None:
    if side.posts == Unknown(Why.UNWATCHED):
        return Why.UNWATCHED
    return {0: Why.NO_POSTS, 1: Why.ONE_POST}.get(side.posts if isinstance(side.posts, int) else 2)


# --- the best, and where the reader's own firm isn't


def _best(words: Words, figures: Figures) -> Iterator[Block]:
    best = [(side.name, side.best) for side in figures.sides]
    known = [(name, one) for name, one in best if not isinstance(one, Unknown)]
    known.sort(key=lambda pair: -pair[1].ratio)
    if known:
        lines = tuple(_best_of(words, name, one) for name, one in known[:BEST])
        yield Paragraph((line(Span(words("compare.best"), strong=True)),))
        yield Items(lines)


def _best_of(words: Words, name: str, best: Best) -> Line:
    said = headline(best.post)
    at = best.post.published_at
    told = words.quote(first_words(said, QUOTED)) if said else words.day(at or words.now)
    facts = {"name": name, "words": told, "usual": value(words, best.usual)}
    text = words("compare.best.of", n=best.post.reactions or 0, **facts)
    return line(Span(text, link=best.post.url))


def _gaps(words: Words, found: Comparison, how_own: str) -> Iterator[Block]:
    if isinstance(found.presence, Unknown):
        return
    gaps = found.presence.gaps
    if isinstance(gaps, Unknown):
        yield Aside(line(words("compare.own.unknown", command=how_own)))
        return
    said = [_gap(words, one) for one in gaps[:GAPS]]
    if not said and found.presence.rows:
        said = [words("compare.own.everywhere")]
    if said:
        yield Paragraph(tuple(line(one) for one in said))


def _gap(words: Words, one: Gap) -> str:
    present, of = words.number(one.present), words.number(one.of)
    return words("compare.gap", network=words.network(one.network), present=present, of=of)


# --- pictures, small print


def _graphics(words: Words, found: Comparison) -> Iterator[Graphic]:
    """The most useful first; where there are too few values the words say all."""
    figures = found.figures
    if not any(isinstance(one.posts, int) and one.posts > 1 for one in figures.sides):
        return
    drawn = [charts.weekly(figures, words), charts.formats(figures, words)]
    if found.whole:
        drawn.append(charts.hours(figures, found.whole, words))
    else:
        drawn += [
            charts.presence(found.presence, found.asked, words),
            charts.voice(figures, words),
        ]
    yield from (one for one in drawn if one.chart is not None)


def _small_print(words: Words, found: Comparison) -> str:
    period = during(words, found.figures.period)
    return words("compare.small_print", period=capital(period), city=words.city())
