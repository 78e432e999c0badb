"""The pieces that forms are made of. https://docs.slack.dev/surfaces/modals"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.core.grammar import Bad
from bot.front.slack.texts import say
from bot.render.slack import Json
from bot.render.slack_text import shorten
from bot.render.words import Words

TITLE, OPTION, OPTIONS, METADATA = 24, 75, 100, 3000
"""Characters of a title and of an option, options of a select, characters kept by a form."""

_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # such a sentence tells no time

Choice = tuple[str, str]
"""What a person reads, and what stands for it."""


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words, "emoji": False}


def modal(language: str, callback: str, metadata: str, blocks: Sequence[Json]) -> Json:
    """A form whose title and button are the sentences `form.CALLBACK.title` and `.submit`."""
    made: Json = {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": text(say(language, f"form.{callback}.title")),
        "close": text(say(language, "form.close")),
        "blocks": list(blocks),
    }
    if any(block["type"] == "input" for block in blocks):
        made["submit"] = text(say(language, f"form.{callback}.submit"))
    return made


def field(
    language: str, callback: str, name: str, element: Json, *, optional: bool = False
) -> Json:
    """An input whose label is the sentence `form.CALLBACK.NAME`."""
    label = text(say(language, f"form.{callback}.{name}"))
    element = {**element, "action_id": name}
    made = {"type": "input", "block_id": name, "label": label, "element": element}
    return made | {"optional": optional}


def hint(language: str, block: Json, key: str) -> Json:
    return block | {"hint": text(say(language, key))}


def options(choices: Sequence[Choice]) -> list[Json]:
    """At most a hundred; a name that is too long is cut."""
    return [
        {"text": text(shorten(label, OPTION) or value), "value": value}
        for label, value in choices[:OPTIONS]
    ]


def one_of(kind: str, choices: Sequence[Choice], chosen: str | None) -> Json:
    """A static_select or radio_buttons."""
    made: Json = {"type": kind, "options": options(choices)}
    initial = [one for one in made["options"] if one["value"] == chosen]
    return made | ({"initial_option": initial[0]} if initial else {})


def some_of(choices: Sequence[Choice], chosen: Sequence[str]) -> Json:
    """Checkboxes: at most ten."""
    made: Json = {"type": "checkboxes", "options": options(choices)}
    initial = [one for one in made["options"] if one["value"] in chosen]
    return made | ({"initial_options": initial} if initial else {})


def several_of(choices: Sequence[Choice]) -> Json:
    """A list in which any number may be chosen."""
    return {"type": "multi_static_select", "options": options(choices)}


class State:
    """What a person has filled in: `state.values` of a sent form."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self._values: Mapping[str, Mapping[str, Mapping[str, Any]]] = view["state"]["values"]

    def _of(self, name: str) -> Mapping[str, Any]:
        return self._values.get(name, {}).get(name, {})

    def typed(self, name: str) -> str:
        return (self._of(name).get("value") or "").strip()

    def at(self, name: str) -> str:
        """HH:MM, "" for none."""
        return self._of(name).get("selected_time") or ""

    def place(self, name: str) -> str:
        return self._of(name).get("selected_conversation") or ""

    def one(self, name: str) -> str:
        return (self._of(name).get("selected_option") or {}).get("value") or ""

    def some(self, name: str) -> list[str]:
        return [one["value"] for one in self._of(name).get("selected_options") or ()]


def why_bad(language: str, bad: Bad) -> str:
    """The grammar's own sentence; its example without the verb that the form stands for."""
    words = Words(language, "UTC", _ANY_TIME)
    example = bad.example.partition(" ")[2] or bad.example
    return words(f"bad.{bad.reason}", word=bad.word, example=example)
