"""The parts of the AppView's answers that we read.

https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed and its neighbours.
"""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.errors import TargetGone, UnexpectedPayload
from connectors.types import Answer

_GONE = {
    "AccountDeactivated": "deactivated",
    "AccountTakedown": "suspended",
    "RepoDeactivated": "deactivated",
    "RepoTakendown": "suspended",
}


class Actor(msgspec.Struct, frozen=True, rename="camel"):
    """A profile in any of its views."""

    did: str
    handle: str
    display_name: str | None = None
    followers_count: int | None = None
    posts_count: int | None = None
    description: Any = None
    website: Any = None
    avatar: Any = None
    pinned_post: Any = None
    labels: Any = None

    @property
    def whole(self) -> bool:
        """The largest of its views, in which what isn't there is empty."""
        return self.posts_count is not None


class PostView(msgspec.Struct, frozen=True, rename="camel"):
    """`record`: as its author wrote it, so it may be anything."""

    uri: str
    author: Actor
    indexed_at: str
    record: dict[str, Any]
    embed: dict[str, Any] | None = None
    labels: list[Any] | None = None
    like_count: int | None = None
    repost_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None


class Reason(msgspec.Struct, frozen=True, rename="camel"):
    type: str = msgspec.field(name="$type", default="")
    by: Actor | None = None
    indexed_at: str | None = None


class Item(msgspec.Struct, frozen=True):
    """One place in a feed. `reason`: why it stands there, if not for itself."""

    post: PostView
    reason: Reason | None = None

    @property
    def pinned(self) -> bool:
        return self.reason is not None and self.reason.type.endswith("#reasonPin")

    @property
    def reposted(self) -> bool:
        return self.reason is not None and self.reason.type.endswith("#reasonRepost")


def body(answer: Answer) -> dict[str, Any]:
    """The answer's object. Raises TargetGone for what an account no longer shows."""
    payload = answer.json()
    if not isinstance(payload, dict):
        raise UnexpectedPayload("the answer is no object")
    if answer.status in (200, 403):
        return payload
    error = payload.get("error")
    if isinstance(error, str) and error in _GONE:
        raise TargetGone(_GONE[error])
    if is_unknown(payload):
        raise TargetGone("gone")
    raise UnexpectedPayload("refused as a bad request")


def is_unknown(payload: dict[str, Any]) -> bool:
    """Asked for an account that this AppView doesn't know: the same 400 as any other."""
    message = str(payload.get("message", ""))
    return message.startswith(("Profile not found", "Unable to resolve", "Could not find", "Actor"))
