"""The X connector: what is asked, with which token, and what it may cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, Identified, each, in_turn
from connectors.checklist import Checklist
from connectors.credentials import Credentials
from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
)
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
    Request,
    Rereading,
    SearchPage,
    Tag,
    TargetId,
)
from connectors.x import leads, look, pack, prices, reread, search, tags, trends, usage
from connectors.x.api import AT_ONCE, Api
from connectors.x.checklist import CHECKLIST
from connectors.x.identify import accounts, hashtag, watched_search

SETTING = "X_BEARER_TOKEN"
_NOBODY_WRITES_THIS = '"veilleur 5f1c0e7a9b" -is:retweet'


class XConfig(BaseSettings):
    """`x_bearer_token`: an app's token, or several, comma-separated.

    `x_monthly_budget_usd`: what may be spent in a month (UTC); 0 asks nothing that costs.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    x_bearer_token: SecretStr | None = None
    x_api_url: str = "https://api.x.com"
    x_monthly_budget_usd: float = Field(default=10.0, ge=0, le=1_000_000)


class X(Connector):
    """Public posts with an app's token; each post that is read costs money."""

    network = leads.NETWORK
    display_name = "X"
    abilities = frozenset(
        {
            Ability.ACCOUNT,
            Ability.HASHTAG,
            Ability.QUERY,
            Ability.SEARCH_POSTS,
            Ability.TRENDS,
            Ability.REREAD,
        }
    )
    # User lookups and counts allow an app 300 requests in 15 minutes, the least of what looks ask:
    # https://docs.x.com/x-api/fundamentals/rate-limits
    pace = Pace(usual=timedelta(minutes=5), burst=30, per_second=0.3)
    Config: ClassVar[type[BaseSettings]] = XConfig
    checklist: ClassVar[Checklist] = CHECKLIST
    together: ClassVar[bool] = True
    at_once: ClassVar[int] = AT_ONCE
    keeps = timedelta(days=7)
    rereading: ClassVar[Rereading] = Rereading(
        first=timedelta(hours=24),
        again=timedelta(hours=24),
        batch=5000,
        sure=timedelta(0),
        together=True,
    )

    def __init__(self, config: XConfig | None = None) -> None:
        self._config = config or XConfig()
        parts = urlsplit(self._config.x_api_url.strip())
        self._api = Api(f"{parts.scheme}://{parts.netloc}".lower())
        self._credentials = Credentials(self._config.x_bearer_token)

    def parse_target(self, text: str) -> Lead | None:
        return leads.parse(text)

    def search_host(self) -> str:
        return self._api.origin.partition("://")[2]

    def lead_host(self, lead: Lead) -> str:
        return self.search_host()

    def origins(self) -> frozenset[str]:
        return frozenset({self._api.origin})

    def missing(self) -> tuple[str, ...]:
        return () if self._credentials else (SETTING,)

    def credential(self, host: str, key: str = "") -> str:
        return self._credentials.of(key) if host.lower() == self.search_host() else ""

    def auth(self, credential: str) -> httpx.Auth | None:
        return self._credentials.bearer(credential)

    def budget(self) -> int | None:
        return round(self._config.x_monthly_budget_usd * prices.DOLLAR)

    def cost(self, request: Request, answer: Answer) -> int:
        return prices.cost(request, answer)

    def monthly_cost(self, account: Account) -> int | None:
        """A busy hashtag is counted each hour instead of read."""
        posts = account.monthly_posts
        if posts is None:
            return None
        if account.kind is Kind.ACCOUNT:
            return round(posts * prices.POST)
        if posts > tags.BUSY * 30 and account.kind is Kind.HASHTAG:
            return 24 * 30 * prices.COUNTS
        return round(posts * (prices.POST + prices.USER))

    def search_cost(self) -> int | None:
        return search.PAGE * (prices.POST + prices.USER)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        if lead.kind is Kind.HASHTAG:
            return [(yield from hashtag(self._api, self.search_host(), lead.text))]
        if lead.kind is Kind.QUERY:
            return [(yield from watched_search(self._api, self.search_host(), lead.text))]
        return _answer(lead, (yield from accounts(self._api, self.search_host(), [lead.text])))

    def identify_all(self, leads: Sequence[Lead]) -> Conversation[Sequence[Identified]]:
        """Accounts in one request, hashtags and phrases one by one."""
        names = {one.text.lower(): one.text for one in leads if one.kind is Kind.ACCOUNT}
        found = yield from accounts(self._api, self.search_host(), list(names.values()))

        def one(lead: Lead) -> Conversation[Sequence[Account]]:
            if lead.kind is Kind.ACCOUNT:
                return _answer(lead, found)
            return (yield from self.identify(lead))

        return (yield from in_turn(leads, one))

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        accounts = [due for due in batch.dues if due.target.kind is Kind.ACCOUNT]
        others = [due for due in batch.dues if due.target.kind is not Kind.ACCOUNT]
        looks = dict((yield from look.accounts(self._api, accounts)))
        looks |= yield from each(Batch(tuple(others)), self._tag)
        return looks

    def _tag(self, due: Due) -> Conversation[Look]:
        return (yield from tags.tag(self._api, due))

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        return pack.pack(due, soon)

    def search(self, query: Query) -> Conversation[SearchPage]:
        return (yield from search.search(self._api, query))

    def trends(self, place: str | None) -> Conversation[Sequence[Tag]]:
        return (yield from trends.trends(self._api, place))

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        return (yield from reread.reread(self._api, posts))

    def probe(self) -> Conversation[None]:
        """A search that finds nothing: it needs all that a look needs, and costs nothing."""
        yield from self._api.search(_NOBODY_WRITES_THIS, most=10, authors="told")

    def usage(self) -> Conversation[int]:
        return (yield from usage.usage(self._api))

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """https://docs.x.com/x-api/fundamentals/response-codes-and-errors"""
        if not answer.url.startswith(f"{self._api.origin}/"):
            return None
        if answer.status == 401:
            return CredentialRejected(SETTING)
        said = answer.body[:2000].lower()
        if answer.status == 429 and (b"usage-capped" in said or b"usagecap" in said):
            return NeedsApproval("x_cap")
        if answer.status == 402 or (answer.status == 403 and b"client-not-enrolled" in said):
            return NeedsApproval("x_credits")
        return None


def _answer(lead: Lead, found: Mapping[str, Account | ConnectorError]) -> Sequence[Account]:
    answer = found.get(lead.text.lower())
    if isinstance(answer, ConnectorError):
        raise answer
    return [answer] if answer else []
