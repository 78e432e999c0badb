"""Slack: the app made from our manifest, its two tokens."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot.cli.setup.console import Console
from bot.cli.setup.envfile import write
from bot.cli.setup.session import Judged, Secret, Session, Verdict, paste, recheck
from bot.cli.setup.shapes import slack_app_fault, slack_bot_fault
from bot.front.manifest import SCOPES, manifest, to_json
from bot.front.slack.faults import SlackRefused
from bot.front.slack.probe import opens, whose
from bot.render.words import Words
from bot.service.ports import SendError

CHAT, BOT = "Slack", "SLACK_BOT_TOKEN"
MANIFEST = "slack-manifest.json"
NEW_APP = "https://api.slack.com/apps?new_app=1"
_GONE = frozenset({"token_revoked", "token_expired", "account_inactive", "team_added_to_org"})
_OTHER_KIND = frozenset({"not_allowed_token_type"})


def ready(session: Session) -> bool:
    """Is there all that Slack needs?"""
    way_in = session.value("SLACK_APP_TOKEN") or session.value("SLACK_SIGNING_SECRET")
    return bool(session.value("SLACK_BOT_TOKEN") and way_in)


def wanted(session: Session) -> None:
    session.console.heading("setup.slack.title")
    there = ready(session)
    question = "setup.slack.again" if there else "setup.slack"
    session.slack = session.console.yes(question, default=not there)
    if there and not session.slack:
        session.slack = not recheck(session, CHAT, BOT, partial(_bot_verdict, session))


def bot_token(session: Session) -> None:
    console = session.console
    console.heading("setup.slack.bot.title")
    file = _manifest_file(console, session.env_file, session.settings.slack_command_prefix)
    steps = ("setup.slack.create", "setup.slack.paste", "setup.slack.install")
    console.steps(steps, address=NEW_APP, file=file)
    console.say("setup.hidden")
    check = partial(_bot_verdict, session)
    bot = Secret(BOT, "setup.slack.bot", slack_bot_fault, check, "setup.slack.bot.where")
    session.whose[CHAT] = paste(session, bot)


def app_token(session: Session) -> None:
    console = session.console
    console.heading("setup.slack.app.title")
    console.steps(("setup.slack.basic", "setup.slack.generate"), first=4)
    check = partial(_app_verdict, session)
    where = "setup.slack.app.where"
    paste(session, Secret("SLACK_APP_TOKEN", "setup.slack.app", slack_app_fault, check, where))


def _manifest_file(console: Console, env_file: Path, prefix: str) -> Path:
    """Beside the settings; printed where it can't be written."""
    file = env_file.resolve().parent / MANIFEST
    text = to_json(manifest("both", prefix=prefix)) + "\n"
    try:
        write(file, text)
    except OSError:
        console.show(text)
    return file


async def _bot_verdict(session: Session, token: str) -> Verdict:
    words = session.words
    try:
        me = await whose(token, session.settings.slack_api_url)
    except SlackRefused as refusal:
        return Verdict(Judged.WRONG, _refusal(words, refusal.code))
    except SendError:
        return Verdict(Judged.SILENT, words("setup.slack.silent"))
    missing = sorted(set(SCOPES) - me.scopes) if me.scopes is not None else []
    if missing:
        lacks = words("setup.slack.scopes", scopes=", ".join(missing), team=me.team)
        return Verdict(Judged.WRONG, lacks)
    name = f"@{me.user}" if me.user else "Veilleur"
    text = words("setup.slack.whose", name=name, team=me.team)
    return Verdict(Judged.GOOD, text, words("setup.slack.in", name=name, team=me.team))


async def _app_verdict(session: Session, token: str) -> Verdict:
    words = session.words
    try:
        await opens(token, session.settings.slack_api_url)
    except SlackRefused as refusal:
        scope = refusal.code == "missing_scope"
        text = words("setup.slack.no_scope") if scope else _refusal(words, refusal.code)
        return Verdict(Judged.WRONG, text)
    except SendError:
        return Verdict(Judged.SILENT, words("setup.slack.silent"))
    return Verdict(Judged.GOOD, words("setup.slack.opens"))


def _refusal(words: Words, code: str) -> str:
    if code in _GONE:
        return words("setup.slack.gone")
    if code in _OTHER_KIND:
        return words("setup.slack.other_kind")
    if code in ("invalid_auth", "not_authed"):
        return words("setup.slack.unknown")
    return words("setup.slack.refused", code=code)
