"""From what was typed to accounts and hashtags that can be watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from connectors.errors import (
    ConnectorError,
    NeedsApproval,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.mastodon import rss
from connectors.mastodon.cursor import Cursor
from connectors.mastodon.leads import host_of
from connectors.mastodon.pages import Site, account_path, check_gone, tag_path, timeline
from connectors.mastodon.payload import AccountEntity, statuses
from connectors.mastodon.posts import NETWORK, Home, account_of, netloc, posts_of
from connectors.payload import many, one
from connectors.text import short_key, web_url
from connectors.types import Account, Conversation, Kind, Request

CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Identify:
    """`sites`: the ways to reach a host, best first. `central`: where bare names are asked."""

    sites: Callable[[str], Sequence[Site]]
    central: Site

    def at_home(self, user: str, host: str) -> Conversation[Sequence[Account]]:
        """@user@host: asked at its own server, which knows it best."""
        try:
            found = yield from self._lookup(user, host)
        except TargetGone:
            return []
        return [found] if found else []

    def by_name(self, user: str) -> Conversation[Sequence[Account]]:
        """@user alone: exact names first, then those with most followers."""
        home = Home(self.central.origin, netloc(self.central.origin))
        known: dict[str, tuple[Account, AccountEntity]] = {}
        for entity in (yield from self._candidates(user)):
            exact = entity.username.lower() == user.lower()
            account = account_of(entity, home, "exact" if exact else "similar")
            known.setdefault(account.key, (account, entity))
        ranked = sorted(known.values(), key=lambda pair: _rank(pair[0]))
        if not ranked:
            return []
        best = yield from _sampled(self.central, *ranked[0], home.domain)
        return [best, *(account for account, _ in ranked[1:])]

    def hashtag(self, tag: str, host: str | None) -> Conversation[Sequence[Account]]:
        """A hashtag as one server sees it, by its API or else its RSS."""
        site = self.sites(host)[0] if host else self.central
        at = netloc(site.origin)
        account = Account(
            network=NETWORK,
            key=short_key(f"{at}#{tag.lower()}"),
            handle=tag,
            name=f"#{tag}",
            url=f"{site.origin}/tags/{tag}",
            host=at,
            ref=tag,
            kind=Kind.HASHTAG,
            proof="exact",
        )
        try:
            yield from _check_open(site)
            read = yield from timeline(site, tag_path(tag), Cursor())
        except NeedsApproval:
            fallback = yield from rss.find(site, account, rss.tag_paths(tag))
            if fallback is None:
                raise
            return [fallback]
        seen = posts_of(read.in_order(), Home(site.origin, at))
        sample = seen[0] if seen else None
        return [
            replace(account, sample=sample, last_post_at=sample.published_at if sample else None)
        ]

    def _lookup(self, user: str, host: str) -> Conversation[Account | None]:
        sites = self.sites(host)
        for number, site in enumerate(sites):
            try:
                return (yield from self._account(site, user, host))
            except NeedsApproval:
                bare = _unasked(site, user, host)
                fallback = yield from rss.find(site, bare, rss.account_paths(user))
                if fallback is None:
                    raise
                return fallback
            except (TargetGone, UnexpectedPayload):
                return (yield from self._by_webfinger(site, user, host))
            except Transient:
                if number + 1 == len(sites):
                    raise
        return None

    def _account(self, site: Site, user: str, domain: str) -> Conversation[Account]:
        entity = yield from _entity(site, user)
        if entity.suspended:
            raise TargetGone("suspended")
        if entity.moved:
            return (yield from self._moved(entity, entity.moved, Home(site.origin, domain)))
        account = account_of(entity, Home(site.origin, domain), "exact")
        return (yield from _sampled(site, account, entity, domain))

    def _moved(self, old: AccountEntity, new: AccountEntity, home: Home) -> Conversation[Account]:
        """The account that it moved to, asked at its new home; else the old one, with a note."""
        user, _, host_text = new.on(home.domain).rpartition("@")
        host = host_of(host_text)
        if host and host_text != home.domain:
            site = self.sites(host)[0]
            try:
                entity = yield from _entity(site, user)
            except ConnectorError:
                return replace(account_of(old, home, "exact"), note="account_moved")
            account = account_of(entity, Home(site.origin, host), "exact")
            found = yield from _sampled(site, account, entity, host)
            return replace(found, note="account_moved")
        return replace(account_of(old, home, "exact"), note="account_moved")

    def _by_webfinger(self, site: Site, user: str, host: str) -> Conversation[Account | None]:
        """The server that answers for a domain may have another name: ask the domain which.

        https://docs.joinmastodon.org/spec/webfinger/
        """
        resource = ("resource", f"acct:{user}@{host}")
        try:
            answer = yield Request(
                f"{site.origin}/.well-known/webfinger",
                params=(resource,),
                accept=frozenset({200, 400, 404, 410}),
            )
            other = _self_link(answer.json()) if answer.status == 200 else None
        except ConnectorError:
            return None
        if other is None or other == host:
            return None
        return (yield from self._account(self.sites(other)[0], user, host))

    def _candidates(self, user: str) -> Conversation[Sequence[AccountEntity]]:
        found: list[AccountEntity] = []
        with suppress(TargetGone, UnexpectedPayload):
            found.append((yield from _entity(self.central, user)))
        try:
            found.extend((yield from search_accounts(self.central, user)))
        except ConnectorError:
            if not found:
                raise
        return [entity for entity in found if not entity.suspended]


def search_accounts(site: Site, words: str) -> Conversation[Sequence[AccountEntity]]:
    """Accounts by name. https://docs.joinmastodon.org/methods/search/#v2"""
    answer = yield site.request(
        "/api/v2/search", ("q", words), ("type", "accounts"), ("limit", str(CANDIDATES))
    )
    check_gone(answer)
    payload = answer.json()
    return many(payload.get("accounts") if isinstance(payload, dict) else None, AccountEntity)[0]


def _rank(account: Account) -> tuple[bool, int]:
    return account.proof != "exact", -(account.followers or 0)


def _entity(site: Site, user: str) -> Conversation[AccountEntity]:
    """https://docs.joinmastodon.org/methods/accounts/#lookup"""
    answer = yield site.request("/api/v1/accounts/lookup", ("acct", user))
    check_gone(answer)
    return one(answer.json(), AccountEntity)


def _sampled(
    site: Site, account: Account, entity: AccountEntity, domain: str
) -> Conversation[Account]:
    """`account` with its newest own post, if its server shows one."""
    path = account_path(entity.id)
    own = (("limit", "5"), ("exclude_replies", "true"), ("exclude_reblogs", "true"))
    try:
        answer = yield site.request(path, *own)
        check_gone(answer)
        posts = posts_of(statuses(answer)[0], Home(site.origin, domain, account.key))
    except ConnectorError:
        return account
    sample = next((post for post in posts if not post.pinned), None)
    if sample is None:
        return replace(account, note="account_locked") if entity.locked else account
    return replace(account, sample=sample, last_post_at=sample.published_at)


def _unasked(site: Site, user: str, host: str) -> Account:
    """What can be said of an account whose server tells nothing without a token."""
    page = f"{site.origin}/@{user}"
    handle = f"{user}@{host}"
    return Account(NETWORK, page, handle, handle, page, netloc(site.origin), "", proof="exact")


def _check_open(site: Site) -> Conversation[None]:
    """Raises NeedsApproval where the server shows hashtags to nobody, or only to its own people.

    https://docs.joinmastodon.org/entities/Instance/#timelines_access
    """
    answer = yield site.request("/api/v2/instance")
    try:
        payload = answer.json() if answer.status == 200 else None
    except UnexpectedPayload:
        return
    feeds = _at(payload, "configuration", "timelines_access", "hashtag_feeds")
    values = {value for value in feeds.values() if isinstance(value, str)}
    allowed = {"public", "authenticated"} if site.signed else {"public"}
    if values and not values & allowed:
        raise NeedsApproval("mastodon_token", "hashtags are closed on this server")


def _at(payload: Any, *names: str) -> dict[str, Any]:
    for name in names:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload if isinstance(payload, dict) else {}


def _self_link(payload: Any) -> str | None:
    """The host of the account's own page in a WebFinger answer."""
    links = payload.get("links") if isinstance(payload, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self":
            return host_of(netloc(web_url(link.get("href"))))
    return None
