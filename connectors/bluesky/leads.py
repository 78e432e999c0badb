"""What a person may type to mean a Bluesky account or hashtag, and what handles and DIDs are.

https://atproto.com/specs/handle and https://atproto.com/specs/did
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from connectors.types import Kind, Lead

NETWORK = "bluesky"
HOME = "bsky.social"
_SITES = frozenset({"bsky.app", "main.bsky.dev", "staging.bsky.app", "deer.social"})
_PREFIX = re.compile(r"(?:bluesky|bsky)\s?:\s?(?!//)", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_BARE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_TAG = re.compile(r"(?=\D|\d+\D)\w{1,64}")
# Endings that no handle may have: they never exist in public.
_RESERVED = frozenset({"alt", "arpa", "internal", "invalid", "local", "localhost", "onion"})


def is_handle(text: str) -> bool:
    """A handle is a domain name of at least two labels whose last doesn't start with a digit."""
    if len(text) > 253 or not text.isascii():
        return False
    labels = text.lower().split(".")
    valid = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    return valid and labels[-1][0].isalpha()


def is_did(text: str) -> bool:
    return len(text) <= 2048 and bool(_DID.fullmatch(text))


def parse(text: str) -> Lead | None:
    """None: not a way to name something on Bluesky."""
    text = text.strip()
    if not text or len(text) > 2100:
        return None
    if prefix := _PREFIX.match(text):
        rest = text[prefix.end() :]
        return parse(rest) or _bare(rest)
    if text.startswith(("#", "＃")):
        return _hashtag(text[1:])
    if text.lower().startswith(("https://", "http://", "at://")):
        return _link(text)
    if is_did(text):
        return _exact(text)
    if text.startswith("@"):
        return _named(text[1:]) or _bare(text[1:])
    return _exact(text.lower()) if text.lower().endswith(f".{HOME}") and is_handle(text) else None


def _named(name: str) -> Lead | None:
    """A DID or a whole handle."""
    if is_did(name):
        return _exact(name)
    ends = name.lower().rpartition(".")[2]
    return _exact(name.lower()) if is_handle(name) and ends not in _RESERVED else None


def _exact(name: str) -> Lead:
    return Lead(NETWORK, Kind.ACCOUNT, name, exact=True)


def _bare(name: str) -> Lead | None:
    """@name alone: name.bsky.social, or somebody who is called so."""
    named = _named(name)
    if named is not None:
        return named
    return Lead(NETWORK, Kind.ACCOUNT, name.lower()) if _BARE.fullmatch(name) else None


def _hashtag(tag: str) -> Lead | None:
    return Lead(NETWORK, Kind.HASHTAG, tag) if _TAG.fullmatch(tag) else None


def _link(text: str) -> Lead | None:
    """/profile/X and what lies below it, /hashtag/X, and at://X."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "") if parts.scheme != "at" else parts.netloc
    except ValueError:
        return None
    if parts.scheme == "at":
        return _named(host)
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece]
    if host.removeprefix("www.") not in _SITES or len(pieces) < 2:
        return None
    if pieces[0] == "profile":
        return _named(pieces[1].removeprefix("@"))
    return _hashtag(pieces[1]) if pieces[0] == "hashtag" else None
