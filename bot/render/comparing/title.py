"""What differs most, in one line of plain counts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.compare import Contrast, Format, Measure, SideFigures, Unknown, contrast
from bot.render.words import Words

NAMES = 4


def title(words: Words, sides: Sequence[SideFigures], of: str) -> str:
    """`of`: the firm whose networks the sides are, "" where they are firms."""
    known = [(one, one.posts) for one in sides if isinstance(one.posts, int)]
    if len(known) < 2:
        return _hardly_known(words, sides, of)
    if not any(posts for _, posts in known):
        named = [of] if of else [one.name for one, _ in known]
        return words("compare.title.none", names=words.names(named, NAMES))
    found = contrast(sides)
    told = _told(words, found) if found else _alike(words, [one for one, _ in known])
    return words("compare.alt.value", name=of, value=told) if of else told


def _hardly_known(words: Words, sides: Sequence[SideFigures], of: str) -> str:
    """Of one side at most."""
    names = words.names([of] if of else [one.name for one in sides], NAMES)
    known = next((one for one in sides if isinstance(one.posts, int)), None)
    if known is None or not isinstance(known.posts, int):
        return words("compare.title.unknown", names=names)
    posts = words("compare.posts", n=known.posts)
    where = f"{of} ({known.name})" if of else known.name
    told = words("compare.alt.value", name=where, value=posts)
    others = [one.name for one in sides if one is not known]
    if not others:
        return told
    return words("compare.title.one", told=told, others=words.names(others, NAMES))


def _told(words: Words, found: Contrast) -> str:
    most, least = found.most, found.least
    facts = {"most": most.name, "least": least.name}
    if found.measure is Measure.POSTS:
        assert isinstance(most.posts, int)
        assert isinstance(least.posts, int)
        few = words.number(least.posts)
        return words("compare.title.posts", n=most.posts, few=few, **facts)
    values = (_value(words, one, found.measure) for one in (most, least))
    key = f"compare.title.{found.measure}"
    return words(key, **facts, **dict(zip(("much", "little"), values, strict=True)))


def _value(words: Words, side: SideFigures, measure: Measure) -> str:
    """Of a format how many of all; else the figure."""
    formats = side.formats
    if measure in (Measure.IMAGE, Measure.VIDEO) and not isinstance(formats, Unknown):
        count = dict(formats.counts)[Format(measure)]
        present, of = words.number(count), words.number(formats.posts)
        return words("compare.presence.count", present=present, of=of)
    figure = {Measure.LENGTH: side.length, Measure.HASHTAGS: side.hashtags}
    value = figure.get(measure, side.reactions)
    assert not isinstance(value, Unknown)
    return words.number(round(value) if measure is Measure.LENGTH else round(value, 1))


def _alike(words: Words, sides: Sequence[SideFigures]) -> str:
    counts = sorted(one.posts for one in sides if isinstance(one.posts, int))
    names = words.names([one.name for one in sides], NAMES)
    if counts[0] == counts[-1]:
        return words("compare.title.same", names=names, n=counts[0])
    few, many = words.number(counts[0]), words.number(counts[-1])
    return words("compare.title.alike", names=names, few=few, many=many)
