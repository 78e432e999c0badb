"""The Mastodon connector: which server is asked, and with what right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector
from connectors.credentials import Credentials
from connectors.errors import ConnectorError, CredentialRejected, NeedsApproval
from connectors.mastodon import leads, look, reread, search
from connectors.mastodon.checklist import CHECKLIST
from connectors.mastodon.identify import Identify, search_accounts
from connectors.mastodon.pages import Site
from connectors.mastodon.posts import NETWORK, netloc, origin_of
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

BATCH = 40


class MastodonConfig(BaseSettings):
    """`mastodon_url`: where bare names, hashtags and searches are asked.

    `mastodon_token`: for that server alone; several are separated by commas.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    mastodon_url: str = "https://mastodon.social"
    mastodon_token: SecretStr | None = None


class Mastodon(Connector):
    """Accounts are asked at their own server, all else at the operator's chosen one."""

    network = NETWORK
    display_name = "Mastodon"
    abilities = frozenset(
        {
            Ability.ACCOUNT,
            Ability.HASHTAG,
            Ability.SEARCH_POSTS,
            Ability.SEARCH_ACCOUNTS,
            Ability.SEARCH_HASHTAGS,
            Ability.TRENDS,
            Ability.REREAD,
        }
    )
    # 300 requests in 5 minutes for one address: https://docs.joinmastodon.org/api/rate-limits/
    pace = Pace(usual=timedelta(minutes=5), burst=120, per_second=0.5)
    Config: ClassVar[type[BaseSettings]] = MastodonConfig
    checklist = CHECKLIST
    together = True

    def __init__(self, config: MastodonConfig | None = None) -> None:
        self._config = config or MastodonConfig()
        self._origin = origin_of(self._config.mastodon_url)
        self._tokens = Credentials(self._config.mastodon_token)

    def parse_target(self, text: str) -> Lead | None:
        return leads.parse(text)

    def search_host(self) -> str:
        return netloc(self._origin)

    def origins(self) -> frozenset[str]:
        return frozenset({self._origin})

    def credential(self, host: str, key: str = "") -> str:
        return self._tokens.of(key) if host.lower() == self.search_host() else ""

    def auth(self, credential: str) -> httpx.Auth | None:
        return self._tokens.bearer(credential)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        identify = Identify(self._sites, self._central())
        if lead.kind is Kind.HASHTAG:
            return (yield from identify.hashtag(lead.text, lead.host))
        user, at, host = lead.text.rpartition("@")
        if at:
            return (yield from identify.at_home(user, lead.host or host))
        return (yield from identify.by_name(lead.text))

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        """Up to 40 accounts of one server share one question of what changed.

        Hashtags and what is read by RSS have no part in it, so each goes alone.
        """
        servers: dict[str, list[Due]] = {}
        for one in due:
            if look.is_counted(one):
                servers.setdefault(self._site_of(one).origin, []).append(one)
            else:
                yield Batch((one,))
        for together in servers.values():
            for start in range(0, len(together), BATCH):
                yield Batch(tuple(together[start : start + BATCH]))

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        looks: dict[TargetId, Look] = {}
        for part in self.pack(batch.dues, ()):
            looks |= yield from look.look(self._site_of(part.dues[0]), part)
        return looks

    def probe(self) -> Conversation[None]:
        """What bare names are asked, with the token where there is one."""
        yield from search_accounts(self._central(), "news")

    def search(self, query: Query) -> Conversation[SearchPage]:
        return (yield from search.search(self._central(), query))

    def trends(self, place: str | None) -> Conversation[Sequence[Tag]]:
        return (yield from search.trends(self._central(), place))

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        return (yield from reread.reread(self._sites, posts))

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """401: a token that is no longer good, or a server that is closed to guests.

        GoToSocial answers every guest so.
        """
        if answer.status != 401:
            return None
        ours = bool(self._tokens) and answer.url.startswith(f"{self._origin}/")
        if ours and b"access token" in answer.body[:2000].lower():
            return CredentialRejected("MASTODON_TOKEN")
        return NeedsApproval("mastodon_token")

    def _central(self) -> Site:
        return Site(self._origin, signed=bool(self._tokens))

    def _sites(self, host: str) -> Sequence[Site]:
        """Ways to reach a host. Plain http only for an explicit port, and after https failed."""
        if host == self.search_host():
            return (self._central(),)
        https = Site(f"https://{host}")
        _, colon, port = host.rpartition(":")
        explicit = bool(colon) and port.isdigit() and port != "443"
        return (https, Site(f"http://{host}")) if explicit else (https,)

    def _site_of(self, due: Due) -> Site:
        """The address that answered when the target was found is the one in its page's URL."""
        sites = self._sites(due.target.host)
        return next(
            (site for site in sites if due.target.url.startswith(f"{site.origin}/")), sites[0]
        )
