"""Who is meant by a name, and how much there is of a hashtag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from connectors.errors import TargetGone
from connectors.payload import many
from connectors.text import short_key
from connectors.types import Account, Conversation, Kind, Post
from connectors.x.api import AT_ONCE, Api
from connectors.x.leads import NETWORK, is_handle
from connectors.x.payload import PostView, User, body, date_of, included, problem_of
from connectors.x.posts import SITE, account_of, post_of
from connectors.x.tags import hours_of

MONTH = 30


def resolve(api: Api, host: str, names: Sequence[str]) -> Conversation[Mapping[str, Account]]:
    """By lower-case username; who doesn't exist is left out.

    Raises TargetGone for a single name that X says is suspended.
    """
    wanted = [name for name in names if is_handle(name)][:AT_ONCE]
    if not wanted:
        return {}
    answer = yield from api.users(wanted, by="usernames", sample=True)
    payload = body(answer)
    if payload.get("data") is None:
        if payload:  # an unknown name may be left out without a word
            _nobody(payload, alone=len(wanted) == 1)
        return {}
    samples = {
        view.id: view for name in ("tweets", "posts") for view in included(payload, name, PostView)
    }
    now = date_of(answer)
    users = many(payload["data"], User)[0]
    return {
        user.username.lower(): account_of(user, host, now, _sample(user, samples)) for user in users
    }


def hashtag(api: Api, host: str, tag: str) -> Conversation[Account]:
    """The hashtag with its posts in a month, by those of the last 7 days."""
    return Account(
        network=NETWORK,
        key=short_key(f"#{tag.casefold()}"),
        handle=tag,
        name=f"#{tag}",
        url=f"{SITE}/hashtag/{tag}",
        host=host,
        ref=tag,
        kind=Kind.HASHTAG,
        proof="exact",
        monthly_posts=(yield from _monthly(api, f"#{tag}")),
    )


def phrase(api: Api, host: str, words: str) -> Conversation[Account]:
    """A phrase of several words, without quotation marks, as hashtag() tells hashtags."""
    quoted = f'"{words}"'
    return Account(
        network=NETWORK,
        key=short_key(quoted.casefold()),
        handle=quoted,
        name=quoted,
        url=f"{SITE}/search?{urlencode({'q': quoted, 'f': 'live'})}",
        host=host,
        ref=quoted,
        kind=Kind.QUERY,
        proof="exact",
        monthly_posts=(yield from _monthly(api, quoted)),
    )


def _monthly(api: Api, words: str) -> Conversation[float]:
    days = hours_of((yield from api.counts(f"{words} -is:retweet", "day")))
    return sum(day.posts for day in days) / 7 * MONTH


def _nobody(payload: Mapping[str, object], *, alone: bool) -> None:
    """Raises where X doesn't say that a name is unknown."""
    problem = problem_of(payload)
    if not isinstance(problem, TargetGone) or (alone and problem.reason == "suspended"):
        raise problem


def _sample(user: User, samples: Mapping[str, PostView]) -> Post | None:
    view = samples.get(user.latest)
    return post_of(view, user) if view else None
