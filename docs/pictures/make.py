"""Draws the pictures of the README: real messages of the real renderers, as the chats show them.

Needs Chromium: `make docs-pictures`, or `.venv/bin/python docs/pictures/make.py`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from messages import alert_of, digest_of
from render import slack, telegram
from render.page import draw

from bot.core.message import Button, Message
from bot.render.slack import to_slack
from bot.render.telegram import Keyboard, to_telegram

HERE = Path(__file__).parent


def numbered(message: Message) -> Message:
    """Buttons get ids as when they are sent: one without is left out."""

    def named(buttons: tuple[Button, ...], mark: str) -> tuple[Button, ...]:
        return tuple(replace(one, id=f"{mark}{place}") for place, one in enumerate(buttons))

    return message.with_buttons(named(message.buttons, "b"), named(message.more, "m"))


def both(message: Message, hour: str) -> str:
    """The message in Slack beside the same in Telegram."""
    in_slack = slack.message({"blocks": to_slack(message).blocks}, message.language, hour)
    shown = to_telegram(message, delivery=True)
    in_telegram = telegram.message({"html": shown.html, "markup": _markup(shown.keyboard)})
    return (
        f'<section class="slack"><h2>Slack</h2>{in_slack}</section>'
        f'<section class="telegram"><h2>Telegram</h2>{in_telegram}</section>'
    )


def _markup(keyboard: Keyboard) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": key.label} for key in row] for row in keyboard]}


def main() -> None:
    for language in ("en", "fr"):
        for name, made, hour in (("alert", alert_of, "09:13"), ("digest", digest_of, "08:30")):
            body = both(numbered(made(language)), hour)
            to = HERE / f"{name}.{language}.png"
            draw(body, language, to, kind="beside", width=1280, scale=1.5)


if __name__ == "__main__":
    main()
