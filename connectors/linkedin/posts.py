"""LinkedIn's answers -> our values.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.text import clean, hashtags_in, links_in, one_line, short_key, unique, web_url
from connectors.types import Media, Post, PostKind

NETWORK = "linkedin"
SITE = "https://www.linkedin.com"

# The "little" text format: {hashtag|\#|tag}, @[name](urn) and a backslash before reserved signs.
# https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
_HASHTAG = re.compile(r"\{hashtag\|(?:\\?[#＃])\|([^{}|]{1,200})\}")
_MENTION = re.compile(r"@\[((?:[^\[\]\\]|\\.){1,500})\]\(urn:li:[^()\s]{1,200}\)")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")


class Element(msgspec.Struct, frozen=True, rename="camel"):
    """A post of an organisation. Times are milliseconds since 1970."""

    id: str
    author: str
    commentary: str = ""
    lifecycle_state: str = "PUBLISHED"
    visibility: str = "PUBLIC"
    created_at: int | None = None
    published_at: int | None = None
    last_modified_at: int | None = None
    content: dict[str, Any] | None = None
    distribution: dict[str, Any] | None = None
    reshare_context: dict[str, Any] | None = None
    lifecycle_state_info: dict[str, Any] | None = None

    @property
    def shown(self) -> bool:
        """It stands on the page: no draft, and no advertisement that only its public sees."""
        spread = (self.distribution or {}).get("feedDistribution")
        return (
            self.lifecycle_state == "PUBLISHED"
            and self.visibility in ("PUBLIC", "LOGGED_IN")
            and spread != "NONE"
        )

    @property
    def modified(self) -> int:
        """What the finder sorts by."""
        return self.last_modified_at or self.published_at or self.created_at or 0


class Organization(msgspec.Struct, frozen=True, rename="camel"):
    id: int
    localized_name: str = ""
    vanity_name: str = ""
    localized_description: Any = None
    localized_website: Any = None


class Names(msgspec.Struct, frozen=True):
    """Who writes: no post says it."""

    handle: str
    name: str


def post_of(element: Element, names: Names) -> Post:
    text = plain(element.commentary)
    media = tuple(_media(element.content))
    edited = (element.lifecycle_state_info or {}).get("isEditedByAuthor") is True
    return Post(
        network=NETWORK,
        key=short_key(one_line(element.id, 300)),
        url=f"{SITE}/feed/update/{one_line(element.id, 300)}/",
        author_key=short_key(element.author),
        author_handle=names.handle,
        author_name=names.name,
        text=text,
        published_at=_at(element.published_at or element.created_at),
        kind=_kind(element),
        media=media,
        hashtags=hashtags_in(text),
        links=unique((*links_in(text), *(one.url for one in media if one.kind == "link"))),
        edited_at=_at(element.last_modified_at) if edited else None,
    )


def plain(commentary: str) -> str:
    """Little text as a reader sees it. Never raises."""
    text = _HASHTAG.sub(r"#\1", commentary[:20_000])
    return clean(_ESCAPED.sub(r"\1", _MENTION.sub(r"\1", text)))


def _kind(element: Element) -> PostKind:
    if not element.reshare_context:
        return PostKind.ORIGINAL
    return PostKind.QUOTE if element.commentary.strip() else PostKind.REPOST


def _media(content: dict[str, Any] | None) -> Iterator[Media]:
    """The file of an image or video takes one more question: the post's own address stands."""
    shown = content or {}
    article, media = _dict(shown.get("article")), _dict(shown.get("media"))
    if url := web_url(article.get("source")):
        yield Media("link", url, _line(article.get("title")))
    kind = {"image": "image", "video": "video", "document": "file"}
    images = _dict(shown.get("multiImage")).get("images")
    for one in [media, *(images[:20] if isinstance(images, list) else [])]:
        urn = _dict(one).get("id")
        if isinstance(urn, str) and urn.startswith("urn:li:"):
            found = kind.get(urn.split(":")[2], "file")
            yield Media(found, "", _line(one.get("altText") or one.get("title")))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(value: Any) -> str:
    return one_line(value, 1_000) if isinstance(value, str) else ""


def _at(milliseconds: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
    except (ValueError, OverflowError, OSError):
        return None
