"""The links of a site's pages to profiles, each once, at the best place where it stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.parsing.site import ParsedLink, ParsedSite
from connectors.website.domains import domain_of, host_of
from connectors.website.profiles import Link, any_link
from connectors.website.types import Place, SiteLink

LINKS = 60

_BEST = {place: rank for rank, place in enumerate(Place)}
# Makers of sites, themes and widgets: their products come with links to their own profiles.
_VENDOR_NAMES = """
    1and1 addthis astra automattic axeptio brevo calendly cloudflare colorlib cookiebot crisp_im
    didomi drupal elegantthemes elementor elfsight elfsightapp emonsite envato facebook
    facebookapp gandi generatepress ghost godaddy google googlefr hostinger hubspot instagram
    intercom ionos jimdo joomla juicerio linkedin linkeo mailchimp meta mythemeshop oceanwp odoo
    onetrust ovh ovhcloud pagesjaunes prestashop sendinblue sharethis shopify shopifyfrance
    sitew smashballoon solocal squarespace squarespacehelp studiopress tawktotawk themeforest
    themegrill themeisle tiktok trustpilot tumblr twitter typo3 webflow webnode weebly wix
    wixcom wixfrance wixfr wordpress wordpressdotcom wpastra wpengine wpexplorer x youtube
"""
_VENDORS = frozenset(_VENDOR_NAMES.split())


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read at `url`. `place`: where the links of its own text stand."""

    url: str
    parsed: ParsedSite
    place: Place


@dataclass(slots=True)
class _Seen:
    url: str
    place: Place
    text: str
    times: int = 0
    pages: set[str] = field(default_factory=set)


def gathered(pages: Sequence[Page], host: str) -> tuple[SiteLink, ...]:
    """`host`: the site's, whose own pages are no profiles."""
    own = {_bare(host), *(_bare(page.url) for page in pages)}
    seen: dict[str, _Seen] = {}
    for page in pages:
        for link in page.parsed.links:
            found = any_link(link.url)
            if found is not None and _bare(found.url) not in own:
                _note(seen, page, link, found, _place(page, link, found, host))
    links = [SiteLink(one.url, _settled(one), one.text, one.times) for one in seen.values()]
    return tuple(sorted(links, key=lambda link: _BEST[link.place])[:LINKS])


def _note(seen: dict[str, _Seen], page: Page, link: ParsedLink, found: Link, place: Place) -> None:
    one = seen.setdefault(found.key, _Seen(found.url, place, link.text))
    one.times += 1
    one.pages.add(page.url)
    one.text = one.text or link.text
    one.place = min(one.place, place, key=_BEST.__getitem__)


def _place(page: Page, link: ParsedLink, found: Link, host: str) -> Place:
    """A vendor's own profile is a credit, but on the vendor's own site."""
    label = domain_of(host).partition(".")[0]
    if found.name in _VENDORS and not found.name.startswith(label):
        return Place.CREDIT
    return page.place if link.place is Place.BODY else link.place


def _settled(one: _Seen) -> Place:
    """What stands in the text of several pages belongs to their frame, however it is marked up."""
    return Place.FOOTER if one.place is Place.BODY and len(one.pages) > 1 else one.place


def _bare(address: str) -> str:
    return host_of(address).removeprefix("www.")
