"""A message of the Bot API as HTML (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_BESIDE_QUOTE = re.compile(r"\n*(<blockquote)|(</blockquote>)\n*")


def message(payload: Mapping[str, Any]) -> str:
    """Its HTML is a part of the web's: only the line ends differ. `reply`: it answers another."""
    markup = payload.get("markup") or {}
    photo = payload.get("photo")
    shown = f'<img alt="" src="data:image/png;base64,{photo}">' if photo else ""
    above = '<p class="small">↳</p>' if payload.get("reply") else ""
    who = '<p class="who"><b>Veilleur</b></p>'
    text = written(payload["html"])
    return f'<div class="bubble">{who}{above}{shown}{text}</div>{keys(markup)}'


def written(html: str) -> str:
    return _BESIDE_QUOTE.sub(r"\1\2", html).replace("\n", "<br>")


def keys(markup: Mapping[str, Any]) -> str:
    return "".join(f'<p class="keys">{_row(row)}</p>' for row in markup.get("inline_keyboard", ()))


def _row(row: Iterable[Mapping[str, Any]]) -> str:
    return "".join(f"<button>{escape(key['text'])}</button>" for key in row)
