"""From a publication to uses of its hashtags: who speaks, from where, and in whose words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from bot.core.trends.values import WEEK, Use, same
from connectors.types import Kind, Post, PostKind, Target

# Nobody writes thirty on purpose.
MOST_IN_ONE = 30
MOST_CHARS = 100
_TAG = re.compile(r"\w+")
_CHOSEN_KINDS = frozenset({Kind.ACCOUNT, Kind.FEED})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose voice a post is. `key`: stable on `network`; "": nobody knows."""

    network: str
    key: str


def speaker(post: Post, target: Target) -> Speaker:
    """Who shares somebody else's words is the one that speaks, where that one is watched."""
    if target.kind in _CHOSEN_KINDS and (post.kind is PostKind.REPOST or not post.author_key):
        return Speaker(post.network, target.key)
    return Speaker(post.network, post.author_key)


def is_bot(post: Post, of: Speaker) -> bool:
    """Does the speaker say that it is automated? Who shares a bot's words need not be one."""
    return post.bot and post.author_key == of.key


def voice_of(of: Speaker, firm: int | None) -> str:
    """What the speaker is counted as: a fingerprint, and one for all accounts of a firm."""
    said = f"firm\n{firm}" if firm is not None else f"{of.network}\n{of.key}"
    return blake2b(said.encode(errors="replace"), digest_size=12).hexdigest()


def domain_of(post: Post) -> str | None:
    """The host of the author's address: user@host. None: a network of one host."""
    user, _, host = post.author_handle.rpartition("@")
    return host.casefold() or None if user.strip("@!") else None


def is_settled(since: datetime | None, at: datetime) -> bool:
    """Was the account watched for so long then that the past holds its posts, be there none?"""
    return since is not None and at - since >= WEEK


def uses_of(
    post: Post,
    at: datetime,
    *,
    key: str,
    voice: str,
    domain: str | None,
    new_author: bool | None = None,
    bot: bool = False,
) -> tuple[Use, ...]:
    """One use for each of its hashtags; one of "" where there is none that counts.

    `at`: when it came out, never in the future. `key`: the post's own. `bot`: is the speaker one?
    """
    repost = post.kind is PostKind.REPOST
    tags = countable(post.hashtags) or ("",)
    return tuple(Use(tag, voice, at, domain, new_author, repost, key, bot) for tag in tags)


def countable(hashtags: Iterable[str]) -> tuple[str, ...]:
    """Each once, as they can be typed: numbers and what isn't one word are no hashtags."""
    tags = dict.fromkeys(same(tag) for tag in hashtags if len(tag) <= MOST_CHARS)
    kept = (tag for tag in tags if _TAG.fullmatch(tag) and not tag.isdecimal())
    return tuple(kept)[:MOST_IN_ONE]


def spelled(tag: str, posts: Iterable[Post]) -> str:
    """The tag as the first of these posts writes it, with its capitals."""
    written = (one for post in posts for one in post.hashtags if same(one) == tag)
    return next(written, tag)
