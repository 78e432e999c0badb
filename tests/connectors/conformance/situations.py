"""The situations that every network gets into, and how what came shows that it was in one."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

from connectors.checklist import Checklist, Grade, Point
from connectors.errors import (
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    QuotaUsed,
    RateLimited,
    TargetGone,
    UnexpectedPayload,
)
from connectors.types import Coverage, Look, Post
from tests.connectors.recorded import Came


class Situation(enum.StrEnum):
    """Changed payloads are no situation here: every network gets them from spoilt answers."""

    PAGE = "page"
    EMPTY = "empty"
    REFUSED = "refused"
    GONE = "gone"
    PAGING = "paging"
    EDIT = "edit"
    DELETION = "deletion"
    RENAME = "rename"


# A network shows a situation where its checklist says that one of these points is done.
POINTS: Mapping[Situation, tuple[Point, ...]] = {
    Situation.EMPTY: (Point.EMPTY_PAGE,),
    Situation.REFUSED: (Point.RATE_LIMITED, Point.AUTH),
    Situation.GONE: (Point.SUSPENDED,),
    Situation.PAGING: (Point.PAGING,),
    Situation.EDIT: (Point.EDITS,),
    Situation.DELETION: (Point.DELETED,),
    Situation.RENAME: (Point.RENAMED,),
}


def needed(checklist: Checklist) -> set[Situation]:
    """What a network with that checklist must show in a case. A page always."""
    points = {
        situation
        for situation, points in POINTS.items()
        if any(checklist[point].grade is Grade.DONE for point in points)
    }
    return points | {Situation.PAGE}


def shows(came: Came, situation: Situation) -> bool:
    return _CHECKS[situation](came)


def _page(came: Came) -> bool:
    return not came.before and all(
        look.coverage is Coverage.COMPLETE and look.posts and look.cursor for look in came.looks
    )


def _empty(came: Came) -> bool:
    """Nothing where there was something: doubted, and nothing is forgotten for it."""
    return bool(came.before) and all(
        not look.posts and look.cursor is None and _is_doubted(look) for look in came.looks
    )


def _is_doubted(look: Look) -> bool:
    return look.coverage is Coverage.SUSPECT or isinstance(look.error, UnexpectedPayload)


def _refused(came: Came) -> bool:
    kinds = (RateLimited, QuotaUsed, NeedsApproval, CredentialRejected)
    return all(isinstance(look.error, kinds) and _changes_nothing(look) for look in came.looks)


def _gone(came: Came) -> bool:
    if "typed" in came.step:
        return not came.accounts
    kinds = (TargetGone, NotPossible)
    return all(isinstance(look.error, kinds) and _changes_nothing(look) for look in came.looks)


def _changes_nothing(look: Look) -> bool:
    return look.coverage is Coverage.FAILED and look.cursor is None and not look.posts


def _paging(came: Came) -> bool:
    [look] = came.looks
    fresh = {post.key for post in look.posts} - came.before.keys()
    return len(came.asked) > 1 and len(fresh) > 1 and look.coverage is Coverage.COMPLETE


def _edit(came: Came) -> bool:
    """A post that was told says something else, under the same key."""
    posts = [post for look in came.looks for post in look.posts]
    posts += [post for post in came.found.values() if post]
    return any(post.key in came.before and _says(post) != _says(came.before[post.key])
               for post in posts)  # fmt: skip


def _says(post: Post) -> tuple[str | None, str]:
    return post.title, post.text


def _deletion(came: Came) -> bool:
    """A told post is gone; none that is still there is."""
    gone = {key for key, post in came.found.items() if post is None}
    return bool(gone) and gone < came.before.keys()


def _rename(came: Came) -> bool:
    """The new facts under the old key; where none can be known, told posts aren't told twice.

    Where the name is the key, its end is all that can be seen.
    """
    for due, look in zip(came.dues, came.looks, strict=True):
        target, fresh = due.target, look.account
        if fresh and (fresh.handle, fresh.name, fresh.url) != (
            target.handle,
            target.name,
            target.url,
        ):
            return fresh.key == target.key
        if isinstance(look.error, TargetGone):
            return target.key == target.handle.lower()
    return any(post.key in came.before for look in came.looks for post in look.posts)


_CHECKS: Mapping[Situation, Callable[[Came], bool]] = {
    Situation.PAGE: _page,
    Situation.EMPTY: _empty,
    Situation.REFUSED: _refused,
    Situation.GONE: _gone,
    Situation.PAGING: _paging,
    Situation.EDIT: _edit,
    Situation.DELETION: _deletion,
    Situation.RENAME: _rename,
}
