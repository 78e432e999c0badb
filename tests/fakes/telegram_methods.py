"""The fake's Bot API methods, but for getUpdates (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.fakes import telegram_inline as inline
from tests.fakes import telegram_media as media
from tests.fakes import telegram_webhook as webhook
from tests.fakes.http import Arguments
from tests.fakes.telegram_model import (
    BOT,
    BOT_ID,
    INSIDE,
    Chat,
    Message,
    TelegramError,
    World,
    bad_request,
)
from tests.fakes.telegram_places import reply_of, topic_of, truth
from tests.fakes.telegram_rules import Refused, check_call, formatted

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
CHAT_ACTIONS = ("typing", "upload_photo", "upload_document", "choose_sticker", "find_location")


def get_me(world: World, arguments: Arguments) -> Any:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": False}
    return {**BOT.wire(), **abilities, "supports_inline_queries": world.inline_mode}


def send_message(world: World, arguments: Arguments) -> Any:
    text, entities = formatted(arguments)
    chat = world.writable(arguments["chat_id"])
    topic = topic_of(chat, arguments.get("message_thread_id"))
    reply = reply_of(world, chat, arguments.get("reply_parameters"))
    message = Message(chat.id, world.new_id(), BOT, text, str(arguments["text"]), entities)
    silent = truth(arguments.get("disable_notification"))
    message = replace(message, topic=topic, reply_to=reply, silent=silent)
    message = world.put(replace(message, markup=arguments.get("reply_markup")))
    return world.message_wire(message)


def edit_text(world: World, arguments: Arguments) -> Any:
    text, entities = formatted(arguments)
    old = _own(world, arguments, "edit")
    new = replace(old, text=text, source=str(arguments["text"]), entities=entities)
    return _edited(world, old, replace(new, markup=arguments.get("reply_markup")))


def edit_markup(world: World, arguments: Arguments) -> Any:
    old = _own(world, arguments, "edit")
    return _edited(world, old, replace(old, markup=arguments.get("reply_markup")))


def _edited(world: World, old: Message, new: Message) -> Any:
    same = (old.text, old.entities, _rows(old)) == (new.text, new.entities, _rows(new))
    if same:
        raise bad_request(SAME)
    now = int(world.clock.now().timestamp())
    return {**world.message_wire(world.put(replace(new, verb="edited"))), "edit_date": now}


def _rows(message: Message) -> Any:
    return (message.markup or {}).get("inline_keyboard") or []


def delete(world: World, arguments: Arguments) -> Any:
    chat = world.chat(arguments["chat_id"])
    found = world.messages.get((chat.id, int(arguments["message_id"])))
    if found is None:
        raise bad_request("message to delete not found")
    if found.author.id != BOT_ID and not chat.bot_is_admin:
        raise bad_request("message can't be deleted")
    world.remove(found)
    return True


def _own(world: World, arguments: Arguments, verb: str) -> Message:
    chat = world.writable(arguments.get("chat_id"))
    found = world.messages.get((chat.id, int(arguments.get("message_id") or 0)))
    if found is None:
        raise bad_request(f"message to {verb} not found")
    if found.author.id != BOT_ID:
        raise bad_request(f"message can't be {verb}ed")
    return found


def answer_callback(world: World, arguments: Arguments) -> Any:
    query = str(arguments["callback_query_id"])
    if query not in world.queries:
        why = "query is too old and response timeout expired or query ID is invalid"
        raise bad_request(why)
    world.queries[query] = str(arguments.get("text") or "")
    return True


def set_commands(world: World, arguments: Arguments) -> Any:
    scope = arguments.get("scope") or {"type": "default"}
    key = str(scope["type"]), str(arguments.get("language_code") or "")
    world.commands[key] = list(arguments["commands"])
    return True


def set_text(name: str) -> Callable[[World, Arguments], Any]:
    def keep(world: World, arguments: Arguments) -> Any:
        language = str(arguments.get("language_code") or "")
        world.texts[name, language] = str(arguments.get(name) or "")
        return True

    return keep


def get_chat(world: World, arguments: Arguments) -> Any:
    chat = world.chat(arguments["chat_id"])
    _inside(chat)
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return chat.wire() | full


def get_member(world: World, arguments: Arguments) -> Any:
    chat, user = world.chat(arguments["chat_id"]), int(arguments["user_id"])
    _inside(chat)
    if user not in world.users:
        raise bad_request("user not found")
    if user != BOT_ID and chat.type != "private" and not chat.bot_is_admin:
        raise bad_request("member list is inaccessible")
    return world.member_wire(chat, user)


def get_administrators(world: World, arguments: Arguments) -> Any:
    chat = world.chat(arguments["chat_id"])
    _inside(chat)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        world.member_wire(chat, user)
        for user, role in chat.roles.items()
        if role in ("creator", "administrator")
    ]


def _inside(chat: Chat) -> None:
    if chat.type != "private" and chat.roles.get(BOT_ID) not in INSIDE:
        raise TelegramError(403, f"Forbidden: bot is not a member of the {chat.type} chat")


def chat_action(world: World, arguments: Arguments) -> Any:
    world.writable(arguments["chat_id"])
    if arguments["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request", broken=True)
    return True


def leave(world: World, arguments: Arguments) -> Any:
    chat = world.chat(arguments["chat_id"])
    _inside(chat)
    chat.roles[BOT_ID] = "left"
    world.changed()
    return True


METHODS: Mapping[str, Callable[[World, Arguments], Any]] = {
    "getMe": get_me,
    "setWebhook": webhook.set_webhook,
    "deleteWebhook": webhook.delete_webhook,
    "getWebhookInfo": webhook.webhook_info,
    "sendMessage": send_message,
    "sendPhoto": media.send_photo,
    "sendMediaGroup": media.send_album,
    "sendDocument": media.send_document,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete,
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": inline.answer_inline,
    "setMessageReaction": inline.set_reaction,
    "setMyCommands": set_commands,
    "setMyDescription": set_text("description"),
    "setMyShortDescription": set_text("short_description"),
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "sendChatAction": chat_action,
    "leaveChat": leave,
}
OBJECTS = frozenset(
    {"reply_markup", "link_preview_options", "reply_parameters", "commands", "scope"}
    | {"allowed_updates", "entities", "media", "results", "button", "reaction"}
)


def run(world: World, method: str, arguments: Arguments) -> Any:
    """Check a call as Telegram does, then carry it out. Raises TelegramError."""
    if method not in METHODS:
        raise TelegramError(404, "Not Found: the fake doesn't know this method", broken=True)
    for why in check_call(method, arguments):
        raise bad_request(why, broken=True)
    try:
        return METHODS[method](world, arguments)
    except Refused as error:
        raise bad_request(str(error), broken=True) from None


def decode(arguments: Arguments) -> Arguments:
    """Form fields: nested objects come as JSON text."""
    decoded = dict(arguments)
    for name in OBJECTS & decoded.keys():
        if isinstance(decoded[name], str):
            try:
                decoded[name] = json.loads(decoded[name])
            except ValueError:
                raise bad_request(f"can't parse {name} JSON object", broken=True) from None
    return decoded
