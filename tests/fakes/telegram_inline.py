"""The fake's answers to inline queries, and reactions.

https://core.telegram.org/bots/api#answerinlinequery · #setmessagereaction
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.http import Arguments
from tests.fakes.telegram_model import World, bad_request
from tests.fakes.telegram_rules import Refused, check_markup, formatted

MOST, ID_BYTES = 50, 64
START = re.compile(r"[A-Za-z0-9_-]{1,64}")
REACTIONS = frozenset("👍👎🔥🥰👏😁🤔🤯😱😢🎉🤩🙏👌😍💯🤣⚡🏆🤓👀")


def answer_inline(world: World, arguments: Arguments) -> Any:
    query = str(arguments["inline_query_id"])
    if query not in world.inline:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    results = arguments["results"]
    if len(results) > MOST:
        raise Refused("RESULTS_TOO_MUCH")
    names = [str(one.get("id", "")) for one in results]
    if len(set(names)) < len(names):
        raise Refused("RESULT_ID_DUPLICATE")
    for one in results:
        _check(one)
    _check_button(arguments.get("button"))
    world.inline[query] = dict(arguments)
    world.changed()
    return True


def _check(result: dict[str, Any]) -> None:
    if not 1 <= len(str(result.get("id", "")).encode()) <= ID_BYTES:
        raise Refused("RESULT_ID_INVALID")
    if result.get("type") != "article":
        raise Refused("the fake only knows articles")
    if not str(result.get("title", "")).strip():
        raise Refused("ARTICLE_TITLE_EMPTY")
    content = dict(result["input_message_content"])
    content["text"] = content.get("message_text")
    formatted(content)
    if "reply_markup" in result:
        for why in check_markup(result["reply_markup"]):
            raise Refused(why)


def _check_button(button: Any) -> None:
    if button is None:
        return
    button = json.loads(button) if isinstance(button, str) else button
    if not button.get("text"):
        raise Refused("BUTTON_TEXT_EMPTY")
    if not START.fullmatch(str(button.get("start_parameter", ""))):
        raise Refused("START_PARAM_INVALID")


def set_reaction(world: World, arguments: Arguments) -> Any:
    chat = world.writable(arguments["chat_id"])
    place = chat.id, int(arguments["message_id"])
    if place not in world.messages:
        raise bad_request("message to react not found")
    shown = arguments.get("reaction") or []
    if len(shown) > 1:
        raise Refused("REACTIONS_TOO_MANY")
    if any(one.get("emoji") not in REACTIONS for one in shown):
        raise Refused("REACTION_INVALID")
    if shown:
        world.reactions[place] = shown[0]["emoji"]
    else:
        world.reactions.pop(place, None)
    world.changed()
    return True
