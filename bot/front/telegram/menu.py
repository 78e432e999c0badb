"""What Telegram shows beside the conversation: the command menus and the bot's description.

Display only, never access control: every verb works typed, in both languages.
https://core.telegram.org/bots/api#setmycommands
"""

from __future__ import annotations

from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.core.grammar import Verb
from bot.core.grammar.words import fold, verb_name
from bot.render.texts import CATALOGUES, SOURCE
from bot.render.words import sentence

Commands = tuple[tuple[str, str], ...]

SHOWN = (
    Verb.WATCH,
    Verb.LIST,
    Verb.SEARCH,
    Verb.FIND,
    Verb.TRENDS,
    Verb.DIGEST,
    Verb.MUTE,
    Verb.HELP,
)
FOR_ADMINISTRATORS = frozenset({Verb.WATCH, Verb.MUTE})
"""In a group only administrators change what is watched."""


def commands(language: str, shown: Iterable[Verb] = SHOWN) -> Commands:
    """(name, what it does) of each, as that language calls it."""
    return tuple(
        (fold(verb_name(verb, language)), sentence(language, f"menu.{verb}")) for verb in shown
    )


async def publish(bot: Bot) -> None:
    """Idempotent. Raises TelegramError."""
    for language in CATALOGUES:
        # The language code "" is what readers of any other language see.
        code = "" if language == SOURCE else language
        every = commands(language)
        for_all = commands(language, (one for one in SHOWN if one not in FOR_ADMINISTRATORS))
        await bot.set_my_commands(every, BotCommandScopeAllPrivateChats(), code)
        await bot.set_my_commands(every, BotCommandScopeAllChatAdministrators(), code)
        await bot.set_my_commands(for_all, BotCommandScopeAllGroupChats(), code)
        await bot.set_my_description(sentence(language, "menu.about"), language_code=code)
        await bot.set_my_short_description(sentence(language, "menu.brief"), language_code=code)
