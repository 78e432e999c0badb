"""PeerTube: channels and accounts of video servers, read through their feeds.

https://docs.joinpeertube.org/api-rest-reference.html#tag/Video-Feeds
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from connectors.checklist import Checklist, Point, done
from connectors.feeds.home import HOME_CHECKLIST, HOST, NAME, HomeFeeds, Place, path_of
from connectors.types import Lead

_PREFIX = re.compile(r"peertube\s?:\s?", re.IGNORECASE)
_NAMED = re.compile(rf"(@|[ac]/)?({NAME})@({HOST})")
_FOLDERS = {"c": "c/", "video-channels": "c/", "a": "a/", "accounts": "a/"}
# Pages that no other program has; /c/name alone is Lemmy's or a forum's too.
_OWN = (("c", "videos"), ("c", "video-playlists"), ("a", "video-channels"), ("a", "videos"))


class PeerTube(HomeFeeds):
    """A name may be a channel's or an account's: the channel is asked for first."""

    network = "peertube"
    display_name = "PeerTube"
    checklist: ClassVar[Checklist] = {
        **HOME_CHECKLIST,
        Point.PACE: done(
            "A feed every 15 minutes, the time for which servers keep one; 50 requests in 10 "
            "seconds is their usual limit.",
            "https://docs.joinpeertube.org/api-rest-reference.html#section/Rate-limits",
        ),
        Point.LIMITS: done("A feed holds the newest videos of its server's choice, often 20."),
    }

    def parse_target(self, text: str) -> Lead | None:
        """Behind `peertube:` name@server and links; a link alone only where none else has it."""
        text = text.strip()
        prefix = _PREFIX.match(text)
        rest = text[prefix.end() :] if prefix else text
        if len(rest) > 500:
            return None
        linked = path_of(rest)
        if linked is not None:
            rest = _named(*linked, claimed=bool(prefix))
        elif not prefix:
            return None
        match = _NAMED.fullmatch(rest)
        if match is None:
            return None
        folder = match[1] if match[1] and match[1] != "@" else ""
        return self.lead(f"{folder}{match[2]}", match[3])

    def places(self, lead: Lead) -> Sequence[Place]:
        folder, _, name = lead.text.partition("@")[0].rpartition("/")
        handle = f"{name}@{lead.host}"
        channel = Place(f"/feeds/videos.json?videoChannelName={name}", f"/c/{name}", handle)
        account = Place(f"/feeds/videos.json?accountName={name}", f"/a/{name}", handle)
        return {"c": (channel,), "a": (account,)}.get(folder, (channel, account))


def _named(host: str, pieces: tuple[str, ...], *, claimed: bool) -> str:
    """What a link names, as it would be typed; "" where that isn't sure."""
    if not claimed and (len(pieces) < 3 or (pieces[0], pieces[2]) not in _OWN):
        return ""
    if len(pieces) > 1 and pieces[0] in _FOLDERS:
        name = f"{_FOLDERS[pieces[0]]}{pieces[1]}"
    else:
        name = pieces[0] if pieces and pieces[0].startswith("@") else ""
    return name if "@" in name[1:] else f"{name}@{host}"
