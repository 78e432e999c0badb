"""What a message says of its pictures in words, and what its files are called. Pure."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import replace

from bot.core.excerpt import first_words
from bot.core.message import Message, Paragraph, line, plain
from bot.render.plain import units
from bot.render.slack_text import of

LINE = 900  # characters: a longer line would be cut
STEM = 80
_NAMELESS = "file"
_ENDING = re.compile(r"\.[a-z0-9]{1,8}\Z", re.IGNORECASE)
# Letters and digits of all scripts; no slash, nothing that turns or hides what is around it.
_UNUSUAL = re.compile(r"[^\w .()-]+")


def worded(message: Message, *, pictures: bool) -> Message:
    """The message with the text of each graphic that isn't shown and that its words don't hold.

    `pictures`: the place shows pictures, so that only those without a chart are told.
    """
    said = " ".join(plain(one) for block in message.blocks for one in of(block))
    told = tuple(
        Paragraph(tuple(line(part) for part in textwrap.wrap(graphic.alt, LINE)))
        for graphic in message.graphics
        if not (pictures and graphic.chart) and graphic.alt not in said
    )
    return replace(message, blocks=(*message.blocks, *told)) if told else message


def caption(alt: str, limit: int) -> str:
    """At most `limit` UTF-16 units of it, cut at a sentence or a word."""
    room = limit
    while (over := units(told := first_words(alt, room)) - limit) > 0:
        room -= over
    return told


def file_name(name: str) -> str:
    """One that no system takes for a path or a hidden file. Its ending stays."""
    usual = _UNUSUAL.sub("-", unicodedata.normalize("NFC", name)).rstrip(" .-")
    found = _ENDING.search(usual)
    ending = found.group() if found else ""
    stem = usual.removesuffix(ending).strip(" .-")[:STEM].rstrip(" .-")
    return f"{stem or _NAMELESS}{ending}"
