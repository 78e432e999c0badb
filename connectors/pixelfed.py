"""Pixelfed: photographers' accounts, read through the feeds of their servers.

Its API, which is Mastodon's, answers members only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from connectors.checklist import Checklist, Point, done
from connectors.errors import ConnectorError, Transient
from connectors.feeds.home import HOME_CHECKLIST, HOST, NAME, HomeFeeds, Place, path_of
from connectors.types import Answer, Lead

_PREFIX = re.compile(r"pixelfed\s?:\s?", re.IGNORECASE)
_NAMED = re.compile(rf"@?({NAME})@({HOST})")


class Pixelfed(HomeFeeds):
    """Only behind `pixelfed:`: its names and pages look like Mastodon's."""

    network = "pixelfed"
    display_name = "Pixelfed"
    checklist: ClassVar[Checklist] = {
        **HOME_CHECKLIST,
        Point.PACE: done(
            "A feed every 15 minutes, at most one request in two seconds to a server; no limit "
            "for feeds is published.",
            "https://docs.pixelfed.org/running-pixelfed/",
        ),
        Point.SUSPENDED: done("410 is told as gone; a 404 is asked again, since feeds can be off."),
        Point.LIMITS: done("A server may have its feeds switched off; 10 posts or so are in one."),
    }

    def parse_target(self, text: str) -> Lead | None:
        """Behind `pixelfed:` name@server, @name@server and links to a profile."""
        text = text.strip()
        prefix = _PREFIX.match(text)
        rest = text[prefix.end() :] if prefix else ""
        if not rest or len(rest) > 500:
            return None
        if (linked := path_of(rest)) is not None:
            host, pieces = linked
            names = pieces[1:2] if pieces[:1] == ("users",) else pieces[:1]
            rest = f"{''.join(names).removesuffix('.atom')}@{host}"
        match = _NAMED.fullmatch(rest)
        return self.lead(match[1], match[2]) if match else None

    def places(self, lead: Lead) -> Sequence[Place]:
        name = lead.text.partition("@")[0]
        return (Place(f"/users/{name}.atom", f"/{name}", lead.text),)

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """A server whose feeds are off for a moment answers 404 too."""
        return Transient("HTTP 404") if answer.status == 404 else None
