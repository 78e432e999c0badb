"""Where there is too much, or nothing: what else may be looked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.core.found.merging import Found
from bot.core.words.fold import fold
from connectors.query import Expr, Phrase, Tagged, Word, leaves
from connectors.types import Post, Tag

MOST = 3
_DAY = timedelta(days=1)
_AUTHORS = 2
_ALIKE = 70.0  # of 100
_BEGINNING = 4


def crowded(found: Found, now: datetime) -> bool:
    """Is the subject so common that a page of each network is full within a day?"""
    counted = [found.reach[name] for name in {post.network for post in found.posts}]
    return bool(counted) and all(
        reach.next_page is not None and reach.since is not None and reach.since > now - _DAY
        for reach in counted
    )


def beside(posts: Iterable[Post], wanted: Expr) -> tuple[str, ...]:
    """The hashtags that most authors put beside what is looked for, at least two of them."""
    own = {_plain(text) for text in _texts(wanted)}
    authors: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        for tag in post.hashtags:
            if (name := fold(tag)) not in own:
                authors[name].add((post.network, post.author_key))
                spellings[name][tag] += 1
    many = [name for name, some in authors.items() if len(some) >= _AUTHORS]
    most = sorted(many, key=lambda name: (-len(authors[name]), name))[:MOST]
    return tuple(spellings[name].most_common(1)[0][0] for name in most)


def close(wanted: Expr, tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Tags written much like what is looked for, the likest first."""
    texts = {_plain(text) for text in _texts(wanted)}
    near = {
        tag.name.casefold(): (score, tag)
        for tag in tags
        if (name := fold(tag.name)) not in texts
        and (score := max((_likeness(text, name) for text in texts), default=0.0)) >= _ALIKE
    }
    best = sorted(near.values(), key=lambda one: (-one[0], -(one[1].uses or 0), one[1].name))
    return tuple(tag for _, tag in best[:MOST])


def _likeness(text: str, name: str) -> float:
    begins = min(len(text), len(name)) >= _BEGINNING and (
        name.startswith(text) or text.startswith(name)
    )
    return max(fuzz.ratio(text, name), _ALIKE if begins else 0.0)


def _texts(wanted: Expr) -> Sequence[str]:
    return [
        leaf.name if isinstance(leaf, Tagged) else leaf.text
        for leaf, positive in leaves(wanted)
        if positive and isinstance(leaf, Word | Phrase | Tagged)
    ]


def _plain(text: str) -> str:
    """As it is written in a hashtag."""
    return fold("".join(char for char in text if char.isalnum() or char == "_"))
