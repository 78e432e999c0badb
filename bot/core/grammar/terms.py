"""One piece of text to one Term, and back."""

from __future__ import annotations

import re
import unicodedata

from bot.core.grammar.commands import Bad
from bot.core.grammar.lex import Shape, Token, shown
from bot.core.grammar.values import Term, TermKind
from bot.core.grammar.words import NETWORKS, OURS, fold

MAX_TERM_CHARS = 500
WATCH_ID = "watch"
"""`watch:12`, as buttons name a watch for good: its id, where a list number may change."""

_HOST = r"[^\W_][\w-]*(?:\.[^\W_][\w-]*)*(?::\d{1,5})?"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LINK_HOST = re.compile(r"[\w.-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?")
_HANDLE = re.compile(r"\w[\w.-]*")
_ADDRESS = re.compile(rf"[\w.+-]+@{_HOST}")
_TAG = re.compile(r"[\w·]+")
_DOMAIN = re.compile(
    r"[^\W_][\w-]*(?:\.[\w-]+)*\.([^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)
_TRACKING = re.compile(r"(?:utm_\w*|fbclid|gclid|igsh|igshid|si)", re.IGNORECASE)
_BARE = re.compile(r"\w(?:[\w'-]*\w)?")
# Elsewhere a dot is part of a name: instagram:cabinet.durand is no web site.
_DOMAIN_NETWORKS = frozenset({"bluesky", "mastodon", "feed", "news"})
_LIST_NUMBER = re.compile(r"\d{1,3}")


def read_term(token: Token) -> list[Term] | Bad | None:
    """The target that a piece names; None: it is a plain word. Several for `#a#b`, none for "@".

    Bad: bad_handle, bad_address, bad_tag, bad_link, link_with_password, too_long.
    """
    if len(token.text) > MAX_TERM_CHARS:
        return _bad("too_long", token)
    if token.shape is Shape.PHRASE:
        return [_phrase(token)]
    prefix, colon, rest = token.text.partition(":")
    if prefix == WATCH_ID and rest.isascii() and rest.isdecimal():
        return [Term(TermKind.NAMED, rest, WATCH_ID)]
    if colon and rest and fold(prefix) in OURS and not rest.startswith("/"):
        return [Term(TermKind.NAMED, rest, OURS[fold(prefix)])]
    network = NETWORKS.get(fold(prefix)) if colon and not rest.startswith("//") else None
    if network is None:
        return _plain(token.text, token, None)
    rest = rest.lstrip(":")
    if rest.startswith("@") and "@" not in rest[1:]:
        rest = rest[1:]
    found = _plain(rest, token, network)
    if not rest or found == [] or isinstance(found, Bad):
        return found or []
    if found is None or (found[0].kind is TermKind.DOMAIN and network not in _DOMAIN_NETWORKS):
        return [Term(TermKind.NAMED, rest, network)]
    return found


def _phrase(token: Token) -> Term:
    prefix = fold(token.prefix.removesuffix(":"))
    if prefix == "words":
        return Term(TermKind.WORDS, token.text)
    if (named := NETWORKS.get(prefix) or OURS.get(prefix)) is not None:
        return Term(TermKind.NAMED, token.text, named)
    return Term(TermKind.PHRASE, token.text)


def _plain(text: str, token: Token, network: str | None) -> list[Term] | Bad | None:
    if _SCHEME.match(text):
        return _link(text, token, network)
    if text.startswith("@"):
        return _at(text.lstrip("@"), token, network)
    if text.startswith("#"):
        return _tags(text, token, network)
    if _ADDRESS.fullmatch(text):
        return [Term(TermKind.ADDRESS, _lower_host(text), network)]
    return _site(text, token, network)


def _at(text: str, token: Token, network: str | None) -> list[Term] | Bad:
    if not text:
        return []
    if "@" in text:
        if not _ADDRESS.fullmatch(text):
            return _bad("bad_address", token, example="watch @user@mastodon.social")
        return [Term(TermKind.ADDRESS, _lower_host(text), network)]
    if not _HANDLE.fullmatch(text):
        return _bad("bad_handle", token)
    if text.lower().endswith(".bsky.social"):
        return [Term(TermKind.DOMAIN, text.lower(), network)]
    return [Term(TermKind.HANDLE, text, network)]


def _tags(text: str, token: Token, network: str | None) -> list[Term] | Bad | None:
    names = [name for name in text.split("#") if name]
    if any(_LIST_NUMBER.fullmatch(name) for name in names):
        return None
    if not all(_TAG.fullmatch(name) for name in names):
        kept = "".join(c for c in text if c.isalnum() or c == "_")
        fixed = f"#{kept}" if kept else None
        return _bad("bad_tag", token, did_you_mean=fixed, example="watch #einvoicing")
    return [Term(TermKind.TAG, name, network) for name in names]


def _site(text: str, token: Token, network: str | None) -> list[Term] | Bad | None:
    host, slash, _ = text.partition("/")
    bare, colon, _ = host.partition(":")
    match = _DOMAIN.fullmatch(bare)
    # "M.Dupont" and "fin.Ensuite" are no names of sites.
    if not match or not (match[1].islower() or match[1].isupper()):
        return None
    if slash or colon:
        return _link("https://" + text, token, network)
    return [Term(TermKind.DOMAIN, _lower(bare), network)]


def _link(text: str, token: Token, network: str | None) -> list[Term] | Bad:
    link = canonical(text)
    scheme, _, rest = link.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in host:
        return Bad("link_with_password", token.start, example="watch https://cabinet-durand.fr")
    known = scheme == "at" or (scheme in ("http", "https") and _LINK_HOST.fullmatch(host))
    if not known or not rest or any(c in link for c in '<>"`\\'):
        return _bad("bad_link", token, example="watch https://cabinet-durand.fr")
    return [Term(TermKind.LINK, link, network)]


def canonical(link: str) -> str:
    """Scheme and host in lower case, no tracking parameters, no punctuation at the end."""
    while True:
        shorter = _without_tracking(link).rstrip(".,;:!?…'")
        if shorter == link:
            break
        link = shorter
    scheme, _, rest = link.partition("://")
    host = re.match(r"[^/?#]*", rest)
    size = host.end() if host and scheme.lower() != "at" else 0
    return f"{scheme.lower()}://{_lower(rest[:size])}{rest[size:]}"


def _without_tracking(link: str) -> str:
    page, hash_, fragment = link.partition("#")
    base, _, query = page.partition("?")
    kept = [p for p in query.split("&") if p and not _TRACKING.fullmatch(p.partition("=")[0])]
    return base + ("?" + "&".join(kept) if kept else "") + hash_ + fragment


def _lower(host: str) -> str:
    return unicodedata.normalize("NFC", host.lower())


def _lower_host(address: str) -> str:
    user, _, host = address.rpartition("@")
    return f"{user}@{_lower(host)}"


def _bad(
    reason: str, token: Token, did_you_mean: str | None = None, example: str = "watch @durand"
) -> Bad:
    return Bad(reason, token.start, shown(token.text), did_you_mean, example)


def write_term(term: Term, *, quoted: bool = False) -> str:
    """As it is typed. `quoted`: WORDS as `words:"…"`, where bare they would mean an option."""
    prefix = f"{term.network}:" if term.network else ""
    match term.kind:
        case TermKind.WORDS if quoted:
            return f'words:"{term.text}"'
        case TermKind.NAMED:
            return prefix + write_word("", term.text)
        case TermKind.PHRASE:
            return f'{prefix}"{term.text}"'
        case TermKind.HANDLE | TermKind.ADDRESS:
            return f"{prefix}@{term.text}"
        case TermKind.TAG:
            return f"{prefix}#{term.text}"
        case _:
            return prefix + term.text


def write_word(sign: str, text: str) -> str:
    """`-word`, or `-"several words"`."""
    return sign + text if _BARE.fullmatch(text) else f'{sign}"{text}"'
