"""Which links may lead to a profile, and which of them lead to the same one. Pure.

What a network makes of such an address, its own `parse_target` knows. This only leaves out share
buttons, publications, log-in pages and people's own pages at LinkedIn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from connectors.elsewhere import network_of, recognise
from connectors.text import web_url

LONGEST = 500  # characters of an address

# First parts of a path that name nobody, on whichever network.
_RESERVED = """
    about account accounts ads business creators cws developers dialog directory docs embed
    gaming help home.php intent intl jobs l.php legal login login.php logout marketplace music
    oauth oembed plugins policies policy premium privacy redirect settings share share.php
    sharearticle sharer sharer.php sharing signup submit support terms tos tr web widgets
"""
_NOBODY = frozenset(_RESERVED.split())
# What may follow a name and still be the same profile.
_TAB_NAMES = """
    about channels community featured home info jobs life media mycompany people photos posts
    shorts streams timeline videos with_replies
"""
_TABS = frozenset(_TAB_NAMES.split())
_FOLDERS = {
    "linkedin": frozenset({"company", "company-beta", "school", "showcase"}),
    "viadeo": frozenset({"company"}),
}
_WITH_AT = frozenset({"tiktok", "threads"})
_NUMBERED = re.compile(r".+-([0-9]{6,20})")
_TELEGRAM = re.compile(r"[A-Za-z]\w{3,31}", re.ASCII)
_HANDLE = re.compile(r"@[\w.-]{1,100}(?:@[\w.:-]{1,260})?")
_USER = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Link:
    """`key`: alike for all spellings of one profile. `name`: in lower case, maybe ""."""

    key: str
    name: str
    url: str


def profile(address: str) -> Link | None:
    """The profile that an absolute address leads to, as far as the address tells."""
    parts = _split(address)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    network = network_of(host)
    if network is not None:
        return _known(network, parts)
    pieces = [piece for piece in parts.path.split("/") if piece]
    if host in ("bsky.app", "t.me", "telegram.me", "reddit.com", "old.reddit.com"):
        return _named(host, pieces)
    return _at_home(parts, pieces)


def any_link(address: str) -> Link | None:
    """The profile at an address that the site itself calls its own, whatever it looks like."""
    if found := profile(address):
        return found
    parts = _split(address)
    if parts is None or network_of(parts.hostname or "") is not None:
        return None
    key = f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}".lower()
    return Link(key, "", parts._replace(fragment="").geturl())


def _split(address: str) -> SplitResult | None:
    address = f"https:{address}" if address.startswith("//") else address
    return urlsplit(address) if len(address) <= LONGEST and web_url(address) else None


def _known(network: str, parts: SplitResult) -> Link | None:
    """On a network whose addresses are known by heart."""
    found = recognise(parts.geturl())
    pieces = [piece for piece in parts.path.split("/") if piece]
    if found is None or not found.name or pieces[0].lower() in _NOBODY:
        return None
    if network == "facebook" and (number := _number(found.name, pieces)):
        return Link(
            f"facebook:{number}", number, f"https://{parts.hostname}/profile.php?id={number}"
        )
    names = [unquote(piece).removeprefix("@") for piece in pieces]
    end = names.index(found.name) + 1
    if not _is_firm(network, pieces[:end]):
        return None
    if not _is_whole(pieces[end:]):
        return None
    path = "/".join(pieces[:end])
    key = f"{network}:{path.replace('@', '').lower()}"
    return Link(key, found.name.lower(), f"https://{parts.hostname}/{path}")


def _number(name: str, pieces: list[str]) -> str:
    """A page without a name of its own has a number, however it is written; "" for none."""
    match pieces:
        case ["profile.php"]:
            return name
        case ["pages" | "people", _, number] if number.isdigit():
            return number
        case ["p", _] if found := _NUMBERED.fullmatch(name):
            return found[1]
    return ""


def _is_firm(network: str, pieces: list[str]) -> bool:
    """Of a firm, where the network tells firms and people apart; and a name where it marks them."""
    if network in _WITH_AT:
        return pieces[0].startswith("@")
    folders = _FOLDERS.get(network)
    return folders is None or not folders.isdisjoint(piece.lower() for piece in pieces[:-1])


def _is_whole(rest: list[str]) -> bool:
    """Nothing but a tab of the profile follows: no publication."""
    return not rest or (len(rest) == 1 and rest[0].lower() in _TABS)


def _named(host: str, pieces: list[str]) -> Link | None:
    match host, [piece.lower() for piece in pieces]:
        case "bsky.app", ["profile", name]:
            return Link(f"bluesky:{name}", name, f"https://bsky.app/profile/{pieces[1]}")
        case "t.me" | "telegram.me", [name] | ["s", name]:
            if not _TELEGRAM.fullmatch(name) or name in ("share", "joinchat", "proxy", "login"):
                return None
            return Link(f"telegram:{name}", name, f"https://t.me/{pieces[-1]}")
        case "reddit.com" | "old.reddit.com", ["r" | "user" | "u" as kind, name]:
            return Link(f"reddit:{kind[0]}/{name}", name, f"https://www.reddit.com/{kind}/{name}")
    return None


def _at_home(parts: SplitResult, pieces: list[str]) -> Link | None:
    """On one of the many servers whose names nobody can list: /@name and its like."""
    names = [unquote(piece) for piece in pieces]
    if names[:1] == ["web"]:
        names.pop(0)
    handle = len(names) == 1 and _HANDLE.fullmatch(names[0])
    user = len(names) == 2 and names[0] == "users" and _USER.fullmatch(names[1])
    if not handle and not user:
        return None
    name = names[-1].removeprefix("@").lower()
    return Link(f"{parts.netloc.lower()}/{name}", name, f"https://{parts.netloc}{parts.path}")
