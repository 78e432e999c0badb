"""Message -> Telegram's classic HTML and an inline keyboard. Pure.

What may stand in the HTML: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.core.message import FURTHER, Button, Line, Message, Span, plain
from bot.render.graphics import worded
from bot.render.plain import (
    ELLIPSIS,
    Part,
    clean,
    fitted,
    gaps,
    readable,
    safe_link,
    shorten,
    to_plain,
)
from bot.render.texts import spoken
from bot.render.words import sentence

TEXT_LIMIT = 4096
DATA_LIMIT = 64
LABEL_LIMIT = 60
ROW_WIDTH = 36
BESIDE = 3
MORE = "⋯"
_OF_DELIVERY, _STAYS, _MORE = "d:", "s:", "m:"
_ONLY_TIME = re.compile(r"\d{1,2}:\d{2}")
_TIME_TAG = re.compile(r"</?tg-time[^>]*>")


@dataclass(frozen=True, slots=True)
class KeyboardButton:
    """Either `data` (at most 64 bytes, comes back when it is pressed) or `url`."""

    label: str
    data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[KeyboardButton, ...], ...]


@dataclass(frozen=True, slots=True)
class TelegramPayload:
    """`html`: at most 4096 UTF-16 units once parsed; `text`: the same words without markup."""

    html: str
    text: str
    keyboard: Keyboard = ()
    preview_url: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """What the data of a pressed button says. `more`: it is a [⋯] that opens the buttons `ids`.

    `delivery`: it stands under an alert or a digest, not under an answer. `stays`: under an answer
    that shows publications.
    """

    ids: tuple[str, ...]
    more: bool = False
    delivery: bool = False
    stays: bool = False


def to_telegram(
    message: Message, *, repeat: bool = False, delivery: bool = False
) -> TelegramPayload:
    """`repeat`: marked as perhaps shown before. `delivery`: see Pressed."""
    parts = fitted(worded(message, pictures=True), TEXT_LIMIT, repeat=repeat)
    html = "".join(gap + _part(part) for gap, part in zip(gaps(parts), parts, strict=True))
    preview = safe_link(message.preview_url)
    return TelegramPayload(html, to_plain(parts), _keyboard(message, delivery), preview)


def timeless(html: str) -> str:
    """The same without marked instants, for a server that doesn't know them yet."""
    return _TIME_TAG.sub("", html)


def pressed(data: str) -> Pressed:
    """The inverse of what to_telegram puts in a button's data."""
    where = _where(data)
    rest = data.removeprefix(where)
    more = rest.startswith(_MORE)
    ids = rest.removeprefix(_MORE).split(".") if more else [rest]
    return Pressed(tuple(ids), more, where == _OF_DELIVERY, where == _STAYS)


def opened(keyboard: Keyboard, data: str, labels: Sequence[str]) -> Keyboard:
    """The keyboard once its [⋯] (of that data) is pressed; a button without a label has expired."""
    press, prefix = pressed(data), _where(data)
    kept = (tuple(button for button in row if button.data != data) for row in keyboard)
    shown = [
        KeyboardButton(_label(label), data=prefix + one)
        for one, label in zip(press.ids, labels, strict=False)
        if readable(label)
    ]
    return (*(row for row in kept if row), *_rows(shown))


def _where(data: str) -> str:
    """Under what kind of message the button stands: the beginning of its data."""
    return next((mark for mark in (_OF_DELIVERY, _STAYS) if data.startswith(mark)), "")


def _part(part: Part) -> str:
    if part.fixed:  # which holds no other markup
        rows = "\n".join(escape(plain(line), quote=False) for line in part.lines)
        return f"<pre>{rows}</pre>"
    html = "\n".join(escape(mark, quote=False) + _line(line) for mark, line in part.rows())
    if part.folded:
        return f"<blockquote expandable>{html}</blockquote>"
    return f"<i>{html}</i>" if part.small else html


def _line(of: Line) -> str:
    return "".join(map(_span, of))


def _span(span: Span) -> str:
    html = escape(span.text, quote=False)
    if span.at is not None and not span.link and span.at.timestamp() >= 0:
        form = _time_format(span.text)
        html = f'<tg-time unix="{int(span.at.timestamp())}" format="{form}">{html}</tg-time>'
    if span.strong:
        html = f"<b>{html}</b>"
    return f'<a href="{escape(span.link, quote=True)}">{html}</a>' if span.link else html


def _time_format(text: str) -> str:
    """As much as the words say, in each reader's own zone and language.

    https://core.telegram.org/bots/api#date-time-entity-formatting
    """
    return "t" if _ONLY_TIME.fullmatch(text.strip()) else "wdt"


def _keyboard(message: Message, delivery: bool) -> Keyboard:
    prefix = _OF_DELIVERY if delivery else _STAYS if message.stays else ""
    first = [_button(button, prefix) for button in message.at_hand]
    ids = [button.id for button in message.more[:FURTHER] if button.id]
    rows = _rows([button for button in first if button])
    label = f"{MORE} {sentence(spoken(message.language), 'button.further')}"
    return _with_more(rows, prefix + _MORE, ids, label)


def _button(button: Button, prefix: str) -> KeyboardButton | None:
    label, url = _label(button.label), safe_link(button.url)
    if url:
        return KeyboardButton(label, url=url)
    data = prefix + (button.id or "")
    return KeyboardButton(label, data=data) if button.id and _fits(data) else None


def _label(text: str) -> str:
    label = shorten(clean(text).strip(), LABEL_LIMIT)
    return label if readable(label) else ELLIPSIS


def _rows(buttons: Iterable[KeyboardButton]) -> Keyboard:
    """Beside each other as long as the labels can be read on a telephone."""
    rows: list[list[KeyboardButton]] = []
    for button in buttons:
        beside = [*rows[-1], button] if rows else []
        if 0 < len(beside) <= BESIDE and sum(len(one.label) for one in beside) <= ROW_WIDTH:
            rows[-1].append(button)
        else:
            rows.append([button])
    return tuple(map(tuple, rows))


def _with_more(rows: Keyboard, prefix: str, ids: Sequence[str], label: str) -> Keyboard:
    """Adds the [⋯]; its data names the buttons that it opens, so that it survives a restart."""
    while ids and not _fits(prefix + ".".join(ids)):
        ids = ids[:-1]
    if not ids:
        return rows
    more = KeyboardButton(label, data=prefix + ".".join(ids))
    return (*rows[:-1], (*rows[-1], more)) if rows else ((more,),)


def _fits(data: str) -> bool:
    return len(data.encode()) <= DATA_LIMIT
