"""The button with which people choose a channel of theirs.

https://core.telegram.org/bots/api#keyboardbuttonrequestchat
"""

from __future__ import annotations

from typing import Any

from telegram import (
    ChatAdministratorRights,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)

_NONE: dict[str, Any] = dict.fromkeys(
    (
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)
_POSTS = ChatAdministratorRights(**_NONE, can_post_messages=True)
# Who may add another administrator; the bot's rights must be among the person's.
_ADDS = ChatAdministratorRights(
    **_NONE | {"can_promote_members": True, "can_invite_users": True}, can_post_messages=True
)


def picker(label: str) -> ReplyKeyboardMarkup:
    """Telegram shows the channels that the person may let the bot post in, and lets it in."""
    request = KeyboardButtonRequestChat(
        1,
        chat_is_channel=True,
        user_administrator_rights=_ADDS,
        bot_administrator_rights=_POSTS,
        request_title=True,
    )
    button = KeyboardButton(label, request_chat=request)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
