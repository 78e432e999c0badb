"""A search that is shown in one message and kept up to date for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.excerpt import first_words
from bot.core.match import published
from connectors.types import Post

LASTS = timedelta(minutes=10)
REQUESTS = 60
"""That a live message may make in all."""

EVERY = timedelta(seconds=10)
"""For each request that was made it waits as long: so they last until the end."""

SHOWN = 5
_SEEN, _WORDS = 300, 300


@dataclass(frozen=True, slots=True)
class Live:
    """`search`: the canonical command, `what` it was understood as, `watch`: the one to watch it.

    `asked`: requests so far; `turn`: questions so far, the networks one after the other.
    `seen`: keys of all posts found; `new`: how many of them came since it began. `posts`: the
    newest. `silent`: networks whose last answer didn't come; `unable`: those that can't be asked,
    as they said. `ended`: why, "" while it goes on.
    """

    search: str
    what: str
    watch: str
    tag: str
    began: datetime
    until: datetime
    asked: int = 0
    turn: int = 0
    new: int = 0
    seen: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    silent: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()
    ended: str = ""


def why_ended(live: Live, now: datetime) -> str:
    """Why nothing more may be asked; "": it may."""
    if now >= live.until:
        return "time"
    return "requests" if live.asked >= REQUESTS else ""


def next_at(made: int, now: datetime) -> datetime:
    """When to ask again, after a question that took so many requests."""
    return now + EVERY * max(made, 1)


def with_posts(live: Live, found: Iterable[Post], now: datetime) -> Live:
    """The same with what was found beside what is known."""
    seen = set(live.seen)
    fresh = [post for post in found if _name(post) not in seen]
    every = {_name(post): post for post in (*live.posts, *map(_short, fresh))}
    newest = sorted(every.values(), key=lambda post: (published(post, now), post.url), reverse=True)
    names = (*live.seen, *dict.fromkeys(map(_name, fresh)))
    came = {_name(post) for post in fresh if published(post, now) >= live.began}
    return replace(
        live,
        new=live.new + len(came),
        seen=names[-_SEEN:],
        posts=tuple(newest[:SHOWN]),
    )


def to_payload(live: Live) -> dict[str, Any]:
    """As JSON."""
    return {
        "search": live.search,
        "what": live.what,
        "watch": live.watch,
        "tag": live.tag,
        "began": live.began.isoformat(),
        "until": live.until.isoformat(),
        "asked": live.asked,
        "turn": live.turn,
        "new": live.new,
        "seen": list(live.seen),
        "posts": [_written(post) for post in live.posts],
        "silent": list(live.silent),
        "unable": list(live.unable),
        "ended": live.ended,
    }


def from_payload(payload: Mapping[str, Any]) -> Live:
    """What to_payload gave."""
    moments = {name: datetime.fromisoformat(payload[name]) for name in ("began", "until")}
    lists = {name: tuple(payload[name]) for name in ("seen", "silent", "unable")}
    return Live(**{**payload, **moments, **lists, "posts": tuple(map(_read, payload["posts"]))})


def without_posts(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What may be kept once its message is final: nobody's words."""
    return {**payload, "posts": [], "seen": []}


def _name(post: Post) -> str:
    return post.url or post.key


def _short(post: Post) -> Post:
    """What its line shows."""
    return Post(
        network=post.network,
        key=post.key,
        url=post.url,
        author_key=post.author_key,
        author_handle=post.author_handle,
        author_name=post.author_name,
        text=first_words(post.title or post.text, _WORDS),
        published_at=post.published_at,
        warning=post.warning and first_words(post.warning, _WORDS),
        reactions=post.reactions,
    )


def _written(post: Post) -> dict[str, Any]:
    at = post.published_at
    return {
        "network": post.network,
        "key": post.key,
        "url": post.url,
        "author_key": post.author_key,
        "author_handle": post.author_handle,
        "author_name": post.author_name,
        "text": post.text,
        "published_at": at.isoformat() if at else None,
        "warning": post.warning,
        "reactions": post.reactions,
    }


def _read(written: Mapping[str, Any]) -> Post:
    at = written["published_at"]
    return Post(**{**written, "published_at": datetime.fromisoformat(at) if at else None})
