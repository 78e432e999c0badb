"""Looking at hashtags and searches: hashtags that are not rare are counted first.

Counting costs as much as one post, so an hourly count is dearer than reading what has fewer than
24 posts a day. A busier one is read only while it takes off.
https://docs.x.com/x-api/posts/counts/introduction
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

import msgspec

from connectors.errors import NotPossible, UnexpectedPayload
from connectors.payload import instant
from connectors.searches import watched
from connectors.types import Answer, Conversation, Coverage, Due, Kind, Look
from connectors.x.api import Api, Params
from connectors.x.ids import id_at, is_id, moment
from connectors.x.pack import LONGEST
from connectors.x.pages import FIRST, Walk, walk
from connectors.x.payload import BadRequest, Page, body, dicts, number, problem_of
from connectors.x.query import NO_REPOSTS, whole_words_for

BUSY = 24.0  # posts a day
LEAST = 10  # posts that X gives at once: a first look costs $0.15 at most
PAGES = 2  # what was rare and takes off costs no more than that in one look
FEWEST = 5  # posts in an hour that can be news
HOUR = timedelta(hours=1)
SETTLED = timedelta(minutes=1)  # X searches up to half a minute ago
DAY = timedelta(days=1)
REACH = timedelta(days=7) - timedelta(hours=1)


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`since`: id of the newest post read. `daily`: posts expected in a day.

    `at`: when it was looked at. `counted`: the end of the last hour that was counted.
    """

    since: str = ""
    daily: float = 0.0
    at: datetime | None = None
    counted: datetime | None = None

    def __post_init__(self) -> None:
        if self.since and not is_id(self.since):
            raise ValueError("not an id")
        if any(time is not None and time.tzinfo is None for time in (self.at, self.counted)):
            raise ValueError("no time zone")


@dataclass(frozen=True, slots=True)
class Hour:
    start: datetime
    end: datetime
    posts: int


def query_for(due: Due) -> str:
    """Raises NotPossible for words that are longer than X's searches."""
    if due.target.kind is Kind.QUERY:
        return whole_words_for(watched(due.target.ref))
    query = f"#{due.target.ref} {NO_REPOSTS}"
    if len(query) > LONGEST:
        raise NotPossible("x_query_too_long")
    return query


def tag(api: Api, due: Due) -> Conversation[Look]:
    """One look at a hashtag or search. Of a search everything is wanted, so it isn't counted."""
    cursor, at = _read(due.cursor), due.at
    if at is None or cursor.daily <= BUSY or due.target.kind is Kind.QUERY:
        return (yield from _direct(api, due, cursor))
    if cursor.counted is not None and at < cursor.counted + HOUR + SETTLED:
        return Look((), due.cursor, Coverage.COMPLETE, unchanged=True)
    return (yield from _counted(api, due, cursor, at))


def takes_off(posts: int, usual: float) -> bool:
    """Is an hour with so many posts news, where `usual` is the mean of the hours before?

    What comes by chance around a mean strays from it by its square root: three of these are
    rare enough. Fewer than five posts are never a crowd.
    """
    return posts >= FEWEST and posts >= usual + 3 * sqrt(usual)


def hours_of(answer: Answer) -> Sequence[Hour]:
    """The counted hours or days, oldest first. Raises UnexpectedPayload."""
    payload = body(answer)
    if not isinstance(payload.get("data"), list):
        raise problem_of(payload)
    hours = sorted(_hours(payload), key=lambda hour: hour.start)
    if payload["data"] and not hours:
        raise UnexpectedPayload("no counts that can be read")
    return hours


def _hours(payload: dict[str, object]) -> Iterator[Hour]:
    for one in dicts(payload.get("data"), most=1000):
        start, end = instant(one.get("start")), instant(one.get("end"))
        posts = number(one.get("tweet_count", one.get("post_count")))
        if start and end and posts is not None:
            yield Hour(start, end, posts)


def _direct(api: Api, due: Due, cursor: Cursor) -> Conversation[Look]:
    """All that is new, of the last 7 days; one page after a gap, and a small one at first."""
    since, at = cursor.since, due.at
    marked = bool(since) and (at is None or moment(since) > at - REACH)
    try:
        found = yield from _posts(api, due, since if marked else "", FIRST if since else LEAST)
    except BadRequest as refusal:
        if not marked or "since_id" not in refusal.about:
            raise
        found = yield from _posts(api, due, "", FIRST)
    return _look(found, due, cursor)


def _posts(api: Api, due: Due, since: str, first: int) -> Conversation[Walk]:
    """All after `since`, or one page where that is ""; the first page has `first` posts."""
    query = query_for(due)
    marker: Params = (("since_id", since),) if since else ()

    def ask(size: int, token: str) -> Conversation[Page]:
        more = (("next_token", token),) if token else ()
        asked = (*marker, ("sort_order", "recency"), *more)
        return (yield from api.search(query, *asked, most=size, authors="named"))

    return (yield from walk(ask, first=first, pages=PAGES if since else 1))


def _look(found: Walk, due: Due, cursor: Cursor) -> Look:
    """What was left unread stays so: of a tag that takes off, a sample is enough."""
    at, since = due.at, found.newest or cursor.since
    if at:
        since = max(since or "0", id_at(at - DAY), key=int)
    after = Cursor(since, _expected(found, cursor, at), at, at)
    moved = None if found.error else msgspec.json.encode(after).decode()
    if not cursor.since:
        found.more = False
    return Look(found.posts(), moved, found.coverage, found.error)


def _expected(found: Walk, cursor: Cursor, at: datetime | None) -> float:
    """Posts a day: at first by how far back a page reaches, then with a day's weight of before."""
    posts = len(found.views)
    if cursor.at is not None and at is not None:
        passed = max((at - cursor.at) / DAY, 0.0)
        return (cursor.daily + posts) / (1 + passed)
    times = [moment(view.id) for view in found.views]
    if not found.more or not times:
        return posts / 7
    reach = (at or max(times)) - min(times)
    return posts / max(reach / DAY, 1 / 24)


def _counted(api: Api, due: Due, cursor: Cursor, at: datetime) -> Conversation[Look]:
    hours = hours_of((yield from api.counts(query_for(due), "hour")))
    done = [hour for hour in hours if hour.end <= at - SETTLED and hour.end - hour.start >= HOUR]
    fresh = [hour for hour in done if cursor.counted is None or hour.end > cursor.counted]
    before = [hour for hour in done if hour not in fresh]
    usual = sum(hour.posts for hour in before) / len(before) if before else cursor.daily / 24
    peaks = [hour for hour in fresh if takes_off(hour.posts, usual)]
    counted = max((hour.end for hour in done), default=at)
    daily = 24 * sum(hour.posts for hour in done) / len(done) if done else 0.0
    since = max(cursor.since or "0", id_at(counted), key=int)
    after = msgspec.json.encode(Cursor(since, daily, at, counted)).decode()
    if not peaks:
        return Look((), after, Coverage.COMPLETE, unchanged=True)
    found = yield from _peak(api, due, peaks)
    return Look(found.posts(), after if not found.error else None, found.coverage, found.error)


def _peak(api: Api, due: Due, peaks: Sequence[Hour]) -> Conversation[Walk]:
    """One page of the newest posts of the hours that stand out."""
    window = (
        ("start_time", _stamp(peaks[0].start)),
        ("end_time", _stamp(peaks[-1].end)),
        ("sort_order", "recency"),
    )

    def ask(size: int, token: str) -> Conversation[Page]:
        return (yield from api.search(query_for(due), *window, most=size, authors="named"))

    return (yield from walk(ask, first=100, pages=1))


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(text: str | None) -> Cursor:
    try:
        return msgspec.json.decode(text or "{}", type=Cursor)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return Cursor()
