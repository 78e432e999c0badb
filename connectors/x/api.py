"""The questions that are put to X, each with the most that its answer can cost.

Posts have two sets of names since 2026: what is asked is the old one (`tweet.fields`), and where
X refuses that, the new one (`post.fields`), in which an author's id is an expansion.
https://docs.x.com/x-api/posts/search/introduction
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote

from connectors.types import Answer, Conversation, Request
from connectors.x import prices
from connectors.x.payload import BadRequest, Page, body, page_of

Params: TypeAlias = tuple[tuple[str, str], ...]
Authors: TypeAlias = Literal["known", "told", "named"]

AT_ONCE = 100  # users, and ids, that one lookup takes


@dataclass(frozen=True, slots=True)
class Names:
    """One set of names. `parameter`: how fields of a post are asked for. `latest`: of a user.

    `profile`: the fields that tell what a user says of itself: a user costs as much without them.
    `tells_author`: an author's id is a field of a post.
    """

    parameter: str
    fields: str
    user_fields: str
    profile: str
    latest: str
    tells_author: bool


_USER = "created_at,protected,public_metrics"
_PROFILE = "description,entities,name,profile_image_url,url,username"
OLD = Names(
    "tweet.fields",
    "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,"
    "in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets",
    f"{_USER},most_recent_tweet_id",
    f"{_PROFILE},pinned_tweet_id",
    "most_recent_tweet_id",
    tells_author=True,
)
NEW = Names(
    "post.fields",
    "conversation_id,created_at,entities,lang,note_post,public_metrics",
    _USER,
    _PROFILE,
    "most_recent_post_id",
    tells_author=False,
)
ASKED = (OLD, NEW)  # the one to begin with


@dataclass(frozen=True, slots=True)
class Api:
    """X at `origin`."""

    origin: str

    def get(
        self,
        path: str,
        *params: tuple[str, str],
        ceiling: int = 0,
        accept: frozenset[int] = frozenset({200, 400}),
    ) -> Request:
        return Request(
            f"{self.origin}{path}",
            headers={"Accept": "application/json"},
            params=params,
            accept=accept,
            auth=True,
            ceiling=ceiling,
        )

    def search(
        self, query: str, *params: tuple[str, str], most: int, authors: Authors
    ) -> Conversation[Page]:
        """Posts of the last 7 days, at most `most` (10 to 100). `authors`: as posts().

        https://docs.x.com/x-api/posts/search-recent-posts
        """
        asked = (("query", query), *params)
        return (yield from self.posts("/2/tweets/search/recent", asked, most, authors))

    def timeline(self, user: str, *params: tuple[str, str], most: int) -> Conversation[Page]:
        """An account's own posts and replies, at most `most` (5 to 100).

        https://docs.x.com/x-api/users/get-posts
        """
        asked = (("exclude", "retweets"), *params)
        path = f"/2/users/{quote(user, safe='')}/tweets"
        return (yield from self.posts(path, asked, most, "known"))

    def posts(self, path: str, asked: Params, most: int, authors: Authors) -> Conversation[Page]:
        """`authors`: known from the question, told by id, or named too (which may cost)."""
        size = ("max_results", str(most))

        def build(names: Names) -> Request:
            expanded = authors == "named" or (authors == "told" and not names.tells_author)
            fields = names.profile if authors == "told" else "name,username"
            more = (("expansions", "author_id"), ("user.fields", fields))
            wanted = ((names.parameter, names.fields), *(more if expanded else ()))
            each = prices.POST + (prices.USER if expanded else 0)
            return self.get(path, *asked, size, *wanted, ceiling=most * each)

        return page_of((yield from either(build)))

    def users(
        self, values: Sequence[str], *, by: Literal["usernames", "ids"], sample: bool
    ) -> Conversation[Answer]:
        """Up to 100 users. `sample`: with their newest post.

        https://docs.x.com/x-api/users/get-users-by-usernames
        """
        path = "/2/users/by" if by == "usernames" else "/2/users"
        each = prices.USER + (prices.POST if sample else 0)

        def build(names: Names) -> Request:
            fields = f"{names.user_fields},{names.profile}"
            asked: Params = ((by, ",".join(values)), ("user.fields", fields))
            if sample:
                asked += (("expansions", names.latest), (names.parameter, names.fields))
            return self.get(path, *asked, ceiling=len(values) * each)

        return (yield from either(build))

    def counts(self, query: str, granularity: Literal["hour", "day"]) -> Conversation[Answer]:
        """How many posts there were in each hour or day of the last 7 days.

        https://docs.x.com/x-api/posts/get-count-of-recent-posts
        """
        asked = (("query", query), ("granularity", granularity))
        return (yield self.get("/2/tweets/counts/recent", *asked, ceiling=prices.COUNTS))


def either(build: Callable[[Names], Request]) -> Conversation[Answer]:
    """An answer with status 200, asked by the one set of names and, if refused, by the other.

    Raises BadRequest for what X complains of beside the names.
    """
    answer = yield build(ASKED[0])
    try:
        body(answer)
    except BadRequest as refusal:
        if not _is_about(refusal, ASKED[0]):
            raise
        answer = yield build(ASKED[1])
        body(answer)
    return answer


def _is_about(refusal: BadRequest, names: Names) -> bool:
    return any(word in refusal.about for word in (names.parameter, "user.fields", "expansions"))
