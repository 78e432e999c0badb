"""A message as Slack blocks: pure. Limits: https://docs.slack.dev/reference/block-kit/blocks

Words go into rich text wherever that exists, because Slack parses nothing there; everywhere
else `&`, `<` and `>` are escaped, so that no text can mention, notify or disguise a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.core.message import (
    FURTHER,
    Aside,
    Block,
    Button,
    Details,
    Fixed,
    Items,
    Line,
    Message,
    Paragraph,
    Span,
    plain,
)
from bot.render.graphics import worded
from bot.render.slack_text import LABEL, clean, cut, escape, of, safe_url, shorten
from bot.render.texts import spoken
from bot.render.words import sentence

Json: TypeAlias = dict[str, Any]

HEADER, VALUE = 150, 2000
OPTION_VALUE = 75
SUMMARY = 3000
BODY, BODY_BLOCKS, PLAIN = 7500, 42, 3900
OPENS_LINK = "-"
"""Value of an entry that only opens a link: nothing is to be done when it is pressed."""
STAYS = "stays."
"""Begins the action_id of whatever is pressed on a message that stays."""

_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # no-break spaces stay
_ONLY_TIME = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}")
_FORMATTED = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")  # but not within a word: tax_news


@dataclass(frozen=True, slots=True)
class SlackPayload:
    """`text`: what notifications and screen readers say, escaped. `blocks`: what is shown."""

    text: str
    blocks: list[Json]


def to_slack(message: Message, charts: Sequence[Json] = ()) -> SlackPayload:
    """At most 45 blocks and 9,000 characters; what doesn't fit is counted in the last line.

    `charts`: blocks that come after the words, beside those 45.
    """
    words = worded(message, pictures=True).blocks
    body = cut(words, BODY, BODY_BLOCKS, message.language)
    blocks = _header(message.title)
    blocks += [made for place, block in enumerate(body) for made in _block(block, place)]
    blocks += charts
    blocks += _actions(message)
    if message.stays:
        _mark(blocks)
    return SlackPayload(_summary(message), blocks)


def fallback(message: Message) -> str:
    """The message as one escaped text, for when Slack refuses its blocks."""
    title = (Paragraph(((Span(message.title),),)),) if message.title else ()
    links = tuple((Span(one.label, link=one.url),) for one in message.buttons if one.url)
    words = worded(message, pictures=True).blocks
    body = cut((*title, *words, Paragraph(links)), PLAIN, BODY_BLOCKS, message.language)
    kept, left = [], PLAIN
    for text in (_flat(line).strip() for block in body for line in of(block)):
        left -= len(text) + 1
        if left < 0:
            break
        kept.append(text)
    return "\n".join(filter(None, kept)) or _summary(message)


def _summary(message: Message) -> str:
    """Never empty: Slack refuses a message without text."""
    said = (escape(shorten(text or "", SUMMARY)) for text in (message.summary, message.title))
    return next((text for text in said if text.strip()), "Veilleur")


def _header(title: str | None) -> list[Json]:
    words = _one_line(title or "", HEADER)
    return [{"type": "header", "text": _plain(words)}] if words else []


def _one_line(text: str, most: int) -> str:
    return shorten(_BLANKS.sub(" ", clean(text)).strip(), most)


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": escape(text), "emoji": False}


def _block(block: Block, place: int) -> list[Json]:
    match block:
        case Aside(line):
            text = _text(line)
            return [{"type": "context", "elements": [text]}] if text else []
        case Items(menus=menus) if menus:
            return [*_rows(block, place)]
        case Items(lines, numbered, start):
            return _rich(_list(lines, numbered, start))
        case Details(title, lines):
            return _rich(
                _part("section", [tuple(replace(span, strong=True) for span in title)]),
                _part("quote", lines),
            )
        case Fixed(lines):
            return _rich(_part("preformatted", [(Span(plain(one)),) for one in lines]))
        case Paragraph(lines):
            return _rich(_part("section", lines))


def _rows(items: Items, place: int) -> Iterator[Json]:
    """A section a line: rich text has no room for a menu."""
    for at, line in enumerate(items.lines):
        mark = f"{items.start + at}. " if items.numbered else "• "
        if text := _text(_row(mark, line)):
            dots = _overflow(items.menu(at), f"row{place}.{at}")
            yield {"type": "section", "text": text, **({"accessory": dots} if dots else {})}


def _row(mark: str, line: Line) -> Line:
    """On one line; as bare words where Slack would take signs of theirs for its own marks."""
    spans = tuple(replace(span, text=clean(span.text).replace("\n", " ")) for span in line)
    words = plain(spans)
    if not words.strip():
        return ()
    return (Span(mark), *((Span(words),) if _FORMATTED.search(words) else spans))


def _rich(*parts: Json) -> list[Json]:
    filled = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": filled}] if filled else []


def _part(kind: str, lines: Iterable[Line]) -> Json:
    elements: list[Json] = []
    for line in lines:
        inside = _elements(line)
        if elements and inside:
            elements.append({"type": "text", "text": "\n"})
        elements += inside
    return {"type": f"rich_text_{kind}", "elements": elements}


def _list(lines: Iterable[Line], numbered: bool, start: int) -> Json:
    """Slack numbers from 1 only: a list that goes on has its numbers written out."""
    if numbered and start > 1:
        return _part("section", [(Span(f"{n}. "), *one) for n, one in enumerate(lines, start)])
    sections = [section for one in lines if (section := _part("section", [one]))["elements"]]
    style = "ordered" if numbered else "bullet"
    return {"type": "rich_text_list", "style": style, "elements": sections}


def _elements(line: Line) -> list[Json]:
    return [_element(span) for span in line if clean(span.text)]


def _element(span: Span) -> Json:
    words = clean(span.text)
    style: Json = {"style": {"bold": True}} if span.strong else {}
    if url := safe_url(span.link):
        return {"type": "link", "url": url, "text": words, **style}
    if span.at is not None:
        when = {"timestamp": int(span.at.timestamp()), "format": _date_format(span)}
        return {"type": "date", **when, "fallback": words, **style}
    return {"type": "text", "text": words, **style}


def _date_format(span: Span) -> str:
    """As much as the words say: Slack shows it in each reader's own zone and language."""
    return "{time}" if _ONLY_TIME.fullmatch(span.text.strip()) else "{date_short_pretty} {time}"


def _text(line: Line) -> Json | None:
    """Outside rich text: marked up where there is a link, a date or weight. None: no words."""
    words = "".join(clean(span.text) for span in line).strip()
    if not words:
        return None
    if any(span.at or span.strong or safe_url(span.link) for span in line):
        marked = "".join(_marked(span) for span in line).strip()
        if len(marked) <= 3000:
            return {"type": "mrkdwn", "text": marked, "verbatim": True}
    return _plain(words)


def _marked(span: Span) -> str:
    words = escape(span.text)
    label = words.replace("|", "¦").replace("\n", " ")
    if not label.strip():
        return words
    if url := safe_url(span.link):
        return f"<{escape(url)}|{label}>"
    if span.at is not None:
        return f"<!date^{int(span.at.timestamp())}^{_date_format(span)}|{label}>"
    bold = span.strong and words == words.strip() and "\n" not in words
    return f"*{words}*" if bold else words


def _flat(line: Line) -> str:
    return "".join(
        f"{escape(span.text)} ({escape(url)})"
        if (url := safe_url(span.link))
        else escape(span.text)
        for span in line
    )


def _mark(blocks: Iterable[Json]) -> None:
    for block in blocks:
        for one in (*block.get("elements", ()), block.get("accessory", {})):
            if "action_id" in one:
                one["action_id"] = f"{STAYS}{one['action_id']}"


def _actions(message: Message) -> list[Json]:
    made = [_button(one, place, message) for place, one in enumerate(message.at_hand)]
    dots = _overflow(message.more, "more")
    elements = [one for one in (*made, dots) if one]
    return [{"type": "actions", "elements": elements}] if elements else []


def _overflow(buttons: Sequence[Button], action: str) -> Json | None:
    options = [made for one in buttons if (made := _option(one))][:FURTHER]
    return {"type": "overflow", "action_id": action, "options": options} if options else None


def _button(button: Button, place: int, message: Message) -> Json | None:
    words, url = _one_line(button.label, LABEL), safe_url(button.url)
    if not words or not (url or (button.id and len(button.id) <= VALUE)):
        return None
    made: Json = {"type": "button", "text": _plain(words), "action_id": f"button{place}"}
    made |= {"url": url, "value": OPENS_LINK} if url else {"value": button.id}
    if aloud := _aloud(button, words, message):
        made["accessibility_label"] = aloud
    if button.primary or button.danger:
        made["style"] = "danger" if button.danger else "primary"
    return made


def _aloud(button: Button, label: str, message: Message) -> str:
    """What a screen reader says instead of a label that leaves to the eye what it is about."""
    if button.hint:
        return escape(_one_line(button.hint, LABEL))
    alone = button.command is not None and " " not in button.command
    about = _one_line(message.summary or message.title or "", LABEL)
    if alone or not about or label in about:
        return ""
    aloud = sentence(spoken(message.language), "button.aloud", label=label, about=about)
    return escape(_one_line(aloud, LABEL))


def _option(button: Button) -> Json | None:
    words, url = _one_line(button.label, LABEL), safe_url(button.url)
    if not words or not (url or (button.id and len(button.id) <= OPTION_VALUE)):
        return None
    shown: Json = {"text": _plain(words)}
    return shown | ({"url": url, "value": OPENS_LINK} if url else {"value": button.id})
