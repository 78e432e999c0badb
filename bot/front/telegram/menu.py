"""What Telegram shows beside the conversation: the command menus and the bot's description.

Display only, never access control: every verb works typed, in both languages.
https://core.telegram.org/bots/api#setmycommands
"""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.render.words import typeset

Commands = tuple[tuple[str, str], ...]

# The language code "" is what readers of any other language see.
COMMANDS: dict[str, Commands] = {
    "": (
        ("watch", "Watch an @account, a #tag, a link or a website"),
        ("list", "What is watched here"),
        ("search", "Search posts: a #tag or words"),
        ("find", "Find a firm's accounts"),
        ("trends", "Hashtags that take off in what is watched here"),
        ("digest", "The daily digest, for example 08:30"),
        ("mute", "Pause alerts, for example 24 h"),
        ("help", "Examples, and everything I can do"),
    ),
    "fr": (
        ("suivre", "Suivre un @compte, un #mot-clé, un lien ou un site"),
        ("liste", "Ce qui est suivi ici"),
        ("chercher", "Chercher des publications : un #mot-clé ou des mots"),
        ("trouver", "Trouver les comptes d'une entreprise"),
        ("tendances", "Les mots-clés qui décollent dans ce qui est suivi ici"),
        ("synthese", "La synthèse quotidienne, par exemple 08:30"),
        ("pause", "Suspendre les alertes, par exemple 24 h"),
        ("aide", "Des exemples, et tout ce que je sais faire"),
    ),
}
# In a group only administrators change what is watched.
FOR_ADMINISTRATORS = frozenset({"watch", "suivre", "mute", "pause"})
DESCRIPTIONS = {
    "": (
        "I watch what firms publish on social networks and tell you here: new publications, "
        "and a digest at the hour you choose.\n\n"
        "Send me a competitor's @account, a link or the name of a website."
    ),
    "fr": (
        "Je surveille ce que les entreprises publient sur les réseaux sociaux et vous préviens "
        "ici : les nouvelles publications, et une synthèse à l'heure de votre choix.\n\n"
        "Envoyez-moi le @compte d'un concurrent, un lien ou l'adresse d'un site."
    ),
}
SHORT_DESCRIPTIONS = {
    "": "Watches competitors on social networks: alerts and a daily digest.",
    "fr": "Surveille vos concurrents sur les réseaux sociaux : alertes et synthèse quotidienne.",
}


async def publish(bot: Bot) -> None:
    """Idempotent. Raises TelegramError."""
    for language, commands in COMMANDS.items():
        for_all = tuple(one for one in commands if one[0] not in FOR_ADMINISTRATORS)
        await _commands(bot, commands, BotCommandScopeAllPrivateChats(), language)
        await _commands(bot, commands, BotCommandScopeAllChatAdministrators(), language)
        await _commands(bot, for_all, BotCommandScopeAllGroupChats(), language)
        about = typeset(language, DESCRIPTIONS[language])
        brief = typeset(language, SHORT_DESCRIPTIONS[language])
        await bot.set_my_description(about, language_code=language)
        await bot.set_my_short_description(brief, language_code=language)


async def _commands(bot: Bot, commands: Commands, scope: BotCommandScope, language: str) -> None:
    named = [(name, typeset(language, text)) for name, text in commands]
    await bot.set_my_commands(named, scope=scope, language_code=language)
