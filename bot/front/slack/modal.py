"""The form that `/watch` alone opens. https://docs.slack.dev/surfaces/modals"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.grammar import Mode, Ok, Watch, parse, render
from bot.front.slack.asked import Asked, Original, Place
from bot.front.slack.texts import say

WATCH = "watch"
WHAT, WHERE, MODE, INCLUDE, EXCLUDE = "what", "where", "mode", "include", "exclude"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sent form asks, or what is wrong with it: block id -> sentence."""

    asked: Asked | None
    errors: Mapping[str, str]


def watch_view(language: str, channel: str) -> dict[str, Any]:
    """`channel`: where the form was opened; the labels are in the person's language."""
    return {
        "type": "modal",
        "callback_id": WATCH,
        "private_metadata": language,
        "title": _text(say(language, "modal.title")),
        "submit": _text(say(language, "modal.submit")),
        "close": _text(say(language, "modal.close")),
        "blocks": [
            _words(language, WHAT, hint="modal.what.hint", needed=True),
            _input(language, WHERE, _where(channel)),
            _input(language, MODE, _modes(language)),
            _words(language, INCLUDE, hint="modal.words.hint"),
            _words(language, EXCLUDE, hint="modal.words.hint"),
        ],
    }


def from_view(body: Mapping[str, Any]) -> Filled:
    """The sent form as a command typed in the chosen channel."""
    view = body["view"]
    language, values = view.get("private_metadata") or "en", view["state"]["values"]
    channel = values[WHERE][WHERE].get("selected_conversation") or ""
    text, errors = _command(language, values)
    if errors or not channel:
        return Filled(None, errors or {WHERE: say(language, "modal.where")})
    place = Place(channel, body["user"]["id"], original=Original.PUBLIC)
    return Filled(Asked(place, body.get("trigger_id") or view["id"], text), {})


def _command(language: str, values: Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
    """The canonical command, or the sentences that say what can't be read."""
    typed = parse(f"watch {_value(values, WHAT)}", slack=True)
    if not isinstance(typed, Ok) or not isinstance(typed.command, Watch):
        return "", {WHAT: say(language, "modal.unreadable")}
    chosen = values[MODE][MODE].get("selected_option") or {}
    include, exclude = (tuple(_value(values, name).split()) for name in (INCLUDE, EXCLUDE))
    command = replace(
        typed.command,
        only=Mode(chosen["value"]) if chosen else typed.command.only,
        include=(*typed.command.include, *include),
        exclude=(*typed.command.exclude, *exclude),
    )
    text = render(command)
    if parse(text) != Ok(command):
        errors = {INCLUDE: include, EXCLUDE: exclude}
        wrong = say(language, "modal.unreadable.words")
        return "", {name: wrong for name, words in errors.items() if words}
    return text, {}


def _value(values: Mapping[str, Any], name: str) -> str:
    return (values[name][name].get("value") or "").strip()


def _words(language: str, name: str, *, hint: str, needed: bool = False) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": name, "max_length": 500}
    made = _input(language, name, element)
    return made | {"hint": _text(say(language, hint)), "optional": not needed}


def _input(language: str, name: str, element: dict[str, Any]) -> dict[str, Any]:
    label = _text(say(language, f"modal.{name}"))
    return {"type": "input", "block_id": name, "label": label, "element": element}


def _where(channel: str) -> dict[str, Any]:
    """Channels that another company reads are left out: nothing goes there unasked."""
    kinds = ["public", "private", *(["im"] if channel.startswith("D") else [])]
    only = {"include": kinds, "exclude_external_shared_channels": True}
    return {
        "type": "conversations_select",
        "action_id": WHERE,
        "default_to_current_conversation": True,
        "filter": {**only, "exclude_bot_users": not channel.startswith("D")},
    }


def _modes(language: str) -> dict[str, Any]:
    options = [
        {"text": _text(say(language, f"modal.mode.{mode}")), "value": mode.value}
        for mode in (Mode.BOTH, Mode.ALERT, Mode.DIGEST)
    ]
    kept = {"type": "radio_buttons", "action_id": MODE, "options": options}
    return kept | {"initial_option": options[0]}


def _text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": False}
