"""Are posts still there, and what do they say now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.bluesky.host import Host
from connectors.bluesky.payload import Item, PostView, body
from connectors.bluesky.posts import post_of
from connectors.payload import many
from connectors.types import Conversation, Post

AT_ONCE = 25


def reread(host: Host, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
    """By key, the posts themselves; reposts can't be asked about and are left out.

    https://docs.bsky.app/docs/api/app-bsky-feed-get-posts leaves out what is gone.
    """
    uris = [post.key for post in posts if post.key.startswith("at://") and "#" not in post.key]
    found: dict[str, Post | None] = dict.fromkeys(uris)
    for start in range(0, len(uris), AT_ONCE):
        asked = (("uris", uri) for uri in uris[start : start + AT_ONCE])
        answer = yield host.request("app.bsky.feed.getPosts", *asked)
        views, _ = many(body(answer).get("posts"), PostView)
        found |= {view.uri: post_of(Item(view)) for view in views if view.uri in found}
    return found
