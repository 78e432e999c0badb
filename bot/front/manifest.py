"""The manifest that makes the Slack app. https://docs.slack.dev/reference/app-manifest"""

from __future__ import annotations

import json
from typing import Any, Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en", "both"]

RESERVED = frozenset(
    {"me", "status", "away", "dnd", "shrug", "remind", "msg", "feed", "who", "collapse", "expand"}
    | {"leave", "join", "open", "search", "topic", "mute", "pro", "shortcuts", "archive", "help"}
)
"""Slack's own commands: one of them in a manifest and Slack refuses the whole list."""

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
)
EVENTS = ("app_mention", "message.im")
ADDRESS = "https://veilleur.example.com/slack/events"
"""Stands for the installation's public address where Slack posts to it."""

_DESCRIPTIONS = {
    "en": "Watches what firms publish on social networks: alerts and a daily digest.",
    "fr": "Suit ce que les entreprises publient sur les réseaux : alertes et synthèse du jour.",
}
_COMMANDS = {
    "en": (
        ("watch", "Watch an account, a #tag, words or a link", "@account | #tag | link"),
        ("unwatch", "Stop watching something", "number or @account"),
        ("watchlist", "What this channel watches", ""),
        ("find", "Find a firm's accounts", "Cabinet Durand"),
        ("trends", "Hashtags that take off in what you watch", "calm | keen | off"),
        ("digest", "The digest: now, its time, its days, off", "now | 08:30 | off"),
    ),
    "fr": (
        ("suivre", "Suivre un compte, un #mot-clé, des mots ou un lien", "@compte | #mot | lien"),
        ("retirer", "Ne plus suivre un compte", "numéro ou @compte"),
        ("liste", "Ce que ce canal suit", ""),
        ("chercher", "Chercher des publications", "#fiscalite | mots"),
        ("tendances", "Les mots-clés qui décollent dans votre veille", "calme | attentif | non"),
        ("synthese", "La synthèse : maintenant, son heure, ses jours", "maintenant | 08:30"),
    ),
}
_EVERYTHING = {
    "en": ("Everything: search, mute, status, settings, help", "search #tag | mute 2d | help"),
    "fr": ("Tout : chercher, pause, état, réglages, aide", "chercher #tva | pause 2j | aide"),
}
_UMBRELLAS = ("veille", "veilleur")


def manifest(
    language: Language,
    *,
    prefix: str = "",
    grid: bool = False,
    socket: bool = True,
    address: str = ADDRESS,
) -> dict[str, Any]:
    """What to paste into Slack's "Create an app from a manifest".

    `prefix`: before each command's name, as SLACK_COMMAND_PREFIX. `grid`: for a whole Enterprise
    organisation. `socket` False: Slack posts to `address`.
    """
    posted = {} if socket else {"request_url": address}
    first = "fr" if language == "fr" else "en"
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Veilleur", "description": _DESCRIPTIONS[first]},
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Veilleur", "always_online": True},
            "slash_commands": _commands(language, prefix, "" if socket else address),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **posted},
            "interactivity": {"is_enabled": True, **posted},
            "org_deploy_enabled": grid,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def to_json(made: dict[str, Any]) -> str:
    """Slack takes JSON as well as YAML."""
    return json.dumps(made, ensure_ascii=False, indent=2)


def _commands(language: Language, prefix: str, address: str) -> list[dict[str, Any]]:
    languages = ("en", "fr") if language == "both" else (language,)
    listed = [one for spoken in languages for one in _COMMANDS[spoken]]
    listed += [(name, *_EVERYTHING[languages[0]]) for name in _UMBRELLAS]
    return [_command(f"/{prefix}{name}", about, hint, address) for name, about, hint in listed]


def _command(name: str, about: str, hint: str, address: str) -> dict[str, Any]:
    """Not escaped by Slack, so that @competitor arrives as it was typed."""
    made: dict[str, Any] = {"command": name, "description": about, "should_escape": False}
    if hint:
        made["usage_hint"] = hint
    if address:
        made["url"] = address
    return made
