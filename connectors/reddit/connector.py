"""The Reddit connector: by an approved application, a user's feed token, or as a guest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import ClassVar

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector
from connectors.checklist import Checklist
from connectors.errors import ConnectorError, CredentialRejected, NotPossible, TargetGone
from connectors.feeds.look import LONG_AGO, host_of, origin_of
from connectors.frequency import monthly
from connectors.profile import profile_of
from connectors.query import Dialect, compiled, required_tag
from connectors.reddit import leads, look
from connectors.reddit.checks import CHECKS
from connectors.reddit.leads import NETWORK
from connectors.reddit.pages import LIMIT, About, Way, refusal
from connectors.reddit.session import CLIENT_SETTING, FEED_SETTING, FeedToken, Session
from connectors.searches import in_turn, reached
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    SearchPage,
    TargetId,
)

# Since June 2026 a guest's address gets about one feed a minute:
# https://github.com/Ranchero-Software/NetNewsWire/issues/5328
GUEST = Pace(usual=timedelta(minutes=15), burst=1, per_second=1 / 60)
# Reddit publishes no number for feeds with a user's token: a modest one.
READER = Pace(usual=timedelta(minutes=10), burst=5, per_second=0.2)
# 100 requests a minute for one application, averaged over ten:
# https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki
APPROVED = Pace(usual=timedelta(minutes=2), burst=20, per_second=1.0)
# Where deletions can't be learned: as long as the longest usual digest looks back, no longer.
UNCHECKED = timedelta(days=7)
# https://support.reddithelp.com/hc/en-us/articles/19696541895316-Available-search-features and,
# for the length, https://www.reddit.com/dev/api#GET_search
DIALECT = Dialect(
    author="author:{}",
    negation="NOT {}",
    either=" OR ",
    group="({})",
    handle="[A-Za-z0-9_-]{3,20}",
    most=512,
    branches=1,  # a guest has one question a minute
)
_FULLNAME = re.compile(r"t3_[a-z0-9]{1,16}")


class RedditConfig(BaseSettings):
    """`reddit_feed_*`: from reddit.com/prefs/feeds. `reddit_client_*`: an application's."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    reddit_url: str = "https://www.reddit.com"
    reddit_oauth_url: str = "https://oauth.reddit.com"
    reddit_feed_user: str = ""
    reddit_feed_token: SecretStr | None = None
    reddit_client_id: str = ""
    reddit_client_secret: SecretStr | None = None


class Reddit(Connector):
    """A target is a subreddit or a user; its key is r/name or u/name in lower case."""

    network = NETWORK
    display_name = "Reddit"
    abilities = frozenset({Ability.ACCOUNT, Ability.SEARCH_POSTS, Ability.REREAD})
    pace = GUEST
    Config: ClassVar[type[BaseSettings]] = RedditConfig
    checklist: ClassVar[Checklist] = CHECKS
    together = True

    def __init__(self, config: RedditConfig | None = None) -> None:
        self._config = config = config or RedditConfig()
        site = origin_of(config.reddit_url)
        self._token = _set(config.reddit_feed_token) if config.reddit_feed_user.strip() else None
        self._secret = (
            _set(config.reddit_client_secret) if config.reddit_client_id.strip() else None
        )
        self._way = Way(site, site, auth=bool(self._token), more=1 if self._token else 0)
        # What this installation may do depends on what it was given.
        self.pace = READER if self._token else GUEST
        self.keeps = UNCHECKED
        if self._secret:
            self._way = Way(origin_of(config.reddit_oauth_url), site, api=True, auth=True, more=9)
            self.pace = APPROVED
            self.keeps = None
        else:
            self.abilities -= {Ability.REREAD}

    def by_name_only(self, question: Ability) -> bool:
        """A guest has one request a minute, which looks need."""
        searches = question in (Ability.SEARCH_POSTS, Ability.SEARCH_HASHTAGS)
        return searches and self.pace is GUEST

    def parse_target(self, text: str) -> Lead | None:
        return leads.parse(text, self.search_host())

    def search_host(self) -> str:
        """The one lane for everything, so that the process keeps to one count."""
        return host_of(self._way.site)

    def origins(self) -> frozenset[str]:
        return frozenset({self._way.site, self._way.origin})

    def credential(self, host: str, key: str = "") -> str:
        if host.lower() != self.search_host() or not (self._secret or self._token):
            return ""
        who = self._config.reddit_client_id if self._secret else self._config.reddit_feed_user
        return hashlib.sha256(who.encode()).hexdigest()[:8]

    def auth(self, credential: str) -> httpx.Auth | None:
        return self._signing if credential else None

    @cached_property
    def _signing(self) -> httpx.Auth | None:
        if self._secret:
            return Session(self._way.site, self._config.reddit_client_id.strip(), self._secret)
        if self._token:
            return FeedToken(self._config.reddit_feed_user.strip(), self._token)
        return None

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """Empty where there is no such subreddit or user."""
        try:
            page = yield from self._way.page(look.path_of(lead.text))
        except TargetGone as gone:
            if gone.reason == "not_found":
                return ()
            raise
        posts = [item.post for item in page.items]
        newest = max(posts, key=lambda post: post.published_at or LONG_AGO, default=None)
        about = yield from self._about(lead.text)
        account = Account(
            network=NETWORK,
            key=lead.text.lower(),
            handle=lead.text,
            name=(about.title if about else "") or lead.text,
            url=f"{self._way.site}/{lead.text.replace('u/', 'user/', 1)}/",
            host=self.search_host(),
            ref=lead.text,
            followers=about.subscribers if about else None,
            last_post_at=newest.published_at if newest else None,
            sample=newest,
            proof="exact",
            monthly_posts=monthly(post.published_at for post in posts),
            profile=profile_of(about.title, about.public_description) if about else None,
        )
        return (account,)

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        return look.pack(due)

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        looks: dict[TargetId, Look] = {}
        for part in look.pack(batch.dues):
            looks |= yield from look.look(self._way, part.dues)
        return looks

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Submissions, newest first. Raises NotPossible for a hashtag, which Reddit hasn't."""
        if required_tag(query.wanted):
            raise NotPossible("reddit_hashtag")
        after = (("after", query.page),) if query.page else ()

        def one(text: str) -> Conversation[SearchPage]:
            page = yield from self._way.page("/search", ("q", text), *after)
            posts = tuple(item.post for item in page.items)
            back = reached(posts, query.since, more=bool(page.after))
            return SearchPage(posts=posts, next_page=page.after or None, since=back)

        page = yield from in_turn(compiled(query.wanted, DIALECT), one)
        return replace(page, posts=page.posts[: query.limit])

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        """Raises NotPossible without an approved application."""
        if not self._way.api:
            raise NotPossible("reddit_oauth")
        return self._reread([post.key for post in posts if _FULLNAME.fullmatch(post.key)])

    def probe(self) -> Conversation[None]:
        """A page of a subreddit that is always there."""
        yield from self._way.page("/r/announcements/new")

    def refusal(self, answer: Answer) -> ConnectorError | None:
        if answer.status == 401 and self._way.auth:
            return CredentialRejected(CLIENT_SETTING if self._way.api else FEED_SETTING)
        return refusal(answer)

    def _about(self, name: str) -> Conversation[About | None]:
        if not self._way.api or name.startswith("u/"):
            return None
        try:
            return (yield from self._way.about(name.removeprefix("r/")))
        except ConnectorError:
            return None

    def _reread(self, keys: Sequence[str]) -> Conversation[Mapping[str, Post | None]]:
        found: dict[str, Post | None] = {}
        for start in range(0, len(keys), LIMIT):
            found |= yield from self._way.now(keys[start : start + LIMIT])
        return found


def _set(secret: SecretStr | None) -> SecretStr | None:
    return secret if secret and secret.get_secret_value().strip() else None
