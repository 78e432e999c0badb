"""What a page's JSON-LD says of the firm behind it. Runs in the limited process.

https://schema.org/Organization and https://schema.org/sameAs
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.text import one_line, unique

LARGEST = 200_000  # characters of one script
NODES = 500
DEPTH = 4
ITEMS = 40
NAME_CAP = 200
TYPE_CAP = 60

# Where a page nests the firm that it is about. Not parentOrganization, author, review, member …
_OF_THE_FIRM = ("@graph", "publisher", "mainEntity", "about", "isPartOf", "copyrightHolder")
_OTHER_TYPES = """
    Person WebSite WebPage AboutPage ContactPage CollectionPage ItemPage FAQPage ProfilePage
    Article NewsArticle BlogPosting Blog Report CreativeWork BreadcrumbList ItemList ListItem
    SiteNavigationElement SearchAction ImageObject VideoObject Product Offer Event Review
    AggregateRating Rating Place PostalAddress JobPosting Question Answer Recipe Course Book
"""
_NO_FIRMS = frozenset(_OTHER_TYPES.split())


@dataclass(frozen=True, slots=True)
class Structured:
    name: str = ""
    same_as: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def firms(scripts: Iterable[str]) -> Structured:
    """Of all firms that the scripts describe as the page's own. What isn't JSON is passed over."""
    found = [node for script in scripts for node in _nodes(script) if _is_firm(node)]
    names = (
        one_line(name, NAME_CAP) for node in found if isinstance(name := node.get("name"), str)
    )
    return Structured(
        name=next(filter(None, names), ""),
        same_as=unique((one for node in found for one in _texts(node.get("sameAs"))), ITEMS),
        types=unique((kind[:TYPE_CAP] for node in found for kind in _types(node)), ITEMS),
    )


def _nodes(script: str) -> list[dict[str, Any]]:
    if len(script) > LARGEST:
        return []
    try:
        document = msgspec.json.decode(script)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return []
    nodes: list[dict[str, Any]] = []
    for node in _walk(document, DEPTH):
        if len(nodes) == NODES:
            break
        nodes.append(node)
    return nodes


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The firm's own nodes come before those that they nest."""
    if depth == 0:
        return
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict):
            yield node
            for key in _OF_THE_FIRM:
                yield from _walk(node.get(key), depth - 1)


def _is_firm(node: dict[str, Any]) -> bool:
    kinds = set(_types(node))
    return bool(kinds) and ("Organization" in kinds or kinds.isdisjoint(_NO_FIRMS))


def _types(node: dict[str, Any]) -> list[str]:
    return [kind.rpartition("/")[2] for kind in _texts(node.get("@type"))]


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values[:ITEMS] if isinstance(one, str)]
