"""What was pasted, before anybody is asked: each kind of secret has a shape of its own.

https://docs.slack.dev/authentication/tokens · https://core.telegram.org/bots/features#botfather
https://bsky.app/settings/app-passwords
"""

from __future__ import annotations

import re

_QUOTES = "\"'`“”‘’«»<>"
_SLACK_KINDS = (
    (r"xoxp-.*", "user"),
    (r"xoxe[.-].*|xoxr-.*", "rotating"),
    (r"xox[cdsa]-.*", "session"),
    (r"https?://hooks\.slack\.com/.*", "webhook"),
    (r"https?://.*", "address"),
    (r"[0-9a-f]{32}", "secret"),
    (r"\d{6,}\.\d{6,}", "client_id"),
    (r"A[A-Z0-9]{8,12}", "app_id"),
    (r"[A-Za-z0-9]{24}", "verification"),
    (r"\d{6,}:[\w-]{30,}", "telegram"),
)
_BOTFATHER = re.compile(r"\d+:[\w-]+", re.ASCII)


def cleaned(pasted: str) -> str:
    """Without what comes along when people copy: spaces, quotation marks, `NAME=`, `Bearer`."""
    text = pasted.strip().strip(_QUOTES).strip()
    text = re.sub(r"^(?:export\s+)?[A-Z][A-Z_]+\s*=\s*|^Bearer\s+", "", text)
    return text.strip().strip(_QUOTES).strip()


def _common(text: str) -> str | None:
    if re.search(r"\s", text):
        return "setup.shape.space"
    if re.search(r"\.\.\.|…|[*•]{2}", text):
        return "setup.shape.hidden"
    return None if text.isascii() else "setup.shape.letters"


def _slack_kind(text: str) -> str:
    found = (kind for shape, kind in _SLACK_KINDS if re.fullmatch(shape, text))
    return f"setup.shape.slack.{next(found, 'other')}"


def slack_bot_fault(text: str) -> str | None:
    """Key of the sentence that says why this can't be the bot's token; None: it may be."""
    if (key := _common(text)) is not None:
        return key
    if text.startswith("xapp-"):
        return "setup.shape.slack.app_first"
    if text.startswith("xoxb-"):
        return None if re.fullmatch(r"xoxb-[\w-]+", text) else "setup.shape.letters"
    return _slack_kind(text)


def slack_app_fault(text: str) -> str | None:
    """Key of the sentence that says why this can't be the app-level token; None: it may be."""
    if (key := _common(text)) is not None:
        return key
    if text.startswith("xoxb-"):
        return "setup.shape.slack.bot_again"
    if text.startswith("xapp-"):
        return None if re.fullmatch(r"xapp-[\w-]+", text) else "setup.shape.letters"
    return _slack_kind(text)


def telegram_fault(text: str) -> str | None:
    """Key of the sentence that says why this can't be a bot's token; None: it may be."""
    if (key := _common(text)) is not None:
        return key
    if re.fullmatch(r"\d+:?", text):
        return "setup.shape.telegram.id"
    if re.match(r"@|https?://t\.me/|t\.me/", text) or re.fullmatch(r"\w+bot", text, re.IGNORECASE):
        return "setup.shape.telegram.name"
    if text.startswith(("xox", "xapp-")):
        return "setup.shape.telegram.slack"
    if re.fullmatch(r"[\w-]{30,}", text):
        return "setup.shape.telegram.half"
    return None if _BOTFATHER.fullmatch(text) else "setup.shape.telegram.other"


def bluesky_password_fault(text: str) -> str | None:
    if (key := _common(text)) is not None:
        return key
    app_password = re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", text)
    return None if app_password else "setup.shape.bluesky.password"


def bluesky_handle_fault(text: str) -> str | None:
    if (key := _common(text)) is not None:
        return key
    whole = re.fullmatch(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*", text, re.IGNORECASE)
    return None if whole else "setup.shape.bluesky.handle"


def youtube_fault(text: str) -> str | None:
    if (key := _common(text)) is not None:
        return key
    if text.endswith(".apps.googleusercontent.com") or text.startswith("GOCSPX-"):
        return "setup.shape.youtube.client"
    return None if re.fullmatch(r"[\w.-]+", text) else "setup.shape.letters"


def token_fault(text: str) -> str | None:
    """For tokens without a shape of their own."""
    if (key := _common(text)) is not None:
        return key
    return None if re.fullmatch(r"[\w.~+/=-]+", text) else "setup.shape.letters"


def server_fault(text: str) -> str | None:
    """An address with nothing but a host."""
    host = re.fullmatch(r"https?://([\w-]+\.)*[\w-]+(:\d+)?", text, re.ASCII)
    return None if host else "setup.shape.mastodon.server"
