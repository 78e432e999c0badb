"""A small bot on python-telegram-bot, to try the fake with; also `python -m`, to be killed."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(label, callback_data=f"v1:{label}") for label in labels]
    return InlineKeyboardMarkup([row])


async def watch(update: Update, context: Any) -> None:
    assert update.message is not None
    words = " ".join(context.args)
    await update.message.reply_text(
        f"<b>Two</b> accounts match {words} &amp; co:",
        parse_mode="HTML",
        reply_markup=keyboard("1 Bluesky", "Both"),
    )


async def pressed(update: Update, context: Any) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Noted")
    await update.callback_query.edit_message_text(f"Watching {update.callback_query.data}")


async def heard(update: Update, context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"Heard {update.message.text}")


async def moved(update: Update, context: Any) -> None:
    assert update.my_chat_member is not None
    context.bot_data["status"] = update.my_chat_member.new_chat_member.status


def a_bot(url: str, token: str) -> App:
    builder = Application.builder().token(token).job_queue(None)
    app = builder.base_url(f"{url}/bot").build()
    app.add_handler(CommandHandler("watch", watch, filters=filters.UpdateType.MESSAGE))
    app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, heard))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(ChatMemberHandler(moved))
    return app


async def main(url: str, token: str) -> None:
    app = a_bot(url, token)
    await app.initialize()
    await app.start()
    assert app.updater is not None
    await app.updater.start_polling(timeout=5, poll_interval=0)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
