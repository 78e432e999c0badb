"""OPML as nested outlines (https://opml.org/spec2.opml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

OURS = "urn:veilleur:firms"
"""Namespace of what OPML itself has no word for."""
_DEEPEST = 8
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """`own`: attributes of our namespace; `facts`: those of OPML but `text`."""

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Outline, ...] = ()


def read(text: str) -> tuple[Outline, ...]:
    """Raises ValueError for what is no OPML, or brings entities of its own."""
    if _DOCTYPE.search(text):
        raise ValueError("a document type is not read")
    try:
        root = ElementTree.fromstring(text.strip())  # noqa: S314 - no entities without a doctype
    except ElementTree.ParseError as error:
        raise ValueError(f"no XML: {error}") from None
    if root.tag != "opml":
        raise ValueError("no OPML")
    return tuple(_outlines(root.findall("body/outline"), _DEEPEST))


def _outlines(elements: Iterable[ElementTree.Element], deeper: int) -> Iterator[Outline]:
    for one in elements:
        ours = f"{{{OURS}}}"
        own = {name.removeprefix(ours): v for name, v in one.items() if name.startswith(ours)}
        facts = {name: value for name, value in one.items() if not name.startswith("{")}
        name = facts.pop("text", "") or facts.get("title", "")
        children = tuple(_outlines(one.findall("outline"), deeper - 1)) if deeper else ()
        yield Outline(name, facts, own, children)


def write(outlines: Iterable[Outline]) -> str:
    body = "\n".join(line for one in outlines for line in _lines(one, ""))
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0" xmlns:v="{OURS}">'
    head = "<head><title>Veilleur</title></head>"
    return f"{start}{head}<body>\n{body}\n</body></opml>\n"


def _lines(one: Outline, indent: str) -> Iterator[str]:
    named = {"text": one.text, **one.facts, **{f"v:{name}": v for name, v in one.own.items()}}
    written = " ".join(f"{name}={_quoted(value)}" for name, value in named.items())
    if not one.children:
        yield f"{indent}<outline {written}/>"
        return
    yield f"{indent}<outline {written}>"
    for child in one.children:
        yield from _lines(child, f"{indent} ")
    yield f"{indent}</outline>"


def _quoted(text: str) -> str:
    """Quoted, without what no XML may hold (https://www.w3.org/TR/xml/#charsets)."""
    return quoteattr(_NOT_XML.sub("", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
