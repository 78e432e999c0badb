"""Block Kit as HTML (https://docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape
from typing import Any, TypeAlias

Obj: TypeAlias = Mapping[str, Any]

_MARKED = re.compile(r"<(?:!date\^[^|>]*|[^|>]*)\|([^>]*)>|<(https?:[^>]*)>")
_BOLD = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")

# What Slack itself says beside a message.
MARKS = {
    "en": {"private": "Only visible to you", "reply": "↳ in the thread"},
    "fr": {"private": "Visible par vous uniquement", "reply": "↳ dans le fil"},
}


def message(payload: Obj, language: str, hour: str = "") -> str:
    """A message with its head. `private`: only one person sees it; `reply`: in a thread."""
    told = [words for name, words in MARKS[language].items() if payload.get(name)]
    marks = "".join(f"<small>{words}</small>" for words in told)
    head = f'<p class="who"><b>Veilleur</b> <i>APP</i> <small>{hour}</small>{marks}</p>'
    body = blocks(payload["blocks"]) or f"<p>{_marked(payload['text'])}</p>"
    files = "".join(
        f'<img alt="{escape(one["alt"])}" src="data:image/png;base64,{one["content"]}">'
        for one in payload.get("files", ())
    )
    return f'<div class="row"><span class="face">V</span><div>{head}{body}{files}</div></div>'


def view(payload: Obj) -> str:
    """A modal with its title and buttons, or a Home tab."""
    if payload["type"] == "home":
        return f'<div class="home">{blocks(payload["blocks"])}</div>'
    named = (payload.get("close"), payload.get("submit"))
    ends = "".join(f"<button>{_text(one)}</button>" for one in named if one)
    body = blocks(payload["blocks"])
    title = _text(payload["title"])
    return f'<div class="modal"><h3>{title}</h3>{body}<p class="buttons ends">{ends}</p></div>'


def blocks(every: Iterable[Obj]) -> str:
    return "".join(map(_block, every))


def _block(block: Obj) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{_text(block['text'])}</h3>"
        case "divider":
            return "<hr>"
        case "section":
            return _section(block)
        case "context":
            return f'<p class="small">{" ".join(map(_text, block["elements"]))}</p>'
        case "actions":
            return f'<p class="buttons">{"".join(map(_control, block["elements"]))}</p>'
        case "input":
            hint = f'<p class="small">{_text(block["hint"])}</p>' if "hint" in block else ""
            return f'<p class="label">{_text(block["label"])}</p>{_control(block["element"])}{hint}'
        case "image":
            return f'<p class="missing">{escape(block["alt_text"])}</p>'
        case "rich_text":
            return "".join(map(_part, block["elements"]))
        case _:
            return _table(block)


def _section(block: Obj) -> str:
    texts = [block["text"]] if "text" in block else []
    words = "".join(f"<p>{_text(one)}</p>" for one in [*texts, *block.get("fields", ())])
    beside = _control(block["accessory"]) if "accessory" in block else ""
    return f'<div class="section"><div>{words}</div>{beside}</div>'


def _table(block: Obj) -> str:
    """A table, or the name of a chart that Slack would draw itself."""
    if "rows" not in block:
        return f'<p class="missing">{escape(str(block.get("title", block["type"])))}</p>'
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in block["rows"]
    )
    return f"<table>{rows}</table>"


def _cell(cell: Obj) -> str:
    if "elements" in cell:
        return "".join(map(_part, cell["elements"]))
    return escape(str(cell.get("text", "")))


def _control(element: Obj) -> str:
    match element["type"]:
        case "overflow":
            return "<button>⋯</button>"
        case "button":
            return f'<button class="{element.get("style", "")}">{_text(element["text"])}</button>'
        case "checkboxes" | "radio_buttons":
            return "".join(f"<p>☐ {_text(one['text'])}</p>" for one in element["options"])
        case _:
            return f'<p class="field">{_given(element)}</p>'


def _given(element: Obj) -> str:
    chosen = element.get("initial_option", {}).get("text") or element.get("placeholder")
    return escape(element["initial_value"]) if "initial_value" in element else _text(chosen)


def _text(text: Obj | None) -> str:
    if not text:
        return ""
    if text["type"] == "image":
        return escape(text["alt_text"])
    words = text["text"]
    return _marked(words) if text["type"] == "mrkdwn" else escape(unescape(words), quote=False)


def _marked(text: str) -> str:
    """Its own marks become HTML, and only they: the rest is escaped already."""
    linked = _MARKED.sub(lambda found: f"<a>{found[1] or found[2]}</a>", text)
    return _BOLD.sub(r"<b>\1</b>", linked).replace("\n", "<br>")


def _part(part: Obj) -> str:
    inside = [_element(one) for one in part["elements"]]
    match part["type"]:
        case "rich_text_list":
            tag = "ol" if part["style"] == "ordered" else "ul"
            rows = "".join(f"<li>{_inside(one)}</li>" for one in part["elements"])
            return f"<{tag}>{rows}</{tag}>"
        case "rich_text_quote":
            return f"<blockquote>{''.join(inside)}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{''.join(inside)}</pre>"
        case _:
            return f"<p>{''.join(inside)}</p>"


def _inside(part: Obj) -> str:
    return "".join(map(_element, part["elements"]))


def _element(element: Obj) -> str:
    words = escape(element.get("text") or element.get("fallback") or element.get("url", ""))
    words = words.replace("\n", "<br>")
    if element.get("style", {}).get("bold"):
        words = f"<b>{words}</b>"
    return f"<a>{words}</a>" if element["type"] == "link" else words
