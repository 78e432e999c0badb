"""What a person fills in on a Slack form, as the payload of an interaction tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.slack_model import View

Obj = Mapping[str, Any]
PLAIN = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
MANY_OPTIONS = ("checkboxes", "multi_static_select", "multi_external_select")
ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")


def state_of(view: View, values: Mapping[str, Any]) -> dict[str, dict[str, Obj]]:
    """`state.values` of a modal; keys of `values` are labels, block ids or action ids."""
    state: dict[str, dict[str, Obj]] = {}
    used: set[str] = set()
    for block in view.blocks:
        for element in _stateful(block):
            names = [_label(block), block["block_id"], element["action_id"]]
            name = next((name for name in names if name in values), None)
            known = {} if name is None else chosen(element, values[name])
            used.update([] if name is None else [name])
            held = {"type": element["type"], **_blank(element), **_initial(element), **known}
            state.setdefault(block["block_id"], {})[element["action_id"]] = held
    assert values.keys() == used, f"the form has no {values.keys() - used}"
    return state


def chosen(element: Obj, value: Any) -> dict[str, Any]:
    """What was typed or picked in one element; options by their text or value."""
    kind = element["type"]
    if kind in PLAIN:
        return {PLAIN[kind]: value}
    if kind in ONE_OPTION:
        return {"selected_option": _option(element, value)}
    if kind in MANY_OPTIONS:
        return {"selected_options": [_option(element, one) for one in value]}
    return {"value": value}


def _stateful(block: Obj) -> list[Obj]:
    held = [block.get("element"), block.get("accessory")]
    held += block.get("elements", []) if block["type"] == "actions" else []
    return [one for one in held if one and one["type"] not in ("button", "image", "overflow")]


def _label(block: Obj) -> str:
    text = block.get("label") or block.get("text") or {}
    return str(text.get("text", ""))


def _blank(element: Obj) -> dict[str, Any]:
    """What Slack sends of an element that nobody touched."""
    kind = element["type"]
    if kind in ONE_OPTION:
        return {"selected_option": None}
    if kind in MANY_OPTIONS:
        return {"selected_options": []}
    return {PLAIN.get(kind, "value"): [] if kind.startswith("multi_") else None}


def _initial(element: Obj) -> dict[str, Any]:
    """What the form held before: `initial_option` becomes `selected_option`, and so on."""
    given = {name: value for name, value in element.items() if name.startswith("initial_")}
    return {
        "value" if name == "initial_value" else name.replace("initial", "selected"): value
        for name, value in given.items()
    }


def _option(element: Obj, value: str) -> Obj:
    groups = element.get("option_groups") or [element]
    options = [option for group in groups for option in group.get("options", ())]
    for option in options:
        if value in (option["value"], option["text"]["text"]):
            known: Obj = option
            return known
    raise AssertionError(f"no option {value!r} in {[option['value'] for option in options]}")
