"""What searches of several networks share: texts asked in turn, and how far back they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from connectors.errors import ConnectorError, NotPossible
from connectors.query import Asked, Dialect, Expr, compiled, decode
from connectors.types import Conversation, Post, SearchPage

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def in_turn(
    asked: Asked, one: Callable[[str], Conversation[SearchPage]]
) -> Conversation[SearchPage]:
    """The answers to all texts, as one. Raises the first error where none is answered.

    Only a search that is one text has a next page.
    """
    pages: list[SearchPage] = []
    errors: list[ConnectorError] = []
    for text in asked.texts:
        try:
            pages.append((yield from one(text)))
        except ConnectorError as error:
            errors.append(error)
            if error.lane_wide:
                break
    if errors and not pages:
        raise errors[0]
    return SearchPage(
        posts=_merged(pages),
        accounts=tuple({found.key: found for page in pages for found in page.accounts}.values()),
        next_page=pages[0].next_page if len(asked.texts) == 1 else None,
        since=_latest(page.since for page in pages),
        notes=tuple(dict.fromkeys(note for page in pages for note in page.notes)),
        complete=asked.complete and not errors and all(page.complete for page in pages),
    )


def reached(posts: Iterable[Post], since: datetime | None, *, more: bool) -> datetime | None:
    """How far back posts that are newest first were read. `more`: older ones were left.

    None: can't be told.
    """
    if not more:
        return since
    oldest = min((post.published_at for post in posts if post.published_at), default=None)
    return max(oldest, since) if oldest and since else oldest


def watched(text: str) -> Expr:
    """What a lead or target of a search stands for. Raises NotPossible for a spoilt one."""
    try:
        return decode(text)
    except ValueError:
        raise NotPossible("query_words") from None


def whole(wanted: Expr, dialect: Dialect) -> tuple[str, ...]:
    """The texts to ask again and again. Raises NotPossible where they wouldn't hold everything."""
    asked = compiled(wanted, dialect)
    if not asked.complete:
        raise NotPossible("query_part")
    return asked.texts


def _merged(pages: Sequence[SearchPage]) -> tuple[Post, ...]:
    """Each once; those of several texts newest first."""
    posts = tuple({post.key: post for page in pages for post in page.posts}.values())
    if len(pages) == 1:
        return posts
    return tuple(sorted(posts, key=lambda post: post.published_at or _LONG_AGO, reverse=True))


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    known = list(times)
    dated = [time for time in known if time]
    return max(dated) if dated and len(dated) == len(known) else None
