"""What a look brought that wasn't known. Ids decide, never dates or positions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.types import Post, PostKind

_UNDATED_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    """Each key of a page once, in exactly one of the three.

    `unseen`: oldest first, undated ones last in page order. `edited`: known, but a reader would
    see something else now. `seen_again`: known and unchanged (reactions may have moved).
    """

    unseen: tuple[Post, ...]
    edited: tuple[Post, ...]
    seen_again: tuple[Post, ...]


def text_hash(post: Post) -> str:
    """Short stable hash of what a reader sees: title, text, warning and media, not reactions."""
    seen = [post.title, post.text, post.warning, *(media.url for media in post.media)]
    # ASCII escapes keep lone surrogates of hostile texts encodable.
    return hashlib.sha256(json.dumps(seen, ensure_ascii=True).encode()).hexdigest()[:16]


def diff(posts: Sequence[Post], known: Mapping[str, str]) -> Difference:
    """Compare a page with the posts already sighted by this target (key -> stored text hash)."""
    page = _once(posts)
    unseen = [post for post in page if post.key not in known]
    met = [post for post in page if post.key in known]
    return Difference(
        unseen=tuple(sorted(unseen, key=lambda post: post.published_at or _UNDATED_LAST)),
        edited=tuple(post for post in met if text_hash(post) != known[post.key]),
        seen_again=tuple(post for post in met if text_hash(post) == known[post.key]),
    )


def _once(posts: Iterable[Post]) -> list[Post]:
    """One post per key; a boost never hides the original that stands on the same page."""
    page: dict[str, Post] = {}
    for post in posts:
        held = page.setdefault(post.key, post)
        if held.kind is PostKind.REPOST and post.kind is not PostKind.REPOST:
            page[post.key] = post
    return list(page.values())
