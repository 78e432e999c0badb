"""Who is meant by a name, and how much there is of a hashtag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from connectors.errors import BudgetUsed, ConnectorError, TargetGone, UnexpectedPayload
from connectors.payload import many
from connectors.query import key_of, shown, stored
from connectors.searches import watched
from connectors.text import short_key
from connectors.types import Account, Conversation, Kind, Post
from connectors.x.api import AT_ONCE, Api
from connectors.x.leads import NETWORK, is_handle
from connectors.x.payload import (
    PostView,
    User,
    body,
    date_of,
    dicts,
    included,
    problem_of,
)
from connectors.x.posts import SITE, account_of, post_of
from connectors.x.query import NO_REPOSTS, whole_words_for
from connectors.x.tags import hours_of

MONTH = 30


def accounts(
    api: Api, host: str, names: Sequence[str]
) -> Conversation[Mapping[str, Account | ConnectorError]]:
    """Up to 100 names in one request; by lower-case username, or why there is no answer.

    Who doesn't exist is left out. Where the budget can't meet them all, the first ones are asked.
    """
    try:
        return (yield from _resolve(api, host, names))
    except BudgetUsed as error:
        if len(names) == 1:
            return {names[0].lower(): error}
    except ConnectorError as error:
        return {name.lower(): error for name in names}
    half = len(names) // 2
    found = dict((yield from accounts(api, host, names[:half])))
    short = next((one for one in found.values() if isinstance(one, BudgetUsed)), None)
    if short is not None:
        return found | {name.lower(): short for name in names[half:]}
    return found | dict((yield from accounts(api, host, names[half:])))


def _resolve(
    api: Api, host: str, names: Sequence[str]
) -> Conversation[Mapping[str, Account | ConnectorError]]:
    wanted = [name for name in names if is_handle(name)][:AT_ONCE]
    if not wanted:
        return {}
    answer = yield from api.users(wanted, by="usernames", sample=True)
    payload = body(answer)
    suspended = _suspended(payload)
    if payload.get("data") is None:
        problem = problem_of(payload)
        if payload and isinstance(problem, UnexpectedPayload):
            raise problem
        return suspended  # an unknown name may be left out without a word
    samples = {
        view.id: view for name in ("tweets", "posts") for view in included(payload, name, PostView)
    }
    now = date_of(answer)
    users = many(payload["data"], User)[0]
    found = {user.username.lower(): user for user in users}
    return suspended | {
        name: account_of(user, host, now, _sample(user, samples)) for name, user in found.items()
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
        monthly_posts=(yield from _monthly(api, f"#{tag} {NO_REPOSTS}")),
    )


def watched_search(api: Api, host: str, text: str) -> Conversation[Account]:
    """What is looked for, as leads keep it; as hashtag() tells hashtags."""
    wanted = watched(text)
    words = whole_words_for(wanted)
    return Account(
        network=NETWORK,
        key=short_key(key_of(wanted)),
        handle=shown(wanted),
        name=shown(wanted),
        url=f"{SITE}/search?{urlencode({'q': words, 'f': 'live'})}",
        host=host,
        ref=stored(wanted),
        kind=Kind.QUERY,
        proof="exact",
        monthly_posts=(yield from _monthly(api, words)),
    )


def _monthly(api: Api, words: str) -> Conversation[float]:
    days = hours_of((yield from api.counts(words, "day")))
    return sum(day.posts for day in days) / 7 * MONTH


def _suspended(payload: Mapping[str, object]) -> dict[str, Account | ConnectorError]:
    """By lower-case username: https://docs.x.com/x-api/fundamentals/response-codes-and-errors"""
    return {
        str(error.get("value", "")).lower(): TargetGone("suspended")
        for error in dicts(payload.get("errors"))
        if "suspended" in str(error.get("detail", "")).lower()
    }


def _sample(user: User, samples: Mapping[str, PostView]) -> Post | None:
    view = samples.get(user.latest)
    return post_of(view, user) if view else None
