"""What a person may type to mean an account or hashtag of X.

A username has up to 15 letters, digits and underscores:
https://docs.x.com/x-api/users/get-user-by-username
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from connectors.elsewhere import recognise
from connectors.types import Kind, Lead

NETWORK = "x"
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
_TAG = re.compile(r"(?=\D|\d+\D)\w{1,100}")
_PREFIXED_TAG = re.compile(r"(?:x|twitter|tw)\s?:\s?[#＃](.*)", re.IGNORECASE)
# One word between quotation marks is a hashtag's job: commands can't tell it from a name.
_PHRASE = re.compile(r'(?:x|twitter|tw)\s?:\s?"([^"]{1,100} [^"]{1,100})"', re.IGNORECASE)
_AT_HOME = re.compile(r"@([A-Za-z0-9_]{1,15})@(?:x|twitter)\.com", re.IGNORECASE)


def is_handle(text: str) -> bool:
    return bool(_HANDLE.fullmatch(text))


def parse(text: str) -> Lead | None:
    """None: not a way to name something on X."""
    text = text.strip()
    if not text or len(text) > 2000:
        return None
    if phrase := _PHRASE.fullmatch(text):
        return Lead(NETWORK, Kind.QUERY, " ".join(phrase[1].split()), exact=True)
    if prefixed := _PREFIXED_TAG.fullmatch(text):
        return _hashtag(prefixed[1])
    if text.startswith(("#", "＃")):
        return _hashtag(text[1:])
    if home := _AT_HOME.fullmatch(text):
        return _account(home[1], exact=True)
    if text.startswith("@"):
        return _account(text[1:], exact=False)
    found = recognise(text)
    if found is None or found.network != NETWORK:
        return None
    return _account(found.name, exact=True) or _hashtag_page(found.url)


def _account(name: str, *, exact: bool) -> Lead | None:
    return Lead(NETWORK, Kind.ACCOUNT, name, exact=exact) if is_handle(name) else None


def _hashtag(tag: str) -> Lead | None:
    return Lead(NETWORK, Kind.HASHTAG, tag) if _TAG.fullmatch(tag) else None


def _hashtag_page(url: str) -> Lead | None:
    pieces = [unquote(piece) for piece in urlsplit(url).path.split("/") if piece]
    return _hashtag(pieces[1]) if len(pieces) > 1 and pieces[0] == "hashtag" else None
