"""Where else the same announcement stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.match import published
from bot.core.message import Line, Span
from bot.core.model import StoredPost
from bot.render.words import Words

PLACES = 8


def came_out(one: StoredPost) -> datetime:
    return published(one.post, one.first_seen_at)


def spread(words: Words, members: Sequence[StoredPost]) -> Line:
    """ "LinkedIn 09:02, X 09:10, website Tue 24 Nov 08:30", each a link, in the order given."""
    first = came_out(members[0])
    places = [
        Span(f"{words.network(one.post.network)} {_time(words, one, first)}", link=_link(one))
        for one in members[:PLACES]
    ]
    return _listed(words, places, len(members))


def also(words: Words, others: Sequence[StoredPost]) -> Line:
    """ " · also on X, website", each a link; nothing where there are no others."""
    if not others:
        return ()
    places = [Span(words.network(one.post.network), link=_link(one)) for one in others[:PLACES]]
    return Span(f" · {words('story.also')} "), *_listed(words, places, len(others))


def networks(words: Words, members: Sequence[StoredPost]) -> str:
    """ "LinkedIn, X, website": each once."""
    return words.names([*dict.fromkeys(words.network(one.post.network) for one in members)])


def _listed(words: Words, places: Sequence[Span], every: int) -> Line:
    line = [part for place in places for part in (Span(", "), place)][1:]
    rest = every - len(places)
    return (*line, Span(f" +{words.number(rest)}")) if rest else tuple(line)


def _link(one: StoredPost) -> str | None:
    return None if one.deleted else one.post.url


def _time(words: Words, one: StoredPost, first: datetime) -> str:
    """The hour alone on the first one's day."""
    at = came_out(one)
    if words.local(at).date() == words.local(first).date():
        return words.hour(at)
    return words("time.day", day=words.day(at), hour=words.hour(at))
