"""Is a post still there, and what does it say now?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from connectors.mastodon.pages import Site
from connectors.mastodon.payload import StatusEntity
from connectors.mastodon.posts import Home, netloc, post_of
from connectors.payload import one
from connectors.types import Conversation, Post

# Mastodon's and GoToSocial's addresses end in the id that their API takes; others' don't.
_ID = re.compile(r"https?://.{1,500}/statuses/([A-Za-z0-9]{1,40})(?:/activity)?")


def reread(
    sites: Callable[[str], Sequence[Site]], posts: Sequence[Post]
) -> Conversation[Mapping[str, Post | None]]:
    """By key, the posts of which their own server can tell; the others are left out.

    https://docs.joinmastodon.org/methods/statuses/#get
    """
    found: dict[str, Post | None] = {}
    for post in posts:
        match = _ID.fullmatch(post.key)
        if match is None:
            continue
        host = netloc(post.key)
        site = next((one for one in sites(host) if post.key.startswith(f"{one.origin}/")), None)
        if site is None:
            continue
        answer = yield site.request(f"/api/v1/statuses/{match[1]}")
        if answer.status != 200:
            found[post.key] = None
        elif (status := one(answer.json(), StatusEntity)).uri == post.key:
            found[post.key] = post_of(status, Home(site.origin, host))
    return found
