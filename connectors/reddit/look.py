"""Looking at several subreddits in one question, each post going to its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from connectors.errors import ConnectorError, RateLimited, TargetGone, Transient
from connectors.reddit.pages import Page, Way
from connectors.reddit.posts import Submission
from connectors.types import Batch, Conversation, Coverage, Due, Look, Target, TargetId

TOGETHER = 25


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`newest`: seconds since 1970 of the newest submission on any page that was complete.

    `had`: the target has shown submissions.
    """

    newest: int = 0
    had: bool = False

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """What write() gave; a fresh one for anything else."""
        try:
            return msgspec.json.decode(text or "", type=cls)
        except (msgspec.DecodeError, UnicodeEncodeError):
            return cls()

    def write(self) -> str:
        return msgspec.json.encode(self).decode()


@dataclass(frozen=True, slots=True)
class _Seen:
    """The pages of one question. `whole`, `readable`: as of a page."""

    items: tuple[Submission, ...]
    whole: bool
    readable: bool

    @property
    def oldest(self) -> int:
        dated = (item.at for item in self.items if item.at and not item.post.pinned)
        return min(dated, default=0)

    @property
    def newest(self) -> int:
        return max((item.at for item in self.items), default=0)


def pack(dues: Sequence[Due]) -> Iterable[Batch]:
    """Subreddits by 25, users one by one."""
    subreddits = [due for due in dues if not is_user(due.target)]
    for start in range(0, len(subreddits), TOGETHER):
        yield Batch(tuple(subreddits[start : start + TOGETHER]))
    for due in dues:
        if is_user(due.target):
            yield Batch((due,))


def is_user(target: Target) -> bool:
    return target.ref.startswith("u/")


def path_of(ref: str) -> str:
    """Of "r/name", "r/a+b" or "u/name"."""
    kind, _, name = ref.partition("/")
    return f"/user/{name}/submitted" if kind == "u" else f"/r/{name}/new"


def look(way: Way, dues: Sequence[Due]) -> Conversation[Mapping[TargetId, Look]]:
    """One question for all of them. What one of them spoils is asked again by halves."""
    try:
        seen = yield from _pages(way, dues)
    except TargetGone as error:
        if len(dues) == 1:
            return _failed(dues, error)
        return (yield from _halves(way, dues))
    except ConnectorError as error:
        return _failed(dues, error)
    return {due.target.id: _one(due, seen) for due in dues}


def _halves(way: Way, dues: Sequence[Due]) -> Conversation[Mapping[TargetId, Look]]:
    """Where the second question may not be asked yet, the rest is told as not looked at."""
    middle = len(dues) // 2
    looks = dict((yield from look(way, dues[:middle])))
    looks |= yield from look(way, dues[middle:])
    spoilt = Transient("one subreddit of several can't be read")
    return {
        target: Look.failed(spoilt) if isinstance(one.error, RateLimited) else one
        for target, one in looks.items()
    }


def _failed(dues: Sequence[Due], error: ConnectorError) -> Mapping[TargetId, Look]:
    return {due.target.id: Look.failed(error) for due in dues}


def _pages(way: Way, dues: Sequence[Due]) -> Conversation[_Seen]:
    """Back to what the target that was looked at longest ago has seen, as far as is allowed."""
    path = path_of(_together(dues))
    known = min(Cursor.read(due.cursor).newest for due in dues)
    page: Page = yield from way.page(path)
    seen = _Seen(page.items, page.whole, page.readable)
    for _ in range(way.more):
        if not known or not page.after or seen.oldest <= known:
            break
        page = yield from way.page(path, ("after", page.after))
        readable = seen.readable and page.readable
        seen = _Seen(seen.items + page.items, page.whole, readable)
    return seen


def _together(dues: Sequence[Due]) -> str:
    first = dues[0].target
    if is_user(first):
        return first.ref
    return "r/" + "+".join(due.target.ref.partition("/")[2] for due in dues)


def _one(due: Due, seen: _Seen) -> Look:
    """All that was answered about one target. Suspect where what it had is gone."""
    cursor = Cursor.read(due.cursor)
    name = due.target.ref.partition("/")[2].lower()
    own = is_user(due.target)
    mine = {item.post.key: item.post for item in seen.items if own or item.subreddit == name}
    if not mine and cursor.had and seen.whole:
        return Look((), None, Coverage.SUSPECT)
    joined = not cursor.newest or seen.whole or seen.oldest <= cursor.newest
    after = Cursor(max(seen.newest, cursor.newest), cursor.had or bool(mine))
    return Look(
        tuple(mine.values()),
        after.write(),
        Coverage.COMPLETE if joined and seen.readable else Coverage.PARTIAL,
    )
