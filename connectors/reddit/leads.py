"""What a person may type to mean a subreddit or a user."""

from __future__ import annotations

import re

from connectors.types import Kind, Lead

NETWORK = "reddit"
_PREFIX = re.compile(r"reddit\s?:\s?(?!//)", re.IGNORECASE)
_LINK = re.compile(r"https?://(?:[a-z]{1,12}\.)?reddit\.com/([^?#]*)", re.IGNORECASE)
_FOLDERS = {"r": "r", "u": "u", "user": "u"}
_NAMES = {
    "r": re.compile(r"[A-Za-z0-9]\w{1,20}", re.ASCII),
    "u": re.compile(r"[A-Za-z0-9_-]{3,20}"),
}


def parse(text: str, host: str) -> Lead | None:
    """r/name, u/name, links to either, and reddit:name for a subreddit."""
    typed = text.strip()
    if len(typed) > 500:
        return None
    prefix = _PREFIX.match(typed)
    rest = typed[prefix.end() :] if prefix else typed
    link = _LINK.fullmatch(rest.partition("?")[0].partition("#")[0])
    pieces = (link[1] if link else rest).strip("/").split("/")
    if prefix and len(pieces) == 1:
        pieces = ["u", pieces[0][1:]] if pieces[0].startswith("@") else ["r", pieces[0]]
    folder = _FOLDERS.get(pieces[0].lower(), "") if len(pieces) > 1 else ""
    named = link is not None or len(pieces) == 2
    if not (folder and named and _NAMES[folder].fullmatch(pieces[1])):
        return None
    return Lead(NETWORK, Kind.ACCOUNT, f"{folder}/{pieces[1]}", host=host, exact=True)
