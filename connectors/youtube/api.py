"""YouTube's Data API v3: what is asked of it and what its answers mean.

https://developers.google.com/youtube/v3/docs
"""

from __future__ import annotations

import html
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
from pydantic import SecretStr

from connectors.errors import ConnectorError, CredentialRejected, QuotaUsed, Transient
from connectors.parsing.feed import JSON, Entry, ParsedFeed
from connectors.payload import instant, many, one
from connectors.text import clean, links_in, one_line
from connectors.types import Answer, Conversation, Quota, Request

SETTING = "YOUTUBE_API_KEY"
DAY = timedelta(hours=24)
# Both begin again at midnight in California; a day that rolls never asks for more.
# https://developers.google.com/youtube/v3/determine_quota_cost
SEARCHES = Quota("youtube_search", 100, DAY)
UNITS = Quota("youtube_units", 10_000, DAY)
VIDEO = "yt:video:"  # what the feeds put before a video's id
PAGE = 50
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_BAD_KEY = frozenset(
    {
        "keyInvalid",
        "keyExpired",
        "API_KEY_INVALID",
        "API_KEY_SERVICE_BLOCKED",
        "accessNotConfigured",
        "SERVICE_DISABLED",
        "ipRefererBlocked",
    }
)


class Key(httpx.Auth):
    """The key in the header that Google's APIs take beside the parameter `key`.

    https://cloud.google.com/docs/authentication/api-keys-use
    """

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Goog-Api-Key"] = self._key.get_secret_value()
        yield request


class _Camel(msgspec.Struct, frozen=True, rename="camel"):
    pass


class Snippet(_Camel, frozen=True):
    """Of a channel, video, playlist item or search result."""

    title: str = ""
    description: str = ""
    custom_url: str = ""
    channel_id: str = ""
    channel_title: str = ""
    published_at: Any = None


class Statistics(_Camel, frozen=True):
    subscriber_count: int | None = None
    hidden_subscriber_count: bool = False


class Channel(_Camel, frozen=True):
    id: str
    snippet: Snippet
    statistics: Statistics = Statistics()

    @property
    def followers(self) -> int | None:
        counts = self.statistics
        return None if counts.hidden_subscriber_count else counts.subscriber_count


class Details(_Camel, frozen=True):
    video_id: str
    video_published_at: Any = None


class ListItem(_Camel, frozen=True):
    snippet: Snippet
    content_details: Details


class Video(_Camel, frozen=True):
    id: str
    snippet: Snippet


class Found(_Camel, frozen=True):
    video_id: str = ""
    channel_id: str = ""


class Result(_Camel, frozen=True):
    id: Found
    snippet: Snippet

    def readable(self) -> Snippet:
        """Searches answer their texts with HTML's entities in them."""
        told = self.snippet
        return msgspec.structs.replace(
            told,
            title=html.unescape(told.title),
            description=html.unescape(told.description),
            channel_title=html.unescape(told.channel_title),
        )


class Page(_Camel, frozen=True):
    """A list that found nothing may leave its items out; `kind` is always there."""

    kind: str
    items: list[Any] = []
    next_page_token: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """`url`: of the API, without a slash at its end."""

    url: str

    def list(
        self, method: str, *params: tuple[str, str], quota: Quota = UNITS
    ) -> Conversation[Page]:
        answer = yield Request(f"{self.url}/{method}", params=params, auth=True, quota=quota)
        return one(answer.json(), Page)

    def channel(self, by: str, name: str) -> Conversation[Channel | None]:
        """`by`: id, forHandle or forUsername."""
        asked = (("part", "snippet,statistics"), (by, name))
        page = yield from self.list("channels", *asked)
        channels, _ = many(page.items, Channel)
        return channels[0] if channels else None

    def uploads(self, channel: str) -> Conversation[ParsedFeed]:
        """A channel's newest videos, as its feed would tell them. Raises TargetGone.

        The list of a channel's uploads has the channel's own id but for its first letters.
        """
        asked = (("part", "snippet,contentDetails"), ("maxResults", str(PAGE)))
        page = yield from self.list("playlistItems", *asked, ("playlistId", f"UU{channel[2:]}"))
        items, readable = many(page.items, ListItem)
        return ParsedFeed(JSON, entries=tuple(_entry(item) for item in items), whole=readable)

    def videos(self, ids: Sequence[str]) -> Conversation[tuple[Sequence[Video], bool]]:
        """Those of at most 50 that are still public, and whether all of them could be read."""
        page = yield from self.list("videos", ("part", "snippet"), ("id", ",".join(ids)))
        return many(page.items, Video)

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """https://developers.google.com/youtube/v3/docs/errors"""
        reasons = _reasons(answer)
        if reasons & _USED_UP:
            bucket = SEARCHES if answer.url.startswith(f"{self.url}/search") else UNITS
            until = _midnight(answer.headers.get("date", ""))
            return QuotaUsed(bucket.name, until) if until else Transient("quota used up")
        if reasons & _BAD_KEY:
            return CredentialRejected(SETTING)
        return Transient("rateLimitExceeded") if "rateLimitExceeded" in reasons else None


def published(told: Snippet) -> datetime | None:
    return instant(told.published_at)


def _entry(item: ListItem) -> Entry:
    """A video as its channel's feed would tell it."""
    video, told = item.content_details.video_id, item.snippet
    text = clean(told.description)
    return Entry(
        id=f"{VIDEO}{video}",
        link=f"https://www.youtube.com/watch?v={video}",
        title=one_line(told.title, 500),
        text=text,
        published=instant(item.content_details.video_published_at) or published(told),
        links=links_in(text),
    )


def _reasons(answer: Answer) -> set[str]:
    """Its own names of what is wrong, old and new."""
    try:
        error = answer.json()["error"]
        listed = [*error.get("errors", ()), *error.get("details", ())]
        return {str(one.get("reason")) for one in listed}
    except (ConnectorError, LookupError, TypeError, AttributeError):
        return set()


def _midnight(date: str) -> datetime | None:
    """The next midnight in California after the answer's date."""
    try:
        there = parsedate_to_datetime(date).astimezone(ZoneInfo("America/Los_Angeles"))
    except (ValueError, TypeError, OverflowError):
        return None
    following = there.date() + timedelta(days=1)
    return datetime.combine(following, time(), there.tzinfo).astimezone(UTC)
