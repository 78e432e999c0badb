"""X's views -> our values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any

from connectors.payload import instant
from connectors.text import clean, hashtags_in, links_in, one_line, unique, web_url
from connectors.types import Account, Post, PostKind
from connectors.x.ids import moment
from connectors.x.leads import NETWORK, is_handle
from connectors.x.payload import PostView, User, dicts, number
from connectors.x.profile import profile

SITE = "https://x.com"
_ATTACHED = re.compile(
    r"https://(?:twitter|x)\.com/\w{1,50}/status/\d+/(?:photo|video)/\d+", re.IGNORECASE
)
_REACTIONS = ("like_count", "reply_count", "quote_count", "retweet_count", "repost_count")
_MONTH = 30.0


def post_of(view: PostView, author: User | None) -> Post:
    """A version of a post under the key of its first one."""
    key = view.versions[0]
    text = _text(view)
    handle = author.username if author else ""
    return Post(
        network=NETWORK,
        key=key,
        url=f"{SITE}/{handle if is_handle(handle) else 'i/web'}/status/{view.id}",
        author_key=view.author_id or (author.id if author else ""),
        author_handle=handle,
        author_name=one_line((author.name or "") if author else "") or handle,
        text=text,
        published_at=moment(key),
        kind=_kind(view),
        language=_language(view.lang),
        hashtags=unique((*_tags(view), *hashtags_in(text)), ignore_case=True),
        links=unique((*_links(view), *links_in(text))),
        reactions=_reactions(view.public_metrics),
        edited_at=(instant(view.created_at) or moment(view.id)) if view.id != key else None,
    )


def account_of(user: User, host: str, now: datetime | None, sample: Post | None) -> Account:
    """`now`: for how much it publishes in a month, over its whole life."""
    latest = sample.published_at if sample else moment(user.latest) if user.latest else None
    metrics = user.public_metrics or {}
    return Account(
        network=NETWORK,
        key=user.id,
        handle=user.username,
        name=one_line(user.name or "") or user.username,
        url=f"{SITE}/{user.username}",
        host=host,
        ref=user.id,
        followers=number(metrics.get("followers_count")),
        last_post_at=latest,
        sample=sample,
        proof="exact",
        note="account_locked" if user.protected else None,
        monthly_posts=_monthly(user, now),
        profile=profile(user),
    )


def _monthly(user: User, now: datetime | None) -> float | None:
    metrics = user.public_metrics or {}
    posts = number(metrics.get("tweet_count", metrics.get("post_count")))
    born = instant(user.created_at)
    if posts is None or born is None or now is None:
        return None
    return posts * _MONTH / max((now - born).total_seconds() / 86400, _MONTH)


def _kind(view: PostView) -> PostKind:
    """An answer to oneself goes on with one's own thread: it is original.

    The new names tell no reference: then an answer is what begins with a name.
    """
    references = view.references
    if "retweeted" in references:
        return PostKind.REPOST
    if "replied_to" in references:
        own = view.in_reply_to_user_id is not None and view.in_reply_to_user_id == view.author_id
        return PostKind.ORIGINAL if own else PostKind.REPLY
    if "quoted" in references:
        return PostKind.QUOTE
    answers = view.conversation_id not in (None, view.versions[0]) and view.text.startswith("@")
    return PostKind.REPLY if answers else PostKind.ORIGINAL


def _entities(view: PostView) -> Mapping[str, Any]:
    told = view.note.get("entities") or view.entities
    return told if isinstance(told, dict) else {}


def _addresses(view: PostView) -> Iterator[tuple[str, str]]:
    """(as it stands in the text, where it leads; "" for the post's own pictures and films)."""
    for one in dicts(_entities(view).get("urls")):
        short, whole = one.get("url"), web_url(one.get("expanded_url"))
        if isinstance(short, str) and short.startswith("https://t.co/") and whole:
            yield short, "" if _ATTACHED.fullmatch(whole) else whole


def _text(view: PostView) -> str:
    long = view.note.get("text")
    text = long if isinstance(long, str) and long else view.text
    for short, whole in sorted(_addresses(view), key=lambda one: -len(one[0])):
        text = text.replace(short, whole)
    return clean(unescape(text))


def _links(view: PostView) -> list[str]:
    return [whole for _, whole in _addresses(view) if whole]


def _tags(view: PostView) -> list[str]:
    told = [one.get("tag") for one in dicts(_entities(view).get("hashtags"))]
    return [tag for one in told if isinstance(one, str) and (tag := one_line(one, 100))]


def _language(code: str | None) -> str | None:
    """X marks what has no language with codes that begin with q, and with und and zxx."""
    unknown = code is None or code in ("und", "zxx") or (len(code) == 3 and code[0] == "q")
    return None if unknown or not code else code[:20]


def _reactions(metrics: Any) -> int | None:
    if not isinstance(metrics, dict):
        return None
    known = [count for name in _REACTIONS if (count := number(metrics.get(name))) is not None]
    return sum(known) if known else None
