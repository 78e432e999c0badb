"""LinkedIn's own API: pages of organisations, and the posts of those that the token administers.

Another organisation's posts are not to be had: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#permissions
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist, Point, done, todo
from connectors.credentials import Credentials
from connectors.elsewhere import recognise
from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    RateLimited,
)
from connectors.frequency import with_posts
from connectors.linkedin.api import PAGE, URN, Api
from connectors.linkedin.posts import NETWORK, SITE, Element, Names, Organization, post_of
from connectors.profile import profile_of, websites
from connectors.text import one_line
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Coverage,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    TargetId,
)

SETTING = "LINKEDIN_ACCESS_TOKEN"
OLD_MONTHS = 10  # a version lives 12 at least
MOST_PAGES = 10

_POST_URN = re.compile(r"urn:li:[A-Za-z]{1,30}:[0-9]{1,30}")
_DOCS = "https://learn.microsoft.com/en-us/linkedin"


class LinkedInConfig(BaseSettings):
    """`linkedin_access_token`: of a member who administers the pages to be watched.

    `linkedin_version`: YYYYMM, which every request names.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    linkedin_access_token: SecretStr | None = None
    linkedin_api_url: str = "https://api.linkedin.com/rest"
    linkedin_version: str = Field(default="202607", pattern=r"^20\d{2}(0[1-9]|1[0-2])$")


def version_age_months(version: str, now: datetime) -> int:
    """Months since the version of that name (YYYYMM) came out.

    Each lives 12 months at least: https://learn.microsoft.com/en-us/linkedin/marketing/versioning
    """
    return (now.year - int(version[:4])) * 12 + now.month - int(version[4:6])


class LinkedIn(Connector):
    """A target is a page that the token's member administers; its key is the page's URN."""

    network = NETWORK
    display_name = "LinkedIn"
    abilities = frozenset({Ability.ACCOUNT, Ability.REREAD})
    # Limits count by day and endpoint and are shown only in the developer portal:
    # https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits
    pace = Pace(usual=timedelta(hours=1), burst=20, per_second=0.1)
    Config: ClassVar[type[BaseSettings]] = LinkedInConfig
    checklist: ClassVar[Checklist] = {
        Point.AUTH: done("A member's token in the header; a 401 is told to the operator."),
        Point.PACE: done(
            "Limits are shown only in the developer portal: one look an hour at each page.",
            f"{_DOCS}/shared/api-guide/concepts/rate-limits",
        ),
        Point.DELETED: done("Each told publication is asked for by its URN; a 404: gone."),
        Point.RENAMED: todo(
            "The page's URN is the key and stays, so nothing is lost; but no look asks for the "
            "page's name, which stays as it was when the page was found."
        ),
        Point.SUSPENDED: done("A page that the token no longer administers is told as impossible."),
        Point.RATE_LIMITED: done(
            "A 429 pauses the token until 00:00 UTC, when the day's counts start again.",
            f"{_DOCS}/shared/api-guide/concepts/rate-limits",
        ),
        Point.EMPTY_PAGE: done("An empty list where there were publications is held suspect."),
        Point.PAGING: done("Read by last change down to the latest change known, at most 500."),
        Point.EDITS: done("An edited publication comes up again, with the time of its change."),
        Point.LIMITS: done(
            "Only pages that the token administers are read: of any other, the name and the number "
            "of followers are shown, and its publications are not to be had.",
            f"{_DOCS}/marketing/community-management/shares/posts-api",
        ),
    }

    def __init__(self, config: LinkedInConfig | None = None) -> None:
        self._config = config or LinkedInConfig()
        base = self._config.linkedin_api_url.strip().rstrip("/")
        parts = urlsplit(base)
        self._origin, self._host = f"{parts.scheme}://{parts.netloc}".lower(), parts.netloc.lower()
        self._tokens = Credentials(self._config.linkedin_access_token)
        self._api = Api(base, self._config.linkedin_version)

    def warning(self, now: datetime) -> str | None:
        """The configured version will soon be refused."""
        months = version_age_months(self._config.linkedin_version, now)
        return "linkedin_ageing" if months >= OLD_MONTHS else None

    def missing(self) -> tuple[str, ...]:
        return () if self._tokens else (SETTING,)

    def parse_target(self, text: str) -> Lead | None:
        known = recognise(text)
        if known is None or known.network != NETWORK or not known.name:
            return None
        person = {"in", "pub"} & set(urlsplit(known.url).path.split("/")[1:3])
        name = known.name.lower()
        return Lead(NETWORK, Kind.ACCOUNT, f"in/{name}" if person else name, exact=True)

    def search_host(self) -> str:
        return self._host

    def origins(self) -> frozenset[str]:
        return frozenset({self._origin})

    def credential(self, host: str, key: str = "") -> str:
        return self._tokens.of(key) if host.lower() == self._host else ""

    def auth(self, credential: str) -> httpx.Auth | None:
        return self._tokens.bearer(credential)

    def probe(self) -> Conversation[None]:
        if (yield from self._api.rights(1)) is None:
            raise NeedsApproval("linkedin_rights", "HTTP 403")

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """A page that the token doesn't administer is not readable.

        Raises NotPossible for a person.
        """
        if lead.text.startswith("in/"):
            raise NotPossible("linkedin_people")
        found = yield from self._api.organization(lead.text)
        if found is None:
            return []
        account = yield from self._with_posts(_account(found, self._host))
        return [replace(account, followers=(yield from self._api.followers(account.ref)))]

    def _with_posts(self, account: Account) -> Conversation[Account]:
        if (yield from self._api.administers(account.ref)) is False:
            return replace(account, readable=False)
        try:
            elements, _, _ = yield from self._api.posts(account.ref)
        except NotPossible:
            return replace(account, readable=False)
        names = Names(account.handle, account.name)
        posts = [post_of(element, names) for element in elements if element.shown]
        return with_posts(account, posts, max(posts, key=_time, default=None))

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return (yield from each(batch, self._look))

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        """What the token may no longer read is left out."""
        found: dict[str, Post | None] = {}
        for post in (post for post in posts if _POST_URN.fullmatch(post.key)):
            status, element = yield from self._api.post(post.key)
            if status == 404 or (element and not element.shown):
                found[post.key] = None
            elif element:
                found[post.key] = post_of(element, Names(post.author_handle, post.author_name))
        return found

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling"""
        if answer.status == 401:
            return CredentialRejected(SETTING, "HTTP 401")
        if answer.status == 426 or (answer.status == 400 and b"VERSION" in answer.body[:2_000]):
            return NeedsApproval("linkedin_version", f"HTTP {answer.status}")
        if answer.status == 403:
            return NeedsApproval("linkedin_rights", "HTTP 403")
        until = _midnight(answer) if answer.status == 429 else None
        return RateLimited(until, "HTTP 429") if until else None

    def _look(self, due: Due) -> Conversation[Look]:
        """From the latest change down to the latest known. The first look is one page."""
        known, names = _marker(due.cursor), Names(due.target.handle, due.target.name)
        elements, coverage, broken = yield from self._changed(due.target.ref, known)
        if known and not elements:
            return Look((), None, Coverage.SUSPECT)
        latest = max((element.modified for element in elements), default=0)
        return Look(
            posts=tuple(post_of(element, names) for element in elements if element.shown),
            cursor=None if broken else str(max(known, latest)),
            coverage=coverage,
            error=broken,
        )

    def _changed(
        self, urn: str, known: int
    ) -> Conversation[tuple[Sequence[Element], Coverage, ConnectorError | None]]:
        """Raises what the first page raises; a later error leaves a gap for the next look."""
        found: dict[str, Element] = {}
        coverage = Coverage.COMPLETE
        for number in range(MOST_PAGES):
            try:
                page, size, complete = yield from self._api.posts(urn, number * PAGE)
            except ConnectorError as error:
                if number == 0:
                    raise
                return list(found.values()), Coverage.PARTIAL, error
            found.update((element.id, element) for element in page)
            coverage = coverage if complete else Coverage.PARTIAL
            reached = any(element.modified <= known for element in page)
            if not known or reached or size < PAGE:
                return list(found.values()), coverage, None
        return list(found.values()), Coverage.PARTIAL, None


def _account(found: Organization, host: str) -> Account:
    """Pages without a name in their address are reached by their number."""
    number = str(found.id)
    handle = one_line(found.vanity_name, 100) or number
    return Account(
        network=NETWORK,
        key=f"{URN}{number}",
        handle=handle,
        name=one_line(found.localized_name) or handle,
        url=f"{SITE}/company/{handle}/",
        host=host,
        ref=f"{URN}{number}",
        proof="exact",
        profile=profile_of(
            found.localized_name or None,
            found.localized_description,
            websites(found.localized_website) or None,
        ),
    )


def _time(post: Post) -> datetime:
    return post.published_at or datetime.min.replace(tzinfo=UTC)


def _marker(cursor: str | None) -> int:
    """A cursor that can't be read is none: the next look is a baseline."""
    known = cursor or ""
    return int(known) if known.isascii() and known.isdigit() and len(known) < 16 else 0


def _midnight(answer: Answer) -> datetime | None:
    """The next 00:00 UTC by the server's own clock, where it tells the time.

    https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits
    """
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    today = told.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)
