"""Pages of domains that nobody uses: for sale, parked, or still without a site. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

MOST_TEXT = 2_000  # characters: a page that says more is somebody's

_DOMAINS_FOR_SALE = """
    sedo.com sedoparking.com dan.com undeveloped.com afternic.com bodis.com parkingcrew.net
    parklogic.com above.com hugedomains.com domainmarket.com buydomains.com uniregistry.com
    squadhelp.com atom.com brandbucket.com domainnamesales.com skenzo.com voodoo.com
    cashparking.com smartname.com nameshift.com perfectdomain.com
"""
PARKING = frozenset(_DOMAINS_FOR_SALE.split())
# Only where an unused domain sends its visitors: their own sites are firms' like any other.
_REGISTRARS = frozenset({"godaddy.com", "namecheap.com", "ovh.com", "gandi.net", "ionos.com"})
_SCRIPT = re.compile(r"parking-lander|/frmpark/|park\.js\b", re.IGNORECASE)
_DOMAIN = r"(?:domain(?:\s+name)?|(?:nom\s+de\s+)?domaine)"
_SAYS = re.compile(
    rf"{_DOMAIN}\s+(?:\S+\s+)?(?:is|may\s+be|could\s+be)\s+(?:for\s+sale|parked|available|reserved)"
    rf"|(?:buy|purchase|acquire|own)\s+this\s+{_DOMAIN}|{_DOMAIN}\s+(?:name\s+)?for\s+sale"
    rf"|this\s+{_DOMAIN}\s+(?:is|has\s+been|was)\s+(?:recently\s+|just\s+)?(?:registered|expired)"
    rf"|{_DOMAIN}\s+(?:\S+\s+)?(?:est\s+)?(?:à|a)\s+vendre|acheter\s+ce\s+{_DOMAIN}"
    rf"|{_DOMAIN}\s+(?:est|a)\s+(?:\S+\s+)?(?:été\s+)?(?:réservé|enregistré|parqué|expiré|créé)"
    r"|parked\s+(?:free|domain)|domain\s+parking|domain\s+(?:zu\s+verkaufen|steht\s+zum)"
    r"|future\s+home\s+of\s+something|welcome\s+to\s+nginx|default\s+(?:web\s?(?:site|page)|page)"
    r"|^\s*(?:it\s+works!|index\s+of\s+/)",
    re.IGNORECASE,
)


def says_parked(title: str, text: str, sources: Iterable[str]) -> bool:
    """`text`: what a reader sees. `sources`: addresses of the page's scripts and frames."""
    if any(_of_parking(source) for source in sources):
        return True
    shown = f"{title}\n{text}"
    return len(shown) <= MOST_TEXT and bool(_SAYS.search(title) or _SAYS.search(text))


def is_parking_host(host: str) -> bool:
    """Does a domain that leads there belong to nobody who uses it?"""
    return _within(host, PARKING | _REGISTRARS)


def _of_parking(source: str) -> bool:
    try:
        host = urlsplit(source).hostname or ""
    except ValueError:
        return False
    return _within(host, PARKING) or _SCRIPT.search(source[:500]) is not None


def _within(host: str, domains: frozenset[str]) -> bool:
    labels = host.lower().split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))
