"""Where in a chat a call sends something, and how, whatever it sends."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram_model import Chat, World, bad_request


def topic_of(chat: Chat, thread: Any) -> int | None:
    if thread is None:
        return None
    if int(thread) not in chat.topics:
        raise bad_request("message thread not found")
    if not chat.topics[int(thread)]:
        raise bad_request("TOPIC_CLOSED")
    return int(thread)


def reply_of(world: World, chat: Chat, parameters: Any) -> int | None:
    if not parameters:
        return None
    found = (chat.id, int(parameters["message_id"])) in world.messages
    if not found and not parameters.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return int(parameters["message_id"])


def truth(value: Any) -> bool:
    return str(value).lower() in ("true", "1")
