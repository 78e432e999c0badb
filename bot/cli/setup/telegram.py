"""Telegram: a bot made by BotFather, its token."""

from __future__ import annotations

from functools import partial

from pydantic import SecretStr

from bot.cli.checking import fronts
from bot.cli.setup.session import Judged, Secret, Session, Verdict, paste, recheck
from bot.cli.setup.shapes import telegram_fault
from bot.front.errors import FrontError
from bot.front.telegram import TelegramFront
from bot.render.words import capital

CHAT, BOT = "Telegram", "TELEGRAM_BOT_TOKEN"
BOTFATHER = "https://t.me/BotFather"


def wanted(session: Session) -> None:
    session.console.heading("setup.telegram.title")
    there = bool(session.value(BOT))
    question = "setup.telegram.again" if there else "setup.telegram"
    session.telegram = session.console.yes(question, default=not there)
    if there and not session.telegram:
        session.telegram = not recheck(session, CHAT, BOT, partial(_verdict, session))


def token(session: Session) -> None:
    console = session.console
    console.heading("setup.telegram.bot.title")
    steps = ("setup.telegram.open", "setup.telegram.newbot", "setup.telegram.copy")
    console.steps(steps, address=BOTFATHER)
    console.say("setup.hidden")
    check = partial(_verdict, session)
    where = "setup.telegram.bot.where"
    wanted_token = Secret(BOT, "setup.telegram.bot", telegram_fault, check, where)
    session.whose[CHAT] = paste(session, wanted_token)


async def _verdict(session: Session, pasted: str) -> Verdict:
    """Whose it is. https://core.telegram.org/bots/api#getme"""
    words = session.words
    others = {"slack_bot_token": None, "telegram_webhook_secret": None}
    only = {"telegram_bot_token": SecretStr(pasted), **others}
    try:
        front = fronts(session.settings.model_copy(update=only))[CHAT]()
        name = await front.verify()
    except FrontError as error:
        if error.key == "telegram_token":
            return Verdict(Judged.WRONG, words("setup.telegram.refused"))
        return Verdict(Judged.SILENT, words("setup.telegram.silent"))
    said = [words("setup.telegram.whose", name=name)]
    if isinstance(front, TelegramFront):
        said += [capital(words(key)) for key in front.remarks()]
    return Verdict(Judged.GOOD, " ".join(said), name)
