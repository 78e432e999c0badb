"""When two addresses are the same page."""

from __future__ import annotations

import re

from bot.core.grammar.terms import canonical

_PARTS = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?([^/?#]*)([^?#]*)(.*)", re.DOTALL)
_X_HOSTS = frozenset({"x.com", "twitter.com", "mobile.x.com", "mobile.twitter.com"})
_X_STATUS = re.compile(r"(?:/\w+|/i/web)/status(?:es)?/(\d{1,20})(?:/.*)?")


def page(link: str) -> str:
    """Without what changes no page: scheme, www, a slash at the end, tracking parameters."""
    host, path, tail = _parts(link)
    return f"{host}{path}{tail}"


def addresses(link: str) -> tuple[str, ...]:
    """The link without its query and fragment, as it may have been written."""
    host, path, _ = _parts(link)
    return tuple(f"{s}://{www}{host}{path}" for s in ("https", "http") for www in ("", "www."))


def x_status(link: str) -> str | None:
    """The number of a post on X, which alone says which one it is: its author's name may change.

    https://docs.x.com/fundamentals/x-ids
    """
    host, path, _ = _parts(link)
    found = _X_STATUS.fullmatch(path) if host in _X_HOSTS else None
    return found[1] if found else None


def _parts(link: str) -> tuple[str, str, str]:
    """Host, path, and query with fragment."""
    found = _PARTS.fullmatch(canonical(link))
    assert found is not None  # it takes any text
    host, path, tail = found.groups()
    return host, path.rstrip("/"), tail
