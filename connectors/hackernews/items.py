"""The search's answers -> our values. https://hn.algolia.com/api"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.payload import many
from connectors.profile import profile_of
from connectors.query import Expr, key_of, shown, stored
from connectors.text import html_links, html_to_text, links_in, one_line, short_key, unique, web_url
from connectors.types import Account, Kind, Media, Post, PostKind

NETWORK = "hackernews"
SITE = "https://news.ycombinator.com"


class Hit(msgspec.Struct, frozen=True, rename={"id": "objectID"}):
    """A story or comment that was found. `text`: of a comment or of a story, HTML."""

    id: str
    author: str
    created_at_i: int
    title: str | None = None
    url: str | None = None
    story_text: str | None = None
    comment_text: str | None = None
    parent_id: int | None = None
    points: int | None = None
    num_comments: int | None = None

    @property
    def text(self) -> str:
        return self.comment_text or self.story_text or ""


class Results(msgspec.Struct, frozen=True):
    """A page of a search. `pages`: how many there are, within the 1,000 results given."""

    hits: list[Any]
    pages: int = msgspec.field(name="nbPages", default=0)

    def read(self) -> tuple[Sequence[Hit], bool]:
        """The hits that can be read, and whether that was all of them."""
        return many(self.hits, Hit)


class User(msgspec.Struct, frozen=True):
    """`about`: HTML, in the user's own words."""

    username: str
    about: Any = None


class Item(msgspec.Struct, frozen=True):
    """A story or comment by its number. `author` None: it was deleted."""

    id: int = 0
    author: str | None = None
    created_at_i: int = 0
    title: str | None = None
    url: str | None = None
    text: str | None = None
    parent_id: int | None = None
    points: int | None = None

    def as_hit(self) -> Hit:
        return Hit(
            id=str(self.id),
            author=self.author or "",
            created_at_i=self.created_at_i,
            title=self.title,
            url=self.url,
            story_text=self.text,
            parent_id=self.parent_id,
            points=self.points,
        )


def post_of(hit: Hit) -> Post:
    """A comment is a reply, to a story or to another comment."""
    link = web_url(hit.url)
    text = html_to_text(hit.text)
    title = one_line(hit.title or "", 500)
    reply = hit.comment_text is not None or hit.parent_id is not None
    return Post(
        network=NETWORK,
        key=one_line(hit.id, 40),
        url=f"{SITE}/item?id={one_line(hit.id, 40)}",
        author_key=hit.author[:100],
        author_handle=one_line(hit.author, 100),
        author_name=one_line(hit.author, 100),
        title=title or None,
        text=text,
        published_at=_at(hit.created_at_i),
        kind=PostKind.REPLY if reply else PostKind.ORIGINAL,
        media=(Media("link", link, title),) if link else (),
        links=unique((*([link] if link else []), *html_links(hit.text), *links_in(text))),
        reactions=_reactions(hit),
    )


def user_account(user: User, host: str) -> Account:
    name = user.username
    return Account(
        network=NETWORK,
        key=short_key(name),
        handle=one_line(name),
        name=one_line(name),
        url=f"{SITE}/user?id={one_line(name)}",
        host=host,
        ref=name,
        proof="exact",
        profile=profile_of(bio=user.about, html=True),
    )


def search_account(wanted: Expr, host: str) -> Account:
    """A page of the site's own search is the only address that words have."""
    return Account(
        network=NETWORK,
        key=short_key(key_of(wanted)),
        handle=shown(wanted),
        name=shown(wanted),
        url="https://hn.algolia.com/",
        host=host,
        ref=stored(wanted),
        kind=Kind.QUERY,
        proof="exact",
    )


def says(post: Post, phrase: str) -> bool:
    """Once more here: the search also finds words that only resemble."""
    told = " ".join((post.title or "", post.text, *post.links)).casefold()
    return " ".join(phrase.casefold().split()) in " ".join(told.split())


def _at(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _reactions(hit: Hit) -> int | None:
    known = [count for count in (hit.points, hit.num_comments) if count is not None]
    return sum(known) if known else None
