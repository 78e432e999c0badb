"""The same announcement as a firm tells it on each of its networks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.core.compare import Address, Format, Telling, Version
from bot.core.excerpt import first_words
from bot.core.message import Aside, Block, Details, Items, Line, Paragraph, Span, line
from bot.render.alerts import headline
from bot.render.words import Words, capital

SHOWN, QUOTED = 3, 120
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def side_by_side(words: Words, tellings: Sequence[Telling]) -> Iterator[Block]:
    """The most spread one; the next may be folded away, and the others are counted."""
    for at, one in enumerate(tellings[:SHOWN]):
        said = line(words.quote(first_words(headline(one.versions[0].post), QUOTED)))
        versions = tuple(_version(words, version) for version in one.versions)
        if at:
            yield Details(said, versions)
            continue
        yield Paragraph((line(Span(words("compare.telling"), strong=True)), said))
        yield Items(versions)
    if len(tellings) > SHOWN:
        yield Aside(line(words("compare.telling.more", n=len(tellings) - SHOWN)))


def _version(words: Words, one: Version) -> Line:
    post = one.post
    assert post.published_at is not None
    when = words.when(post.published_at) if not one.after else _later(words, one.after)
    name = Span(capital(words.network(post.network)), strong=True, link=post.url)
    return line(name, " · ", " · ".join([when, *_facts(words, one)]))


def _facts(words: Words, one: Version) -> Iterator[str]:
    yield words("compare.length.one", n=one.length)
    if one.hashtags:
        yield words("compare.hashtags", value=words.number(one.hashtags))
    if one.links:
        yield words("compare.links", value=words.number(one.links))
    if one.format not in (Format.TEXT, Format.LINK):
        yield words(f"compare.format.{one.format}")
    if one.addresses:
        told = (words(f"compare.address.{each}") for each in Address if each in one.addresses)
        yield ", ".join(told)


def _later(words: Words, after: timedelta) -> str:
    if after < _HOUR:
        time = words("time.minutes", n=max(1, round(after / timedelta(minutes=1))))
    elif after < _DAY:
        time = words("time.hours", n=round(after / _HOUR))
    else:
        time = words("time.days", n=round(after / _DAY))
    return words("compare.later", time=time)
