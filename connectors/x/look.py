"""Looking at accounts: one search for many of them, their own timelines where it can't serve.

A search reaches 7 days back and finds accounts by name. So a newcomer, an account whose marker
is older than that, and one that has long been silent (it may have been renamed or be gone) are
asked by their id, which costs nothing where there is nothing new.
https://docs.x.com/x-api/posts/search/introduction
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.errors import ConnectorError, UnexpectedPayload
from connectors.types import Conversation, Coverage, Due, Look, Post, TargetId
from connectors.x.api import Api
from connectors.x.cursor import Cursor, read, write
from connectors.x.ids import id_at, moment, newest
from connectors.x.leads import is_handle
from connectors.x.pack import query_for
from connectors.x.pages import Walk, walk
from connectors.x.payload import BadRequest, Page, User
from connectors.x.posts import account_of
from connectors.x.renames import lookup

WINDOW = timedelta(days=7) - timedelta(hours=1)
SILENT = timedelta(days=1)  # after that it is asked by its id
CHECKS = 5  # silent accounts asked so in one look
BACK = timedelta(days=1)  # how far behind now a marker may fall while nothing is written
SKEW = timedelta(minutes=1)  # between X's clock and ours
SEED = 5
STRANGERS = 5


@dataclass(frozen=True, slots=True)
class Watched:
    """A due account with its cursor read. `doubted`: it may have another name now."""

    due: Due
    cursor: Cursor
    doubted: bool = False

    @property
    def handle(self) -> str:
        return self.due.target.handle

    @property
    def searchable(self) -> bool:
        """Can the search find what came since its marker?"""
        at, since = self.due.at, self.cursor.since
        if not since or self.cursor.hidden or not is_handle(self.handle):
            return False
        return at is None or moment(since) > at - WINDOW

    @property
    def start(self) -> str:
        """The id from which its timeline is read: searches may have missed it since `seen`."""
        since, seen = self.cursor.since, self.cursor.seen
        return min(since, id_at(seen), key=int) if since and seen else since


@dataclass(slots=True)
class Found:
    """`since`: up to where the search is complete now, "" where there was none.

    `looks`: of those whom it served. `alone`: those to be asked by id. `down`: the lane's error.
    """

    since: str
    looks: dict[TargetId, Look]
    alone: list[Watched]
    down: ConnectorError | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """`names`: of ours, in lower case, under which somebody else writes: who had them was renamed.

    `error`: why there may be more of them.
    """

    names: frozenset[str] = frozenset()
    error: ConnectorError | None = None


def accounts(api: Api, dues: Sequence[Due]) -> Conversation[Mapping[TargetId, Look]]:
    """One Look for every one of them."""
    found = yield from _search(api, [Watched(due, read(due.cursor)) for due in dues])
    for one in found.alone:
        if found.down is not None:
            found.looks[one.due.target.id] = Look.failed(found.down)
            continue
        try:
            found.looks[one.due.target.id] = yield from _timeline(api, one, found.since)
        except ConnectorError as error:
            found.looks[one.due.target.id] = Look.failed(error)
            found.down = error if error.lane_wide else None
    return found.looks


def _search(api: Api, watched: Sequence[Watched]) -> Conversation[Found]:
    packed, base = _packed(watched)
    members = {one.due.target.id for one in packed}
    alone = [one for one in watched if one.due.target.id not in members]
    if not packed:
        return Found("", {}, alone)
    try:
        found = yield from _walk(api, packed, base)
    except BadRequest as refusal:
        if "since_id" not in refusal.about:
            return Found(base, _failed(packed, refusal), alone)
        return Found("", {}, [*alone, *packed])
    except ConnectorError as error:
        return Found(base, _failed(packed, error), alone, error if error.lane_wide else None)
    taken = yield from _taken(api, packed, found)
    since = base if found.error else _after(found.newest or base, packed[0].due.at)
    served = [one for one in packed if one.handle.lower() not in taken.names]
    doubted = [Watched(one.due, one.cursor, doubted=True) for one in packed if one not in served]
    fault = found.error or taken.error
    down = fault if fault and fault.lane_wide else None
    return Found(since, _looks(served, found, taken, since), [*alone, *doubted], down)


def _packed(watched: Sequence[Watched]) -> tuple[list[Watched], str]:
    """Whom one search serves, and its marker: the one that most of them have.

    Who is behind it would make the others' posts be read, and paid, once more.
    """
    able = [one for one in watched if one.searchable]
    often = Counter(one.cursor.since for one in able)
    base = max(often, key=lambda since: (often[since], int(since)), default="")
    ready = [one for one in able if int(one.cursor.since) >= int(base)]
    silent = sorted((one for one in ready if _is_silent(one)), key=_seen)[:CHECKS]
    return [one for one in ready if one not in silent], base


def _is_silent(one: Watched) -> bool:
    at, seen = one.due.at, one.cursor.seen
    return at is not None and seen is not None and at - seen > SILENT


def _seen(one: Watched) -> float:
    return one.cursor.seen.timestamp() if one.cursor.seen else 0.0


def _walk(api: Api, packed: Sequence[Watched], base: str) -> Conversation[Walk]:
    query = query_for(one.handle for one in packed)

    def ask(size: int, token: str) -> Conversation[Page]:
        more = (("next_token", token),) if token else ()
        asked = (("since_id", base), ("sort_order", "recency"), *more)
        page = yield from api.search(query, *asked, most=size, authors="told")
        if not all(view.author_id for view in page.posts):
            raise UnexpectedPayload("posts without their author")
        return page

    return (yield from walk(ask))


def _taken(api: Api, packed: Sequence[Watched], found: Walk) -> Conversation[Taken]:
    ours = {one.due.target.key for one in packed}
    strangers = {view.author_id for view in found.views if view.author_id} - ours
    if not strangers or found.error:
        return Taken()
    try:
        users = yield from lookup(api, sorted(strangers)[:STRANGERS])
    except ConnectorError as error:
        return Taken(error=error)
    names = frozenset(user.username.lower() for user in users)
    if strangers <= {user.id for user in users}:
        return Taken(names)
    return Taken(names, UnexpectedPayload("authors whose names aren't told"))


def _looks(
    served: Sequence[Watched], found: Walk, taken: Taken, since: str
) -> dict[TargetId, Look]:
    told = found.users  # only the new names tell them
    found.users = {one.due.target.key: _user(one) for one in served} | told
    written: dict[str, list[Post]] = {}
    for post in found.posts():
        written.setdefault(post.author_key, []).append(post)
    looks = {}
    for one in served:
        posts = tuple(written.get(one.due.target.key, ()))
        # Who wrote something still has the name.
        error = found.error or (None if posts else taken.error)
        seen = one.due.at if posts or one.cursor.seen is None else one.cursor.seen
        cursor = None if error else write(Cursor(since, seen))
        coverage = Coverage.PARTIAL if error else found.coverage
        look = Look(posts, cursor, coverage, error)
        looks[one.due.target.id] = _told(one, look, told.get(one.due.target.key))
    return looks


def _told(one: Watched, look: Look, user: User | None) -> Look:
    """`look` with what it came to know of the account itself."""
    if user is None:
        return look
    target = one.due.target
    fresh = account_of(user, target.host, None, None)
    renamed = (fresh.handle, fresh.name) != (target.handle, target.name)
    return replace(look, account=fresh if renamed else None, profile=fresh.profile)


def _failed(watched: Sequence[Watched], error: ConnectorError) -> dict[TargetId, Look]:
    return {one.due.target.id: Look.failed(error) for one in watched}


def _timeline(api: Api, one: Watched, group: str) -> Conversation[Look]:
    """`group`: where the search stands; the account joins it with its next look."""
    start, target = one.start, one.due.target
    marker = (("since_id", start),) if start else ()

    def ask(size: int, token: str) -> Conversation[Page]:
        more = (("pagination_token", token),) if token else ()
        return (yield from api.timeline(target.ref, *marker, *more, most=size))

    if start:
        found = yield from walk(ask)
    else:
        found = yield from walk(ask, first=SEED, pages=1)
        found.more = False
    fresh = yield from _fresh(api, one, found)
    hidden = one.cursor.hidden or (fresh is not None and fresh.username == one.handle)
    own = newest(one.cursor.since, found.newest)
    after = own if hidden else group or _joining(one.due.at) or own
    cursor = None if found.error else write(Cursor(after, one.due.at, hidden))
    look = Look(found.posts(_user(one)), cursor, found.coverage, found.error)
    return _told(one, look, fresh)


def _fresh(api: Api, one: Watched, found: Walk) -> Conversation[User | None]:
    """Who has its id now, where searches didn't show what its timeline has."""
    target, since = one.due.target, one.cursor.since
    missed = one.searchable and any(int(view.id) <= int(since) for view in found.views)
    if not (missed or one.doubted):
        return None
    try:
        users = yield from lookup(api, [target.ref])
    except ConnectorError:
        return None
    return next((user for user in users if user.id == target.key), None)


def _joining(at: datetime | None) -> str:
    """One marker for all that were read alone in a look, so that one search serves them next."""
    return id_at(at - SKEW) if at else ""


def _after(since: str, at: datetime | None) -> str:
    """A marker that can't fall out of the search's window while nothing is written."""
    return newest(since, id_at(at - BACK)) if at else since


def _user(one: Watched) -> User:
    target = one.due.target
    return User(id=target.key, username=target.handle, name=target.name)
