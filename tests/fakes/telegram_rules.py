"""What Telegram refuses in calls of the Bot API (https://core.telegram.org/bots/api).

Each check yields what is wrong, as the `description` of the answer says it after "Bad Request".
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tests.fakes.http import Uploaded
from tests.fakes.telegram_html import Entity, HtmlError, parse_html, units

Obj: TypeAlias = Mapping[str, Any]
Problems: TypeAlias = Iterator[str]

CONTRACT = Path(__file__).parents[2] / ".." / "shared" / "specs" / "telegram" / "api.min.json"
TEXT_UNITS, ANSWER_TEXT, CALLBACK_BYTES = 4096, 200, 64
CAPTION_UNITS = 1024
ROW_BUTTONS, ALL_BUTTONS, COMMANDS = 8, 100, 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS = frozenset(
    {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text"}
    | {"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "pay"}
)


class Refused(Exception):
    """A payload that Telegram would refuse."""


def captioned(arguments: Obj) -> tuple[str, list[Entity]]:
    """The caption that people will see. Raises Refused."""
    told = arguments.get("caption")
    text, entities = _parsed(told, arguments) if told else ("", list[Entity]())
    if units(text) > CAPTION_UNITS:
        raise Refused("message caption is too long")
    return text, entities


def formatted(arguments: Obj) -> tuple[str, list[Entity]]:
    """The text that people will see. Raises Refused."""
    text, entities = _parsed(arguments.get("text"), arguments)
    if not text.strip():
        raise Refused("message text is empty")
    if units(text) > TEXT_UNITS:
        raise Refused("message is too long")
    return text, entities


def _parsed(written: Any, arguments: Obj) -> tuple[str, list[Entity]]:
    text, entities = str(written or ""), list[Entity]()
    mode = str(arguments.get("parse_mode") or "")
    if mode.upper() == "HTML":
        try:
            text, entities = parse_html(text)
        except HtmlError as error:
            raise Refused(f"can't parse entities: {error}") from None
    elif mode:
        raise Refused(f"unsupported parse_mode {mode}")
    return text, entities


def check_call(method: str, arguments: Obj) -> Problems:
    """Names of the contract, then the rules of the method."""
    yield from check_names(method, arguments)
    if "reply_markup" in arguments:
        yield from check_markup(arguments["reply_markup"])
    if method == "answerCallbackQuery" and len(arguments.get("text", "")) > ANSWER_TEXT:
        yield "MESSAGE_TOO_LONG"
    if method == "setMyCommands":
        yield from check_commands(arguments.get("commands"))
    if method == "setMyDescription" and len(arguments.get("description", "")) > 512:
        yield "description is too long"
    if method == "setMyShortDescription" and len(arguments.get("short_description", "")) > 120:
        yield "short description is too long"


def check_names(method: str, arguments: Obj) -> Problems:
    """Unknown and missing parameters; silent where the contract isn't at hand."""
    fields = _contract().get(method)
    if fields is None:
        return
    attached = {name for name, value in arguments.items() if isinstance(value, Uploaded)}
    if unknown := sorted(arguments.keys() - fields.keys() - attached):
        yield f"unknown parameters {unknown}"
    if missing := sorted(name for name in fields.keys() - arguments.keys() if fields[name]):
        yield f"parameters {missing} are required"


def check_markup(markup: Any) -> Problems:
    if not isinstance(markup, dict):
        yield "object expected as reply markup"
        return
    if not markup.keys() & {"inline_keyboard", "keyboard", "force_reply", "remove_keyboard"}:
        yield "can't parse reply keyboard markup JSON object"
    rows = markup.get("inline_keyboard") or []
    if sum(len(row) for row in rows) > ALL_BUTTONS:
        yield "REPLY_MARKUP_TOO_LONG"
    for row in [*rows, *(markup.get("keyboard") or [])]:
        if len(row) > ROW_BUTTONS:
            yield f"{len(row)} buttons in a row, at most {ROW_BUTTONS}"
    for button in (button for row in rows for button in row):
        yield from _button(button)
    for button in (button for row in markup.get("keyboard") or [] for button in row):
        yield from _asks_for_chat(button)


def _asks_for_chat(button: Obj) -> Problems:
    """https://core.telegram.org/bots/api#keyboardbuttonrequestchat"""
    if not str(button.get("text", "")).strip():
        yield "can't parse keyboard button: text is empty"
    request = button.get("request_chat")
    if request is None:
        return
    if {"request_id", "chat_is_channel"} - request.keys():
        yield "can't parse keyboard button: request_id and chat_is_channel are required"
    for_user = request.get("user_administrator_rights") or {}
    for_bot = request.get("bot_administrator_rights") or {}
    if any(value and not for_user.get(name) for name, value in for_bot.items()):
        yield "the bot's rights must be a subset of the user's"


def _button(button: Obj) -> Problems:
    if not str(button.get("text", "")).strip():
        yield "can't parse inline keyboard button: text is empty"
    if len(button.keys() & ACTIONS) != 1:
        yield "can't parse inline keyboard button: exactly one action expected"
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_BYTES:
        yield "BUTTON_DATA_INVALID"
    if "url" in button and not re.fullmatch(r"(https?|tg)://[^\s/]\S*", str(button["url"])):
        yield "BUTTON_URL_INVALID"
    if button.get("style", "primary") not in ("danger", "success", "primary"):
        yield "BUTTON_STYLE_INVALID"


def check_commands(commands: Any) -> Problems:
    if not isinstance(commands, list) or len(commands) > COMMANDS:
        yield "BOT_COMMANDS_TOO_MUCH"
        return
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", ""))):
            yield "BOT_COMMAND_INVALID"
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            yield "BOT_COMMAND_DESCRIPTION_INVALID"


@functools.cache
def _contract() -> Mapping[str, Mapping[str, bool]]:
    """Method -> parameter -> required."""
    if not CONTRACT.exists():
        return {}
    methods = json.loads(CONTRACT.read_text())["methods"]
    return {
        name: {field["name"]: field["required"] for field in method.get("fields", ())}
        for name, method in methods.items()
    }
