"""Draws the pictures of the README: real messages of the real renderers, as the chats show them.

Needs Chromium: `make docs-pictures`, or `.venv/bin/python docs/pictures/make.py`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from messages import alert_of, digest_of

from bot.core.message import Button, Message
from bot.render.slack import to_slack
from bot.render.telegram import to_telegram

HERE = Path(__file__).parent
WIDTH = 1280
_BESIDE_QUOTE = re.compile(r"\n*(<blockquote)|(</blockquote>)\n*")
_HEIGHT = re.compile(r"data-height=\"(\d+)\"")

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><style>{style}</style>
<body onload="document.body.dataset.height = document.querySelector('main').scrollHeight">
<main><section class="slack"><h2>Slack</h2>{slack}</section>
<section class="telegram"><h2>Telegram</h2>{telegram}</section></main></body></html>"""


def numbered(message: Message) -> Message:
    """Buttons get ids as when they are sent: one without is left out."""

    def named(buttons: tuple[Button, ...], mark: str) -> tuple[Button, ...]:
        return tuple(replace(one, id=f"{mark}{place}") for place, one in enumerate(buttons))

    return message.with_buttons(named(message.buttons, "b"), named(message.more, "m"))


# --- Slack


def slack_card(message: Message, hour: str) -> str:
    blocks = "".join(map(_slack_block, to_slack(message).blocks))
    head = f'<p class="who"><b>Veilleur</b> <i>APP</i> <small>{hour}</small></p>'
    return f'<div class="row"><span class="face">V</span><div>{head}{blocks}</div></div>'


def _slack_block(block: dict[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{block['text']['text']}</h3>"
        case "context":
            return f'<p class="small">{"".join(one["text"] for one in block["elements"])}</p>'
        case "actions":
            return f'<p class="buttons">{"".join(map(_slack_button, block["elements"]))}</p>'
        case _:
            return "".join(map(_rich, block["elements"]))


def _slack_button(element: dict[str, Any]) -> str:
    if element["type"] == "overflow":
        return "<button>⋯</button>"
    return f"<button>{element['text']['text']}</button>"


def _rich(part: dict[str, Any]) -> str:
    if part["type"] == "rich_text_list":
        tag = "ol" if part["style"] == "ordered" else "ul"
        rows = "".join(f"<li>{_inside(one)}</li>" for one in part["elements"])
        return f"<{tag}>{rows}</{tag}>"
    tag = "blockquote" if part["type"] == "rich_text_quote" else "p"
    return f"<{tag}>{_inside(part)}</{tag}>"


def _inside(part: dict[str, Any]) -> str:
    return "".join(map(_element, part["elements"]))


def _element(element: dict[str, Any]) -> str:
    words = escape(element.get("text") or element.get("fallback", "")).replace("\n", "<br>")
    if element.get("style", {}).get("bold"):
        words = f"<b>{words}</b>"
    return f"<a>{words}</a>" if element["type"] == "link" else words


# --- Telegram


def telegram_card(message: Message) -> str:
    """Its HTML is a part of the web's: only the line ends differ."""
    payload = to_telegram(message, delivery=True)
    rows = "".join(
        f'<p class="keys">{"".join(f"<button>{escape(key.label)}</button>" for key in row)}</p>'
        for row in payload.keyboard
    )
    text = _BESIDE_QUOTE.sub(r"\1\2", payload.html).replace("\n", "<br>")
    return f'<div class="bubble"><p class="who"><b>Veilleur</b></p>{text}</div>{rows}'


# --- drawing


def draw(message: Message, language: str, hour: str, to: Path) -> None:
    page = PAGE.format(
        language=language,
        style=(HERE / "style.css").read_text(encoding="utf-8"),
        slack=slack_card(message, hour),
        telegram=telegram_card(message),
    )
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        height = _HEIGHT.search(_chromium("--dump-dom", source, f"--window-size={WIDTH},100"))
        assert height, "the page did not load"
        size = f"--window-size={WIDTH},{height[1]}"
        _chromium(f"--screenshot={to}", source, size, "--force-device-scale-factor=1.5")


def _chromium(what: str, page: Path, *more: str) -> str:
    """Without its sandbox, which a container often can't give: it opens nothing but our page."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    assert program, "install Chromium to draw the pictures"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *more)
    asked = [program, *options, what, page.as_uri()]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603
    return done.stdout


def main() -> None:
    for language in ("en", "fr"):
        alert, digest = numbered(alert_of(language)), numbered(digest_of(language))
        draw(alert, language, "09:13", HERE / f"alert.{language}.png")
        draw(digest, language, "08:30", HERE / f"digest.{language}.png")


if __name__ == "__main__":
    main()
