"""What a person may type to mean a Mastodon account or hashtag."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from connectors.elsewhere import network_of
from connectors.mastodon.posts import NETWORK
from connectors.types import Kind, Lead

# Their pages look like Mastodon's (/@name, /users/name, /tags/name), but are something else.
OTHERS = (
    "bsky.app",
    "medium.com",
    "substack.com",
    "stackoverflow.com",
    "stackexchange.com",
    "github.com",
    "gitlab.com",
    "reddit.com",
    "t.me",
    "telegram.me",
    "wordpress.com",
    "pinterest.com",
    "twitch.tv",
    "dailymotion.com",
)
_PREFIX = re.compile(r"(?:mastodon|masto)\s?:\s?(?!//)", re.IGNORECASE)
_USER = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?"
_FULL = re.compile(rf"@?({_USER})@([^@/\s?#]{{1,260}})")
_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_HANDLE = re.compile(rf"@({_USER})(?:@([^@/\s?#]{{1,260}}))?(?:\.rss)?")
_TAG = re.compile(r"(?=\D|\d+\D)[\w·\u200c]{1,100}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]")


def parse(text: str) -> Lead | None:
    """None: not a way to name something on Mastodon."""
    text = text.strip()
    if not text or len(text) > 500:
        return None
    if prefix := _PREFIX.match(text):
        rest = text[prefix.end() :]
        return parse(rest) or _bare(rest)
    if text.startswith(("#", "＃")):
        return _hashtag(text[1:], None)
    if text.lower().startswith(("https://", "http://")):
        return _link(text)
    if match := _FULL.fullmatch(text):
        return _account(match[1], match[2])
    return _bare(text[1:]) if text.startswith("@") else None


def host_of(text: str) -> str | None:
    """A canonical "host" or "host:port" (lower case, ASCII), None if it can't be one."""
    name, colon, port = text.lower().rpartition(":") if _has_port(text) else (text.lower(), "", "")
    if colon and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return None
    if _IPV6.fullmatch(name):
        return f"{name}{colon}{port}"
    try:
        ascii_name = name.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = ascii_name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return f"{ascii_name}{colon}{port}" if len(labels) > 1 or colon else None


def _has_port(text: str) -> bool:
    return ":" in text.rpartition("]")[2] if text.startswith("[") else ":" in text


def _account(user: str, host_text: str) -> Lead | None:
    host = host_of(host_text)
    if host is None or _is_elsewhere(host.partition(":")[0]):
        return None
    return Lead(NETWORK, Kind.ACCOUNT, f"{user}@{host}", host=host, exact=True)


def _bare(user: str) -> Lead | None:
    return Lead(NETWORK, Kind.ACCOUNT, user) if _BARE.fullmatch(user) else None


def _hashtag(tag: str, host: str | None) -> Lead | None:
    tag = tag.removesuffix(".rss")
    return Lead(NETWORK, Kind.HASHTAG, tag, host=host) if _TAG.fullmatch(tag) else None


def _link(text: str) -> Lead | None:
    try:
        parts = urlsplit(text)
        host = host_of(parts.netloc) if parts.hostname else None
    except ValueError:
        return None
    if host is None or _is_elsewhere(parts.hostname or ""):
        return None
    return _page(parts, host)


def _is_elsewhere(name: str) -> bool:
    foreign = any(name == other or name.endswith(f".{other}") for other in OTHERS)
    return foreign or network_of(name) is not None


def _page(parts: SplitResult, host: str) -> Lead | None:
    """/@user, /@user@elsewhere, /web/@user, /users/user, /tags/tag, and what lies below them."""
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece]
    if pieces[:1] == ["web"]:
        pieces.pop(0)
    if not pieces:
        return None
    if match := _HANDLE.fullmatch(pieces[0].removesuffix(".rss")):
        return _account(match[1], match[2] or host)
    if len(pieces) > 1 and pieces[0] == "users" and re.fullmatch(_USER, pieces[1]):
        return _account(pieces[1], host)
    if len(pieces) > 1 and pieces[0] == "tags":
        return _hashtag(pieces[1], host)
    return None
