"""What Slack refuses inside blocks: texts, images, buttons, selects, options.

Limits: https://docs.slack.dev/reference/block-kit/block-elements. Lengths are in characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Obj: TypeAlias = Mapping[str, Any]

TYPED = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
SELECTS = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
PICKERS = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"})
WITH_OPTIONS = frozenset(
    {"overflow", "checkboxes", "radio_buttons", "static_select", "multi_static_select"}
)
INPUTS = TYPED | SELECTS | PICKERS
CLICKABLE = SELECTS | PICKERS | {"button", "overflow"}


def check_element(element: Any, allowed: frozenset[str]) -> Iterator[str]:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed:
        yield f"element {kind!r} is not allowed here"
        return
    if kind == "image":
        yield from image(element)
        return
    if not element.get("action_id"):
        yield f"{kind} without action_id"
    yield from length(element, "action_id", 255)
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if "placeholder" in element:
        yield from check_text(element["placeholder"], "placeholder", 150, plain=True)
    least = element.get("min_query_length", 0)
    if "min_query_length" in element and (not kind.endswith("external_select") or least < 0):
        yield f"min_query_length {least!r} in a {kind}"
    if kind == "button":
        yield from _button(element)
    yield from _options(element, kind)


def check_suggestions(options: Any) -> Iterator[str]:
    """What a list that a person searches by typing is filled with."""
    if not isinstance(options, list) or len(options) > 100:
        yield "at most 100 options"
        return
    yield from unique([option.get("value") for option in options])
    for option in options:
        yield from _option(option)


def _button(button: Obj) -> Iterator[str]:
    yield from check_text(button.get("text"), "button", 75, plain=True)
    yield from length(button, "value", 2000)
    yield from length(button, "accessibility_label", 75)
    if "url" in button:
        yield from url(button["url"])
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"button style {button['style']!r}"


def _options(element: Obj, kind: str) -> Iterator[str]:
    groups = element.get("option_groups")
    lists = [group.get("options") for group in groups] if groups else [element.get("options")]
    if lists == [None] and kind not in WITH_OPTIONS:
        return
    most = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}.get(kind, 100)
    for options in lists:
        yield from count(options, f"{kind} options", 1, most)
        for option in options or []:
            yield from _option(option)


def _option(option: Obj) -> Iterator[str]:
    yield from check_text(option.get("text"), "option", 75)
    if not 1 <= len(str(option.get("value") or "")) <= 75:
        yield "option value of 1 to 75 characters"
    if "url" in option:
        yield from url(option["url"])


def _confirm(confirm: Obj) -> Iterator[str]:
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if name in confirm or name == "text":
            yield from check_text(confirm.get(name), f"confirm {name}", most)


def check_text(text: Any, name: str, most: int, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{name} is not a text object"
        return
    if plain and text["type"] != "plain_text":
        yield f"{name} must be plain_text"
    words = text.get("text")
    if not isinstance(words, str) or not words:
        yield f"{name} is empty"
    elif len(words) > most:
        yield f"{name} has {len(words)} characters, at most {most}"


def length(holder: Obj, name: str, most: int) -> Iterator[str]:
    if len(str(holder.get(name, ""))) > most:
        yield f"{name} over {most} characters"


def count(items: Any, name: str, least: int, most: int) -> Iterator[str]:
    if not isinstance(items, list) or not least <= len(items) <= most:
        yield f"{name}: {least} to {most}"


def unique(ids: Sequence[Any]) -> Iterator[str]:
    named = [one for one in ids if one]
    if len(named) != len(set(named)):
        yield f"the same id twice in {named}"


def url(url: Any) -> Iterator[str]:
    if not re.fullmatch(r"https?://[^\s/]\S*", str(url)) or len(str(url)) > 3000:
        yield "a link that is not http(s), or over 3,000 characters"


def image(block: Obj) -> Iterator[str]:
    if not block.get("alt_text"):
        yield "an image needs alt_text"
    yield from length(block, "alt_text", 2000)
    if "slack_file" not in block:
        yield from url(block.get("image_url"))
    if "title" in block:
        yield from check_text(block["title"], "title", 2000, plain=True)
