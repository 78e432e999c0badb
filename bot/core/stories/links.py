"""Addresses as announcements share them: one page, however it was linked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from bot.core.words.lexicon import words_of

# They hide the page: two of them may lead to one.
SHORTENERS = words_of(
    """
    t.co bit.ly lnkd.in buff.ly ow.ly tinyurl.com goo.gl is.gd dlvr.it trib.al fb.me youtu.be wp.me
    cutt.ly rebrand.ly urlr.me hubs.ly hubs.la eepurl.com t.ly shorturl.at
    """
)
# One page for all that an account tells.
_BUSINESS_CARDS = words_of(
    "linktr.ee linkin.bio lnk.bio beacons.ai campsite.bio taplink.cc bio.link msha.ke linkbio.co"
)
_TRACKING = words_of(
    """
    fbclid gclid msclkid mc_cid mc_eid igshid igsh s ref ref_src source src trk originalsubdomain
    feature hsctatracking _hsenc _hsmi share xtor at_medium at_campaign
    """
)
_PREFIXES = ("utm_", "pk_", "mtm_", "at_")
_LENGTH = 2000
_ARTICLE = re.compile(r"\w[-_]\w|\d")


def pages(links: Iterable[str]) -> frozenset[str]:
    """The pages that links lead to, without what only tells where a reader came from.

    Home pages and lists of all links are left out: every announcement may have them.
    """
    return frozenset(page for page in map(page_of, links) if page)


def page_of(link: str) -> str:
    """ "" for a home page, a list of links or what is no web address."""
    try:
        parts = urlsplit(link[:_LENGTH])
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/")
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if _tells(pair[0])))
    if not host or host in _BUSINESS_CARDS or not (path or query):
        return ""
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def is_short(page: str) -> bool:
    """Does it hide where it leads?"""
    return page.partition("/")[0] in SHORTENERS


def is_article(page: str) -> bool:
    """Is it named after what it says? Pages of one word are lists: careers, courses, prices."""
    name = page.partition("?")[0].rpartition("/")[2]
    return not is_short(page) and bool(_ARTICLE.search(name))


def _tells(name: str) -> bool:
    return name.lower() not in _TRACKING and not name.lower().startswith(_PREFIXES)
