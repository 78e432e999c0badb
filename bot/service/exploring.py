"""From a firm's web site, or its name, to accounts that may be its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.firms import Candidate, Proof, judge
from bot.service.connectors import Networks
from bot.service.finding import PATIENCE, gather
from connectors.base import Connector
from connectors.elsewhere import Elsewhere, recognise
from connectors.errors import ConnectorError, Transient
from connectors.query import All, Expr, Word
from connectors.types import Ability, Account, Kind, Lead, Query
from connectors.website.domains import domain_of
from connectors.website.reading import read
from connectors.website.types import Place, Site, SiteLink

FEED, BY_DOMAIN = "feed", "bluesky"
FEEDS = 2  # of a site's own
ASKED = 20  # of the profiles that it links to
NAME_WORDS = 6
NAMESAKES = 10  # that a network is asked for
# What a name or link on these leads to is no account of a firm.
_NO_ACCOUNTS = frozenset({FEED, "news", "bridge"})

Ask = Callable[[], Awaitable[Sequence[Account]]]


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found so far. `site` None: only the name was looked for.

    `shut`: pages that the site names on networks that can't be read here. `failed`: networks with
    their error; `late`: networks that have not answered yet.
    """

    site: Site | None
    candidates: tuple[Candidate, ...]
    shut: tuple[Elsewhere, ...] = ()
    failed: Mapping[str, ConnectorError] = field(default_factory=dict)
    late: tuple[str, ...] = ()


async def read_site(networks: Networks, address: str, person: str) -> Site:
    """Raises ConnectorError."""
    connector = networks.get(FEED)
    lead = connector.parse_target(address)
    lane = networks.lane(connector, connector.lead_host(lead) if lead else address)
    try:
        async with asyncio.timeout(PATIENCE):
            return await networks.ask(connector, lane, read(address), person=person)
    except TimeoutError:
        raise Transient("the site did not answer in time", lane_wide=True) from None


async def explore(
    networks: Networks,
    site: Site | None,
    name: str,
    now: datetime,
    person: str,
    known: Sequence[Account] | None = None,
) -> AsyncGenerator[Explored, None]:
    """Candidates within the budget, and once more if late networks answered.

    `name`: the firm's; "": nobody is looked for by name. `known`: who was found by it already;
    None: the networks are asked.
    """
    called = name if known is None else ""
    asked = {str(number): one for number, one in enumerate(_questions(networks, site, called))}
    asks = {key: _asking(networks, one, person) for key, one in asked.items()}
    async for so_far in gather(asks):
        found = [
            (account, asked[key].link)
            for key, accounts in so_far.answers.items()
            for account in accounts
            if account.readable
        ]
        found += [(account, None) for account in known or () if account.readable]
        judged = judge(site, name, found, now)
        yield Explored(
            site,
            tuple(one for one in judged if one.proof is not Proof.NONE or one.link),
            tuple(_shut(networks, site)),
            {asked[key].network: error for key, error in so_far.failed.items()},
            tuple(dict.fromkeys(asked[key].network for key in so_far.late)),
        )


@dataclass(frozen=True, slots=True)
class _Question:
    """What one network is asked: who a lead is, or who has a name."""

    network: str
    of: Lead | Query
    link: SiteLink | None = None


def _questions(networks: Networks, site: Site | None, name: str) -> Iterator[_Question]:
    links = dict(_linked(networks, site))
    own = {} if site is None else dict(_own(networks, site))
    for lead, link in {**own, **links}.items():
        yield _Question(lead.network, lead, link)
    linked = {lead.network for lead in links}
    called = _called(name)
    for connector in networks:
        if called and connector.network not in linked and _is_searched(connector):
            yield _Question(connector.network, Query(called, limit=NAMESAKES))


def _asking(networks: Networks, one: _Question, person: str) -> Ask:
    connector, of = networks.get(one.network), one.of

    async def ask() -> Sequence[Account]:
        if isinstance(of, Lead):
            lane = networks.lane(connector, connector.lead_host(of))
            return await networks.ask(connector, lane, connector.identify(of), person=person)
        lane = networks.lane(connector, connector.search_host())
        page = await networks.ask(connector, lane, connector.search(of), person=person)
        return page.accounts

    return ask


def _linked(networks: Networks, site: Site | None) -> Iterator[tuple[Lead, SiteLink]]:
    """What the connectors make of the site's links; a network that costs isn't asked unnamed."""
    for link in site.links[:ASKED] if site else ():
        for connector in networks:
            lead = None
            if connector.network not in _NO_ACCOUNTS:
                lead = connector.parse_target(link.url)
            if lead and lead.kind is Kind.ACCOUNT and not connector.by_name_only(Ability.ACCOUNT):
                yield lead, link
                break


def _own(networks: Networks, site: Site) -> Iterator[tuple[Lead, SiteLink | None]]:
    """The site's feeds, or what its usual places hold, and the account that its domain is."""
    if site.moved_to is None and not site.parked and FEED in networks:
        own = [url for url in site.feeds if "comment" not in url.lower()][:FEEDS]
        for url in own or [site.url]:
            if (lead := networks.get(FEED).parse_target(url)) is not None:
                yield lead, SiteLink(url, Place.HEADER)
    if BY_DOMAIN not in networks:
        return
    host = site.host.removeprefix("www.")
    for name in (site.did, None if ":" in host else f"@{host}"):
        lead = networks.get(BY_DOMAIN).parse_target(name) if name else None
        if lead is not None and lead.exact:
            yield lead, None


def _called(name: str) -> Expr | None:
    words = tuple(Word(word) for word in re.findall(r"\w+", name)[:NAME_WORDS])
    return All(words) if len(words) > 1 else next(iter(words), None)


def _is_searched(connector: Connector) -> bool:
    """Where looking for a name costs nothing."""
    free = connector.budget() is None and not connector.by_name_only(Ability.SEARCH_POSTS)
    return free and Ability.SEARCH_ACCOUNTS in connector.abilities


def _shut(networks: Networks, site: Site | None) -> Iterator[Elsewhere]:
    """Pages on networks that are off, closed, or asked only when a person names them."""
    seen: set[str] = set()
    for link in site.links if site else ():
        known = recognise(link.url)
        if known is None or link.place is Place.CREDIT or known.network in seen:
            continue
        on = known.network in networks
        if not on or networks.get(known.network).by_name_only(Ability.ACCOUNT):
            seen.add(known.network)
            yield known


def name_of_host(host: str) -> str:
    """What a firm may be called, from its site's name alone: "cabinet durand"."""
    label = domain_of(host).partition(".")[0]
    return " ".join(label.replace("-", " ").split()) if any(map(str.isalpha, label)) else ""
