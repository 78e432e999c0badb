"""Telegram's HTML as its servers read it (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TAG = r"<(/?)([^\s<>]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
TOKEN = re.compile(TAG + r"|&(#x[0-9a-f]+|#[0-9]+|[a-z]+);?|(<)", re.I)
ATTRIBUTE = re.compile(r"\s+([a-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.I)
LINK = re.compile(r"(https?|tg|mailto|tel):\S+", re.I)
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


class HtmlError(ValueError):
    """Why the text is refused, in Telegram's words."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of the text in UTF-16 units; `link`: where a text_link leads."""

    type: str
    offset: int
    length: int
    link: str | None = None

    def wire(self) -> dict[str, Any]:
        known = {"type": self.type, "offset": self.offset, "length": self.length}
        return known | ({"url": self.link} if self.link else {})


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    at: int
    attributes: dict[str, str]


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text shown and its formatting. Raises HtmlError."""
    shown, at, stack, found = "", 0, list[_Open](), list[Entity]()
    for token in TOKEN.finditer(source):
        shown += source[at : token.start()]
        at = token.end()
        closing, tag, attributes, entity, stray = token.groups()
        if stray:
            raise HtmlError(f'Unsupported start tag "" at offset {token.start()}')
        if entity:
            shown += _character(entity, token.group())
        elif closing:
            found.append(_close(stack, tag.lower(), shown))
        else:
            stack.append(_open(stack, tag.lower(), attributes, units(shown), token.start()))
    if stack:
        raise HtmlError(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return shown + source[at:], found


def _character(name: str, whole: str) -> str:
    if not name.startswith("#"):
        return ENTITIES.get(name, whole)
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else whole


def _open(stack: list[_Open], tag: str, rest: str, at: int, place: int) -> _Open:
    if tag not in TAGS:
        raise HtmlError(f'Unsupported start tag "{tag}" at offset {place}')
    inside = [one.tag for one in stack]
    if tag == "blockquote" and tag in inside:
        raise HtmlError("Block quotes can't be nested")
    if "code" in inside or ("pre" in inside and tag != "code"):
        raise HtmlError(f'Tag "{tag}" inside of code at offset {place}')
    return _Open(tag, at, _attributes(tag, rest, place))


def _attributes(tag: str, rest: str, place: int) -> dict[str, str]:
    if not re.fullmatch(rf"(?:{ATTRIBUTE.pattern})*\s*", rest, re.I):
        raise HtmlError(f'Unexpected character in tag "{tag}" at offset {place}')
    pairs = (found.groups() for found in ATTRIBUTE.finditer(rest))
    known = {name.lower(): next(filter(None, values), "") for name, *values in pairs}
    if tag == "span" and known.get("class") != "tg-spoiler":
        raise HtmlError(f'Tag "span" must have class "tg-spoiler" at offset {place}')
    if tag == "a" and not LINK.fullmatch(known.get("href", "")):
        raise HtmlError(f"A link that can't be opened at offset {place}")
    if tag == "tg-time":
        _time(known)
    return known


def _time(known: dict[str, str]) -> None:
    if not known.get("unix", "").isdigit() or not TIME_FORMAT.fullmatch(known.get("format", "")):
        raise HtmlError("Invalid date_time entity")


def _close(stack: list[_Open], tag: str, shown: str) -> Entity:
    if not stack:
        raise HtmlError("Unexpected end tag")
    begun = stack.pop()
    if begun.tag != tag:
        raise HtmlError(f'Unmatched end tag, expected "</{begun.tag}>", found "</{tag}>"')
    expandable = tag == "blockquote" and "expandable" in begun.attributes
    kind = "expandable_blockquote" if expandable else TAGS[tag]
    return Entity(kind, begun.at, units(shown) - begun.at, begun.attributes.get("href"))
