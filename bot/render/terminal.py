"""Message -> plain lines, a rich renderable, or one JSON object. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from bot.core.message import Line, Message, PostRef
from bot.core.model import DeliveryKind
from bot.render.graphics import worded
from bot.render.plain import Part, clean, fitted, gaps, safe_link

TEXT_LIMIT = 100_000
INDENT = "    "
_KINDS = {
    DeliveryKind.DIGEST: "digest",
    DeliveryKind.NOTICE: "notice",
    DeliveryKind.LIVE: "notice",
}


def kind_of(kind: DeliveryKind) -> str:
    """ "alert", "digest" or "notice": what a reader of the JSON lines tells apart."""
    return _KINDS.get(kind, "alert")


def to_text(message: Message, *, repeat: bool = False) -> str:
    """Plain lines without the last line break: the message, then its buttons and commands."""
    return to_rich(message, repeat=repeat).plain


def to_rich(message: Message, *, repeat: bool = False) -> Text:
    """The same lines, calmly styled for an interactive terminal (rich obeys NO_COLOR)."""
    shown = _body(message, repeat)
    rows = list(_buttons(message))
    for at, (label, command) in enumerate(rows):
        shown.append("\n" if at else "\n\n")
        shown.append(f"[{label}]", style="bold").append(f" → {command}")
    return shown


def to_json(kind: str, channel: str, message: Message, *, repeat: bool = False) -> dict[str, Any]:
    """Exactly kind, channel, text, posts and buttons; every string is clean, one line or more."""
    return {
        "kind": kind,
        "channel": channel,
        "text": _body(message, repeat).plain,
        "posts": [_post(post) for post in message.posts],
        "buttons": [{"label": label, "command": command} for label, command in _buttons(message)],
    }


def _body(message: Message, repeat: bool) -> Text:
    parts = fitted(worded(message, pictures=False), TEXT_LIMIT, repeat=repeat)
    shown = Text()
    for gap, part in zip(gaps(parts), parts, strict=True):
        shown.append(gap)
        shown.append_text(_part(part))
    return shown


def _part(part: Part) -> Text:
    shown = Text(style="dim" if part.small else "")
    for at, (mark, of) in enumerate(part.rows()):
        shown.append("\n" if at else "")
        shown.append(INDENT if part.folded and at else "")
        shown.append(mark)
        shown.append_text(_line(of))
    return shown


def _line(of: Line) -> Text:
    shown = Text()
    for span in of:
        shown.append(span.text, style="bold" if span.strong else "")
        if span.link and span.link != span.text:
            shown.append(f" ({span.link})", style="dim")
    return shown


def _buttons(message: Message) -> Iterator[tuple[str, str]]:
    for button in (*message.buttons, *message.more):
        if does := button.command or safe_link(button.url):
            yield clean(button.label), clean(does)


def _post(post: PostRef) -> dict[str, str]:
    return {"network": clean(post.network), "id": clean(post.id), "url": clean(post.url)}
