"""The Bluesky connector: which host is asked, and with what right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.bluesky import leads, look, reread, search
from connectors.bluesky.checklist import CHECKLIST
from connectors.bluesky.host import Host, origin_of
from connectors.bluesky.leads import HOME, NETWORK, is_did, is_handle
from connectors.bluesky.look import PAGE
from connectors.bluesky.payload import Actor, Item, body
from connectors.bluesky.posts import account_of, post_of, proof_of
from connectors.bluesky.query import DIALECT, params_for
from connectors.bluesky.session import SETTING, Session
from connectors.errors import ConnectorError, CredentialRejected, TargetGone
from connectors.payload import many, one
from connectors.query import key_of, shown, stored
from connectors.searches import watched, whole
from connectors.text import short_key
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    SearchPage,
    Tag,
    TargetId,
)

BATCH = 25  # the most that one question may name


class BlueskyConfig(BaseSettings):
    """`bluesky_appview_url`: where public things are asked. `bluesky_pds_url`: the user's own."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    bluesky_appview_url: str = "https://public.api.bsky.app"
    bluesky_pds_url: str = "https://bsky.social"
    bluesky_identifier: str = ""
    bluesky_app_password: SecretStr | None = None


class Bluesky(Connector):
    """Public things without an account; searches of posts with an app password."""

    network = NETWORK
    display_name = "Bluesky"
    abilities = frozenset(
        {
            Ability.ACCOUNT,
            Ability.HASHTAG,
            Ability.QUERY,
            Ability.SEARCH_POSTS,
            Ability.SEARCH_ACCOUNTS,
            Ability.TRENDS,
            Ability.REREAD,
        }
    )
    # A PDS takes 3,000 requests in 5 minutes from one address; the AppView publishes no number:
    # https://docs.bsky.app/docs/advanced-guides/rate-limits
    pace = Pace(usual=timedelta(minutes=2), burst=60, per_second=5.0)
    Config: ClassVar[type[BaseSettings]] = BlueskyConfig
    checklist = CHECKLIST
    together = True

    def __init__(self, config: BlueskyConfig | None = None) -> None:
        self._config = config or BlueskyConfig()
        self._appview = Host(origin_of(self._config.bluesky_appview_url))
        password = self._config.bluesky_app_password
        self._password = password if password and password.get_secret_value().strip() else None
        signed = bool(self._password and self._config.bluesky_identifier)
        pds = Host(origin_of(self._config.bluesky_pds_url), signed=True)
        self._searching = pds if signed else self._appview

    def parse_target(self, text: str) -> Lead | None:
        return leads.parse(text)

    def search_host(self) -> str:
        return self._searching.host

    def lead_host(self, lead: Lead) -> str:
        return self._appview.host if lead.kind is Kind.ACCOUNT else self._searching.host

    def origins(self) -> frozenset[str]:
        return frozenset({self._appview.origin, origin_of(self._config.bluesky_pds_url)})

    def credential(self, host: str, key: str = "") -> str:
        if not self._searching.signed or host.lower() != self._searching.host:
            return ""
        return hashlib.sha256(self._config.bluesky_identifier.encode()).hexdigest()[:8]

    def auth(self, credential: str) -> httpx.Auth | None:
        return self._session if credential else None

    @cached_property
    def _session(self) -> Session | None:
        if self._password is None:
            return None
        return Session(self._searching.origin, self._config.bluesky_identifier, self._password)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        if lead.kind is Kind.HASHTAG:
            return [(yield from self._hashtag(lead.text))]
        if lead.kind is Kind.QUERY:
            return [(yield from self._watched_search(lead.text))]
        if is_did(lead.text) or is_handle(lead.text):
            return (yield from self._named(lead.text))
        return (yield from self._bare(lead.text))

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        """Up to 25 accounts share one question of what changed; all else is asked alone."""
        accounts = [one for one in due if one.target.kind is Kind.ACCOUNT]
        for start in range(0, len(accounts), BATCH):
            yield Batch(tuple(accounts[start : start + BATCH]))
        yield from (Batch((one,)) for one in due if one.target.kind is not Kind.ACCOUNT)

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        looks: dict[TargetId, Look] = {}
        for part in self.pack(batch.dues, ()):
            if part.dues[0].target.kind is Kind.ACCOUNT:
                looks |= yield from look.accounts(self._appview, part)
            else:
                looks |= yield from each(part, self._found)
        return looks

    def probe(self) -> Conversation[None]:
        """With an app password, its search; else what guests may ask."""
        if self._searching.signed:
            yield from look.search_page(self._searching, ("q", "news"), limit="1")
        else:
            yield from search.actors(self._appview, "news", 1)

    def search(self, query: Query) -> Conversation[SearchPage]:
        return (yield from search.search(self._appview, self._searching, query))

    def trends(self, place: str | None) -> Conversation[Sequence[Tag]]:
        return (yield from search.trends(self._appview, place))

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        return (yield from reread.reread(self._appview, posts))

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """A 401 of the PDS, when its session could not be renewed."""
        ours = self._searching.signed and answer.url.startswith(f"{self._searching.origin}/")
        return CredentialRejected(SETTING) if ours and answer.status == 401 else None

    def _found(self, due: Due) -> Conversation[Look]:
        search = due.target.kind is Kind.QUERY
        return (yield from (look.search if search else look.hashtag)(self._searching, due))

    def _named(self, name: str) -> Conversation[Sequence[Account]]:
        """One account, by handle or DID. Raises TargetGone for one that is deactivated."""
        answer = yield self._appview.request("app.bsky.actor.getProfile", ("actor", name))
        try:
            actor = one(body(answer), Actor)
        except TargetGone as gone:
            if gone.reason == "gone":
                return []
            raise
        account = account_of(actor, self._appview.host, proof_of(actor.handle))
        return [(yield from self._sampled(account))]

    def _bare(self, name: str) -> Conversation[Sequence[Account]]:
        """name.bsky.social first, then those whose name or handle resembles it."""
        handle = f"{name}.{HOME}"
        exact: list[Account] = []
        if is_handle(handle):
            try:
                exact.extend((yield from self._named(handle)))
            except TargetGone:
                exact = []
        found = yield from search.actors(self._appview, name, 5)
        others = [self._resembling(actor, name) for actor in found]
        accounts = {account.key: account for account in (*others, *exact)}
        ranked = sorted(accounts.values(), key=lambda one: one.proof == "similar")
        if ranked and ranked[0].sample is None:
            ranked[0] = yield from self._sampled(ranked[0])
        return ranked

    def _resembling(self, actor: Actor, name: str) -> Account:
        first = actor.handle.partition(".")[0]
        proof = proof_of(actor.handle) if first == name else "similar"
        return account_of(actor, self._appview.host, proof)

    def _sampled(self, account: Account) -> Conversation[Account]:
        """`account` with its newest own post, if it has one."""
        asked = (("actor", account.ref), ("limit", PAGE), ("filter", "posts_no_replies"))
        try:
            answer = yield self._appview.request("app.bsky.feed.getAuthorFeed", *asked)
            items = many(body(answer).get("feed"), Item)[0]
        except ConnectorError:
            return account
        own = [item for item in items if not (item.reposted or item.pinned)]
        if not own:
            return account
        sample = post_of(own[0])
        return replace(account, sample=sample, last_post_at=sample.published_at)

    def _hashtag(self, tag: str) -> Conversation[Account]:
        """Raises NeedsApproval without an app password."""
        host = self._searching
        found, _, _ = yield from look.search_page(host, ("q", f"#{tag}"), ("tag", tag), limit="5")
        posts = [post_of(Item(view)) for view in found]
        own = [post for post in posts if tag.casefold() in map(str.casefold, post.hashtags)]
        return Account(
            network=NETWORK,
            key=short_key(f"#{tag.casefold()}"),
            handle=tag,
            name=f"#{tag}",
            url=f"https://bsky.app/hashtag/{tag}",
            host=host.host,
            ref=tag,
            kind=Kind.HASHTAG,
            last_post_at=own[0].published_at if own else None,
            sample=own[0] if own else None,
            proof="exact",
        )

    def _watched_search(self, text: str) -> Conversation[Account]:
        """Raises NeedsApproval without an app password."""
        wanted, host = watched(text), self._searching
        texts = whole(wanted, DIALECT)
        asked = params_for(texts[0], wanted)
        found, _, _ = yield from look.search_page(host, *asked, limit="5")
        newest = post_of(Item(found[0])) if found else None
        return Account(
            network=NETWORK,
            key=short_key(key_of(wanted)),
            handle=shown(wanted),
            name=shown(wanted),
            url=f"https://bsky.app/search?{urlencode({'q': texts[0]})}",
            host=host.host,
            ref=stored(wanted),
            kind=Kind.QUERY,
            last_post_at=newest.published_at if newest else None,
            sample=newest,
            proof="exact",
        )
