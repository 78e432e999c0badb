"""Reading a firm's web site: its home page and, from its links, at most two more.

It is asked as any web address is: in the lane of connectors.feed at the site's host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from connectors.errors import ConnectorError, TargetGone, Transient, UnexpectedPayload
from connectors.guard import checked_url
from connectors.parsing.parked import is_parking_host
from connectors.parsing.site import ParsedSite, parse_site
from connectors.text import unique, web_url
from connectors.types import Answer, Conversation, Request
from connectors.website.domains import domain_of, host_of, same_owner
from connectors.website.links import Page, gathered
from connectors.website.naming import name_of
from connectors.website.types import Place, Site

REQUESTS = 5  # for one site, whatever it answers
FEEDS = 10

_DID = re.compile(rb"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,250}")
_GONE = {404: "not_found", 410: "gone"}
_NO_DID = frozenset({200, 400, 401, 403, 404, 405, 406, 410})


@dataclass(slots=True)
class _Budget:
    """How many more requests the site is worth. A host that didn't answer is asked no more."""

    left: int = REQUESTS

    def ask(self, request: Request) -> Conversation[Answer]:
        self.left -= 1
        return (yield request)

    def maybe(self, request: Request) -> Conversation[Answer | None]:
        """None where there is no answer, or nothing left to ask for."""
        if self.left <= 0:
            return None
        try:
            return (yield from self.ask(request))
        except ConnectorError as error:
            self.left = 0 if error.lane_wide else self.left
            return None


def read(address: str) -> Conversation[Site]:
    """What the site at a domain or link says of the firm behind it.

    Raises Refused for what is no web address, TargetGone where there is no page,
    UnexpectedPayload for what is no readable web page, and what stops any request.
    """
    typed = checked_url(address if "://" in address else f"https://{address}")
    budget = _Budget()
    home = yield from _home(budget, str(typed), as_typed="://" in address)
    host = typed.netloc.decode("ascii")
    moved = not same_owner(str(typed), home.url)
    site = _described(home, host, moved)
    if site.parked or moved:
        return site
    more = yield from _more(budget, home)
    did = yield from _did(budget, home.url)
    return replace(site, links=gathered((home, *more), host), did=did)


def _home(budget: _Budget, url: str, *, as_typed: bool) -> Conversation[Page]:
    """`as_typed`: with its scheme, so that no other one is tried."""
    try:
        answer = yield from budget.ask(_request(url))
    except Transient as error:
        if as_typed or not error.lane_wide:
            raise
        answer = yield from budget.ask(_request(url.replace("https://", "http://", 1)))
    if answer.status in _GONE:
        raise TargetGone(_GONE[answer.status], f"HTTP {answer.status}")
    page = _page(answer)
    if page is None:
        raise UnexpectedPayload("the answer is no web page")
    following = _absolute(page, page.parsed.refresh)
    if following and following != page.url:
        page = _page((yield from budget.maybe(_request(following)))) or page
    return page


def _request(url: str) -> Request:
    return Request(
        url,
        headers={"Accept": "text/html,application/xhtml+xml;q=0.9"},
        accept=frozenset({200, *_GONE}),
        parse=parse_site,
    )


def _page(answer: Answer | None, place: Place = Place.BODY) -> Page | None:
    """`place`: where the links of its own text stand."""
    if answer is None or not isinstance(answer.parsed, ParsedSite):
        return None
    kind = answer.headers.get("content-type", "text/html").lower()
    return Page(answer.url, answer.parsed, place) if "html" in kind else None


def _described(home: Page, host: str, moved: bool) -> Site:
    parsed, new = home.parsed, host_of(home.url)
    sold = moved and is_parking_host(new) and _label(new) != _label(host)
    parked = parsed.parked or sold
    site = Site(
        url=home.url,
        host=host,
        moved_to=checked_url(home.url).netloc.decode("ascii") if moved else None,
        parked=parked,
        title=parsed.title,
    )
    if parked:
        return site
    feeds = (_absolute(home, link) for link in parsed.feeds)
    return replace(
        site,
        name=name_of(parsed.name, parsed.title, new),
        links=gathered((home,), host),
        feeds=unique(filter(None, feeds), FEEDS),
        language=parsed.language or None,
        description=parsed.description,
        types=parsed.types,
    )


def _label(host: str) -> str:
    return domain_of(host).partition(".")[0]


def _more(budget: _Budget, home: Page) -> Conversation[Sequence[Page]]:
    """The page to contact the firm, and the one about it."""
    pages: list[Page] = []
    for links, place in ((home.parsed.contact, Place.CONTACT), (home.parsed.about, Place.BODY)):
        read_already = {home.url, *(page.url for page in pages)}
        urls = (url for url in _own(home, links) if url not in read_already)
        if (url := next(urls, None)) is None:
            continue
        page = _page((yield from budget.maybe(_request(url))), place)
        if page is not None and same_owner(page.url, home.url):
            pages.append(page)
    return pages


def _own(home: Page, links: Sequence[str]) -> Iterator[str]:
    """Those at the very host of the home page, without their fragment."""
    here = _bare(home.url)
    for link in links:
        url = _absolute(home, link).partition("#")[0]
        if url and _bare(url) == here:
            yield url


def _bare(url: str) -> str:
    return checked_url(url).netloc.decode("ascii").removeprefix("www.")


def _did(budget: _Budget, home: str) -> Conversation[str | None]:
    """https://atproto.com/specs/handle: the host itself says whose account it is."""
    url = checked_url(home)
    origin = f"{url.scheme}://{_bare(home)}"
    answer = yield from budget.maybe(Request(f"{origin}/.well-known/atproto-did", accept=_NO_DID))
    if answer is None or answer.status != 200 or not same_owner(answer.url, home):
        return None
    told = answer.body.strip()
    return told.decode("ascii") if _DID.fullmatch(told) else None


def _absolute(page: Page, link: str) -> str:
    """ "" for what can't be asked or shown."""
    if not link:
        return ""
    try:
        url = web_url(urljoin(urljoin(page.url, page.parsed.base), link))
        return str(checked_url(url)) if url else ""
    except (ValueError, ConnectorError):
        return ""
