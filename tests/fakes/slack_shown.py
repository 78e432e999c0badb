"""How a person reads a Slack message or view, and what they can click on it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.fakes.slack_model import Message, View


def controls(shown: Message | View) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(what a person reads on it, block id, element) of all that can be clicked."""
    for block in shown.blocks:
        for element in _elements(block):
            if element["type"] == "overflow":
                for option in element["options"]:
                    chosen = {**element, "selected_option": option}
                    yield option["text"]["text"], block["block_id"], chosen
            else:
                label = element.get("text") or element.get("placeholder") or {}
                yield label.get("text", ""), block["block_id"], element


def _elements(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    held = [block.get("accessory"), block.get("element")]
    held += block.get("elements", []) if block["type"] == "actions" else []
    return [one for one in held if one and one["type"] != "image"]


def shown(item: Message | View) -> str:
    """The plain text that a person reads, a line a block, buttons as [label]."""
    lines = [_title(item)] if isinstance(item, View) else []
    lines += [line for line in map(_line, item.blocks) if line]
    if isinstance(item, Message) and not item.blocks:
        lines = [plain(item.text)]
    return "\n".join(lines)


def _title(view: View) -> str:
    return str(view.payload.get("title", {}).get("text", "Home"))


def _line(block: Mapping[str, Any]) -> str:
    parts = [_words(block.get(name)) for name in ("text", "label", "title")]
    parts += [_words(field) for field in block.get("fields", ())]
    if block["type"] == "context":
        parts += [_words(element) for element in block["elements"]]
    if block["type"] == "rich_text":
        parts += ["".join(_rich(block["elements"]))]
    parts += [_control(element) for element in _elements(block)]
    parts += [_words(block.get("hint"))]
    return " ".join(part for part in parts if part)


def _words(text: Any) -> str:
    if isinstance(text, str):
        return plain(text)
    if not isinstance(text, Mapping):
        return ""
    if text["type"] == "image":
        return str(text["alt_text"])
    words = str(text["text"])
    return plain(words) if text["type"] == "mrkdwn" else html.unescape(words)


def _control(element: Mapping[str, Any]) -> str:
    if element["type"] == "overflow":
        labels = " | ".join(option["text"]["text"] for option in element["options"])
        return f"[⋯: {labels}]"
    label = element.get("text") or element.get("placeholder") or {}
    return f"[{label.get('text', '')}]"


def _rich(elements: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for element in elements:
        if "elements" in element:
            yield from _rich(element["elements"])
            yield "\n" if element["type"] == "rich_text_section" else ""
        else:
            yield str(element.get("text") or element.get("url") or element.get("fallback") or "")


def plain(mrkdwn: str) -> str:
    """Mrkdwn as read: links by their label, dates by their fallback, no marks."""
    text = re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", mrkdwn)
    text = re.sub(r"<([^<>]*)>", r"\1", text)
    text = re.sub(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)", r"\1", text)
    return html.unescape(text)
