"""What a user of X says of itself.

https://docs.x.com/x-api/fundamentals/data-dictionary#user
"""

from __future__ import annotations

from html import unescape
from typing import Any

from connectors.profile import profile_of
from connectors.text import web_url
from connectors.types import Profile
from connectors.x.ids import is_id
from connectors.x.payload import User, dicts


def profile(user: User) -> Profile:
    """Of a user that was asked for with the fields of its profile."""
    sites = [*_addresses(user.entities, "url").values()] or [web_url(user.url)]
    return profile_of(
        user.name,
        _bio(user),
        sites if any(sites) else None,
        picture=user.profile_image_url,
        pinned=_pinned(user),
    )


def _bio(user: User) -> str | None:
    if not isinstance(user.description, str):
        return None
    bio = unescape(user.description)
    written = _addresses(user.entities, "description")
    for short, whole in sorted(written.items(), key=lambda one: -len(one[0])):
        bio = bio.replace(short, whole)
    return bio


def _addresses(entities: Any, part: str) -> dict[str, str]:
    """Where short addresses lead."""
    told = entities.get(part) if isinstance(entities, dict) else None
    urls = dicts(told.get("urls")) if isinstance(told, dict) else ()
    return {
        short: whole
        for one in urls
        if (short := web_url(one.get("url"))) and (whole := web_url(one.get("expanded_url")))
    }


def _pinned(user: User) -> str | None:
    """Only the old names tell it for nothing; an account without one leaves it out."""
    if is_id(user.pinned_tweet_id):
        return str(user.pinned_tweet_id)
    return "" if user.most_recent_tweet_id else None
