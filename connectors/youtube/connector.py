"""The YouTube connector: feeds first, the Data API where there is a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist
from connectors.credentials import Credentials
from connectors.errors import (
    ConnectorError,
    NotPossible,
    QuotaUsed,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.feeds.keys import Cursor
from connectors.feeds.look import certain, host_of, origin_of
from connectors.parsing.video import ChannelPage, parse_channel
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Coverage,
    Due,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    Request,
    SearchPage,
    TargetId,
)
from connectors.youtube import leads, search
from connectors.youtube.api import Api, Key
from connectors.youtube.checks import CHECKS
from connectors.youtube.leads import NETWORK, is_id, page_path
from connectors.youtube.posts import SOURCE, Site

OWN = "UCBR8-60-B28hp2BmDPdntcQ"  # YouTube's own channel
# By what the API is asked for a name typed as it is, or as user/name.
_PARAMETERS = {"": "forHandle", "user": "forUsername"}
_FAULTS = (Transient, TargetGone, UnexpectedPayload)
# A page may also lead to one that asks for consent, which nobody here may give.
_PAGE = frozenset({200, 301, 302, 303, 307, 308, 404, 410})
_NO_CHANNEL = frozenset({404, 410})


class YouTubeConfig(BaseSettings):
    """`youtube_feed_url`: the channels' pages are asked at its origin too."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    youtube_api_key: SecretStr | None = None
    youtube_api_url: str = "https://www.googleapis.com/youtube/v3"
    youtube_feed_url: str = "https://www.youtube.com/feeds/videos.xml"


class YouTube(Connector):
    """A target is a channel; its key is the channel's id."""

    network = NETWORK
    display_name = "YouTube"
    abilities = frozenset(
        {Ability.ACCOUNT, Ability.SEARCH_POSTS, Ability.SEARCH_ACCOUNTS, Ability.REREAD}
    )
    # No limit of the feeds is published; the API's is a daily count (connectors.youtube.api).
    pace = Pace(usual=timedelta(minutes=15), burst=10, per_second=0.5)
    Config: ClassVar[type[BaseSettings]] = YouTubeConfig
    checklist: ClassVar[Checklist] = CHECKS

    def __init__(self, config: YouTubeConfig | None = None) -> None:
        config = config or YouTubeConfig()
        self._feed = config.youtube_feed_url.strip()
        self._site = Site(origin_of(self._feed))
        self._api = Api(config.youtube_api_url.strip().rstrip("/"))
        self._keys = Credentials(config.youtube_api_key)
        if not self._keys:
            self.abilities -= {Ability.REREAD}

    def parse_target(self, text: str) -> Lead | None:
        """A bare @handle only with a key: without, each would cost a whole page."""
        return leads.parse(text, self.search_host(), bare=bool(self._keys))

    def search_host(self) -> str:
        return host_of(self._site.origin)

    def origins(self) -> frozenset[str]:
        return frozenset({self._site.origin, origin_of(self._api.url)})

    def credential(self, host: str, key: str = "") -> str:
        return self._keys.of(key) if host.lower() == self.search_host() else ""

    def auth(self, credential: str) -> httpx.Auth | None:
        key = self._keys.token(credential)
        return Key(key) if key else None

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """The channel of that name. Raises NotPossible where its page doesn't tell its id."""
        name = lead.text
        handle = name.rpartition("/")[2]
        if self._keys and (by := _PARAMETERS.get(name.rpartition("/")[0])):
            try:
                return (yield from self._by_api("id" if is_id(name) else by, handle))
            except QuotaUsed:
                return (yield from self._without_api(name))
        return (yield from self._without_api(name))

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return each(batch, self._look)

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Raises NotPossible without a key."""
        self._need_key()
        return search.search(self._api, self._site, query)

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        """Raises NotPossible without a key."""
        self._need_key()
        return search.reread(self._api, posts)

    def by_name_only(self, question: Ability) -> bool:
        """Without a key each search could only answer that it needs one."""
        searches = question in (Ability.SEARCH_POSTS, Ability.SEARCH_HASHTAGS)
        return searches and not self._keys

    def probe(self) -> Conversation[None]:
        """The feed of YouTube's own channel, and with a key what the API knows of it."""
        certain((yield Request(self._feed_url(OWN), parse=SOURCE.parse)))
        if self._keys:
            yield from self._api.channel("id", OWN)

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """Feeds answer 404 in spells of hours while their channels are well."""
        if answer.url.startswith(f"{self._api.url}/"):
            return self._api.refusal(answer)
        return Transient("HTTP 404") if answer.status == 404 else None

    def _need_key(self) -> None:
        if not self._keys:
            raise NotPossible("youtube_key")

    def _feed_url(self, channel: str) -> str:
        return f"{self._feed}?{urlencode({'channel_id': channel})}"

    def _by_api(self, by: str, name: str) -> Conversation[Sequence[Account]]:
        channel = yield from self._api.channel(by, name)
        if channel is None:
            return ()
        account = self._site.known(channel, name)
        try:
            return ((yield from self._sampled(account)),)
        except ConnectorError:
            return (account,)

    def _without_api(self, name: str) -> Conversation[Sequence[Account]]:
        channel = name if is_id(name) else (yield from self._by_page(name))
        if not channel:
            return ()
        account = self._site.account(channel, "", name.rpartition("/")[2], "exact")
        return ((yield from self._sampled(account)),)

    def _by_page(self, name: str) -> Conversation[str]:
        """A channel's id; "" where no such page is. Raises NotPossible where it tells none."""
        url = f"{self._site.origin}{page_path(name)}"
        answer = yield Request(url, accept=_PAGE, parse=parse_channel)
        if answer.status in _NO_CHANNEL:
            return ""
        page = answer.parsed
        if not isinstance(page, ChannelPage) or not page.id:
            raise NotPossible("youtube_key")
        return page.id

    def _sampled(self, account: Account) -> Conversation[Account]:
        """`account` with its newest video, and the name that its feed tells."""
        answer = yield Request(self._feed_url(account.ref), parse=SOURCE.parse)
        feed = certain(answer)
        named = replace(account, name=account.name or feed.title or account.handle)
        return SOURCE.sampled(named, feed, answer.url)

    def _look(self, due: Due) -> Conversation[Look]:
        """By the feed; where that fails or is empty, by the API if there is a key."""
        fault: ConnectorError | None = None
        seen = Look((), None, Coverage.SUSPECT)
        try:
            seen = yield from SOURCE.look(due, self._feed_url(due.target.ref))
        except _FAULTS as error:
            fault = error
        if self._keys and (fault or seen.coverage is Coverage.SUSPECT):
            return (yield from self._uploads(due, seen, fault))
        if fault:
            raise fault
        return seen

    def _uploads(self, due: Due, seen: Look, fault: ConnectorError | None) -> Conversation[Look]:
        """Raises TargetGone only where the API no longer knows the channel.

        What is wrong with the API stays unsaid here: it must not stop the feeds.
        """
        channel = due.target.ref
        try:
            feed = yield from self._api.uploads(channel)
            cursor = Cursor.read(due.cursor)
            if feed.entries or not cursor.seen:
                return SOURCE.read(due.target, cursor, feed, Answer(200, self._feed, {}))
        except TargetGone:
            if (yield from self._gone(channel)):
                raise
        except ConnectorError:
            pass
        if fault:
            raise fault
        return seen

    def _gone(self, channel: str) -> Conversation[bool]:
        try:
            return (yield from self._api.channel("id", channel)) is None
        except ConnectorError:
            return False
