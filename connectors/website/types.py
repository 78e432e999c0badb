"""What a firm's web site says of the firm. Pure: the core judges it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a site links to a profile, best first.

    `CONTACT`: within the contact page. `BODY`: within any other text. `CREDIT`: who made, hosts or
    equips the site, never the firm itself.
    """

    REL_ME = "rel_me"
    JSON_LD = "json_ld"
    HEADER = "header"
    FOOTER = "footer"
    CONTACT = "contact"
    BODY = "body"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link to what looks like a profile. `text`: its words, maybe "". `times`: on all pages."""

    url: str
    place: Place
    text: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Site:
    """A firm's site as it was read: its home page and at most two more.

    `url`: the home page after redirects. `host`: the one that was asked for, with its port.
    `links`: one for each profile, best place first. `feeds`: announced by the home page.
    `did`: what the host proves to Bluesky, https://atproto.com/specs/handle
    `moved_to`: the other domain's host to which the home page leads; then all the rest is that
    domain's. `parked`: nobody's site, or not yet: nothing else of it was read.
    `title`, `description`, `types` (of JSON-LD): words that tell what kind of firm it is.
    """

    url: str
    host: str
    name: str = ""
    links: tuple[SiteLink, ...] = ()
    feeds: tuple[str, ...] = ()
    did: str | None = None
    moved_to: str | None = None
    parked: bool = False
    language: str | None = None
    title: str = ""
    description: str = ""
    types: tuple[str, ...] = ()
