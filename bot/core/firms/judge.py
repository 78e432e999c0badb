"""What speaks for an account being a firm's own, and what against it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import urlsplit

from bot.core.firms.names import named_so, plain, same_name, similarity
from connectors.types import Account, Kind
from connectors.website.domains import domain_of, same_owner
from connectors.website.types import Place, Site, SiteLink

SILENT = timedelta(days=365)


class Proof(StrEnum):
    """Best first. `NONE`: it was only found; its link, if any, is a mention or a credit.

    `BOTH_WAYS`: the site and the profile link to each other, or the network has checked that they
    do. `DOMAIN`: only who holds the site's domain can hold this account. `SITE`: the site names it
    as its own. `PROFILE`: it links to the site, which anybody's profile may. `NAME`: no more than
    the name.
    """

    BOTH_WAYS = "both_ways"
    DOMAIN = "domain"
    SITE = "site"
    PROFILE = "profile"
    NAME = "name"
    NONE = "none"


class Doubt(StrEnum):
    """`DORMANT`: no publication for a year. `BUYER`: linked by the site to which this one leads.

    `AGENCY`: of who made or equips the site. `SHARED_NAME`: another one on the same network is
    called so and has as good a proof.
    """

    DORMANT = "dormant"
    BUYER = "buyer"
    AGENCY = "agency"
    SHARED_NAME = "shared_name"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`link`: where the site links to it, None where it doesn't."""

    account: Account
    proof: Proof
    doubts: tuple[Doubt, ...] = ()
    link: SiteLink | None = None

    @property
    def likely(self) -> bool:
        """Only decides which are offered first: nothing is ever added by itself."""
        return self.proof in _LIKELY and not self.doubts

    @property
    def silent_since(self) -> datetime | None:
        """Its last publication, where that is more than a year ago."""
        return self.account.last_post_at if Doubt.DORMANT in self.doubts else None


Found: TypeAlias = tuple[Account, SiteLink | None]

_LIKELY = frozenset({Proof.BOTH_WAYS, Proof.DOMAIN, Proof.SITE})
_RANK = {proof: rank for rank, proof in enumerate(Proof)}
_PLACES = {place: rank for rank, place in enumerate(Place)}
# Networks whose handle, or feed's host, is a domain that the account's owner controls.
_BY_DOMAIN = frozenset({"bluesky", "feed"})
# A bio often names its site without https://. An e-mail address is no link.
_WORDS = re.compile(r"(?<![\w@./-])[\w./:-]+(?![\w@])")
_HOME_PATH = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.IGNORECASE)


def judge(
    site: Site | None, name: str, found: Sequence[Found], now: datetime
) -> tuple[Candidate, ...]:
    """Every account once, best first, whatever the order of `found`.

    `name`: the firm's, as a person or its site gives it. `found`: each account with the site's link
    that led to it. A parked domain proves nothing, and the links of a site that moved are not the
    firm's: its own domain still counts.
    """
    firm = _Firm(None if site is None or site.parked else site, name or (site.name if site else ""))
    proved = {
        key: Candidate(account, firm.proof(account, link), firm.doubts(account, link, now), link)
        for key, (account, link) in _merged(found).items()
    }
    judged = (_with_namesakes(one, proved) for one in proved.values())
    return tuple(sorted(judged, key=firm.order))


@dataclass(frozen=True, slots=True)
class _Firm:
    site: Site | None
    name: str

    def proof(self, account: Account, link: SiteLink | None) -> Proof:
        place = link.place if link is not None and self._is_own(link) else None
        backs = self._links_back(account)
        if self._is_checked(account) or (place and (backs or account.proof == "verified")):
            return Proof.BOTH_WAYS
        if self._holds_domain(account):
            return Proof.DOMAIN
        if place is not None and place is not Place.BODY:
            return Proof.SITE
        if backs:
            return Proof.PROFILE
        return Proof.NAME if self._is_called_so(account) else Proof.NONE

    def doubts(self, account: Account, link: SiteLink | None, now: datetime) -> tuple[Doubt, ...]:
        last = account.last_post_at
        holds = {
            Doubt.DORMANT: last is not None and now - last > SILENT,
            Doubt.BUYER: link is not None and self.site is not None and bool(self.site.moved_to),
            Doubt.AGENCY: link is not None and link.place is Place.CREDIT,
        }
        return tuple(doubt for doubt, held in holds.items() if held)

    def order(self, one: Candidate) -> tuple[int, int, float, int, str, str]:
        account = one.account
        return (
            _RANK[one.proof],
            len(one.doubts),
            -similarity(account.name, self.name),
            -(account.followers or 0),
            account.network,
            account.key,
        )

    def _address(self) -> str:
        """Where the firm is: a site that moved is somebody else's."""
        if self.site is None:
            return ""
        return self.site.host if self.site.moved_to else self.site.url

    def _is_own(self, link: SiteLink) -> bool:
        moved = self.site is None or self.site.moved_to is not None
        return not moved and link.place is not Place.CREDIT

    def _links_back(self, account: Account) -> bool:
        if (profile := account.profile) is None:
            return False
        written = (word.strip(".:!") for word in _WORDS.findall(profile.bio or ""))
        links = (*(profile.links or ()), *(word for word in written if "." in word))
        return any(same_owner(link, self._address()) for link in links)

    def _is_checked(self, account: Account) -> bool:
        """By the network, and with the home page: a page deep within may be an employee's."""
        checked = account.profile.verified if account.profile else ()
        return any(same_owner(link, self._address()) and _is_home(link) for link in checked)

    def _holds_domain(self, account: Account) -> bool:
        if self.site is not None and self.site.did and self.site.did == account.key:
            return True
        own = domain_of(self._address())
        return bool(own) and account.network in _BY_DOMAIN and domain_of(account.handle) == own

    def _is_called_so(self, account: Account) -> bool:
        return same_name(account.name, self.name) or named_so(account.handle, self.name)


def _is_home(link: str) -> bool:
    return _HOME_PATH.fullmatch(urlsplit(link).path) is not None


def _merged(found: Sequence[Found]) -> Mapping[tuple[str, str, str], Found]:
    """One account found twice: the site's best link, and the account that tells the most."""
    best: dict[tuple[str, str, str], Found] = {}
    for account, link in found:
        key = (account.network, account.kind, account.key)
        before, its_link = best.get(key, (account, link))
        fuller = account if before.profile is None and account.profile else before
        best[key] = (fuller, min((its_link, link), key=_place_rank))
    return best


def _place_rank(link: SiteLink | None) -> int:
    return len(_PLACES) if link is None else _PLACES[link.place]


def _with_namesakes(
    one: Candidate, all_of_them: Mapping[tuple[str, str, str], Candidate]
) -> Candidate:
    others = (other for other in all_of_them.values() if other is not one)
    if one.account.kind is not Kind.ACCOUNT or not any(_are_namesakes(one, two) for two in others):
        return one
    return Candidate(one.account, one.proof, (*one.doubts, Doubt.SHARED_NAME), one.link)


def _are_namesakes(one: Candidate, two: Candidate) -> bool:
    same = one.proof is two.proof and one.account.network == two.account.network
    return same and _called(one) == _called(two)


def _called(one: Candidate) -> str:
    return plain(one.account.name or one.account.handle)
