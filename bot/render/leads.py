"""Networks or the press: the lines of a recap that say who was first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.core.digest import few_words
from bot.core.lead import Example, Tally
from bot.core.message import Aside, Block, Items, Line, Paragraph, PostRef, Span, line
from bot.render.alerts import ITEM_LIMIT, headline, reference
from bot.render.words import Words, capital

WORDS, NAME_LIMIT, NAME_WORDS = 14, 40, 5
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def lead_blocks(words: Words, found: Tally | None) -> Iterator[Block]:
    """Nothing where nothing was told on both sides."""
    if found is None or not (found.compared or found.left_out):
        return
    said = filter(None, (_said(words, found), _left_out(words, found)))
    title = line(Span(words("lead.title"), strong=True))
    yield Paragraph((title, *map(line, said)))
    if rows := [_example(words, one) for one in _shown(found.examples)]:
        yield Items(tuple(rows))
    yield Aside(line(words("lead.how")))


def references(found: Tally | None) -> Iterator[PostRef]:
    """Of the examples that are shown."""
    for one in _shown(found.examples if found else ()):
        yield from (reference(one.social.post), reference(one.news.post))


def _shown(examples: Iterable[Example]) -> Iterator[Example]:
    return (one for one in examples if not (one.social.deleted or one.news.deleted))


def _said(words: Words, found: Tally) -> str:
    if not found.compared:
        return words("lead.zero")
    if not found.enough:
        return words("lead.few", n=found.compared)
    compared = words.number(found.compared)
    if found.median is None:
        return words("lead.never", compared=compared)
    first, median = words.number(found.first), span(words, found.median)
    return words("lead.first", first=first, compared=compared, median=median)


def _left_out(words: Words, found: Tally) -> str:
    why = [words(f"lead.why.{why}", n=many) for why, many in found.left_out]
    return words("lead.left_out", why=", ".join(why)) if why else ""


def _example(words: Words, one: Example) -> Line:
    article, post = one.news.post, one.social.post
    told = words.quote(few_words(headline(article) or article.url, ITEM_LIMIT, WORDS))
    where = words(
        "lead.before" if one.ahead > timedelta() else "lead.after",
        network=capital(words.network(post.network)),
        span=span(words, abs(one.ahead)),
        source=few_words(article.author_name or article.author_handle, NAME_LIMIT, NAME_WORDS),
    )
    return line(Span(told, link=article.url), " · ", Span(where, link=post.url))


def span(words: Words, lasts: timedelta) -> str:
    """ "41 minutes", "3 hours", "2 days": as exact as a reader needs."""
    if lasts < 1.5 * _HOUR:
        return words("lead.minutes", n=round(lasts / timedelta(minutes=1)))
    if lasts < 2 * _DAY:
        return words("lead.hours", n=round(lasts / _HOUR))
    return words("lead.days", n=round(lasts / _DAY))
