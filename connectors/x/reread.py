"""Are posts still there? Asked in one compliance job, which is free, or by reading them again.

https://docs.x.com/x-api/compliance/batch-compliance/introduction
https://docs.x.com/x-api/posts/get-posts-by-ids
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from connectors.errors import Transient, UnexpectedPayload
from connectors.payload import many
from connectors.types import Answer, Conversation, Post, Request
from connectors.x import prices
from connectors.x.api import AT_ONCE, Api, Names, either
from connectors.x.ids import is_id
from connectors.x.payload import PostView, User, body, date_of, dicts
from connectors.x.posts import post_of

WAITS = (5.0, 10.0, 15.0, 30.0, 60.0)  # seconds before each question whether the job is done
REFUSED = frozenset({400, 403, 404})
AGE = (timedelta(hours=24), timedelta(hours=48))  # of posts that are read again, once


def reread(api: Api, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
    """By key: None for what is gone, the post where it was read again, else nothing.

    Where X refuses the job, only posts of 24 to 48 hours are read again: each is paid for.
    """
    asked = {post.key: post for post in posts if is_id(post.key)}
    if not asked:
        return {}
    answer = yield _creation(api)
    if answer.status in REFUSED:
        return (yield from _read_again(api, asked, date_of(answer)))
    job = _job(answer)
    yield _upload(_address(job, "upload_url"), asked)
    yield from _done(api, str(job.get("id", "")))
    answer = yield Request(_address(job, "download_url"))
    return {key: None for key in _gone(answer) if key in asked}


def _creation(api: Api) -> Request:
    return Request(
        f"{api.origin}/2/compliance/jobs",
        method="POST",
        headers={"Accept": "application/json", "Content-Type": "application/json"},
        body=json.dumps({"type": "tweets"}).encode(),
        accept=REFUSED | {200},
        auth=True,
    )


def _upload(url: str, asked: Mapping[str, Post]) -> Request:
    ids = "\n".join(asked).encode()
    plain = {"Content-Type": "text/plain"}
    return Request(url, method="PUT", headers=plain, body=ids, accept=frozenset({200, 201, 204}))


def _done(api: Api, job: str) -> Conversation[None]:
    """Raises Transient for a job that takes too long or fails."""
    if not is_id(job):
        raise UnexpectedPayload("a job without an id")
    for wait in WAITS:
        question = api.get(f"/2/compliance/jobs/{job}")
        answer = yield replace(question, wait=wait)
        status = _job(answer).get("status")
        if status == "complete":
            return
        if status not in ("created", "in_progress"):
            raise Transient("the compliance job failed")
    raise Transient("the compliance job isn't done yet")


def _job(answer: Answer) -> Mapping[str, Any]:
    job = body(answer).get("data")
    if not isinstance(job, dict):
        raise UnexpectedPayload("no compliance job")
    return job


def _address(job: Mapping[str, Any], name: str) -> str:
    url = job.get(name)
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise UnexpectedPayload(f"a compliance job without {name}")
    return url


def _gone(answer: Answer) -> Iterator[str]:
    """Lines of what is to be deleted. A place that was taken off a post is no deletion."""
    for line in answer.body.splitlines():
        try:
            told = msgspec.json.decode(line) if line.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise UnexpectedPayload("a compliance result that isn't JSON lines") from None
        if not isinstance(told, dict):
            continue
        if told.get("action") == "delete" and told.get("reason") != "scrub_geo":
            yield str(told.get("id", ""))


def _read_again(
    api: Api, asked: Mapping[str, Post], now: datetime | None
) -> Conversation[Mapping[str, Post | None]]:
    young, old = AGE
    ripe = [
        key
        for key, post in asked.items()
        if now and post.published_at and young <= now - post.published_at < old
    ]
    found: dict[str, Post | None] = {}
    for start in range(0, len(ripe), AT_ONCE):
        found |= yield from _versions(api, asked, ripe[start : start + AT_ONCE])
    return found


def _versions(
    api: Api, asked: Mapping[str, Post], keys: Sequence[str]
) -> Conversation[Mapping[str, Post | None]]:
    """What was edited is asked once more, by the id of its last version."""
    views, missing = yield from _lookup(api, keys)
    last = [view.versions[-1] for view in views if view.versions[-1] != view.id]
    newer = (yield from _lookup(api, last))[0] if last else ()
    current = {view.versions[0]: view for view in (*views, *newer)}
    found: dict[str, Post | None] = {key: None for key in keys if key in missing}
    for key, view in current.items():
        if key in asked:
            found[key] = post_of(view, _author(asked[key]))
    return found


def _lookup(api: Api, ids: Sequence[str]) -> Conversation[tuple[Sequence[PostView], set[str]]]:
    """The posts, and which of them X says it can't find or show any more."""

    def build(names: Names) -> Request:
        asked = (("ids", ",".join(ids)), (names.parameter, names.fields))
        return api.get("/2/tweets", *asked, ceiling=len(ids) * prices.POST)

    payload = body((yield from either(build)))
    views = many(payload.get("data") or [], PostView)[0]
    kinds = ("resource-not-found", "not-authorized-for-resource")
    missing = {
        str(error.get("resource_id") or error.get("value", ""))
        for error in dicts(payload.get("errors"))
        if str(error.get("type", "")).endswith(kinds)
    }
    return views, missing - {view.id for view in views}


def _author(post: Post) -> User:
    return User(id=post.author_key, username=post.author_handle, name=post.author_name)
