"""Names and links of networks that can't be read here, so that people get a useful answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An account or page of a network that isn't readable here. `name`: without @, maybe ""."""

    network: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class _Site:
    """`domains`: with all their subdomains. `folders`: path parts that come before the name.

    `page`: the address of a name. `fixed`: first path parts that name nobody.
    """

    domains: tuple[str, ...]
    prefixes: tuple[str, ...]
    page: str
    folders: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()


_SITES: dict[str, _Site] = {
    "linkedin": _Site(
        ("linkedin.com", "lnkd.in"),
        ("linkedin", "li"),
        "https://www.linkedin.com/company/{}/",
        frozenset({"company", "in", "school", "showcase", "pub", "company-beta", "mwlite"}),
        frozenset(
            {"feed", "posts", "pulse", "jobs", "groups", "learning", "search", "newsletters"}
        ),
    ),
    "x": _Site(
        ("x.com", "twitter.com", "t.co"),
        ("x", "twitter", "tw"),
        "https://x.com/{}",
        fixed=frozenset(
            {"i", "home", "search", "hashtag", "explore", "intent", "share", "settings"}
        ),
    ),
    "facebook": _Site(
        ("facebook.com", "fb.com", "fb.me", "fb.watch"),
        ("facebook", "fb"),
        "https://www.facebook.com/{}",
        frozenset({"pg", "pages", "people", "p"}),
        frozenset({"groups", "events", "watch", "share", "story.php", "permalink.php", "hashtag"}),
    ),
    "instagram": _Site(
        ("instagram.com", "instagr.am"),
        ("instagram", "insta", "ig"),
        "https://www.instagram.com/{}/",
        fixed=frozenset({"p", "reel", "reels", "tv", "stories", "explore", "accounts"}),
    ),
    "threads": _Site(
        ("threads.net", "threads.com"),
        ("threads",),
        "https://www.threads.com/@{}",
        fixed=frozenset({"t", "search", "tag"}),
    ),
    "youtube": _Site(
        ("youtube.com", "youtu.be", "youtube-nocookie.com"),
        ("youtube", "yt"),
        "https://www.youtube.com/@{}",
        frozenset({"c", "user", "channel"}),
        frozenset({"watch", "playlist", "shorts", "live", "embed", "results", "feed", "hashtag"}),
    ),
    "tiktok": _Site(
        ("tiktok.com",),
        ("tiktok", "tt"),
        "https://www.tiktok.com/@{}",
        fixed=frozenset({"t", "tag", "music", "discover", "foryou", "explore", "search"}),
    ),
    "viadeo": _Site(
        ("viadeo.com", "viadeo.journaldunet.com"),
        ("viadeo",),
        "https://www.viadeo.com/fr/company/{}",
        frozenset({"fr", "en", "es", "it", "de", "pt", "company", "profile", "p"}),
    ),
}
_SHORTENERS = frozenset({"lnkd.in", "t.co", "fb.me", "fb.watch", "youtu.be"})
_PREFIXES = {prefix: network for network, site in _SITES.items() for prefix in site.prefixes}
_PREFIXED = re.compile(r"([a-z]{1,9})\s{0,3}:\s{0,3}@?([^\s/@:#?]{1,100})/?", re.IGNORECASE)
_NAME = re.compile(r"[\w.'&%+-]{1,200}")


def recognise(text: str) -> Elsewhere | None:
    """What a name (`linkedin:x`) or link means on a network that can't be read here, if anything.

    Never raises. A link without scheme (`linkedin.com/in/x`) is one too.
    """
    text = text.strip().strip("<>")
    if not text or len(text) > 2000:
        return None
    return _prefixed(text) or _linked(text)


def network_of(host: str) -> str | None:
    """The network that owns `host` ("fr.linkedin.com": "linkedin"), None if none of these."""
    host = host.lower().rstrip(".")
    for network, site in _SITES.items():
        if any(host == domain or host.endswith("." + domain) for domain in site.domains):
            return network
    return None


def _prefixed(text: str) -> Elsewhere | None:
    match = _PREFIXED.fullmatch(text)
    network = _PREFIXES.get(match[1].lower()) if match else None
    if match is None or network is None:
        return None
    return Elsewhere(network, match[2], _SITES[network].page.format(match[2]))


def _linked(text: str) -> Elsewhere | None:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    network = network_of(host)
    if network is None or parts.scheme not in ("http", "https"):
        return None
    url = f"https://{parts.hostname}{parts.path}"
    if parts.query:
        url = f"{url}?{parts.query}"
    return Elsewhere(network, "" if host in _SHORTENERS else _name(_SITES[network], parts), url)


def _name(site: _Site, parts: SplitResult) -> str:
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece]
    if pieces[:1] == ["profile.php"]:
        return _query_id(parts.query)
    while pieces and pieces[0].lower() in site.folders:
        pieces.pop(0)
    if not pieces or pieces[0].lower() in site.fixed:
        return ""
    name = pieces[0].removeprefix("@")
    return name if _NAME.fullmatch(name) else ""


def _query_id(query: str) -> str:
    for pair in query.split("&"):
        if pair.startswith("id=") and pair[3:].isascii() and pair[3:].isdigit():
            return pair[3:]
    return ""
