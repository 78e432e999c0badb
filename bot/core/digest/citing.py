"""Whom a publication names: accounts in its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

MOST = 20
"""Accounts named in one publication: who names more names nobody."""
_MENTION = re.compile(r"(?<![\w@/.])@([\w.-]{1,64}(?:@[\w.-]{1,100})?)")
_PLAIN = re.compile(r"\w[\w.]{1,29}")
# What a whole handle looks like: half of one could be anybody's.
_WHOLE: Mapping[str, re.Pattern[str]] = {
    "mastodon": re.compile(r"[\w.-]+@[\w-]+(?:\.[\w-]+)+"),
    "bluesky": re.compile(r"[a-z\d-]+(?:\.[a-z\d-]+)+", re.IGNORECASE),
    "x": re.compile(r"\w{2,15}"),
    "instagram": _PLAIN,
    "threads": _PLAIN,
}


def mentions(network: str, text: str) -> tuple[str, ...]:
    """Handles of the same network, each once, without the first @."""
    whole = _WHOLE.get(network)
    if whole is None:
        return ()
    found = dict.fromkeys(one.rstrip(".-") for one in _MENTION.findall(text))
    return tuple(one for one in found if whole.fullmatch(one))[:MOST]
