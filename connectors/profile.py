"""What accounts say of themselves, as plain text of a bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from connectors.text import clean, html_links, html_to_text, links_in, one_line, unique, web_url
from connectors.types import Profile

NAME, BIO, LINK = 200, 2_000, 500  # characters
LINKS = 20

# A domain with what may follow it, as people write it without https://.
_BARE = re.compile(r"(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,63}(?::\d{1,5})?(?:[/?#]\S*)?")


def profile_of(
    name: Any = None,
    bio: Any = None,
    links: Iterable[Any] | None = None,
    *,
    html: bool = False,
    verified: Iterable[Any] = (),
    picture: Any = None,
    pinned: str | None = None,
) -> Profile:
    """A profile of what a network told, whatever it may be: what is no text is unknown (None).

    `bio`: HTML with `html`, else plain text; addresses in it are links too. `links`: those told
    beside it, None for none. `picture`: its address, of which what comes after a ? may change
    without the picture. `pinned`: a post's key, "" for none.
    """
    told = bio if isinstance(bio, str) else None
    about = None if told is None else html_to_text(told, BIO) if html else clean(told, BIO)
    written = (html_links(told) if told and html else ()) or links_in(about or "")
    known = None if links is None and about is None else _links((*(links or ()), *written))
    return Profile(
        name=one_line(name, NAME) if isinstance(name, str) else None,
        bio=about,
        links=known,
        verified=tuple(link for link in _links(verified) if link in (known or ())),
        picture=_picture(picture),
        pinned=pinned,
    )


def websites(told: Any) -> tuple[str, ...]:
    """Addresses in a field meant for one: people leave https:// out, or write several."""
    words = told[: LINKS * LINK].split() if isinstance(told, str) else ()
    trimmed = (word.strip(",;") for word in words)
    return _links(f"https://{word}" if _BARE.fullmatch(word) else word for word in trimmed)


def _links(told: Iterable[Any]) -> tuple[str, ...]:
    return unique((link for one in told if (link := web_url(one)) and len(link) <= LINK), LINKS)


def _picture(told: Any) -> str | None:
    url = web_url(told)
    stable = urlsplit(url)._replace(query="", fragment="").geturl()
    return stable if 0 < len(stable) <= LINK else None
