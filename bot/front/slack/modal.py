"""The form that `/watch` alone opens. https://docs.slack.dev/surfaces/modals"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.grammar import Bad, Mode, Ok, Watch, parse, render
from bot.core.grammar.expression import all_of, read, unwanted, write_filter
from bot.front.slack.asked import Asked, Original, Place
from bot.front.slack.texts import say
from connectors.query import All, Expr

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
    what = _value(values, WHAT)
    typed = parse(f"watch {what}", slack=True)
    if not isinstance(typed, Ok) or not isinstance(typed.command, Watch):
        return "", {WHAT: say(language, "modal.unreadable")}
    include, exclude = (read(_value(values, name)) for name in (INCLUDE, EXCLUDE))
    wrong = say(language, "modal.unreadable.words")
    if isinstance(include, Bad) or isinstance(exclude, Bad):
        return "", {INCLUDE if isinstance(include, Bad) else EXCLUDE: wrong}
    whole = parse(f"watch {what} {_filter(include, exclude)}", slack=True)
    if not isinstance(whole, Ok) or not isinstance(whole.command, Watch):
        return "", {INCLUDE if include is not None else EXCLUDE: wrong}
    chosen = values[MODE][MODE].get("selected_option") or {}
    only = Mode(chosen["value"]) if chosen else whole.command.only
    return render(replace(whole.command, only=only)), {}


def _filter(include: Expr | None, exclude: Expr | None) -> str:
    """As it is typed after what is watched: of several words to exclude, none may occur."""
    apart = exclude.of if isinstance(exclude, All) else (exclude,)
    parts = [include, *(None if part is None else unwanted(part) for part in apart)]
    wanted = all_of(part for part in parts if part is not None)
    return "" if wanted is None else write_filter(wanted, quoted=True)


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
