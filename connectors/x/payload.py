"""The parts of X's answers that we read, by their old names (tweet) and their new ones (post).

https://docs.x.com/x-api/fundamentals/data-dictionary
https://docs.x.com/x-api/fundamentals/response-codes-and-errors
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from connectors.errors import ConnectorError, TargetGone, UnexpectedPayload
from connectors.payload import many
from connectors.types import Answer
from connectors.x.ids import is_id, newest


class BadRequest(UnexpectedPayload):
    """X refused a question as invalid. `about`: the parameters that it complains of, in words."""

    def __init__(self, about: str) -> None:
        super().__init__("refused as a bad request")
        self.about = about


class User(msgspec.Struct, frozen=True):
    id: str
    username: str
    name: str | None = None
    protected: bool | None = None
    created_at: str | None = None
    public_metrics: dict[str, Any] | None = None
    most_recent_tweet_id: str | None = None
    most_recent_post_id: str | None = None
    description: Any = None
    url: Any = None
    entities: Any = None
    profile_image_url: Any = None
    pinned_tweet_id: Any = None

    @property
    def latest(self) -> str:
        """The id of its newest post, "" where it isn't told."""
        told = self.most_recent_tweet_id or self.most_recent_post_id
        return told if told and is_id(told) else ""


class PostView(msgspec.Struct, frozen=True):
    """A post. What only one of both names has is read through the properties."""

    id: str
    text: str
    author_id: str | None = None
    created_at: str | None = None
    conversation_id: str | None = None
    in_reply_to_user_id: str | None = None
    lang: str | None = None
    entities: Any = None
    public_metrics: Any = None
    edit_history_tweet_ids: Any = None
    edit_history_post_ids: Any = None
    referenced_tweets: Any = None
    referenced_posts: Any = None
    note_tweet: Any = None
    note_post: Any = None

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise ValueError("not an id")

    @property
    def versions(self) -> Sequence[str]:
        """Ids of all its versions, the first one first."""
        told = self.edit_history_tweet_ids or self.edit_history_post_ids
        ids = [one for one in told if is_id(one)] if isinstance(told, list) else []
        return sorted({*ids, self.id}, key=int)

    @property
    def references(self) -> Mapping[str, str]:
        """Ids of other posts by what it does to them: retweeted, quoted, replied_to."""
        told = self.referenced_tweets or self.referenced_posts
        return {str(one.get("type")): str(one.get("id")) for one in dicts(told)}

    @property
    def note(self) -> Mapping[str, Any]:
        """The whole of a long post: its `text` and `entities`."""
        told = self.note_tweet or self.note_post
        return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of posts, newest first. `whole`: everything in it could be read.

    `newest`: the greatest id of it, "" on an empty one. `following`: token of the next page, ""
    on the last one. `at`: when X answered, where it says so.
    """

    posts: Sequence[PostView]
    whole: bool
    users: Mapping[str, User]
    newest: str
    following: str
    at: datetime | None


def page_of(answer: Answer) -> Page:
    """Raises TargetGone where X says that there is nobody, UnexpectedPayload."""
    payload = body(answer)
    meta = payload.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    data = payload.get("data")
    if data is None and meta.get("result_count") != 0:
        raise problem_of(payload)
    posts, whole = many([] if data is None else data, PostView)
    told: Any = meta.get("newest_id")
    return Page(
        posts=posts,
        whole=whole and not payload.get("errors"),
        users={user.id: user for user in included(payload, "users", User)},
        newest=told if is_id(told) else newest(*(post.id for post in posts)),
        following=_token(meta.get("next_token")),
        at=date_of(answer),
    )


def included(payload: Mapping[str, Any], name: str, kind: type[Any]) -> Sequence[Any]:
    """What an expansion added; nothing where it can't be read."""
    more = payload.get("includes")
    try:
        return many(more.get(name), kind)[0] if isinstance(more, dict) else []
    except UnexpectedPayload:
        return []


def body(answer: Answer) -> dict[str, Any]:
    """The answer's object. Raises BadRequest for a 400, UnexpectedPayload."""
    payload = answer.json()
    if not isinstance(payload, dict):
        raise UnexpectedPayload("the answer is no object")
    if answer.status == 400:
        raise BadRequest(_complaint(payload))
    return payload


def problem_of(payload: Mapping[str, Any]) -> ConnectorError:
    """What a 200 without data means: nobody there, hidden, or something unknown."""
    for error in dicts(payload.get("errors")):
        kind = str(error.get("type", "")).rpartition("/")[2]
        if "suspended" in str(error.get("detail", "")).lower():
            return TargetGone("suspended")
        if kind == "resource-not-found":
            return TargetGone("not_found")
        if kind == "not-authorized-for-resource":
            return TargetGone("protected")
    return UnexpectedPayload("neither data nor a reason")


def date_of(answer: Answer) -> datetime | None:
    """When X answered, by its own clock."""
    try:
        at = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def dicts(value: Any, most: int = 100) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value[:most] if isinstance(item, dict))


def number(value: Any) -> int | None:
    """A count, which X writes as a number or as text."""
    if isinstance(value, str) and is_id(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _complaint(payload: Mapping[str, Any]) -> str:
    words = [str(payload.get("detail", ""))]
    for error in dicts(payload.get("errors")):
        named = error.get("parameters")
        words += [str(error.get("message", "")), *(named if isinstance(named, dict) else ())]
    return " ".join(words)


def _token(value: Any) -> str:
    return value if isinstance(value, str) and len(value) < 2000 else ""
