"""The same announcement, as a firm tells it on each of its networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.core.compare import tallies
from bot.core.compare.tallies import Format
from bot.core.compare.tone import Address, tone
from bot.core.compare.values import Period, Side, by_date
from bot.core.model import StoryId
from connectors.types import Post


@dataclass(frozen=True, slots=True)
class Version:
    """`after`: how long after the first. `addresses`: empty too where the language isn't read."""

    post: Post
    after: timedelta
    length: int
    hashtags: int
    links: int
    format: Format
    addresses: frozenset[Address]


@dataclass(frozen=True, slots=True)
class Telling:
    """One story, told on two networks or more. `versions`: the first of each network, in time."""

    story: StoryId
    versions: tuple[Version, ...]


def side_by_side(
    side: Side, stories: Mapping[tuple[str, str], StoryId], period: Period
) -> tuple[Telling, ...]:
    """The most spread first, then the newest. `stories`: by (network, key) of the posts."""
    told: dict[StoryId, dict[str, Post]] = {}
    for post in side.within(period):
        story = stories.get((post.network, post.key))
        if story is not None:
            told.setdefault(story, {}).setdefault(post.network, post)
    spread = [(story, list(posts.values())) for story, posts in told.items() if len(posts) > 1]
    spread.sort(key=lambda one: (len(one[1]), by_date(one[1][0])), reverse=True)
    return tuple(
        Telling(story, tuple(_version(post, posts[0]) for post in posts)) for story, posts in spread
    )


def _version(post: Post, first: Post) -> Version:
    assert post.published_at is not None
    assert first.published_at is not None
    return Version(
        post,
        post.published_at - first.published_at,
        tallies.length(post),
        tallies.hashtags(post),
        tallies.links(post),
        tallies.format_of(post),
        frozenset(address for address, count in tone([post]).counts if count),
    )
