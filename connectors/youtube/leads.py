"""What a person may type to mean a channel, and where its page is."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from connectors.elsewhere import recognise
from connectors.parsing.video import ID
from connectors.types import Kind, Lead

NETWORK = "youtube"
_ID = re.compile(ID)
_HANDLE = re.compile(r"[\w.·-]{1,100}")
_BARE = re.compile(r"@([\w.·-]{3,30})")
_NAMED = frozenset({"c", "user"})


def parse(text: str, host: str, *, bare: bool) -> Lead | None:
    """youtube:@handle, youtube:UC…, links to channels; `bare`: @handle alone too.

    A lead's text is a channel id, a handle, or user/name or c/name as old addresses have it.
    """
    if bare and (match := _BARE.fullmatch(text.strip())):
        return Lead(NETWORK, Kind.ACCOUNT, match[1], host=host)
    found = recognise(text)
    if found is None or found.network != NETWORK:
        return None
    pieces = [unquote(piece) for piece in urlsplit(found.url).path.split("/") if piece]
    folder = pieces[0].lower() if pieces else ""
    if not _HANDLE.fullmatch(found.name):
        return None
    name = f"{folder}/{found.name}" if folder in _NAMED else found.name
    if folder == "channel" and not is_id(found.name):
        return None
    return Lead(NETWORK, Kind.ACCOUNT, name, host=host, exact=True)


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def page_path(name: str) -> str:
    """The path of the page of a lead's text."""
    if is_id(name):
        return f"/channel/{name}"
    return f"/{quote(name)}" if "/" in name else f"/@{quote(name)}"
